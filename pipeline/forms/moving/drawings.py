"""Charts, pictures, text boxes and tables, moved to where the rows went."""

from collections.abc import Collection, Iterator, Mapping

from lxml import etree

from pipeline.forms.errors import CannotFill
from pipeline.forms.language.program import render_text
from pipeline.forms.language.sandbox import Sandbox
from pipeline.forms.moving import anchors, comments, references, series
from pipeline.forms.moving.references import Layout
from pipeline.forms.template import richtext
from pipeline.xlsx import package
from pipeline.xlsx.addresses import letters
from pipeline.xlsx.names import (
    CHART,
    CHART_EX,
    DRAWING,
    DRAWING_MAIN,
    ID,
    SHEET_DRAWING,
    TABLE,
    VML,
)

_FRAME = f"{SHEET_DRAWING}graphicFrame"


def of_sheet(parts: Mapping[str, bytes], sheet: str) -> dict[str, str]:
    """The parts that hang on the sheet part ``sheet``, each with its kind."""
    found = _hung(parts, sheet, (TABLE, *comments.KINDS, DRAWING))
    for drawing in [part for part, kind in found.items() if kind == DRAWING]:
        found |= _hung(parts, drawing, (CHART, CHART_EX))
    return found


def _hung(parts: Mapping[str, bytes], part: str, kinds: Collection[str]) -> dict[str, str]:
    return {link.target: link.kind for link in package.links(parts, part) if link.kind in kinds}


def filled(
    part: bytes, kind: str, sheet: str, layouts: Mapping[str, Layout],
    sizings: Mapping[str, anchors.Sizing], env: Sandbox, context: Mapping[str, object], read: series.Read,
) -> bytes:
    """A part that hangs on ``sheet``, moved to where the rows went from the template's ``sizings``, its texts
    filled, a chart with the values that ``read`` finds; untouched bytes if nothing in it changes."""
    try:
        root = package.to_tree(part)
    except etree.XMLSyntaxError:
        if kind == VML:  # Excel reads such drawings though they are no XML
            return part
        raise
    before = etree.tostring(root)
    if kind in (CHART, CHART_EX):
        series.move(root, sheet, layouts, read)
    else:
        _move(root, kind, sheet, layouts, sizings)
    for place, text in texts(root):
        try:
            text.text = render_text(env, text.text or "", context)
        except CannotFill as error:
            raise CannotFill(place, error.why) from None
    return part if etree.tostring(root) == before else package.to_part(root)


def _move(
    root: etree._Element, kind: str, sheet: str, layouts: Mapping[str, Layout],
    sizings: Mapping[str, anchors.Sizing],
) -> None:
    if kind == TABLE:
        for element in root.iter():
            if element.get("ref") is not None:
                ref = element.get("ref", "")
                element.set("ref", references.span(ref, layouts[sheet]) or ref)
    elif kind == DRAWING:
        anchors.move(root, sheet, layouts, sizings)
    elif kind in comments.KINDS:
        comments.move(root, kind, sheet, layouts)


def described(parts: Mapping[str, bytes], drawing: str) -> bytes:
    """The part ``drawing``, each chart of it with its title for those who cannot see it, unless the
    office wrote something itself (คำอธิบายแทนภาพ)."""
    root, changed = package.to_tree(parts[drawing]), False
    charts = package.related(parts, drawing, CHART)
    for frame in root.iter(_FRAME):
        said = frame.find(f"{SHEET_DRAWING}nvGraphicFramePr/{SHEET_DRAWING}cNvPr")
        chart = next((charts[one.get(ID, "")] for one in frame.iter(f"{series.SPACE}chart")
                      if one.get(ID) in charts), None)
        if said is None or said.get("descr") or chart is None:
            continue
        if title := series.title(package.to_tree(parts[chart])):
            said.set("descr", title)
            changed = True
    return package.to_part(root) if changed else parts[drawing]


def texts(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The texts with placeholders of a drawing or a chart, each placeholder whole in one of them;
    and what the office calls the place."""
    for paragraph in root.iter(f"{DRAWING_MAIN}p"):
        runs = list(paragraph.iter(f"{DRAWING_MAIN}t"))
        words = [run.text or "" for run in runs]
        if not richtext.says("".join(words)):
            continue
        for run, text in zip(runs, richtext.gathered(words), strict=True):
            run.text = text
            if richtext.says(text):
                yield _place(run), run


def braces(root: etree._Element) -> Iterator[tuple[str, str]]:
    """The paragraphs of a drawing or a chart that have braces and no placeholder, each with its place."""
    for paragraph in root.iter(f"{DRAWING_MAIN}p"):
        runs = list(paragraph.iter(f"{DRAWING_MAIN}t"))
        words = "".join(run.text or "" for run in runs)
        if richtext.braced(words):
            yield _place(runs[0]), words


def _place(text: etree._Element) -> str:
    for anchor in text.iterancestors():
        start = anchor.find(f"{SHEET_DRAWING}from")
        if start is not None:
            row, column = (int(start.findtext(f"{SHEET_DRAWING}{n}") or 0) + 1 for n in ("row", "col"))
            return f"กล่องข้อความที่ {letters(column)}{row}"
    return "แผนภูมิ" if text.getroottree().getroot().tag.startswith(series.SPACE) else "กล่องข้อความ"
