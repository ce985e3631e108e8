"""A province's exports of any size, made up; always the same bytes.

    python -m benchmarks.made FOLDER [--bpm 1280] [--sales 384] [--register 3328] …

Tidy, so that a plain program reads them too, but not all alike: the districts' figures differ, and
so do their levels.
"""

import argparse
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import nation
from openpyxl.utils import get_column_letter
from province import AS_OF, ITEM, MONTHS, Rows

PROVINCE = "นครราชสีมา"
DAY_ZERO = date(1899, 12, 30)  # of Excel's days
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Exports = dict[str, list[Rows]]  # a file's name → the rows of each of its sheets


@dataclass(frozen=True)
class Size:
    """How many rows the long exports have, all districts together; shared out evenly.

    ``spread`` districts have BPM's rows, the others one each (0: all); its activities bear
    ``texts`` different names (0: every district the same); ``files`` hold it. ``envelopes`` are
    tables of disbursement, a sheet each.
    """

    bpm: int = 40 * 32
    sales: int = 12 * 32
    register: int = 104 * 32
    livelihood: int = 99 * 32
    envelopes: int = 1
    files: int = 1
    spread: int = 0
    texts: int = 0


SMALL = Size()  # as large as นครราชสีมา is with its 32 districts: 8,320 rows in all
LARGE = Size(bpm=16_640, sales=6_144, register=40_000, livelihood=40_000)  # 102,944


def usual(name: str) -> Size:
    """The size of a province whose districts are like those of :data:`SMALL`."""
    districts = len(nation.tables(name)["basic_needs"]) - 2
    return Size(40 * districts, 12 * districts, 104 * districts, 99 * districts)


# --- exports -----------------------------------------------------------------------------------


def exports(size: Size = SMALL, name: str = PROVINCE) -> Exports:
    """The exports of a province by the names of their files."""
    tidy = nation.tables(name)
    districts = [(str(row[0]), str(row[1])) for row in tidy["basic_needs"][2:]]
    names = [name for _, name in districts]
    made = {kind: [rows] for kind, rows in tidy.items() if kind != "bpm"}
    made["disbursement"] = [_disbursement(names, n) for n in range(size.envelopes)]
    made["sales"] = [_sales(names, size.sales)]
    made["register"] = [_register(districts, size.register)]
    made["livelihood"] = [_livelihood(names, size.livelihood)]
    activities = _bpm(names, size)
    for n in range(size.files):
        made[f"bpm {n + 1:03}"] = [tidy["bpm"][:2] + activities[n :: size.files]]
    return made


def rows_of(made: Exports) -> int:
    """How many rows the exports have in all."""
    return sum(len(rows) for sheets in made.values() for rows in sheets)


