"""Stage 2: each raw sheet → the one source that claims it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.model.cells import Origin, RawSheet
from pipeline.model.finding import Finding, safe_text
from pipeline.model.source import Claim, Column, SourceDefinition, Table, Verdict
from pipeline.recognise.extended import extended, resembles
from pipeline.recognise.headings import DEEPEST, find_tables, may_be_heading
from pipeline.recognise.layout import ambiguous, sub_headed
from pipeline.recognise.near_miss import near_miss
from pipeline.recognise.times import Unclear
from pipeline.recognise.unpivot import unpivoted
from pipeline.tables.grid import Grid
from pipeline.tables.vocabulary import UNIT_ONLY, Vocabulary, heading_form
from pipeline.thai.periods import name_in
from pipeline.thai.text import squeeze


def recognise(
    sheets: Sequence[RawSheet], sources: Sequence[SourceDefinition]
) -> tuple[Verdict, ...]:
    """What each sheet was taken for, in the order of the sheets. Every source is asked about
    every sheet; two that claim it, or none, is a finding."""
    vocabulary = Vocabulary.of(sources)
    return tuple(_judge(sheet, vocabulary) for sheet in sheets)


def _judge(sheet: RawSheet, vocabulary: Vocabulary) -> Verdict:
    grid = Grid(sheet)
    if not any(grid.filled(row) for row in grid.rows()):
        return Verdict(sheet, None, "empty-sheet")
    claimed = find_tables(grid, vocabulary)
    sources = {source.id: source for source in vocabulary.sources}
    try:
        made = unpivoted(grid, vocabulary, _claims(sources, claimed))
    except Unclear as unclear:
        return _refused(
            sheet, "spread-unclear", "error", unclear.why, unclear.remedy,
            sheet.origin(unclear.row, unclear.column),
        )
    if made is not None:
        again = Grid(made)
        found = find_tables(again, vocabulary)
        if found or not claimed:
            sheet, grid, claimed = made, again, found
    if not claimed:
        return _unrecognised(sheet, grid, vocabulary)
    if sheet.hidden:
        return _refused(
            sheet, "hidden-sheet", "warning",
            f"ชีตนี้ซ่อนอยู่ แม้จะมีตารางของ “{sources[next(iter(claimed))].title}” จึงไม่นำมาใช้",
            "ถ้าต้องการใช้ ให้เลิกซ่อนชีต ถ้าไม่ใช้ ให้ลบชีต",
        )
    claimed, strangers = _of_their_kinds(sheet, sources, claimed)
    if not claimed:
        return Verdict(sheet, None, strangers[0].code, strangers[0])
    claimed = _by_title(sheet, sources, claimed)
    foreign = {form for tables in claimed.values() for t in tables for form in t.foreign}
    if len(claimed) > 1 or foreign:
        titles = " และ ".join(f"“{sources[source_id].title}”" for source_id in claimed)
        more = f" (มีหัวตารางของระบบอื่นปน: {', '.join(sorted(foreign))})" if foreign else ""
        return _refused(
            sheet, "claimed-twice", "error",
            f"ตารางนี้เข้าแบบของ {titles}{more} จึงไม่รู้ว่าเป็นรายงานใด",
            "แยกเป็นชีตละหนึ่งรายงาน และใช้หัวตารางของรายงานนั้น",
        )
    ((source_id, tables),) = claimed.items()
    verdict = _claimed(grid, sources[source_id], tables)
    told = next(iter(strangers), None)
    return verdict if verdict.finding is not None else replace(verdict, finding=told)


def _claims(
    sources: Mapping[str, SourceDefinition], claimed: Mapping[str, Sequence[Table]]
) -> list[tuple[SourceDefinition, Table, bool]]:
    """The tables with their sources, and whether each is whole."""
    return [
        (sources[source_id], table, _is_whole(sources[source_id], table, tables))
        for source_id, tables in claimed.items() for table in tables
    ]


def _is_whole(source: SourceDefinition, table: Table, tables: Sequence[Table]) -> bool:
    """Whether a table holds all figures of its source in columns of its own, and says whose they are."""
    there = {name for name, _ in table.columns} | {one.column for one in table.given}
    roles = {source.column(name).role for name in there}
    placed = bool(roles & {"district", "district_code"}) or not source.kind.by_district
    if source.kind.wide:
        placed = "answer" in roles
    mine = {column for _, column in table.columns}
    band = any(
        other is not table and other.heading_bottom == table.heading_bottom
        and mine & {column for _, column in other.columns} for other in tables
    )
    figures = {c.id for c in source.columns if c.role == "figure"}
    return placed and not band and figures <= there and not ambiguous(table)


def _of_their_kinds(
    sheet: RawSheet, sources: Mapping[str, SourceDefinition], claimed: dict[str, tuple[Table, ...]]
) -> tuple[dict[str, tuple[Table, ...]], list[Finding]]:
    """The tables without those that are none of their kind, and what is said of these where no
    other source reads them."""
    strangers: dict[int, Finding] = {}
    kept: dict[str, tuple[Table, ...]] = {}
    for source_id, tables in claimed.items():
        judge = sources[source_id].kind.stranger
        told = [judge(Claim(sheet, sources[source_id], tables), t) if judge else None for t in tables]
        pairs = list(zip(tables, told, strict=True))
        strangers |= {table.heading_bottom: finding for table, finding in pairs if finding}
        mine = tuple(table for table, finding in pairs if finding is None)
        if mine:
            kept[source_id] = mine
    known = {table.heading_bottom for tables in kept.values() for table in tables}
    return kept, [finding for row, finding in strangers.items() if row not in known]


def _by_title(
    sheet: RawSheet, sources: Mapping[str, SourceDefinition],
    claimed: dict[str, tuple[Table, ...]],
) -> dict[str, tuple[Table, ...]]:
    """Of two sources that read the same columns, the one that the titles name; both if none do."""
    columns = {frozenset(c for t in tables for _, c in t.columns) for tables in claimed.values()}
    if len(claimed) < 2 or len(columns) > 1:
        return claimed
    texts = {text for tables in claimed.values() for t in tables for _, _, text in t.captions}
    said = [
        text for text in (*texts, sheet.name)
        if name_in(text) and not UNIT_ONLY.match(squeeze(text))
    ]
    named = [
        name for name in claimed if any(word in text for word in sources[name].titles for text in said)
    ]
    plain = [name for name in claimed if not sources[name].titles]
    chosen = named or (plain if texts & set(said) else [])
    return {chosen[0]: claimed[chosen[0]]} if len(chosen) == 1 else claimed


def _claimed(grid: Grid, source: SourceDefinition, tables: Sequence[Table]) -> Verdict:
    sheet = grid.sheet
    for table in tables:
        for column_id in ambiguous(table):
            columns = [column for name, column in table.columns if name == column_id]
            where = ", ".join(sheet.origin(table.heading_bottom, c).cell for c in columns)
            return _refused(
                sheet, "ambiguous-columns", "error",
                f"มีหลายช่องที่อาจเป็น “{source.column(column_id).headings[0]}” ({where}) "
                "จึงไม่รู้ว่าใช้ช่องใด",
                "เหลือไว้ช่องเดียว หรือเปลี่ยนหัวช่องที่ไม่ใช้",
                sheet.origin(table.heading_bottom, columns[0]),
            )
        several = sum(other.heading_bottom == table.heading_bottom for other in tables) > 1
        more = extended(grid, table, source, several)
        if more is not None:
            column, read, unread = more
            return _refused(
                sheet, "ambiguous-columns", "error",
                f"หัว “{safe_text(grid.text(table.heading_bottom, unread), 60)}” "
                f"({sheet.origin(table.heading_bottom, unread).cell}) อาจเป็น “{column.headings[0]}” ด้วย "
                f"นอกจากช่อง {sheet.origin(table.heading_bottom, read).cell} จึงไม่รู้ว่าใช้ช่องใดหรือรวมกัน",
                "รวมเป็นช่องเดียว หรือเปลี่ยนหัวช่องที่ไม่ใช้", sheet.origin(table.heading_bottom, unread),
            )
        over = sub_headed(grid, table, source)
        if over is not None:
            return _refused(
                sheet, "ambiguous-columns", "error",
                f"หัว “{grid.text(*over)}” คลุมหลายช่อง จึงไม่รู้ว่าใช้ช่องใด",
                "เหลือไว้ช่องเดียว หรือพิมพ์หัวให้ครบทุกช่อง", sheet.origin(*over),
            )
    return Verdict(sheet, Claim(sheet, source, tuple(tables)), None, _unread(grid, source, tables))


def _unread(grid: Grid, source: SourceDefinition, tables: Sequence[Table]) -> Finding | None:
    """Tells of the first heading that is not read although it is near that of a figure which its
    table lacks."""
    for table in tables:
        lacking = [c for c in source.columns if c.role == "figure" and table.at(c.id) is None]
        for at, text in table.others:
            near = next((c for c in lacking if resembles(c, text)), None)
            if near is not None:
                return Finding(
                    "heading-unread", "warning",
                    f"หัวช่อง “{safe_text(text, 60)}” ใกล้เคียงกับ “{near.headings[0]}” แต่ไม่ใช่ จึงไม่ได้อ่านช่องนี้",
                    f"ถ้าเป็นช่องเดียวกัน ให้แก้หัวช่องเป็น “{near.headings[0]}”",
                    grid.origin(table.heading_bottom, at),
                )
    return None


def _unrecognised(sheet: RawSheet, grid: Grid, vocabulary: Vocabulary) -> Verdict:
    if sheet.hidden and all(len(grid.filled(row)) <= 1 for row in grid.rows()):
        return Verdict(sheet, None, "empty-sheet")  # a list that drop-downs choose from
    hint, like, source = _nearest(grid, vocabulary)
    verdict = _refused(
        sheet, "unrecognised", "info" if sheet.hidden else "warning",
        "ไม่พบหัวตารางของรายงานใดที่รู้จัก" + (f" ({hint}{like})" if hint else ""),
        "ตรวจว่าเป็นไฟล์ที่ส่งออกจากระบบ และหัวตารางยังอยู่ครบ",
    )
    near = None if sheet.hidden else near_miss(grid, vocabulary)
    if near is not None:
        lacking = [c for c in near.source.columns if c.headings[0] in near.missing]
        near = replace(near, like=_like(grid, vocabulary, lacking))
    return replace(verdict, near=near, like="" if sheet.hidden else source)


def _like(grid: Grid, vocabulary: Vocabulary, lacking: Sequence[Column]) -> str:
    """Which text of a sheet is near a heading of the columns that lack, and where it stands."""
    for row in range(min(grid.height, 30 + DEEPEST)):
        for column, text in grid.texts(row) if may_be_heading(grid, vocabulary, row) else ():
            if any(resembles(one, text) for one in lacking):
                return f" แต่มี “{safe_text(text, 60)}” ที่ {grid.origin(row, column).cell} ซึ่งใกล้เคียง"
    return ""


def _nearest(grid: Grid, vocabulary: Vocabulary) -> tuple[str, str, str]:
    """The source whose headings the sheet holds most of, and which of them it lacks; what of the
    sheet is near one of these; and the id of the source, where two of its headings stand, that of its districts among them."""
    seen = {
        heading_form(text)
        for row in range(min(grid.height, 30 + DEEPEST))
        for _, text in grid.texts(row)
    }
    best: tuple[int, str, Sequence[Column], str] = (0, "", (), "")
    for source in vocabulary.sources:
        needed = [c for c in source.columns if c.required]
        lacking = [c for c in needed if not vocabulary.forms[source.id, c.id] & seen]
        missing = [c.headings[0] for c in lacking]
        found = len(needed) - len(missing)
        if missing and found > best[0]:
            best = (found, f"คล้าย “{source.title}” แต่ไม่พบ “{'”, “'.join(missing)}”", lacking, source.id)
        elif not missing and found >= best[0]:
            best = (found, f"คล้าย “{source.title}” แต่ไม่พบช่องอำเภอ", (), source.id)
    told = best[0] + bool(seen & vocabulary.districts)
    return best[1], _like(grid, vocabulary, best[2]), best[3] if told > 1 else ""


def _refused(
    sheet: RawSheet, code: str, severity: str, problem: str, remedy: str,
    origin: Origin | None = None,
) -> Verdict:
    finding = Finding(
        code, severity, problem, remedy,  # type: ignore[arg-type]  # one of the severities
        origin or Origin(sheet.file, sheet.name),
    )
    return Verdict(sheet, None, code, finding)
