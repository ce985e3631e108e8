"""What a KPI and a part of one have alike: what the result is made of, its items, and its levels."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from pipeline.model.agreement import Measure
from pipeline.model.item import CARRIED
from pipeline.model.observation import source_of
from pipeline.model.source import Role, SourceDefinition
from pipeline.rounds.form.book import FormRow
from pipeline.rounds.form.changes import bound_value
from pipeline.rounds.form.draft import Draft, numbers_in, place_of, unknown
from pipeline.rounds.form.ids import kind_of, levels_of, listed_numbers
from pipeline.rounds.form.tables import (
    BETWEEN_WORDS,
    BOUND_WORDS,
    ITEM_WORDS,
    ITEMS,
    KPIS,
    LEVELS,
    OWN_TARGET,
    UNANSWERED_WORDS,
    FormTable,
)
from pipeline.rounds.form.toml import Groups, Lines, day
from pipeline.rounds.form.understood import understand
from pipeline.rounds.form.ways import elements, read_element, read_way, ways
from pipeline.thai.criterion import plain_words
from pipeline.thai.digits import shortest, to_arabic
from pipeline.thai.phrases import STEPS
from pipeline.thai.points import read_step
from pipeline.thai.text import clean, squeeze
from pipeline.units import DATE

Toml = dict[str, object]
PROGRESS = "progress.answer"  # where items are answered unless a form says otherwise
TARGET, WEIGHT = "targets.target", "targets.weight"  # where each district's own stand unless a form says otherwise
_UNIT_LEVEL = re.compile(rf"(?:ระดับ(?:ที่)? ?)?(?P<level>\d+) ?[:=] ?(?P<bound>{'|'.join(filter(None, BOUND_WORDS))}) ?(?:ร้อยละ ?)?(?P<value>\S.*)")


@dataclass(frozen=True, slots=True)
class Ladder:
    """One per KPI, part or deduction of a form: its own row, those of its levels and of its items (each with its
    id), where it stands in its file (``parts[1].``), and the reports and measures that there are."""

    row: FormRow
    levels: Sequence[FormRow]
    items: Sequence[tuple[str, FormRow]]
    file: str
    key: str
    sources: Sequence[SourceDefinition]
    measures: Mapping[str, Measure]
    targets: Sequence[FormRow] = ()

    @property
    def name(self) -> str:
        """``ตัวชี้วัดที่ 5 ส่วน A``."""
        number, part = self.row.number("number"), self.row.text("part").strip()
        of_part = "" if not part else f" {part}" if part.startswith("หัก") else f" ส่วน {part}"
        return f"ตัวชี้วัดที่ {'?' if number is None else shortest(number)}{of_part}"

    def keep(self, draft: Draft, key: str, table: FormTable, row: FormRow, column: str, what: str | None = None) -> None:
        """Notes where in the form stands what its file has at a key of it."""
        draft.keep(self.file, self.key + key, table, row, column, what)


def in_one_line(text: str) -> str:
    """The lines of a cell as one."""
    return " ".join(line.strip() for line in text.strip().splitlines())


def measured(draft: Draft, one: Ladder) -> Toml:
    """All of a ladder but what it is called and weighs."""
    formula = _formula(draft, one)
    measure = one.measures.get(str(formula.get("measure", "")))
    if measure is not None and measure.given and one.items:  # as they are drafted before anybody chose คิดจาก
        draft.remarks.append(f"{one.name} ผู้ตรวจให้ระดับเอง จึงไม่ใช้ {len(one.items)} รายการในแผ่น {ITEMS.sheet}")
        one = replace(one, items=())
    levels, own = _levels(draft, one)
    if measure is not None and not one.levels and not one.key:  # a part may be without
        one.keep(draft, "levels", KPIS, one.row, "number")
        draft.note(KPIS, one.row, "number", f"{one.name} ยังไม่มีเกณฑ์ เพิ่มแถวของแต่ละระดับในแผ่น เกณฑ์")
    return {
        **_whole(draft, one, formula, own=own),
        "formula": formula,
        "items": [_item(draft, one, number, item, row) for number, (item, row) in enumerate(one.items, 1)],
        **levels,
    }


# --- of the whole --------------------------------------------------------------------------------


def _whole(draft: Draft, one: Ladder, formula: Toml, *, own: bool) -> Toml:
    """What is said of the ladder as a whole; ``own``: some level is each district's own target."""
    row, found = one.row, Toml()
    unit = row.text("unit").strip() or _usual_unit(one, formula)
    if unit:
        found["unit"] = unit
    for key in ("places", "top"):
        if (number := row.number(key)) is not None:
            found[key] = int(number) if key == "places" and number == int(number) else number
    if (date := row.date("cutoff")) is not None:
        found["cutoff"] = day(date)
    if draft.chosen(KPIS, row, "between", BETWEEN_WORDS, False):
        found["interpolated"] = True
    weighed = any(target.number("weight") is not None for target in one.targets)
    for key, usual, uses in (("target_source", TARGET, own), ("weight_source", WEIGHT, weighed)):
        if element := _element(draft, one, KPIS, row, key, "figure") or (usual if uses else ""):
            found[key] = element
    for key, column in (("unit", "unit"), ("places", "places"), ("top", "top"), ("cutoff", "cutoff"), ("interpolated", "between"),
                        ("target_source", "target_source"), ("weight_source", "weight_source"), ("", "name")):
        one.keep(draft, key, KPIS, row, column)
    return found


