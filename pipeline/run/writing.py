"""The workbooks and ``results.json`` of what was scored; blank input workbooks."""

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.definitions import load_agreement, load_sources
from pipeline.forms import load_form
from pipeline.normalise import normalise
from pipeline.publish import Last, Written, publish
from pipeline.render import render
from pipeline.results import results, to_bytes
from pipeline.run.stages import Outcome, rosters, standing
from pipeline.summarise import summary

OURS = re.compile(r"(?:\d{4} .+|สรุปจังหวัด.+)\.xlsx", re.IGNORECASE)


def write(home: Path, outcome: Outcome, output: Path, below: str = "") -> Written:
    """Writes a workbook a district, the summary and, where all of them stand, ``results.json``
    into ``output/<round>/<below>/``. Raises PipelineError where nothing can be written there."""
    agreement_form = load_form(home / "templates" / "agreement.xlsx")
    summary_form = load_form(home / "templates" / "summary.xlsx")
    sources = {source.id: source for source in outcome.sources}
    data = to_bytes(results(
        outcome.agreement, outcome.province, outcome.files, outcome.cards, outcome.findings
    ))

    def workbooks(before: bytes | None) -> Iterator[tuple[str, bytes]]:
        """One at a time; ``before`` is the ``results.json`` to compare with."""
        for card in outcome.cards:
            context = render(card, outcome.agreement, outcome.province, outcome.chief, sources)
            yield f"{card.district.code} {card.district.name}.xlsx", agreement_form.fill(context)
        context = summary(
            standing(outcome), outcome.agreement, outcome.findings, outcome.files, sources
        )
        yield f"สรุปจังหวัด{outcome.province}.xlsx", summary_form.fill(context)

    return publish(
        output / outcome.agreement.round_id / below, workbooks, Last("results.json", data), OURS)


def write_blank_forms(
    home: Path, output: Path, folder: Path, province: str | None, round_id: str | None
) -> Written:
    """Writes a blank input workbook a source into ``output/แบบกรอก/``, those that were filled in
    there being kept aside; the province is that of the roster in ``folder`` unless it is named."""
    agreement = load_agreement(home, round_id)
    sources = load_sources(home, agreement)
    claims = rosters(folder, sources)
    known = normalise(claims, agreement, province)
    from pipeline.blanks import blank_forms  # openpyxl takes long to load

    forms = blank_forms(agreement, sources, known.province.name, known.districts)
    return publish(output / "แบบกรอก", lambda before: forms.items())
