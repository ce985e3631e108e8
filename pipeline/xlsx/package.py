"""The file of a workbook as its parts by name: read, related, listed, taken out, written."""

import copy
import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from pipeline.xlsx.names import PACKAGE, TYPES, relations_of, target

Parts = dict[str, bytes]
_LEVEL = 3  # of zlib: less than half the time of 6, files a seventh larger; 4 takes half as long again for a twentieth
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_RELATION = f"{{{PACKAGE}relationships}}Relationship"


@dataclass(frozen=True, slots=True)
class Link:
    """One per relation of a part: the id that the part calls it by, its kind, what it leads to; a
    part, unless it leads ``outside`` the file."""

    id: str
    kind: str
    target: str
    outside: bool = False


def read_parts(data: bytes) -> Parts:
    """The parts of a workbook file, in the file's order; zipfile.BadZipFile where it is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist() if name[-1] != "/"}


def write_parts(parts: Mapping[str, bytes]) -> bytes:
    """A workbook file of ``parts``; the same parts always give the same bytes, on every system."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name)  # of 1 January 1980
            entry.create_system = 0
            package.writestr(entry, data, zipfile.ZIP_DEFLATED, _LEVEL)
    return buffer.getvalue()


def to_tree(part: bytes) -> etree._Element:
    """A part as elements: nothing is fetched, no entity is resolved."""
    return etree.fromstring(part, _PARSER)


def to_part(root: etree._Element) -> bytes:
    """``root`` as a part of a workbook file."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def drop(element: etree._Element) -> None:
    """Takes ``element`` out of its tree."""
    if (parent := element.getparent()) is not None:
        parent.remove(element)


# --- relations -----------------------------------------------------------------------------------


def links(parts: Mapping[str, bytes], part: str) -> Iterator[Link]:
    """What ``part`` refers to."""
    listed = parts.get(relations_of(part))
    return listed_links(listed, part) if listed is not None else iter(())


def listed_links(listed: bytes, part: str) -> Iterator[Link]:
    """What ``part`` refers to, of the part that lists it."""
    for element in to_tree(listed).iter(_RELATION):
        outside, written = element.get("TargetMode") == "External", element.get("Target", "")
        yield Link(
            element.get("Id", ""), element.get("Type", ""),
            written if outside else target(part, written), outside,
        )  # fmt: skip


def related(parts: Mapping[str, bytes], part: str, kind: str) -> dict[str, str]:
    """The parts that ``part`` refers to as ``kind``, by the id that it calls them by."""
    return {link.id: link.target for link in links(parts, part) if link.kind == kind}


def relate(parts: Parts, part: str, added: Iterable[Link]) -> None:
    """Has ``part`` refer to what ``added`` lead to."""
    name = relations_of(part)
    empty = f'<Relationships xmlns="{PACKAGE}relationships"/>'.encode()
    root = to_tree(parts.get(name, empty))
    for link in added:
        folder = posixpath.dirname(part) or "."
        written = {"Target": link.target if link.outside else posixpath.relpath(link.target, folder)}
        mode = {"TargetMode": "External"} if link.outside else {}
        etree.SubElement(root, _RELATION, {"Id": link.id, **written, "Type": link.kind, **mode})
    parts[name] = to_part(root)


def relate_alike(parts: Parts, part: str, twin: str, targets: Mapping[str, str]) -> None:
    """Has ``twin`` refer to what ``part`` refers to, but for ``targets``: other parts, by the id of
    the relation."""
    root = to_tree(parts[relations_of(part)])
    for element in root.iter(_RELATION):
        if (new := targets.get(element.get("Id", ""))) is not None:
            element.set("Target", posixpath.relpath(new, posixpath.dirname(twin)))
    parts[relations_of(twin)] = to_part(root)


# --- parts that come and go ----------------------------------------------------------------------


def free_name(parts: Mapping[str, bytes], pattern: str) -> str:
    """``pattern`` with the first number that no part bears in place of ``{}``."""
    taken = {name.casefold() for name in parts}
    numbers = range(1, len(taken) + 2)
    return next(name for n in numbers if (name := pattern.format(n)).casefold() not in taken)


def declare(parts: Parts, key: str, value: str, content_type: str) -> None:
    """Says in the list of types what a part (``key`` is ``PartName``) or an ending (``Extension``)
    is, unless that is said."""
    root = to_tree(parts[TYPES])
    tag = f"{{{PACKAGE}content-types}}{'Override' if key == 'PartName' else 'Default'}"
    if not any(e.tag == tag and e.get(key, "").casefold() == value.casefold() for e in root):
        element = etree.Element(tag, {key: value, "ContentType": content_type})
        root.insert(len(root) if key == "PartName" else 0, element)
        parts[TYPES] = to_part(root)


def declare_alike(parts: Parts, part: str, twin: str) -> None:
    """Says in the list of types that ``twin`` is what ``part`` is."""
    root = to_tree(parts[TYPES])
    for element in [e for e in root if e.get("PartName") == f"/{part}"]:
        added = copy.deepcopy(element)
        added.set("PartName", f"/{twin}")
        root.append(added)
    parts[TYPES] = to_part(root)


def take_out(parts: Parts, part: str, owner: str) -> None:
    """Takes ``part`` out of the file, and ``owner``'s relation to it."""
    types, listed = to_tree(parts[TYPES]), to_tree(parts[relations_of(owner)])
    for element in [e for e in types if e.get("PartName") == f"/{part}"]:
        types.remove(element)
    for element in [e for e in listed if target(owner, e.get("Target", "")) == part]:
        listed.remove(element)
    parts[TYPES], parts[relations_of(owner)] = to_part(types), to_part(listed)
    for name in (part, relations_of(part)):
        parts.pop(name, None)
