"""Checklists: an item of a level of a KPI in each row, a column a district or a row a district."""

import re
from collections.abc import Collection
from dataclasses import replace

from pipeline.model.cells import Broken
from pipeline.model.finding import Finding, safe_text
from pipeline.model.item import Item
from pipeline.model.observation import District, Observation
from pipeline.model.observed import Context, Observed
from pipeline.model.period import Said
from pipeline.model.source import Claim, Kind
from pipeline.normalise.dates import dated_tables
from pipeline.normalise.rows import TableReader
from pipeline.normalise.unplaced import observe_rows
from pipeline.tables.answers import answer
from pipeline.tables.grid import is_blank, letters
from pipeline.tables.vocabulary import is_total
from pipeline.thai.digits import to_arabic, whole_numbers
from pipeline.thai.districts import Place

_NUMBERED = re.compile(r"^\d{1,2}(?:[.)]\d{1,2})*[.)]?\s*(?=\D)")


def item_key(kpi: int, item_id: str) -> str:
    """The key of the observations of an item."""
    return f"{kpi}.{item_id}"


def observe(claim: Claim, context: Context) -> Observed:
    """The answers to every item; ``key`` is :func:`item_key`."""
    seen = Observed()
    for reader, said in dated_tables(claim, context, seen):
        answers = reader.source.with_role("answer")[0]
        if reader.table.at(answers.id) is not None:
            _observe_long(reader, answers.id, said, seen)
        else:
            _observe_wide(reader, said, seen)
    return seen


def _observe_long(
    reader: TableReader, answers: str, said: Said, seen: Observed
) -> None:
    at = reader.table.at(answers)
    assert at is not None

    def observe(reader: TableReader, row: int, district: District, seen: Observed) -> None:
        found = _item(reader, row)
        if isinstance(found, Finding):
            seen.refuse(replace(found, district=district.code))
        else:
            seen.count(_observe_cell(reader, row, at, district, found, said, seen))

    observe_rows(reader, seen, observe)


def _observe_wide(reader: TableReader, said: Said, seen: Observed) -> None:
    districts = _district_columns(reader, seen)
    near = _near_columns(reader, {d.code for d in districts.values()}, seen)
    item_column = reader.source.with_role("item")[0].id
    if not districts and not near:
        return
    for row in reader.grid.shown_rows(reader.table.first_row, reader.table.end_row):
        text = reader.text(row, item_column)
        answered = [c for c in (*districts, *near) if not is_blank(reader.grid.value(row, c))]
        if not text or is_total(text):
            continue
        found = _item(reader, row)
        if isinstance(found, Finding):
            if answered:
                seen.refuse(found)
            continue
        good = [
            _observe_cell(reader, row, column, district, found, said, seen)
            for column, district in districts.items()
        ]
        seen.count(all(good))
        for column in (column for column in near if column in answered):
            for district in near[column]:
                _observe_lost(reader, row, column, district, found, said, seen)


def _observe_lost(
    reader: TableReader, row: int, column: int, district: District,
    found: tuple[int, Item], said: Said, seen: Observed,
) -> None:
    """An answer under a heading that is near a district's name: nobody knows whether it is its."""
    made = Observed()
    _observe_cell(reader, row, column, district, found, said, made)
    seen.observations += [replace(o, value=None, state="broken") for o in made.observations]


def _district_columns(reader: TableReader, seen: Observed) -> dict[int, District]:
    """The columns of a wide checklist that are a district's."""
    columns: dict[int, District] = {}
    context = reader.context
    for column, heading in reader.table.others:
        place = context.gazetteer.resolve(heading)
        origin = reader.grid.origin(reader.table.heading_bottom, column)
        if isinstance(place, Place) and place.code in context.districts:
            if context.districts[place.code] in columns.values():
                seen.findings.append(Finding(
                    "claimed-twice", "error", f"อำเภอ{place.name}มีสองช่องในตารางเดียว",
                    "เหลือไว้ช่องเดียว", origin, place.code,
                ))
                columns = {c: d for c, d in columns.items() if d.code != place.code}
            else:
                columns[column] = context.districts[place.code]
        elif isinstance(place, Place):
            seen.findings.append(Finding(
                "not-in-roster", "error",
                f"อำเภอ{place.name}ไม่มีในทำเนียบผู้ทำข้อตกลง จึงไม่มีที่ลงคะแนน",
                "เพิ่มอำเภอนี้ในทำเนียบ หรือเอาช่องนี้ออกจากไฟล์", origin, place.code,
            ))
    return columns


