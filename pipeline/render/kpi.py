"""What the workbook says of one KPI: the words signed, the score, and its evidence."""

from collections.abc import Mapping, Sequence

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.score import Score
from pipeline.model.source import SourceDefinition
from pipeline.model.words import AT_HIGHEST, EXEMPT, FLAG_NAMES, UNREPORTED
from pipeline.render.book import BookApplied, BookKpi
from pipeline.render.evidence import system
from pipeline.render.ladder import ladder
from pipeline.render.ladder_result import RESULTS, LadderResult, figure, of_kpi, of_parts
from pipeline.render.leaf import GIVEN, NONE, leaf_values, result_words
from pipeline.thai.digits import paper_digits, round_half_up, shortest
from pipeline.thai.spacing import unbroken
from pipeline.thai.text import clean, visible_length
from pipeline.units import DATE, LEVEL, PERCENT

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

    parts = of_parts(kpi, score)
    whole = of_kpi(kpi, score)
    own = leaf_values(
        whole, kpi, agreement.pointed(kpi), printed("\n".join(_remarks(kpi, score, parts, agreement))),
        _readings(kpi, score, agreement), parts, score.deducted,
    )
    signed = {(one.part, deduction): one
              for deduction, ones in enumerate((kpi.parts, kpi.deductions)) for one in ones}
    leaves = [
        leaf_values(one, signed[one.kpi.part, one.deduction], True,
                    printed(clean(one.measurement.reason)), ())
        for one in parts
    ]
    return BookKpi(
        number=kpi.number,
        name=clean(kpi.name),
        short_name=clean(kpi.short_name or kpi.name),
        counted_in="" if kpi.unit in (PERCENT, LEVEL, DATE, "") else clean(kpi.unit),
        goal=clean(kpi.goal),
        weight=score.weight,
        source=clean(kpi.data_source),
        cutoff=kpi.cutoff,
        notes=[clean(note) for note in kpi.criteria_notes],
        levels=own.levels,
        top=kpi.levels[-1].level,
        ladder=ladder(whole.kpi, score, levels),
        status=score.status,
        scored=own.scored,
        result=_result(whole),
        level=own.level,
        pointed=own.pointed,
        full=own.full,
        weighted=NONE if score.weighted is None else score.weighted,
        needs=_needs(score),
        note=printed(_note(kpi, score, parts, agreement)),
        system=system(kpi, sources),
        leaves=[*leaves, own],
    )


# --- the score ---------------------------------------------------------------------------------


def _result(one: LadderResult) -> object:
    if one.scored and one.result is not None:
        return figure(one.result, one.kpi, RESULTS)
    return result_words(one)


def _needs(score: Score) -> str:
    if score.at_highest:
        return AT_HIGHEST
    if score.next_level is None:
        return NONE
    return f"ถึงระดับที่ {score.next_level.level}: {clean(score.next_level.needs)}"


def _remarks(kpi: Kpi, score: Score, parts: Sequence[LadderResult], agreement: Agreement) -> list[str]:
    reason = clean(score.measurement.reason)
    if score.status == "exempt":
        return [f"{EXEMPT}: {reason or 'ไม่ระบุเหตุผล'}"]
    if score.status == "unreported":
        return [f"{UNREPORTED}: {reason}" if reason else UNREPORTED]
    between = _worth(kpi, score, agreement) if score.between is None or score.status == "given" else [f"คิดคะแนนตามสัดส่วน: {score.between} แทนระดับ"]
    decided = [
        (reading.flag, f"{FLAG_NAMES.get(reading.flag, FLAG_NAMES['reading'])} (ดูการตีความข้อ {number})")
        for number, reading in enumerate(agreement.readings, 1)
        if reading.id in score.readings
    ]
    told = {flag for flag, _ in decided}
    flags = (
        FLAG_NAMES.get(flag, FLAG_NAMES["reading"]) for flag in score.flags if flag not in told
    )
    given = [_given(score)] if score.status == "given" else []
    return [*given, *between, *_made(parts, score), *(words for _, words in decided), *flags, *score.doubts]


def _worth(kpi: Kpi, score: Score, agreement: Agreement) -> list[str]:
    """What a level is worth, where that is not its number out of what the section is out of."""
    if score.points is None or not (agreement.pointed(kpi) or of_kpi(kpi, score).own_points):
        return []
    return [f"ได้ {shortest(round_half_up(score.points, 2))} จาก {shortest(score.top)} คะแนน"]


def _given(score: Score) -> str:
    """Who gave the level, when and on which paper."""
    texts = [clean(fact.text) for fact in score.measurement.evidence if fact.text]
    return f"{GIVEN}: {', '.join(texts)}" if texts else GIVEN


def _made(parts: Sequence[LadderResult], score: Score) -> list[str]:
    """The points of the parts in a line, and what is taken away."""
    told_of = [f"{one.kpi.part} {_in_line(one)}" for one in parts if not one.deduction]
    lines = [f"คะแนนส่วน {', '.join(told_of)}"] if told_of else []
    if score.deducted:
        why = [clean(one.kpi.name) for one in parts if one.deduction and one.points]
        lines.append(f"หัก {shortest(score.deducted)} ({', '.join(why)})")
    return lines


def _in_line(one: LadderResult) -> str:
    if one.points is None:
        return EXEMPT if one.status == "exempt" else UNREPORTED
    return shortest(round_half_up(one.points, 2))


def _note(kpi: Kpi, score: Score, parts: Sequence[LadderResult], agreement: Agreement) -> str:
    """The remarks in a line of the scorecard. Why a KPI has no score is cut to a line, at a space
    if there is one near; all of it stands in the evidence."""
    note = " · ".join(_remarks(kpi, score, parts, agreement))
    if not score.known:  # what it is stands beside it
        note = clean(score.measurement.reason) or note
    if score.known or visible_length(note) <= _LONG_NOTE:
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
