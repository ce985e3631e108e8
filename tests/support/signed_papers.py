"""Signed papers made up for tests, and rounds told as forms."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from home import HOME
from made_rounds import home

from pipeline.definitions.agreement import load_written
from pipeline.definitions.sources import read_sources
from pipeline.measure import MEASURES
from pipeline.model.agreement import Kpi
from pipeline.normalise.kinds import KINDS
from pipeline.rounds.form.book import FormBook
from pipeline.rounds.form.of_round import of_round
from pipeline.rounds.paper.record import Quotes, SignedKpi, SignedPaper, SignedPart, SignedSection

AGREEMENT = load_written(HOME, MEASURES, "2561-1")
LIKE = of_round(AGREEMENT, read_sources(HOME, KINDS), "ข้อความ")
TITLE = ("บันทึกข้อตกลง", "รอบการประเมินที่ 2 ปีงบประมาณ พ.ศ. 2561 (1 เมษายน 2561 - 30 กันยายน 2561)")
EIGHTY = ((1, "ไม่น้อยกว่าร้อยละ 80"), (2, "ไม่น้อยกว่าร้อยละ 90"))


def own_paper() -> SignedPaper:
    """The paper of the program's own round."""
    return paper_of_round(HOME, "2561-1")


def paper_of_round(house: Path, round_id: str) -> SignedPaper:
    """The paper of a round, as its definition has it."""
    agreement = load_written(house, MEASURES, round_id)
    kpis = tuple(SignedKpi(
        kpi.number, kpi.name, agreement.section_names[kpi.section], kpi.goal, _quotes(kpi), kpi.criteria_notes, kpi.weight,
        kpi.data_source, tuple(SignedPart(part.part, part.name, _quotes(part)) for part in kpi.parts)) for kpi in agreement.kpis)
    sections = tuple(SignedSection(section.name) for section in agreement.sections)
    return SignedPaper(agreement.title, ("ข้อความ", "ตัวชี้วัดที่ 1"), sections, kpis)


def _quotes(kpi: Kpi) -> Quotes:
    return tuple((level.level, level.quote) for level in kpi.levels)


def paper(*kpis: SignedKpi, title: Sequence[str] = TITLE, sections: Sequence[SignedSection] = (SignedSection("งานทีม"),)) -> SignedPaper:
    """A paper with these KPIs."""
    return SignedPaper(tuple(title), (*title, "ตัวชี้วัด"), tuple(sections), kpis)


def kpi(name: str = "ร้อยละของการเบิกจ่าย", number: int = 1, **more: object) -> SignedKpi:
    """A KPI of two levels, 80 and 90 percent, with whatever is otherwise."""
    return replace(SignedKpi(number, name, "งานทีม", levels=EIGHTY, weight=Decimal(100), data_source="ฝ่าย"), **more)  # type: ignore[arg-type]


def form_of(round_id: str, folder: Path) -> FormBook:
    """A round, the program's own or a made-up one, as a form."""
    house = HOME if round_id == "2561-1" else home(folder, round_id, adopted=False)
    text = (house / "agreement" / round_id / "agreement.txt").read_text(encoding="utf-8")
    return of_round(load_written(house, MEASURES, round_id), read_sources(house, KINDS), text)
