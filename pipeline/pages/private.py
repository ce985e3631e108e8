"""A district's page that is sent to it alone: what is of others is left out by their codes, and where a text of its own
names one, the name gives way."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from pipeline.model.finding import Finding
from pipeline.model.lines import lines
from pipeline.pages.book import PageDistrict, PageScore
from pipeline.pages.district import finding
from pipeline.reports.explanation import Explainer

ANOTHER = "อีกอำเภอหนึ่ง"


def private(one: PageDistrict, explainer: Explainer, names: Iterable[str]) -> PageDistrict:
    """The district without the findings of others, and without their names in what the program says of it; ``names``
    are those of all. A finding that is nobody's is left out where it names another: it may be that one's."""
    without = _without(names, one.name)
    return replace(one, scores=tuple(_score(score, one, explainer, without) for score in one.scores))


def _score(score: PageScore, one: PageDistrict, explainer: Explainer, without: Callable[[str], str]) -> PageScore:
    why = score.why

    def own(found: Finding) -> bool:
        said = found.problem + found.remedy
        return found.district == one.code or (found.district is None and without(said) == said)

    mine = [found for found in explainer.findings(why.card, why.score) if own(found)]
    listed = (finding(line) for line in lines(mine, {one.code: one.name}))
    return replace(
        score,
        doubts=tuple(map(without, score.doubts)),
        chip=replace(score.chip, doubt=without(score.chip.doubt)),
        findings=tuple(replace(line, problem=without(line.problem), remedy=without(line.remedy)) for line in listed),
        why=replace(
            why, verdict=without(why.verdict),
            not_counted=tuple(replace(row, excluded=without(row.excluded)) for row in why.not_counted),
        ),
    )


def _without(names: Iterable[str], own: str) -> Callable[[str], str]:
    """Puts “another district” in the place of the names of others where they stand as names: after อำเภอ, or between what
    are no letters. Districts are called สอง, ลอง, คง too, which words of every text begin and end with."""
    every = "|".join(map(re.escape, sorted({*names, own}, key=len, reverse=True)))
    pattern = re.compile(f"(?:อำเภอ|อ\\.)({every})|(?<![ก-๎])({every})(?![ก-๎])")
    return lambda text: pattern.sub(lambda found: found[0] if own in found.groups() else ANOTHER, text)
