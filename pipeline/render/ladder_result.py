"""What is told of a KPI, of its parts and of its deductions alike: each a result with a ladder of its own."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.forms import Styled
from pipeline.ladder import worth
from pipeline.model.agreement import Kpi
from pipeline.model.observation import Measurement
from pipeline.model.score import PartScore, Score
from pipeline.thai.text import clean
from pipeline.units import DATE, PERCENT

# Names of cells in the template whose style is used, of a figure and a result in the evidence and of one on
# the scorecard: of a day, a whole number, one with two decimals. A percentage looks as its cell does.
FIGURES = ("figure_date", "figure_whole", "figure_number")
MADE = ("made_date", "made_whole", "made_number")
RESULTS = ("result_date", "result_whole", "result_number")
_HUNDREDTHS = 2
_LARGE = 10**6  # an amount that has no room for decimals that are nought


@dataclass(frozen=True, slots=True)
class LadderResult:
    """One per KPI, part or deduction, with what a district has there; ``kpi`` has the district's own
    targets in their places, ``deduction`` says whether its points are taken away."""

    kpi: Kpi
    status: Literal["scored", "given", "unreported", "exempt"]
    measurement: Measurement
    result: Decimal | None
    level: int | None
    points: Decimal | None
    weight: Decimal
    deduction: bool = False

    @property
    def scored(self) -> bool:
        """Whether its level, or its points, come from figures."""
        return self.status == "scored"

    @property
    def own_points(self) -> bool:
        """Whether a person gave points and no level."""
        return self.status == "given" and self.result is not None

    @property
    def key(self) -> str:
        """What it is found by among all ladders: ``5``, ``5.A``."""
        return f"{self.kpi.number}.{self.kpi.part}".rstrip(".")

    @property
    def label(self) -> str:
        """What it is called as a part; "" for a KPI."""
        return f"{_KINDS[self.deduction]} {self.kpi.part}" if self.kpi.part else ""


_KINDS = {False: "ส่วน", True: "รายการหัก"}


def of_kpi(kpi: Kpi, score: Score) -> LadderResult:
    """A KPI itself."""
    made = score.points
    if score.level is not None and score.deducted is not None:  # before anything is taken from it
        made = worth(kpi, score.level) if score.between is None else score.between
    return LadderResult(
        kpi.with_targets(dict(score.measurement.targets)), score.status, score.measurement, score.result,
        score.level, made, score.weight,
    )


def of_parts(kpi: Kpi, score: Score) -> list[LadderResult]:
    """Its parts, then its deductions, as far as anything is known of them."""
    whose = [(part, False) for part in kpi.parts] + [(part, True) for part in kpi.deductions]
    found = {(one.part, n): one for n, ones in enumerate((score.parts, score.deductions)) for one in ones}
    return [
        _part(part, found[part.part, deduction], deduction)
        for part, deduction in whose if (part.part, deduction) in found
    ]


def _part(part: Kpi, one: PartScore, deduction: bool) -> LadderResult:
    known: Literal["scored", "given"] = "scored" if one.measurement.given is None else "given"
    status: Literal["scored", "given", "unreported"] = known if one.points is not None else "unreported"
    return LadderResult(
        part.with_targets(dict(one.measurement.targets)),
        "exempt" if one.measurement.state == "exempt" else status,
        one.measurement, one.result, one.level, one.points, one.weight, deduction,
    )


def unit_of(kpi: Kpi) -> str:
    """The unit behind a result: ``%`` for a percentage."""
    return "%" if kpi.unit == PERCENT else clean(kpi.unit)


def figure(value: Decimal, kpi: Kpi, looks: tuple[str, str, str] = FIGURES) -> object:
    """A result as it is shown: a percentage as its cell does, a day as one, a whole number without
    decimals where results usually have none."""
    return value if kpi.unit in (PERCENT, "") else shaped(value, kpi.unit, kpi.places, looks)


def shaped(value: Decimal, unit: str, places: int, looks: tuple[str, str, str] = FIGURES) -> object:
    """A figure in the style that fits it; one with more than two decimals as its cell does."""
    day, whole, number = looks
    if unit == DATE:
        return Styled(value, day)
    without = not places or (looks is RESULTS and abs(value) >= _LARGE)
    if value == value.to_integral_value() and without:
        return Styled(value, whole)
    return Styled(value, number) if value == round(value, _HUNDREDTHS) else value
