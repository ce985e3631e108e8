"""What container a file is, told by its content alone; a file's name plays no part."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from pipeline.model.cells import RawSheet
from pipeline.read import ooxml
from pipeline.read.content import OLE2, Content
from pipeline.read.refusal import Refusal

_BARE_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|table|meta|frameset|style|tr|div|center|font)\b",
    re.IGNORECASE)
_WORKBOOK = re.compile(r"<(?:\w+:)?Workbook\b")
_XHTML = re.compile(r"<html\b", re.IGNORECASE)
# A mail's heads, one of which says that its parts belong together.
_MHTML = re.compile(
    rb"\s*(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?Content-Type:\s*multipart/related\b", re.IGNORECASE)
_XML_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


@dataclass(frozen=True, slots=True)
class Reader:
    """One per container: whether a content is of it, and the module whose ``read(content, file)``
    gives its sheets, loaded when there is such a file."""

    tells: Callable[[Content], bool]
    module: str


def _package(content: Content) -> str:
    """The main part of an Office Open XML workbook, "" where it is none."""
    return ooxml.main_part(content.archive).lower() if content.archive and not _ods(content) else ""


def _ods(content: Content) -> bool:
    if content.archive is not None:
        return "mimetype" in content.archive and "content.xml" in content.archive
    return "<office:document" in content.head and "opendocument.spreadsheet" in content.head


def _xls(content: Content) -> bool:
    data = content.data
    if not data.startswith(OLE2):
        return data[:2] in _BARE_BIFF and len(data) > 8 and data[3] == 0 and data[2] in (4, 6, 8, 16)

    return _has_stream(data, "Book\0")  # also the end of "Workbook"


def _is_encrypted(data: bytes) -> bool:
    """Whether a file is an Office Open XML package within the envelope of an encrypted one."""
    return data.startswith(OLE2) and (
        _has_stream(data, "EncryptedPackage") or _has_stream(data, "EncryptionInfo"))


def _has_stream(data: bytes, stream: str) -> bool:
    name = re.escape(stream.encode("utf-16-le"))
    return re.search(name, data, re.IGNORECASE) is not None


def _xml_2003(content: Content) -> bool:
    head = content.head
    return head.startswith("<") and _XML_2003 in head and _WORKBOOK.search(head) is not None


def _html(content: Content) -> bool:
    head = content.head
    return _HTML.search(head) is not None and not (
        head.startswith("<?xml") and not _XHTML.search(head))


# Asked in this order; the last takes whatever is text.
READERS: Mapping[str, Reader] = {
    "xls": Reader(_xls, "pipeline.read.biff"),
    "mhtml": Reader(lambda content: _MHTML.match(content.data[:8000]) is not None, "pipeline.read.mhtml"),
    "xlsb": Reader(lambda content: _package(content).endswith(".bin"), "pipeline.read.xlsb"),
    "xlsx": Reader(lambda content: bool(_package(content)), "pipeline.read.xlsx"),
    "ods": Reader(_ods, "pipeline.read.ods"),
    "xml-2003": Reader(_xml_2003, "pipeline.read.spreadsheetml"),
    "html": Reader(_html, "pipeline.read.html"),
    "csv": Reader(lambda content: not content.head.startswith("<"), "pipeline.read.delimited"),
}


def sheets_of(data: bytes, file: str) -> list[RawSheet]:
    """The sheets of a file, by the first reader that knows its content. Raises Refusal."""
    if _is_encrypted(data):
        data = import_module("pipeline.read.protected").decrypted(data)
    content = Content(data)
    for reader in READERS.values():
        if reader.tells(content):
            sheets: list[RawSheet] = import_module(reader.module).read(content, file)
            if content.archive is not None:
                content.archive.check_rest()
            return sheets
    raise Refusal("not-a-spreadsheet")
