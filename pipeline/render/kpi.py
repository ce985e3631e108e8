"""What the workbook says of one KPI: the words signed, the score, and its evidence."""

from collections.abc import Mapping, Sequence

from pipeline.forms import Styled
from pipeline.model.agreement import Agreement, Kpi, Level
from pipeline.model.score import Score
from pipeline.model.source import SourceDefinition
from pipeline.model.words import EXEMPT, FLAG_NAMES, UNREPORTED
from pipeline.render.book import BookApplied, BookKpi, BookLevel
from pipeline.render.evidence import figures, met, percentage, places, requirements, system
from pipeline.thai.digits import round_half_up
from pipeline.thai.text import clean, visible_length

# Names of cells in the template whose style is used: of a criterion on the scorecard, of one in
# the evidence.
REACHED, PLAIN, QUOTED = "level_reached", "level_other", "quote_reached"
NONE = "–"
_LONG_LEAD = 30  # a lead that all levels share is left out on the scorecard if it is longer
_LONG_NOTE = 100  # characters of a reason that the scorecard has room for


def kpi_values(
    kpi: Kpi,
    score: Score,
    agreement: Agreement,
    sources: Mapping[str, SourceDefinition],
    monthly: bool = False,
) -> BookKpi:
    """One KPI; ``monthly``: its figures stand in a table of months."""
    months, evidence = figures(kpi, score, monthly)
    return BookKpi(
        number=kpi.number,
        name=clean(kpi.name),
        goal=clean(kpi.goal),
        weight=kpi.weight,
        source=clean(kpi.data_source),
        cutoff=kpi.cutoff,
        notes=[clean(note) for note in kpi.criteria_notes],
        levels=[_level(level, kpi, score) for level in kpi.levels],
        top=kpi.levels[-1].level,
        criteria=_criteria(kpi, score.level, agreement),
        status=score.status,
        scored=score.status == "scored",
        result=_result(kpi, score),
        level=NONE if score.level is None else score.level,
        interpolated=kpi.interpolated,
        weighted=NONE if score.weighted is None else score.weighted,
        below_first=kpi.below_first,
        needs=_needs(score),
        remarks="\n".join(_remarks(score)),
        note=_note(score),
        chart_label=_chart_label(score),
        requirements=requirements(kpi, score),
        percentage=percentage(kpi, score),
        readings=_readings(kpi, score, agreement),
        system=system(kpi, sources),
        months=months,
        evidence=evidence,
    )


# --- the criteria ------------------------------------------------------------------------------


def _level(level: Level, kpi: Kpi, score: Score) -> BookLevel:
    bound = level.at_least if level.more_than is None else level.more_than
    text = _worded(level.quote)
    return BookLevel(
        level=level.level,
        text=text,
        marked=Styled(f"✓ {text}", QUOTED) if level.level == score.level else text,
        bound=bound,
        how="" if bound is None else "ตั้งแต่" if level.more_than is None else "มากกว่า",
        met=int(_level_met(level, kpi, score)),
    )


def _level_met(level: Level, kpi: Kpi, score: Score) -> bool:
    """Whether a level's own bound and items are met, whatever the levels below it say."""
    if not all(met(kpi.item(need), score) for need in level.needs):
        return False
    if level.at_least is None and level.more_than is None:
        return True
    figure = score.measurement.percentage
    if figure is None:
        return False
    compared = round_half_up(figure, places(kpi))
    if level.more_than is not None:
        return compared > level.more_than
    return level.at_least is None or compared >= level.at_least


def short_criteria(kpi: Kpi) -> list[str]:
    """The levels' words without the long lead that all of them share; a level of yes/no items
    as the names of its items."""
    quotes = [clean(level.quote) for level in kpi.levels]
    lead = _shared_lead(quotes)
    return [
        _item_names(kpi, level) or _worded(quote[lead:].strip())
        for level, quote in zip(kpi.levels, quotes, strict=True)
    ]


def _worded(quote: str) -> str:
    """A criterion as it is printed; one that is a list (- … - …) has a line for each point."""
    text = clean(quote)
    return text.replace(" - ", "\n- ") if text.startswith("- ") else text


