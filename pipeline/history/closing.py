"""Closing a finished round, and whether what was closed is as it was."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError, SealedError
from pipeline.history import words
from pipeline.history.before import memory
from pipeline.history.cards import findings_of
from pipeline.history.record import RESULTS, Json, Run, read_run, sha256
from pipeline.history.seal import (
    CLOSED,
    SEAL,
    SIGNED,
    Seal,
    by_file,
    digest,
    hashes_of,
    load_seal,
    save_seal,
    tampered,
)
from pipeline.history.settled import NOT_ADOPTED
from pipeline.model.disk import why
from pipeline.model.doubts import unconfirmed
from pipeline.model.finding import Severity
from pipeline.model.words import (
    SEVERITY_NAMES,
    STATUS_NAMES,
    district_file,
    district_page,
    fingerprint,
    summary_file,
    summary_page,
)
from pipeline.publish import PRIVATE, write_whole
from pipeline.publish.record import RECORD, Record
from pipeline.thai.calendar import thai_date


@dataclass(frozen=True, slots=True)
class Terms:
    """How a round is to be closed: the day as people write it in the seal (ISO; "" for none), by
    which definitions and program, and whether in spite of gaps, of edited workbooks or of warnings;
    ``confirmable`` are the codes of warnings that a person is to confirm first. ``on_page`` gives a page's bytes
    with words in its line of state."""

    definitions: Mapping[str, str]
    program: str
    on_page: Callable[[bytes, str], bytes]
    date: str = ""
    gaps: bool = False
    edits: bool = False
    warnings: bool = False
    confirmable: frozenset[str] = frozenset()


def close_round(folder: Path, terms: Terms) -> tuple[tuple[str, ...], bool]:
    """Seals the results in ``folder``: Thai lines, and whether all is well. A round that is
    closed already is only held against its seal, a lost copy of which is put back.

    Raises SealedError where the round cannot be closed, with what stands against it.
    """
    seal = load_seal(folder)
    try:
        if seal is not None and seal.closed:
            lines, good = verify_round(folder, terms.definitions)
            save_seal(folder, seal.manifest)
            return ("รอบนี้ปิดอยู่แล้ว ไม่ได้ปิดซ้ำ", *lines), good
        return _close(folder, terms, seal)
    except OSError as error:
        raise PipelineError(
            f"{error.filename or folder}: เขียนหรืออ่านไม่ได้ ({why(error)}) ปิดไฟล์ที่เปิดค้างแล้วสั่งใหม่"
        ) from error


def verify_round(
    folder: Path, definitions: Mapping[str, str]
) -> tuple[tuple[str, ...], bool]:
    """Whether all that was sealed is as it was, with Thai lines. Raises PipelineError where the
    round is not closed."""
    seal = load_seal(folder)
    if seal is None or not seal.closed:
        state = "ยังไม่ได้ปิด" if seal is None else f"เปิดอีกครั้งเพราะ “{seal.history[-1]['reason']}” และยังไม่ได้ปิด"
        raise PipelineError(f"{folder}: รอบนี้{state} สั่ง pipeline close เพื่อปิดรอบ")
    wrong = [*seal.faults, *tampered(folder, seal)]
    said = wrong or ["ไฟล์ที่ปิดไว้ครบและตรงกับใบปิดรอบทุกไฟล์"]
    sealed = hashes_of(seal.contents["definitions"])
    differing = sorted(n for n in sealed.keys() | definitions if sealed.get(n) != definitions.get(n))
    if differing:
        said.append(f"นิยามที่ใช้ให้คะแนนเปลี่ยนหลังปิดรอบ: {', '.join(differing)}")
    return (*_headline(seal), *said), not wrong


def _close(folder: Path, terms: Terms, before: Seal | None) -> tuple[tuple[str, ...], bool]:
    if not (folder / RESULTS).is_file():
        raise SealedError(f"{folder}: ผลยังไม่เสร็จ (ไม่มี results.json) สั่ง pipeline run ก่อนปิดรอบ")
    run = read_run(folder / RESULTS)
    raw = (folder / RESULTS).read_bytes()
    record = Record(folder / PRIVATE / RECORD)
    if run.sha256 not in memory(folder):
        raise SealedError(
            f"{folder / RESULTS}: ไม่ใช่ไฟล์ที่โปรแกรมเขียนไว้ในโฟลเดอร์นี้ สั่ง pipeline run อีกครั้งก่อนปิดรอบ"
        )
    if any(finding["code"] == NOT_ADOPTED for finding in run.results["findings"]):
        raise SealedError(f"{folder}: ผลนี้ทำไว้เมื่อรอบยังไม่ประกาศใช้ สั่ง pipeline run อีกครั้งก่อนปิดรอบ")
    workbooks, pages = _workbooks(folder, run), _pages(folder, run, record)
    edited = [name for name in (*workbooks, *pages) if not record.knows(folder / name)]
    if edited and not terms.edits:
        raise SealedError(
            f"{folder}: {_kinds(edited)} {len(edited)} ไฟล์ถูกแก้ไขหลังจากโปรแกรมเขียน "
            "ถ้าเป็นข้อความที่ผู้ลงนามเติมไว้ ปิดตามที่เป็นอยู่ด้วย --with-edits "
            "ถ้าไม่ใช่ สั่ง pipeline run เพื่อเขียนใหม่",
            tuple(f"ถูกแก้ไข: {name}" for name in edited),
        )
    gaps, doubts = _gaps(run), _unconfirmed(run, terms.confirmable)
    lines = [*(_gap_line(gap) for gap in gaps), *(_gap_line(doubt, "warning") for doubt in doubts)]
    if gaps and not terms.gaps:
        raise SealedError(
            f"{folder}: ยังมีสิ่งที่ไม่ครบ {len(gaps)} ข้อ แก้แล้วสั่ง pipeline run ใหม่ "
            "หรือปิดทั้งที่ยังไม่ครบด้วย --with-gaps", tuple(lines),
        )
    if doubts and not terms.warnings:
        raise SealedError(
            f"{folder}: มีตัวเลขที่ไม่น่าจะถูกและยังไม่มีผู้ยืนยัน {len(doubts)} ข้อ แก้ในไฟล์ หรือยืนยันด้วยตาราง "
            "รหัสข้อที่พบ ค่าที่ยืนยัน เหตุผล ผู้ยืนยัน แล้วสั่ง pipeline run ใหม่ หรือปิดตามที่เป็นอยู่ด้วย --with-warnings",
            tuple(lines),
        )
    said = _told_on_pages(run, terms, pages, edited, gaps, doubts)
    hashes = _hashes(pages | said)
    contents = _contents(run, terms, workbooks, edited, gaps) | (
        {"warnings": doubts} if doubts else {}) | ({"pages": by_file(hashes)} if hashes else {})
    record.expect(_hashes(said))  # wherever this is cut off, a later run knows them for its own
    for name, data in said.items():
        write_whole(folder / name, data)
    write_whole(folder / SIGNED, raw)
    seal = save_seal(folder, {
        "round": run.whose[0], "province": run.whose[1], "state": CLOSED, "seal": contents,
        "history": [] if before is None else before.history,
    })
    lines += [f"ปิดทั้งที่มีผู้แก้ไขไว้: {name}" for name in edited]
    return (*lines, *_headline(seal), f"ใบปิดรอบ: {folder / SEAL}"), True


def _contents(
    run: Run, terms: Terms, workbooks: Mapping[str, str], edited: list[str], gaps: list[Json]
) -> dict[str, Any]:
    return {
        "date": terms.date or None,
        "program": terms.program,
        "results": {"file": RESULTS, "sha256": run.sha256},
        "workbooks": by_file(workbooks),
        "edited": edited,
        "gaps": gaps,
        "inputs": [
            {"file": entry["file"], "sha256": entry["sha256"], "status": entry["status"]}
            for entry in run.results["files"]
        ],
        "definitions": by_file(terms.definitions),
    }


def _workbooks(folder: Path, run: Run) -> dict[str, str]:
    """The hashes of the round's workbooks. Raises SealedError where some are missing."""
    names = [district_file(one["code"], one["name"]) for one in run.results["districts"]]
    names.append(summary_file(run.results["province"]))
    _all_there(folder, names)
    return {name: sha256((folder / name).read_bytes()) for name in names}


