"""One look over a whole template: every text that says something to the program, and all that a
person should know before it is used."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from lxml import etree

from pipeline.forms.language.check import Problem
from pipeline.forms.language.sheet import Sheet
from pipeline.forms.moving import drawings
from pipeline.forms.moving.references import references, spelled
from pipeline.forms.moving.surroundings import PAGE_ENDS, page_ends
from pipeline.forms.template import contents, richtext
from pipeline.forms.template.contents import TemplateNote
from pipeline.xlsx.names import CHART, COMMENTS, DRAWING, MAIN, STRINGS, TABLE, VML
from pipeline.xlsx.package import to_tree

Parts = Mapping[str, bytes]
_ALONE = ("/table", "/pivotTable", "/slicer", "/timeline")  # what a workbook has once by its name


def words(parts: Parts, part: str, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The texts of a sheet with placeholders, each with its cell or place."""
    for cell in sheet.cells:
        if richtext.says(cell.text):
            yield cell.address, richtext.plain(cell.text)
    if "{{" in sheet.name:
        yield "ชื่อชีต", sheet.name
    yield from _outside(parts, part, sheet)


def outside(parts: Parts, part: str, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Those of them that stand in no cell, as the program reads them."""
    if sheet.each is not None:
        yield "ชื่อชีต", f"{sheet.each}{sheet.name}{{% endfor %}}"
    yield from _outside(parts, part, sheet)


def _outside(parts: Parts, part: str, sheet: Sheet) -> Iterator[tuple[str, str]]:
    for element in page_ends(sheet.root):
        yield PAGE_ENDS, element.text or ""
    for name, kind in drawings.of_sheet(parts, part).items():
        if kind in (DRAWING, CHART):
            for place, text in drawings.texts(to_tree(parts[name])):
                yield place, text.text or ""


def braces(parts: Parts, part: str, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The texts of a sheet that stand in no cell and have braces and no placeholder."""
    for element in sheet.root.iterfind(f"{MAIN}headerFooter/*"):
        if richtext.braced(element.text or ""):
            yield PAGE_ENDS, element.text or ""
    for name, kind in drawings.of_sheet(parts, part).items():
        if kind in (DRAWING, CHART):
            yield from drawings.braces(to_tree(parts[name]))


def references_nowhere(sheet: Sheet, names: Collection[str]) -> Iterator[Problem]:
    """Formulas that refer to what is not there: a cell that was deleted, or a sheet that none of ``names``
    is. A reference through several, ``a:b``, needs its first and its last."""
    for cell in sheet.cells:
        formula = cell.formula or ""
        lost = "#REF!" in formula
        meant = [name for _, _, ref in references(formula) if ref.sheet for name in ref.sheet.split(":")]
        where = [name for name in meant if spelled(name, names) is None]
        if lost or where:
            what = "ช่องที่ถูกลบไปแล้ว (#REF!)" if lost else f"แผ่นงาน “{where[0]}” ซึ่งไม่มีในแบบฟอร์ม"
            remedy = "เขียนสูตรใหม่" if lost else "ตั้งชื่อแผ่นงานกลับเป็นชื่อเดิม หรือแก้ชื่อในสูตร"
            yield Problem(sheet.name, cell.address, f"สูตรอ้าง{what} ให้{remedy}")


def lacking_looks(missed: Iterable[tuple[str, str, str]]) -> Iterator[TemplateNote]:
    """Values that are to look like a cell of a name that no cell has: sheet, cell and name of each."""
    for sheet, cell, name in missed:
        yield TemplateNote(
            sheet, cell, f"ไม่มีช่องชื่อ {name} ค่าที่ควรมีหน้าตาอย่างช่องนั้นจะมีหน้าตาของช่องนี้",
            f"ตั้งชื่อ {name} ให้ช่องที่มีหน้าตาที่ต้องการ (สูตร › ตัวจัดการชื่อ)",
        )


def notes(parts: Parts, part: str, sheet: Sheet) -> Iterator[TemplateNote]:
    """What a person should know of a sheet."""
    yield from contents.unfilled(sheet.name, sheet.root)
    for name, kind in drawings.of_sheet(parts, part).items():
        yield from contents.unfilled_part(sheet.name, name, parts[name])
        if kind == TABLE:
            saying = {cell.address: cell.text for cell in sheet.cells if cell.static is None}
            yield from contents.of_tables(sheet.name, parts[name], saying)
        if kind == COMMENTS:
            yield from _dropped_comments(sheet, parts[name])
        if kind == VML and not _readable(parts[name]):
            yield TemplateNote(
                sheet.name, "กล่องความคิดเห็นหรือตัวควบคุม", "จะไม่เลื่อนตามแถว เพราะอ่านรูปแบบไม่ได้",
                "ลบแล้วใส่ใหม่ใน Excel",
            )
    yield from _formulas(sheet, parts[part])
    if contents.hung(parts, part, ("/pivotTable",)):
        yield TemplateNote(
            sheet.name, "ตาราง Pivot", "จะแสดงข้อมูลของแบบฟอร์ม ไม่ใช่ของผล จนกว่าจะกดรีเฟรช และไม่เลื่อนตามแถว",
            "วางไว้ในสมุดงานอื่น หรือใช้สูตรแทน",
        )
    if sheet.each is not None and (hung := contents.hung(parts, part, _ALONE)):
        yield TemplateNote(
            sheet.name, contents.place_of(hung[0]), "ชีตที่ทำซ้ำมีสิ่งนี้ไม่ได้ Excel จะถือว่าแฟ้มเสียหาย",
            "ย้ายไปไว้ในชีตที่ไม่ทำซ้ำ",
        )


def _readable(data: bytes) -> bool:
    try:
        to_tree(data)
    except etree.XMLSyntaxError:
        return False
    return True


def _dropped_comments(sheet: Sheet, data: bytes) -> Iterator[TemplateNote]:
    for comment in to_tree(data).iter(f"{MAIN}comment"):
        ref = comment.get("ref", "")
        if any(cell.address == ref and cell.row in sheet.steering for cell in sheet.cells):
            yield TemplateNote(
                sheet.name, ref, "ความคิดเห็นที่แถวคำสั่งจะไม่อยู่ในผล เพราะแถวนั้นถูกตัดออก",
                "ไม่ต้องทำอะไรถ้าเป็นบันทึกของผู้ทำแบบ มิฉะนั้นย้ายไปแถวอื่น",
            )


def _formulas(sheet: Sheet, xml: bytes) -> Iterator[TemplateNote]:
    """Formulas that are not stored, or not repeated, as they stand."""
    for cell in sheet.cells:
        if cell.bare and "{{" not in cell.text:
            yield TemplateNote(
                sheet.name, cell.address, "สูตรนี้ไม่มีค่าเก็บไว้ โทรศัพท์และหน้าต่างตัวอย่างจะเห็นช่องว่าง",
                'ไม่ต้องทำอะไรถ้าเปิดด้วย Excel หรือเขียนเป็น =IF(1,"{{ ชื่อ }}",สูตร)',
            )
    for element in to_tree(xml).iter(f"{MAIN}f"):
        kind, ref = element.get("t"), element.get("ref", "")
        if kind == "dataTable" or (kind == "array" and ":" in ref):
            yield TemplateNote(
                sheet.name, ref, "สูตรอาร์เรย์หลายช่องหรือตารางข้อมูล (What-If) จะคำนวณเฉพาะช่องแรก",
                "เขียนสูตรแยกช่องละสูตร",
            )


def of_workbook(parts: Parts, sheets: Mapping[str, Sheet]) -> Iterator[TemplateNote]:
    """What a person should know of the parts that belong to no sheet."""
    hung = {name for part in sheets for name in drawings.of_sheet(parts, part)}
    for part, data in parts.items():
        known = part in sheets or part in hung or part == STRINGS
        if not known and part.endswith(".xml"):
            yield from contents.unfilled_part("", part, data)
