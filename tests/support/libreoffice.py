"""LibreOffice as the tests use it: workbooks saved again, and changed as a person would."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None and os.environ.get("CI") != "true",
    reason="LibreOffice (soffice) is not installed, so no template can be opened and saved with it",
)
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">{}</script:module>"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false"><library:element library:name="Module1"/></library:library>"""
_FRAME = """
Function Property(name As String, value)
  Dim made As New com.sun.star.beans.PropertyValue
  made.Name = name
  made.Value = value
  Property = made
End Function

Sub Change(source As String, target As String)
  Dim doc, sheet, shape, entries, place
  doc = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, Array(Property("Hidden", True)))
{}
  doc.storeToURL(ConvertToURL(target), Array(Property("FilterName", "Calc MS Excel 2007 XML")))
  doc.close(True)
End Sub
"""


def _run(folder: Path, *arguments: str) -> None:
    assert SOFFICE is not None, "CI must have LibreOffice: offices edit the form with it too"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        [SOFFICE, profile, "--headless", *arguments], check=True, capture_output=True, timeout=300
    )


def saved_again(folder: Path, *paths: Path, into: str = "") -> None:
    """Has LibreOffice open each workbook and save it as .xlsx in ``folder`` or a folder in it."""
    _run(folder, "--convert-to", "xlsx", "--outdir", str(folder / into), *map(str, paths))


def changed(folder: Path, source: Path, target: Path, basic: str) -> None:
    """Has LibreOffice open ``source``, do what ``basic`` says to ``doc``, and save it as ``target``."""
    library = folder / "profile" / "user" / "basic" / "Standard"
    if not library.exists():
        _run(folder, "--terminate_after_init")
    library.mkdir(parents=True, exist_ok=True)
    code = _FRAME.format(basic).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    (library / "Module1.xba").write_text(_MODULE.format(code), encoding="utf-8")
    (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    _run(folder, f'macro:///Standard.Module1.Change("{source}","{target}")')
    assert target.exists(), "LibreOffice did not save the changed workbook"


def recompute(folder: Path) -> None:
    """Turn every workbook of ``folder`` into one whose values LibreOffice computed anew."""
    bare = folder / "bare"
    bare.mkdir()
    for path in folder.glob("*.xlsx"):
        book = load_workbook(path)  # openpyxl keeps no stored values: all must be computed
        book.save(bare / path.name)
    saved_again(folder, *sorted(bare.glob("*.xlsx")), into="again")


def differences(folder: Path, name: str) -> list[str]:
    """The cells of a workbook whose stored value is not what LibreOffice computed."""
    stored = load_workbook(folder / name, data_only=True)
    live = load_workbook(folder / name)
    again = load_workbook(folder / "again" / name, data_only=True)
    found = []
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                mine = stored[sheet.title][cell.coordinate].value
                theirs = again[sheet.title][cell.coordinate].value
                if not _same(mine, theirs):
                    found.append(f"{name} {sheet.title}!{cell.coordinate} {mine!r} {theirs!r} {cell.value}")
    return found


def _same(mine: object, theirs: object) -> bool:
    if isinstance(mine, (int, float)) and isinstance(theirs, (int, float)):
        return abs(mine - theirs) < 1e-9
    return (mine or "") == (theirs or "")