def _pages(folder: Path, run: Run, record: Record) -> dict[str, bytes]:
    """The round's pages; none where the program that scored it wrote none. Raises SealedError where some are
    missing."""
    names = [name for name, _ in _page_names(run) if record.names(name) or (folder / name).is_file()]
    _all_there(folder, names)
    return {name: (folder / name).read_bytes() for name in names}


def _page_names(run: Run) -> list[tuple[str, str | None]]:
    """The pages that a round has, each with the code of its district (None: the province's)."""
    return [
        *((district_page(one["code"], one["name"]), one["code"]) for one in run.results["districts"]),
        (summary_page(run.results["province"]), None),
    ]


def _all_there(folder: Path, names: Sequence[str]) -> None:
    if missing := [name for name in names if not (folder / name).is_file()]:
        raise SealedError(
            f"{folder}: {_kinds(missing)}หายไป {len(missing)} ไฟล์ สั่ง pipeline run อีกครั้งก่อนปิดรอบ",
            tuple(f"หายไป: {name}" for name in missing),
        )


def _kinds(names: Sequence[str]) -> str:
    pages = sum(name.endswith(".html") for name in names)
    return "สมุดงาน" if not pages else "หน้าเว็บ" if pages == len(names) else "สมุดงานและหน้าเว็บ"


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(data) for name, data in files.items()}


