"""What is no paper that can be read is told, with what to do."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from papers import AGREEMENTS
from word import Kind, Maker, body_of, packed, write_word

from pipeline.errors import UsageError
from pipeline.rounds.paper import read_paper

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return buffer.getvalue()


def whole(folder) -> bytes:
    return write_word(AGREEMENTS["2561-1"], Kind(), folder / "whole.docx").read_bytes()


@pytest.mark.parametrize(("name", "data", "words"), [
    ("เก่า.doc", OLE2 + bytes(600) + "WordDocument".encode("utf-16-le"), r"\.doc\) เปิดใน Word แล้วบันทึกเป็น \.docx"),
    ("ลับ.docx", OLE2 + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "รหัสผ่าน"),
    ("สแกน.pdf", b"%PDF-1.7 ...", "PDF"),
    ("สแกน.docx", b"%PDF-1.7 ...", "PDF"),
    ("หนังสือ.rtf", b"{\\rtf1 ...", "RTF.*บันทึกเป็น .docx"),
    ("ภาพ.png", b"\x89PNG\r\n\x1a\n", "รูปภาพ"),
    ("ภาพ.jpg", b"\xff\xd8\xff\xe0", "รูปภาพ"),
    ("เปิด.odt", archive(mimetype=b"application/vnd.oasis.opendocument.text"), r"\.odt.*บันทึกเป็น .docx"),
    ("ว่าง.docx", b"", "ว่างเปล่า"),
    ("อื่น.zip", archive(ก=b"x"), r"ไม่ใช่ไฟล์ Word"),
    ("อื่น.bin", bytes(range(256)) * 9, r"ไม่ใช่ไฟล์ Word"),
])
def test_other_files_are_told_with_what_to_do(name, data, words, tmp_path):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UsageError, match=words) as error:
        read_paper(path)
    assert name in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UsageError, match="ไม่พบไฟล์"):
        read_paper(tmp_path / "ไม่มี.docx")
    with pytest.raises(UsageError, match="โฟลเดอร์"):
        read_paper(tmp_path)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_damaged_file_is_told(part, tmp_path):
    data = whole(tmp_path)
    path = tmp_path / "เสีย.docx"
    path.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(UsageError, match="Word"):
        read_paper(path)


@pytest.mark.parametrize("xml", [
    "<w:document", "<html/>",
    '<!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p/></w:body></w:document>',
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">' + "<w:sdt>" * 5000 + "</w:sdt>" * 5000 + "</w:document>",
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
], ids=["cut", "other", "doctype", "deep", "bodiless"])
def test_a_body_that_no_word_wrote_is_told(xml, tmp_path):
    path = tmp_path / "แปลก.docx"
    path.write_bytes(packed({"word/document.xml": xml}))
    with pytest.raises(UsageError, match="แปลก"):
        read_paper(path)


def test_tables_within_tables_are_read_as_deep_as_word_allows(tmp_path):
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>ตัวชี้วัด</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>น้ำหนัก</w:t></w:r></w:p></w:tc></w:tr>"
    inner += "<w:tr><w:tc><w:p><w:r><w:t>ก</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>100</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    for _ in range(75):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert [one.name for one in read_paper(body_of(inner, tmp_path / "ลึก.docx")).kpis] == ["ก"]


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(["<w:p>", "</w:p>", "<w:tbl>", "w:tc", "<w:vMerge/>", "", "9" * 9, "<w:tr/>", "&#x0;"])), max_size=6))
def test_a_body_that_somebody_spoilt_is_read_or_told(tmp_path, changes):
    xml = Maker(Kind(levels="auto")).body(AGREEMENTS["2561-1"])
    for place, words in changes:
        at = place % len(xml)
        xml = xml[:at] + words + xml[at + 7 :]
    try:
        read_paper(body_of(xml, tmp_path / "แก้.docx"))
    except UsageError as error:
        assert "แก้.docx" in str(error)


def test_a_bomb_is_told(tmp_path):
    path = tmp_path / "ใหญ่.docx"
    path.write_bytes(packed({"word/document.xml": "<a>" + " " * (80 << 20) + "</a>"}))
    with pytest.raises(UsageError, match=r"ขยาย|ใหญ่"):
        read_paper(path)


def test_a_file_without_a_table_of_kpis_is_told(tmp_path):
    path = body_of("<w:p><w:r><w:t>บันทึกข้อความ</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", tmp_path / "หนังสือ.docx")
    with pytest.raises(UsageError, match="ไม่พบตารางตัวชี้วัด"):
        read_paper(path)
