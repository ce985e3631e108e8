"""Results compared with each other, and rounds that are closed."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.checks import CHECKS
from pipeline.checkup import replaceable
from pipeline.definitions import (
    fingerprints,
    load_agreement,
    load_definitions,
    load_written,
    round_of,
)
from pipeline.errors import PipelineError, SealedError, UsageError
from pipeline.history import words
from pipeline.history.changes import Change, across_rounds, changes
from pipeline.history.closing import Terms, close_round, verify_round
from pipeline.history.pairs import Pairs, pairs
from pipeline.history.record import RESULTS, NotResultsError, Run, find_results, read_run
from pipeline.history.seal import SEAL
from pipeline.home import program_version
from pipeline.measure import MEASURES
from pipeline.model.words import CAVEATS, fingerprint
from pipeline.normalise.kinds import KINDS
from pipeline.pages.diff import TITLE, html_page
from pipeline.pages.sealed import with_state
from pipeline.pages.shell import is_titled
from pipeline.publish import PRIVATE, put_file
from pipeline.publish.lock import locked
from pipeline.thai.calendar import NotADate, parse_date

Answer = tuple[tuple[str, ...], bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results and all that differs between them; of two rounds, which KPIs are the same (None where
    that is not known, for the reason in ``note``)."""

    old: Run
    new: Run
    changes: tuple[Change, ...]
    pairs: Pairs | None = None
    note: str = ""

    def lines(self) -> list[str]:
        """For the terminal."""
        heads = [
            f"{name} จังหวัด{words.safe(run.whose[1])} รอบ {words.safe(run.whose[0])} "
            f"(ลายนิ้วมือ {fingerprint(run.sha256)})"
            for name, run in (("เดิม:", self.old), ("ใหม่:", self.new))
        ]
        return [*heads, *self._about_rounds(), *words.lines(self.changes)]

    def write_page(self, path: Path) -> None:
        """Writes it as a page. Raises UsageError where a file stands at ``path`` that is no such page."""
        replaceable(path, lambda data: is_titled(data, TITLE))
        put_file(path, html_page(self.old, self.new, self.changes, self._about_rounds()))

    def _about_rounds(self) -> list[str]:
        """How the KPIs of two rounds go together."""
        if self.pairs is None:
            return [words.safe(self.note)] if self.note else []
        kpis = self.pairs.kpis
        same = [f"{one.old} → {one.new}" for one in kpis if one.old and one.new]
        lines = [f"คนละรอบ จึงเทียบตัวชี้วัดที่ชื่อและหน่วยเดียวกัน (ข้อเดิม → ข้อใหม่): {', '.join(same) or 'ไม่มี'}"]
        for run, mine, number in ((self.old, "เดิม", "old"), (self.new, "ใหม่", "new")):
            alone = [(getattr(one, number), one) for one in kpis if not (one.old and one.new)]
            told = [f"ข้อ {n} {one.name} ({one.unit})" for n, one in alone if n]
            if told:
                lines.append(f"มีเฉพาะรอบ{mine} {words.safe(run.whose[0])}: {'; '.join(told)}")
        return lines

    def as_json(self) -> dict[str, object]:
        """As plain data."""
        heads = {
            name: {"round": words.safe(run.whose[0]), "province": words.safe(run.whose[1]),
                   "sha256": run.sha256}
            for name, run in (("old", self.old), ("new", self.new))
        }
        if self.old.whose[0] == self.new.whose[0]:
            return {**heads, "changes": [words.as_json(one) for one in self.changes]}
        kpis = None if self.pairs is None else [
            {"name": one.name, "unit": one.unit, "old": one.old, "new": one.new} for one in self.pairs.kpis]
        return {**heads, "kpis": kpis, "note": words.safe(self.note) or None,
                "changes": [words.as_json(one) for one in self.changes]}


