"""Exports whose texts try to act, and what must not be seen in anything that comes of them."""

import html
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import province
from read_builders import inline, pack, sheet_xml, xlsx_parts

# What no sheet, file name or terminal may hold as it is: controls, bidi marks, characters without
# width, tags, surrogates. Kept apart from the program's own list on purpose.
RAW = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
ACTS = [
    '=HYPERLINK("http://canary.example/","ก")', "=cmd|' /C calc'!A0", "=1+1+canary", "+1+canary",
    "-1-canary", "@SUM(canary)", "\t=1+canary", "\r\n=1+canary", " =1+canary", "＝1+canary",
    "=DDE(canary,canary,canary)", "{{ 7*191 }}canary", "{% for x in canary %}", "{{ canary.__class__ }}",
    "{#canary#}", "<script>canary</script>", "\"><img src=canary onerror=canary(1)>", "'canary\"",
    "javascript:canary", "http://canary.example/", "]]>canary<!--", "&canary;", "\x1b[2Jcanary",
    "\x1b]8;;http://canary.example\x07canary", "\x9b2Jcanary", "ca\u202enary", "ca\u200bna\u200dry",
    "\ufeffcanary", "ca\u2066nary", "ca\u00adnary", "ca\u180enary", "ca\U000e0041nary",
    "_x000D_canary", "_x0041_canary", "_xD800_canary", "canary\ufffe", "canary\x7f",
    "../../canary", "..\\canary", "CON", "canary:b", "canary. ", "canary" + "ที่นี่ " * 6_000,
    "canary\nบรรทัดสอง", "[canary]", "'=canary",
]


def acts(start: int = 0) -> Iterator[str]:
    """The acts without end, from one of them on."""
    at = start
    while True:
        yield ACTS[at % len(ACTS)]
        at += 1


def tables() -> dict[str, province.Rows]:
    """A province whose names, activities, producers, titles, headings and answers all act; the
    districts of its rows and its figures are good, so that the texts reach every page."""
    made = province.tables()
    text = acts()
    for row in made["roster"][1:]:
        row[3], row[4] = next(text), next(text)
    bpm = made["bpm"]
    bpm += [[name, act, 10, 9, None] for name in ("คลองหาด", "เขาฉกรรจ์") for act in ACTS]
    for number, act in enumerate(ACTS):
        made["register"].append(
            [f"{act}{number}", act, act, "คลองหาด", 2561, "15/01/2561"])
        made["livelihood"].append(["คลองหาด", act, act, 20, 17])
        made["basic_needs"].append([2702, "คลองหาด", act, 10000, 9950])
    for name, rows in made.items():
        at = next(n for n, row in enumerate(rows) if len(row) > 2)
        rows.insert(at, [next(text)])
        rows[at + 1] = [*rows[at + 1], next(text)]
        rows.append([next(text)])
        if name == "roster":
            rows[at + 1], rows[-1] = rows[at + 1][:-1], ["สระแก้ว"]
            del rows[-1], rows[at]
    return made


def spoilt() -> dict[str, province.Rows]:
    """Rows whose every cell in turn is an act: none of them can be used."""
    made = {}
    text = acts()
    for name, rows in province.tables().items():
        header = next(row for row in rows if len(row) > 2)
        good = rows[rows.index(header) + 1]
        made[name] = [header] + [
            [*good[:at], next(text), *good[at + 1:]] for at in range(len(header)) for _ in range(4)]
    made["exempt"] = [["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผลที่ยกเว้น"]] + [
        [name, 8, act] for name, act in zip(province.DISTRICTS.values(), ACTS, strict=False)] + [
        [act, act, act] for act in ACTS]
    return made


def xml_text(text: object) -> object:
    """A text as Excel writes it: what XML cannot hold is escaped."""
    if not isinstance(text, str):
        return text
    text = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text) if "_xD800_" not in text else text
    return re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", lambda m: f"_x{ord(m[0]):04X}_", text)


def write(folder: Path) -> Path:
    """The exports: as workbooks, as CSV and as HTML, under names that act too."""
    folder.mkdir()
    names = ["=canary()", "-canary", "@canary", "ca\u202enary", "{{canary}}", "<b>canary", "ca\nnary",
             "ca\u200bnary", "ca\x1b[2Jnary", "CON", "ca'nary", "ca\u2028nary"]
    if sys.platform == "win32":  # which has no file of most of these names
        names = [re.sub(r'[<>\n\x1b]', "_", name) for name in names]
    for number, (name, rows) in enumerate(tables().items()):
        title = html.escape(["=canary", "'ca\u202enary", "{{canary}}", "ca&nary<"][number % 4])
        parts = xlsx_parts(sheet_xml(inline([[xml_text(v) for v in row] for row in rows])),
                           names=[title])
        (folder / f"{names[number % len(names)]} {name}.xlsx").write_bytes(pack(parts))
    for number, (name, rows) in enumerate(spoilt().items()):
        lines = "\r\n".join(",".join(_field(v) for v in row) for row in rows) + "\r\n"
        (folder / f"{names[-number - 1]} {name}.csv").write_bytes(
            b"\xef\xbb\xbf" + lines.encode("utf-8"))
    rows = spoilt()["sara"]
    page = "<html><meta charset=utf-8><table>" + "".join(
        f"<tr>{''.join(f'<td>{html.escape(str(v))}</td>' for v in row)}</tr>" for row in rows)
    (folder / "หน้า.xls").write_bytes((page + "</table></html>").encode("utf-8"))
    return folder


def _field(value: object) -> str:
    return '"' + str("" if value is None else value).replace('"', '""') + '"'


def parts(path: Path) -> Iterator[tuple[str, str]]:
    """The XML parts of a workbook, as they stand."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                yield name, package.read(name).decode("utf-8")