def _usual_unit(one: Ladder, formula: Toml) -> str:
    """What a result is counted in where a form says nothing and the program cannot tell: a day, or what its own
    column is counted in."""
    if any(isinstance(level.values.get("value"), dt.date) for level in one.levels):
        return DATE
    measure = one.measures.get(str(formula.get("measure", "")))
    element = str(formula.get("element", ""))
    if measure is None or measure.units or not element or measure.figure != "figure":
        return ""
    columns = (source.column(element.partition(".")[2]) for source in one.sources if source.id == source_of(element))
    return next((column.unit for column in columns), "")


def _element(draft: Draft, one: Ladder, table: FormTable, row: FormRow, key: str, role: Role) -> str:
    """The element that a cell names; "" where it is blank or names none."""
    text = row.text(key).strip()
    found = read_element(text, one.sources, role) if text else ""
    if found is None:
        draft.note(table, row, key, f"{unknown(text, elements(one.sources, role))} พิมพ์เป็น รายงาน: ช่อง")
    return found or ""


# --- what the result is made of ------------------------------------------------------------------


def _lacking(text: str, sources: Sequence[SourceDefinition]) -> str:
    """What to look for where a way is none: the columns of the report that it begins with, else the report."""
    of = next((source for source in sources if squeeze(text).startswith(f"{squeeze(source.title)}:")), None)
    if of is None:
        return "ถ้าเป็นรายงานที่โปรแกรมยังไม่รู้จัก กรอกหัวช่องในแผ่น รายงานใหม่ ก่อน"
    named = clean(of.title)
    columns = [words.removeprefix(f"{named}: ") for words in elements([of], "figure")]
    return f"รายงาน “{named}” มีช่องตัวเลข: {', '.join(columns) or 'ไม่มี'}"


def _formula(draft: Draft, one: Ladder) -> Toml:
    row, text = one.row, one.row.text("way").strip()
    for key, column in (
        ("formula", "way"), ("formula.numerator_else", "numerator_else"), ("formula.base_years", "base_years"), ("formula.weight", "row_weight"),
        ("formula.unit_levels", "unit_levels"), ("formula.more", "more")):
        one.keep(draft, key, KPIS, row, column)
    keys = read_way(text, one.sources, one.measures) if text else None
    if not text:
        draft.note(KPIS, row, "way", f"{one.name} ยังไม่ได้เลือกว่าคิดจากอะไร เลือกจากรายการ")
    elif keys is None:
        draft.note(KPIS, row, "way", f"{unknown(text, ways(one.sources, one.measures))} {_lacking(text, one.sources)}")
    formula: Toml = {"measure": ""} if keys is None else dict(keys)
    for key, column in (("numerator_else", "numerator_else"), ("weight", "row_weight")):
        if element := _element(draft, one, KPIS, row, column, "figure"):
            formula[key] = element
    if (years := listed_numbers(text := row.text("base_years").strip())) is None:
        draft.note(KPIS, row, "base_years", f"อ่าน “{text}” ไม่ได้ พิมพ์ปี พ.ศ. สี่หลัก คั่นด้วยจุลภาค")
    if years:
        formula["base_years"] = years
    if steps := _unit_levels(draft, row):
        formula["unit_levels"] = Groups(steps)
    measure = one.measures.get(str(formula["measure"]))
    carrying = [item for item, of in one.items if kind_of(of) in CARRIED]
    if measure is not None and "result" in measure.may and carrying:
        formula["result"] = carrying[0]
    if more := clean(row.text("more")):
        formula["more"] = more
    order = ("measure", "numerator", "numerator_else", "denominator", "element", "result", "weight", "base_years", "span", "direction", "combine", "unit_levels", "more")
    return {key: formula[key] for key in order if key in formula}


