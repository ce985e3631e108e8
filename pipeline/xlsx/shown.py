"""Which sheets of a workbook's file are shown."""

from collections.abc import Collection, Mapping

from pipeline.xlsx.names import WORKBOOK
from pipeline.xlsx.package import Parts, drop, to_part, to_tree

# Of a "Strict" workbook too.
_SHEET, _VIEW, _NAME = "{*}sheets/{*}sheet", "{*}bookViews/{*}workbookView", "{*}definedNames/{*}definedName"
_PRINTED = "_xlnm.Print_Area"


def shown_sheets(parts: Mapping[str, bytes]) -> list[str]:
    """The names of the sheets that are not hidden, in the workbook's order."""
    sheets = to_tree(parts[WORKBOOK]).iterfind(_SHEET)
    return [sheet.get("name", "") for sheet in sheets if sheet.get("state", "visible") == "visible"]


def show_only(parts: Parts, names: Collection[str]) -> None:
    """Hides every sheet but those of these names, one of which there must be, and takes their print areas away:
    LibreOffice prints also a hidden sheet that has one. The workbook opens at the first that is shown."""
    root = to_tree(parts[WORKBOOK])
    sheets = list(root.iterfind(_SHEET))
    for sheet in sheets:
        if sheet.get("name") not in names:
            sheet.set("state", "hidden")
    first = next(at for at, sheet in enumerate(sheets) if sheet.get("name") in names)
    hidden = {str(at) for at, sheet in enumerate(sheets) if sheet.get("name") not in names}
    for name in list(root.iterfind(_NAME)):
        if name.get("name") == _PRINTED and name.get("localSheetId") in hidden:
            drop(name)
    for view in root.iterfind(_VIEW):
        view.set("activeTab", str(first))
        view.set("firstSheet", str(first))
    parts[WORKBOOK] = to_part(root)
