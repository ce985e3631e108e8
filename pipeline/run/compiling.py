"""The results of several provinces compiled into one workbook and one page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import localcontext
from pathlib import Path

from pipeline.checks import CHECKS
from pipeline.definitions import load_definitions
from pipeline.errors import PipelineError
from pipeline.forms import values
from pipeline.history.cards import cards_of, findings_of
from pipeline.history.record import Json, NotResultsError, read_bytes, run_of, sha256
from pipeline.history.settled import settled
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement
from pipeline.model.doubts import doubts
from pipeline.model.finding import safe_text
from pipeline.model.lines import count, lines
from pipeline.model.score import names_of
from pipeline.model.words import (
    COMPILED,
    COMPILED_PAGE,
    FILE_STATUS_NAMES,
    district_file,
    summary_file,
    summary_page,
)
from pipeline.normalise.kinds import KINDS
from pipeline.pages.nation import Beside, html_page
from pipeline.publish import Written, publish
from pipeline.run.about import of_provinces
from pipeline.run.office_form import form_to_fill
from pipeline.run.results_files import results_files
from pipeline.run.stages import DIGITS
from pipeline.score.province import pooled
from pipeline.summarise import Member, ResultsFile, compiled
from pipeline.thai.districts import Gazetteer, Place, find_province

USED, REFUSED = FILE_STATUS_NAMES["used"], FILE_STATUS_NAMES["refused"]
COPY = "ซ้ำกัน"
LONG = 400
_TAKEN = "%#?\\"  # what an address takes for something else than a name


@dataclass(frozen=True, slots=True)
class Compiled:
    """What was compiled: every ``results.json`` that was looked at, how many provinces and
    districts of them, and what was written (None where no results could be used)."""

    files: tuple[ResultsFile, ...]
    provinces: int
    districts: int
    complete: int
    written: Written | None

    @property
    def refused(self) -> tuple[ResultsFile, ...]:
        """Those that could not be used."""
        return tuple(one for one in self.files if one.refused)

    @property
    def exit_code(self) -> int:
        """0 all compiled, 1 some refused or not written, 2 none could be used."""
        if self.written is None:
            return 2
        return max(self.written.exit_code, int(bool(self.refused)))


@dataclass(frozen=True, slots=True)
class _Found:
    """One per ``results.json``: what is to be said of it and, where it can be used, whose it is
    and what it adds to the workbook and to the page."""

    record: ResultsFile
    place: Place | None = None
    member: Member | None = None
    beside: Beside | None = None


def compile_results(
    home: Path, paths: Sequence[Path], output: Path, round_id: str | None
) -> Compiled:
    """Compiles results into ``output/<round>/สรุปรวมจังหวัด.xlsx`` and a page of the same name: those at ``paths``, each a
    ``results.json`` or a folder that holds some; without paths all that stand below
    ``output/<round>/``. What cannot be used is told and the others go on.

    Raises PipelineError where there are no results at all, or nothing can be written.
    """
    stands = load_definitions(home, MEASURES, KINDS, CHECKS, round_id)
    agreement = stands.agreement
    form = form_to_fill(home, "compiled.xlsx")
    target = output / agreement.round_id
    with localcontext(prec=DIGITS):
        found = _judged([_read(path, target, agreement, stands.rules.codes) for path in results_files(paths, target, "รวม")])
        members = [one.member for one in found if one.member is not None]
        files = tuple(one.record for one in found)
        cards = [card for member in members for card in member.cards]
        written = None
        if members:
            book = compiled(members, pooled(cards, agreement), files, agreement)
            beside = {one.place.name: one.beside for one in found if one.member and one.place and one.beside}
            written = publish(target, lambda before: [
                (COMPILED, form.fill(values(book), of_provinces(agreement))),
                (COMPILED_PAGE, html_page(book, files, beside, agreement)),
            ])
    return Compiled(
        files, len(members), len(cards), sum(card.complete for card in cards), written
    )


# --- what each of them adds ----------------------------------------------------------------------


def _read(path: Path, target: Path, agreement: Agreement, codes: Collection[str]) -> _Found:
    """One ``results.json``, used or refused."""
    name = _told(path, target)
    digest = province = ""
    try:
        raw = read_bytes(path)
        digest = sha256(raw)
        results = run_of(raw, str(path)).results
        province = safe_text(results["province"])
        place = _place(results, agreement)
        member = _member(results, place, path.parent, target, agreement)
        beside = Beside(
            _from_page(_link(path.parent / summary_page(place.name), target)), settled(path.parent, digest, _codes(results)).words,
            frozenset(doubts(member.cards, findings_of(results), codes, agreement)))
    except PipelineError as error:
        reason, remedy = str(error), ""
        if isinstance(error, NotResultsError):
            reason, remedy = error.reason, error.remedy
        reason = safe_text(reason.removeprefix(f"{path}: "), LONG)
        return _Found(ResultsFile(name, province, digest, REFUSED, reason, remedy, refused=True))
    return _Found(ResultsFile(name, place.name, digest, USED, ""), place, member, beside)


def _told(path: Path, target: Path) -> str:
    """The path as told from the folder of the workbook, else as it was given."""
    below = path.relative_to(target) if path.is_relative_to(target) else path
    return safe_text(below.as_posix(), LONG)


def _place(results: Json, agreement: Agreement) -> Place:
    """Whose results these are. Raises NotResultsError where they are another round's, or not of
    one province's districts."""
    if results["round"] != agreement.round_id:
        raise NotResultsError(
            f"เป็นผลของรอบ {results['round']} ไม่ใช่ {agreement.round_id}",
            "ระบุผลของรอบเดียวกัน หรือระบุ --round",
        )
    place = find_province(results["province"])
    if place is None:
        raise NotResultsError(f"ไม่รู้จักจังหวัด “{results['province']}”", "สั่ง pipeline run ใหม่")
    names = {known.code: known.name for known in Gazetteer(place).places}
    codes = [district["code"] for district in results["districts"]]
    alien = [one for one in results["districts"] if names.get(one["code"]) != one["name"]]
    if not codes or alien or len(set(codes)) < len(codes):
        raise NotResultsError(
            f"อำเภอในผลไม่ใช่ของจังหวัด{place.name} ทั้งหมด หรือมีอำเภอซ้ำ", "สั่ง pipeline run ใหม่")
    return place


