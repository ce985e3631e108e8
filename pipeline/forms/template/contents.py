"""What a template's file holds besides cells: what is refused, what nobody fills, what a run would
leave out. Told before the office prints two hundred workbooks."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from pipeline.forms.errors import FormError
from pipeline.xlsx import package
from pipeline.xlsx.addresses import Range, letters
from pipeline.xlsx.names import DRAWING_MAIN, MAIN, STRICT, STRINGS, STYLES, TYPES, WORKBOOK

_CALLS_OUT = re.compile(r"\b(?:WEBSERVICE|RTD|IMAGE|CALL|REGISTER(?:\.ID)?|EXEC|DDE)\s*\(|\w\|'?\w.*!", re.I)
# What no result may hold: part of a name, what it is called, what to do.
_REFUSED = (
    ("xl/vbaproject", "มาโคร", "ใน Excel บันทึกเป็น “สมุดงาน Excel (.xlsx)”"),
    ("xl/macrosheets/", "แผ่นงานมาโคร", "ลบแผ่นงานนั้น แล้วบันทึกเป็น .xlsx"),
    ("xl/dialogsheets/", "แผ่นงานกล่องโต้ตอบ", "ลบแผ่นงานนั้น แล้วบันทึกเป็น .xlsx"),
    ("xl/activex/", "ตัวควบคุม ActiveX", "ลบปุ่มหรือช่องนั้น (แท็บนักพัฒนา)"),
    ("xl/externallinks/", "ลิงก์ไปยังสมุดงานอื่น", "ใน Excel: ข้อมูล › แก้ไขลิงก์ › ตัดการเชื่อมโยง"),
    ("xl/connections.xml", "การเชื่อมต่อข้อมูลภายนอก", "ใน Excel: ข้อมูล › คิวรีและการเชื่อมต่อ › ลบ"),
    ("xl/querytables/", "ตารางจากข้อมูลภายนอก", "คัดลอกตารางแล้ววางเป็นค่า"),
    ("xl/embeddings/", "แฟ้มที่ฝังไว้ (OLE)", "ลบวัตถุนั้น หรือวางเป็นรูปภาพ"),
    ("xl/webextensions/", "ส่วนเสริม (add-in)", "ลบส่วนเสริมออกจากแผ่นงาน"),
)  # fmt: skip
_LINK = "/hyperlink"
_SAFE_LINKS = ("http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class TemplateNote:
    """One per thing in a template that is not filled, or not in the results as it stands here.

    ``place`` is a cell, or what the office calls the thing; ``what`` and ``instead`` are Thai.
    """

    sheet: str
    place: str
    what: str
    instead: str


def refuse(template: str, parts: Mapping[str, bytes]) -> None:
    """Raises :class:`FormError` if the template has what no result may hold: macros, links to
    other files, what fetches data when it is opened; or if it is no usual workbook."""

    def stop(what: str, remedy: str) -> None:
        raise FormError(f"แบบฟอร์ม {template}: มี{what} ซึ่งผลลัพธ์ห้ามมี ให้แก้ดังนี้: {remedy}")

    for name in parts:
        for start, what, remedy in _REFUSED:
            if name.lower().startswith(start):
                stop(what, remedy)
        if name.endswith(".rels"):
            for link in package.listed_links(parts[name], ""):
                safe = link.kind.endswith(_LINK) and link.target.lower().startswith(_SAFE_LINKS)
                if link.outside and not safe:
                    stop(f"ลิงก์ไปยังแฟ้มอื่น ({link.target})", "ลบลิงก์ หรือฝังรูปไว้ในแบบฟอร์มแทนการเชื่อมโยง")
    if b"macroEnabled" in parts.get(TYPES, b""):
        stop(*_REFUSED[0][1:])
    if STRICT.encode() in parts[WORKBOOK]:
        raise FormError(
            f"แบบฟอร์ม {template}: เป็นชนิด Strict Open XML ให้บันทึกใหม่เป็น “สมุดงาน Excel (.xlsx)” แบบธรรมดา"
        )
    if STYLES not in parts:
        raise FormError(f"แบบฟอร์ม {template}: ไม่มีรูปแบบของช่อง ให้บันทึกเป็น .xlsx ใหม่ด้วย Excel")


def calls_out(formula: str) -> bool:
    """Whether a formula fetches from outside, or starts another program."""
    return _CALLS_OUT.search(re.sub(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'', "x", formula)) is not None


# --- what nobody fills ---------------------------------------------------------------------------

_OF_SHEET = {
    "dataValidation": "การตรวจสอบข้อมูล", "conditionalFormatting": "รูปแบบตามเงื่อนไข",
    "hyperlink": "ลิงก์", "sparklineGroup": "แผนภูมิในช่อง", "control": "ตัวควบคุม",
    "sheetProtection": "การป้องกันแผ่นงาน", "protectedRange": "ช่วงที่ป้องกัน",
}  # fmt: skip
_OF_PARTS = (
    ("xl/comments", "ความคิดเห็น"), ("xl/threadedcomments", "ความคิดเห็น"),
    ("xl/worksheets/", "สิ่งที่อยู่รอบตาราง"), ("xl/drawings/", "รูปหรือกล่องข้อความ"), ("xl/charts/", "แผนภูมิ"), ("xl/tables/", "ตาราง"),
    ("xl/diagrams/", "SmartArt"), ("xl/ctrlprops/", "ตัวควบคุม"), ("xl/slicer", "ตัวแบ่งส่วนข้อมูล"),
    ("xl/pivot", "ตาราง Pivot"), ("docprops/", "คุณสมบัติของแฟ้ม"), ("customxml/", "ข้อมูล XML"),
    ("xl/styles", "รูปแบบตัวเลข"), ("xl/workbook", "ชื่อที่กำหนด"),
)  # fmt: skip
_FILLED = f"{DRAWING_MAIN}t"
# What takes another name in a result: the numbers or names along an axis; what hangs between two corners.
_SAME = {"numRef": "strRef", "twoCellAnchor": "oneCellAnchor"}
_SHEET_NAME = re.compile(r"'(?:[^']|'')*'!")  # of a sheet that repeats: the copies bear their own
_WORDS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\{%", re.DOTALL)


def place_of(part: str) -> str:
    """What the office calls a thing that stands in ``part`` of a workbook's file."""
    return next((said for start, said in _OF_PARTS if part.lower().startswith(start)), part)


