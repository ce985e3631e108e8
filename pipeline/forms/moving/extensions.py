"""What Excel 2010 and later keep in a sheet's extensions: formats by condition with data bars and
icons, validations across sheets, sparklines; moved to where the rows and columns went."""

import copy
from collections.abc import Mapping

from lxml import etree

from pipeline.forms.moving import references
from pipeline.forms.moving.references import Layout
from pipeline.xlsx.addresses import Range, letters

_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_SPARKLINE, _VALIDATIONS = f"{_X14}sparkline", f"{_X14}dataValidations"


def move(root: etree._Element, sheet: str, layouts: Mapping[str, Layout]) -> None:
    """Change the extensions of ``root``, a sheet, to fit its finished rows."""
    for element in list(root.iter(f"{_XM}sqref")):
        owner = element.getparent()
        if owner is None:
            continue
        if owner.tag == _SPARKLINE:
            _spread(owner, element.text or "", sheet, layouts)
        else:
            _move(owner, element, sheet, layouts)
    for dates in root.iter(f"{_X14}sparklineGroup"):
        for formula in dates.iterfind(f"{_XM}f"):
            formula.text = references.move_range(formula.text or "", sheet, layouts)
    for listed in root.iter(_VALIDATIONS):
        listed.set("count", str(len(listed)))


def _move(
    owner: etree._Element, element: etree._Element, sheet: str, layouts: Mapping[str, Layout]
) -> None:
    written = element.text or ""
    moved = [run for ref in written.split() for run in references.runs(ref, layouts[sheet])]
    if not moved:
        drop(owner)
        return
    element.text = " ".join(moved)
    for formula in owner.iter(f"{_XM}f"):
        if formula.text:
            formula.text = references.move_condition(formula.text, sheet, layouts, written)


def _spread(sparkline: etree._Element, ref: str, sheet: str, layouts: Mapping[str, Layout]) -> None:
    """A sparkline for each place that its cell took, drawing the data of the same turn."""
    layout, cell = layouts[sheet], Range.parse(ref)
    for row_path, row in layout.rows.taken(cell.top).items():
        for column_path, column in layout.columns.taken(cell.left).items():
            twin = copy.deepcopy(sparkline)
            for place in twin.iter(f"{_XM}sqref"):
                place.text = f"{letters(column)}{row}"
            for formula in twin.iter(f"{_XM}f"):
                text = formula.text or ""
                moved = references.move_formula(text, sheet, layouts, row_path, column_path)
                one = "," not in moved  # a sparkline draws one range
                formula.text = moved if one else references.move_range(text, sheet, layouts)
            sparkline.addprevious(twin)
    group = next(sparkline.iterancestors(f"{_X14}sparklineGroup"), None)
    drop(sparkline)
    if group is not None and next(group.iter(_SPARKLINE), None) is None:
        drop(group)


def drop(element: etree._Element) -> None:
    """Takes ``element`` out, and what has nothing else in it."""
    parent = element.getparent()
    while parent is not None and parent.getparent() is not None:
        parent.remove(element)
        if len(parent):
            return
        element, parent = parent, parent.getparent()
    if parent is not None:
        parent.remove(element)
