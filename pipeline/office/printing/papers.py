"""The papers of a round's districts, put together in the districts' order."""

import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.definitions import round_of
from pipeline.errors import PipelineError, UsageError
from pipeline.history.record import RESULTS, Run, read_bytes, read_run, sha256
from pipeline.model.disk import why
from pipeline.model.words import district_file, office, round_words, some
from pipeline.office.printing.printers import find_printer, make_pdfs
from pipeline.processes import TellName
from pipeline.publish import PRIVATE
from pipeline.publish.record import RECORD, Record
from pipeline.publish.whole import put_file
from pipeline.run.closing import results_folder
from pipeline.thai.districts import Gazetteer, Place, find_province
from pipeline.xlsx.package import Parts, read_parts, write_parts
from pipeline.xlsx.shown import show_only, shown_sheets

_PRODUCER = "amphoe-scorecard"
_SAID = {"/Title", "/Author", "/Producer"}  # what a PDF of ours says of itself


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be printed: the sheets by their names, and the districts (none named: all), into which file
    (None: beside the workbooks)."""

    sheets: Sequence[str] = ()
    districts: Sequence[str] = ()
    target: Path | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed: the PDF, how many districts on how many pages, by which program, and Thai lines on what
    was not as the program wrote it."""

    path: Path
    districts: int
    pages: int
    program: str
    notes: tuple[str, ...] = ()


def print_papers(
    home: Path, output: Path, round_id: str | None, province: str | None, wanted: Wanted, tell: TellName
) -> Printed:
    """Prints the workbooks of a round's last run as they stand. None of them is touched: the printer gets copies.
    Raises PipelineError, and writes nothing, where a workbook is missing or has no such sheet, where no program
    can print, and where another file stands in the PDF's place."""
    folder = results_folder(output / round_of(home, round_id), province, "ที่จะพิมพ์")
    run = read_run(folder / RESULTS)
    districts = _chosen(run, wanted.districts)
    target = wanted.target or folder / _name(run, wanted.sheets, districts if wanted.districts else ())
    _replaceable(target)
    printer = find_printer()
    names = {f"{at:04}": district_file(one["code"], one["name"]) for at, one in enumerate(districts)}
    books = {stem: _paper(folder / name, wanted.sheets) for stem, name in names.items()}
    if sha256(read_bytes(folder / RESULTS)) != run.sha256:
        raise PipelineError(f"{folder}: มีผลชุดใหม่เขียนลงขณะอ่าน สั่งใหม่อีกครั้ง")
    with tempfile.TemporaryDirectory(prefix="pipeline-", ignore_cleanup_errors=True) as made:
        for stem, data in books.items():
            Path(made, f"{stem}.xlsx").write_bytes(data)
        make_pdfs(printer, Path(made), names, tell)
        pdfs = {f"อำเภอ{one['name']}": Path(made, f"{stem}.pdf") for stem, one in zip(names, districts, strict=True)}
        data, pages = _together(pdfs, target.stem, run)
    put_file(target, data)
    return Printed(target, len(districts), pages, printer.name, tuple(_notes(folder, list(names.values()))))


def _chosen(run: Run, named: Sequence[str]) -> list[Mapping[str, Any]]:
    """The districts that are named, in the results' order; all where none is."""
    districts = list(run.results["districts"])
    codes = {_code(run, name) for name in named}
    return [one for one in districts if not named or one["code"] in codes]


def _code(run: Run, name: str) -> str:
    """The code of a district of the results. Raises UsageError where there is none of that name."""
    place = find_province(run.whose[1])
    found = Gazetteer(place).resolve(name) if place else None
    districts = run.results["districts"]
    for one in districts:
        if name in (one["code"], one["name"]) or (isinstance(found, Place) and found.code == one["code"]):
            return str(one["code"])
    names = ", ".join(one["name"] for one in districts)
    raise UsageError(f"ไม่มีอำเภอ “{name}” ในผลของจังหวัด{run.whose[1]} อำเภอที่มี: {names}")


