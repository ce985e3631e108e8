"""Workbooks that Excel opens without asking although they are encrypted."""

import hashlib
import random
import struct
from io import BytesIO
from pathlib import Path

import msoffcrypto
import pytest
import xlwt
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from msoffcrypto.method.rc4 import ARC4, Cipher, _makekey
from read_builders import TABLE, inline, pack, sheet_xml, xlsx_parts
from xlwt.CompoundDoc import XlsDoc

from pipeline.read import ReadFile, read_single

DEFAULT = "VelvetSweatshop"
ROWS = tuple(tuple(row) for row in TABLE)
PLAIN = (0x809, 0x2F, 0x194, 0x195, 0xE1)  # records that are never encrypted


def opened(tmp_path: Path, data: bytes) -> ReadFile:
    path = tmp_path / "งาน.xls"
    path.write_bytes(data)
    return read_single(path, path.name)


def packed(password: str) -> bytes:
    """An .xlsx within the envelope that Excel 2010 and later write."""
    parts = {**xlsx_parts(sheet_xml(inline(TABLE))), "docProps/app.bin": random.Random(1).randbytes(5000)}
    return bytes(ECMA376Agile.encrypt(password, BytesIO(pack(parts))))


def stream(password: str, block: int, size: int) -> bytes:
    cipher = Cipher(ARC4(_makekey(password, b"s" * 16, block)), mode=None).encryptor()
    return cipher.update(bytes(size))


def changed(data: bytes, keys: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(data, keys, strict=True))


def old(password: str) -> bytes:
    """An .xls as Excel 97 to 2003 write it where its structure is protected by a password."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")  # its length makes the stream one of whole records
    for row, cells in enumerate(TABLE):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    plain = book.get_biff_data()
    verifier = b"v" * 16
    check = changed(verifier + hashlib.md5(verifier).digest(), stream(password, 0, 32))
    filepass = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + b"s" * 16 + check
    out, at = b"", 0
    while at + 4 <= len(plain):
        kind, size = struct.unpack_from("<HH", plain, at)
        body = plain[at + 4:at + 4 + size]
        if kind == 0x85:
            body = struct.pack("<I", struct.unpack("<I", body[:4])[0] + len(filepass)) + body[4:]
        clear = size if kind in PLAIN else 4 if kind == 0x85 else 0
        start = len(out) + 4
        blocks = range(start // 1024, (start + size) // 1024 + 1)
        keys = b"".join(stream(password, block, 1024) for block in blocks)[start % 1024:][:size]
        out += plain[at:at + 4] + body[:clear] + changed(body[clear:], keys[clear:])
        if not at:
            out += filepass
        at += 4 + size
    file = BytesIO()
    XlsDoc().save(file, out)
    return file.getvalue()


@pytest.mark.parametrize("make", [packed, old])
def test_a_workbook_that_excel_opens_without_asking_is_read(tmp_path: Path, make) -> None:
    data = make(DEFAULT)
    assert msoffcrypto.OfficeFile(BytesIO(data)).is_encrypted()
    result = opened(tmp_path, data)
    assert (result.sheets[0].rows, result.findings) == (ROWS, ())


@pytest.mark.parametrize("make", [packed, old])
def test_one_with_a_password_of_its_own_is_named_and_says_what_to_do(tmp_path: Path, make) -> None:
    record = opened(tmp_path, make("1234")).record
    assert (record.status, record.reason) == ("refused", "encrypted")
    assert "รหัสผ่าน" in record.detail and "บันทึกใหม่" in record.detail


@pytest.mark.parametrize("make", [packed, old])
def test_one_that_breaks_off_is_refused(tmp_path: Path, make) -> None:
    data = make(DEFAULT)
    for size in range(600, len(data), len(data) // 12):
        assert opened(tmp_path, data[:size]).record.status == "refused", size
