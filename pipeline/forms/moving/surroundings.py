"""What stands around the rows of a sheet, moved to where the rows and columns went: widths,
heights, merged ranges, formats by condition, validations, filters, breaks, headers."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping

from lxml import etree

from pipeline.forms.errors import CannotFill
from pipeline.forms.language.program import render_text
from pipeline.forms.language.sandbox import Sandbox
from pipeline.forms.moving import comments, extensions, references
from pipeline.forms.moving.axis import Axis
from pipeline.forms.moving.references import Box, Layout
from pipeline.forms.template import richtext
from pipeline.xlsx.addresses import Range, letters
from pipeline.xlsx.names import MAIN
from pipeline.xlsx.package import drop

_FORMULAS = {f"{MAIN}formula", f"{MAIN}formula1", f"{MAIN}formula2"}
MERGED = "merged-stand-here"
PAGE_ENDS = "หัวกระดาษ/ท้ายกระดาษ"
_LONGEST_PAGE_END = 255  # Excel's limit for a printed header or footer, its codes included


def move(root: etree._Element, sheet: str, layouts: Mapping[str, Layout]) -> None:
    """Change ``root``, the ``sheet`` without its rows, to fit the rows that were written."""
    layout = layouts[sheet]
    _move_dimension(root, layout)
    _move_views(root, layout)
    if layout.columns.stacks:
        _move_columns(root, layout.columns)
    for element in list(root.iter()):
        if element.get("sqref") is not None and element.tag != f"{MAIN}selection":
            _move_list(element, element.get("sqref", ""), sheet, layouts)
    extensions.move(root, sheet, layouts)
    comments.move_controls(root, layout)
    for name in ("autoFilter", "sortState", "sortCondition"):
        for element in root.iter(f"{MAIN}{name}"):
            ref = element.get("ref", "")
            element.set("ref", references.span(ref, layout) or ref)
    _move_links(root, sheet, layouts)
    _move_breaks(root, layout)


def merge(root: etree._Element, merged: Collection[Box]) -> str:
    """Counts the lists of a sheet anew, that of its ``merged`` ranges with them: they are what
    comes back, and are to stand where ``root`` has :data:`MERGED`."""
    parent = root.find(f"{MAIN}mergeCells")
    if parent is not None:
        parent[:] = [etree.Element(f"{MAIN}{MERGED}")] if merged else []
    _count(root)
    if parent is not None and parent.get("count") is not None:
        parent.set("count", str(len(merged)))
    return "".join([f'<mergeCell ref="{box.ref}"/>' for box in merged])


def _move_dimension(root: etree._Element, layout: Layout) -> None:
    element = root.find(f"{MAIN}dimension")
    if element is not None:
        right, bottom = max(layout.columns.size, 1), max(layout.rows.size, 1)
        element.set("ref", f"A1:{letters(right)}{bottom}")


def _move_views(root: etree._Element, layout: Layout) -> None:
    for view in root.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"):
        view.attrib.pop("topLeftCell", "")
        for pane in view.iterfind(f"{MAIN}pane"):
            for name, axis in (("xSplit", layout.columns), ("ySplit", layout.rows)):
                if pane.get("state") in ("frozen", "frozenSplit") and pane.get(name):
                    pane.set(name, str(axis.after(int(float(pane.get(name, "0"))))))
            row, column = int(float(pane.get("ySplit", "0"))), int(float(pane.get("xSplit", "0")))
            pane.set("topLeftCell", f"{letters(column + 1)}{row + 1}")
        for selection in view.iterfind(f"{MAIN}selection"):
            selection.attrib.pop("activeCell", "")
            selection.attrib.pop("sqref", "")


def _move_columns(root: etree._Element, axis: Axis) -> None:
    parent = root.find(f"{MAIN}cols")
    if parent is None:
        return
    placed: list[tuple[int, int, etree._Element]] = []
    for element in list(parent):
        runs = axis.runs(int(element.get("min", "1")), int(element.get("max", "1")))
        placed += [(first, last, element) for first, last in runs]
        parent.remove(element)
    for first, last, element in sorted(placed, key=lambda one: one[0]):
        added = copy.deepcopy(element)
        added.set("min", str(first))
        added.set("max", str(last))
        parent.append(added)


def _move_list(element: etree._Element, sqref: str, sheet: str, layouts: Mapping[str, Layout]) -> None:
    """A format by condition, a validation and the like: its ranges, and the formulas in it."""
    layout = layouts[sheet]
    moved = " ".join(run for ref in sqref.split() for run in references.runs(ref, layout))
    if not moved:
        drop(element)
        return
    element.set("sqref", moved)
    for child in element.iter():
        if child.tag in _FORMULAS and child.text:
            child.text = references.move_condition(child.text, sheet, layouts, sqref)


def _move_links(root: etree._Element, sheet: str, layouts: Mapping[str, Layout]) -> None:
    """Links where their cells went; one within the workbook opens what is of its own turn of the
    loops, where it shares any."""
    layout = layouts[sheet]
    for element in list(root.iterfind(f"{MAIN}hyperlinks/{MAIN}hyperlink")):
        opened = element.get("location", "")
        for ref in references.runs(element.get("ref", ""), layout):
            added = copy.deepcopy(element)
            added.set("ref", ref)
            if opened:
                first = Range.parse(ref)
                paths = layout.rows.path_of(first.top), layout.columns.path_of(first.left)
                own = references.move_formula(opened, sheet, layouts, *paths)
                one = len(list(references.references(own))) == 1
                added.set("location", own if one else references.move_range(opened, sheet, layouts))
            element.addprevious(added)
        drop(element)


def _move_breaks(root: etree._Element, layout: Layout) -> None:
    for kind, axis in (("rowBreaks", layout.rows), ("colBreaks", layout.columns)):
        parent = root.find(f"{MAIN}{kind}")
        for element in list(parent) if parent is not None else ():
            for out in axis.places.get(int(element.get("id", "0")), {}).values():
                added = copy.deepcopy(element)
                added.set("id", str(out))
                element.addprevious(added)
            drop(element)


def _count(root: etree._Element) -> None:
    """Set the counts anew, and leave out the lists that are empty now."""
    for name in (
        "mergeCells", "dataValidations", "hyperlinks", "rowBreaks", "colBreaks", "ignoredErrors",
        "protectedRanges",
    ):  # fmt: skip
        parent = root.find(f"{MAIN}{name}")
        if parent is None:
            continue
        if len(parent) == 0:
            drop(parent)
        for attribute in ("count", "manualBreakCount"):
            if parent.get(attribute) is not None:
                parent.set(attribute, str(len(parent)))


def page_ends(root: etree._Element) -> list[etree._Element]:
    """The printed headers and footers of a sheet that have placeholders."""
    found = root.iterfind(f"{MAIN}headerFooter/*")
    return [one for one in found if richtext.says(one.text or "")]


def page_end(text: str, env: Sandbox, context: Mapping[str, object]) -> str:
    """The ``text`` of a printed header or footer, its placeholders filled."""
    try:
        filled = render_text(env, text, context, lambda value: value.replace("&", "&&"))
    except CannotFill as error:
        raise CannotFill(PAGE_ENDS, error.why) from None
    if len(filled) > _LONGEST_PAGE_END:
        raise CannotFill(PAGE_ENDS, f"ยาวเกิน {_LONGEST_PAGE_END} ตัวอักษร ซึ่ง Excel รับไม่ได้")
    return filled
