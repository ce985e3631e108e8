"""What kind of file bytes are, told by their content alone; a file's name plays no part."""

import re
from typing import Literal

from pipeline.read.refusal import Refusal

Container = Literal["zip", "xls", "html", "xml-2003", "ods", "csv"]
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"Rar!", b"7z\xbc\xaf",
           b"\x1f\x8b", b"II*\x00", b"MM\x00*", b"{\\rtf", b"MZ", b"\x7fELF", b"BZh", b"\xfd7zXZ",
           b"ID;P", b"MIME-Version:")
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|table|meta|frameset|style|tr|div|center|font)\b",
    re.IGNORECASE)
_WORKBOOK = re.compile(r"<(?:\w+:)?Workbook\b")
_XHTML = re.compile(r"<html\b", re.IGNORECASE)
_XML_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


def binary(data: bytes) -> Container | None:
    """The container of a binary file; None if it may be text."""
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return "zip"
    if data.startswith(_OLE2):
        return _ole2(data)
    if data[:2] in _BARE_BIFF and len(data) > 8 and data[3] == 0 and data[2] in (4, 6, 8, 16):
        return "xls"
    if data.startswith(_OTHERS):
        raise Refusal("other-document")
    return None


def _ole2(data: bytes) -> Container:
    def has(stream: str) -> bool:
        name = re.escape(stream.encode("utf-16-le"))
        return re.search(name, data, re.IGNORECASE) is not None

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise Refusal("encrypted")
    if has("Book\0"):  # also the end of "Workbook"
        return "xls"
    raise Refusal("not-a-spreadsheet")


def textual(text: str) -> Container:
    """The container of a text file: HTML, SpreadsheetML 2003, or delimited text."""
    head = text[:4000].lstrip("\ufeff \t\r\n")
    if head.startswith("<") and _XML_2003 in head and _WORKBOOK.search(head):
        return "xml-2003"
    if "<office:document" in head and "opendocument.spreadsheet" in head:
        return "ods"
    if _HTML.search(head) and not (head.startswith("<?xml") and not _XHTML.search(head)):
        return "html"
    if head.startswith("<"):
        raise Refusal("not-a-spreadsheet")
    return "csv"
