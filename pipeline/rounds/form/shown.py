"""What a form says, filled in or not: the page to hold beside the signed paper, and the same as data."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from pipeline.definitions.agreement import with_unit
from pipeline.definitions.held import part_words
from pipeline.definitions.sources import read_sources
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement, Formula, Kpi, Measure
from pipeline.model.frame import Band, Section
from pipeline.model.item import CARRIED, Item
from pipeline.model.level import BOUND_KINDS, SIGNS, Level, Target, Threshold
from pipeline.model.source import SourceDefinition
from pipeline.normalise.kinds import KINDS
from pipeline.rounds.edges import Condition, bands, conditions
from pipeline.rounds.form.book import FormBook, FormRow
from pipeline.rounds.form.changes import read_changes
from pipeline.rounds.form.ids import (
    deducted,
    item_ids,
    kind_of,
    kpis_of,
    levels_of,
    part_of,
    section_ids,
    whole_number,
)
from pipeline.rounds.form.reading import read_form
from pipeline.rounds.form.tables import (
    BETWEEN_WORDS,
    BOUND_WORDS,
    OWN_TARGET,
    USE_WORDS,
)
from pipeline.rounds.form.ways import read_element, read_way
from pipeline.rounds.shown import Json, ShownKpi, ShownLevel, ShownPart, kpi_json
from pipeline.rounds.text import edge_text, kpi_lines, pad, sections, table, to_tick
from pipeline.thai.calendar import serial, thai_date
from pipeline.thai.digits import shortest
from pipeline.thai.points import read_step
from pipeline.thai.text import clean, squeeze
from pipeline.units import DATE, LEVEL, PERCENT, usual_places

_NOT_CHOSEN = replace(MEASURES["ratio_of_sums"], name="", offers=())  # holds the place of what is not chosen yet
_DAYS = range(1, 2_900_000)  # numbers of days that are days
_MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class FormKpi:
    """One per KPI of a form: as it will be shown as one of a round (its ``open`` are questions about the paper), what
    is still ``to_fill``, and by part ("" the KPI itself) the numbers of the levels that are asked about."""

    shown: ShownKpi
    number: int | None
    weighed: bool
    to_fill: tuple[str, ...]
    asked: Mapping[str, frozenset[int]]

    def as_json(self) -> Json:
        """As plain data: no bound is stated of a level that is asked about, or that asks for nothing."""
        found = kpi_json(self.shown, ends=False)
        found.pop("computed")
        for key, ladder in (("", found), *((str(part["id"]), part) for part in _parts(found))):
            ladder["levels"] = [self._level(key, level) for level in _tables(ladder["levels"])]
            ladder.pop("computed", None)
        return {
            **found, "number": self.number, "weight": found["weight"] if self.weighed else None,
            "section": found["section"] or None, "to_fill": list(self.to_fill)}

    def _level(self, part: str, level: Json) -> Json:
        if level["level"] not in self.asked.get(part, ()):
            return level
        return {**level, **dict.fromkeys(BOUND_KINDS), "needs": []}


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A form as it stands: the frame, as far as it is filled in, its KPIs, what of the frame is ``to_fill``, and what
    could not be read in it."""

    agreement: Agreement
    dated: bool
    kpis: tuple[FormKpi, ...]
    readings: tuple[FormRow, ...]
    doubts: tuple[str, ...]
    to_fill: tuple[str, ...]
    unread: tuple[str, ...]

    def as_json(self) -> Json:
        """What ``round show --format json`` says of a form."""
        it = self.agreement
        return {
            "round": it.round_id or None, "state": "form", "title": list(map(clean, it.title)),
            "start": it.start.isoformat() if self.dated else None, "end": it.end.isoformat() if self.dated else None,
            "sections": [{"id": s.id, "name": s.name, "share": shortest(s.share) if s.share else None} for s in it.sections],
            "kpis": [one.as_json() for one in self.kpis], "open": list(self.doubts), "to_fill": [*self.to_fill, *self.unread],
        }

    def lines(self) -> Iterator[str]:
        """For the terminal."""
        it = self.agreement
        yield f"แบบกำหนดตัวชี้วัด รอบ {it.round_id or '(ยังไม่ได้กรอก)'}"
        yield from map(clean, it.title)
        yield f"{thai_date(it.start)} – {thai_date(it.end)}" if self.dated else "ยังไม่ได้กรอกวันเริ่มและวันสิ้นรอบ"
        yield ""
        yield from table(sections(it))
        if it.bands:
            yield ""
            yield from table([("ระดับผลการประเมิน", "ร้อยละของคะแนนรวม", ""), *(
                (name, condition.words, edge_text(condition)) for name, condition in bands(it))])
        for points, head in ((self.doubts, "ควรตรวจ:"), (self.to_fill, "ยังต้องกรอก:"), (self.unread, "อ่านไม่ได้:")):
            yield from to_tick(points, "", head)
        for kpi in self.kpis:
            yield ""
            yield from kpi_lines(kpi.shown)
            yield from to_tick(kpi.to_fill, "  ", "ยังต้องกรอก:")
        for number, reading in enumerate(self.readings, 1):
            yield ""
            yield f"การตีความที่ {number}  {clean(reading.text('question'))}"
            turned = USE_WORDS.get(reading.text("use")) == "other"
            for what, key in (("ทางที่ใช้", "other" if turned else "chosen"), ("อีกทาง", "chosen" if turned else "other")):
                yield f"  {pad(what, 9)}  {clean(reading.text(key)) or '(ยังไม่ได้กรอก)'}"


