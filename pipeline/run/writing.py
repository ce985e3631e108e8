"""The workbooks, the pages and ``results.json`` of what was scored."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from pipeline.definitions import fingerprints, load_agreement
from pipeline.forms import values
from pipeline.history.before import Past, look_back
from pipeline.history.figures import keep_figures
from pipeline.history.kept_runs import RunHistory, keep, kept_run, kept_runs
from pipeline.history.record import RESULTS, Run, same, sha256
from pipeline.history.seal import SealStandsError
from pipeline.history.year import year_of
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement
from pipeline.model.ledger import names_in
from pipeline.model.words import district_file, district_page, summary_file, summary_page
from pipeline.processes import uncollected
from pipeline.publish import Last, Written, publish
from pipeline.render import render
from pipeline.reports.figures import figures
from pipeline.reports.results import results, to_bytes
from pipeline.run.about import of_district, of_province
from pipeline.run.office_form import form_to_fill
from pipeline.run.pages import RunPages
from pipeline.run.stages import Outcome, standing
from pipeline.summarise import summary, tasks

OURS = re.compile(r"(?:\d{4} .+|สรุปจังหวัด.+)\.(?:xlsx|html)", re.IGNORECASE)


def write(
    home: Path, outcome: Outcome, output: Path, below: str = "", reopen: str | None = None
) -> Written:
    """Writes a workbook and a page a district, the summary and its page and, where all of them stand, ``results.json``
    into ``output/<round>/<below>/``; the notes begin with what changed since the former results. A round
    that is closed stays as it is, unless ``reopen`` gives a reason. Raises PipelineError where
    nothing can be written there, SealedError where scores that are sealed would change."""
    made = _RunFiles(home, outcome, output, below)
    try:
        with uncollected():
            written = publish(
                made.target, lambda before: made.files(before, reopen), Last(RESULTS, made.data, same), OURS, after=made.keep)
    except SealStandsError as stands:
        return Written(made.target, (), (), (), stands.lines, (), finished=True)
    return replace(written, notes=(*made.past.lines, *([made.history.note] if made.history.note else ()), *written.notes))


class _RunFiles:
    """The files of one run, each made when it is asked for; ``past`` and ``history`` are those of the folder once the
    first was. Raises PipelineError where a form cannot be filled."""

    def __init__(self, home: Path, outcome: Outcome, output: Path, below: str) -> None:
        self._home, self._outcome, self._output, self._below = home, outcome, output, below
        self._agreement, self._province = outcome.agreement, outcome.province
        self._forms = form_to_fill(home, "agreement.xlsx"), form_to_fill(home, "summary.xlsx")
        self._sources = {source.id: source for source in outcome.sources}
        self._told = results(self._agreement, self._province, outcome.files, outcome.cards, outcome.findings)
        self._todo = tasks(
            outcome.cards, self._agreement, outcome.findings, outcome.files, self._sources, outcome.usage)
        self._pages = RunPages(outcome, self._todo)
        self.data = to_bytes(self._told)
        self.target = output / self._agreement.round_id / below
        self.past, self.history = Past(), RunHistory((kept_run(outcome.cards, self._agreement),))

    @cached_property
    def _new(self) -> Run:
        return Run(self._told, sha256(self.data), fingerprints(self._home, self._agreement.round_id),
                   self._agreement.section_names, self._agreement.section_of)

    def files(self, before: bytes | None, reopen: str | None) -> Iterator[tuple[str, bytes]]:
        """Each with its name; ``before`` is the ``results.json`` to compare with. Raises SealedError, SealStandsError."""
        self.past = look_back(self.target, self._new, before, reopen)
        self.history = kept_runs(self.target, self.history.runs[-1], self._agreement, self._province)
        yield from self._of_districts()
        yield from self._of_the_province()

    def _of_districts(self) -> Iterator[tuple[str, bytes]]:
        form, names = self._forms[0], names_in(self._outcome.files)
        for card in self._outcome.cards:
            code, name = card.district.code, card.district.name
            book = render(card, self._agreement, self._province, self._outcome.chief, self._sources, names)
            yield district_file(code, name), form.fill(values(book), of_district(name, self._agreement, self._province))
            yield district_page(code, name), self._pages.district(card)

    def _of_the_province(self) -> Iterator[tuple[str, bytes]]:
        it = self._outcome
        whole = summary(
            standing(it), self._agreement, it.findings, it.files, self._sources, it.usage, self.past.context, self._todo)
        named = of_province(self._agreement, self._province)
        yield summary_file(self._province), self._forms[1].fill(values(whole), named)
        year = year_of(self._told, self._agreement, self._of_round, self._output, self._below)
        yield summary_page(self._province), self._pages.province(whole.whole, self.past, self.history.runs, year)

    def _of_round(self, round_id: str) -> tuple[Agreement, dict[str, str]]:
        """A round's agreement with the fingerprints of its files. Raises PipelineError."""
        return load_agreement(self._home, MEASURES, round_id), fingerprints(self._home, round_id)

    def keep(self) -> None:
        """Keeps what later runs and exports ask for, once all stands."""
        keep(self.target, self.history, self._agreement, self._province)
        keep_figures(self.target, self._new.sha256, figures(self._outcome.cards, self._agreement))
