"""The lines of a page: each KPI's mean and each district's total over the days that figures are as at."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.history.kept_runs import KeptDistrict, KeptRun
from pipeline.model.agreement import Agreement
from pipeline.pages.book import PageDay
from pipeline.pages.district import day
from pipeline.thai.digits import format_decimal, round_half_up
from pipeline.thai.text import clean

LEFT, RIGHT, TOP, BOTTOM = 26, 308, 10, 74  # of a line in its drawing, 320 × 96 units
MOST_POINTS = 26  # of a line: as many weeks as a round has; more would make the page heavy
_TENTH = Decimal("0.1")


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
    """A line: of what (``anchor`` leads to it), its points by their days, and these as a drawing has them."""

    anchor: str
    name: str
    points: tuple[PagePoint, ...]

    @property
    def path(self) -> str:
        """The points of the drawing."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def change(self) -> str:
        """How much the last figure is above the one before it (``+0.25``); "" of a single one."""
        if len(self.points) < 2:
            return ""
        apart = Decimal(self.points[-1].value) - Decimal(self.points[-2].value)
        return f"{'+' if apart > 0 else '−' if apart < 0 else '±'}{abs(apart)}"


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of KPIs and of districts out of ``top``; none of what has no figure yet."""

    top: int
    kpis: tuple[PageLine, ...] = ()
    districts: tuple[PageLine, ...] = ()

    @property
    def single(self) -> bool:
        """Whether nothing has more than one point."""
        return all(len(line.points) == 1 for line in (*self.kpis, *self.districts))


def page_lines(runs: Sequence[KeptRun], agreement: Agreement, names: Mapping[str, str]) -> PageLines:
    """The lines of a province, whose districts are ``names`` by code. Of two runs as at one day the later counts."""
    runs = runs[-MOST_POINTS:]
    days = [at for run in runs for at in run.as_of.values() if at]
    if not days:
        return PageLines(agreement.top)
    span = min(days), max(days)
    kpis = [
        PageLine(f"k{kpi.number}", f"{kpi.number}. {clean(kpi.short_name or kpi.name)}",
                 _points(_of_kpi(runs, kpi.number), span, agreement.top))
        for kpi in agreement.kpis
    ]
    districts = [
        PageLine(f"d{code}", name, _points(_of_district(runs, code), span, agreement.top))
        for code, name in names.items()
    ]
    return PageLines(
        agreement.top, tuple(one for one in kpis if one.points), tuple(one for one in districts if one.points))


Figures = Mapping[dt.date, tuple[Decimal, str, bool]]  # by day: the figure, words about it, whether it is not of all


def _of_kpi(runs: Sequence[KeptRun], number: int) -> Figures:
    """The mean of the districts' points on a KPI, two places half up."""
    found = {}
    for run in runs:
        points = [s.points for one in run.districts.values() if (s := one.kpis.get(number)) and s.points is not None]
        at = run.as_of.get(number)
        if at is not None and points:
            mean = round_half_up(sum(points, Decimal(0)) / len(points), 2)
            found[at] = mean, f"เฉลี่ยจาก {len(points)} จาก {len(run.districts)} อำเภอ", len(points) < len(run.districts)
    return found


def _of_district(runs: Sequence[KeptRun], code: str) -> Figures:
    """A district's total; the provisional one where something is not reported."""
    found = {}
    for run in runs:
        one, at = run.districts.get(code), run.day
        if one is not None and at is not None and (value := _total(one)) is not None:
            words = "คะแนนชั่วคราว" if one.score is None else ""
            found[at] = value, words, one.score is None
    return found


def _total(one: KeptDistrict) -> Decimal | None:
    return one.provisional if one.score is None else one.score


def _points(figures: Figures, span: tuple[dt.date, dt.date], top: int) -> tuple[PagePoint, ...]:
    first, last = span
    every = (last - first).days
    return tuple(
        PagePoint(
            (LEFT + Decimal((RIGHT - LEFT) * (at - first).days) / every if every else Decimal(LEFT + RIGHT) / 2).quantize(_TENTH),
            (BOTTOM - (BOTTOM - TOP) * max(Decimal(0), min(value, Decimal(top))) / top).quantize(_TENTH),
            day(at), format_decimal(value, 2), words, partial,
        )
        for at, (value, words, partial) in sorted(figures.items())
    )