def _own(gaps: Sequence[Json], code: str | None) -> int:
    """How many of these are a district's; with None all."""
    return sum(code in (None, gap["district"]) for gap in gaps)


def _told_on_pages(
    run: Run, terms: Terms, pages: Mapping[str, bytes], edited: Sequence[str], gaps: Sequence[Json], doubts: Sequence[Json]
) -> dict[str, bytes]:
    """The pages that nobody changed, with the line of a closed round; that of a district tells its own gaps alone."""
    return {
        name: terms.on_page(pages[name], _state(run, terms, _own(gaps, code), _own(doubts, code)))
        for name, code in _page_names(run) if name in pages and name not in edited
    }


def _state(run: Run, terms: Terms, gaps: int, doubts: int) -> str:
    """What the page of a closed round says of it."""
    day = f" วันที่ {thai_date(date.fromisoformat(terms.date))}" if terms.date else ""
    return " · ".join((
        f"ปิดรอบแล้ว{day}",
        *([f"ปิดทั้งที่ยังไม่ครบ {gaps} ข้อ"] if gaps else []),
        *([f"ปิดทั้งที่ยังไม่ยืนยันตัวเลข {doubts} ข้อ"] if doubts else []),
        f"ลายนิ้วมือของผล {fingerprint(run.sha256)}",
    ))


def _gaps(run: Run) -> list[Json]:
    """What is not reported, by district and KPI, and what else is to be mended."""
    unreported = [
        {"district": one["code"], "name": one["name"], "kpi": kpi["number"], "problem": None}
        for one in run.results["districts"] for kpi in one["kpis"] if kpi["status"] == "unreported"
    ]
    known = {(gap["district"], gap["kpi"]) for gap in unreported}
    names = {one["code"]: one["name"] for one in run.results["districts"]}
    errors = [
        {"district": f["district"], "name": names.get(f["district"]), "kpi": f["kpi"],
         "problem": words.safe(f["problem"])}
        for f in run.results["findings"]
        if f["severity"] == "error" and (f["district"], f["kpi"]) not in known
    ]
    return [*unreported, *errors]


def _unconfirmed(run: Run, codes: Collection[str]) -> list[Json]:
    """The warnings of these codes, which are those that nobody confirmed."""
    names = {one["code"]: one["name"] for one in run.results["districts"]}
    return [
        {"district": one.district, "name": names.get(one.district or ""), "kpi": one.kpi,
         "problem": words.safe(f"{one.problem} ({one.code})")}
        for one in unconfirmed(findings_of(run.results), codes)
    ]


def _gap_line(gap: Json, severity: Severity = "error") -> str:
    place = [f"อำเภอ{gap['name']}" if gap["name"] else "",
             f"ตัวชี้วัดที่ {gap['kpi']}" if gap["kpi"] else ""]
    what = gap["problem"] or STATUS_NAMES["unreported"]
    mark = SEVERITY_NAMES[severity]
    return f"[{mark}] {words.safe(' '.join(filter(None, [*place, what])))}"


def _headline(seal: Seal) -> tuple[str, ...]:
    contents, manifest = seal.contents, seal.manifest
    day = f" วันที่ {thai_date(date.fromisoformat(contents['date']))}" if contents["date"] else ""
    pages = f" หน้าเว็บ {len(contents['pages'])} ไฟล์" if "pages" in contents else ""
    gaps = f" ยังไม่ครบ {len(contents['gaps'])} ข้อ" if contents["gaps"] else ""
    if doubts := contents.get("warnings"):
        gaps += f" ยังไม่ยืนยัน {len(doubts)} ข้อ"
    return (
        f"ปิดรอบ {manifest['round']} จังหวัด{manifest['province']} แล้ว{day} "
        f"สมุดงาน {len(contents['workbooks'])} ไฟล์{pages}{gaps} "
        f"ลายนิ้วมือของใบปิดรอบ {fingerprint(digest(contents))}",
        *(f"เคยเปิดอีกครั้งเพราะ “{entry['reason']}”" for entry in seal.history),
    )
