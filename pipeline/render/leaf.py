"""A result and its ladder as the evidence shows them, of a KPI and of its parts alike."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.ladder import above, within
from pipeline.model.agreement import Kpi
from pipeline.model.level import BoundKind, Level
from pipeline.model.words import EXEMPT, UNREPORTED, target_name
from pipeline.render.book import BookApplied, BookLeaf, BookLevel, BookShare
from pipeline.render.evidence import figures, met, percentage, places, requirements
from pipeline.render.ladder_result import MADE, LadderResult, figure, shaped, unit_of
from pipeline.thai.digits import round_half_up, shortest
from pipeline.thai.text import clean

NONE = "–"
GIVEN = "ผู้ตรวจให้ระดับ"
WHOLE = "ทั้งตัวชี้วัด"  # what is made of its parts
HOW: Mapping[BoundKind, str] = {"at_least": "ตั้งแต่", "more_than": "มากกว่า", "at_most": "ไม่เกิน", "less_than": "น้อยกว่า"}
_WEIGHT_PLACES = 4  # of a part's weight that is more than the signed one


def leaf_values(
    one: LadderResult, signed: Kpi, pointed: bool, remarks: str, readings: Sequence[BookApplied], parts: Sequence[LadderResult] = (),
    deducted: Decimal | None = None,
) -> BookLeaf:
    """A KPI, or a part of one; ``signed`` is it without the district's own targets, ``top`` what its section is out of,
    ``parts`` are its own parts and deductions."""
    kpi = one.kpi
    texts = {level.level: worded(level.quote) for level in kpi.levels}
    ahead = None if one.level is None else above(kpi, one.level)
    return BookLeaf(
        part=kpi.part,
        key=one.key,
        label=f"{one.label} {clean(kpi.name)}" if kpi.part else WHOLE if parts else "",
        deduction=one.deduction,
        scored=one.scored,
        given=one.status == "given",
        unit=unit_of(kpi),
        result=_result(one),
        level=NONE if one.level is None else one.level,
        below_first=kpi.below_first,
        interpolated=kpi.interpolated,
        remarks=remarks,
        requirements=requirements(one) if one.scored else [],
        percentage=percentage(one),
        readings=list(readings),
        evidence=figures(one),
        levels=[_level(level, own, one) for level, own in zip(kpi.levels, signed.levels, strict=True)],
        reached=_reached(texts, one),
        following=texts[ahead.level] if ahead else "",
        next_level=ahead.level if ahead else None,
        pointed=pointed or one.own_points,
        points=_points(one),
        counted=_points(one) if one.points is None or deducted is None else max(one.points - deducted, Decimal(0)),
        full=kpi.full,
        place=next((n for n, level in enumerate(kpi.levels, 1) if level.level == one.level), 0),
        shares=[_share(part) for part in parts if not part.deduction],
        deductions=[_share(part) for part in parts if part.deduction],
        deducted=NONE if deducted is None else deducted,
    )


def _points(one: LadderResult) -> object:
    if one.points is None:
        return EXEMPT if one.status == "exempt" else UNREPORTED
    return one.points


def _share(part: LadderResult) -> BookShare:
    """What a part, or deduction, gives to its KPI."""
    kpi, weight = part.kpi, round_half_up(part.weight, _WEIGHT_PLACES)
    notes = [f"น้ำหนัก {shortest(weight)}"] if weight not in (0, 1) else []
    if part.status == "exempt":
        notes = ["ไม่นำมาคิด"]
    elif part.weight != kpi.weight:
        notes.append(f"เดิม {shortest(kpi.weight)} รวมส่วนที่ยกเว้น")
    return BookShare(part.key, f"{part.label} {clean(kpi.name)}", _points(part), part.weight, " ".join(notes))


# --- the criteria ------------------------------------------------------------------------------


def _level(level: Level, signed: Level, one: LadderResult) -> BookLevel:
    """A level; ``signed`` is it as the agreement has it, whose target need not have a number."""
    bound, target = level.bound, signed.target
    return BookLevel(
        level=level.level,
        text=worded(level.quote),
        bound=None if bound is None else shaped(bound.value, one.kpi.unit, _EVEN),
        how="" if bound is None else HOW[bound.kind],
        target="" if target is None or bound is None else target_name(0 if target.plus is not None else level.level),
        plus=Decimal(0) if target is None else target.plus or Decimal(0),
        met=int(_level_met(level, one)),
        points=level.worth if level.points is not None or one.kpi.part or one.kpi.interpolated else None,
    )


_EVEN = 2  # decimals of a bound: as its cell has them, but for days


def _reached(texts: Mapping[int, str], one: LadderResult) -> str:
    """The criterion of the level reached; below the first, that it is not reached, though a reading
    may give a level all the same."""
    kpi = one.kpi
    if one.level is None:
        return ""
    if one.scored and one.level <= kpi.below_first and not _level_met(kpi.levels[0], one):
        given = " (ได้ระดับนี้ตามการตีความ)" if one.level else ""
        return f"ไม่ถึงเกณฑ์ระดับที่ {kpi.levels[0].level}{given}"
    return texts.get(one.level, "")


def _level_met(level: Level, one: LadderResult) -> bool:
    """Whether a level's own bound and items are met, whatever the levels below it say."""
    kpi, result = one.kpi, one.measurement.result
    if not all(met(kpi.item(need), one) for need in level.needs):
        return False
    return bool(within(level, None if result is None else round_half_up(result, places(kpi)), kpi))


def worded(quote: str) -> str:
    """A criterion as it is printed; one that is a list (- … - …) has a line for each point."""
    text = clean(quote)
    return text.replace(" - ", "\n- ") if text.startswith("- ") else text


# --- the result --------------------------------------------------------------------------------


def _result(one: LadderResult) -> object:
    if not one.scored:
        return result_words(one)
    return result_words(one) if one.result is None else figure(one.result, one.kpi, MADE)


def result_words(one: LadderResult) -> str:
    """What stands in place of a result that is no number."""
    if one.status == "given":
        return GIVEN
    if one.status != "scored":
        return UNREPORTED if one.status == "unreported" else EXEMPT
    done = sum(met(item, one) for item in one.kpi.items)
    return f"{done}/{len(one.kpi.items)} รายการ"
