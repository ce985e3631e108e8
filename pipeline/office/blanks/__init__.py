"""Blank input workbooks for staff whose system has no export: one a source.

``rows`` says what stands in a form already, ``entries`` what may be typed into its cells, ``sheet`` how
it looks on the screen and on paper.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.definitions import load_agreement, load_sources
from pipeline.errors import UsageError
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement
from pipeline.model.observation import District, source_of
from pipeline.model.source import Claim, SourceDefinition
from pipeline.model.words import office
from pipeline.normalise.kinds import KINDS
from pipeline.normalise.stage import normalise, provinces_by_roster
from pipeline.office.blanks.entries import restrict
from pipeline.office.blanks.rows import BlankForm, form_of
from pipeline.office.blanks.sheet import FONT, SIZE, SheetHead, lay_out
from pipeline.publish import Written, publish
from pipeline.run.provinces import by_names
from pipeline.run.stages import rosters
from pipeline.thai.calendar import thai_date
from pipeline.thai.periods import fiscal_year
from pipeline.xlsx.books import About, empty_book, to_bytes

SHEET = "แบบกรอก"
_NO_NAME = re.compile(r'[\\/:*?"<>|\[\]]+')  # what Windows allows in no name of a file, Excel in none of a sheet


def write_blank_forms(
    home: Path, output: Path, folder: Path, province: str | None, round_id: str | None
) -> Written:
    """Writes the blank input workbooks that the round needs into ``output/แบบกรอก/<round>/``, where the
    input has several provinces into a folder of the province there; those that were filled in are kept
    aside. The province is that of the roster in ``folder`` unless it is named."""
    agreement = load_agreement(home, MEASURES, round_id)
    sources = load_sources(home, agreement, KINDS)
    found = rosters(folder, agreement.round_id, sources)
    known = normalise(found, agreement, province)
    forms = blank_forms(agreement, sources, known.province.name, known.districts)
    target = output / SHEET / agreement.round_id
    if _several(found) or (folder.is_dir() and by_names(folder, agreement.round_id)):
        target /= known.province.name
    return publish(target, lambda before: forms.items())


def _several(rosters: Sequence[Claim]) -> bool:
    """Whether rosters name more than one province; one that is no province's name is nobody's."""
    try:
        return len({place for places in provinces_by_roster(rosters).values() for place in places}) > 1
    except UsageError:
        return False


def blank_forms(
    agreement: Agreement, sources: Sequence[SourceDefinition], province: str,
    districts: Sequence[District],
) -> dict[str, bytes]:
    """A workbook by file name for each source that a KPI of the round takes figures from, and for
    each table in which a person decides: its headings, the province's districts, drop-downs.

    A form that is filled in and dropped into ``input/`` is read like any export; left blank it
    counts as not reported.
    """
    wanted = {source for kpi in agreement.kpis for source in kpi.sources()}
    needed = [source for source in sources if source.id in wanted or not source.kind.figures]
    return {
        name: _workbook(form_of(source, agreement, province, districts), agreement, sources, province)
        for name, source in zip(_names(needed), needed, strict=True)
    }


def _names(sources: Sequence[SourceDefinition]) -> list[str]:
    """A name of a file for each, of the source's title; titles that are alike are numbered."""
    names: list[str] = []
    for source in sources:
        stem = name = f"{SHEET} {_NO_NAME.sub(' ', source.title).strip()}"
        number = 1
        while f"{name}.xlsx".casefold() in (other.casefold() for other in names):
            number += 1
            name = f"{stem} ({number})"
        names.append(f"{name}.xlsx")
    return names


def _note(
    source: SourceDefinition, agreement: Agreement, sources: Sequence[SourceDefinition]
) -> str:
    """When a form is to be used at all: of one that stands in for a column of another form."""
    for kpi in agreement.kpis:
        formula = kpi.formula
        if formula.numerator_else and source_of(formula.numerator_else) == source.id:
            other = next(one for one in sources if one.id == source_of(formula.numerator))
            column = other.column(formula.numerator.partition(".")[2]).headings[0]
            return f"ใช้แทนช่อง “{column}” ของ “{other.title}” ซึ่งต้องลบช่องนั้นออกทั้งช่อง ถ้ากรอกช่องนั้นแล้วไม่ต้องใช้แบบนี้"
    return ""


def _workbook(
    form: BlankForm, agreement: Agreement, sources: Sequence[SourceDefinition], province: str
) -> bytes:
    source = form.source
    book = empty_book(FONT, SIZE)
    owner = f"จังหวัด{province}   ผู้จัดทำ {source.owner}"
    cutoffs = [kpi.cutoff for kpi in agreement.kpis if source.id in kpi.sources()]
    cutoff = "" if source.dated or source.kind.per_round or not cutoffs else thai_date(min(cutoffs))
    note = _note(source, agreement, sources)
    of_round = f"{source.title} รอบการประเมินที่ {agreement.round.number} ปีงบประมาณ {fiscal_year(form.end)}"
    title = of_round if source.kind.per_round else source.title
    for part in source.parts or ("",):
        sheet = book.create_sheet(_NO_NAME.sub(" ", part)[:31] or SHEET)
        lay_out(sheet, form, SheetHead(" ".join(filter(None, (title, part))), owner, cutoff, note))
        restrict(sheet, form, bool(cutoff))
    return to_bytes(book, About(f"{SHEET} {source.title}", office(province)))
