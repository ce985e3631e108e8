"""A form: a template of the office's, opened once, filled many times."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from pipeline.forms import survey
from pipeline.forms.errors import CannotFill, FormError
from pipeline.forms.filling.figures import Figures
from pipeline.forms.filling.fill import Filling
from pipeline.forms.filling.sizes import Sizes, sizing
from pipeline.forms.filling.write import sheet_xml
from pipeline.forms.language.check import Checking, Problem, Report, names_in
from pipeline.forms.language.sandbox import Filter, Sandbox
from pipeline.forms.language.sheet import Sheet
from pipeline.forms.loops import crossing
from pipeline.forms.moving import drawings, links, workbook
from pipeline.forms.moving.references import Layout
from pipeline.forms.moving.repeats import spread
from pipeline.forms.template import contents
from pipeline.forms.template.cells import Strings, strings
from pipeline.forms.template.contents import TemplateNote
from pipeline.forms.template.fonts import thai_too
from pipeline.forms.template.names import printing
from pipeline.forms.template.styles import Looks, Quoted, read_styles, with_closings
from pipeline.xlsx import package
from pipeline.xlsx.addresses import number, unquoted
from pipeline.xlsx.books import About, describe
from pipeline.xlsx.names import (
    CHART,
    CHARTSHEET,
    DRAWING,
    FORMULAS,
    ID,
    MAIN,
    STRINGS,
    STYLES,
    WORKBOOK,
    WORKSHEET,
)
from pipeline.xlsx.plain import plain

_NAMED = re.compile(r"('(?:[^']|'')+'|[^,!]+)!([^,]+)")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One per cell of a template that says something to the program.

    ``text`` is the cell as the office wrote it; ``names`` the names of the context in it.
    """

    sheet: str
    cell: str
    text: str
    names: tuple[str, ...]


def read_form(path: Path, filters: Mapping[str, Filter]) -> "Form":
    """The template at ``path``, opened and made ready, with ``filters`` besides the language's own;
    :class:`FormError` if it is wrong, OSError if it cannot be read."""
    try:
        parts = package.read_parts(path.read_bytes())
    except zipfile.BadZipFile:
        raise FormError(f"เปิดแบบฟอร์ม {path} ไม่ได้ (ไม่ใช่สมุดงาน Excel หรือเสียหาย) ให้บันทึกเป็น .xlsx ใหม่ด้วย Excel") from None
    if WORKBOOK not in parts:
        raise FormError(f"{path} ไม่ใช่สมุดงาน Excel ให้บันทึกเป็น .xlsx ใหม่ด้วย Excel")
    try:
        if FORMULAS in parts:  # their list no longer holds once rows have moved
            package.take_out(parts, FORMULAS, WORKBOOK)
        return Form(path.name, parts, filters)
    except (etree.XMLSyntaxError, KeyError, ValueError, IndexError) as error:
        raise FormError(
            f"แบบฟอร์ม {path.name} เสียหาย ({error}) ให้เปิดด้วย Excel แล้วบันทึกเป็น .xlsx ใหม่"
        ) from error


