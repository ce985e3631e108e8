"""Makes the files of this folder again: ``python tests/mess/make.py``.

The files are committed; this shows how each came to be. Each holds one mess of real exports, and
most hold the same table (``TABLE``), so that its figures must come out the same.
"""

import csv
import datetime as dt
import io
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path(__file__).parent
sys.path[:0] = [str(FOLDER.parent / "support"), str(FOLDER.parents[1] / "examples")]

import openpyxl  # noqa: E402  # after the folders of what it is made with
from read_builders import (  # noqa: E402
    STRICT,
    STRICT_REL,
    cell,
    inline,
    ods,
    pack,
    record,
    sheet_xml,
    spreadsheetml,
    wide,
    xlsb,
    xlsx,
    xlsx_parts,
)
from writers import Error, Formula, Sheet, write_html, write_xls, write_xlsx  # noqa: E402

AS_OF = "ข้อมูล ณ วันที่ 27 มีนาคม 2561"
HEAD = ["อำเภอ", "จัดสรร", "เบิกจ่าย", "ร้อยละ"]
ROWS = [["เมืองสระแก้ว", 100000, 97500.5, 97.5], ["วัฒนานคร", 80000, 80000, 100],
        ["อรัญประเทศ", 20000, 59180, 295.9]]
TABLE = [[AS_OF], HEAD, *ROWS]
VILLAGES = ["อำเภอ", "ตำบล", "หมู่บ้าน", "เป้าหมาย (คน)", "ได้รับการส่งเสริม (คน)"]
HOUSES = ["รหัสอำเภอ", "อำเภอ", "ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"]
BPM = ["ที่", "อำเภอ", "กิจกรรม/โครงการ", "จำนวนขั้นตอนตามแผน", "จำนวนขั้นตอนที่แล้วเสร็จ"]
B = None
Merged = Iterable[tuple[int, int, int, int]]


def book(name: str, rows: list, merged: Merged = (), sheet: str = "ข้อมูล", **more: object) -> None:
    """A workbook of one sheet."""
    write_xlsx(FOLDER / f"{name}.xlsx", [Sheet(sheet, rows, merged=list(merged), **more)])


def text(rows: list, delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [["" if v is None else v for v in row] for row in rows])
    return out.getvalue()


def save(name: str, data: bytes) -> None:
    (FOLDER / name).write_bytes(data)


def with_commas(rows: list) -> list:
    return [[f"{v:,.2f}" if isinstance(v, int | float) else v for v in row] for row in rows]


def page(*tables: list, charset: str = "utf-8") -> bytes:
    body = "".join(
        "<table>" + "".join(
            "<tr>" + "".join(f"<td>{'' if v is None else escape(str(v))}</td>" for v in row) + "</tr>"
            for row in rows) + "</table>"
        for rows in tables)
    return (f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
            f"</head><body>{body}</body></html>").encode("cp874" if "874" in charset else charset)


def containers() -> None:
    book("container-xlsx", TABLE)
    write_xls(FOLDER / "container-biff.xls", [Sheet("ข้อมูล", TABLE)])
    cells = b""
    for r, row in enumerate(TABLE):
        cells += record(0, struct.pack("<I", r) + bytes(8))
        for c, value in enumerate(row):
            cells += (cell(6, c, wide(value)) if isinstance(value, str)
                      else cell(5, c, struct.pack("<d", value)))
    save("container-xlsb.xlsb", xlsb(cells))
    rows = "".join("<table:table-row>" + "".join(
        f"<table:table-cell office:value-type=\"string\"><text:p>{v}</text:p></table:table-cell>"
        if isinstance(v, str) else
        f"<table:table-cell office:value-type=\"float\" office:value=\"{v}\"/>" for v in row
    ) + "</table:table-row>" for row in TABLE)
    save("container-ods.ods", ods(f'<table:table table:name="ข้อมูล">{rows}</table:table>'))
    save("container-strict.xlsx", pack(xlsx_parts(
        sheet_xml(inline(TABLE), "", STRICT), space=STRICT, rel_space=STRICT_REL)))
    rows = "".join("<Row>" + "".join(
        f'<Cell><Data ss:Type="{"String" if isinstance(v, str) else "Number"}">{v}</Data></Cell>'
        for v in row) + "</Row>" for row in TABLE)
    save("container-spreadsheetml.xml", spreadsheetml(
        f'<Worksheet ss:Name="ข้อมูล"><Table>{rows}</Table></Worksheet>'))
    write_html(FOLDER / "html-874.xls", Sheet("ข้อมูล", TABLE, titles=1))
    write_html(FOLDER / "html-utf8.xls", Sheet("ข้อมูล", TABLE, titles=1), "utf-8")
    save("html-several-tables.xls", page([["สำนักงานพัฒนาชุมชน"]], TABLE, [["ผู้จัดทำ"]]))
    save("html-frameset.xls", b'<html><head><meta name="Excel Workbook Frameset"></head><frameset>'
         b'<frame src="sheet001.htm"></frameset></html>')
    save("csv-bom.csv", text(with_commas(TABLE)).encode("utf-8-sig"))
    save("csv-874.csv", text(with_commas(TABLE)).encode("cp874"))
    save("tsv-874.txt", text(TABLE, "\t").encode("cp874"))
    save("tsv-utf16.xls", text(TABLE, "\t").encode("utf-16"))
    save("xlsx-named-as.csv", xlsx(inline(TABLE)))