def compare(home: Path, old: Path, new: Path) -> Comparison:
    """Compares the results at two paths, each a ``results.json`` or a folder that holds one. Those of two
    rounds are compared by the names of their KPIs, which the definitions in ``home`` know. Raises
    PipelineError where that cannot be done."""
    before, after = read_run(find_results(old)), read_run(find_results(new))
    if before.whose[0] == after.whose[0]:
        with suppress(PipelineError):  # what is not defined here is told by its id
            known = load_written(home, MEASURES, after.whose[0])
            before, after = (
                replace(run, sections=known.section_names, section_of=known.section_of) for run in (before, after))
        return Comparison(before, after, changes(before, after))
    try:
        found = pairs(*(load_agreement(home, MEASURES, run.whose[0]) for run in (before, after)))
    except PipelineError as error:
        note = f"คนละรอบ และไม่รู้ชื่อตัวชี้วัดครบทั้งสองรอบ จึงไม่เทียบตัวชี้วัดและส่วน: {str(error).splitlines()[0]}"
        return Comparison(before, after, across_rounds(before, after, None), None, note)
    return Comparison(before, after, across_rounds(before, after, found), found)


def close(
    home: Path, output: Path, round_id: str | None, province: str | None, date: str | None,
    gaps: bool, edits: bool, warnings: bool,
) -> Answer:
    """Seals a round's results: Thai lines, and whether all is well. Raises PipelineError where it
    cannot be sealed."""
    stands = load_definitions(home, MEASURES, KINDS, CHECKS, round_id)
    agreement = stands.agreement
    if agreement.state != "adopted":
        raise SealedError(
            f"รอบ {agreement.round_id} {CAVEATS[agreement.state]} จึงปิดไม่ได้ "
            f"ประกาศใช้ด้วย pipeline round adopt {agreement.round_id} แล้วสั่ง pipeline run ใหม่ก่อนปิดรอบ")
    folder = results_folder(output / agreement.round_id, province, "ที่จะปิด")
    terms = Terms(
        fingerprints(home, agreement.round_id), program_version(), with_state, _day(date), gaps, edits, warnings,
        stands.rules.codes)
    (folder / PRIVATE).mkdir(exist_ok=True)
    with locked(folder / PRIVATE):
        return close_round(folder, terms)


def verify(home: Path, output: Path, round_id: str | None, province: str | None) -> Answer:
    """Whether all that was sealed is as it was. Raises PipelineError where nothing was."""
    round_id = round_of(home, round_id)
    return verify_round(results_folder(output / round_id, province, "ที่จะปิด"), fingerprints(home, round_id))


def results_folder(target: Path, province: str | None, purpose: str) -> Path:
    """The folder of one province's results: the round's own or one in it. Raises UsageError that says for what
    (``purpose``, a Thai clause) where there are none, or those of several provinces."""
    found = {folder: _province(folder) for folder in _holding(target)}
    if province is not None:
        wanted = province.removeprefix("จังหวัด").strip()
        found = {folder: name for folder, name in found.items() if wanted in (name, folder.name)}
    if len(found) == 1:
        return next(iter(found))
    if found:
        names = ", ".join(f.name for f in found)
        raise UsageError(f"{target}: มีผลของหลายจังหวัด ระบุ --province: {names}")
    whose = f"ของจังหวัด{province} " if province else ""
    raise UsageError(f"{target}: ไม่มีผล{whose}{purpose} (ไม่มี results.json) สั่ง pipeline run ก่อน")


def _holding(target: Path) -> Iterator[Path]:
    """The folders of results, also of those that somebody spoiled."""
    below = sorted(path for path in target.iterdir() if path.is_dir()) if target.is_dir() else []
    for folder in (target, *below):
        if any((folder / name).is_file() for name in (RESULTS, SEAL)):
            yield folder


def _province(folder: Path) -> str:
    try:
        return read_run(folder / RESULTS).whose[1]
    except NotResultsError:
        return ""


def _day(text: str | None) -> str:
    if text is None:
        return ""
    try:
        day = parse_date(text)
    except NotADate:
        day = None
    if day is None:
        raise UsageError(f"--date: “{text}” ไม่ใช่วันที่ พิมพ์เป็น วัน/เดือน/ปี พ.ศ.")
    return day.isoformat()
