"""A form as the files of a round, as a careful person would have written them by hand."""

import re
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
from pipeline.rounds.form.changes import ChangedBound, Changes, read_changes
from pipeline.rounds.form.draft import Draft, FormPlace, place_of, unknown
from pipeline.rounds.form.drafted import round_span
from pipeline.rounds.form.examples import examples
from pipeline.rounds.form.ids import deducted, item_ids, part_of, reading_id, section_ids
from pipeline.rounds.form.ladder import TARGET, Ladder, Toml, in_one_line, measured
from pipeline.rounds.form.tables import (
    BANDS,
    FRAME,
    FRAME_ROWS,
    ITEMS,
    KPIS,
    LEVELS,
    NO,
    OWN_TARGET,
    PAPER,
    PAPER_WORDS,
    PARTY_WORDS,
    READINGS,
    SECTIONS,
    SIGNERS,
    TARGETS,
    USE_WORDS,
    YES,
)
from pipeline.rounds.form.toml import Commented, Groups, Inline, Lines, day, plain, written
from pipeline.rounds.form.ways import read_way
from pipeline.thai.calendar import BUDDHIST_ERA
from pipeline.thai.digits import to_arabic, to_thai, whole_numbers
from pipeline.thai.text import clean, squeeze

_ROUND = re.compile(r"(?P<year>\d{4})-(?P<number>[12])")
_NO_ROUND = "0000-0"  # where the files stand of a form that does not say which round it is
_TURNED = re.compile(r"(?P<number>[12])/(?P<year>\d{4})")
_UNASKED = {  # comments of the files
    "agreement.toml": {
        "sections": "สัดส่วนของแต่ละส่วนในคะแนนรวม (ร้อยละ) รวมกันได้ 100",
        "bands": "ระดับผลการประเมิน: ขอบล่างของร้อยละคะแนนรวม จากสูงไปต่ำ",
        "signers": "ผู้ลงนาม: party = \"district\" (พัฒนาการอำเภอ) \"province\" (พัฒนาการจังหวัด) หรือ \"\" (เว้นเส้นจุดไว้)\n"
                   "papers = แผ่นงานที่มีช่องลงนามนี้ ไม่เขียน = ทั้งสองแผ่น, [] = ปิดไว้; statement = ข้อความเหนือช่องลงนาม",
    },
    "reading.toml": {"": "การตีความถ้อยคำที่ไม่ชัดเจน: แต่ละข้อบอกเหตุผลและทางเลือกที่ไม่ได้ใช้\n"
                         "ถ้าจังหวัดเห็นต่าง ให้เปลี่ยน use = \"chosen\" เป็น use = \"other\" ในข้อนั้นเพียงบรรทัดเดียว"},
}


@dataclass(frozen=True, slots=True)
class Definition:
    """One per form: the round that it makes ("" where it does not say which), the ``folder`` that its files stand in
    (that of its first day where it does not say which, "" where nothing tells), the text of each file of it by its
    path from ``agreement/`` on, where in the form stands what a file has at a key, what a file's own ids are in the words of the form, and what the form itself lacks.

    Keys are as the loader of rounds names them (``levels[2].points``, ``parts[1].levels[2]``, ``readings[2].bounds[1]``),
    "" the file as a whole.
    """

    round_id: str
    folder: str
    files: Mapping[str, str]
    places: Mapping[tuple[str, str], FormPlace]
    names: Mapping[tuple[str, str], str]
    problems: tuple[FormProblem, ...]