def around() -> None:
    titles = [["รายงานผลการเบิกจ่าย", B, B, B], ["สำนักงานพัฒนาชุมชนจังหวัดสระแก้ว"], ["ปีงบประมาณ 2561"], [AS_OF]]
    book("titles-merged", [*titles, HEAD, *ROWS], [(r, 0, r, 3) for r in range(3)], titles=4)
    book("titles-none", [HEAD, *ROWS])
    book("titles-ten", [*titles, *([["รายละเอียด"]] * 6), HEAD, *ROWS], titles=10)
    book("column-numbers", [[AS_OF], HEAD, [1, 2, 3, 4], *ROWS])
    book("column-formulas", [[AS_OF], HEAD, ["(1)", "(2)", "(3)", "(4)=(3)x100/(2)"], *ROWS])
    book("headings-four-rows", [
        [AS_OF], [B, "ปีงบประมาณ 2561", B, B], ["อำเภอ", "งบประมาณ", "ผลการ", "คิด"],
        [B, "ที่ได้รับ", "เบิก", "เป็น"], [B, "จัดสรร\n(บาท)", "จ่าย  ", "ร้อย\nละ"], *ROWS], [(1, 1, 1, 3)])
    book("unit-above", [[AS_OF, B, B, "หน่วย : พันบาท"], HEAD,
                        *([n, a / 1000, d / 1000, p] for n, a, d, p in ROWS)])
    book("unit-column", [[AS_OF], [*HEAD, "หน่วย"], *([n, a / 1000000, d / 1000000, p, "ล้านบาท"] for n, a, d, p in ROWS)])
    book("blank-left", [[AS_OF], *([B, B, *row] for row in (HEAD, *ROWS))])
    book("side-by-side", [[AS_OF], [*HEAD, B, *HEAD], [*ROWS[0], B, *ROWS[2]], ROWS[1]])
    book("stacked", [[AS_OF], HEAD, *ROWS[:2], [B], ["รายงานผลการเบิกจ่าย (ต่อ)"], HEAD, ROWS[2]])
    bare = [["รายงานผลการเบิกจ่าย"], [AS_OF], [B, "งบประมาณที่ได้รับจัดสรร", "ผลการเบิกจ่าย", B, "คิดเป็นร้อยละ"], [B, B, "PO", "เบิกจ่าย", B],
            [1, 2, 3, 4, 5], ["สนง.จังหวัด", 2000, 0, 1000, 50], *([n, a, 5, d, p] for n, a, d, p in ROWS),
            ["รวมทั้งสิ้น", 202000, 15, 237680.5, 117.66], ["หมายเหตุ : ไม่รวมเงินกัน"], [B], ["ลงชื่อ ............... ผู้รายงาน"]]
    book("district-unheaded", bare, [(0, 0, 0, 4), *((2, c, 3, c) for c in (0, 1, 4)), (2, 2, 2, 3)])
    book("district-unheaded-one", [[AS_OF], [B, *HEAD[1:]], [1, 2, 3, 4], ROWS[1], ["รวม", *ROWS[1][1:]], ["ลงชื่อ ..............."]])
    book("column-missing", [[AS_OF], ["อำเภอ", "วงเงิน", "เบิกจ่าย", "ร้อยละ"], *ROWS])
    old = Sheet("เก่า", [HEAD, ["วัฒนานคร", 1, 1, 100]], hidden=True)
    write_xlsx(FOLDER / "sheet-hidden.xlsx", [Sheet("ข้อมูล", TABLE), old, Sheet("Sheet3", [[B]])])
    sums = ["รวม", "รวมทั้งสิ้น", "รวมทั้งจังหวัด"]
    book("totals", [*TABLE, *([word, 200000, 236680.5, B] for word in sums), ["ค่าเฉลี่ย", 66666.67, 78893.5, B]])
    book("total-unlabelled", [*TABLE, [B, 200000, 236680.5, 118.34]])
    book("total-wrong", [*TABLE, ["รวม", 200001, 236680.5, B]])
    book("footers", [*TABLE, [B], ["หมายเหตุ เบิกจ่ายถึงวันที่ 27 มี.ค. 61"], ["ที่มา : GFMIS"],
                     [B, "ลงชื่อ ........................"], [B, "(นายตัวอย่าง ทดสอบ)"],
                     [B, "พัฒนาการอำเภอวัฒนานคร"], ["โทร. 0 3724 1234"]])
    steps = "ปีงบประมาณ พ.ศ. 2561"
    book("band-over-a-broken-row", [
        [AS_OF], ["สพอ.", "กิจกรรม/โครงการ", steps, B, "ร้อยละความสำเร็จ"],
        [B, B, "จำนวนขั้นตอนตามแผน", "ขั้นตอนที่ดำเนินการแล้ว", B],
        ["อ.คลองหาด", "ตัวอย่าง", 10, "#REF!", "-"], ["อ.เมืองสระแก้ว", "ตัวอย่าง", 86, 72, "83.72"]])
    register = ["เลขทะเบียน", "ชื่อผู้ผลิต/ผู้ประกอบการ", "ประเภท", "อำเภอ", "ปีที่ลงทะเบียน", "วันที่ลงทะเบียน"]
    book("footers-of-a-register", [
        [AS_OF], register, ["270100001", "ตัวอย่าง ก", "กลุ่ม", "วัฒนานคร", 2557, "1 พ.ค. 57"],
        ["270100002", "ตัวอย่าง ข", "กลุ่ม", "วัฒนานคร", 2561, "9 ม.ค. 61"],
        ["270100003", "ตัวอย่าง ค", "กลุ่ม", B, 2561, "9 ม.ค. 61"],
        ["หมายเหตุ : ข้อมูล ณ 31 มีนาคม 2561"], ["ที่มา : ทะเบียน OTOP"], ["ลงชื่อ ........................"],
        ["(นายตัวอย่าง ทดสอบ)"]])
    book("scratch", [*TABLE, ["เงินยืม 9300", 9300, B, B]])
    book("provincial-office", [[AS_OF], HEAD, ["จังหวัด", 5000, 5000, 100], *ROWS, ["สนง.จังหวัด", 7000, 1, B]])
    book("merged-district", [[AS_OF], VILLAGES, ["วัฒนานคร", "ท่าเกวียน", "หมู่ 1", 20, 17],
                             [B, "ท่าเกวียน", "หมู่ 2", 20, 20], [B, "ผักขะ", "หมู่ 1", 10, 5],
                             ["อรัญประเทศ", "ฟากห้วย", "หมู่ 1", 8, 8]], [(2, 0, 4, 0)])