class Form:
    """One template, ready to be filled."""

    def __init__(
        self, name: str, parts: Mapping[str, bytes], filters: Mapping[str, Filter]
    ) -> None:
        contents.refuse(name, parts)
        self.name = name
        self._env = Sandbox(filters)
        self._parts = plain(parts)
        for one, data in self._parts.items():
            if one.startswith(("xl/charts/", "xl/drawings/")) and one.endswith(".xml"):
                self._parts[one] = thai_too(data)
        self._closed_styles, closings = with_closings(self._parts[STYLES])
        self._looks = Looks(read_styles(self._closed_styles), closings)
        self._workbook = package.to_tree(self._parts[WORKBOOK])
        shared = Strings()
        if STRINGS in self._parts:
            shared, self._parts[STRINGS] = strings(self._parts[STRINGS])
        self._sheets: dict[str, Sheet] = {}
        targets = package.related(self._parts, WORKBOOK, WORKSHEET)
        self._titles = frozenset(
            element.get("name", "") for element in self._workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")
        )
        for element in self._workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
            if (part := targets.get(element.get(ID, ""))) is not None:
                self._open(element.get("name", ""), part, shared)
        if not self._sheets:
            raise FormError(f"แบบฟอร์ม {name}: ไม่มีแผ่นงาน ให้บันทึกเป็น .xlsx ใหม่ด้วย Excel")
        self._read_names()
        self._recalculated = any(c.bare for sheet in self._sheets.values() for c in sheet.cells)

    def _open(self, name: str, part: str, shared: Strings) -> None:
        with _located(self.name, name):
            sheet = Sheet(name, self._parts[part], shared, self._env, self._looks)
            for cell in sheet.cells:
                if cell.formula is not None and contents.calls_out(cell.formula):
                    raise CannotFill(cell.address, "สูตรนี้เรียกข้อมูลหรือโปรแกรมจากภายนอก ซึ่งผลลัพธ์ห้ามมี")
            self._sheets[part] = sheet

    def _read_names(self) -> None:
        """The style of every cell that the office gave a name, and how each sheet is printed."""
        cells = {
            (sheet.name, cell.row, cell.column): cell.style
            for sheet in self._sheets.values()
            for cell in sheet.cells
        }
        for element in self._workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
            name = element.get("name", "")
            for match in _NAMED.finditer(element.text or ""):
                sheet, ref = unquoted(match[1]), match[2]
                first = re.match(r"\$?([A-Z]+)\$?(\d+)", ref)
                key = (sheet, int(first[2]), number(first[1])) if first else None
                if key in cells:
                    self._looks.named[name] = cells[key]
                for one in self._sheets.values():
                    if one.name == sheet:
                        one.printing = printing(one.printing, name, ref)

    def fill(self, context: Mapping[str, object], about: About | None = None) -> bytes:
        """One finished workbook, which says of itself what it is ``about``. The same context always
        gives the same bytes.

        With ``thai_digits`` false in the context, nothing is printed with Thai digits. A
        placeholder that the context does not know is a :class:`FormError` that names
        template, sheet and cell.
        """
        parts = self._filled(context)
        describe(parts, about)
        if any(sheet.each is not None for sheet in self._sheets.values()):
            parts = plain(parts)  # their copies are counted with the other sheets
        return package.write_parts(parts)

    def _filled(
        self, context: Mapping[str, object], missed: dict[tuple[str, str, str], None] | None = None
    ) -> package.Parts:
        """The parts of a finished workbook, those of the template under the same names; ``missed`` takes
        sheet, cell and name where a value should look like a cell that is not there."""
        with _located(self.name, "ที่ทำซ้ำ"):
            parts, sheets = spread(self._parts, self._sheets, context, self._env)
        fillings = dict[str, tuple[Filling, Sizes]]()
        for part, sheet in sheets.items():
            with _located(self.name, sheet.name):
                filling = Filling(sheet, context)
                fillings[part] = filling, Sizes(filling)
            if missed is not None:
                missed.update(dict.fromkeys((sheet.written, cell, name) for name, cell in filling.missed.items()))
        layouts = {filling.sheet.name: filling.layout for filling, _ in fillings.values()}
        quoted = Quoted(len(self._looks.styles))
        for part, (filling, sizes) in fillings.items():
            with _located(self.name, filling.sheet.name):
                parts[part] = sheet_xml(filling, sizes, layouts, self._env, context, quoted)
            links.relate(parts, part, filling.links)
        self._fill_pictures(parts, {part: filling for part, (filling, _) in fillings.items()}, layouts, context)
        parts[WORKBOOK] = workbook.moved(parts[WORKBOOK], layouts, self._recalculated)
        if quoted or any(sizes.paging.ends for _, sizes in fillings.values()):
            parts[STYLES] = quoted.added(self._closed_styles)
        if not context.get("thai_digits", True):
            for name, data in parts.items():
                if name == STYLES or "/charts/" in name:
                    parts[name] = _arabic(data)
        return parts

    def _fill_pictures(
        self, parts: dict[str, bytes], fillings: Mapping[str, Filling], layouts: Mapping[str, Layout],
        context: Mapping[str, object],
    ) -> None:
        """Moves and fills what hangs on the sheets (by part), and the charts that are a sheet of
        their own."""
        figures = Figures({filling.sheet.name: filling for filling in fillings.values()})
        hung = [
            (name, kind, filling.sheet.name)
            for part, filling in fillings.items()
            for name, kind in drawings.of_sheet(parts, part).items()
        ]
        drawn = {sheet for _, kind, sheet in hung if kind == DRAWING}
        sizings = {f.sheet.name: sizing(f.sheet) for f in fillings.values() if f.sheet.name in drawn}
        for part in package.related(parts, WORKBOOK, CHARTSHEET).values():
            charts = drawings.of_sheet(parts, part).items()
            hung += [(name, kind, "") for name, kind in charts if kind == CHART]
        for name, kind, sheet in hung:
            with _located(self.name, sheet or "แผนภูมิ"):
                parts[name] = drawings.filled(
                    parts[name], kind, sheet, layouts, sizings, self._env, context, figures.of
                )
        for name, kind, _ in hung:
            if kind == DRAWING:
                parts[name] = drawings.described(parts, name)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of its sheets, as the office wrote them."""
        return tuple(sheet.name for sheet in self._sheets.values())

    def placeholders(self) -> tuple[Placeholder, ...]:
        """Every cell, header, text box and title that says something to the program, sheet by
        sheet; what is no cell has what the office calls it for its address."""
        return tuple(
            Placeholder(sheet.name, place, text, names_in(self._env, text))
            for part, sheet in self._sheets.items()
            for place, text in survey.words(self._parts, part, sheet)
        )

    def problems(self, names: Mapping[str, object]) -> tuple[Problem, ...]:
        """What is wrong with the template as far as can be seen without filling it, by the ``names`` that
        it may use: cheap enough to ask before each use."""
        return tuple(self._problems(Checking(self._env, names)))

    def _problems(self, checking: Checking) -> Iterator[Problem]:
        by_name = {sheet.name: sheet for sheet in self._sheets.values()}
        for part, sheet in self._sheets.items():
            yield from checking.sheet(sheet)
            for place, text in (
                *survey.outside(self._parts, part, sheet), *survey.braces(self._parts, part, sheet)
            ):
                yield from checking.text(sheet, place, text)
            yield from survey.references_nowhere(sheet, self._titles)
        yield from crossing(by_name)

    def check(
        self, sample: Mapping[str, object], *others: Mapping[str, object],
        names: Mapping[str, object] | None = None,
    ) -> Report:
        """What is wrong with the template, judged by contexts like those it will be filled
        from: names that ``names`` (None: ``sample``) does not have, cell by cell, names that no cell
        uses, what is not filled, and what of the office's file no workbook made from ``sample`` and
        ``others`` has."""
        checking = Checking(self._env, sample if names is None else names)
        problems = list(self._problems(checking))
        notes: list[TemplateNote] = []
        for part, sheet in self._sheets.items():
            notes += survey.notes(self._parts, part, sheet)
        notes += survey.of_workbook(self._parts, self._sheets)
        if not problems:
            missed: dict[tuple[str, str, str], None] = {}
            try:
                made = [self._filled(one, missed) for one in (sample, *others)]
            except FormError as error:
                problems.append(Problem("", "", str(error)))
            else:
                titles = {part: sheet.name for part, sheet in self._sheets.items()}
                lacking = [list(contents.left_out(self._parts, one, titles)) for one in made]
                notes += [note for note in lacking[0] if all(note in one for one in lacking)]
                notes += survey.lacking_looks(missed)
        return Report(tuple(problems), checking.unused(), tuple(dict.fromkeys(notes)))


def _arabic(part: bytes) -> bytes:
    """Formats of numbers and dates with Arabic digits instead of Thai ones."""
    return part.replace(b"[$-D00041E]", b"").replace(b"[$-D07041E]", b"[$-107041E]")


@contextmanager
def _located(template: str, sheet: str) -> Iterator[None]:
    """Names template, sheet and cell in the error of what is done inside."""
    try:
        yield
    except CannotFill as error:
        where = f"แบบฟอร์ม {template} แผ่นงาน {sheet} ช่อง {error.address}"
        raise FormError(f"{where}: {error.why}") from error
