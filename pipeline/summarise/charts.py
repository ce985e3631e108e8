"""What the charts of the province show: the bars, and in words what each chart shows."""

from collections.abc import Sequence
from decimal import Decimal
from unicodedata import category

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.frame import Band
from pipeline.model.score import Scorecard
from pipeline.model.words import EXEMPT, INCOMPLETE, some
from pipeline.summarise.book import BandLine, Bar, Headlines, Monthly
from pipeline.summarise.cells import NONE
from pipeline.thai.digits import format_decimal, round_half_up, shortest

A_LINE = Decimal("0.3")  # hundredths of the whole that a line of the chart is thick
MOST_LINES = 5  # that the chart in the template draws
A_LETTER = Decimal("0.9")  # hundredths that a letter of a line's label takes, and of its margin


def band_lines(bands: Sequence[Band]) -> list[BandLine]:
    """Where the bands begin that begin above nought, the lowest first, of many the highest; before them
    as many without a place as the chart has room for. A line whose label would print over that of a
    higher one has none."""
    lines = list[BandLine]()
    free = Decimal("Infinity")  # where the label of the next line may reach to
    for band in _above(bands)[:MOST_LINES]:
        label = _called(band)
        half = A_LETTER * (sum(category(letter) != "Mn" for letter in label) + 1) / 2
        fits = band.at_least + half <= free
        lines.append(BandLine(label if fits else "", band.at_least))
        free = band.at_least - half if fits else free
    return [BandLine("", Decimal(0))] * (MOST_LINES - len(lines)) + lines[::-1]


def _above(bands: Sequence[Band]) -> list[Band]:
    """The bands that begin above nought, the highest first."""
    return sorted((band for band in bands if band.at_least > 0), key=lambda band: -band.at_least)


def _called(band: Band) -> str:
    """What a line says of the band that begins there."""
    return f"{band.name} {shortest(band.at_least)}"


def standings(cards: Sequence[Scorecard], lines: Sequence[BandLine], top: int) -> list[Bar]:
    """The districts by percentage, best first; then those that are not complete by what their
    provisional scores come to out of ``top``, and those without any."""
    bars = [
        bar(card.district.name, _label(card), _percent(card), _provisional(card, top), lines) for card in cards
    ]
    return sorted(bars, key=_height, reverse=True)


def bar(
    name: str, label: str, percent: object, provisional: Decimal | None, lines: Sequence[BandLine]
) -> Bar:
    """A bar, and what stands behind it of the lines."""
    reach = percent if isinstance(percent, Decimal) else provisional or Decimal(0)
    end, gaps, thick = reach, list[Decimal](), list[Decimal]()
    for line in lines:
        beyond = line.at_least > reach
        gaps.append(line.at_least - end if beyond else Decimal(0))
        thick.append(A_LINE if beyond else Decimal(0))
        end = line.at_least + A_LINE if beyond else end
    return Bar(name, label, percent, provisional, gaps, thick)


def _percent(card: Scorecard) -> object:
    return NONE if card.total.percent is None else card.total.percent


def _provisional(card: Scorecard, top: int) -> Decimal | None:
    score = card.total.mark.provisional
    return None if card.complete or score is None else round_half_up(score * 100 / top, 2)


def _height(bar: Bar) -> tuple[bool, Decimal]:
    own = isinstance(bar.percent, Decimal)
    return own, bar.percent if isinstance(bar.percent, Decimal) else bar.provisional or Decimal(-1)


def _label(card: Scorecard) -> str:
    """What stands beside a district's bar: its name, and why it has none."""
    if card.total.percent is not None:
        return card.district.name
    return f"{card.district.name} ({EXEMPT if card.complete else INCOMPLETE})"


# --- what they show ----------------------------------------------------------------------------


def headlines(
    cards: Sequence[Scorecard], agreement: Agreement, months: Monthly, lines: Sequence[BandLine]
) -> Headlines:
    """What each chart shows, in a line."""
    return Headlines(
        _of_standings(cards), _of_lines(agreement.bands, lines), of_levels(cards, agreement), _of_months(months))


def _of_lines(bands: Sequence[Band], lines: Sequence[BandLine]) -> str:
    """Which bands have no line, and which a line without a label."""
    named = {line.at_least for line in lines if line.label}
    above = _above(bands)
    without = [_called(band) for band in above[MOST_LINES:]]
    silent = [_called(band) for band in above[:MOST_LINES] if band.at_least not in named]
    told = [f"ไม่มีเส้นของ {', '.join(without[::-1])}"] if without else []
    told += [f"เส้นที่ไม่มีชื่อคือ {', '.join(silent[::-1])}"] if silent else []
    return "  ".join(told)


def _of_standings(cards: Sequence[Scorecard]) -> str:
    known = [card for card in cards if card.total.percent is not None]
    waiting = sum(not card.complete for card in cards)
    rest = f"  ยังไม่ครบ {waiting} อำเภอ" if waiting else ""
    if not known:
        return f"ยังไม่มีอำเภอใดมีคะแนนรวม{rest}"
    best = max(card.total.percent or Decimal(0) for card in known)
    names = [card.district.name for card in known if card.total.percent == best]
    return f"{some(names)}สูงสุด ร้อยละ {format_decimal(best, 2)}{rest}"


def of_levels(cards: Sequence[Scorecard], agreement: Agreement) -> str:
    """Which KPIs (by their numbers) stand lowest and highest, by the mean of the levels of their
    districts; of their points out of the agreement's top where some points are not the level."""
    means = {kpi.number: _mean(kpi, cards) for kpi in agreement.kpis}
    known = {number: mean for number, mean in means.items() if mean is not None}
    if not known:
        return "ยังไม่มีอำเภอใดได้ระดับในตัวชี้วัดใด"
    what = "คะแนนเฉลี่ย" if any(map(agreement.pointed, agreement.kpis)) else "ระดับเฉลี่ย"
    ends = {word: end(known.values()) for word, end in (("ต่ำสุด", min), ("สูงสุด", max))}
    if len(set(ends.values())) == 1:
        return f"ทุกตัวชี้วัดได้{what}เท่ากัน {format_decimal(ends['สูงสุด'], 2)}"
    told = []
    for word, end in ends.items():
        names = some([str(number) for number, found in known.items() if found == end])
        told.append(f"ตัวชี้วัดที่ {names} ได้{what}{word} {format_decimal(end, 2)}")
    return "  ".join(told)


def _mean(kpi: Kpi, cards: Sequence[Scorecard]) -> Decimal | None:
    """The mean of the points of the districts that have any, out of the agreement's top, two places half up."""
    points = [s.counted for card in cards for s in card.scores if s.kpi == kpi.number and s.counted is not None]
    return round_half_up(sum(points, Decimal(0)) / len(points), 2) if points else None


def _of_months(months: Monthly) -> str:
    if months.kpi == NONE:
        return ""
    if not months.total_before:
        return "ยังไม่มีรายงานรายเดือน"
    growth = round_half_up((months.total_now - months.total_before) * 100 / months.total_before, 2)
    way = "เพิ่มขึ้น" if growth > 0 else "ลดลง" if growth < 0 else "เท่ากับปีก่อน"
    by = f"ร้อยละ {format_decimal(abs(growth), 2)} จากปีก่อน" if growth else ""
    total = format_decimal(months.total_now, months.places, grouping=True)
    return f"ตัวชี้วัดที่ {months.kpi} รวม {total} {months.unit} {way}{by}"
