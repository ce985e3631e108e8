"""The lines of a page: each KPI's mean over the days that its figures are as at, each district's total over the runs."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.history.kept_runs import MOST_POINTS, KeptDistrict, KeptRun
from pipeline.model.agreement import Agreement
from pipeline.pages.book import PageDay
from pipeline.pages.district import day
from pipeline.thai.digits import format_decimal, round_half_up
from pipeline.thai.text import clean

LEFT, RIGHT, TOP, BOTTOM = 26, 308, 10, 74  # of a line in its drawing, 320 × 96 units
_TENTH = Decimal("0.1")
_OTHERS = {"k": "คนละชุดอำเภอกับครั้งก่อน", "d": "คนละชุดตัวชี้วัดกับครั้งก่อน"}  # by what a line is of


@dataclass(frozen=True, slots=True)
class PagePoint:
    """One point of a line: where it stands, its day, its figure, what else is to be said of it; ``open`` where it is
    not of all (a provisional total, a mean that lacks districts)."""

    x: Decimal
    y: Decimal
    day: PageDay
    value: str
    words: str
    open: bool


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line: of what (``anchor`` leads to it), its points in their order, the first and the last day of its axis (one
    alone where these are the same), and how its last figure stands to the one before it: ``+0.25``, or that both are
    of other districts or KPIs; "" of a single one."""

    anchor: str
    name: str
    points: tuple[PagePoint, ...]
    ends: tuple[PageDay, ...]
    change: str

    @property
    def path(self) -> str:
        """The points of the drawing."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of KPIs and of districts out of ``top``; none of what has no figure yet. ``undated`` are the KPIs that
    have figures and no line, as none of these says its day."""

    top: int
    kpis: tuple[PageLine, ...] = ()
    districts: tuple[PageLine, ...] = ()
    undated: tuple[int, ...] = ()

    @property
    def single(self) -> bool:
        """Whether nothing has more than one point."""
        return all(len(line.points) == 1 for line in (*self.kpis, *self.districts))

    @property
    def frame(self) -> Mapping[str, int]:
        """Where the axes stand in a drawing."""
        return {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM, "middle": (LEFT + RIGHT) // 2}


@dataclass(frozen=True, slots=True)
class _Figure:
    """One per point: its day, its figure, words about it, whether it is not of all, and of which districts or KPIs it is."""

    day: dt.date
    value: Decimal
    words: str
    partial: bool
    of: frozenset[str | int]


def page_lines(runs: Sequence[KeptRun], agreement: Agreement, names: Mapping[str, str]) -> PageLines:
    """The lines of a province, whose districts are ``names`` by code, as at the last of the runs, the one that stands:
    what has no figure there has no line. KPIs have their days as axis, of two runs as at one day the later counts;
    districts have the runs, each with the last day among those that it renewed."""
    of_kpis = [(kpi, found) for kpi in agreement.kpis if (found := _of_kpi(runs, kpi.number))]
    of_districts = [(code, found) for code in names if (found := _of_district(runs, code))]
    days = [one.day for _, found in of_kpis for one in found]
    kpis = [
        _line(f"k{kpi.number}", f"{kpi.number}. {clean(kpi.short_name or kpi.name)}", found,
              [_share(one.day, min(days), max(days)) for one in found], (min(days), max(days)), agreement.top)
        for kpi, found in of_kpis
    ]
    districts = [
        _line(f"d{code}", names[code], found, [Decimal(n) / max(len(found) - 1, 1) for n in range(len(found))],
              (found[0].day, found[-1].day), agreement.top)
        for code, found in of_districts
    ]
    known = {number for one in runs[-1].districts.values() for number in one.kpis}
    return PageLines(
        agreement.top, tuple(kpis), tuple(districts), tuple(n for n, at in runs[-1].as_of.items() if at is None and n in known))


def _of_kpi(runs: Sequence[KeptRun], number: int) -> Sequence[_Figure]:
    """The mean of the districts' points on a KPI, two places half up."""
    found: dict[dt.date, _Figure] = {}
    for run in runs:
        points = {code: s.points for code, one in run.districts.items() if (s := one.kpis.get(number)) and s.points is not None}
        if (at := run.as_of.get(number)) is not None and points:
            mean = round_half_up(sum(points.values(), Decimal(0)) / len(points), 2)
            words = f"เฉลี่ยจาก {len(points)} จาก {len(run.districts)} อำเภอ"
            found[at] = _Figure(at, mean, words, len(points) < len(run.districts), frozenset(points))
    return [found[at] for at in sorted(found)][-MOST_POINTS:] if runs[-1].as_of.get(number) in found else []


def _of_district(runs: Sequence[KeptRun], code: str) -> Sequence[_Figure]:
    """A district's total; the provisional one where something is not reported."""
    found = []
    for run, at in zip(runs, _renewed(runs), strict=True):
        one = run.districts.get(code)
        value = None if one is None else _total(one)
        if one is not None and value is not None and at is not None:
            words = "คะแนนชั่วคราว" if one.score is None else ""
            found.append(_Figure(at, value, words, one.score is None, frozenset(one.kpis)))
    last = runs[-1].districts.get(code)
    return found[-MOST_POINTS:] if last is not None and _total(last) is not None else []


def _renewed(runs: Sequence[KeptRun]) -> Iterator[dt.date | None]:
    """By run the last day among those of the KPIs that it has of another day than the run before it, the first of them
    than the run after it: a day that stays the same tells nothing of the others. None where no table says a day."""
    for place, run in enumerate(runs):
        beside = runs[place - 1] if place else runs[min(1, len(runs) - 1)]
        stated = {number: day for number, day in run.as_of.items() if day is not None}
        other = [day for number, day in stated.items() if beside.as_of.get(number) != day]
        yield max(other or stated.values(), default=None)


def _total(one: KeptDistrict) -> Decimal | None:
    return one.provisional if one.score is None else one.score


def _share(at: dt.date, first: dt.date, last: dt.date) -> Decimal:
    return Decimal((at - first).days) / max((last - first).days, 1)


def _line(
    anchor: str, name: str, found: Sequence[_Figure], shares: Sequence[Decimal], ends: tuple[dt.date, dt.date], top: int
) -> PageLine:
    """A line of which each point stands at its share of the axis; a single one of a single day in the middle."""
    single = len(found) == 1 and ends[0] == ends[1]
    points = tuple(
        PagePoint(
            (Decimal(LEFT + RIGHT) / 2 if single else LEFT + (RIGHT - LEFT) * share).quantize(_TENTH),
            (BOTTOM - (BOTTOM - TOP) * max(Decimal(0), min(one.value, Decimal(top))) / top).quantize(_TENTH),
            day(one.day), format_decimal(one.value, 2), one.words, one.partial,
        )
        for one, share in zip(found, shares, strict=True)
    )
    change = _change(found[-2], found[-1], _OTHERS[anchor[0]]) if len(found) > 1 else ""
    return PageLine(anchor, name, points, (day(ends[0]),) if single else tuple(map(day, ends)), change)


def _change(former: _Figure, last: _Figure, others: str) -> str:
    """How much a figure is above the former where both are of the same; else ``others``."""
    if former.of != last.of:
        return others
    apart = last.value - former.value
    return f"{'+' if apart > 0 else '−' if apart < 0 else '±'}{format_decimal(abs(apart), 2)}"