def definition(
    book: FormBook, sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]
) -> Definition:
    """The files of a form's round, whatever is wrong in it, with all that is: ``sources`` are those that its words
    may name, those of its own new reports too."""
    draft = Draft(book, list(book.problems))
    round_id = round_of(draft)
    likely = round_id or _likely(book)
    folder = likely or _NO_ROUND
    files = {f"{folder}/agreement.toml": _frame(draft, folder)}
    files[f"{folder}/{PAPER_FILE}"] = "".join(f"{row.text('text')}\n" for row in book.rows("paper"))
    draft.places[f"{folder}/{PAPER_FILE}", ""] = FormPlace(PAPER.sheet)
    files |= _kpis(draft, folder, sources, measures)
    files[f"{folder}/reading.toml"] = _readings(draft, folder)
    _check_targets(draft, sources, measures)
    return Definition(round_id, likely, files, draft.places, draft.names, tuple(dict.fromkeys(draft.problems)))


# --- the frame -----------------------------------------------------------------------------------


def round_of(draft: Draft) -> str:
    """The round that a form says, "" where it says none; ``2/2569`` is ``2569-2``."""
    row = draft.book.frame("round")
    text = re.sub(r"[\s–—-]+", "-", to_arabic(row.text("value")).strip())
    found = _ROUND.fullmatch(text) or _TURNED.fullmatch(text)
    if found is None:
        _tell_frame(draft, "round", f"อ่าน “{text}” ไม่ได้" if text else "ยังไม่มี")
        return ""
    return f"{found['year']}-{found['number']}"


def _tell_frame(draft: Draft, key: str, words: str) -> None:
    name, about = next((name, about) for one, name, about, _ in FRAME_ROWS if one == key)
    draft.note(FRAME, draft.book.frame(key), "value", f"{name}: {words} {about}")


def _likely(book: FormBook) -> str:
    """The round that begins on a form's first day."""
    start = book.frame("start").date("value")
    if start is None:
        return ""
    return f"{start.year + BUDDHIST_ERA + (start.month >= 10)}-{1 if start.month >= 10 or start.month < 4 else 2}"


def _frame(draft: Draft, folder: str) -> str:
    book, file = draft.book, f"{folder}/agreement.toml"
    title = [line.strip() for line in book.frame("title").text("value").splitlines() if line.strip()]
    digits = book.frame("thai_digits")
    thai = draft.chosen(FRAME, digits, "value", {YES: True, NO: False}, True)
    table: Toml = {"round": folder, "title": Lines(title)}
    if not title:
        _tell_frame(draft, "title", "ยังไม่มี")
    table["thai_digits"] = Commented(thai, "เลขไทยในแบบของอำเภอและสรุปจังหวัด; false = เลขอารบิก")
    for key in ("start", "end"):
        if (date := book.frame(key).date("value")) is None:
            _tell_frame(draft, key, f"อ่าน “{text}” ไม่ได้" if (text := book.frame(key).text("value")) else "ยังไม่มี")
        else:
            table[key] = day(date)
    if (top := book.frame("top").number("value")) is not None:
        table["top"] = int(top) if top == int(top) else top
    for key in ("round", "title", "start", "end", "top", "thai_digits"):
        draft.keep(file, key, FRAME, book.frame(key), "value")
    draft.keep(file, "start/end", FRAME, book.frame("start"), "value")
    draft.places[file, ""] = FormPlace(FRAME.sheet)
    draft.places[file, "kpi"] = FormPlace(KPIS.sheet)
    table["sections"] = _sections(draft, file, thai=thai)
    table["bands"] = {"note": clean(book.frame("bands_note").text("value")), "levels": _bands(draft, file)}
    draft.keep(file, "bands.note", FRAME, book.frame("bands_note"), "value")
    table["signers"] = _signers(draft, file)
    head = f"กรอบของข้อตกลง รอบการประเมินที่ {folder[5:]}/{folder[:4]} (ตัวเลขวันที่ในไฟล์นี้เป็น ค.ศ.)"
    return written(table, {"": head, **_UNASKED["agreement.toml"]})


