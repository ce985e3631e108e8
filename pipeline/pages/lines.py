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
WIDTH, HALF = 320, 38  # of the drawing, and half of a day below it
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
class PageLabel:
    """What stands below a drawing, about the middle of its text."""

    x: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line: of what (``anchor`` leads to it), its points by their days, and these as a drawing has them; ``change`` is
    how much the last figure is above the one before it (``+0.25``; "" where there is none like it), ``compared`` what
    is then to be known of both."""

    anchor: str
    name: str
    points: tuple[PagePoint, ...]
    change: str
    compared: str

    @property
    def path(self) -> str:
        """The points of the drawing."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def labels(self) -> tuple[PageLabel, ...]:
        """The first and the last day, within the drawing; where these would stand upon each other, together."""
        first, last = self.points[0], self.points[-1]
        if first == last:
            return (_label(first.x, first.day.words, HALF),)
        apart = _label(first.x, first.day.words, HALF), _label(last.x, last.day.words, HALF)
        if apart[1].x - apart[0].x >= 2 * HALF:
            return apart
        return (_label((first.x + last.x) / 2, f"{first.day.words} – {last.day.words}", 2 * HALF),)


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
        _line(f"k{kpi.number}", f"{kpi.number}. {clean(kpi.short_name or kpi.name)}", _of_kpi(runs, kpi.number), span,
              agreement.top)
        for kpi in agreement.kpis
    ]
    districts = [
        _line(f"d{code}", name, _of_district(runs, code), span, agreement.top)
        for code, name in names.items()
    ]
    return PageLines(
        agreement.top, tuple(one for one in kpis if one.points), tuple(one for one in districts if one.points))


@dataclass(frozen=True, slots=True)
class _Figure:
    """The figure of a day, words about it, whether it is not of all, and what it is the mean of, by district."""

    value: Decimal
    words: str
    open: bool
    of: Mapping[str, Decimal]


Figures = Mapping[dt.date, _Figure]


def _line(anchor: str, name: str, figures: Figures, span: tuple[dt.date, dt.date], top: int) -> PageLine:
    return PageLine(anchor, name, _points(figures, span, top), *_change(figures))


def _change(figures: Figures) -> tuple[str, str]:
    """How much the last figure is above the one before it, like with like, and of what where not of all: means of the
    districts that have points both times; of totals nothing where one is provisional and the other is not."""
    if len(figures) < 2:
        return "", ""
    before, after = (one for _, one in sorted(figures.items())[-2:])
    if not after.of:
        return ("", "ครั้งก่อนเป็นคะแนนของตัวชี้วัดชุดอื่น") if before.open != after.open else (_signed(after.value - before.value), "")
    if before.of.keys() == after.of.keys():
        return _signed(after.value - before.value), ""
    both = [code for code in after.of if code in before.of]
    if not both:
        return "", "ครั้งก่อนเป็นของอำเภออื่น"
    apart = _mean({code: after.of[code] for code in both}) - _mean({code: before.of[code] for code in both})
    return _signed(apart), f"เทียบเฉพาะ {len(both)} อำเภอที่มีคะแนนทั้งสองครั้ง"


def _signed(apart: Decimal) -> str:
    return f"{'+' if apart > 0 else '−' if apart < 0 else '±'}{abs(apart)}"


def _mean(points: Mapping[str, Decimal]) -> Decimal:
    return round_half_up(sum(points.values(), Decimal(0)) / len(points), 2)


def _label(x: Decimal, text: str, half: int) -> PageLabel:
    return PageLabel(max(Decimal(half), min(x, Decimal(WIDTH - half))), text)


def _of_kpi(runs: Sequence[KeptRun], number: int) -> Figures:
    """The mean of the districts' points on a KPI, two places half up."""
    found = {}
    for run in runs:
        points = {
            code: s.points for code, one in run.districts.items() if (s := one.kpis.get(number)) and s.points is not None}
        at = run.as_of.get(number)
        if at is not None and points:
            every = len(run.districts)
            found[at] = _Figure(_mean(points), f"เฉลี่ยจาก {len(points)} จาก {every} อำเภอ", len(points) < every, points)
    return found


def _of_district(runs: Sequence[KeptRun], code: str) -> Figures:
    """A district's total; the provisional one where something is not reported."""
    found = {}
    for run in runs:
        one, at = run.districts.get(code), run.day
        if one is not None and at is not None and (value := _total(one)) is not None:
            words = "คะแนนชั่วคราว" if one.score is None else ""
            found[at] = _Figure(value, words, one.score is None, {})
    return found


def _total(one: KeptDistrict) -> Decimal | None:
    return one.provisional if one.score is None else one.score


def _points(figures: Figures, span: tuple[dt.date, dt.date], top: int) -> tuple[PagePoint, ...]:
    first, last = span
    every = (last - first).days
    return tuple(
        PagePoint(
            (LEFT + Decimal((RIGHT - LEFT) * (at - first).days) / every if every else Decimal(LEFT + RIGHT) / 2).quantize(_TENTH),
            (BOTTOM - (BOTTOM - TOP) * max(Decimal(0), min(one.value, Decimal(top))) / top).quantize(_TENTH),
            day(at), format_decimal(one.value, 2), one.words, one.open,
        )
        for at, one in sorted(figures.items())
    )
