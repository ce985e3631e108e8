"""A form as the files of a round, as a careful person would have written them by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.definitions.agreement import PAPER as PAPER_FILE
from pipeline.definitions.agreement import with_unit
from pipeline.definitions.blocks import TomlTable
from pipeline.definitions.kpis import load_kpi
from pipeline.model.agreement import Kpi, Measure
from pipeline.model.observation import source_of
from pipeline.model.source import SourceDefinition
from pipeline.rounds.form.book import FormBook, FormProblem, FormRow
from pipeline.rounds.form.draft import Draft, FormPlace, numbers_in, place_of, unknown
from pipeline.rounds.form.drafted import round_span
from pipeline.rounds.form.examples import examples
from pipeline.rounds.form.framed import frame_file, likely_round, round_of
from pipeline.rounds.form.ids import (
    deducted,
    item_ids,
    kpi_key,
    numbered,
    part_of,
    section_ids,
    whole_number,
)
from pipeline.rounds.form.interpreted import readings_file
from pipeline.rounds.form.ladder import Ladder, Toml, in_one_line, measured
from pipeline.rounds.form.tables import (
    ITEMS,
    KPIS,
    LEVELS,
    PAPER,
)
from pipeline.rounds.form.targeted import check_targets
from pipeline.rounds.form.toml import Commented, day, plain, written
from pipeline.rounds.form.ways import read_way
from pipeline.thai.digits import to_arabic
from pipeline.thai.text import clean, squeeze

_NO_ROUND = "0000-0"  # where the files stand of a form that does not say which round it is


@dataclass(frozen=True, slots=True)
class Definition:
    """One per form: the round that it makes ("" where it does not say which), the ``folder`` that its files stand in
    (that of its first day where it does not say which, "" where nothing tells), the text of each file of it by its
    path from ``agreement/`` on, where in the form stands what a file has at a key, what a file's own ids are in the words of the form, of which KPIs some level is not told (``unsure``),
    what the form itself lacks, and Thai lines on what is odd and yet may be meant.

    Keys are as the loader of rounds names them (``levels[2].points``, ``parts[1].levels[2]``, ``readings[2].bounds[1]``),
    "" the file as a whole.
    """

    round_id: str
    folder: str
    files: Mapping[str, str]
    places: Mapping[tuple[str, str], FormPlace]
    names: Mapping[tuple[str, str], str]
    unsure: frozenset[int]
    problems: tuple[FormProblem, ...]
    remarks: tuple[str, ...] = ()


def definition(
    book: FormBook, sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]
) -> Definition:
    """The files of a form's round, whatever is wrong in it, with all that is: ``sources`` are those that its words
    may name, those of its own new reports too."""
    draft = Draft(book, list(book.problems))
    round_id = round_of(draft)
    likely = round_id or likely_round(book)
    folder = likely or _NO_ROUND
    files = {f"{folder}/agreement.toml": frame_file(draft, folder)}
    files[f"{folder}/{PAPER_FILE}"] = "".join(f"{row.text('text')}\n" for row in book.rows("paper"))
    draft.places[f"{folder}/{PAPER_FILE}", ""] = FormPlace(PAPER.sheet)
    files |= _kpis(draft, folder, sources, measures)
    files[f"{folder}/reading.toml"] = readings_file(draft, folder)
    check_targets(draft, sources, measures)
    unread = {(one.sheet, one.cell) for one in book.problems}
    problems = [*book.problems, *(one for one in draft.problems[len(book.problems):] if (one.sheet, one.cell) not in unread)]
    return Definition(
        round_id, likely, files, draft.places, draft.names, frozenset(draft.unsure), tuple(dict.fromkeys(problems)),
        tuple(draft.remarks))


# --- KPIs ----------------------------------------------------------------------------------------


def _kpis(
    draft: Draft, folder: str, sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]
) -> dict[str, str]:
    """The file of each KPI."""
    rows = draft.book.rows("kpis")
    if not rows:
        draft.note_at(KPIS.sheet, "", "ยังไม่มีตัวชี้วัด เพิ่มแถวละตัวชี้วัด")
    wholes, parts = _parted(draft, rows)
    _check_joined(draft, {(number, part_of(row)) for number, row in numbered(rows)})
    files: dict[str, str] = {}
    formulas: dict[str, str] = {}
    for number, row in sorted(wholes.items()):
        ladders = _ladders(draft, folder, number, [row, *parts.get(number, [])], sources, measures)
        table = _kpi(draft, ladders)
        _exemplify(table, measures)
        _remark_shared(draft, ladders, table, measures, formulas)
        files[ladders[0].file] = written(table)
        if (folder, weights := f"weight of {table['section']}") not in draft.places:
            draft.keep(folder, weights, KPIS, row, "weight", "")
    return files


def _remark_shared(
    draft: Draft, ladders: Sequence[Ladder], table: Toml, measures: Mapping[str, Measure], formulas: dict[str, str]
) -> None:
    """Remarks that two KPIs, or parts, are computed from the same figures, as where คิดจาก was copied into the next row."""
    made = [table, *(part for key in ("parts", "deductions") for part in table.get(key, ()))]  # type: ignore[attr-defined]  # lists of tables
    for one, its in zip(ladders, made, strict=True):
        formula = {key: its["formula"].get(key) for key in ("measure", "numerator", "denominator", "element", "span", "direction")}
        measure = measures.get(str(formula.get("measure", "")))
        if measure is None or measure.figure != "figure" or measure.given:
            continue
        other = formulas.setdefault(repr(sorted(map(str, formula.items()))), one.name)
        if other != one.name:
            draft.remarks.append(f"{one.name} คิดจากช่องเดียวกับ{other} ถ้าไม่ได้ตั้งใจ แก้ช่อง คิดจาก แล้วสั่งใหม่")


def _parted(draft: Draft, rows: Sequence[FormRow]) -> tuple[dict[int, FormRow], dict[int, list[FormRow]]]:
    """The rows of whole KPIs by their numbers, and those of their parts and deductions."""
    wholes: dict[int, FormRow] = {}
    parts: dict[int, list[FormRow]] = {}
    for row in rows:
        number, part = whole_number(row), part_of(row)
        if number is None:
            draft.note(KPIS, row, "number", f"“{clean(row.text('name'))[:60]}” ยังไม่มีเลขตัวชี้วัด พิมพ์เลขตามข้อตกลง")
        elif part:
            if part.casefold() in [part_of(one).casefold() for one in parts.get(number, [])]:
                draft.note(KPIS, row, "part", f"ตัวชี้วัดที่ {number} ส่วน {part} มีสองแถว ตั้งชื่อส่วนให้ต่างกัน หรือลบแถวที่เกิน")
            parts.setdefault(number, []).append(row)
        elif number in wholes:
            draft.note(KPIS, row, "number", f"ตัวชี้วัดที่ {number} มีสองแถว แก้เลข หรือลบแถวที่เกิน")
        else:
            wholes[number] = row
    for number in parts.keys() - wholes.keys():
        draft.note(KPIS, parts[number][0], "number", f"มีส่วนย่อยของตัวชี้วัดที่ {number} แต่ไม่มีแถวของตัวชี้วัดนั้น เพิ่มแถวที่ช่อง ส่วน เว้นว่าง")
    return wholes, parts


def _check_joined(draft: Draft, known: set[tuple[int, str]]) -> None:
    """Levels and items are of KPIs and parts that there are."""
    numbers = {number for number, _ in known}
    for table in (LEVELS, ITEMS):
        lost: dict[tuple[str, str], list[str]] = {}
        for row in draft.book.rows(table.id):
            number, part = whole_number(row), part_of(row)
            if number is None:
                draft.note(table, row, "number", "ยังไม่บอกว่าเป็นของตัวชี้วัดใด พิมพ์เลขตัวชี้วัด")
            elif number not in numbers:
                words = f"ไม่มีตัวชี้วัดที่ {number} ในแผ่น {KPIS.sheet} แก้เลข หรือเพิ่มตัวชี้วัด"
                lost.setdefault(("number", words), []).append(place_of(table, row, "number").cell)
            elif (number, part) not in known:
                words = f"ตัวชี้วัดที่ {number} ไม่มีส่วน “{part}” ในแผ่น {KPIS.sheet} แก้ชื่อส่วน หรือเพิ่มแถวของส่วน" if part else (
                    f"ตัวชี้วัดที่ {number} ไม่มีแถวที่ช่อง ส่วน เว้นว่าง ในแผ่น {KPIS.sheet} เพิ่มแถวนั้น หรือบอกว่าเป็นของส่วนใด")
                lost.setdefault(("part", words), []).append(place_of(table, row, "part").cell)
        for (_, words), cells in lost.items():
            draft.note_at(table.sheet, numbers_in(cells), words)


def _ladders(
    draft: Draft, folder: str, number: int, rows: Sequence[FormRow],
    sources: Sequence[SourceDefinition], measures: Mapping[str, Measure],
) -> list[Ladder]:
    """A KPI, then its parts, then its deductions."""
    keys = read_way(rows[0].text("way"), sources, measures) or {}
    element = keys.get("numerator") or keys.get("element") or ""
    file = f"{folder}/kpi/{number}_{source_of(element) if element else keys.get('measure', 'kpi')}.toml"
    mine = [row for row in draft.book.rows("items") if whole_number(row) == number]
    ids = item_ids(mine)
    places = {"parts": 0, "deductions": 0}
    found = []
    for row in sorted(rows, key=lambda row: (bool(part_of(row)), deducted(row))):
        part, key = part_of(row), ""
        if part:
            kind = "deductions" if deducted(row) else "parts"
            places[kind] += 1
            key = f"{kind}[{places[kind]}]."
        levels = [one for one in draft.book.rows("levels") if (whole_number(one), part_of(one)) == (number, part)]
        targets = [one for one in draft.book.rows("targets") if squeeze(to_arabic(one.text("kpi"))) == kpi_key(number, part)]
        items = [(own, one) for own, one in zip(ids, mine, strict=True) if part_of(one) == part]
        found.append(Ladder(row, levels, items, file, key, sources, measures, targets))
    return found


def _kpi(draft: Draft, ladders: Sequence[Ladder]) -> Toml:
    """The table of a KPI's file."""
    whole, row = ladders[0], ladders[0].row
    draft.keep(whole.file, "", KPIS, row, "name")
    number = whole_number(row)
    table: Toml = {
        "number": number, "section": _section(draft, row, whole.name),
        "goal": goal if (goal := in_one_line(row.text("goal"))) else Commented("", "ข้อตกลงเว้นช่องนี้ไว้"),
        "name": in_one_line(row.text("name"))}
    if not table["name"]:
        draft.note(KPIS, row, "name", f"{whole.name} ยังไม่มีชื่อ")
    _check_absent_to(draft, row, whole.name)
    if short := clean(row.text("short_name")):
        table["short_name"] = short
    if (weight := row.number("weight")) is None:
        draft.note(KPIS, row, "weight", f"{whole.name} ยังไม่มีน้ำหนัก พิมพ์น้ำหนักตามข้อตกลง")
    else:
        table["weight"] = weight
    made = measured(draft, whole)
    for key in ("unit", "places"):
        if key in made:
            table[key] = made[key]
    table["data_source"] = in_one_line(row.text("data_source"))
    end = draft.book.frame("end").date("value") or (round_span(one)[1] if (one := whole.file.partition("/")[0]) != _NO_ROUND else None)
    if cutoff := row.date("cutoff") or end:
        table["cutoff"] = day(cutoff)
    notes = [note for one in ladders for note in one.row.lines("notes")]
    if notes:
        table["notes"] = notes
    table |= {key: value for key, value in made.items() if key not in table}
    for kind in ("parts", "deductions"):
        if parts := [_part(draft, one) for one in ladders if one.key.startswith(kind)]:
            table[kind] = parts
            whole.keep(draft, kind, KPIS, next(one.row for one in ladders if one.key.startswith(kind)), "part")
    if not table.get("parts"):
        whole.keep(draft, "parts", KPIS, row, "way")
    for key, column in (("number", "number"), ("section", "section"), ("goal", "goal"), ("name", "name"), ("short_name", "short_name"),
                        ("weight", "weight"), ("data_source", "data_source"), ("notes", "notes")):
        whole.keep(draft, key, KPIS, row, column)
    return {key: value for key, value in table.items() if value != []}


