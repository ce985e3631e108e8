"""Why a score is what it is: its points, how its result was made, and the criteria that it meets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.ladder import bound_words
from pipeline.model.agreement import Kpi
from pipeline.model.observation import Measurement
from pipeline.model.score import PartScore, Score
from pipeline.thai.digits import format_decimal, shortest
from pipeline.thai.text import clean
from pipeline.units import DATE, LEVEL, PERCENT, printed

COMBINED = {"sum": "รวมคะแนนของทุกส่วน", "mean": "เฉลี่ยคะแนนของทุกส่วน", "best": "คะแนนของส่วนที่ดีที่สุด"}


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A Thai line of what explains a score; ``under`` the line before it."""

    text: str
    under: bool = False

    def __str__(self) -> str:
        return f"  {self.text}" if self.under else self.text


def verdict(score: Score, top: int) -> str:
    """The level, what it is worth where that is not its number out of the agreement's ``top``, and what that
    comes to."""
    if score.status == "exempt":
        return f"ยกเว้น: {score.measurement.reason}"
    if score.level is None or score.points is None:
        return f"ยังไม่ให้คะแนน: {score.measurement.reason}"
    said = f"{'ผู้ตรวจให้' if score.status == 'given' else 'ได้'}ระดับ {score.level}"
    if score.between is not None:
        said += f" {'ตามคะแนนที่ให้' if score.status == 'given' else 'คิดตามสัดส่วนเป็น'} {score.between} คะแนน"
    if score.deducted:
        said += f" หัก {shortest(score.deducted)} คะแนน"
    if score.top != top or score.deducted or (score.between is None and score.points != score.level):
        said += f" เป็น {shortest(score.points)} จาก {shortest(score.top)} คะแนน"
    weight = format_decimal(score.weight, 0) if score.weight == int(score.weight) else shortest(score.weight)
    return f"{said} น้ำหนัก {weight} คะแนนถ่วงน้ำหนัก {format_decimal(score.weighted or Decimal(0), 2)}"


def calculation(score: Score, kpi: Kpi) -> list[ToldLine]:
    """How the result was made, and the result before and after rounding; of parts and deductions each with its
    points."""
    lines = [*_of_parts("ส่วน", kpi.parts, score.parts), *_of_parts("หัก", kpi.deductions, score.deductions)]
    made = _made(kpi, score.measurement, score.result)
    if kpi.parts and made:
        made = f"{COMBINED[kpi.formula.combine]} = {made}"
    return [*lines, ToldLine(made)] if made else lines


def _made(kpi: Kpi, m: Measurement, rounded: Decimal | None) -> str:
    """``คิดเป็นร้อยละ 3 ÷ 4 × 100 = 75 ปัดเศษสองตำแหน่งเป็น 75.00``; "" where there is no result."""
    if m.result is None or rounded is None:
        return ""
    working = kpi.formula.measure.working(m)
    if kpi.unit == DATE:
        return f"{working}{printed(m.result, DATE)}"
    before = unrounded(m.result)
    if kpi.unit == PERCENT:
        percent = "" if PERCENT in working else f"{PERCENT} "
        return f"{working}{percent}{before} ปัดเศษสองตำแหน่งเป็น {rounded}"
    rounding = f" ปัดเศษสองตำแหน่งเป็น {rounded}" if m.result != rounded else ""
    return f"{working}{before}{f' {kpi.unit}' if kpi.unit not in ('', LEVEL) else ''}{rounding}"


def unrounded(result: Decimal) -> str:
    """A result before rounding, to eight places."""
    return format_decimal(result, 8).rstrip("0").rstrip(".")


def _of_parts(what: str, kpis: Sequence[Kpi], scores: Sequence[PartScore]) -> Iterator[ToldLine]:
    for kpi, score in zip(kpis, scores, strict=True) if scores else ():
        name = f"{what} {kpi.part} {clean(kpi.name)}"
        m = score.measurement
        if score.points is None:
            why = "ยกเว้น" if m.state == "exempt" else "ยังไม่รายงาน"
            yield ToldLine(f"{name}: {why}{f' ({m.reason})' if m.reason else ''}")
            continue
        made = _made(kpi, m, score.result)
        level = "" if score.level is None else f"ระดับ {score.level} เท่ากับ "
        weight = "" if score.weight == 1 else f" × น้ำหนัก {format_decimal(score.weight, 4).rstrip('0').rstrip('.')}"
        yield ToldLine(f"{name}: {level}{shortest(score.points)} คะแนน{weight}")
        if made:
            yield ToldLine(made, under=True)
        if score.level and (said := criterion(kpi, score.level, m)):
            yield ToldLine(f"เกณฑ์: {said}", under=True)


def criteria(score: Score, kpi: Kpi) -> list[ToldLine]:
    """The criterion of the level, and that of the next with what is missing to it."""
    if score.level is None:
        return []
    said = criterion(kpi, score.level, score.measurement)
    first = kpi.levels[0].level if kpi.levels else 1
    lines = [ToldLine(f"เกณฑ์ระดับที่ {score.level}: {said}" if said else f"ไม่ถึงเกณฑ์ระดับที่ {first} จึงได้ {score.level}")]
    if score.next_level is not None:
        ahead = score.next_level
        lines += [
            ToldLine(f"ยังไม่ได้ระดับที่ {ahead.level}: {criterion(kpi, ahead.level, score.measurement)}"),
            ToldLine(f"→ {ahead.needs}", under=True),
        ]
    return lines


def criterion(kpi: Kpi, level: int, m: Measurement) -> str:
    """The words of a level, with the district's own target where it has one; "" of no level of the ladder."""
    written = next((one for one in kpi.levels if one.level == level), None)
    if written is None:
        return ""
    own = next(one for one in kpi.with_targets(dict(m.targets)).levels if one.level == level)
    bound = bound_words(own, lambda value: _in_unit(value, kpi))
    quote = f"“{clean(written.quote)}”" if written.quote else bound
    return f"{quote} (เป้าหมายของอำเภอ {bound})" if written.target and bound else quote


def _in_unit(value: Decimal, kpi: Kpi) -> str:
    shown = printed(value, kpi.unit, kpi.places, grouping=True)
    if kpi.unit == PERCENT:
        return f"{PERCENT} {shown}"
    return shown if kpi.unit == DATE else f"{shown} {kpi.unit}".strip()