def _sections(draft: Draft, file: str, *, thai: bool) -> list[Toml]:
    rows, found = draft.book.rows("sections"), []
    if not rows:
        draft.note_at(SECTIONS.sheet, "", "ยังไม่มีส่วนของข้อตกลง เพิ่มชื่อส่วนและสัดส่วน ถ้ามีส่วนเดียวใช้สัดส่วน 100")
    for number, (own, row) in enumerate(zip(section_ids(rows), rows, strict=True), 1):
        name = clean(row.text("name"))
        shown = to_thai(str(number)) if thai else str(number)
        section: Toml = {
            "id": own, "name": name, "label": clean(row.text("label")) or f"ส่วนที่ {shown} {name}",
            "total_label": clean(row.text("total_label")) or f"รวมส่วนที่ {shown} ({name})"}
        if (share := row.number("share")) is None:
            draft.note(SECTIONS, row, "share", f"{name or 'ส่วนนี้'}ยังไม่มีสัดส่วน พิมพ์ร้อยละของคะแนนรวม")
        else:
            section["share"] = share
        if not name:
            draft.note(SECTIONS, row, "name", "ยังไม่มีชื่อส่วน")
        found.append(section)
        draft.names[file, own] = name
        for key, column in (("", "name"), (".share", "share")):
            draft.keep(file, f"sections[{number}]{key}", SECTIONS, row, column)
    for key, column in (("sections", "share"),):
        if rows:
            draft.keep(file, key, SECTIONS, rows[0], column)
    return found


def _bands(draft: Draft, file: str) -> Groups:
    rows, found = draft.book.rows("bands"), []
    if not rows:
        draft.note_at(BANDS.sheet, "", "ยังไม่มีระดับผลการประเมิน เพิ่มชื่อระดับและขอบล่าง จากสูงไปต่ำ")
    for number, row in enumerate(rows, 1):
        band: Toml = {"name": clean(row.text("name"))}
        if (least := row.number("at_least")) is None:
            draft.note(BANDS, row, "at_least", f"ระดับ “{band['name']}” ยังไม่มีขอบล่าง พิมพ์ร้อยละ ระดับสุดท้ายเป็น 0")
        else:
            band["at_least"] = least
        found.append(band)
        draft.keep(file, f"bands.levels[{number}]", BANDS, row, "at_least")
    if rows:
        draft.keep(file, "bands", BANDS, rows[0], "at_least")
    return Groups(found)


def _signers(draft: Draft, file: str) -> list[Toml]:
    found = []
    for number, row in enumerate(draft.book.rows("signers"), 1):
        signer: Toml = {"role": clean(row.text("role")), "party": draft.chosen(SIGNERS, row, "party", PARTY_WORDS, "")}
        if statement := row.text("statement").strip():
            signer["statement"] = statement
        if (papers := draft.chosen(SIGNERS, row, "papers", PAPER_WORDS, PAPER_WORDS["ทุกแผ่น"])) != PAPER_WORDS["ทุกแผ่น"]:
            signer["papers"] = list(papers)
        if not signer["role"]:
            draft.note(SIGNERS, row, "role", "ยังไม่มีชื่อผู้ลงนาม เช่น ผู้รับการประเมิน")
        found.append(signer)
        draft.keep(file, f"signers[{number}]", SIGNERS, row, "role")
    return found


# --- KPIs ----------------------------------------------------------------------------------------


def _number(row: FormRow, key: str = "number") -> int | None:
    value = row.number(key)
    return int(value) if value is not None and value == int(value) else None


def _kpis(
    draft: Draft, folder: str, sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]
) -> dict[str, str]:
    """The file of each KPI."""
    rows = draft.book.rows("kpis")
    if not rows:
        draft.note_at(KPIS.sheet, "", "ยังไม่มีตัวชี้วัด เพิ่มแถวละตัวชี้วัด")
    wholes, parts = _parted(draft, rows)
    _check_joined(draft, {(number, part_of(row)) for number, row in _numbered(rows)})
    files: dict[str, str] = {}
    for number, row in sorted(wholes.items()):
        ladders = _ladders(draft, folder, number, [row, *parts.get(number, [])], sources, measures)
        table = _kpi(draft, ladders)
        _exemplify(table, measures)
        files[ladders[0].file] = written(table)
        draft.places[folder, f"weight of {table['section']}"] = draft.places.get((folder, f"weight of {table['section']}")) or place_of(KPIS, row, "weight")
    return files


