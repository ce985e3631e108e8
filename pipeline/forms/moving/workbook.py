"""The workbook's own part: its names, moved to where the cells went, and how it is calculated."""

from collections.abc import Mapping

from pipeline.forms.moving import references
from pipeline.forms.moving.references import Layout
from pipeline.xlsx import package
from pipeline.xlsx.books import calculated
from pipeline.xlsx.names import MAIN

_OF_EXCEL = "_xlnm."  # how its own names begin, those that say what is printed among them


def moved(xml: bytes, layouts: Mapping[str, Layout], again: bool) -> bytes:
    """The finished workbook; ``again``: some formula of it has no value yet. The office's names for cells
    go on working and are hidden: in a result they are nobody's concern."""
    root = package.to_tree(xml)
    for element in root.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        if element.text:
            element.text = references.move_range(element.text, "", layouts)
        if not element.get("name", "").startswith(_OF_EXCEL):
            element.set("hidden", "1")
    return calculated(package.to_part(root), again)
