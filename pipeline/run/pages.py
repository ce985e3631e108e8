"""The pages of what was scored: the province's, and one of each district alone."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.history.before import Past
from pipeline.history.kept_runs import KeptRun
from pipeline.history.year import Year
from pipeline.model.doubts import Pair, doubts
from pipeline.model.score import Scorecard, names_of
from pipeline.model.task import Tasks
from pipeline.model.words import AT_HIGHEST
from pipeline.pages import shell
from pipeline.pages.book import PageChanges, PageDistrict, RoundFrame
from pipeline.pages.diff import diff_body
from pipeline.pages.district import ROOM, district, within
from pipeline.pages.lines import page_lines
from pipeline.pages.private import private
from pipeline.pages.province import MOST_NEAR, ProvinceContext, frame, province
from pipeline.pages.tasks import page_tasks
from pipeline.pages.year import page_year
from pipeline.reports.explanation import Explainer
from pipeline.run.stages import Outcome
from pipeline.summarise.book import WholeCell

if TYPE_CHECKING:
    from markupsafe import Markup

MOST_CHANGES = 400  # that the page lists; the workbook has them all


class RunPages:
    """The pages of one run; what stands on two of them is made once."""

    def __init__(self, outcome: Outcome, todo: Tasks) -> None:
        sources = {source.id: source for source in outcome.sources}
        self._context = ProvinceContext(
            outcome.agreement, outcome.province, outcome.cards, outcome.findings, outcome.files, sources,
            outcome.confirmable)
        self._explainer = Explainer(outcome.agreement, outcome.findings, outcome.usage, sources)
        self._todo = page_tasks(todo, outcome.agreement, names_of(outcome.cards))
        self._parts: dict[str, tuple[PageDistrict, Markup]] = {}

    @cached_property
    def _doubted(self) -> Mapping[Pair, tuple[str, ...]]:
        known = self._context
        return doubts(known.cards, known.findings, known.confirmable, known.agreement)

    @cached_property
    def _frame(self) -> RoundFrame:
        return frame(self._context)

    def district(self, card: Scorecard) -> bytes:
        """The page of one district, which names no other."""
        one, text = self._part(card)
        own = private(one, self._explainer, names_of(self._context.cards).values())
        return shell.page("alone.html", {
            "frame": self._frame, "d": own, "text": text if own == one else _text(own),
        })

    def province(
        self, whole: Sequence[WholeCell], past: Past, runs: Sequence[KeptRun], year: Year
    ) -> bytes:
        """The page of the province; ``whole`` is its own row, ``past`` what came before, ``runs`` are those that are kept, with this one, ``year`` its fiscal year."""
        parts = [self._part(card) for card in self._context.cards]
        shown = within(ROOM, [one for one, _ in parts])
        texts = [text if one == own else _text(one) for one, (own, text) in zip(shown, parts, strict=True)]
        page = province(self._context, self._frame, shown, whole, _changes(past))
        return shell.page("province.html", {
            "frame": self._frame, "page": page, "most_near": MOST_NEAR, "texts": texts,
            "todo": self._todo, "year": page_year(year, self._context.agreement.round_id),
            "lines": page_lines(runs, self._context.agreement, names_of(self._context.cards)),
        })

    def _part(self, card: Scorecard) -> "tuple[PageDistrict, Markup]":
        code = card.district.code
        if code not in self._parts:
            one = district(card, self._context.agreement, self._explainer, self._doubted)
            self._parts[code] = one, _text(one)
        return self._parts[code]


def _changes(past: Past) -> PageChanges:
    said = past.context
    return PageChanges(
        said.since, said.message, diff_body(past.changes[:MOST_CHANGES]), max(0, len(past.changes) - MOST_CHANGES))


def _text(one: PageDistrict) -> "Markup":
    return shell.part("district.html", {"d": one, "at_highest": AT_HIGHEST})
