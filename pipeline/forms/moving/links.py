"""Cells that open a file beside the workbook, or another place in it."""

from collections.abc import Sequence
from urllib.parse import quote

from lxml import etree

from pipeline.xlsx import package
from pipeline.xlsx.names import HYPERLINK, ID, MAIN, RELATIONS

_PREFIX = {"r": RELATIONS}  # else it depends on what else the process has loaded
# Of the parts of a sheet that must stand in this order, those before the links.
_BEFORE = (
    "dataValidations", "conditionalFormatting", "phoneticPr", "mergeCells", "customSheetViews",
    "dataConsolidate", "sortState", "autoFilter", "scenarios", "protectedRanges",
    "sheetProtection", "sheetCalcPr", "sheetData",
)  # fmt: skip

Links = Sequence[tuple[str, str]]  # a cell and what it opens


def add(root: etree._Element, links: Links) -> None:
    """Lists the links in the sheet ``root``."""
    if not links:
        return
    listed = root.find(f"{MAIN}hyperlinks")
    if listed is None:
        listed = etree.Element(f"{MAIN}hyperlinks")
        found = (root.findall(f"{MAIN}{name}") for name in _BEFORE)
        next(elements for elements in found if elements)[-1].addnext(listed)
    for number, (cell, target) in enumerate(links):
        for other in listed.findall(f"{MAIN}hyperlink[@ref='{cell}']"):
            listed.remove(other)
        link = etree.SubElement(listed, f"{MAIN}hyperlink", {"ref": cell}, _PREFIX)
        if target.startswith("#"):
            link.set("location", target[1:])
        else:
            link.set(ID, f"rLink{number}")


def relate(parts: package.Parts, part: str, links: Links) -> None:
    """Enters the files that the links of the sheet ``part`` open among its relations."""
    outside = [
        package.Link(f"rLink{number}", HYPERLINK, quote(target), outside=True)
        for number, (_, target) in enumerate(links)
        if not target.startswith("#")
    ]
    if outside:
        package.relate(parts, part, outside)
