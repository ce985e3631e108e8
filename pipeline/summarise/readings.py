"""What each reading of unclear wording decides: computed under the other one, district by
district."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.model.agreement import Agreement
from pipeline.model.level import Reading
from pipeline.model.score import Effect, Score, Scorecard
from pipeline.model.words import PROVISIONAL
from pipeline.summarise.book import ReadingChange, ReadingLine
from pipeline.summarise.cells import NONE
from pipeline.summarise.table import rank
from pipeline.thai.digits import format_decimal, round_half_up
from pipeline.thai.text import clean


def readings(
    cards: Sequence[Scorecard], agreement: Agreement, effects: Sequence[Effect]
) -> list[ReadingLine]:
    """Every reading with the districts whose level, points or total it changes."""
    return [
        ReadingLine(
            number=number,
            id=effect.reading.id,
            kpis=_about(effect.reading),
            question=clean(effect.reading.question),
            taken=clean(effect.reading.taken),
            reason=_reason(effect.reading),
            left=clean(effect.reading.left),
            setting="other" if effect.reading.use == "chosen" else "chosen",
            changes=(changes := _changes(cards, effect.cards)),
            summary=f"เปลี่ยน {len(changes)} จาก {len(cards)} อำเภอ" if changes
            else "ไม่มีอำเภอใดเปลี่ยน",
            bands=_bands(changes),
        )
        for number, effect in enumerate(effects, 1)
    ]


def _about(reading: Reading) -> str:
    return "ตัวชี้วัดที่ " + ", ".join(map(str, reading.kpis)) if reading.kpis else "คะแนนรวม"


def _reason(reading: Reading) -> str:
    return clean(reading.reason) if reading.use == "chosen" else "จังหวัดเลือกใช้ทางนี้"


def _bands(changes: Sequence[ReadingChange]) -> str:
    moved = [
        f"{one.district} {one.band} → {one.other_band}" for one in changes if one.band != one.other_band
    ]
    return f"ระดับผลประเมินเปลี่ยน {len(moved)} อำเภอ: {', '.join(moved)}" if moved else ""


def _changes(before: Sequence[Scorecard], after: Sequence[Scorecard]) -> list[ReadingChange]:
    ranks = rank(before), rank(after)
    found = []
    for old, new in zip(before, after, strict=True):
        moved = [
            (a, b) for a, b in zip(old.scores, new.scores, strict=True)
            if (a.level, a.points) != (b.level, b.points)
        ]
        if not moved and _mark(old) == _mark(new):
            continue
        code = old.district.code
        found.append(ReadingChange(
            district=old.district.name,
            levels="; ".join(_moved(a, b) for a, b in moved) or NONE,
            score=_mark(old),
            other_score=_mark(new),
            percent=_percent(old),
            other_percent=_percent(new),
            band=old.total.band or NONE,
            other_band=new.total.band or NONE,
            rank=ranks[0].get(code, NONE),
            other_rank=ranks[1].get(code, NONE),
            provisional="" if old.complete else PROVISIONAL,
        ))  # fmt: skip
    return found


def _moved(old: Score, new: Score) -> str:
    """``ตัวชี้วัดที่ 1 ระดับ 0 → 1``, with the points where they are not the level."""
    if old.level != new.level:
        return f"ตัวชี้วัดที่ {old.kpi} ระดับ {_level(old)} → {_level(new)}"
    return f"ตัวชี้วัดที่ {old.kpi} คะแนน {_points(old)} → {_points(new)}"


def _level(score: Score) -> str:
    return NONE if score.level is None else str(score.level)


def _points(score: Score) -> str:
    return NONE if score.points is None else format_decimal(score.points, 2)


def _mark(card: Scorecard) -> object:
    """The total; the provisional one where the district is not complete."""
    mark = card.total.mark
    value = mark.provisional if mark.score is None else mark.score
    return NONE if value is None else round_half_up(value, 2)


def _percent(card: Scorecard) -> object:
    return NONE if card.total.percent is None else Decimal(card.total.percent)