def _shared_lead(quotes: Sequence[str]) -> int:
    first, last = min(quotes), max(quotes)
    same = next((i for i, c in enumerate(first) if last[i : i + 1] != c), len(first))
    cut = first.rfind(" ", 0, same + 1) + 1
    whole = all(quote[cut:].strip() for quote in quotes)
    return cut if whole and visible_length(first[:cut]) > _LONG_LEAD else 0


def _item_names(kpi: Kpi, level: Level) -> str:
    if not kpi.formula.measure.milestones or level.at_least is not None or not level.needs:
        return ""
    items = [kpi.item(need) for need in level.needs]
    if any(item.kind != "yes/no" for item in items):
        return ""
    names = [clean(item.name) for item in items]
    return names[0] if len(names) == 1 else "\n".join(f"- {name}" for name in names)


def _criteria(kpi: Kpi, reached: int | None, agreement: Agreement) -> list[Styled]:
    """The short criteria, one a level of the longest ladder of the agreement ("" where this one
    is shorter); the one reached ticked and in a style of its own."""
    texts = dict(zip((level.level for level in kpi.levels), short_criteria(kpi), strict=True))
    highest = max(level.level for one in agreement.kpis for level in one.levels)
    return [
        Styled(f"✓ {texts[number]}", REACHED)
        if number == reached and number in texts
        else Styled(texts.get(number, ""), PLAIN)
        for number in range(1, highest + 1)
    ]


# --- the score ---------------------------------------------------------------------------------


def _result(kpi: Kpi, score: Score) -> object:
    if score.status != "scored":
        return UNREPORTED if score.status == "unreported" else EXEMPT
    if score.result is not None:
        return score.result
    done = sum(met(item, score) for item in kpi.items)
    return f"ครบ {done} จาก {len(kpi.items)} รายการ"


def _needs(score: Score) -> str:
    if score.status != "scored":
        return NONE
    if score.next_level is None:
        return "ถึงระดับสูงสุดแล้ว"
    return f"ระดับที่ {score.next_level.level}: {clean(score.next_level.needs)}"


def _remarks(score: Score) -> list[str]:
    reason = clean(score.measurement.reason)
    if score.status == "exempt":
        return [f"{EXEMPT}: {reason or 'ไม่ระบุเหตุผล'}"]
    if score.status == "unreported":
        return [f"{UNREPORTED}: {reason}" if reason else UNREPORTED]
    between = [] if score.between is None else [f"คิดคะแนนตามสัดส่วน: {score.between} แทนระดับ"]
    flags = (FLAG_NAMES.get(flag, FLAG_NAMES["reading"]) for flag in score.flags)
    return [*between, *flags, *score.doubts]


def _note(score: Score) -> str:
    """The remarks as the scorecard has room for them. A long reason is cut at a space, if there
    is one near, and says that all of it stands in the evidence."""
    remarks = "\n".join(_remarks(score))
    if score.status == "scored" or visible_length(remarks) <= _LONG_NOTE:
        return remarks
    end = next(n for n in range(len(remarks)) if visible_length(remarks[: n + 1]) > _LONG_NOTE)
    space = remarks.rfind(" ", end - _LONG_NOTE // 2, end)
    return f"{remarks[: space if space > 0 else end].rstrip()}… (ดูทั้งหมดในหลักฐาน)"


def _chart_label(score: Score) -> str:
    """What stands under a KPI's bar: its number, and why it has no bar unless it is level 0."""
    if score.status == "scored":
        return str(score.kpi)
    return f"{score.kpi} {UNREPORTED if score.status == 'unreported' else EXEMPT}"


def _readings(kpi: Kpi, score: Score, agreement: Agreement) -> list[BookApplied]:
    """The readings applied, by the number that they have in the agreement, and whether the level
    hangs on each."""
    return [
        BookApplied(number, reading.id in score.readings)
        for number, reading in enumerate(agreement.readings, 1)
        if kpi.number in reading.kpis
    ]