def _section(draft: Draft, row: FormRow, name: str) -> str:
    """The id of the section that a KPI is in."""
    sections = draft.book.rows("sections")
    ids = dict(zip((squeeze(one.text("name")) for one in sections), section_ids(sections), strict=True))
    text = row.text("section").strip()
    if not text and len(ids) == 1:
        return next(iter(ids.values()))
    if squeeze(text) in ids:
        return ids[squeeze(text)]
    words = unknown(text, [one.text("name") for one in sections]) if text else "ยังไม่ได้เลือกว่าอยู่ในส่วนใด"
    draft.note(KPIS, row, "section", f"{name} {words}")
    return ""


def _part(draft: Draft, one: Ladder) -> Toml:
    """The table of a part or a deduction."""
    row = one.row
    table: Toml = {"id": part_of(row), "name": in_one_line(row.text("name"))}
    if (weight := row.number("weight")) is not None:
        table["weight"] = weight
    if not one.key.startswith("parts"):
        _check_absent_to(draft, row, one.name)
    elif to := row.text("absent_to").strip():
        table["absent_to"] = to
    for key, column in (("", "part"), ("id", "part"), ("name", "name"), ("weight", "weight"), ("absent_to", "absent_to")):
        one.keep(draft, key, KPIS, row, column)
    draft.keep(one.file, one.key.removesuffix("."), KPIS, row, "part")
    if not table["name"]:
        draft.note(KPIS, row, "name", f"{one.name} ยังไม่มีชื่อ")
    table |= measured(draft, one)
    if table.pop("weight_source", None) is not None:
        draft.note(KPIS, row, "weight_source", f"{one.name} มีน้ำหนักรายอำเภอไม่ได้ ใช้ได้กับทั้งตัวชี้วัดเท่านั้น")
    return {key: value for key, value in table.items() if value != []}


