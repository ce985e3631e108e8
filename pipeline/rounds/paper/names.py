"""Elements of a Word file by their names, in the usual namespace and in that of "Strict" files."""

from collections.abc import Iterator

from lxml import etree

SPACES = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
MATH = ("http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math")
COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFF = ("0", "false", "off", "none")


def tags(*names: str) -> tuple[str, ...]:
    """Names of Word's as lxml has them."""
    return tuple(f"{{{space}}}{name}" for space in SPACES for name in names)


def name_of(element: etree._Element) -> str:
    """An element's name if it is Word's, else ""."""
    if not isinstance(element.tag, str):
        return ""  # a comment
    space, _, name = element.tag[1:].partition("}")
    return name if space in SPACES else ""


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The children of these names, none of no element."""
    return iter(()) if element is None else element.iterchildren(*tags(*names))


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of a name."""
    return next(children(element, name), None)


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute of Word's, "" where there is none."""
    if element is None:
        return ""
    return next((value for space in SPACES if (value := element.get(f"{{{space}}}{name}")) is not None), "")


def is_on(switch: etree._Element) -> bool:
    """Whether a switch is on: without a value, it is."""
    return attribute(switch, "val") not in _OFF


def whole(element: etree._Element | None, name: str = "val") -> int | None:
    """A whole number that an attribute holds; None where it is none, or one that no person types."""
    text = attribute(element, name)
    return int(text) if text.isdecimal() and len(text) < 7 else None