def _numbered(rows: Sequence[FormRow]) -> list[tuple[int, FormRow]]:
    return [(number, row) for row in rows if (number := _number(row)) is not None]


def _parted(draft: Draft, rows: Sequence[FormRow]) -> tuple[dict[int, FormRow], dict[int, list[FormRow]]]:
    """The rows of whole KPIs by their numbers, and those of their parts and deductions."""
    wholes: dict[int, FormRow] = {}
    parts: dict[int, list[FormRow]] = {}
    for row in rows:
        number, part = _number(row), part_of(row)
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
        for row in draft.book.rows(table.id):
            number, part = _number(row), part_of(row)
            if number is None:
                draft.note(table, row, "number", "ยังไม่บอกว่าเป็นของตัวชี้วัดใด พิมพ์เลขตัวชี้วัด")
            elif number not in numbers:
                draft.note(table, row, "number", f"ไม่มีตัวชี้วัดที่ {number} ในแผ่น {KPIS.sheet} แก้เลข หรือเพิ่มตัวชี้วัด")
            elif (number, part) not in known:
                draft.note(table, row, "part", f"ตัวชี้วัดที่ {number} ไม่มีส่วน “{row.text('part')}” ในแผ่น {KPIS.sheet} แก้ชื่อส่วน หรือเพิ่มแถวของส่วน")


def _ladders(
    draft: Draft, folder: str, number: int, rows: Sequence[FormRow],
    sources: Sequence[SourceDefinition], measures: Mapping[str, Measure],
) -> list[Ladder]:
    """A KPI, then its parts, then its deductions."""
    keys = read_way(rows[0].text("way"), sources, measures) or {}
    element = keys.get("numerator") or keys.get("element") or ""
    file = f"{folder}/kpi/{number}_{source_of(element) if element else keys.get('measure', 'kpi')}.toml"
    mine = [row for row in draft.book.rows("items") if _number(row) == number]
    ids = item_ids(mine)
    places = {"parts": 0, "deductions": 0}
    found = []
    for row in sorted(rows, key=lambda row: (bool(part_of(row)), deducted(row))):
        part, key = part_of(row), ""
        if part:
            kind = "deductions" if deducted(row) else "parts"
            places[kind] += 1
            key = f"{kind}[{places[kind]}]."
        levels = [one for one in draft.book.rows("levels") if (_number(one), part_of(one)) == (number, part)]
        targets = [one for one in draft.book.rows("targets") if squeeze(to_arabic(one.text("kpi"))) == _key(number, part)]
        items = [(own, one) for own, one in zip(ids, mine, strict=True) if part_of(one) == part]
        found.append(Ladder(row, levels, items, file, key, sources, measures, targets))
    return found


def _key(number: int, part: str) -> str:
    """A KPI or a part as the table of targets names it: ``5.A``."""
    return squeeze(f"{number}.{part}" if part else str(number))


def _kpi(draft: Draft, ladders: Sequence[Ladder]) -> Toml:
    """The table of a KPI's file."""
    whole, row = ladders[0], ladders[0].row
    draft.keep(whole.file, "", KPIS, row, "name")
    number = _number(row)
    table: Toml = {
        "number": number, "section": _section(draft, row, whole.name),
        "goal": goal if (goal := in_one_line(row.text("goal"))) else Commented("", "ข้อตกลงเว้นช่องนี้ไว้"),
        "name": in_one_line(row.text("name"))}
    if not table["name"]:
        draft.note(KPIS, row, "name", f"{whole.name} ยังไม่มีชื่อ")
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
    whole.keep(draft, "parts", KPIS, row, "way") if "parts" not in table else None
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
    if (to := row.text("absent_to").strip()) and one.key.startswith("parts"):
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


