"""A workbook's file as Excel itself writes it: what the strictest reader asks for."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from pipeline.xlsx import package
from pipeline.xlsx.names import (
    CHART,
    CHART_EX,
    CHARTSHEET,
    COMMENTS,
    CONTROL,
    DRAWING,
    ID,
    MAIN,
    PACKAGE,
    RELATIONS,
    STRINGS,
    STYLES,
    TABLE,
    THREADED,
    TYPES,
    VML,
    WORKBOOK,
    WORKSHEET,
    relations_of,
    target,
)
from pipeline.xlsx.package import Parts, to_part, to_tree

_ROOT = ""  # the file itself, of which the first parts hang
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
# Excel counts these from 1, each kind for itself, in the order of the sheets; without gaps.
_COUNTED = {
    WORKSHEET: "xl/worksheets/sheet{}", CHARTSHEET: "xl/chartsheets/sheet{}",
    DRAWING: "xl/drawings/drawing{}", CHART: "xl/charts/chart{}", CHART_EX: "xl/charts/chartEx{}",
    COMMENTS: "xl/comments{}", VML: "xl/drawings/vmlDrawing{}", TABLE: "xl/tables/table{}",
    THREADED: "xl/threadedComments/threadedComment{}", CONTROL: "xl/ctrlProps/ctrlProp{}",
}  # fmt: skip
_OVERRIDE = f"{{{PACKAGE}content-types}}Override"
# What stands in a font, or in how a piece of a text looks, in the order that Excel writes it.
_FONT = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color",
    "name", "rFont", "family", "charset", "scheme",
)  # fmt: skip


def plain(parts: Mapping[str, bytes]) -> Parts:
    """The parts of a workbook as Excel writes them: numbered from 1 in the order of the sheets,
    each named from the folder of the one that refers to it, nothing listed or kept that nobody refers
    to, drawings with their prefixes. The same parts always come out alike; those that are plain
    stay as they are."""
    found = list(_reached(parts))
    names = dict(zip((part for part, _ in found), _numbered(found), strict=True))
    made: Parts = {TYPES: _types(parts[TYPES], names)}
    for old, new in {_ROOT: _ROOT, **names}.items():
        if new != _ROOT:
            made[new] = _written(new, parts[old])
        if (listed := parts.get(relations_of(old))) is not None:
            made[relations_of(new)] = _relations(listed, old, new, names)
    return made


def _reached(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every part that something leads to, once, with the kind of what leads there: the workbook's
    sheets in their order, each followed by what hangs on it."""
    seen, waiting = set[str](), [(_ROOT, "")]
    while waiting:
        part, kind = waiting.pop()
        if part in seen or (part != _ROOT and part not in parts):
            continue
        seen.add(part)
        if part != _ROOT:
            yield part, kind
        links = [link for link in package.links(parts, part) if not link.outside]
        if part == WORKBOOK:
            sheets = [sheet.get(ID, "") for sheet in to_tree(parts[part]).iterfind(f"{MAIN}sheets/{MAIN}sheet")]
            links.sort(key=lambda link: sheets.index(link.id) if link.id in sheets else len(sheets))
        waiting += [(link.target, link.kind) for link in reversed(links)]


def _numbered(found: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The names of the parts, in their order."""
    taken = {part.casefold() for part, kind in found if kind not in _COUNTED}
    counts = dict.fromkeys(_COUNTED, 0)
    for part, kind in found:
        name = part
        while kind in _COUNTED:
            counts[kind] += 1
            name = _COUNTED[kind].format(counts[kind]) + posixpath.splitext(part)[1]
            if name.casefold() not in taken:
                break
        yield name


def _types(types: bytes, names: Mapping[str, str]) -> bytes:
    root = to_tree(types)
    for element in list(root.iter(_OVERRIDE)):
        part = names.get(element.get("PartName", "").lstrip("/"))
        if part is None:
            root.remove(element)
        else:
            element.set("PartName", f"/{part}")
    return to_part(root)


def _relations(listed: bytes, old: str, new: str, names: Mapping[str, str]) -> bytes:
    """What the part ``old`` refers to, as it says so under its name ``new``."""
    root = to_tree(listed)
    for element in list(root):
        if element.get("TargetMode") == "External":
            continue
        written = element.get("Target", "")
        part, mark, place = written.partition("#")
        if not part:  # a place in the workbook
            continue
        if (name := names.get(target(old, part))) is None:
            root.remove(element)
        else:
            folder = posixpath.dirname(new) or "."
            element.set("Target", posixpath.relpath(name, folder) + mark + place)
    return to_part(root)


def _written(name: str, part: bytes) -> bytes:
    if name == STYLES or (name.startswith(("xl/worksheets/", STRINGS)) and b"<rPr>" in part):
        return _fonts_in_order(part)
    if not name.startswith(("xl/drawings/", "xl/charts/")) or not name.endswith(".xml"):
        return part
    root = to_tree(part)
    space = etree.QName(root).namespace or ""
    prefix = {_XDR: "xdr", _C: "c"}.get(space)
    return part if prefix is None or None not in root.nsmap else to_part(_prefixed(root, prefix, space))


def _prefixed(root: etree._Element, prefix: str, space: str) -> etree._Element:
    """``root`` again, its elements with prefixes: there are readers that look for nothing else."""
    known = {name: uri for name, uri in root.nsmap.items() if name and uri not in (space, _A, RELATIONS)}
    spaces = {prefix: space, "a": _A, "r": RELATIONS, **known}
    made = etree.Element(root.tag, nsmap=spaces)
    for name, value in root.attrib.items():
        made.set(name, value)
    made.text = root.text
    made.extend(list(root))
    return made


def _fonts_in_order(part: bytes) -> bytes:
    root = to_tree(part)
    changed = False
    for font in root.iter(f"{MAIN}font", f"{MAIN}rPr"):
        ordered = sorted(font, key=_place_in_font)
        if ordered != list(font):
            changed, font[:] = True, ordered
    return to_part(root) if changed else part


def _place_in_font(element: etree._Element) -> int:
    name = etree.QName(element).localname
    return _FONT.index(name) if name in _FONT else len(_FONT)