def _texts(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for element in root.iter(etree.Element):
        for text in (element.text, *element.attrib.values()):
            if text and _WORDS.search(_SHEET_NAME.sub("", str(text))):
                yield element, str(text)


def unfilled(sheet: str, root: etree._Element) -> Iterator[TemplateNote]:
    """Placeholders of a sheet that stand where none is filled; ``root`` is without its rows."""
    for element, text in _texts(root):
        ancestors = [element, *element.iterancestors()]
        if any(etree.QName(one).localname == "headerFooter" for one in ancestors):
            continue
        known = next((one for one in ancestors if etree.QName(one).localname in _OF_SHEET), element)
        name = etree.QName(known).localname
        where = known.get("sqref") or known.get("ref") or ""
        place = f"{_OF_SHEET.get(name, name)} {where}".strip()
        yield TemplateNote(sheet, place, f"ไม่เติม {_short(text)}", "พิมพ์ถ้อยคำจริง หรือใส่ตัวแปรในช่องแล้วอ้างถึงช่องนั้น")


def unfilled_part(sheet: str, part: str, data: bytes) -> Iterator[TemplateNote]:
    """Placeholders of a part of the file that is not a sheet, where none is filled."""
    try:
        root = package.to_tree(data)
    except etree.XMLSyntaxError:
        return
    filled = part.startswith(("xl/drawings/", "xl/charts/"))
    for element, text in _texts(root):
        if filled and element.tag == _FILLED and text == element.text:
            continue
        if part == WORKBOOK and etree.QName(element).localname == "sheet":
            continue
        if _cached(element):
            continue
        yield TemplateNote(sheet, place_of(part), f"ไม่เติม {_short(text)}", "พิมพ์ถ้อยคำจริง หรือใช้ช่องหรือกล่องข้อความแทน")


def _cached(element: etree._Element) -> bool:
    return any(str(one.tag).endswith("Cache") for one in element.iterancestors())


def _short(text: str) -> str:
    found = _WORDS.search(text)
    words = " ".join((found[0] if found else text).split())
    return f"“{words[:60]}”"


# --- what a run would leave out ------------------------------------------------------------------


def left_out(
    before: Mapping[str, bytes], after: Mapping[str, bytes], sheets: Mapping[str, str]
) -> Iterator[TemplateNote]:
    """What stands in the template ``before`` and not in a workbook ``after`` that was made from it:
    whole parts, and kinds of elements that became fewer. ``sheets`` names the sheet of a part; the
    cells themselves are compared by nobody here."""
    for part, data in before.items():
        sheet = sheets.get(part, "")
        stem, _, kind = part.rpartition(".")
        twin = part if part in after else f"{stem}_1.{kind}"
        if twin not in after:
            if "/_rels/" not in part:
                yield TemplateNote(sheet, place_of(part), f"ส่วน {part} จะไม่อยู่ในผลลัพธ์", "แจ้งผู้ดูแลโปรแกรม")
        elif part.endswith((".xml", ".vml")) and part != STRINGS:
            for tag in _fewer(data, after[twin]):
                yield TemplateNote(
                    sheet, place_of(part), f"บางส่วน ({tag}) จะไม่อยู่ในผลลัพธ์",
                    "ย้ายออกจากแถวคำสั่ง {% … %} หรือจากแถวที่ไม่ได้ใช้",
                )


_WIDTHS = {"cols", "col"}  # of columns: a loop without a turn leaves its columns out, and nothing is lost


def _fewer(before: bytes, after: bytes) -> list[str]:
    counts = [_tags(data) for data in (before, after)]
    return sorted(tag for tag, count in counts[0].items() if counts[1][tag] < count and tag not in _WIDTHS)


def _tags(data: bytes) -> Counter[str]:
    try:
        root = package.to_tree(data)
    except etree.XMLSyntaxError:
        return Counter()
    skipped: set[etree._Element] = set()
    found: Counter[str] = Counter()
    for element in root.iter(etree.Element):
        parent = element.getparent()
        name = etree.QName(element).localname
        if parent in skipped or element.tag == f"{MAIN}sheetData" or name == "to" or name.endswith("Cache"):
            skipped.add(element)
        else:
            found[_SAME.get(name, name)] += 1
    return found


# --- tables and their like -----------------------------------------------------------------------


def of_tables(sheet: str, table: bytes, saying: Mapping[str, str]) -> Iterator[TemplateNote]:
    """Why Excel would mend a table of the results: ``saying`` holds the texts of the sheet's cells
    with placeholders, by address."""
    root = package.to_tree(table)
    area = Range.parse(root.get("ref", "A1"))
    if root.get("headerRowCount", "1") == "0":
        return
    for column in range(area.left, area.right + 1):
        address = f"{letters(column)}{area.top}"
        if address in saying:
            yield TemplateNote(
                sheet, address, "หัวของตาราง (Table) มีตัวแปร ซึ่งทำให้ Excel ถือว่าแฟ้มเสียหาย",
                "แปลงตารางเป็นช่วงธรรมดา (ออกแบบตาราง › แปลงเป็นช่วง) หรือพิมพ์หัวตารางเป็นคำธรรมดา",
            )


def hung(parts: Mapping[str, bytes], part: str, kinds: Sequence[str]) -> list[str]:
    """The parts that hang on ``part`` by a relation whose kind ends in one of ``kinds``."""
    return [
        link.target
        for link in package.links(parts, part)
        if not link.outside and link.kind.endswith(tuple(kinds))
    ]