def names() -> None:
    codes = ["2701.0", "๒๗๐๕", "2706"]
    book("district-codes", [[AS_OF], HOUSES, *([c, B, "ตัวอย่าง", 100, 99] for c in codes), [2702.0, "คลองหาด", "ตัวอย่าง", 9, 9]])
    said = ["อำเภอเมืองสระแก้ว ", "อ.วัฒนานคร", "อ. อรัญประเทศ"]
    book("district-prefixes", [[AS_OF], HEAD, *([n, *row[1:]] for n, row in zip(said, ROWS, strict=True))])
    said = ["สพอ.อรัญประเทศ", "เมือง", "วัฒนานคร  "]
    book("district-bare-own-order", [[AS_OF], HEAD, *([n, *row[1:]] for n, row in zip(said, (ROWS[2], *ROWS[:2]), strict=True))])
    said = ["เเมืองสระแก้ว", "วังนํ้าเย็น", "\u200bอรัญประเทศ\u00a0", "วังน้้ำเย็น"]
    book("district-spelling", [[AS_OF], HOUSES, *(
        [B, n, "ตัวอย่าง", 100, 99] for n in ("เมืองสระเเก้ว", "วังน\u0e4d\u0e49\u0e32เย็น", *said[2:3], "วัฒนานคร\u00a0", "คลลองหาด"))])
    book("municipality", [*TABLE, ["เทศบาลนครตัวอย่าง", 1, 1, B], ["เทศบาลเมืองสระแก้ว", 1, 1, B]])
    book("district-misspelt", [[AS_OF], HEAD, *ROWS[:2], ["อรัญประเทษ", *ROWS[2][1:]]])
    book("district-elsewhere", [*TABLE, ["อำเภอแม่สอด", 1, 1, B]])
    book("two-provinces", [[AS_OF], ["จังหวัด", *HEAD], *(["สระแก้ว", *r] for r in ROWS),
                           ["ปราจีนบุรี", "เมือง", 1, 1, 100]])