def form_at(home: Path, path: Path) -> ShownForm:
    """The form in a file, by the reports that are known in ``home``. Raises UsageError where the file is no form."""
    return show_form(read_form(path), read_sources(home, KINDS), MEASURES)


def show_form(book: FormBook, sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]) -> ShownForm:
    """A form, whatever of it is filled in; ``sources`` are the reports that are known."""
    frame = book.frame
    start, end = frame("start").date("value"), frame("end").date("value")
    rows = book.rows("sections")
    names = {squeeze(row.text("name")): section for row, section in zip(rows, section_ids(rows), strict=True)}
    agreement = Agreement(
        frame("round").text("value"), frame("title").lines("value"), start or dt.date.min, end or dt.date.min,
        tuple(Section(section, row.text("name"), row.text("label"), row.number("share") or Decimal(0))
              for row, section in zip(rows, section_ids(rows), strict=True)),
        tuple(Band(row.text("name"), least) for row in book.rows("bands") if (least := row.number("at_least")) is not None),
        frame("bands_note").text("value"), (), (), ())
    shown = _Shown(book, agreement, names, sources, measures)
    kpis = tuple(shown.kpi(row) for row in book.rows("kpis") if not row.text("part").strip())
    return ShownForm(
        replace(agreement, kpis=tuple(one.shown.kpi for one in kpis)), bool(start and end), kpis, tuple(book.rows("readings")), frame("doubts").lines("value"),
        tuple(_of_frame(book)), tuple(problem.line for problem in book.problems))


def _of_frame(book: FormBook) -> Iterator[str]:
    """What of the frame is still to be filled in."""
    for key in ("round", "title", "start", "end"):
        row = book.frame(key)
        if "value" not in row.values:
            yield row.text("what") or key
    if any(row.number("share") is None for row in book.rows("sections")) or not book.rows("sections"):
        yield "สัดส่วนของส่วน"
    if not book.rows("kpis"):
        yield "ตัวชี้วัด"
    if not book.rows("paper"):
        yield "ข้อความข้อตกลง"