def _unit_levels(draft: Draft, row: FormRow) -> list[Toml]:
    """The ladder by which each row has points first: a line each."""
    found: list[Toml] = []
    for line in row.lines("unit_levels"):
        said = _UNIT_LEVEL.fullmatch(clean(to_arabic(line)))
        value = bound_value(said["value"]) if said else None
        if said is None or not isinstance(value, Decimal):
            draft.note(KPIS, row, "unit_levels", f"อ่านบรรทัด “{line}” ไม่ได้ เขียนเป็น 1: ไม่น้อยกว่า 60")
            continue
        found.append({"level": int(said["level"]), BOUND_WORDS[said["bound"]]: value})
    return found


# --- items ---------------------------------------------------------------------------------------


def _item(draft: Draft, one: Ladder, number: int, item: str, row: FormRow) -> Toml:
    kind = draft.chosen(ITEMS, row, "kind", ITEM_WORDS, "yes/no")
    place = f"items[{number}]"
    for key, column in (
        ("", "text"), (".texts", "text"), (".kind", "kind"), (".at_least", "at_least"), (".unit", "unit"), (".element", "element"),
        (".unanswered_is_no", "unanswered"), (".id", "levels")):
        one.keep(draft, place + key, ITEMS, row, column)
    if number == 1:
        one.keep(draft, "items", ITEMS, row, "text", one.name)
    if kind in CARRIED:
        one.keep(draft, "formula.result", ITEMS, row, "kind")
    text, least, unit = clean(row.text("text")), row.number("at_least"), row.text("unit").strip()
    if not text:
        draft.note(ITEMS, row, "text", "ยังไม่มีข้อความของรายการ")
    draft.names[one.file, item] = text
    found: Toml = {"id": item, "kind": kind}
    if kind == "count":
        if not unit:
            draft.note(ITEMS, row, "unit", f"“{text}” ต้องบอกหน่วยของจำนวน เช่น ครั้ง")
        if least is None:
            draft.note(ITEMS, row, "at_least", f"“{text}” ต้องบอกว่าอย่างน้อยเท่าใด")
        found |= {"at_least": least or Decimal(1), "unit": unit}
    elif least is not None:
        draft.note(ITEMS, row, "at_least", f"“{text}” มีจำนวนอย่างน้อย แต่คำตอบเป็น {row.text('kind') or 'มี/ไม่มี'} เลือก จำนวนอย่างน้อย หรือลบจำนวน")
    found["element"] = _element(draft, one, ITEMS, row, "element", "answer") or PROGRESS
    texts = list({squeeze(said): said for said in (text, *map(clean, row.lines("spellings"))) if said}.values())
    found["texts"] = Lines(texts) if len(texts) > 1 else texts
    if draft.chosen(ITEMS, row, "unanswered", UNANSWERED_WORDS, False):
        found["unanswered_is_no"] = True
    return found


def _needs(draft: Draft, one: Ladder) -> dict[int, list[str]]:
    """The items that each level needs."""
    numbers = {int(number) for row in one.levels if (number := row.number("level")) is not None}
    found: dict[int, list[str]] = {}
    for item, row in one.items:
        if (levels := levels_of(row)) is None:
            draft.note(ITEMS, row, "levels", f"อ่าน “{row.text('levels').strip()}” ไม่ได้ พิมพ์เลขของทุกระดับ คั่นด้วยจุลภาค เช่น 3 หรือ 3, 4")
        for level in levels or ():
            if level not in numbers:
                draft.note(ITEMS, row, "levels", f"{one.name} ไม่มีระดับที่ {level} แก้เลขระดับ หรือเพิ่มระดับในแผ่น เกณฑ์")
            found.setdefault(level, []).append(item)
    return found