# --- readings ------------------------------------------------------------------------------------


def _readings(draft: Draft, folder: str) -> str:
    file, found = f"{folder}/reading.toml", list[Toml]()
    draft.places[file, ""] = FormPlace(READINGS.sheet)
    taken: list[str] = []
    for number, row in enumerate(draft.book.rows("readings"), 1):
        kpis = _kpis_of(draft, row)
        changes = read_changes(row.lines("changes"), kpis)
        own = reading_id(row, changes, taken)
        taken.append(own)
        draft.names[file, own] = clean(row.text("question"))
        found.append(_reading(draft, file, number, row, own, kpis, changes))
    return written({"readings": found}, _UNASKED["reading.toml"])


def _kpis_of(draft: Draft, row: FormRow) -> list[int]:
    """The KPIs that a reading concerns: ``1, 3, 4``, ``1-3``."""
    text = to_arabic(row.text("kpis")).strip()
    if not text:
        return []
    if not re.fullmatch(r"(?:ตัวชี้วัด(?:ที่)?|และ|[\d\s,–—-])+", text):
        draft.note(READINGS, row, "kpis", f"อ่าน “{text}” ไม่ได้ พิมพ์เลขตัวชี้วัด เช่น 1, 3, 4")
    spread = re.sub(r"(\d+)\s*[–—-]\s*(\d+)", lambda found: ", ".join(map(str, range(int(found[1]), int(found[2]) + 1))), text)
    return list(dict.fromkeys(whole_numbers(spread)))


def _reading(
    draft: Draft, file: str, number: int, row: FormRow, own: str, kpis: Sequence[int], changes: Changes
) -> Toml:
    for key in ("question", "chosen", "reason", "other"):
        if not row.text(key).strip():
            draft.note(READINGS, row, key, f"ยังไม่มี {READINGS.column(key).heading}")
    for line in changes.unread:
        draft.note(READINGS, row, "changes", f"อ่านบรรทัด “{line}” ไม่ได้ เขียนเป็น ตัวชี้วัดที่ 2 ระดับที่ 2 ไม่น้อยกว่า 81 หรือคำอื่นตามตัวอย่าง")
    if not row.lines("changes"):
        draft.note(READINGS, row, "changes", "ยังไม่บอกว่าอีกทางเปลี่ยนอะไร เช่น ตัวชี้วัดที่ 2 ระดับที่ 2 ไม่น้อยกว่า 81")
    table: Toml = {
        "id": own, "kpis": list(kpis), **{key: clean(row.text(key)) for key in ("question", "chosen", "reason", "other")},
        "use": draft.chosen(READINGS, row, "use", USE_WORDS, "chosen")}
    if changes.round_first is not None and not changes.bounds:
        table["flag"] = "near-threshold"
    for key in ("below_first", "round_first", "interpolated"):
        if (value := getattr(changes, key)) is not None:
            table[key] = value
    if changes.bounds:
        table["bounds"] = Groups([_changed(one) for one in changes.bounds])
    if changes.shares:
        table["shares"] = Inline(_shares(draft, row, changes))
    place = f"readings[{number}]"
    for key in ("id", "kpis", "question", "chosen", "reason", "other", "use"):
        draft.keep(file, f"{place}.{key}", READINGS, row, "question" if key == "id" else key)
    for key in ("", ".bounds", ".shares", ".below_first", ".round_first", ".interpolated", *(f".bounds[{n}]" for n in range(1, len(changes.bounds) + 1))):
        draft.keep(file, f"{place}{key}", READINGS, row, "changes")
    return table


def _changed(bound: ChangedBound) -> Toml:
    part = bound.part.removeprefix("หัก").strip()
    return {"kpi": bound.kpi, **({"part": part} if part else {}), "level": bound.level, bound.kind: bound.value}


