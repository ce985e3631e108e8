"""The file of a signed agreement: which kind it is, and what to do where it is none that can be read."""

from pathlib import Path

from pipeline.errors import UsageError
from pipeline.read.archive import Archive
from pipeline.read.content import OLE2
from pipeline.read.refusal import REASONS, Refusal, explain, may_pass
from pipeline.read.single import read_bytes, read_single
from pipeline.rounds.paper.excel import tables_of
from pipeline.rounds.paper.grid import Block
from pipeline.rounds.paper.kpis import read_blocks
from pipeline.rounds.paper.record import SignedPaper
from pipeline.rounds.paper.word import is_word, read_word

_ZIP = b"PK\x03\x04"
_SAVE = "เปิดใน Word แล้วบันทึกเป็น .docx (แฟ้ม > บันทึกเป็น > เอกสาร Word)"
_TYPE = "ใช้ไฟล์ Word ที่ใช้พิมพ์ฉบับลงนาม หรือพิมพ์ตารางลงใน Word หรือ Excel แล้วบันทึกเป็น .docx หรือ .xlsx"
# How files of other kinds begin, what they are, and what to do.
_OTHERS = (
    (b"%PDF", "PDF", _TYPE), (b"{\\rtf", "RTF", _SAVE), (b"\x89PNG", "รูปภาพ", _TYPE), (b"\xff\xd8\xff", "รูปภาพ", _TYPE),
    (b"GIF8", "รูปภาพ", _TYPE), (b"BM", "รูปภาพ", _TYPE), (b"II*\0", "รูปภาพ", _TYPE), (b"MM\0*", "รูปภาพ", _TYPE))


def read_paper(path: Path) -> SignedPaper:
    """The agreement that a Word or Excel file holds. Raises UsageError, in Thai with what to do, where the file is of
    another kind, damaged or locked, or has no table of KPIs."""
    if not path.is_file():
        raise UsageError(f"{path}: {'เป็นโฟลเดอร์ ระบุไฟล์ในโฟลเดอร์' if path.is_dir() else 'ไม่พบไฟล์ ตรวจชื่อไฟล์และที่อยู่'}")
    try:
        data, _ = read_bytes(path.resolve())
        blocks = _blocks(data, path)
    except Refusal as refusal:
        raise UsageError(f"{path.name}: {_told(refusal)}") from refusal
    paper = read_blocks(blocks)
    if not paper.kpis:
        raise UsageError(
            f"{path.name}: ไม่พบตารางตัวชี้วัด ตารางต้องมีแถวหัวที่มีช่อง ตัวชี้วัด กับ เกณฑ์การวัด หรือ น้ำหนัก "
            "และตัวชี้วัดแถวละข้อใต้หัวนั้น แก้หัวตารางใน Word แล้วบันทึกใหม่")
    return paper


def _told(refusal: Refusal) -> str:
    """Why a file is not read, and what to do in Word."""
    if may_pass(refusal.code):
        return explain(refusal.code, refusal.detail)
    particulars = f" ({refusal.detail})" if refusal.detail else ""
    return f"{REASONS[refusal.code][0]}{particulars} เปิดไฟล์ใน Word แล้วบันทึกใหม่เป็น .docx ถ้าเปิดไม่ได้ ขอไฟล์ใหม่จากผู้ส่ง"


def _blocks(data: bytes, path: Path) -> tuple[Block, ...]:
    if not data:
        raise Refusal("empty")
    for begins, kind, remedy in _OTHERS:
        if data.startswith(begins):
            raise UsageError(f"{path.name}: เป็นไฟล์ {kind} ซึ่งอ่านตารางไม่ได้ {remedy}")
    if data.startswith(OLE2):
        return _old(data, path)
    if data.startswith(_ZIP):
        archive = Archive(data)
        if is_word(archive):
            return read_word(archive)
        if "mimetype" in archive and b"opendocument.text" in archive.read("mimetype"):
            raise UsageError(f"{path.name}: เป็นไฟล์ OpenDocument (.odt) {_SAVE}")
    return _sheets(path)


def _old(data: bytes, path: Path) -> tuple[Block, ...]:
    """The tables of an old workbook; an old document of Word, and a locked one, are told."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UsageError(f"{path.name}: ไฟล์ถูกตั้งรหัสผ่านไว้ เปิดด้วยรหัสผ่าน ยกเลิกรหัสผ่าน แล้วบันทึกใหม่เป็น .docx")
    if "WordDocument".encode("utf-16-le") in data:
        raise UsageError(f"{path.name}: เป็นไฟล์ Word รุ่นเก่า (.doc) {_SAVE}")
    return _sheets(path)


def _sheets(path: Path) -> tuple[Block, ...]:
    read = read_single(path.resolve(), path.name)
    if read.record.reason and read.record.reason not in ("not-a-spreadsheet", "other-document"):
        raise Refusal(read.record.reason)
    if read.record.status == "refused":
        raise UsageError(f"{path.name}: ไม่ใช่ไฟล์ Word (.docx) หรือ Excel (.xlsx) ที่อ่านได้ {_SAVE}")
    return tables_of(read.sheets)
