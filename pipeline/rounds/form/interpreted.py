"""The readings of a round out of its form: ``reading.toml``."""

from collections.abc import Sequence

from pipeline.rounds.form.book import FormRow
from pipeline.rounds.form.changes import ChangedBound, Changes, read_changes
from pipeline.rounds.form.draft import Draft, FormPlace, unknown
from pipeline.rounds.form.ids import kpis_of, reading_id, section_ids
from pipeline.rounds.form.ladder import Toml
from pipeline.rounds.form.tables import (
    READINGS,
    USE_WORDS,
)
from pipeline.rounds.form.toml import Groups, Inline, written
from pipeline.thai.text import clean, squeeze

_COMMENTS = {"": "การตีความถ้อยคำที่ไม่ชัดเจน: แต่ละข้อบอกเหตุผลและทางเลือกที่ไม่ได้ใช้\n"
                         "ถ้าจังหวัดเห็นต่าง ให้เปลี่ยน use = \"chosen\" เป็น use = \"other\" ในข้อนั้นเพียงบรรทัดเดียว"}


def readings_file(draft: Draft, folder: str) -> str:
    """The text of ``reading.toml`` in the folder of a round."""
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
    return written({"readings": found}, _COMMENTS)


def _kpis_of(draft: Draft, row: FormRow) -> list[int]:
    """The KPIs that a reading concerns: ``1, 3, 4``, ``1-3``."""
    found = kpis_of(row)
    if found is None:
        draft.note(READINGS, row, "kpis", f"อ่าน “{row.text('kpis').strip()}” ไม่ได้ พิมพ์เลขตัวชี้วัด เช่น 1, 3, 4")
    return found or []


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
    if changes.shares and (shares := _shares(draft, row, changes)):
        table["shares"] = Inline(shares)
    _keep_reading(draft, file, f"readings[{number}]", row, table)
    return table


def _keep_reading(draft: Draft, file: str, place: str, row: FormRow, table: Toml) -> None:
    bounds = table.get("bounds")
    for key in ("id", "kpis", "question", "chosen", "reason", "other", "use"):
        draft.keep(file, f"{place}.{key}", READINGS, row, "question" if key == "id" else key)
    if not table.keys() & {"below_first", "round_first", "interpolated", "bounds", "shares"}:
        draft.keep(file, f"{place}.other", READINGS, row, "changes")
    each = (f".bounds[{at}]" for at in range(1, len(bounds.rows) + 1 if isinstance(bounds, Groups) else 1))
    for key in ("", ".bounds", ".shares", ".below_first", ".round_first", ".interpolated", *each):
        draft.keep(file, f"{place}{key}", READINGS, row, "changes")


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