def _disbursement(names: Sequence[str], envelope: int) -> Rows:
    table: Rows = [[AS_OF], ["อำเภอ", "จัดสรร", "เบิกจ่าย", "คงเหลือ", "ร้อยละ"]]
    for d, name in enumerate(names):
        given, share = 100_000 + 1_000 * envelope, 78 + d % 23
        table.append([name, given, given * share // 100, given - given * share // 100, share])
    return table


def _bpm(names: Sequence[str], size: Size) -> Rows:
    spread = size.spread or len(names)
    each = (size.bpm - (len(names) - spread)) // spread
    texts = size.texts or each
    table: Rows = []
    for a in range(each):
        for d, name in enumerate(names):
            if d < spread or a == 0:
                done = 10 - (a + d) % (1 + d % 5)
                table.append([name, f"กิจกรรม {(d * each + a) % texts}", 10, done, None])
    return table


def _sales(names: Sequence[str], rows: int) -> Rows:
    table: Rows = [[AS_OF], ["ปีงบประมาณ", "เดือน", "อำเภอ", "ตำบล", "รายการข้อมูล", "ค่าข้อมูล",
                             "หน่วย"]]
    for year in (2560, 2561):
        for m, month in enumerate(MONTHS):
            for n in range(rows // (12 * len(names))):
                for d, name in enumerate(names):
                    sold = 1_000 * (1 + m + n) * (100 if year == 2560 else 114 + d % 8)
                    table.append([year, month, name, f"ตัวอย่าง {n}", ITEM, sold, "บาท"])
    return table


def _register(districts: Sequence[tuple[str, str]], rows: int) -> Rows:
    table: Rows = [[AS_OF], ["เลขทะเบียน", "ชื่อผู้ผลิต/ผู้ประกอบการ", "ประเภท", "อำเภอ",
                             "ปีที่ลงทะเบียน", "วันที่ลงทะเบียน"]]
    each = rows // len(districts)
    for d, (code, name) in enumerate(districts):
        new = each * (d % 7) // 100
        for n in range(each):
            year, day = (2561, "15/01/2561") if n < new else (2557 + n % 2, f"1/6/{2557 + n % 2}")
            table.append([f"{code}-{n:05}", f"กลุ่มตัวอย่าง {n}", "กลุ่ม", name, year, day])
    return table


def _livelihood(names: Sequence[str], rows: int) -> Rows:
    table: Rows = [[AS_OF], ["อำเภอ", "ตำบล", "หมู่บ้าน", "เป้าหมาย (คน)",
                             "ได้รับการส่งเสริม (คน)"]]
    for v in range(rows // len(names)):
        table += [[name, f"ตัวอย่าง {v // 3}", f"หมู่ {v % 3}", 20, 20 - (d + v) % (1 + d % 10)]
                  for d, name in enumerate(names)]
    return table


# --- files -------------------------------------------------------------------------------------


def write(folder: Path, made: Mapping[str, Iterable[Iterable[Sequence[object]]]]) -> Path:
    """The exports as workbooks in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sheets in made.items():
        workbook(folder / f"{name}.xlsx", *sheets)
    return folder


def workbook(path: Path, *sheets: Iterable[Sequence[object]], shared: bool = True) -> Path:
    """Rows of texts, numbers, days and nothing as a workbook, texts shared as Excel writes them or
    inline as other programs do; written as they come."""
    strings: dict[str, int] | None = {} if shared else None
    numbers = range(1, len(sheets) + 1)
    with zipfile.ZipFile(path, "w") as package:
        for number, rows in zip(numbers, sheets, strict=True):
            _part(package, f"xl/worksheets/sheet{number}.xml", _sheet(rows, strings))
        texts = (f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings or ())
        _part(package, "xl/sharedStrings.xml", [f'<sst xmlns="{SPACE}">', *texts, "</sst>"])
        for name, xml in _frame(numbers).items():
            _part(package, name, [xml])
    return path


def _sheet(rows: Iterable[Sequence[object]], strings: dict[str, int] | None) -> Iterator[str]:
    yield f'<worksheet xmlns="{SPACE}"><sheetData>'
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell(f"{get_column_letter(column)}{number}", value, strings)
            for column, value in enumerate(row, 1) if value is not None)
        yield f'<row r="{number}">{cells}</row>'
    yield "</sheetData></worksheet>"


def _cell(at: str, value: object, strings: dict[str, int] | None) -> str:
    if isinstance(value, date):
        return f'<c r="{at}" s="1"><v>{(value - DAY_ZERO).days}</v></c>'
    if not isinstance(value, str):
        return f'<c r="{at}"><v>{value}</v></c>'
    if strings is not None:
        return f'<c r="{at}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _part(package: zipfile.ZipFile, name: str, pieces: Iterable[str]) -> None:
    part = zipfile.ZipInfo(name, (2018, 3, 31, 0, 0, 0))
    part.compress_type = zipfile.ZIP_DEFLATED
    with package.open(part, "w", force_zip64=True) as stream:
        stream.write(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')
        for piece in pieces:
            stream.write(piece.encode())


def _frame(numbers: Iterable[int]) -> dict[str, str]:
    """What a workbook consists of beside its sheets and texts."""
    sheets = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    types = {"workbook": "sheet.main", "styles": "styles", "sharedStrings": "sharedStrings"}
    types |= {f"worksheets/sheet{n}": "worksheet" for n in numbers}
    links = {f"r{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers}
    links |= {"s": ("styles", "styles.xml"), "t": ("sharedStrings", "sharedStrings.xml")}
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{SHEETML}.{kind}+xml"/>'
                  for name, kind in types.items()) + "</Types>",
        "_rels/.rels": _relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{SPACE}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": _relations(links),
        "xl/styles.xml": f'<styleSheet xmlns="{SPACE}"><fonts><font/></fonts><fills><fill><patternFill/></fill></fills>'
        '<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs><cellStyles><cellStyle name="Normal" '
        'xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    }


def _relations(links: Mapping[str, tuple[str, str]]) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">' + "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in links.items()) + "</Relationships>"


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--province", default=PROVINCE)
    for field in fields(Size):
        parser.add_argument(f"--{field.name}", type=int, default=field.default)
    wanted = vars(parser.parse_args())
    folder, name = wanted.pop("folder"), wanted.pop("province")
    made = exports(Size(**wanted), name)
    write(folder, made)
    print(f"{name}: {len(made)} files, {rows_of(made):,} rows")


if __name__ == "__main__":
    main()