def _check_absent_to(draft: Draft, row: FormRow, name: str) -> None:
    """A KPI that is exempt gives its weight to no other, nor does a deduction."""
    if row.text("absent_to").strip():
        draft.note(KPIS, row, "absent_to", f"{name} ไม่ใช่ส่วนย่อย น้ำหนักเมื่อยกเว้นไปที่อื่นไม่ได้ ลบช่องนี้")


def _exemplify(table: Toml, measures: Mapping[str, Measure]) -> None:
    """Puts into a KPI's table, and those of its parts, what each edge must bring; nothing where it cannot be loaded."""
    problems: list[str] = []
    block = TomlTable(plain(table), "", "", problems)
    kpi = with_unit(load_kpi(block, measures))
    if problems:
        return
    for key, parts in (("parts", kpi.parts), ("deductions", kpi.deductions)):
        if parts:
            table[key] = [_with_examples(one, part) for one, part in zip(table[key], parts, strict=True)]  # type: ignore[call-overload]  # tables
    filled = _with_examples(table, kpi)
    table.clear()
    table.update(filled)


def _with_examples(table: Toml, kpi: Kpi) -> Toml:
    """The same with examples before its formula."""
    told = examples(kpi)
    found: Toml = {}
    for key, value in table.items():
        if key == "formula" and told:
            found["examples"] = Commented(told, "ผลที่ต้องได้ระดับนี้ ตรวจทุกครั้งที่อ่านไฟล์")
        found[key] = value
    return found