def _member(
    results: Json, place: Place, folder: Path, target: Path, agreement: Agreement
) -> Member:
    cards = tuple(sorted(cards_of(results, agreement), key=lambda card: card.district.code))
    names = {c.district.code: district_file(c.district.code, c.district.name) for c in cards}
    books = {code: _link(folder / name, target) for code, name in names.items()}
    return Member(
        place.name, cards, pooled(cards, agreement),
        count(lines(findings_of(results), names_of(cards))),
        len(results["files"]), sum(one["status"] == "used" for one in results["files"]),
        _link(folder / summary_file(place.name), target),
        {code: link for code, link in books.items() if link},
    )


def _link(book: Path, target: Path) -> str:
    """A workbook as told from the folder of the one that is made, "" where it is not below it."""
    book, target = book.resolve(), target.resolve()
    there = book.is_relative_to(target) and book.is_file()
    return book.relative_to(target).as_posix() if there else ""


def _from_page(link: str) -> str:
    """A relative address as a page leads to it: a folder's name is never taken for a scheme, a question or a part."""
    return "".join(("./", *(f"%{ord(c):02X}" if c in _TAKEN else c for c in link))) if link else ""


def _codes(results: Json) -> set[str]:
    return {one["code"] for one in results["findings"]}


def _judged(found: Sequence[_Found]) -> list[_Found]:
    """By province, what cannot be used last: one of several results of a province that are the
    same is used, of several that differ none."""
    ordered = sorted(found, key=lambda one: (
        one.place is None, one.place.code if one.place else "", one.record.file))
    answers: dict[Place, set[str]] = {}
    for one in ordered:
        if one.place is not None:
            answers.setdefault(one.place, set()).add(one.record.sha256)
    seen: set[Place] = set()
    return [_beside(one, answers, seen) for one in ordered]


def _beside(one: _Found, answers: Mapping[Place, set[str]], seen: set[Place]) -> _Found:
    """One of the results beside all others; ``seen`` are the provinces that have theirs."""
    if one.place is None:
        return one
    if len(answers[one.place]) > 1:
        return _without(one, REFUSED, f"จังหวัด{one.place.name}มีผลหลายชุดที่ไม่เหมือนกัน จึงไม่ใช้สักชุด ระบุชุดเดียว")
    if one.place in seen:
        return _without(one, COPY, "เหมือนกับชุดที่ใช้แล้วทุกไบต์ จึงนับครั้งเดียว")
    seen.add(one.place)
    return one


def _without(one: _Found, status: str, reason: str) -> _Found:
    told = replace(one.record, status=status, reason=reason, refused=status == REFUSED)
    return replace(one, record=told, member=None)
