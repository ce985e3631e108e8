"""LibreOffice as the tests use it: workbooks saved again, and changed as a person would."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

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


def saved_again(folder: Path, *paths: Path) -> None:
    """Has LibreOffice open each workbook and save it as .xlsx in ``folder``."""
    _run(folder, "--convert-to", "xlsx", "--outdir", str(folder), *map(str, paths))


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
