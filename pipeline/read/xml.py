"""XML parts read as events, with everything refused that a spreadsheet program never writes."""

from collections.abc import Callable
from xml.parsers import expat

from pipeline.read.refusal import Refusal

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]


def _nothing(*_: object) -> None:
    return None


def parse(data: bytes, start: Start, end: Callable[[str], None] = _nothing,
          text: Callable[[str], None] = _nothing, encoding: str | None = None) -> None:
    """Send the part's elements and text to the callbacks; names come as ``namespace name``.

    A DOCTYPE refuses the file as ``unsafe-xml``, XML that is not well-formed as ``unreadable``.
    """
    parser = expat.ParserCreate(encoding, " ")
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Refusal("unreadable", f"XML ผิดรูปแบบ: {error}") from error


def _refuse_doctype(*_: object) -> None:
    raise Refusal("unsafe-xml")


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition(" ")[2]
