"""The workbooks and ``results.json`` of what was scored; blank input workbooks."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.definitions import load_agreement, load_sources
from pipeline.errors import PipelineError
from pipeline.forms import load_form, write_whole
from pipeline.normalise import normalise
from pipeline.render import render
from pipeline.results import results, to_bytes
from pipeline.run.stages import Outcome, rosters, standing
from pipeline.summarise import summary


def write(home: Path, outcome: Outcome, output: Path, below: str = "") -> Path:
    """Writes a workbook a district, the summary and, last, ``results.json`` into
    ``output/<round>/<below>/``; gives that folder. Raises PipelineError where it cannot."""
    agreement_form = load_form(home / "templates" / "agreement.xlsx")
    summary_form = load_form(home / "templates" / "summary.xlsx")
    target = output / outcome.agreement.round_id / below
    sources = {source.id: source for source in outcome.sources}

    def contents() -> Iterator[tuple[str, bytes]]:
        for card in outcome.cards:
            context = render(card, outcome.agreement, outcome.province, outcome.chief, sources)
            yield f"{card.district.code} {card.district.name}.xlsx", agreement_form.fill(context)
        context = summary(
            standing(outcome), outcome.agreement, outcome.findings, outcome.files, sources
        )
        yield f"สรุปจังหวัด{outcome.province}.xlsx", summary_form.fill(context)
        data = results(
            outcome.agreement, outcome.province, outcome.files, outcome.cards, outcome.findings
        )
        yield "results.json", to_bytes(data)

    write_all(target, contents())
    return target


def write_all(target: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    """Writes files by name into a folder, in their order."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, data in contents:
            write_whole(target / name, data)
    except OSError as error:
        raise PipelineError(
            f"{error.filename or target}: เขียนไม่ได้ ({error.strerror}) "
            "ปิดไฟล์ที่เปิดค้างใน Excel หรือเลือกโฟลเดอร์อื่นด้วย --output"
        ) from error


def write_blank_forms(
    home: Path, output: Path, folder: Path, province: str | None, round_id: str | None
) -> list[Path]:
    """Writes a blank input workbook a source into ``output/แบบกรอก/``; the province is that of
    the roster in ``folder`` unless it is named."""
    agreement = load_agreement(home, round_id)
    sources = load_sources(home, agreement)
    claims = rosters(folder, sources)
    known = normalise(claims, agreement, province)
    from pipeline.blanks import blank_forms  # openpyxl takes long to load

    target = output / "แบบกรอก"
    forms = blank_forms(agreement, sources, known.province.name, known.districts)
    write_all(target, ((name, data) for name, data in forms.items()))
    return [target / name for name in forms]