def _shares(draft: Draft, row: FormRow, changes: Changes) -> Toml:
    sections = draft.book.rows("sections")
    ids = dict(zip((squeeze(one.text("name")) for one in sections), section_ids(sections), strict=True))
    found: Toml = {}
    for name, share in changes.shares.items():
        if squeeze(name) in ids:
            found[ids[squeeze(name)]] = share
        else:
            draft.note(READINGS, row, "changes", unknown(name, [one.text("name") for one in sections]))
    return found


# --- targets -------------------------------------------------------------------------------------


def _check_targets(draft: Draft, sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]) -> None:
    """Groups of targets are of KPIs that use them, of their levels, each once, and say something."""
    known = {_key(number, part_of(row)): row for number, row in _numbered(draft.book.rows("kpis"))}
    seen: set[tuple[str, str, int | None]] = set()
    for row in draft.book.rows("targets"):
        kpi, district, level = squeeze(to_arabic(row.text("kpi"))), squeeze(row.text("district")), _number(row, "level")
        if kpi not in known:
            draft.note(TARGETS, row, "kpi", f"ไม่มีตัวชี้วัดที่ “{row.text('kpi')}” ในแผ่น {KPIS.sheet}" if kpi else "ยังไม่บอกว่าเป็นของตัวชี้วัดใด")
            continue
        if not district:
            draft.note(TARGETS, row, "district", "ยังไม่มีชื่ออำเภอ")
        elif (kpi, district, level) in seen:
            draft.note(TARGETS, row, "district", f"ตัวชี้วัดที่ {kpi} {row.text('district')} มีสองแถว ลบแถวที่เกิน หรือแก้ระดับ")
        seen.add((kpi, district, level))
        if row.number("target") is None and row.number("weight") is None:
            draft.note(TARGETS, row, "target", "ยังไม่มีค่าเป้าหมายหรือน้ำหนัก ลบแถวนี้ถ้าไม่ใช้")
        _check_target(draft, row, known[kpi], level, sources, measures)


def without_targets(book: FormBook, sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]) -> list[str]:
    """The KPIs and parts (``5``, ``5.A``) that use targets of districts of which a form has none."""
    stated = {squeeze(to_arabic(row.text("kpi"))) for row in book.rows("targets")}
    found = []
    for number, row in _numbered(book.rows("kpis")):
        key = _key(number, part_of(row))
        mine = [one for one in book.rows("levels") if (_number(one), part_of(one)) == (number, part_of(row))]
        if key not in stated and uses_targets(row, mine, sources, measures):
            found.append(key)
    return found


def _check_target(
    draft: Draft, row: FormRow, kpi: FormRow, level: int | None, sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]
) -> None:
    mine = [one for one in draft.book.rows("levels") if (_number(one), part_of(one)) == (_number(kpi), part_of(kpi))]
    if level is not None and level not in [_number(one, "level") for one in mine]:
        draft.note(TARGETS, row, "level", f"ตัวชี้วัดที่ {row.text('kpi')} ไม่มีระดับที่ {level} แก้เลขระดับ หรือเว้นว่าง")
    if row.number("target") is not None and not uses_targets(kpi, mine, sources, measures):
        draft.note(TARGETS, row, "target", f"ตัวชี้วัดที่ {row.text('kpi')} ไม่ได้ใช้เป้าหมายรายอำเภอ ลบค่า หรือพิมพ์ เป้าหมาย ในช่อง ค่า ของแผ่น {LEVELS.sheet} หรือเลือก คิดจาก ที่หารด้วยเป้าหมาย")


def uses_targets(
    kpi: FormRow, levels: Sequence[FormRow], sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]
) -> bool:
    """Whether a KPI, or a part, of these levels uses targets of districts."""
    keys = read_way(kpi.text("way"), sources, measures) or {}
    return TARGET in keys.values() or bool(kpi.text("target_source")) or any(
        squeeze(level.text("value")) == squeeze(OWN_TARGET) for level in levels)