def values() -> None:
    book("numbers-as-text", [[AS_OF], HEAD, ["เมืองสระแก้ว", " 100,000.00 ", "97,500.50 บาท", "97.5 %"],
                             ["วัฒนานคร", "๘๐,๐๐๐", "80,000\u00a0", "๑๐0"], ["อรัญประเทศ", "20000", "59,180.-", "295.9%"]])
    book("dash-is-no-zero", [[AS_OF], HEAD, *ROWS[:2], ["อรัญประเทศ", 20000, "-", "-"], ["คลองหาด", 5, 0, 0]])
    book("binary-tails", [[AS_OF], HEAD, ["เมืองสระแก้ว", 100000, 97500.5000000001, 97.50049999999999],
                          ["วัฒนานคร", 80000, 0.1 + 0.2, 0.000375], *ROWS[2:]])
    days = ["31 มีนาคม 2561", "31 มี.ค. 61", "๓๑ มี.ค. ๒๕๖๑", "31/03/2561", dt.date(2018, 3, 31), dt.date(2561, 3, 31)]
    book("dates", [["วันที่เบิกจ่าย", "อำเภอ", "รายการ", "จำนวนเงิน (บาท)"],
                   *([day, "วัฒนานคร", f"รายการที่ {n}", n] for n, day in enumerate(days, 1))])
    book("broken-cells", [[AS_OF], HEAD, ["เมืองสระแก้ว", 100000, Error("#REF!"), B],
                          ["วัฒนานคร", Formula("SUM(B9:B12)"), 80000, B], ROWS[2],
                          ["คลองหาด", 5, "N/A", B]])