# --- levels --------------------------------------------------------------------------------------


def _levels(draft: Draft, one: Ladder) -> tuple[Toml, bool]:
    """The levels from the lowest, or the step that makes them; and whether some are each district's own target."""
    before = len(draft.problems)
    needs = _needs(draft, one)
    numbered: list[tuple[int, FormRow]] = []
    for row in one.levels:
        number = row.number("level")
        if number is None or number != int(number):
            draft.note(LEVELS, row, "level", f"{one.name} มีเกณฑ์ที่ไม่บอกเลขระดับ พิมพ์เลขระดับ")
        else:
            numbered.append((int(number), row))
    numbered.sort(key=lambda found: found[0])
    for (first, _), (other, row) in pairwise(numbered):
        if first == other:
            draft.note(LEVELS, row, "level", f"{one.name} มีระดับที่ {other} สองแถว แก้เลขระดับหรือลบแถวที่เกิน")
    bounds = {id(row): _bound(draft, one, level, row) for level, row in numbered}
    if len(draft.problems) > before and (number := one.row.number("number")) is not None:
        draft.unsure.add(int(number))
    _ask(draft, one, numbered)
    _count_needs(draft, one, numbered, needs)
    for place, (level, row) in enumerate(numbered, 1):
        _keep_level(draft, one, f"levels[{level}]", row)
        _keep_needs(draft, one, level, needs.get(level, []))
        draft.places.setdefault((one.file, f"{one.key}levels[{place}]"), place_of(LEVELS, row, "quote"))
    if numbered:
        for key, column in (("levels", "level"), ("step", "value"), ("examples", "value")):
            one.keep(draft, key, LEVELS, numbered[0][1], column, one.name)
    own = any(value == "target" for bound in bounds.values() for value in bound.values())
    step = _step([(level, row, bounds[id(row)]) for level, row in numbered])
    if step:
        return {"step": step}, own
    return {"levels": [_level(level, row, bounds[id(row)], needs.get(level, [])) for level, row in numbered]}, own


def _count_needs(draft: Draft, one: Ladder, numbered: Sequence[tuple[int, FormRow]], needs: Mapping[int, Sequence[str]]) -> None:
    """Notes the levels whose words ask for more than their items do, as where somebody deleted a row of an item."""
    said = understand([(level, row.text("quote")) for level, row in numbered], unit=one.row.text("unit") or None).items if needs else ()
    for level, _ in numbered:
        asked, own = sum(level in item.levels for item in said), len(needs.get(level, ()))
        if own < asked:
            draft.remarks.append(
                f"{one.name} ระดับที่ {level}: ถ้อยคำมีสิ่งที่ต้องทำ {asked} ข้อ แต่แผ่น {ITEMS.sheet} มี {own} ข้อ ถ้าแถวหายไป เพิ่มคืนแล้วสั่งใหม่")


def _keep_level(draft: Draft, one: Ladder, place: str, row: FormRow) -> None:
    for key, column in (
        ("", "value" if squeeze(row.text("bound")) in map(squeeze, BOUND_WORDS) else "bound"), (".level", "level"), (".quote", "quote"), (".short", "short"), (".points", "points"),
        *((f".{kind}", "value") for kind in filter(None, BOUND_WORDS.values()))):
        one.keep(draft, place + key, LEVELS, row, column)


def _keep_needs(draft: Draft, one: Ladder, level: int, needs: Sequence[str]) -> None:
    """What is wrong with the items that a level needs is told at one that cannot be needed, else at the first."""
    rows = sorted((row for item, row in one.items if item in needs), key=lambda row: kind_of(row) not in CARRIED)
    if rows:
        one.keep(draft, f"levels[{level}].needs", ITEMS, rows[0], "levels")


def _level(level: int, row: FormRow, bound: Toml, needs: Sequence[str]) -> Toml:
    found: Toml = {"level": level, "quote": in_one_line(row.text("quote"))}
    if short := clean(row.text("short")):
        found["short"] = short
    found |= bound
    if (points := row.number("points")) is not None:
        found["points"] = points
    if needs:
        found["needs"] = list(dict.fromkeys(needs))
    return found


