"""Which files ``check`` wrote before: those alone give way to what it writes now."""

from collections.abc import Callable
from pathlib import Path

from lxml import etree

from pipeline.checkup.annotate import AUTHOR
from pipeline.checkup.page import TITLE
from pipeline.errors import UsageError
from pipeline.model.words import CHECK_SHEETS
from pipeline.pages.shell import is_titled
from pipeline.read.archive import Archive
from pipeline.read.ooxml import main_part, worksheets
from pipeline.read.refusal import Refusal
from pipeline.read.single import read_bytes
from pipeline.xlsx.package import to_tree

_FORMER_AUTHOR = "pipeline"


def is_page(data: bytes) -> bool:
    """Whether this is a page of a check."""
    return is_titled(data, TITLE)


def is_workbook(data: bytes) -> bool:
    """Whether this is a workbook of a check, also one that was saved in Excel since."""
    archive = Archive(data)
    main = main_part(archive)
    return bool(main) and {entry.name for entry, _ in worksheets(archive, main)} >= CHECK_SHEETS


def is_marked(data: bytes) -> bool:
    """Whether this is a marked copy, also one that was saved in Excel since: comments of ours
    stand in it."""
    archive = Archive(data)
    parts = [name for name in archive.names() if "comment" in name and name.endswith(".xml")]
    authors = (author.text for part in parts
               for author in to_tree(archive.read(part)).iter("{*}author"))
    return not {AUTHOR, _FORMER_AUTHOR}.isdisjoint(authors)


def replaceable(path: Path, ours: Callable[[bytes], bool]) -> None:
    """Raises UsageError where a file stands that is not ours."""
    if not path.is_file():
        return
    try:
        if ours(read_bytes(path)[0]):
            return
    except (Refusal, etree.XMLSyntaxError):
        pass
    raise UsageError(
        f"{path}: มีไฟล์อื่นที่โปรแกรมนี้ไม่ได้เขียนอยู่แล้ว จึงไม่เขียนทับ ระบุชื่อหรือโฟลเดอร์อื่น หรือย้ายไฟล์นั้นออกก่อน")
