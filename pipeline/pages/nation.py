"""The page of several provinces: how each stands on every KPI, how the districts of all spread, what was left out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.words import UNREPORTED, fingerprint, round_words
from pipeline.pages.bands import bands, places, share
from pipeline.pages.chips import tone
from pipeline.pages.nation_book import (
    NationCell,
    NationDistrict,
    NationFile,
    NationKpi,
    NationMark,
    NationPage,
    NationRow,
    NationShare,
)
from pipeline.pages.shell import page
from pipeline.summarise import ResultsFile
from pipeline.summarise.book import DistrictRow
from pipeline.summarise.cells import EXEMPT, NONE
from pipeline.summarise.nation_book import Group, KpiCounts, KpiSums, NationBook
from pipeline.thai.digits import format_decimal
from pipeline.thai.text import clean
from pipeline.units import PERCENT


@dataclass(frozen=True, slots=True)
class Beside:
    """One per province, what its folder tells besides its results: its ``page`` as told from the nation's ("": not
    there), whether its round is closed, in words, and which scores (a district's code, a KPI's number) rest on
    figures that nobody confirmed."""

    page: str
    state: str
    doubted: frozenset[tuple[str, int]]


def html_page(
    book: NationBook, files: Sequence[ResultsFile], beside: Mapping[str, Beside], agreement: Agreement
) -> bytes:
    """The page of what the workbook ``book`` says, UTF-8; ``beside`` by province. The same results always give the
    same bytes."""
    place_of = places(agreement)
    spread: dict[str, Counter[int]] = {name: Counter() for name in beside}
    for row in book.districts:
        spread[row.province][place_of.get(row.band, 0)] += 1
    every = sum(spread.values(), Counter[int]())
    numbers = {row.name: number for number, row in enumerate(book.provinces, 1)}
    districts = tuple(_district(row, place_of, numbers, beside[row.province], agreement) for row in book.districts)
    doubted = frozenset(at for one in beside.values() for at in one.doubted)
    whole = _row("รวมทุกจังหวัด", book.whole, every, Beside("", "", doubted), agreement)
    it = NationPage(
        round_words(agreement.round_id),
        tuple(
            _kpi(kpi, counts, cell, sums, [one.cells[counts.index] for one in districts])
            for kpi, counts, cell, sums in zip(agreement.kpis, book.kpis, whole.cells, book.whole.kpis, strict=True)
        ),
        tuple(bands(every, agreement)),
        tuple(_row(one.name, one, spread[one.name], beside[one.name], agreement) for one in book.provinces),
        whole, districts, tuple(map(_file, files)), sum(len(one.doubted) for one in beside.values()), sum(kpi.unreported for kpi in book.kpis),
        book.not_pooled, book.not_pooled_why,
    )
    return page("nation.html", {"it": it, "caveat": agreement.caveat.strip()})


# --- districts -----------------------------------------------------------------------------------


def _district(
    row: DistrictRow, place_of: Mapping[str | None, int], numbers: Mapping[str, int], beside: Beside, agreement: Agreement
) -> NationDistrict:
    cells = tuple(
        _cell(cell.level, cell.points, agreement.top, (row.code, kpi.number) in beside.doubted)
        for kpi, cell in zip(agreement.kpis, row.kpis, strict=True)
    )
    doubted = any(cell.look == "doubt" for cell in cells)
    return NationDistrict(
        row.name, row.province, f"{beside.page}#d{row.code}" if beside.page else "", str(row.rank), _two(row.percent),
        row.band, place_of.get(row.band, 0), numbers[row.province], cells,
        ("missing" if row.missing else "complete") + (" doubt" if doubted else ""),
    )


def _cell(level: object, points: object, top: Decimal | int, doubted: bool = False, result: str = "") -> NationCell:
    if not isinstance(level, int) or not isinstance(points, Decimal):
        return NationCell(str(level), *(("exempt", "ยกเว้น") if level == EXEMPT else ("none", UNREPORTED)), "", result)
    if doubted:
        return NationCell(f"{level}?", "doubt", "ต้องตรวจ", str(level), result)
    return NationCell(str(level), tone(points, top), result=result)


def _two(value: object) -> str:
    return format_decimal(value, 2) if isinstance(value, Decimal) else NONE


# --- provinces -----------------------------------------------------------------------------------


def _row(name: str, group: Group, spread: Mapping[int, int], beside: Beside, agreement: Agreement) -> NationRow:
    errors, warnings, *_ = group.findings
    doubted = {kpi for _, kpi in beside.doubted}
    return NationRow(
        name, beside.page, group.districts, group.complete, _two(group.mean), _two(group.median),
        tuple(spread.get(place, 0) for place, _ in enumerate(agreement.bands, 1)), errors, warnings, beside.state,
        tuple(_sum(kpi, sums, kpi.number in doubted) for kpi, sums in zip(agreement.kpis, group.kpis, strict=True)),
    )


def _sum(kpi: Kpi, sums: KpiSums, doubted: bool) -> NationCell:
    """The level that the districts' sums would reach, with the result; ``doubted`` where that of a district is."""
    level = sums.level
    if not isinstance(level, int):
        return NationCell(NONE, "none", "ไม่มีระดับ")
    return _cell(level, _worth(kpi, level), kpi.full, doubted, _two(sums.result))


def _worth(kpi: Kpi, level: int) -> Decimal:
    return next((one.worth for one in kpi.levels if one.level == level), Decimal(0))


# --- KPIs ----------------------------------------------------------------------------------------


def _kpi(kpi: Kpi, counts: KpiCounts, whole: NationCell, sums: KpiSums, cells: Sequence[NationCell]) -> NationKpi:
    doubts = Counter(cell.value for cell in cells if cell.look == "doubt")
    levels = [
        NationShare(f"ระดับ {level}", tone(_worth(kpi, level), kpi.full), number, doubts[str(level)])
        for level, number in enumerate(counts.counts)
    ]
    shares = [
        *reversed(levels), NationShare(UNREPORTED, "none", counts.unreported, 0),
        NationShare("ยกเว้น", "exempt", counts.exempt, 0),
    ]
    pooled = [(counts.above, sums.above), (counts.below, sums.below)] if counts.pooled else []
    return NationKpi(
        kpi.number, clean(kpi.short_name or kpi.name), tuple(one for one in shares if one.districts),
        tuple(_bar(shares, len(cells))),
        tuple((name, _amount(value)) for name, value in pooled if isinstance(value, Decimal)),
        replace(whole, result=f"{PERCENT} {whole.result}" if counts.unit == PERCENT else f"{whole.result} {clean(counts.unit)}"),
    )


def _amount(value: Decimal) -> str:
    """A sum as people read it: a count without decimals."""
    return format_decimal(value, 0 if value == value.to_integral_value() else 2, grouping=True)


def _bar(shares: Sequence[NationShare], every: int) -> Iterator[NationMark]:
    """The parts of a bar, the best level first, and before those without a level all that is doubted."""
    parts = [(one.look, one.districts - one.doubted) for one in shares]
    parts.insert(-2, ("doubt", sum(one.doubted for one in shares)))
    start = Decimal(0)
    for look, number in parts:
        width = share(number, every)
        if number:
            yield NationMark(look, start, width)
        start += width


def _file(one: ResultsFile) -> NationFile:
    return NationFile(one.file, one.province, one.status, one.reason, fingerprint(one.sha256), one.refused)
