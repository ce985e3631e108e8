"""Loads the sources: ``agreement/sources/*.toml``."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from pipeline.definitions.blocks import TomlTable, read_toml
from pipeline.errors import DefinitionError
from pipeline.home import folder_of
from pipeline.model.agreement import Agreement
from pipeline.model.source import Column, Kind, Nature, Role, SourceDefinition


def load_sources(
    home: Path, agreement: Agreement, kinds: Mapping[str, Kind]
) -> tuple[SourceDefinition, ...]:
    """The sources in ``agreement/sources`` of ``home`` or of the program, by file name, each of one
    of ``kinds``; every element that a KPI needs is one of theirs (else DefinitionError)."""
    home = folder_of(home, "agreement").parent
    folder = home / "agreement" / "sources"
    sources = tuple(_source(path, home, kinds) for path in sorted(folder.glob("*.toml")))
    elements = {f"{s.id}.{c.id}": c.role for s in sources for c in s.columns}
    wanted: list[tuple[int, str, str]] = []
    for kpi in agreement.kpis:
        figure = kpi.formula.measure.figure
        wanted += [(kpi.number, element, figure) for element in kpi.formula.elements()]
        wanted += [(kpi.number, item.element, "answer") for item in kpi.items]
    for number, element, wanted_role in wanted:
        if elements.get(element) != wanted_role:
            near = difflib.get_close_matches(element, elements, 1)
            hint = f" (หมายถึง “{near[0]}” หรือไม่)" if near else ""
            raise DefinitionError(
                f"kpi {number}: ไม่มีช่อง “{element}” ใน agreement/sources{hint} แก้ชื่อ หรือเพิ่มช่องนั้น"
            )
    return sources


def _source(path: Path, home: Path, kinds: Mapping[str, Kind]) -> SourceDefinition:
    block = read_toml(path, home)
    kind = kinds[block.one_of("kind", tuple(kinds))]
    columns = block.take("columns", dict)
    assert isinstance(columns, dict)
    source = SourceDefinition(
        id=block.text("id"),
        title=block.text("title"),
        owner=block.text("owner"),
        kind=kind,
        columns=tuple(
            _column(TomlTable(data, block.file, f"columns.{name}"), name)
            for name, data in columns.items()
        ),
        key=block.texts("key", ()),
        titles=block.texts("titles", ()),
        nature=block.one_of("nature", get_args(Nature), "state"),  # type: ignore[arg-type]  # checked
        parts=block.texts("parts", ()),
    )
    block.done()
    if source.id != path.stem:
        raise block.error("id", f"ต้องเป็น “{path.stem}” ตามชื่อไฟล์")
    ids = {column.id for column in source.columns}
    meant = [name for c in source.columns for name in (*c.of, *([c.spared_by] if c.spared_by else []))]
    for name in (*source.key, *meant):
        if name not in ids:
            raise block.error("key/of/spared_by", f"ไม่มีช่อง “{name}” ใน columns")
    _check_roles(block, source)
    if not any(column.required for column in source.columns):
        raise block.error("columns", "ต้องมีช่องที่ required = true อย่างน้อยหนึ่งช่อง")
    return source


def _check_roles(block: TomlTable, source: SourceDefinition) -> None:
    """Every role is one that the kind of table knows, and none that it needs is lacking."""
    kind = source.kind
    for column in source.columns:
        if column.role not in (*kind.needs, *kind.may):
            known = ", ".join((*kind.needs, *kind.may))
            raise block.error(
                f"columns.{column.id}.role",
                f"ตารางชนิด {kind.name} ไม่มี “{column.role}” ใช้ได้: {known}",
            )
    for role in kind.needs:
        if not source.with_role(role):
            raise block.error("columns", f"ตารางชนิด {kind.name} ต้องมีช่องที่ role = \"{role}\"")
    own = [column.id for column in source.columns if column.role in ("date", "month", "number")]
    if bool(own) != source.dated:
        raise block.error(
            "nature",
            f"ต้องเป็น “flow” เพราะแต่ละแถวมีวัน เดือน หรือเลขของตนเอง (columns.{own[0]})" if own
            else "เป็น “flow” แต่ไม่มีช่องที่ role = \"date\", \"month\" หรือ \"number\" ถ้าเป็นยอด ณ วันหนึ่ง ให้ใช้ “state”",
        )


def _column(block: TomlTable, name: str) -> Column:
    column = Column(
        id=name,
        role=block.one_of("role", get_args(Role)),  # type: ignore[arg-type]  # one_of checked it
        headings=block.texts("headings"),
        required=bool(block.take("required", bool, False)),
        unit=block.text("unit", ""),
        of=block.texts("of", ()),
        only=block.texts("only", ()),
        unheaded=bool(block.take("unheaded", bool, False)),
        prefer=block.texts("prefer", ()),
        fallback=block.texts("fallback", ()),
        spared_by=block.text("spared_by", ""),
        tambon=bool(block.take("tambon", bool, False)),
        name=block.text("name", ""),
        earliest=block.date("earliest") if "earliest" in block.data else None,
    )
    block.done()
    if not set(column.prefer) <= set(column.headings):
        raise block.error("prefer", "ต้องเป็นหัวช่องใน headings")
    if set(column.fallback) & set(column.headings):
        raise block.error("fallback", "ต้องไม่ซ้ำกับ headings")
    if column.role == "percentage" and len(column.of) not in (0, 2):
        raise block.error("of", "ต้องบอกสองช่อง: ตัวตั้งและตัวหาร")
    return column
