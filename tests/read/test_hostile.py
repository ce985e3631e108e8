"""Hostile and odd files beside a good province: each named once, the province scored as if alone."""

import copy
import io
import json
import os
import struct
import sys
import zipfile
from pathlib import Path

import province
import pytest
from read_builders import inline, ods, pack, rels, sheet_xml, simple_xlsx, xlsx, xlsx_parts

LAUGH = "<!DOCTYPE a [<!ENTITY a0 'lol'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
SS = "urn:schemas-microsoft-com:office:spreadsheet"
ROWS = [["ก", "ข"], ["ค", 1], ["ง", 2]]  # of no system: what is read of them is no figure


def parts(**others: str | bytes) -> dict[str, str | bytes]:
    return {**xlsx_parts(sheet_xml(inline(ROWS))), **others}


def sheet(data: str, after: str = "") -> bytes:
    return xlsx(inline(ROWS) + data, after)


def overlapping() -> bytes:
    """A hundred entries of the list that all point at one place."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts(big=b"0" * (9 << 20)).items():
            package.writestr(name, content)
        for number in range(100):
            entry = copy.copy(package.infolist()[-1])
            entry.filename = entry.orig_filename = f"b{number}"
            package.filelist.append(entry)
    return buffer.getvalue()


def changed(data: bytes, mark: bytes, offset: int, form: str, value: int) -> bytes:
    """A zip file with a field of every entry of its list overwritten."""
    made, at = bytearray(data), -1
    while (at := made.find(mark, at + 1)) >= 0:
        struct.pack_into(form, made, at + offset, value)
    return bytes(made)


def hostile() -> dict[str, bytes | str]:
    good = simple_xlsx(ROWS)
    files: dict[str, bytes | str] = {
        "nested.zip": pack({"a.zip": pack({"b.zip": pack({"c": bytes(20 << 20)})})}),
        "swells.xlsx": pack(parts(x=bytes(11 << 20))),
        "overlaps.xlsx": overlapping(),
        "lies about sizes.xlsx": changed(pack(parts(x=bytes(12 << 20))), b"PK\1\2", 24, "<I", 100),
        "unknown method.xlsx": changed(good, b"PK\1\2", 10, "<H", 93),
        "encrypted.xlsx": changed(changed(good, b"PK\1\2", 8, "<H", 1), b"PK\3\4", 6, "<H", 1),
        "junk before.xlsx": b"JUNK" * 99 + good,
        "junk behind.xlsx": good + b"JUNK" * 99,
        "part by percent.xlsx": pack({**parts(), "xl/worksheets/%73heet1.xml": b"<a/>"}),
        "relation to itself.xlsx": pack({**parts(), "xl/_rels/workbook.xml.rels": rels(
            [("r0", "worksheet", "workbook.xml")])}),
        "relation out.xlsx": pack({**parts(), "xl/_rels/workbook.xml.rels": rels(
            [("r0", "worksheet", "../../../etc/passwd")])}),
        "utf-7.xlsx": pack({**parts(), "xl/worksheets/sheet1.xml": (
            '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-' + sheet_xml(inline(ROWS)))}),
        "utf-32.xlsx": pack({**parts(), "xl/worksheets/sheet1.xml": sheet_xml(
            inline(ROWS)).partition("?>")[2].encode("utf-32")}),
        "far away.xlsx": sheet('<row r="1048576"><c r="A1048576" t="str"><v> </v></c></row>'),
        "outside.xlsx": sheet('<row r="9999999"><c r="AAAA9999999"><v>1</v></c></row>'),
        "all merged.xlsx": xlsx(inline(ROWS), '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "many merges.xlsx": xlsx(inline(ROWS), "<mergeCells>" + "".join(
            f'<mergeCell ref="A{n}:C{n + 1}"/>' for n in range(1, 200_000, 2)) + "</mergeCells>"),
        "string beyond.xlsx": sheet('<row r="9"><c r="A9" t="s"><v>99999</v></c></row>'),
        "string before.xlsx": sheet('<row r="9"><c r="A9" t="s"><v>-1</v></c></row>'),
        "string of digits.xlsx": sheet(f'<row r="9"><c r="A9" t="s"><v>{"9" * 5000}</v></c></row>'),
        "style beyond.xlsx": sheet('<row r="9"><c r="A9" s="99999999999"><v>1</v></c></row>'),
        "endless number.xlsx": sheet(f'<row r="9"><c r="A9"><v>{"9" * 6000}</v></c></row>'),
        "day beyond.xlsx": xlsx('<row r="1"><c r="A1" s="1"><v>1e300</v></c></row>', formats=["14"]),
        "cell twice.xlsx": sheet('<row r="9"><c r="A9"><v>1</v></c><c r="A9"><v>2</v></c></row>'),
        "surrogate.xlsx": sheet('<row r="9"><c r="A9" t="str"><v>&#xD800;</v></c></row>'),
        "deep.xlsx": xlsx("<a>" * 100_000 + "</a>" * 100_000),
        "deep.ods": ods('<table:table table:name="ก">' + "<text:p>" * 100_000
                        + "</text:p>" * 100_000 + "</table:table>"),
        "repeats.ods": ods(
            '<table:table table:name="ก"><table:table-row table:number-rows-repeated="1048576">'
            '<table:table-cell office:value-type="float" office:value="1" '
            'table:number-columns-repeated="16384"/></table:table-row></table:table>'),
        "encrypted.ods": ods("", manifest="<manifest><encryption-data/></manifest>"),
        "laughs.ods": pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                            "content.xml": LAUGH + "<a>&a9;</a>"}),
        "laughs 2003.xml": f'{LAUGH}<Workbook xmlns="{SS}"><Worksheet>&a9;</Worksheet></Workbook>',
        "outside 2003.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                            f'<Workbook xmlns="{SS}"><Worksheet>&x;</Worksheet></Workbook>',
        "laughs.html": LAUGH + "<html><table><tr><td>&a9;</td></tr></table></html>",
        "nested.html": "<html>" + "<table><tr><td>" * 100_000,
        "wide.html": "<html><table><tr><td colspan=1000000000>ก<td rowspan=1000000000 colspan=9999>ข"
                     + "<tr><td>1" * 500 + "</table></html>",
        "tags.html": "<html><table>" + "<" * 500_000,
        "quotes.html": "<html><table><tr><td " + '"' * 100_001 + "'" * 100_001 + ">x</table></html>",
        "comments.html": "<html><table><tr><td>1</table>" + "<!--" * 200_000,
        "codec.html": b'<html><meta charset="zlib"><table><tr><td>\xe9</table></html>',
        "unclosed.csv": 'ก,ข\n1,"2\n' + "4,5\n" * 50_000,
        "zero.csv": "ก,ข\nค\x00,1\nง,2\n",
        "controls.csv": "ก,ข\n\x1b[31m\u202eค\x07,1\nง,2\n",
        "formulas.csv": 'ก,ข\n"=HYPERLINK(""http://x/"")",1\n=cmd|\' /C calc\'!A0,2\n',
        "one line.csv": b"a," * 3_000_000,
        "locked.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999) + "EncryptedPackage".encode("utf-16-le"),
        "empty ole.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
        "nothing.xlsx": b"",
        "macros.xlsm": pack(parts(**{"xl/vbaProject.bin": b"x"})),
        "สอง\nบรรทัด.csv" if sys.platform != "win32" else "บรรทัด.csv": "ก,ข\n1,9\n",
    }
    for part in ("xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "_rels/.rels",
                 "xl/worksheets/sheet1.xml", "[Content_Types].xml"):
        files[f"laughs {len(files)}.xlsx"] = pack({**parts(), part: LAUGH + "<a>&a9;</a>"})
    for tenth in range(1, 10):
        files[f"cut {tenth}.xlsx"] = good[:len(good) * tenth // 10]
    return files


def scores(said: str) -> tuple[object, object]:
    found = json.loads(said)
    return found["coverage"], [f for f in found["findings"] if (f["file"] or "").startswith("ดี/")]


@pytest.mark.slow
def test_hostile_files_are_each_named_once_and_cost_the_others_nothing(pipeline, tmp_path):
    folder = tmp_path / "in"
    province.write(folder / "ดี")
    code, alone, _ = pipeline("check", "--input", folder, "--format", "json")
    assert code == 0
    (folder / "ร้าย").mkdir()
    files = hostile()
    for name, data in files.items():
        (folder / "ร้าย" / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    code, said, _ = pipeline("check", "--input", folder, "--format", "json")
    assert code == 1 and scores(said) == scores(alone)
    named = [f["file"] for f in json.loads(said)["files"] if f["file"].startswith("ร้าย/")]
    assert sorted(named) == sorted(f"ร้าย/{name}" for name in files)
    ends = {f["file"]: f for f in json.loads(said)["files"]}
    assert {f["reason"] for f in ends.values()} & {"crashed", "timeout"} == set()
    for name in files:
        assert name.startswith("laughs") <= (
            ends[f"ร้าย/{name}"]["reason"] in ("unsafe-xml", "unrecognised")), name


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links need a privilege there")
def test_a_run_beside_pipes_and_links_writes_what_it_writes_without_them(pipeline, tmp_path):
    folder = province.write(tmp_path / "in")
    pipeline("run", "--input", folder, "--output", tmp_path / "alone")
    os.mkfifo(folder / "pipe.csv")
    (folder / "self").symlink_to("self")
    (folder / "zero.csv").symlink_to("/dev/zero")
    (folder / "up").symlink_to("..")
    code, _, _ = pipeline("run", "--input", folder, "--output", tmp_path / "out")
    alone, beside = (json.loads((tmp_path / where / "2561-1" / "results.json").read_text("utf-8"))
                     for where in ("alone", "out"))
    assert code == 1 and alone["districts"] == beside["districts"]
    assert {f["reason"] for f in beside["files"]} == {None, "link", "not-a-file"}
    assert Path(folder, "pipe.csv").is_fifo()

