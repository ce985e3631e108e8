"""What a page says of the fiscal year: the rounds side by side, and the year's mean."""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.history.year import Year, YearTotal
from pipeline.model.words import round_words
from pipeline.thai.digits import format_decimal


@dataclass(frozen=True, slots=True)
class PageYearRow:
    """A district or a KPI by round: what stands there, and how much the last round is above the one before ("": not to
    be told); the year's mean and its band."""

    name: str
    anchor: str
    cells: tuple[str, ...]
    change: str
    mean: str
    band: str


@dataclass(frozen=True, slots=True)
class PageYear:
    """The ``year`` with its rounds as papers write them, the rows of districts and of KPIs; ``quote`` is what the
    agreement says of the year ("": nothing), ``mean_of`` the rounds that it is the mean of."""

    year: str
    rounds: tuple[str, ...]
    districts: tuple[PageYearRow, ...]
    kpis: tuple[PageYearRow, ...]
    quote: str
    mean_of: str
    notes: tuple[str, ...]


def page_year(year: Year, round_id: str) -> PageYear:
    """The part of the province's page that says how a round stands beside the others of its year."""
    own = year.rounds.index(round_id)
    districts = tuple(
        PageYearRow(
            one.name, f"d{one.code}" if one.totals[own] else "", tuple(map(_total, one.totals)),
            _change([total.percent if total else None for total in one.totals]), _two(one.mean), one.band or "")
        for one in year.districts
    )
    kpis = tuple(
        PageYearRow(
            one.name, f"k{one.numbers[own]}" if one.numbers[own] else "",
            tuple("ไม่มีในรอบนี้" if number is None else f"ข้อ {number}: {_two(mean) or '–'}"
                  for number, mean in zip(one.numbers, one.means, strict=True)),
            _change(list(one.means)), "", "")
        for one in year.kpis
    )
    stated = year.rule
    return PageYear(
        round_id.partition("-")[0], tuple(map(round_words, year.rounds)), districts, kpis,
        stated.quote if stated else "", ", ".join(map(round_words, stated.mean_of)) if stated else "", year.notes)


def _total(total: YearTotal | None) -> str:
    if total is None:
        return "ไม่มีในรอบนี้"
    if total.percent is not None:
        return f"{_two(total.percent)} {total.band or ''}".rstrip()
    return "ยังไม่ครบ" + (f" (คะแนนชั่วคราว {_two(total.provisional)})" if total.provisional is not None else "")


def _change(figures: list[Decimal | None]) -> str:
    if len(figures) < 2 or figures[-1] is None or figures[-2] is None:
        return ""
    apart = figures[-1] - figures[-2]
    return f"{'+' if apart > 0 else '−' if apart < 0 else '±'}{_two(abs(apart))}"


def _two(value: Decimal | None) -> str:
    return "" if value is None else format_decimal(value, 2)
