"""MHTML: a workbook that Excel saved as a single web page, under any extension."""

import base64
import quopri
from email.message import Message
from pathlib import Path

import pytest
from read_builders import TABLE

from pipeline.read import ReadFile, mhtml, read_single
from pipeline.read import grid as grids

BOUNDARY = "----=_NextPart_01D3C5"


def opened(tmp_path: Path, data: bytes, name: str = "รายงาน.xls") -> ReadFile:
    path = tmp_path / name
    path.write_bytes(data)
    return read_single(path, path.name)


def reason(tmp_path: Path, data: bytes) -> str | None:
    record = opened(tmp_path, data).record
    assert record.status == "refused" and any("ก" <= c <= "๙" for c in record.detail)
    return record.reason


def page(rows: list[list[object]], more: str = "") -> str:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\r\n" for row in rows)
    return (f"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head>{more}</head>\r\n"
            f"<body><table>{cells}</table></body></html>")


def part(place: str, text: str, way: str = "quoted-printable", codec: str = "utf-8", kind: str = "text/html") -> str:
    raw = text.encode(codec)
    body = (quopri.encodestring(raw) if way == "quoted-printable" else base64.encodebytes(raw)
            if way == "base64" else raw).decode("latin-1").replace("\r\n", "\n").replace("\n", "\r\n")
    return (f"Content-Location: file:///C:/0E5A/{place}\r\nContent-Transfer-Encoding: {way}\r\n"
            f"Content-Type: {kind}; charset=\"{codec}\"\r\n\r\n{body}\r\n")


def mail(*parts: str, end: str = f"--{BOUNDARY}--\r\n", head: str = "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n",
         kind: str = "multipart/related", boundary: str = BOUNDARY) -> bytes:
    named = f"; boundary=\"{boundary}\"" if boundary else ""
    inner = "".join(f"--{BOUNDARY}\r\n{one}\r\n" for one in parts)
    return (f"{head}Content-Type: {kind}{named}\r\n\r\nThis document is a Single File Web Page.\r\n\r\n"
            f"{inner}{end}").encode("latin-1")


def frame(*sheets: tuple[str, str]) -> str:
    listed = "".join(f"<x:ExcelWorksheet>\r\n<x:Name>{name}</x:Name>\r\n<x:WorksheetSource HRef=\"งาน_files/{file}\"/>"
                     "\r\n</x:ExcelWorksheet>" for name, file in sheets)
    return (f"<html><head><meta name=\"Excel Workbook Frameset\"><xml><x:ExcelWorkbook><x:ExcelWorksheets>{listed}"
            "</x:ExcelWorksheets></x:ExcelWorkbook></xml></head><frameset><frame src=\"x\"></frameset></html>")


ROWS = tuple(tuple(str(cell) for cell in row) for row in TABLE)