@dataclass(frozen=True, slots=True)
class _Shown:
    book: FormBook
    agreement: Agreement
    names: Mapping[str, str]
    sources: Sequence[SourceDefinition]
    measures: Mapping[str, Measure]

    def kpi(self, row: FormRow) -> FormKpi:
        """A KPI of a form, with its parts and deductions."""
        number = whole_number(row)
        rows = [one for one in self.book.rows("kpis") if whole_number(one) == number and number is not None]
        parts = {kind: [one for one in rows if part_of(one) and deducted(one) == kind] for kind in (False, True)}
        unclear: dict[str, frozenset[int]] = {}
        kpi = self._ladder(row, "", unclear)
        kpi = replace(
            kpi, parts=tuple(self._ladder(one, part_of(one), unclear) for one in parts[False]),
            deductions=tuple(self._ladder(one, part_of(one), unclear) for one in parts[True]))
        ways = {part_of(one): clean(one.text("way")) for one in (row, *parts[False], *parts[True])}
        shown = ShownKpi(
            kpi, row.text("section") or "(ยังไม่เลือกส่วน)", _computed(ways[""]), self._levels(row, kpi, unclear),
            tuple(ShownPart(part, part_words(key, part), _computed(ways[part.part]), self._levels(one, part, unclear))
                  for (key, part), one in zip(kpi.by_place()[1:], (*parts[False], *parts[True]), strict=True)),
            (), tuple(self._open(row, rows)))
        asked = {part_of(one): frozenset(whole_number(level, "level") or 0 for level in self._doubtful(one)) for one in (row, *parts[False], *parts[True])}
        return FormKpi(shown, number, row.number("weight") is not None, tuple(self._to_fill(row, rows)), asked)

    def _doubtful(self, row: FormRow) -> list[FormRow]:
        """The levels that are not understood, or in doubt until somebody confirms them."""
        levels = self._rows("levels", row)
        dated = any(level.date("value") for level in levels)
        return [level for level in levels if not _understood(level, dated=dated) or (level.text("question") and not level.text("confirmed"))]

    def _rows(self, table: str, row: FormRow) -> list[FormRow]:
        """The rows of levels or items that are of a KPI or of a part of one."""
        at = (whole_number(row), squeeze(row.text("part")))
        return [one for one in self.book.rows(table) if (whole_number(one), squeeze(one.text("part"))) == at and at[0] is not None]

    def _ladder(self, row: FormRow, part: str, unclear: dict[str, frozenset[int]]) -> Kpi:
        """A KPI or a part, as far as its rows say; notes the levels that are not understood."""
        rows = self._rows("levels", row)
        dated = any(one.date("value") for one in rows)
        unclear[part] = frozenset(whole_number(one, "level") or 0 for one in rows if not _understood(one, dated=dated))
        keys = read_way(row.text("way"), self.sources, self.measures) or {}
        measure = self.measures.get(keys.get("measure", ""), _NOT_CHOSEN)
        items = self._rows("items", row)
        carrier = next((item for item, one in zip(item_ids(items), items, strict=True) if kind_of(one) in CARRIED), "")
        levels = _apart([_level(one, items, unclear[part]) for one in sorted(rows, key=lambda one: whole_number(one, "level") or 0)])
        unit = DATE if dated else row.text("unit")
        if not unit and measure is _NOT_CHOSEN:
            unit = PERCENT if any(level.bound or level.target for level in levels) or unclear[part] else LEVEL
        if unit == DATE and not dated:
            unit = ""
        places = whole_number(row, "places")
        return with_unit(Kpi(
            number=whole_number(row) or 0, section=self.names.get(squeeze(row.text("section")), ""), goal=row.text("goal"),
            name=row.text("name"), weight=_weight(row), data_source=row.text("data_source"),
            cutoff=row.date("cutoff") or self.agreement.end, part=part, levels=levels, unit=unit,
            formula=Formula(measure, result=carrier, **{key: value for key, value in keys.items() if key != "measure"}),  # type: ignore[arg-type]  # by name
            items=tuple(_item(item, one) for item, one in zip(item_ids(items), items, strict=True)),
            interpolated=BETWEEN_WORDS.get(row.text("between"), False), top=row.number("top"),
            places=usual_places(unit) if places is None or not 0 <= places <= _MOST_PLACES else places,
            target_source=self._element(row, "target_source"), weight_source=self._element(row, "weight_source"),
            absent_to=row.text("absent_to")))

    def _element(self, row: FormRow, key: str) -> str:
        return read_element(row.text(key), self.sources, "figure") or ""

    def _levels(self, row: FormRow, kpi: Kpi, unclear: Mapping[str, frozenset[int]]) -> tuple[ShownLevel, ...]:
        """The levels with what they ask for; from the first that is not understood on nobody knows what results reach."""
        asked = {whole_number(one, "level"): _question(one) for one in self._rows("levels", row)}
        first = min(unclear[kpi.part], default=None)
        below = replace(kpi, levels=tuple(level for level in kpi.levels if first is None or level.level < first))
        found = []
        for level in kpi.levels:
            if level in below.levels:
                said = conditions(below, level)
            elif level.level in unclear[kpi.part]:
                said = (Condition(f"ยังไม่รู้: {asked.get(level.level, '')}", ()),)
            else:
                said = tuple(replace(one, edges=()) for one in conditions(kpi, level))
            found.append(ShownLevel(level, clean(level.quote), said))
        return tuple(found)

    def _open(self, row: FormRow, rows: Sequence[FormRow]) -> Iterator[str]:
        """The questions about the paper: of levels that nobody has confirmed, and what is read in one of two ways."""
        asked = False
        for one in (row, *(other for other in rows if part_of(other))):
            part = f"({'หัก' if deducted(one) else 'ส่วน'} {part_of(one)}) " if part_of(one) else ""
            for level in self._doubtful(one):
                asked = True
                yield f"ระดับที่ {whole_number(level, 'level') or '?'}: {part}{_question(level)}"
        for reading in () if asked else self.book.rows("readings"):  # which asks the same of the ladder
            kpis = kpis_of(reading) or []
            if kpis == [whole_number(row)] and read_changes(reading.lines("changes"), kpis).bounds:
                yield _asked(reading.text("question"))

    def _to_fill(self, row: FormRow, rows: Sequence[FormRow]) -> Iterator[str]:
        """What of a KPI is not filled in yet."""
        for key, what in (("number", "เลขตัวชี้วัด"), ("name", "ชื่อตัวชี้วัด"), ("section", "อยู่ในส่วน"), ("weight", "น้ำหนัก")):
            if key not in row.values:
                yield what
        for one in (row, *(other for other in rows if part_of(other))):
            part = f" ({'หัก' if deducted(one) else 'ส่วน'} {part_of(one)})" if part_of(one) else ""
            if not one.text("way"):
                yield f"คิดจาก{part}"
            levels = self._rows("levels", one)
            if not levels and not part:
                yield "เกณฑ์"
            if left := sum(not level.text("confirmed") for level in levels):
                yield f"ยืนยันเกณฑ์ {left} ระดับ{part}"
        for reading in self.book.rows("readings"):
            if not reading.text("chosen") and whole_number(row) in (kpis_of(reading) or ()):
                yield f"ทางที่ใช้ของ “{clean(reading.text('question'))}”"


