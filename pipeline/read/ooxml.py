"""Office Open XML workbooks (.xlsx, .xlsm, "Strict" too): workbook, relations, strings, styles.

The sheets themselves are read in ``ooxml_sheet``, the whole in ``xlsx``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from pipeline.model.cells import Value
from pipeline.read.archive import Archive
from pipeline.read.formats import Kind, builtin_kind, converter, format_kind
from pipeline.read.refusal import Refusal
from pipeline.read.xml import Attributes, local, parse
from pipeline.xlsx.names import SPREADSHEET, STRICT, WORKBOOK, relations_of, target

MAIN = (
    f"{SPREADSHEET} ",
    f"{STRICT}spreadsheetml/main ",
)
TRUE = ("1", "true", "on")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLAIN_STRING = re.compile(
    r'\s*<si>\s*<t(?: xml:space="preserve")?>([^<]*)</t>\s*</si>'
    r"|\s*(<si>\s*<t ?/>\s*</si>|<si ?/>)")
_PLAIN_TABLE = re.compile(rb"<sst[^<>]*[^/<>]>(.*)</sst>\s*", re.DOTALL)
_ENTITY = re.compile(r"&(#[0-9]+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@dataclass(frozen=True, slots=True)
class PartRelation:
    """One per relation of a part: its kind (the type's last word) and the part it leads to."""

    kind: str
    target: str


@dataclass(slots=True)
class Book:
    """What the sheets need of the workbook around them. ``uncalculated``: who wrote it says that
    its formulas are yet to be calculated, whatever value is stored with them."""

    strings: list[str | None] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    date1904: bool = False
    uncalculated: bool = False

    def number(self, style: str) -> Callable[[str], Value]:
        """The function that turns the text of a number of this style into its value."""
        index = int(style or 0)
        if not self.kinds and not index:
            return converter("number", self.date1904)
        if index >= len(self.kinds):
            raise Refusal("unreadable", f"ไม่มีรูปแบบช่องหมายเลข {index}")
        return converter(self.kinds[index], self.date1904)


def plain(name: str) -> str:
    """An element's name without the spreadsheet's namespace; others keep theirs."""
    for space in MAIN:
        if name.startswith(space):
            return name[len(space):]
    return name


def unescape(text: str) -> str:
    """Text of an XML part with its entities resolved."""
    if "&" not in text:
        return text
    if _ENTITY.sub("", text).find("&") >= 0:
        raise Refusal("unreadable", "XML ผิดรูปแบบ")
    return _ENTITY.sub(_entity, text)


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
    if code > 0x10FFFF or 0xD800 <= code < 0xE000 or (code < 32 and code not in (9, 10, 13)):
        raise Refusal("unreadable", "XML ผิดรูปแบบ")
    return chr(code)


def decode_escapes(text: str) -> str:
    """``_x000D_`` and its like as the character that Excel shows; controls stay as written."""
    if "_x" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        if (code < 32 and code not in (9, 10, 13)) or 0xD800 <= code < 0xE000 or code >= 0xFFFE:
            return match[0]
        return chr(code)

    return _ESCAPE.sub(character, text)


def relations(archive: Archive, part: str) -> dict[str, PartRelation]:
    """The relations of a part by id; empty where it has none."""
    rels = relations_of(part)
    found: dict[str, PartRelation] = {}
    if rels not in archive:
        return found

    def start(tag: str, at: Attributes) -> None:
        if local(tag) == "Relationship" and at.get("TargetMode") != "External":
            whole = target(part, unquote(at.get("Target", "")).replace("\\", "/"))
            found[at.get("Id", "")] = PartRelation(at.get("Type", "").rpartition("/")[2], whole)

    parse(archive.read(rels), start)
    return found


def main_part(archive: Archive) -> str:
    """The part that everything hangs from; ``""`` if the archive is no office document."""
    for relation in relations(archive, "").values():
        if relation.kind == "officeDocument":
            return relation.target
    return WORKBOOK if WORKBOOK in archive else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One per sheet that the workbook lists."""

    name: str
    relation: str
    hidden: bool


def workbook(data: bytes) -> tuple[list[Entry], bool, bool]:
    """The sheets that a workbook part lists, whether its days count from 1904, and whether its
    formulas are to be calculated when it is opened."""
    entries: list[Entry] = []
    said: set[str] = set()
    roots: list[str] = []

    def start(tag: str, at: Attributes) -> None:
        name = plain(tag)
        if not roots:
            roots.append(name)
        if name == "sheet":
            ids = [v for k, v in at.items() if local(k) == "id" and " " in k]
            entries.append(Entry(at.get("name", ""), ids[0] if ids else "",
                                  at.get("state", "visible") != "visible"))
        elif name == "workbookPr":
            said.update({"date1904"} if at.get("date1904") in TRUE else ())
        elif name == "calcPr":
            said.update({"fullCalcOnLoad"} if at.get("fullCalcOnLoad") in TRUE else ())

    parse(data, start)
    if roots != ["workbook"]:
        raise Refusal("not-a-spreadsheet")
    return entries, "date1904" in said, "fullCalcOnLoad" in said


def styles(data: bytes) -> list[Kind]:
    """For each cell style of the workbook, what it shows of a number."""
    formats: dict[str, Kind] = {}
    used: list[str] = []
    inside: list[str] = []

    def start(tag: str, at: Attributes) -> None:
        name = plain(tag)
        inside.append(name)
        if name == "numFmt" and inside[-2:-1] == ["numFmts"]:
            formats[at.get("numFmtId", "")] = format_kind(at.get("formatCode", ""))
        elif name == "xf" and inside[-2:-1] == ["cellXfs"]:
            used.append(at.get("numFmtId", "0"))

    def end(_: str) -> None:
        inside.pop()

    parse(data, start, end)
    return [formats.get(i) or builtin_kind(int(i) if i.isdigit() else 0) for i in used]


def strings(data: bytes) -> list[str | None]:
    """The shared strings; the plain table that most programs write goes by a short way, which
    is taken only if it accounts for every character of the table."""
    table = _PLAIN_TABLE.search(data)
    if table and b"encoding" not in data[:200].replace(b'encoding="UTF-8"', b""):
        text = table[1].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        pieces = _PLAIN_STRING.split(text)
        if not "".join(pieces[::3]).strip():
            if "&" not in text and "_x" not in text:
                return [t or None for t in pieces[1::3]]
            return [decode_escapes(unescape(t)) or None if t else None for t in pieces[1::3]]
    return _strings_by_event(data)


def _strings_by_event(data: bytes) -> list[str | None]:
    strings: list[str | None] = []
    text: list[str] = []
    state = {"t": False, "phonetic": False}

    def start(tag: str, _: Attributes) -> None:
        name = plain(tag)
        if name == "si":
            text.clear()
        elif name == "rPh":
            state["phonetic"] = True
        elif name == "t":
            state["t"] = not state["phonetic"]

    def end(tag: str) -> None:
        name = plain(tag)
        if name == "si":
            strings.append(decode_escapes("".join(text)) or None)
        elif name == "rPh":
            state["phonetic"] = False
        elif name == "t":
            state["t"] = False

    parse(data, start, end, lambda piece: text.append(piece) if state["t"] else None)
    return strings


def worksheets(archive: Archive, main: str) -> list[tuple[Entry, str]]:
    """Every worksheet of the workbook and its part, hidden ones too; charts and macro sheets are
    no tables."""
    related = relations(archive, main)
    found: list[tuple[Entry, str]] = []
    for entry in workbook(archive.read(main))[0]:
        link = related.get(entry.relation)
        if link is None:
            raise Refusal("unreadable", f"ไม่พบเนื้อหาของชีต {entry.name}")
        if link.kind == "worksheet":
            found.append((entry, link.target))
    return found
