"""Made-up scorecards for the tests of the workbooks, scored by the pipeline's own rules."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from home import HOME
from runs import ROUND

from pipeline.definitions import load_agreement, load_sources
from pipeline.forms import values
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement
from pipeline.model.cells import Origin
from pipeline.model.changes import Changed
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.observation import District, Evidence, Measurement, Part, Party
from pipeline.model.score import Scorecard
from pipeline.model.usage import Taken, Usage
from pipeline.normalise.kinds import KINDS
from pipeline.score import score
from pipeline.score.province import other_readings, pooled
from pipeline.summarise import Standing, summary, tasks

AGREEMENT: Agreement = load_agreement(HOME, MEASURES, ROUND)
SOURCES = {source.id: source for source in load_sources(HOME, AGREEMENT, KINDS)}
CHIEF = Party(None, "นางสาวกัลยาณี สุวรรณรัตน์", "พัฒนาการจังหวัดสระแก้ว")
DAY = dt.date(2018, 3, 27)
RATIOS: Mapping[int, tuple[str, str, str, str, str]] = {
    1: ("เบิกจ่าย", "จัดสรร", "บาท", "97500", "100000"),
    2: ("จำนวนขั้นตอนที่แล้วเสร็จ", "จำนวนขั้นตอนตามแผน", "ขั้นตอน", "171", "200"),
    4: ("ผู้ผลิตรายใหม่ในรอบ", "ผู้ผลิตที่ลงทะเบียนปี 2557–2558", "ราย", "7", "200"),
    6: ("ได้รับการส่งเสริม (คน)", "เป้าหมาย (คน)", "คน", "0", "200"),
    7: ("เบิกจ่าย", "งบประมาณจัดสรร", "บาท", "70004", "100000"),
    9: ("จัดเก็บแล้ว", "ครัวเรือนเป้าหมาย", "ครัวเรือน", "20001", "20000"),
}

NOTHING = Changed.of()


def fact(name: str, value: Decimal, unit: str, letter: str, cells: int = 2) -> Evidence:
    """A figure added up from some cells."""
    shares = [(value / cells).quantize(Decimal(1))] * (cells - 1)
    shares.append(value - sum(shares))
    parts = tuple(
        Part(share, Origin("งบบริหาร/ไตรมาส 2.xlsx", "ข้อมูล", f"{letter}{row}"), f"รายการ {row}", DAY)
        for row, share in enumerate(shares, 7)
    )
    places = 2 if unit == "บาท" else 0
    return Evidence(name, value, unit, places, "", tuple(p.origin for p in parts), parts)


def unlabelled(measurement: Measurement) -> Measurement:
    """The same measurement, its cells without labels of their own."""
    evidence = tuple(
        replace(one, parts=tuple(replace(part, label="") for part in one.parts))
        for one in measurement.evidence
    )
    return replace(measurement, evidence=evidence)


def ratio(kpi: int, district: str, top: str | None = None, bottom: str | None = None) -> Measurement:
    """A KPI made of two sums; KPI 7 with its answer."""
    above, below, unit, usual, base = RATIOS[kpi]
    a, b = Decimal(top or usual), Decimal(bottom or base)
    evidence = [fact(above, a, unit, "D"), fact(below, b, unit, "C")]
    answers: tuple[tuple[str, Decimal | None], ...] = ()
    if kpi == 7:
        item = AGREEMENT.kpi(7).items[0]
        answers = ((item.id, Decimal(1)),)
        evidence.append(Evidence(item.name, Decimal(1), "", 0, "ใช่", (Origin("SARA.xls", "1", "F8"),)))
    over = ("over-100",) if a > b else ()
    return Measurement(
        kpi, district, "measured", "", a * 100 / b, a, b, answers, tuple(evidence), over
    )


def growth(district: str, now: str = "1180000", before: str = "1000000") -> Measurement:
    """KPI 3: this round's months against those of a year before."""
    a, b = Decimal(now), Decimal(before)
    evidence = (fact("รายได้ ต.ค. 60–มี.ค. 61", a, "บาท", "F", 6), fact("รายได้ ต.ค. 59–มี.ค. 60", b, "บาท", "G", 6))
    return Measurement(
        3, district, "measured", "", (a - b) * 100 / b, a - b, b, evidence=evidence
    )


def checklist(kpi: int, district: str, **said: str | None) -> Measurement:
    """A KPI made of items, all of them met but those that ``said`` tells."""
    answers = []
    evidence = []
    for row, item in enumerate(AGREEMENT.kpi(kpi).items, 4):
        told = said.get(item.id, "96" if item.kind == "percentage" else "1")
        value = None if told is None else Decimal(told)
        answers.append((item.id, value))
        text = "" if item.kind != "yes/no" or value is None else "มี" if value else "ไม่มี"
        evidence.append(Evidence(item.name, value, "", 0, text, (Origin("แบบ.xls", "ก", f"D{row}"),)))
    percentage = dict(answers).get(AGREEMENT.kpi(kpi).formula.result)
    return Measurement(
        kpi, district, "measured", result=percentage, answers=tuple(answers),
        evidence=tuple(evidence),
    )  # fmt: skip


