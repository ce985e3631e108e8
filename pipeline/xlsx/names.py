"""Names that the Office Open XML format gives: namespaces, kinds of relations, parts."""

import posixpath

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAIN = f"{{{SPREADSHEET}}}"  # before the name of an element, as lxml writes it
STRICT = "http://purl.oclc.org/ooxml/"  # how the namespaces of a "Strict" workbook begin
DRAWING_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SHEET_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"

# Kinds of relations.
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKSHEET = f"{RELATIONS}/worksheet"
CHARTSHEET = f"{RELATIONS}/chartsheet"
DRAWING = f"{RELATIONS}/drawing"
CHART = f"{RELATIONS}/chart"
TABLE = f"{RELATIONS}/table"
COMMENTS = f"{RELATIONS}/comments"
VML = f"{RELATIONS}/vmlDrawing"
CONTROL = f"{RELATIONS}/ctrlProp"
HYPERLINK = f"{RELATIONS}/hyperlink"
THREADED = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
CHART_EX = "http://schemas.microsoft.com/office/2014/relationships/chartEx"
ID = f"{{{RELATIONS}}}id"  # the attribute that names a relation

# Parts, under the names that Excel writes.
TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
FORMULAS = "xl/calcChain.xml"
CORE = "docProps/core.xml"
CORE_KIND = f"{PACKAGE}relationships/metadata/core-properties"
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"


def relations_of(part: str) -> str:
    """The part that lists what ``part`` refers to."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def target(part: str, written: str) -> str:
    """The part that a relation of ``part`` calls ``written``."""
    whole = posixpath.join("/" + posixpath.dirname(part), written)
    return posixpath.normpath(whole).lstrip("/")