@pytest.mark.parametrize("way", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("codec", ["utf-8", "cp874"])
def test_the_page_of_one_sheet_is_read_in_every_encoding(tmp_path: Path, way: str, codec: str) -> None:
    named = "<xml><x:ExcelWorksheet><x:Name>เบิกจ่าย</x:Name></x:ExcelWorksheet></xml>"
    for name in ("รายงาน.xls", "รายงาน.mht", "รายงาน.csv"):
        result = opened(tmp_path, mail(part("a.htm", page(TABLE, named), way, codec)), name)
        (sheet,) = result.sheets
        assert (sheet.name, sheet.rows, sheet.container) == ("เบิกจ่าย", ROWS, "mhtml")
        assert (result.record.container, result.findings) == ("mhtml", ())


def test_the_sheets_are_those_that_the_first_page_lists_with_their_names(tmp_path: Path) -> None:
    hidden = "<xml><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></xml>"
    data = mail(
        part("งาน.htm".encode().decode("latin-1"), frame(("งบ &amp; ผล", "sheet001.htm"), ("ซ่อน", "sheet002.htm"), ("ภาพ", "sheet003.htm"))),
        part("x_files/sheet002.htm", page([["ก", 5]], hidden)), part("x_files/Sheet001.htm", page(TABLE)),
        part("x_files/sheet003.htm", "<html><body><img src=a.png></body></html>"),
        part("x_files/tabstrip.htm", page([["งบ", "ซ่อน"]])), part("x_files/stylesheet.css", "tr{}", kind="text/css"))
    result = opened(tmp_path, data)
    assert [(s.name, s.hidden) for s in result.sheets] == [("งบ & ผล", False), ("ซ่อน", True)]
    assert (result.sheets[0].rows, result.sheets[1].rows) == (ROWS, (("ก", "5"),))


def test_the_heads_may_be_those_of_any_program(tmp_path: Path) -> None:
    head = "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?a?=\r\n folded\r\nDate: x\r\nMIME-Version: 1.0\r\n"
    assert opened(tmp_path, mail(part("a.htm", page(TABLE)), head=head)).sheets[0].rows == ROWS


def test_pages_without_a_list_are_a_sheet_each(tmp_path: Path) -> None:
    data = mail(part("a.htm", page(TABLE)), part("b.htm", page([["ก", 5]])), part("c.htm", "<html>x</html>"))
    assert [sheet.rows for sheet in opened(tmp_path, data).sheets] == [ROWS, (("ก", "5"),)]


def nested(depth: int) -> str:
    one = part("a.htm", page(TABLE))
    for level in range(depth):
        one = (f"Content-Type: multipart/related; boundary=\"b{level}\"\r\n\r\n--b{level}\r\n{one}\r\n"
               f"--b{level}--\r\n")
    return one


WHOLE = mail(part("a.htm", page(TABLE), "base64"))


@pytest.mark.parametrize(("data", "code"), [
    (mail(part("a.htm", page(TABLE)), end=""), "truncated"),
    (WHOLE[:-len(BOUNDARY) - 20], "truncated"),
    (mail(part("a.htm", page(TABLE)[:-60])), "truncated"),
    (mail(part("a.htm", page(TABLE)), boundary=""), "unreadable"),
    (mail(part("a.htm", page(TABLE)), boundary="another"), "unreadable"),
    (mail(), "unreadable"),
    (mail(part("a.htm", frame(("ก", "sheet001.htm")))), "unreadable"),
    (mail(part("a.htm", frame(("ก", "sheet001.htm"))), part("sheet001.htm", page(TABLE)[:-60])), "truncated"),
    (WHOLE.replace(b"PGh0bWwg", b"PGh0bW*", 1), "unreadable"),
    (mail(nested(12)), "unreadable"), (mail(nested(3000)), "unreadable"),
    (mail(*["Content-Type: message/rfc822\r\n\r\n" * 2000]), "unreadable"),
    (mail(*[part("a.htm", "x", kind="text/plain")] * 2001), "unreadable"),
    (mail(part("a.htm", "ไม่มีตาราง")), "not-a-spreadsheet"),
    (mail(part("a.htm", page([]))), "no-data"),
    (mail(part("a.htm", page(TABLE)), kind="multipart/mixed"), "other-document"),
])
def test_a_page_that_is_damaged_breaks_off_or_is_none_is_refused_by_name(
        tmp_path: Path, data: bytes, code: str) -> None:
    assert reason(tmp_path, data) == code


def test_parts_within_parts_are_read_as_deep_as_programs_write_them(tmp_path: Path) -> None:
    assert opened(tmp_path, mail(nested(3))).sheets[0].rows == ROWS


@pytest.mark.parametrize("error", [ValueError, LookupError])
def test_a_part_that_cannot_be_decoded_is_refused(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    plainly = Message.get_payload

    def broken(part: Message, i: int | None = None, decode: bool = False) -> object:
        if decode:
            raise error
        return plainly(part, i)

    monkeypatch.setattr(Message, "get_payload", broken)
    assert reason(tmp_path, WHOLE) == "unreadable"


def test_the_pages_of_one_file_share_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "MAX_FILLED", 20)
    one = [part(f"{n}.htm", page(TABLE)) for n in range(2)]
    assert opened(tmp_path, mail(one[0])).record.status == "used"
    assert reason(tmp_path, mail(*one)) == "too-large"


@pytest.mark.parametrize("size", range(0, len(WHOLE), 97))
def test_a_page_cut_anywhere_gives_its_rows_or_a_reason(tmp_path: Path, size: int) -> None:
    result = opened(tmp_path, WHOLE[:size])
    assert result.record.status == "refused" or result.sheets[0].rows == ROWS
    assert mhtml.MAX_DEPTH < 100
