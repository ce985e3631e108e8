"""Sheets that repeat: one whose name holds a placeholder is made once for each turn of the loop
that its first row opens and its last row ends."""

import copy
import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from lxml import etree

from pipeline.forms.errors import CannotFill
from pipeline.forms.language.program import render_text
from pipeline.forms.language.sandbox import Sandbox
from pipeline.forms.language.sheet import Sheet
from pipeline.xlsx import package
from pipeline.xlsx.addresses import quoted
from pipeline.xlsx.names import ID, MAIN, TABLE, WORKBOOK, WORKSHEET, relations_of
from pipeline.xlsx.package import Parts
from pipeline.xlsx.values import escape

_MOST = 250  # sheets that one sheet may become
_LONGEST = 31  # Excel's limit for the name of a sheet
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
_SHARED = ("media", "printerSettings", "theme")  # folders whose parts several sheets may use

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
        raise CannotFill("ชื่อชีต", f"จะได้ {len(names):,} ชีต ซึ่งเกิน {_MOST} ชีต")
    for name in names:
        if not name or len(name) > _LONGEST or _FORBIDDEN.search(name) or names.count(name) > 1:
            raise CannotFill("ชื่อชีต", f"“{name}” เป็นชื่อชีตไม่ได้ (ว่าง ซ้ำ ยาวเกิน 31 ตัว หรือมี [ ] : * ? / \\)")
    return names


def _copied(parts: Parts, part: str, ending: str, old: str, new: str) -> str:
    """Copies a part and all that belongs to it alone; gives the copy's name."""
    stem, kind = posixpath.splitext(part)
    where = f"{stem}{ending}{kind}"
    named = escape(quoted(new)).encode()
    parts[where] = parts[part]
    for mark in ('"', "&quot;"):  # in an element's text a quotation mark may stand as it is
        written = escape(quoted(old)).replace("&quot;", mark).encode()
        parts[where] = parts[where].replace(written, named)
    package.declare_alike(parts, part, where)
    twins: dict[str, str] = {}
    for link in package.links(parts, part):
        if link.outside or link.target not in parts or link.target.split("/")[1] in _SHARED:
            continue
        if link.kind == TABLE:
            raise CannotFill("ชื่อชีต", "ชีตที่ทำซ้ำมีตาราง (Table) ไม่ได้ ให้แปลงตารางเป็นช่วงธรรมดา")
        twins[link.id] = _copied(parts, link.target, ending, old, new)
    if relations_of(part) in parts:
        package.relate_alike(parts, part, where, twins)
    return where


def _enter(parts: Parts, copies: Mapping[str, Sequence[str]], placed: Mapping[str, Sheet]) -> None:
    """Lists the copies in the workbook in the place of their originals, which are taken out."""
    book, added = package.to_tree(parts[WORKBOOK]), list[package.Link]()
    sheets = package.related(parts, WORKBOOK, WORKSHEET)
    listed = book.find(f"{MAIN}sheets")
    assert listed is not None
    number = max(int(element.get("sheetId", "0")) for element in listed)
    places: list[list[tuple[int, str, str]]] = []  # by old index: new index, old name, new name
    count = 0
    for element in list(listed):
        old = element.get("name", "")
        part = sheets.get(element.get(ID, ""), "")
        if part not in copies:
            places.append([(count, old, old)])
            count += 1
            continue
        places.append([])
        for where in copies[part]:
            number += 1
            name, ref = placed[where].name, f"rSheet{number}"
            twin = copy.deepcopy(element)
            for key, value in (("name", name), ("sheetId", str(number)), (ID, ref)):
                twin.set(key, value)
            element.addprevious(twin)
            added.append(package.Link(ref, WORKSHEET, where))
            places[-1].append((count, old, name))
            count += 1
        listed.remove(element)
    _rename(book, places)
    parts[WORKBOOK] = package.to_part(book)
    package.relate(parts, WORKBOOK, added)
    for part in copies:
        package.take_out(parts, part, WORKBOOK)


def _rename(book: etree._Element, places: Sequence[Sequence[tuple[int, str, str]]]) -> None:
    """The names of the workbook follow their sheets: a sheet's own is repeated with it; one of
    the whole workbook stays with the first copy."""
    for element in list(book.iterfind(f"{MAIN}definedNames/{MAIN}definedName")):
        local, text = element.get("localSheetId"), element.text or ""
        if local is None:
            for copies in places:
                for _, old, new in copies[:1]:
                    text = text.replace(quoted(old), quoted(new))
            element.text = text
            continue
        for index, old, new in places[int(local)]:
            twin = copy.deepcopy(element)
            twin.set("localSheetId", str(index))
            twin.text = text.replace(quoted(old), quoted(new))
            element.addprevious(twin)
        package.drop(element)
    for view in book.iterfind(f"{MAIN}bookViews/{MAIN}workbookView"):
        for name in ("activeTab", "firstSheet"):
            chosen = places[int(view.get(name, "0"))]
            view.set(name, str(chosen[0][0] if chosen else 0))

