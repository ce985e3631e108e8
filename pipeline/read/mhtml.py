"""MHTML (“Single File Web Page”): the pages of a workbook and what belongs to them, in one mail."""

import html
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from email import errors, message_from_bytes
from email.message import Message
from urllib.parse import unquote

from pipeline.model.cells import RawSheet
from pipeline.read import html as pages
from pipeline.read.content import Content
from pipeline.read.grid import Budget
from pipeline.read.refusal import Refusal

MAX_PARTS = 2_000
MAX_DEPTH = 10
_DAMAGED = "โครงสร้างของหน้าเว็บในไฟล์เดียวเสียหาย"
_PART = re.compile(rb"^Content-Type:", re.I | re.M)
_NESTED = re.compile(rb"^Content-Type:\s*(?:multipart|message)/", re.I | re.M)
_LISTED = re.compile(
    r"<x:ExcelWorksheet>\s*<x:Name>\s*([^<]{1,200}?)\s*</x:Name>\s*<x:WorksheetSource\s+HRef=\"([^\"]{1,2000})\"",
    re.I)
_HIDDEN = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden\s*</x:Visible>", re.I)
_BROKEN = (errors.NoBoundaryInMultipartDefect, errors.StartBoundaryNotFoundDefect,
           errors.MultipartInvariantViolationDefect, errors.InvalidBase64PaddingDefect,
           errors.InvalidBase64CharactersDefect, errors.InvalidBase64LengthDefect)


def read(content: Content, file: str) -> list[RawSheet]:
    """The sheets of the workbook, by the names that its first page lists; without such a list each page with
    a table."""
    found = dict(_pages(content.data))
    listed = [one for text in found.values() for one in _LISTED.findall(text)]
    budget = Budget()
    if not listed:
        sheets = [_sheet(text, file, budget) for text in found.values() if pages.has_table(text)]
        if not sheets:
            raise Refusal("not-a-spreadsheet")
        return sheets
    sheets = []
    for name, link in listed:
        text = found.get(_place(html.unescape(link)))
        if text is None:
            raise Refusal("unreadable", f"ไม่พบเนื้อหาของชีต {html.unescape(name)}")
        if pages.has_table(text):  # a chart has none
            sheets.append(replace(_sheet(text, file, budget), name=html.unescape(name)))
    return sheets


def _sheet(text: str, file: str, budget: Budget) -> RawSheet:
    sheet = pages.sheet_of(text, file, budget)
    return replace(sheet, container="mhtml", hidden=_HIDDEN.search(text) is not None)


def _pages(data: bytes) -> Iterator[tuple[str, str]]:
    """The pages by the last part of their address; the first of one address counts."""
    if len(_PART.findall(data)) > MAX_PARTS or len(_NESTED.findall(data)) > MAX_DEPTH:
        raise Refusal("unreadable", "มีส่วนย่อยมากหรือซ้อนกันเกินไป")
    seen: set[str] = set()
    for number, part in enumerate(_mail(data).walk()):
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            _check(part)
            continue
        body = _body(part)
        _check(part)
        place = _place(str(part.get("Content-Location", ""))) or str(number)
        if place not in seen:
            seen.add(place)
            yield place, Content(body).text


def _mail(data: bytes) -> Message:
    try:
        return message_from_bytes(data)
    except (ValueError, LookupError, RecursionError) as error:
        raise Refusal("unreadable", _DAMAGED) from error


def _body(part: Message) -> bytes:
    try:
        body = part.get_payload(decode=True)
    except (ValueError, LookupError) as error:
        raise Refusal("unreadable", _DAMAGED) from error
    return body if isinstance(body, bytes) else b""


def _check(part: Message) -> None:
    """Refuse a part that breaks off, or whose heads say what its body is not."""
    for defect in part.defects:
        if isinstance(defect, errors.CloseBoundaryNotFoundDefect):
            raise Refusal("truncated", "หน้าเว็บในไฟล์เดียวขาดตอนท้าย")
        if isinstance(defect, _BROKEN):
            raise Refusal("unreadable", _DAMAGED)


def _place(address: str) -> str:
    """The file that an address leads to, as links and parts both give it."""
    return posixpath.basename(unquote(address.strip()).replace("\\", "/")).casefold()
