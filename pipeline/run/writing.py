"""The workbooks, the pages and ``results.json`` of what was scored."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.definitions import fingerprints, load_agreement
from pipeline.forms import values
from pipeline.history.before import Past, look_back
from pipeline.history.figures import keep_figures
from pipeline.history.kept_runs import RunHistory, keep, kept_run, kept_runs
from pipeline.history.record import Run, same, sha256
from pipeline.history.seal import SealStandsError
from pipeline.history.year import year_of
from pipeline.measure import MEASURES
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
    agreement_form, summary_form = form_to_fill(home, "agreement.xlsx"), form_to_fill(home, "summary.xlsx")
    sources = {source.id: source for source in outcome.sources}
    told = results(
        outcome.agreement, outcome.province, outcome.files, outcome.cards, outcome.findings
    )
    data = to_bytes(told)
    todo = tasks(
        outcome.cards, outcome.agreement, outcome.findings, outcome.files, sources, outcome.usage)

    target = output / outcome.agreement.round_id / below
    new = Run(told, sha256(data), fingerprints(home, outcome.agreement.round_id),
              outcome.agreement.section_names, outcome.agreement.section_of)
    now = kept_run(outcome.cards, outcome.agreement)
    history = RunHistory((now,))
    past, names, pages = Past(), names_in(outcome.files), RunPages(outcome, todo)

    def files(before: bytes | None) -> Iterator[tuple[str, bytes]]:
        """One at a time; ``before`` is the ``results.json`` to compare with."""
        nonlocal past, history
        past = look_back(target, new, before, reopen)
        history = kept_runs(target, now, outcome.agreement, outcome.province)
        for card in outcome.cards:
            book = render(card, outcome.agreement, outcome.province, outcome.chief, sources, names)
            named = of_district(card.district.name, outcome.agreement, outcome.province)
            yield district_file(card.district.code, card.district.name), agreement_form.fill(values(book), named)
            yield district_page(card.district.code, card.district.name), pages.district(card)
        whole = summary(
            standing(outcome), outcome.agreement, outcome.findings, outcome.files, sources,
            outcome.usage, past.context, todo,
        )
        named = of_province(outcome.agreement, outcome.province)
        yield summary_file(outcome.province), summary_form.fill(values(whole), named)
        year = year_of(told, outcome.agreement, lambda one: load_agreement(home, MEASURES, one), output, below)
        yield summary_page(outcome.province), pages.province(whole.whole, past, history.runs, year)

    def finished() -> None:
        """Keeps what later runs and exports ask for, once all stands."""
        keep(target, history, outcome.agreement, outcome.province)
        keep_figures(target, new.sha256, figures(outcome.cards, outcome.agreement))

    try:
        with uncollected():
            written = publish(target, files, Last("results.json", data, same), OURS, after=finished)
    except SealStandsError as stands:
        return Written(target, (), (), (), stands.lines, (), finished=True)
    return replace(written, notes=(*past.lines, *([history.note] if history.note else ()), *written.notes))
