"""The reports that a form has the program know: the headings of each as a source."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model.source import Column, Kind, Role, SourceDefinition
from pipeline.rounds.form.book import FormRow
from pipeline.rounds.form.draft import Draft
from pipeline.rounds.form.ids import free
from pipeline.rounds.form.tables import KIND_WORDS, NATURE_WORDS, NO, ROLE_WORDS, SOURCES, YES
from pipeline.rounds.form.toml import Commented, Lines, written
from pipeline.thai.text import clean, squeeze

_OWN_ID = re.compile(r"(?:(?P<source>[a-z][a-z0-9_]*)\.)?(?P<column>[a-z][a-z0-9_]*)")
_NATURES = {"state": "ยอด ณ วันหนึ่ง: ฉบับหลังแทนฉบับก่อน", "flow": "แต่ละแถวมีวัน เดือน หรือเลขของตนเอง"}
# Columns that every report may have, under the headings that offices give them.
_USUAL: Sequence[tuple[Role, tuple[str, ...]]] = (
    ("province", ("จังหวัด", "ชื่อจังหวัด")),
    ("district_code", ("รหัสอำเภอ", "รหัส อ.")),
    ("district", ("อำเภอ", "หน่วยงาน", "สพอ.", "ชื่ออำเภอ", "อำเภอ/หน่วยงาน", "หน่วยงาน/อำเภอ")),
)
_COUNTED = ("figure", "answer", "label", "percentage")  # roles of which a report may have several
_OWN_TIME = ("date", "month", "number")


@dataclass(frozen=True, slots=True)
class NewReport:
    """One per report that a form describes: the source that it makes, the text of its file without the head, and
    the row that names a file to try it on (None: none does), beside its first row."""

    source: SourceDefinition
    text: str
    first: FormRow
    sample: FormRow | None


def new_reports(
    draft: Draft, known: Sequence[SourceDefinition], kinds: Mapping[str, Kind]
) -> tuple[NewReport, ...]:
    """The reports of a form, those first whose row stands first; what is wrong is noted. A report has the id that its
    row carries (the first, where rows were copied), else that of the one of its title that is ``known``, else a new one."""
    grouped: dict[str, list[FormRow]] = {}
    title = ""
    for row in draft.book.rows("sources"):
        title = clean(row.text("title")) or title
        if not title:
            draft.note(SOURCES, row, "title", "ยังไม่มีชื่อรายงาน พิมพ์ชื่อทุกแถวของรายงานเดียวกัน")
        grouped.setdefault(title, []).append(row)
    taken, mine = [source.id for source in known], list[str]()
    found = []
    for title, rows in grouped.items():
        own = next((match["source"] for row in rows if (match := _OWN_ID.fullmatch(row.text("id").strip())) and match["source"]), "")
        same = next((source.id for source in known if squeeze(source.title) == squeeze(title)), "")
        standing = next((one for one in (own, same) if one and one not in mine), "")
        source_id = standing or free("report", [*taken, *mine], "_")
        mine.append(source_id)
        found.append(_report(draft, source_id, title, rows, kinds))
    return tuple(found)


def _report(draft: Draft, source_id: str, title: str, rows: Sequence[FormRow], kinds: Mapping[str, Kind]) -> NewReport:
    first = rows[0]
    file = f"sources/{source_id}.toml"
    columns = _columns(draft, file, rows)
    kind = kinds[draft.chosen(SOURCES, _saying(rows, "kind"), "kind", KIND_WORDS, "sums")]
    roles = [column.role for column in columns]
    usual = "flow" if any(role in _OWN_TIME for role in roles) else "state"
    nature = draft.chosen(SOURCES, _saying(rows, "nature"), "nature", NATURE_WORDS, usual)
    every = [*(Column(role, role, headings) for role, headings in _USUAL if role not in roles), *columns]
    every.sort(key=lambda column: column.role not in [role for role, _ in _USUAL])
    times = ("year", "month") if kind.months else ()
    key = () if "number" in kind.needs else tuple(column.id for column in every if column.role in ("label", *times))
    owner = clean(_saying(rows, "owner").text("owner"))
    source = SourceDefinition(
        id=source_id, title=title, owner=owner, kind=kind, columns=tuple(every), key=key,
        nature=nature, parts=())  # type: ignore[arg-type]  # the words of natures
    for place, column in (("", "title"), ("title", "title"), ("owner", "owner"), ("kind", "kind"), ("nature", "nature"), ("columns", "heading")):
        draft.keep(file, place, SOURCES, first, column)
    return NewReport(source, _text(source), first, next((row for row in rows if row.text("sample").strip()), None))


def _saying(rows: Sequence[FormRow], key: str) -> FormRow:
    """The first row that has a value in a column, else the first."""
    return next((row for row in rows if row.text(key).strip()), rows[0])


def _columns(draft: Draft, file: str, rows: Sequence[FormRow]) -> list[Column]:
    roles = [draft.chosen(SOURCES, row, "role", ROLE_WORDS, "figure") for row in rows]
    found: list[Column] = []
    for row, role in zip(rows, roles, strict=True):
        heading = clean(row.text("heading"))
        if not heading:
            draft.note(SOURCES, row, "heading", "ยังไม่มีหัวช่อง คัดจากรายงานทุกตัวอักษร")
            continue
        if any(squeeze(heading) in map(squeeze, column.headings) for column in found):
            draft.note(SOURCES, row, "heading", f"หัวช่อง “{heading}” ของรายงานนี้มีสองแถว ลบแถวที่เกิน หรือแก้ให้ตรงกับรายงาน")
        taken = [column.id for column in found]
        match = _OWN_ID.fullmatch(row.text("id").strip())
        several = roles.count(role) > 1
        made = f"{role}{sum(column.role == role for column in found) + 1}" if several and role in _COUNTED else role
        needed = draft.chosen(SOURCES, row, "required", {YES: True, NO: False}, role == "figure")
        spelt = {squeeze(one): one for one in (heading, *map(clean, row.lines("spellings"))) if one}
        column = Column(
            free(match["column"] if match else made, taken, "_"), role, tuple(spelt.values()),  # type: ignore[arg-type]  # the words of roles
            required=needed, unit=clean(row.text("unit")))
        if role == "figure" and not column.unit:
            draft.note(SOURCES, row, "unit", f"“{heading}” ยังไม่บอกหน่วย เช่น บาท คน")
        found.append(column)
        for place, key in (("", "heading"), (".role", "role"), (".headings", "heading"), (".unit", "unit"), (".required", "required")):
            draft.keep(file, f"columns.{column.id}{place}", SOURCES, row, key)
    return found


def _text(source: SourceDefinition) -> str:
    table: dict[str, object] = {
        "id": source.id, "title": source.title, "owner": source.owner,
        "nature": Commented(source.nature, _NATURES[source.nature]), "kind": source.kind.name}
    if source.key:
        table["key"] = list(source.key)
    table["columns"] = {column.id: _column(column) for column in source.columns}
    return "\n".join(line for line in written(table).split("\n") if line != "[columns]").replace("\n\n\n", "\n\n")


def _column(column: Column) -> dict[str, object]:
    found: dict[str, object] = {"role": column.role}
    if column.unit:
        found["unit"] = column.unit
    found["headings"] = list(column.headings) if len(column.headings) < 7 else Lines(column.headings)
    if column.required:
        found["required"] = True
    return found
