"""What cannot be trusted yet: the same scores on every page, and the same findings before a round is closed."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.finding import Finding
from pipeline.model.score import Score, Scorecard

WHOLE = 100  # in hundredths
OVER = "ผลเกินร้อยละ 100 ตรวจว่าตัวตั้งและตัวหารเป็นของเรื่องและเวลาเดียวกัน"
Pair = tuple[str, int]  # a district's code and a KPI's number


def unconfirmed(findings: Iterable[Finding], codes: Collection[str]) -> tuple[Finding, ...]:
    """The warnings of these ``codes``, which a person is to confirm; those that somebody did are warnings no more."""
    return tuple(one for one in findings if one.severity == "warning" and one.code in codes)


def doubts(
    cards: Sequence[Scorecard], findings: Iterable[Finding], codes: Collection[str], agreement: Agreement
) -> Mapping[Pair, tuple[str, ...]]:
    """The scores with a level that cannot be trusted yet, each with why, in Thai: where :func:`unconfirmed` findings are
    about it, and where a share is more than the whole though no level asks for that. A finding of several districts is
    about those whose scorecards tell of it; where nobody knows which these are (as from results), about all."""
    about: dict[tuple[str | None, int], list[Finding]] = {}
    for finding in unconfirmed(findings, codes):
        if finding.kpi is not None:
            for code in finding.told_of or (finding.district,):
                about.setdefault((code, finding.kpi), []).append(finding)
    found = {}
    for card in cards:
        for score in card.scores:
            at = card.district.code, score.kpi
            every = [*about.get(at, ()), *about.get((None, score.kpi), ())]
            said = [*score.doubts, *(one.problem for one in every if not one.told_of)]
            if over_the_whole(score, agreement.kpi(score.kpi)):
                said.append(OVER)
            if score.level is not None and (every or said):
                found[at] = tuple(dict.fromkeys(said))
    return found


def over_the_whole(score: Score, kpi: Kpi) -> bool:
    """Whether its share is of more than the whole, and no level asks for that."""
    bounds = [level.bound for level in kpi.levels if level.bound is not None]
    more = any(bound.value > WHOLE or (bound.value == WHOLE and bound.strict) for bound in bounds if bound.floor)
    return "over-100" in score.flags and not more
