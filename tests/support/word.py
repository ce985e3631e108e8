"""Makes Word files of an agreement from plain data, in every kind that offices pass on: a minimal package, the XML
written here, so that a file holds exactly what its kind says."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from pipeline.rounds.paper.record import SignedKpi, SignedPaper
from pipeline.thai.digits import shortest, to_thai

USUAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_AUTHOR = 'w:id="7" w:author="ผู้ตรวจ" w:date="2026-01-05T09:00:00Z"'
HEADINGS = {"goal": ("เป้าหมายผลสำเร็จ", "ของงาน"), "name": ("ตัวชี้วัดผลสำเร็จของงาน", "(KPIs)"), "criteria": ("เกณฑ์การวัด",),
            "weight": ("น้ำหนัก", "ร้อยละ"), "source": ("แหล่งข้อมูล",), "number": ("ลำดับที่",)}  # fmt: skip
LEVELS = ("typed", "auto", "of a style", "by number", "by Thai number", "plain list", "breaks", "columns", "rows", "number beside")
NUMBERS = ("typed", "auto", "dot", "column", "dot list")
SECTIONS = ("goal", "goal paragraph", "row", "first cell", "heading")
NOISE = ("split", "inserted", "deleted", "controls", "links", "fields", "hidden", "alternates", "moved", "joined", "boxes", "marks")
FRAMES = ("", "row controls", "cell controls", "table control", "nested", "deleted rows", "inserted rows", "indented rows")


@dataclass(frozen=True)
class Kind:
    """How a file is made: how levels, KPIs and sections are told, what ``noise`` stands among the letters, what
    ``frames`` stand around rows, after how many KPIs the heading comes again (0: never) or a new table begins,
    whether rows of totals stand in it, in which order the columns, and whether it is a "Strict" file."""

    levels: str = "typed"
    numbers: str = "typed"
    sections: str = "goal"
    noise: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    headings_after: int = 0
    tables_after: int = 0
    totals: bool = False
    order: tuple[str, ...] = ("goal", "name", "criteria", "weight", "source")
    strict: bool = False
    seed: int = 0


@dataclass
class P:
    """A paragraph: its lines, and the list and depth that number it."""

    lines: Sequence[str]
    list_id: int = 0
    style: str = ""


@dataclass
class C:
    """A cell: its paragraphs, how many columns it covers, whether it goes on with the one above ("continue")."""

    paragraphs: list[P] = field(default_factory=list)
    span: int = 1
    merge: str = ""


class Maker:
    """Makes one file."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.random = random.Random(kind.seed)
        self.lists: list[tuple[str, str]] = []  # shape and text; list n has id n + 1

    # --- letters -----------------------------------------------------------------------------------

    def text(self, words: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'

    def runs(self, line: str) -> str:
        """A line in one run, or in many with all the noise of the kind among them."""
        noise = self.kind.noise
        if not noise or not line:
            return self.text(line) if line else ""
        if "split" in noise or len(noise) > 1:
            cuts = sorted(self.random.sample(range(1, len(line)), min(len(line) - 1, self.random.randrange(5))))
        else:
            cuts = [len(line) // 2] if len(line) > 1 else []
        pieces = [line[a:b] for a, b in zip([0, *cuts], [*cuts, len(line)], strict=True)]
        return "".join(self.noisy(piece) for piece in pieces)

    def noisy(self, piece: str) -> str:
        """A piece of a line among what nobody sees, or within what only wraps it."""
        run = self.text(piece)
        ways: dict[str, Callable[[], str]] = {
            "inserted": lambda: f"<w:ins {_AUTHOR}>{run}</w:ins>",
            "deleted": lambda: f'<w:del {_AUTHOR}><w:r><w:delText>ตัวชี้วัดที่ 77 ระดับที่ 9 ร้อยละ 99</w:delText></w:r></w:del>{run}',
            "controls": lambda: f'<w:sdt><w:sdtPr><w:alias w:val="ช่อง"/></w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>',
            "links": lambda: self.random.choice((
                f'<w:hyperlink w:anchor="x">{run}</w:hyperlink>', f'<w:smartTag w:element="x">{run}</w:smartTag>',
                f'<w:fldSimple w:instr=" REF x ">{run}</w:fldSimple>', f'<w:bdo w:val="ltr">{run}</w:bdo>')),
            "fields": lambda: (
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF ตัวชี้วัดที่ 8 </w:instrText></w:r>'
                f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run}<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
            "hidden": lambda: f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>ระดับที่ 3</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"Unseen\"/></w:rPr><w:t>9</w:t></w:r>{run}",
            "alternates": lambda: f'<mc:AlternateContent><mc:Choice Requires="wps">{run}</mc:Choice><mc:Fallback>{run}</mc:Fallback></mc:AlternateContent>',
            "moved": lambda: f"<w:moveFrom {_AUTHOR}>{run}</w:moveFrom><w:moveTo {_AUTHOR}>{run}</w:moveTo>",
            "marks": lambda: '<w:bookmarkStart w:id="1" w:name="x"/><w:proofErr w:type="spellStart"/>' + run + (
                '<w:commentRangeEnd w:id="2"/><w:r><w:commentReference w:id="2"/></w:r><w:r><w:footnoteReference w:id="3"/></w:r><w:bookmarkEnd w:id="1"/>'),
        }  # fmt: skip
        chosen = [way for name, way in ways.items() if name in self.kind.noise]
        return self.random.choice([*chosen, lambda: run])()

    # --- paragraphs and tables ---------------------------------------------------------------------------

    def paragraph(self, one: P) -> str:
        marks = f'<w:pStyle w:val="{one.style}"/>' if one.style else ""
        if one.list_id:
            marks += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{one.list_id}"/></w:numPr>'
        body = "<w:r><w:br/></w:r>".join(self.runs(line) for line in one.lines)
        made = f"<w:p><w:pPr>{marks}</w:pPr>{body}</w:p>"
        noise = self.kind.noise
        if "joined" in noise and self.random.random() < 0.5:  # a paragraph that was deleted whole, before it
            dead = f'<w:p><w:pPr>{marks}<w:rPr><w:del {_AUTHOR}/></w:rPr></w:pPr><w:del {_AUTHOR}><w:r><w:delText>ระดับที่ 4 ลบแล้ว</w:delText></w:r></w:del></w:p>'
            made = dead + made
        if "joined" in noise and len(one.lines) == 1 and len(one.lines[0]) > 3:  # one that was two
            at = len(one.lines[0]) // 2
            made = (f'<w:p><w:pPr>{marks}<w:rPr><w:del {_AUTHOR}/></w:rPr></w:pPr>{self.runs(one.lines[0][:at])}</w:p>'
                    f"<w:p><w:pPr>{marks}</w:pPr>{self.runs(one.lines[0][at:])}</w:p>")
        if "boxes" in noise and "".join(one.lines) and not one.list_id and self.random.random() < 0.3:  # all of it in a box of text
            box = f"<w:txbxContent>{made}</w:txbxContent>"
            made = (f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing>{box}</w:drawing></mc:Choice>"
                    f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>")
        if "controls" in noise and self.random.random() < 0.4:
            made = (f'<w:sdt><w:sdtPr><w:id w:val="5"/></w:sdtPr><w:sdtContent>{made}</w:sdtContent></w:sdt>')
        return made

    def cell(self, one: C) -> str:
        marks = '<w:tcW w:w="100" w:type="dxa"/>' + (f'<w:gridSpan w:val="{one.span}"/>' if one.span > 1 else "")
        marks += {"": "", "continue": "<w:vMerge/>", "restart": '<w:vMerge w:val="restart"/>'}[one.merge]
        made = f"<w:tc><w:tcPr>{marks}</w:tcPr>{''.join(map(self.paragraph, one.paragraphs)) or '<w:p/>'}</w:tc>"
        if "cell controls" in self.kind.frames and self.random.random() < 0.5:
            made = f"<w:sdt><w:sdtPr/><w:sdtContent>{made}</w:sdtContent></w:sdt>"
        return made

    def row(self, cells: Sequence[C], head: bool = False) -> str:
        frames, marks = self.kind.frames, "<w:tblHeader/>" if head else ""
        before = ""
        if "inserted rows" in frames:
            marks += f"<w:ins {_AUTHOR}/>"
        if "deleted rows" in frames and self.random.random() < 0.4 and not any(cell.merge for cell in cells):
            dead = Maker(Kind())
            before = f'<w:tr><w:trPr><w:del {_AUTHOR}/></w:trPr>{"".join(map(dead.cell, cells))}</w:tr>'
        made = "".join(map(self.cell, cells))
        if "indented rows" in frames and not head and not any(cell.paragraphs for cell in cells[:1]) and not cells[0].merge:
            marks += f'<w:gridBefore w:val="{cells[0].span}"/>'
            made = "".join(map(self.cell, cells[1:]))
        made = f"<w:tr><w:trPr>{marks}</w:trPr>{made}</w:tr>"
        if "row controls" in frames and self.random.random() < 0.6:
            made = f"<w:sdt><w:sdtPr/><w:sdtContent>{made}</w:sdtContent></w:sdt>"
        return before + made

    def table(self, rows: Sequence[str]) -> str:
        made = f'<w:tbl><w:tblPr/><w:tblGrid/>{"".join(rows)}</w:tbl>'
        if "nested" in self.kind.frames:
            made = f"<w:tbl><w:tblPr/><w:tr><w:tc>{made}<w:p/></w:tc></w:tr></w:tbl>"
        if "table control" in self.kind.frames:
            made = f"<w:sdt><w:sdtPr/><w:sdtContent>{made}</w:sdtContent></w:sdt>"
        return made + "<w:p/>"

    def new_list(self, text: str, shape: str = "decimal") -> int:
        self.lists.append((shape, text))
        return len(self.lists)

    # --- the agreement -----------------------------------------------------------------------------------

    def body(self, paper: SignedPaper) -> str:
        made = "".join(self.paragraph(P([line])) for line in paper.title)
        columns = [*(["number"] if self.kind.numbers == "column" else []), *self.kind.order]
        width = sum(self.width(column, paper) for column in columns)
        rows: list[str] = []
        self.kpi_list = self.new_list("ตัวชี้วัดที่ %1" if self.kind.numbers == "auto" else "%1.")
        for at, kpi in enumerate(paper.kpis):
            former = paper.kpis[at - 1] if at else None
            begins = former is None or former.section != kpi.section
            if rows and begins and self.kind.totals:
                rows.append(self.total(columns, paper))
            new_table = (begins and self.kind.sections == "heading") or (self.kind.tables_after and at and at % self.kind.tables_after == 0)
            if rows and new_table:
                made += self.table(rows)
                rows = []
            if begins and self.kind.sections == "heading":
                made += self.paragraph(P([f"ส่วนที่ {1 + [s.name for s in paper.sections].index(kpi.section)} {kpi.section}"]))
            if not rows or (self.kind.headings_after and at % self.kind.headings_after == 0):
                rows += self.heading(columns, paper)
            if begins and self.kind.sections == "row":
                rows.append(self.row([C([P([f"ส่วนที่ ๑ {kpi.section} (สัดส่วนร้อยละ 50 ของคะแนนรวม)"])], width)]))
            elif begins and self.kind.sections == "first cell":
                rows.append(self.row([C([P([kpi.section])] if one == "goal" else [], self.width(one, paper)) for one in columns]))
            following = paper.kpis[at + 1] if at + 1 < len(paper.kpis) else None
            shared = former is not None and not begins and former.goal == kpi.goal != "" and not new_table
            starts = following is not None and following.goal == kpi.goal != "" and following.section == kpi.section
            rows += self.kpi(kpi, columns, paper, "continue" if shared and rows[-1] != "" else "restart" if starts else "", begins)
        if self.kind.totals:
            rows.append(self.total(columns, paper))
        return made + self.table(rows) + self.paragraph(P(["ลงชื่อ ผู้รับการประเมิน ................"]))

    def width(self, column: str, paper: SignedPaper) -> int:
        if column == "criteria" and self.kind.levels in ("columns", "number beside"):
            return self.steps(paper) if self.kind.levels == "columns" else 2
        return 1

    @staticmethod
    def steps(paper: SignedPaper) -> int:
        return max(number for kpi in paper.kpis for number, _ in kpi.levels)

    def heading(self, columns: Sequence[str], paper: SignedPaper) -> list[str]:
        if self.kind.levels != "columns":
            return [self.row([C([P(HEADINGS[column])], self.width(column, paper)) for column in columns], True)]
        upper = [C([P(HEADINGS[one])], self.width(one, paper), "" if one == "criteria" else "restart") for one in columns]
        lower = [cell for one in columns for cell in (
            [C([P([str(level)])]) for level in range(1, self.steps(paper) + 1)] if one == "criteria" else [C([], merge="continue")])]
        return [self.row(upper, True), self.row(lower, True)]

    def total(self, columns: Sequence[str], paper: SignedPaper) -> str:
        return self.row([C([P(["รวม"] if one == "name" else ["100"])] if one in ("name", "weight") else [], self.width(one, paper)) for one in columns])

    def kpi(self, kpi: SignedKpi, columns: Sequence[str], paper: SignedPaper, merge: str, begins: bool) -> list[str]:
        goal = [P([kpi.goal])] if kpi.goal and merge != "continue" else []
        if begins and self.kind.sections == "goal":
            goal = [P([f"เป้าหมายผลสําเร็จของ {kpi.section} ", *([kpi.goal] if kpi.goal else [])])]
        elif begins and self.kind.sections == "goal paragraph":
            goal = [P([f"เป้าหมายผลสำเร็จของ{kpi.section}"]), *goal]
        weight = shortest(kpi.weight) if kpi.weight is not None else ""
        cells = {"goal": [C(goal, merge=merge)], "name": [C([self.name(kpi)])], "weight": [C([P([weight])])],
                 "source": [C([P([kpi.data_source])] if kpi.data_source else [])], "number": [C([P([str(kpi.number)])])]}
        if self.kind.levels in ("rows", "number beside"):
            return self.level_rows(kpi, columns, cells)
        if self.kind.levels == "columns":
            quotes = dict(kpi.levels)
            cells["criteria"] = [C([P([quotes.get(level, "")])]) for level in range(1, self.steps(paper) + 1)]
        else:
            cells["criteria"] = [C(self.criteria(kpi))]
        return [self.row([cell for one in columns for cell in cells[one]])]

    def level_rows(self, kpi: SignedKpi, columns: Sequence[str], cells: dict[str, list[C]]) -> list[str]:
        """A row a level, beside cells that are merged over all of them."""
        rows = []
        beside = self.kind.levels == "number beside"
        for at, (level, quote) in enumerate(kpi.levels):
            own = [C([P([str(level)])]), C([P([quote])])] if beside else [C([P([f"ระดับที่ {level} {quote}"])])]
            shown = []
            for column in columns:
                if column == "criteria":
                    shown += own
                elif at:
                    shown.append(C([], merge="continue"))
                else:
                    shown += [C(cell.paragraphs, cell.span, cell.merge if cell.merge == "continue" else "restart") for cell in cells[column]]
            rows.append(self.row(shown))
        return rows

    def name(self, kpi: SignedKpi) -> P:
        before = {"typed": f"ตัวชี้วัดที่ {kpi.number} ", "dot": f"{kpi.number}. "}.get(self.kind.numbers, "")
        numbered = self.kpi_list if self.kind.numbers in ("auto", "dot list") else 0
        return P([before + kpi.name], numbered)

    def criteria(self, kpi: SignedKpi) -> list[P]:
        levels, notes = self.kind.levels, [P([note]) for note in kpi.notes]
        for part in kpi.parts:
            notes = [*[P([f"ส่วน {part.letter} {part.name}"]), *(P([quote]) for _, quote in part.levels)], *notes] if part is kpi.parts[0] else [
                *notes[: -len(kpi.notes) or None], P([f"ส่วน {part.letter} {part.name}"]), *(P([quote]) for _, quote in part.levels),
                *notes[len(notes) - len(kpi.notes):]]
        words = {"typed": "ระดับที่ {}", "breaks": "ระดับที่ {}", "by number": "{}.", "by Thai number": "{}"}
        if levels == "by Thai number":
            return [*(P([f"{to_thai(str(level))}. {quote}"]) for level, quote in kpi.levels), *notes]
        if levels in words:
            typed = [f"{words[levels].format(level)} {quote}" for level, quote in kpi.levels]
            return [P([*typed, *(line for note in notes for line in note.lines)])] if levels == "breaks" else [*(P([one]) for one in typed), *notes]
        if levels == "of a style":
            self.new_list("ระดับที่ %1", "style")
            ids = [len(self.lists), *([0] * (len(kpi.levels) - 1))]  # the first begins a list anew, the rest are of their style
            return [*(P([quote], ids[at], "Levels") for at, (_, quote) in enumerate(kpi.levels)), *notes]
        number = self.new_list("ระดับที่ %1" if levels == "auto" else "%1.")
        return [*(P([quote], number) for _, quote in kpi.levels), *notes]

    # --- the package -------------------------------------------------------------------------------------

    def numbering(self) -> str:
        """Lists that share a definition where their text is the same, each beginning anew."""
        shared = {text: n for n, text in enumerate(dict.fromkeys(self.lists))}
        made = "".join(
            f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
            + ('<w:pStyle w:val="Levels"/>' if shape == "style" else "") + f'<w:lvlText w:val={quoteattr(text)}/></w:lvl></w:abstractNum>'
            for (shape, text), n in shared.items())
        made += "".join(
            f'<w:num w:numId="{n}"><w:abstractNumId w:val="{shared[one]}"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            for n, one in enumerate(self.lists, 1))
        styled = next((n for (shape, _), n in shared.items() if shape == "style"), None)
        if styled is not None:
            made += f'<w:num w:numId="900"><w:abstractNumId w:val="{styled}"/></w:num>'
        return f"<w:numbering {{}}>{made}</w:numbering>"

    def package(self, paper: SignedPaper) -> bytes:
        """The file's bytes."""
        body = self.body(paper)
        spaces = f'xmlns:w="{STRICT if self.kind.strict else USUAL}" xmlns:mc="{_MC}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
        styles = ('<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/><w:style w:type="character" w:styleId="Unseen"><w:rPr><w:vanish/></w:rPr></w:style>'
                  '<w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="900"/></w:numPr></w:pPr></w:style>'
                  '<w:style w:type="paragraph" w:styleId="Levels"><w:basedOn w:val="Base"/></w:style>')
        return packed({
            "word/document.xml": f"<w:document {spaces}><w:body>{body}<w:sectPr/></w:body></w:document>",
            "word/styles.xml": f"<w:styles {spaces}>{styles}</w:styles>",
            "word/numbering.xml": self.numbering().format(spaces),
        }, _STRICT_RELATIONS if self.kind.strict else _RELATIONS)  # fmt: skip


def packed(parts: dict[str, str], relations: str = _RELATIONS) -> bytes:
    """A Word file of these parts, with what relates them."""
    linked = "".join(
        f'<Relationship Id="r{n}" Type="{relations}/{re.sub(".*/|[.]xml", "", part)}" Target="{part.removeprefix("word/")}"/>'
        for n, part in enumerate(parts) if part != "word/document.xml")
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    whole = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{relations}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}">{linked}</Relationships>',
        **parts,
    }  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in whole.items():
            file.writestr(name, text)
    return buffer.getvalue()


def write_word(paper: SignedPaper, kind: Kind, path: Path) -> Path:
    """A Word file of an agreement, of a kind."""
    path.write_bytes(Maker(kind).package(paper))
    return path


def body_of(xml: str, path: Path, **parts: str) -> Path:
    """A Word file of a body's XML; ``numbering`` and ``styles`` by name."""
    spaces = f'xmlns:w="{USUAL}" xmlns:mc="{_MC}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    path.write_bytes(packed({
        "word/document.xml": f"<w:document {spaces}><w:body>{xml}</w:body></w:document>",
        **{f"word/{name}.xml": f"<w:{name} {spaces}>{text}</w:{name}>" for name, text in parts.items()}}))
    return path
