"""Sheets that repeat: one whose name holds a placeholder is made once for each turn of the loop
that its first row opens and its last row ends."""

import copy
import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from lxml import etree

from pipeline.forms import package
from pipeline.forms.program import Broken, render_text
from pipeline.forms.sandbox import Sandbox
from pipeline.forms.sheet import Sheet
from pipeline.forms.styles import MAIN
from pipeline.forms.values import escape

WORKBOOK = "xl/workbook.xml"
_WORKBOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
_TYPES = "[Content_Types].xml"
_ID = f"{{{package.RELATIONS}}}id"
_MOST = 250  # sheets that one sheet may become
_LONGEST = 31  # Excel's limit for the name of a sheet
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
_SHARED = ("media", "printerSettings", "theme")  # folders whose parts several sheets may use

Parts = dict[str, bytes]
S = TypeVar("S", bound=Sheet)


def spread(
    parts: Mapping[str, bytes], sheets: Mapping[str, S], context: Mapping[str, object],
    env: Sandbox,
) -> tuple[Parts, dict[str, S]]:
    """The parts and sheets of the template with every repeated sheet as often as ``context``
    wants it, each copy under its own name; a repeated sheet without a turn is left out."""
    made, placed = dict(parts), dict[str, S]()
    copies: dict[str, list[str]] = {}
    for part, sheet in sheets.items():
        if sheet.each is None:
            placed[part] = sheet
            continue
        copies[part] = []
        for turn, name in enumerate(_names(sheet, context, env)):
            twin = copy.copy(sheet)
            twin.name, twin.turn = name, turn
            where = _copied(made, part, f"_{turn + 1}", sheet.name, name)
            copies[part].append(where)
            placed[where] = twin
    if copies:
        _enter(made, copies, placed)
    return made, placed


def _names(sheet: Sheet, context: Mapping[str, object], env: Sandbox) -> list[str]:
    text = f"{sheet.each}{sheet.name}\n{{% endfor %}}"
    scope = {**context, "_first": None, "_last": None}
    names = [line.strip() for line in render_text(env, text, scope).splitlines()]
    if len(names) > _MOST:
        raise Broken("ชื่อชีต", f"จะได้ {len(names):,} ชีต ซึ่งเกิน {_MOST} ชีต")
    for name in names:
        if not name or len(name) > _LONGEST or _FORBIDDEN.search(name) or names.count(name) > 1:
            raise Broken("ชื่อชีต", f"“{name}” เป็นชื่อชีตไม่ได้ (ว่าง ซ้ำ ยาวเกิน 31 ตัว หรือมี [ ] : * ? / \\)")
    return names


def _copied(parts: Parts, part: str, ending: str, old: str, new: str) -> str:
    """Copies a part and all that belongs to it alone; gives the copy's name."""
    stem, kind = posixpath.splitext(part)
    where = f"{stem}{ending}{kind}"
    named = escape(_written(new)).encode()
    parts[where] = parts[part]
    for quoted in ('"', "&quot;"):  # in an element's text a quotation mark may stand as it is
        written = escape(_written(old)).replace("&quot;", quoted).encode()
        parts[where] = parts[where].replace(written, named)
    types = etree.fromstring(parts[_TYPES])
    for element in list(types):
        if element.get("PartName") == f"/{part}":
            twin = copy.deepcopy(element)
            twin.set("PartName", f"/{where}")
            types.append(twin)
    parts[_TYPES] = package.to_part(types)
    if (relations := parts.get(package.relations_of(part))) is not None:
        root = etree.fromstring(relations)
        for element in root:
            target = package.target(posixpath.dirname(part), element.get("Target", ""))
            outside = element.get("TargetMode") == "External" or target not in parts
            if outside or target.split("/")[1] in _SHARED:
                continue
            if element.get("Type") == package.TABLE:
                raise Broken("ชื่อชีต", "ชีตที่ทำซ้ำมีตาราง (Table) ไม่ได้ ให้แปลงตารางเป็นช่วงธรรมดา")
            element.set("Target", f"/{_copied(parts, target, ending, old, new)}")
        parts[package.relations_of(where)] = package.to_part(root)
    return where


def _written(name: str) -> str:
    """How a formula writes the name of a sheet."""
    return "'{}'!".format(name.replace("'", "''"))


def _enter(parts: Parts, copies: Mapping[str, Sequence[str]], placed: Mapping[str, Sheet]) -> None:
    """Lists the copies in the workbook in the place of their originals, which are taken out."""
    book, relations = etree.fromstring(parts[WORKBOOK]), etree.fromstring(parts[_WORKBOOK_RELATIONS])
    sheets = package.related(parts, WORKBOOK, f"{package.RELATIONS}/worksheet")
    listed = book.find(f"{MAIN}sheets")
    assert listed is not None
    number = max(int(element.get("sheetId", "0")) for element in listed)
    places: list[list[tuple[int, str, str]]] = []  # by old index: new index, old name, new name
    count = 0
    for element in list(listed):
        old = element.get("name", "")
        part = sheets.get(element.get(_ID, ""), "")
        if part not in copies:
            places.append([(count, old, old)])
            count += 1
            continue
        places.append([])
        for where in copies[part]:
            number += 1
            name, ref = placed[where].name, f"rSheet{number}"
            twin = copy.deepcopy(element)
            for key, value in (("name", name), ("sheetId", str(number)), (_ID, ref)):
                twin.set(key, value)
            element.addprevious(twin)
            etree.SubElement(
                relations, relations[0].tag, Id=ref, Target=f"/{where}",
                Type=f"{package.RELATIONS}/worksheet",
            )
            places[-1].append((count, old, name))
            count += 1
        listed.remove(element)
    _rename(book, places)
    parts[WORKBOOK], parts[_WORKBOOK_RELATIONS] = package.to_part(book), package.to_part(relations)
    for part in copies:
        _leave(parts, part)


def _leave(parts: Parts, part: str) -> None:
    """Takes the original of a repeated sheet out of the package."""
    types, relations = etree.fromstring(parts[_TYPES]), etree.fromstring(parts[_WORKBOOK_RELATIONS])
    for element in [e for e in types if e.get("PartName") == f"/{part}"]:
        types.remove(element)
    for element in list(relations):
        if package.target("xl", element.get("Target", "")) == part:
            relations.remove(element)
    parts[_TYPES], parts[_WORKBOOK_RELATIONS] = package.to_part(types), package.to_part(relations)
    for name in (part, package.relations_of(part)):
        parts.pop(name, None)


def _rename(book: etree._Element, places: Sequence[Sequence[tuple[int, str, str]]]) -> None:
    """The names of the workbook follow their sheets: a sheet's own is repeated with it; one of
    the whole workbook stays with the first copy."""
    for element in list(book.iterfind(f"{MAIN}definedNames/{MAIN}definedName")):
        local, text = element.get("localSheetId"), element.text or ""
        if local is None:
            for copies in places:
                for _, old, new in copies[:1]:
                    text = text.replace(_written(old), _written(new))
            element.text = text
            continue
        for index, old, new in places[int(local)]:
            twin = copy.deepcopy(element)
            twin.set("localSheetId", str(index))
            twin.text = text.replace(_written(old), _written(new))
            element.addprevious(twin)
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    for view in book.iterfind(f"{MAIN}bookViews/{MAIN}workbookView"):
        for name in ("activeTab", "firstSheet"):
            chosen = places[int(view.get(name, "0"))]
            view.set(name, str(chosen[0][0] if chosen else 0))