def measured(district: str) -> dict[int, Measurement]:
    """All nine KPIs of a district."""
    found = {kpi: ratio(kpi, district) for kpi in RATIOS}
    found |= {3: growth(district), 5: checklist(5, district, monthly_results="0")}
    return dict(sorted((found | {8: checklist(8, district, report="0")}).items()))


def unreported(kpi: int, district: str, why: str = "ไม่มีรายงาน") -> Measurement:
    return Measurement(kpi, district, "unreported", why)


def exempt(kpi: int, district: str, why: str = "ไม่ได้รับจัดสรรงบประมาณ") -> Measurement:
    return Measurement(kpi, district, "exempt", why)


def cards(
    changes: Sequence[tuple[str, Mapping[int, Measurement]]],
    agreement: Agreement = AGREEMENT,
    person: Party | None = None,
) -> tuple[Scorecard, ...]:
    """One card a district: its name, and the measurements that differ from :func:`measured`."""
    districts = [District(f"27{n:02}", name) for n, (name, _) in enumerate(changes, 1)]
    everything = {
        (district.code, kpi): measurement
        for district, (_, changed) in zip(districts, changes, strict=True)
        for kpi, measurement in {**measured(district.code), **changed}.items()
    }
    return score(everything, agreement, districts, [person] if person else [])[0]


def situations() -> Sequence[tuple[str, Mapping[int, Measurement]]]:
    """Districts in every state that a workbook must show."""
    every = range(1, 10)
    return [
        ("เมืองสระแก้ว", {}),
        ("คลองหาด", {2: unreported(2, "2702"), 5: checklist(5, "2702", field_work=None)}),
        ("ตาพระยา", {7: exempt(7, "2703"), 6: ratio(6, "2703", "195", "200")}),
        ("วังน้ำเย็น", {k: unreported(k, "2704") for k in every}),
        ("วัฒนานคร", {k: exempt(k, "2705") for k in every}),
        ("อรัญประเทศ", {1: exempt(1, "2706"), 2: exempt(2, "2706"), 3: growth("2706", "900000")}),
        ("เขาฉกรรจ์", {1: unlabelled(ratio(1, "2707", "2.01", "2.98")), 8: checklist(8, "2707", plan_progress="92.5", plan="0")}),
        ("โคกสูง", {1: exempt(1, "2708"), 9: unreported(9, "2708"), 8: checklist(8, "2708", plan_progress=None, plan="0")}),
    ]  # fmt: skip


def under(*ids: str) -> Agreement:
    """The agreement with some readings taken the other way."""
    agreement = AGREEMENT
    for reading in AGREEMENT.readings:
        if reading.id in ids:
            agreement = agreement.under_other(reading)
    return agreement


def many(count: int) -> Sequence[Any]:
    """The cards of so many districts, none like another."""
    return cards([(f"อำเภอที่ {n}", {1: ratio(1, f"27{n:02}", str(79000 + 700 * n), "100000")})
                  for n in range(1, count + 1)])


def silent(count: int) -> Any:
    """The cards of so many districts that reported nothing."""
    return cards([(f"อำเภอที่ {n}", {k: unreported(k, f"27{n:02}") for k in range(1, 10)})
                  for n in range(1, count + 1)])


FINDINGS = (
    Finding("broken-cell", "error", "ช่องเสีย #REF!", "แก้สูตร", Origin("ก.xls", "แผ่น 1", "B9"), "2702", 2),
    Finding("late", "info", "ข้อมูลก่อนวันตัดยอด", "ไม่ต้องทำอะไร"),
)
FILES = (
    FileRecord("ก.xls", "a" * 64, "used", sheets=(
        SheetRecord("แผ่น 1", "bpm", 46, 2), SheetRecord("แผ่น 2"),
    )),
    FileRecord("~$ข.xlsx", None, "ignored", "temporary", "ไฟล์ชั่วคราวของ Excel"),
)  # fmt: skip
USAGE = (
    Usage("disbursement", "2701", (Taken(Origin("ก.xlsx", "S"), DAY),)),
    Usage("disbursement", "2702", (
        Taken(Origin("ก.xlsx", "S"), DAY), Taken(Origin("ข.xlsx", "S"), None, "older-version"))),
)


def said(
    every: Any = None, findings: Any = FINDINGS, files: Any = FILES,
    agreement: Agreement = AGREEMENT, changes: Changed = NOTHING,
) -> Any:
    """What the province's workbook is told of these cards."""
    every = cards(situations(), agreement) if every is None else every
    standing = Standing(
        "สระแก้ว", CHIEF, every, pooled(every, agreement), other_readings(every, agreement)
    )
    todo = tasks(standing.cards, agreement, findings, files, SOURCES, USAGE)
    return values(summary(standing, agreement, findings, files, SOURCES, USAGE, changes, todo))