def _bound(draft: Draft, one: Ladder, level: int, row: FormRow) -> Toml:
    """The bound of a level; nothing where it has none, or the form does not say it."""
    at, text = f"{one.name} ระดับที่ {level}", row.text("bound").strip()
    kind = draft.chosen(LEVELS, row, "bound", BOUND_WORDS, "") if text else ""
    value = row.values.get("value")
    if not text:
        asked = row.text("question").strip()
        draft.note(LEVELS, row, "bound", f"{at} ยังไม่ได้บอกว่าอ่านอย่างไร{f' ({asked})' if asked else ''} เลือกในช่อง อ่านว่า")
        return {}
    if not kind:
        if value not in (None, "") and squeeze(text) in map(squeeze, BOUND_WORDS):
            draft.note(LEVELS, row, "value", f"{at} อ่านว่า {text} แต่มีค่า ลบค่า หรือเลือกว่าอ่านอย่างไร")
        return {}
    if value is None or value == "":
        draft.note(LEVELS, row, "value", f"{at} อ่านว่า {text} แต่ไม่มีค่า พิมพ์ตัวเลข วันที่ หรือ {OWN_TARGET}")
        return {}
    if isinstance(value, str):
        if squeeze(value) == squeeze(OWN_TARGET):
            return {kind: "target"}
        read = bound_value(value)
        if read is None:
            draft.note(LEVELS, row, "value", f"{at} อ่านค่า “{value}” ไม่ได้ พิมพ์ตัวเลข วันที่ หรือ {OWN_TARGET}")
            return {}
        value = read
    return {kind: day(value) if isinstance(value, dt.date) else value}


def _ask(draft: Draft, one: Ladder, numbered: Sequence[tuple[int, FormRow]]) -> None:
    """Tells the levels that nobody confirmed: each whose question is open, the others together."""
    silent: list[tuple[int, FormRow]] = []
    for level, row in numbered:
        if row.text("confirmed").strip():
            draft.chosen(LEVELS, row, "confirmed", {"ใช่": True}, True)
        elif question := row.text("question").strip():
            draft.note(LEVELS, row, "confirmed", f"{one.name} ระดับที่ {level} ต้องตอบ: {question} แก้ช่อง อ่านว่า และ ค่า ให้ตรงกับข้อตกลง แล้วเลือก ใช่")
        else:
            silent.append((level, row))
    if silent:
        cells = numbers_in([place_of(LEVELS, row, "confirmed").cell for _, row in silent])
        levels = ", ".join(str(level) for level, _ in silent)
        draft.note_at(LEVELS.sheet, cells, f"{one.name} ระดับที่ {levels} ยังไม่มีผู้ยืนยัน อ่านเกณฑ์เทียบกับช่องข้างๆ แล้วเลือก ใช่")


def _step(levels: Sequence[tuple[int, FormRow, Toml]]) -> Toml:
    """The step around a target that these levels are, each with the whole quote and bounds that lie equally far
    apart; nothing where they are no such."""
    quotes = {row.text("quote") for _, row, _ in levels}
    if len(levels) < 2 or len(quotes) != 1 or not STEPS.search(plain_words(quote := quotes.pop())):
        return {}
    said = read_step(quote)
    bounds = [next(iter(bound.items()), ("", None)) for _, _, bound in levels]
    kinds, numbers = {kind for kind, _ in bounds}, [level for level, _, _ in levels]
    if kinds not in ({"at_least"}, {"at_most"}) or numbers != list(range(numbers[0], numbers[-1] + 1)):
        return {}
    level = said.level if said and said.level in numbers else numbers[len(numbers) // 2]
    values = [value for _, value in bounds]
    if said and all(value == "target" for value in values):
        return _around(quote, "target", level, said.by if kinds == {"at_least"} else -said.by, numbers)
    amounts = [value for value in values if isinstance(value, Decimal)]
    apart = {other - one for one, other in pairwise(amounts)}
    if len(amounts) != len(values) or len(apart) != 1 or not (by := apart.pop()):
        return {}
    return _around(quote, amounts[numbers.index(level)], level, by, numbers)


def _around(quote: str, target: object, level: int, by: Decimal, numbers: Sequence[int]) -> Toml:
    found: Toml = {"quote": in_one_line(quote), "target": target, "level": level, "by": by}
    if numbers[0] != 1:
        found["lowest"] = numbers[0]
    if numbers[-1] != 5:
        found["highest"] = numbers[-1]
    return found
