"""The fonts of charts, boxes and pictures."""

from lxml import etree

from pipeline.xlsx.names import DRAWING_MAIN
from pipeline.xlsx.package import to_part, to_tree

_LATIN, _EAST, _COMPLEX = (f"{DRAWING_MAIN}{name}" for name in ("latin", "ea", "cs"))


def thai_too(part: bytes) -> bytes:
    """A drawing or chart in which Thai words have the font that was chosen for the others, unless one of
    their own was: LibreOffice leaves theirs out when it saves, and they would be printed in any font."""
    try:
        root = to_tree(part)
    except etree.XMLSyntaxError:
        return part
    lacking = [latin for latin in root.iter(_LATIN) if _lacks(latin)]
    for latin in lacking:
        owner, east = latin.getparent(), latin.getnext()
        if owner is not None:
            after = east if east is not None and east.tag == _EAST else latin
            after.addnext(etree.SubElement(owner, _COMPLEX, typeface=latin.get("typeface", "")))
    return to_part(root) if lacking else part


def _lacks(latin: etree._Element) -> bool:
    owner = latin.getparent()
    return bool(latin.get("typeface")) and owner is not None and owner.find(_COMPLEX) is None