def _near_columns(
    reader: TableReader, named: Collection[str], seen: Observed
) -> dict[int, list[District]]:
    """The columns of a wide checklist whose heading is near a district's name, with the districts
    that they may be; where one of these has no column of its own it is this one."""
    columns: dict[int, list[District]] = {}
    context = reader.context
    for column, heading in reader.table.others:
        near = () if context.gazetteer.resolve(heading) else context.gazetteer.near(heading)
        mine = [context.districts[p.code] for p in near if p.code in context.districts]
        mine = [d for d in mine if d.code not in named] or mine
        if not near:
            continue
        likely = " หรือ ".join(f"“{one.name}”" for one in near)
        seen.findings.append(Finding(
            "unknown-district", "error",
            f"“{safe_text(heading, 40)}” ไม่ใช่อำเภอในจังหวัด{context.gazetteer.province.name} "
            f"(ใกล้เคียงกับ {likely})"
            + (f" จึงไม่ให้คะแนนอำเภอ{' และ '.join(d.name for d in mine)}จากช่องอื่น" if mine else ""),
            f"แก้เป็น {likely} ถ้าหมายถึงอำเภอนี้",
            reader.grid.origin(reader.table.heading_bottom, column),
            mine[0].code if mine else None,
        ))
        columns[column] = mine
    return columns


def _item(reader: TableReader, row: int) -> tuple[int, Item] | Finding:
    """The KPI and item that a row is about, or why it is about none."""
    column = reader.source.with_role("item")[0].id
    kpi_column = reader.source.with_role("kpi")[0].id
    form = letters(_NUMBERED.sub("", to_arabic(reader.text(row, column))))
    stated = next(iter(whole_numbers(reader.text(row, kpi_column))), None)
    if stated is not None and stated not in reader.context.items:
        return reader.finding(
            "other-kpi", "info", row, kpi_column,
            f"ตัวชี้วัดที่ {stated} ไม่ได้ใช้แบบรายงานขั้นตอน", "ไม่ต้องทำอะไร",
        )
    element = f"{reader.source.id}.{reader.source.with_role('answer')[0].id}"
    found = [
        (number, item)
        for number, items in reader.context.items.items()
        if stated in (None, number)
        for item in items
        if item.element == element and form in map(letters, item.texts)
    ]
    if len(found) == 1:
        return found[0]
    return reader.finding(
        "unknown-item", "warning", row, column,
        f"“{safe_text(reader.text(row, column), 60)}” ไม่ใช่รายการของตัวชี้วัดที่ {stated or '?'}",
        "ใช้ถ้อยคำของรายการตามแบบรายงาน",
    )


def _observe_cell(
    reader: TableReader, row: int, column: int, district: District,
    found: tuple[int, Item], said: Said, seen: Observed,
) -> bool:
    """Records one answer; False where it cannot be used."""
    number, item = found
    value = reader.grid.shown(row, column)
    amount, state, problem = answer(value, item.kind)
    origin = reader.grid.origin(row, column)
    if problem:
        code = "broken-cell" if isinstance(value, Broken) else "unknown-answer"
        seen.findings.append(Finding(
            code, "error", f"คำตอบของ “{item.name}” {problem}",
            "ตอบ ใช่ หรือ ไม่ใช่" if item.kind == "yes/no" else "พิมพ์เป็นตัวเลข",
            origin, district.code, number,
        ))
    seen.observations.append(Observation(
        element=item.element, district=district.code, value=amount, state=state,
        origin=origin, table=reader.name, row=row, key=item_key(number, item.id), said=said,
    ))
    return not problem


KIND = Kind(
    name="checklist",
    needs=("kpi", "item", "answer"),
    may=("province", "district", "district_code", "label", "level"),
    observe=observe,
    by_district=False,
    wide=True,
)
