"""What the workbook says of one KPI: the words signed, the score, and its evidence."""

from collections.abc import Mapping, Sequence

from pipeline.ladder import within
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.level import BoundKind, Level
from pipeline.model.score import Score
from pipeline.model.source import SourceDefinition
from pipeline.model.words import EXEMPT, FLAG_NAMES, UNREPORTED
from pipeline.render.book import BookApplied, BookKpi, BookLevel
from pipeline.render.evidence import figures, met, percentage, places, requirements, system
from pipeline.render.ladder import ladder
from pipeline.thai.digits import paper_digits, round_half_up
from pipeline.thai.spacing import unbroken
from pipeline.thai.text import clean, visible_length

NONE = "–"
HOW: Mapping[BoundKind, str] = {"at_least": "ตั้งแต่", "more_than": "มากกว่า", "at_most": "ไม่เกิน", "less_than": "น้อยกว่า"}
_ALL_OF_IT = "… (ดูทั้งหมดในหลักฐาน)"
_LONG_NOTE = 80  # characters of a line of the scorecard; what is longer is cut to one


def kpi_values(
    kpi: Kpi,
    score: Score,
    agreement: Agreement,
    sources: Mapping[str, SourceDefinition],
    levels: Sequence[int],
    names: frozenset[str],
) -> BookKpi:
    """One KPI; ``levels`` are those of the longest ladder, ``names`` what files and sheets are called."""

    def printed(text: str) -> str:
        """A text about files as it is printed."""
        return unbroken(paper_digits(text, agreement.thai_digits, names, quotes=True))

    texts = {level.level: _worded(level.quote) for level in kpi.levels}
    following = None if score.level is None else next((n for n in texts if n > score.level), None)
    return BookKpi(
        number=kpi.number,
        name=clean(kpi.name),
        short_name=clean(kpi.short_name or kpi.name),
        goal=clean(kpi.goal),
        weight=kpi.weight,
        source=clean(kpi.data_source),
        cutoff=kpi.cutoff,
        notes=[clean(note) for note in kpi.criteria_notes],
        levels=[_level(level, kpi, score) for level in kpi.levels],
        top=kpi.levels[-1].level,
        ladder=ladder(kpi, score, levels),
        status=score.status,
        scored=score.status == "scored",
        result=_result(kpi, score),
        level=NONE if score.level is None else score.level,
        interpolated=kpi.interpolated,
        weighted=NONE if score.weighted is None else score.weighted,
        below_first=kpi.below_first,
        needs=_needs(score),
        remarks=printed("\n".join(_remarks(score, agreement))),
        note=printed(_note(score, agreement)),
        requirements=requirements(kpi, score),
        percentage=percentage(kpi, score),
        readings=_readings(kpi, score, agreement),
        system=system(kpi, sources),
        evidence=figures(kpi, score),
        reached=_reached(texts, kpi, score),
        following=texts[following] if following else "",
        next_level=following,
    )


# --- the criteria ------------------------------------------------------------------------------


def _level(level: Level, kpi: Kpi, score: Score) -> BookLevel:
    bound = level.bound
    return BookLevel(
        level=level.level,
        text=_worded(level.quote),
        bound=None if bound is None else bound.value,
        how="" if bound is None else HOW[bound.kind],
        met=int(_level_met(level, kpi, score)),
    )


def _reached(texts: Mapping[int, str], kpi: Kpi, score: Score) -> str:
    """The criterion of the level reached; below the first, that it is not reached, though a reading
    may give a level all the same."""
    if score.level is None:
        return ""
    if score.level <= kpi.below_first and not _level_met(kpi.levels[0], kpi, score):
        given = " (ได้ระดับนี้ตามการตีความ)" if score.level else ""
        return f"ไม่ถึงเกณฑ์ระดับที่ {kpi.levels[0].level}{given}"
    return texts[score.level]


def _level_met(level: Level, kpi: Kpi, score: Score) -> bool:
    """Whether a level's own bound and items are met, whatever the levels below it say."""
    if not all(met(kpi.item(need), score) for need in level.needs):
        return False
    figure = score.measurement.result
    shown = None if figure is None else round_half_up(figure, places(kpi))
    return bool(within(level, shown, kpi))


def _worded(quote: str) -> str:
    """A criterion as it is printed; one that is a list (- … - …) has a line for each point."""
    text = clean(quote)
    return text.replace(" - ", "\n- ") if text.startswith("- ") else text


# --- the score ---------------------------------------------------------------------------------


def _result(kpi: Kpi, score: Score) -> object:
    if score.status != "scored":
        return UNREPORTED if score.status == "unreported" else EXEMPT
    if score.result is not None:
        return score.result
    done = sum(met(item, score) for item in kpi.items)
    return f"{done}/{len(kpi.items)} รายการ"


def _needs(score: Score) -> str:
    if score.status != "scored":
        return NONE
    if score.next_level is None:
        return "ถึงระดับสูงสุดแล้ว"
    return f"ถึงระดับที่ {score.next_level.level}: {clean(score.next_level.needs)}"


def _remarks(score: Score, agreement: Agreement) -> list[str]:
    reason = clean(score.measurement.reason)
    if score.status == "exempt":
        return [f"{EXEMPT}: {reason or 'ไม่ระบุเหตุผล'}"]
    if score.status == "unreported":
        return [f"{UNREPORTED}: {reason}" if reason else UNREPORTED]
    between = [] if score.between is None else [f"คิดคะแนนตามสัดส่วน: {score.between} แทนระดับ"]
    decided = [
        (reading.flag, f"{FLAG_NAMES.get(reading.flag, FLAG_NAMES['reading'])} (ดูการตีความข้อ {number})")
        for number, reading in enumerate(agreement.readings, 1)
        if reading.id in score.readings
    ]
    told = {flag for flag, _ in decided}
    flags = (
        FLAG_NAMES.get(flag, FLAG_NAMES["reading"]) for flag in score.flags if flag not in told
    )
    return [*between, *(words for _, words in decided), *flags, *score.doubts]


def _note(score: Score, agreement: Agreement) -> str:
    """The remarks in a line of the scorecard. Why a KPI has no score is cut to a line, at a space
    if there is one near; all of it stands in the evidence."""
    note = " · ".join(_remarks(score, agreement))
    if score.status != "scored":  # what it is stands beside it
        note = clean(score.measurement.reason) or note
    if score.status == "scored" or visible_length(note) <= _LONG_NOTE:
        return note
    room = _LONG_NOTE - visible_length(_ALL_OF_IT)
    end = next(n for n in range(len(note)) if visible_length(note[: n + 1]) > room)
    space = note.rfind(" ", end - room // 2, end)
    return note[: space if space > 0 else end].rstrip() + _ALL_OF_IT


def _readings(kpi: Kpi, score: Score, agreement: Agreement) -> list[BookApplied]:
    """The readings applied, by the number that they have in the agreement, each with its answer, and
    whether the level hangs on it."""
    return [
        BookApplied(number, clean(reading.taken), reading.id in score.readings)
        for number, reading in enumerate(agreement.readings, 1)
        if kpi.number in reading.kpis
    ]