def semantics() -> None:
    first, second = [[n, 60000, 60000, 100] for n, *_ in ROWS], [[n, 40000, 20000, 50] for n, *_ in ROWS]
    both = [[n, 100000, 80000, 80] for n, *_ in ROWS]
    sheets = [Sheet(name, [[AS_OF], HEAD, *rows]) for name, rows in
              (("สรุปรวม", both), ("งบบริหาร", first), ("งบยุทธศาสตร์", second))]
    write_xlsx(FOLDER / "envelopes-and-their-total.xlsx", sheets)
    write_xlsx(FOLDER / "envelopes-and-another-total.xlsx", sheets[:2])
    book("envelopes-in-bands", [
        [AS_OF], ["อำเภอ", "งบบริหาร", B, "งบลงทุน", B, "รวม", B], [B, *["จัดสรร", "เบิกจ่าย"] * 3],
        *([n, 60, 50, 40, 30, 100, 80] for n, *_ in ROWS)],
        [(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4), (1, 5, 1, 6)])
    book("envelopes-in-rows", [[AS_OF], ["อำเภอ", "ประเภทงบ", "จัดสรร", "เบิกจ่าย"],
                               *(r for n, *_ in ROWS for r in ([n, B, 100, 80], [B, "งบบริหาร", 60, 50], [B, "งบลงทุน", 40, 30]))])
    book("subtotals-of-districts", [[AS_OF], HOUSES, ["2705", "วัฒนานคร", B, 100, 90], ["2705", "วัฒนานคร", "ท่าเกวียน", 60, 50],
                                    ["2705", "วัฒนานคร", "ผักขะ", 40, 40]])
    book("subtotal-of-other-rows", [[AS_OF], HOUSES, ["2705", "วัฒนานคร", B, 100, 90], ["2705", "วัฒนานคร", "ผักขะ", 40, 40]])
    book("titles-of-districts", [[AS_OF], BPM, [B, "อำเภอวัฒนานคร"], [1, B, "กิจกรรม ก", 10, 8], [2, B, "กิจกรรม ข", 10, 9],
                                 [B, "อำเภออรัญประเทศ", B, 20, 15], [1, B, "กิจกรรม ก", 10, 8], [2, B, "กิจกรรม ข", 10, 7]])
    book("titles-of-districts-no-column", [[AS_OF], BPM[2:], ["หน่วยงาน : สพอ.วัฒนานคร"], ["กิจกรรม ก", 10, 8],
                                           ["กิจกรรม ข", 10, 9], ["รวม", 20, 17], ["2. อำเภออรัญประเทศ"], ["กิจกรรม ก", 10, 8]])
    book("twins", [*TABLE, ROWS[1]])
    book("district-twice", [*TABLE, ["วัฒนานคร", 1000, 500, 50]])
    split = [["อำเภอ", "งบประมาณ", B, "เบิกจ่าย", B], [B, "จำนวน", "ร้อยละ", "บาท", "ร้อยละ"]]
    save("band-not-merged.csv", text([["รายงานผลการเบิกจ่าย"], [AS_OF], *split, *([n, a, 100, d, p] for n, a, d, p in ROWS)]).encode())
    save("band-percentage-first.csv", text([[AS_OF], ["อำเภอ", "จัดสรร", "เบิกจ่าย", B], [B, B, "ร้อยละ", "บาท"],
                                            *([n, a, p, d] for n, a, d, p in ROWS)]).encode("cp874"))
    html = Sheet("ข้อมูล", [[AS_OF], ["อำเภอ", "จัดสรร", "เบิกจ่าย", B], [B, B, "บาท", "%"], *ROWS], 1, 2,
                 [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3)])
    write_html(FOLDER / "band-of-html.xls", html)
    book("cumulative-and-after-transfer", [
        [AS_OF], ["อำเภอ", "งบประมาณที่ได้รับจัดสรร", "งบหลังโอน", "PO", "เบิกจ่าย", "เบิกจ่ายสะสม", "ร้อยละ"],
        *([n, a + 500, a, 9, 7, d, p] for n, a, d, p in ROWS)])
    book("quarters", [[AS_OF], ["อำเภอ", "จัดสรร", "เบิกจ่าย", B, B], [B, B, "ไตรมาส 1", "ไตรมาส 2", "รวม"],
                      *([n, a, 1, d - 1, d] for n, a, d, _ in ROWS)], [(1, 2, 1, 4)])
    book("percentages-only", [[AS_OF], ["อำเภอ", "ร้อยละการเบิกจ่าย"], *([n, p] for n, _, _, p in ROWS)])
    hidden = openpyxl.Workbook()
    for row in TABLE:
        hidden.active.append(row)
    hidden.active.row_dimensions[4].hidden = True
    hidden.properties.created = hidden.properties.modified = dt.datetime(2018, 3, 31)
    stream = io.BytesIO()
    hidden.save(stream)
    save("row-hidden.xlsx", stream.getvalue())
    book("roster-without-province", [["รหัสอำเภอ", "อำเภอ", "ชื่อ-สกุล", "ตำแหน่ง"],
                                     [B, B, "นายตัวอย่าง จังหวัด", "พัฒนาการจังหวัดสระแก้ว"],
                                     *([c, n, f"นายตัวอย่าง {c}", f"พัฒนาการอำเภอ{n}"]
                                       for c, n in (("2705", "วัฒนานคร"), ("2706", "อรัญประเทศ")))])


if __name__ == "__main__":
    for make in (containers, around, names, values, semantics):
        make()