def _name(run: Run, sheets: Sequence[str], districts: Sequence[Mapping[str, Any]]) -> str:
    """The name of the PDF where none is given."""
    whose = " ".join(f"อำเภอ{one['name']}" for one in districts) or "รายอำเภอ"
    return f"{' '.join(sheets) or 'แบบ'} {whose} จังหวัด{run.whose[1]}.pdf"


def _paper(path: Path, sheets: Sequence[str]) -> bytes:
    """A workbook to print: its sheets that are not hidden, or of these those that are chosen."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{path}: ไม่มีสมุดงานนี้ จึงพิมพ์ไม่ครบทุกอำเภอ สั่ง pipeline run แล้วสั่งใหม่") from None
    except OSError as error:
        raise PipelineError(f"{path}: อ่านไม่ได้ ({why(error)}) ปิดไฟล์นี้แล้วสั่งใหม่") from error
    try:
        parts: Parts = read_parts(data)
        present = shown_sheets(parts)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise PipelineError(f"{path}: เปิดไม่ได้ ไฟล์เสียหรือมีรหัสผ่าน เอารหัสผ่านออก หรือสั่ง pipeline run แล้วสั่งใหม่") from error
    if missing := [name for name in sheets if name not in present]:
        raise UsageError(f"{path.name}: ไม่มีแผ่น “{missing[0]}” แผ่นที่มี: {', '.join(present)}")
    show_only(parts, sheets or present)
    return write_parts(parts)


def _replaceable(target: Path) -> None:
    """Raises UsageError where ``target`` is no name of a PDF, or a file stands there that is not a print of ours,
    or one that somebody has written in or signed since."""
    if target.suffix.lower() != ".pdf":
        raise UsageError(f"{target}: ชื่อไฟล์ต้องลงท้ายด้วย .pdf")
    if target.exists() and not _ours(target):
        raise UsageError(f"{target}: มีไฟล์อื่นที่โปรแกรมนี้ไม่ได้เขียน หรือมีผู้เขียนเพิ่มหรือลงนามแล้ว จึงไม่เขียนทับ "
                         "ระบุชื่ออื่นด้วย --output หรือย้ายไฟล์นั้นออกก่อน")


def _ours(path: Path) -> bool:
    from pypdf import PdfReader

    try:
        data = path.read_bytes()
        said: Mapping[str, object] = PdfReader(io.BytesIO(data), strict=True).metadata or {}
    except Exception:  # pypdf raises errors of any kind over what is no PDF
        return False
    return data.count(b"startxref") == 1 and set(said) == _SAID and said["/Producer"] == _PRODUCER


def _together(pdfs: Mapping[str, Path], title: str, run: Run) -> tuple[bytes, int]:
    """One PDF of several by their names, which are its bookmarks; and how many pages it has. Raises
    PipelineError where one is none."""
    from pypdf import PdfWriter
    from pypdf.errors import PyPdfError

    writer = PdfWriter()
    for name, path in pdfs.items():
        try:
            writer.append(path, outline_item=name)
        except PyPdfError as error:
            raise PipelineError(f"{name}: PDF ที่ได้มาใช้ไม่ได้ ({error}) สั่งใหม่อีกครั้ง") from error
    writer.add_metadata({
        "/Title": f"{title} รอบ {round_words(run.whose[0])}", "/Author": office(run.whose[1]), "/Producer": _PRODUCER})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue(), len(writer.pages)


def _notes(folder: Path, names: Sequence[str]) -> list[str]:
    """What of the workbooks is not as the program left it."""
    record = Record(folder / PRIVATE / RECORD)
    changed = [name for name in names if not record.knows(folder / name)]
    opened = [name for name in names
              if any((folder / lock).exists() for lock in (f"~${name}", f".~lock.{name}#"))]
    told = (("แก้ด้วยมือหลังโปรแกรมเขียน จึงพิมพ์ตามที่แก้", changed),
            ("เปิดอยู่ จึงพิมพ์ตามที่บันทึกไว้ล่าสุด", opened))
    return [f"{words}: {some(which)}" for words, which in told if which]