def _parts(found: Json) -> list[Json]:
    return [part for key in ("parts", "deductions") for part in _tables(found.get(key, []))]


def _tables(value: object) -> list[Json]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _weight(row: FormRow) -> Decimal:
    """A weight; of a part that says none it is 1."""
    weight = row.number("weight")
    return weight if weight is not None else Decimal(1 if part_of(row) else 0)


def _computed(way: str) -> tuple[str, ...]:
    return (f"คิดจาก {way or '(ยังไม่ได้เลือก)'}",)


def _asked(question: str) -> str:
    """A question, with its mark."""
    words = clean(question)
    return words if words.endswith("?") else f"{words}?"


def _question(row: FormRow) -> str:
    return _asked(row.text("question") or "อ่านว่าอย่างไร")


def _understood(row: FormRow, *, dated: bool) -> bool:
    """Whether a row of levels says what the level asks for."""
    bound, value = BOUND_WORDS.get(row.text("bound")), row.values.get("value")
    if bound == "":
        return True
    if bound is None or value is None:
        return False
    return isinstance(value, dt.date) if dated else isinstance(value, Decimal) or squeeze(str(value)) == OWN_TARGET


def _level(row: FormRow, items: Sequence[FormRow], unclear: frozenset[int]) -> Level:
    number = whole_number(row, "level") or 0
    ids = zip(item_ids(items), items, strict=True)
    needs = tuple(item for item, one in ids if number in (levels_of(one) or ()))
    level = Level(number, row.text("quote"), needs=needs, points=row.number("points"), short=row.text("short"))
    kind, value = BOUND_WORDS.get(row.text("bound")), row.values.get("value")
    if not kind or number in unclear:
        return level
    if isinstance(value, str):
        return replace(level, target=Target(kind))  # type: ignore[arg-type]  # one of the kinds
    number_of = serial(value) if isinstance(value, dt.date) else value
    return level.bounded(Threshold(kind, number_of or Decimal(0)))  # type: ignore[arg-type]  # one of the kinds


def _apart(levels: Sequence[Level]) -> tuple[Level, ...]:
    """Levels around each district's own target, each as far from it as their one quote says."""
    said = read_step(levels[0].quote) if levels and len({level.quote for level in levels}) == 1 else None
    if said is None or said.target is not None:
        return tuple(levels)
    up = [said.by if level.target and SIGNS[level.target.kind] in "≥>" else -said.by for level in levels]
    return tuple(
        replace(level, target=replace(level.target, plus=by * (level.level - said.level))) if level.target else level
        for level, by in zip(levels, up, strict=True))


def _item(item: str, row: FormRow) -> Item:
    return Item(
        item, kind_of(row), "", (clean(row.text("text")), *row.lines("spellings")),  # type: ignore[arg-type]  # one of the kinds
        row.number("at_least") or Decimal(1), unit=row.text("unit"))
