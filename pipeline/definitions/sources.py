"""Loads the sources: ``agreement/sources/*.toml``."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

from pipeline.definitions.blocks import TomlTable, read_toml
from pipeline.definitions.states import with_files
from pipeline.errors import DefinitionError
from pipeline.home import folder_of
from pipeline.model.agreement import ELEMENT_KEYS, Agreement, Kpi
from pipeline.model.source import Column, Kind, Nature, Role, SourceDefinition


def load_sources(
    home: Path, agreement: Agreement, kinds: Mapping[str, Kind]
) -> tuple[SourceDefinition, ...]:
    """The sources in ``agreement/sources`` of ``home`` or of the program, by file name, each of one
    of ``kinds``; every element that a KPI needs is one of theirs. Raises DefinitionError with a line for
    each thing that is wrong."""
    sources = read_sources(home, kinds)
    folder = folder_of(home, "agreement") / agreement.round_id
    problems = [(f"kpi.{kpi.number}.{key}", problem)
                for kpi in agreement.kpis for at, leaf in kpi.by_place()
                for key, problem in _problems_of(leaf, sources, at)]
    if problems:
        raise DefinitionError("\n".join(with_files(folder, problems)))
    return sources


def read_sources(home: Path, kinds: Mapping[str, Kind]) -> tuple[SourceDefinition, ...]:
    """The sources by themselves, whatever a round asks of them; else as :func:`load_sources`."""
    home = folder_of(home, "agreement").parent
    folder = home / "agreement" / "sources"
    problems: list[str] = []
    sources = tuple(_source(path, home, kinds, problems) for path in sorted(folder.glob("*.toml")))
    if problems:
        raise DefinitionError("\n".join(dict.fromkeys(problems)))
    return sources


def _problems_of(kpi: Kpi, sources: Sequence[SourceDefinition], at: str) -> Iterator[tuple[str, str]]:
    """The elements of a KPI, or of what stands ``at`` a key of one, that no source has, and a sentence that gives
    what lacks in another unit: each with its key in the KPI's file."""
    columns = {f"{s.id}.{c.id}": c for s in sources for c in s.columns}
    formula = kpi.formula
    wanted = {f"formula.{key}": (element, formula.measure.figure) for key in ELEMENT_KEYS if (element := getattr(formula, key))}
    wanted |= {f"items[{number}].element": (item.element, "answer") for number, item in enumerate(kpi.items, 1)}
    wanted |= {key: (element, "figure") for key in ("target_source", "weight_source") if (element := getattr(kpi, key))}
    for key, (element, role) in wanted.items():
        if element not in columns:
            near = difflib.get_close_matches(element, columns, 1)
            hint = f" (หมายถึง “{near[0]}” หรือไม่)" if near else ""
            yield at + key, f"ไม่มีช่อง “{element}” ใน agreement/sources{hint} แก้ชื่อ หรือเพิ่มช่องนั้น"
        elif columns[element].role != role:
            yield at + key, f"ช่อง “{element}” มี role = \"{columns[element].role}\" เลือกช่องที่ role = \"{role}\""
    below = columns.get(formula.denominator)
    for key in ("numerator", "numerator_else"):
        above = columns.get(getattr(formula, key))
        if above and below and above.unit and below.unit and above.unit != below.unit:
            yield f"{at}formula.denominator", (
                f"“{below.headings[0]}” นับเป็น “{below.unit}” แต่ “{above.headings[0]}” นับเป็น “{above.unit}” "
                "ร้อยละของสองหน่วยไม่มีความหมาย แก้ให้เป็นช่องของเรื่องเดียวกัน")
    counted = columns.get(formula.numerator or formula.element)
    after = formula.more.partition("{amount}")[2].split()
    if counted is not None and counted.unit and not formula.measure.counts and after and after[0] != counted.unit:
        yield f"{at}formula.more", (
            f"บอกจำนวนเป็น “{after[0]}” แต่ “{counted.headings[0]}” นับเป็น “{counted.unit}” แก้ให้ตรงกัน")


def _source(
    path: Path, home: Path, kinds: Mapping[str, Kind], problems: list[str]
) -> SourceDefinition:
    block = read_toml(path, home, problems)
    kind = kinds[block.one_of("kind", tuple(kinds))]
    source = SourceDefinition(
        id=block.text("id"),
        title=block.text("title"),
        owner=block.text("owner"),
        kind=kind,
        columns=tuple(
            _column(block.table(data, f"columns.{name}"), name)
            for name, data in block.take("columns", dict).items()
        ),
        key=block.texts("key", ()),
        titles=block.texts("titles", ()),
        nature=block.one_of("nature", get_args(Nature), "state"),  # type: ignore[arg-type]  # checked
        parts=block.texts("parts", ()),
    )
    block.done()
    if block.faulty:
        return source
    if source.id != path.stem:
        block.wrong("id", f"ต้องเป็น “{path.stem}” ตามชื่อไฟล์")
    ids = {column.id for column in source.columns}
    meant = [name for c in source.columns for name in (*c.of, *([c.spared_by] if c.spared_by else []))]
    for name in (*source.key, *meant):
        if name not in ids:
            block.wrong("key/of/spared_by", f"ไม่มีช่อง “{name}” ใน columns")
    _check_roles(block, source)
    if not any(column.required for column in source.columns):
        block.wrong("columns", "ต้องมีช่องที่ required = true อย่างน้อยหนึ่งช่อง")
    return source


def _check_roles(block: TomlTable, source: SourceDefinition) -> None:
    """Every role is one that the kind of table knows, and none that it needs is lacking."""
    kind = source.kind
    for column in source.columns:
        if column.role not in (*kind.needs, *kind.may):
            known = ", ".join((*kind.needs, *kind.may))
            block.wrong(
                f"columns.{column.id}.role",
                f"ตารางชนิด {kind.name} ไม่มี “{column.role}” ใช้ได้: {known}",
            )
    if block.faulty:
        return
    for role in kind.needs:
        if not source.with_role(role):
            block.wrong("columns", f"ตารางชนิด {kind.name} ต้องมีช่องที่ role = \"{role}\"")
    own = [column.id for column in source.columns if column.role in ("date", "month", "number")]
    if bool(own) != source.dated:
        block.wrong(
            "nature",
            f"ต้องเป็น “flow” เพราะแต่ละแถวมีวัน เดือน หรือเลขของตนเอง (columns.{own[0]})" if own
            else "เป็น “flow” แต่ไม่มีช่องที่ role = \"date\", \"month\" หรือ \"number\" ถ้าเป็นยอด ณ วันหนึ่ง ให้ใช้ “state”",
        )


def _column(block: TomlTable, name: str) -> Column:
    column = Column(
        id=name,
        role=block.one_of("role", get_args(Role)),  # type: ignore[arg-type]  # one_of checked it
        headings=block.texts("headings"),
        required=block.take("required", bool, False),
        unit=block.text("unit", ""),
        of=block.texts("of", ()),
        only=block.texts("only", ()),
        unheaded=block.take("unheaded", bool, False),
        prefer=block.texts("prefer", ()),
        fallback=block.texts("fallback", ()),
        spared_by=block.text("spared_by", ""),
        tambon=block.take("tambon", bool, False),
        name=block.text("name", ""),
        earliest=block.date("earliest") if "earliest" in block.data else None,
    )
    block.done()
    if not set(column.prefer) <= set(column.headings):
        block.wrong("prefer", "ต้องเป็นหัวช่องใน headings")
    if set(column.fallback) & set(column.headings):
        block.wrong("fallback", "ต้องไม่ซ้ำกับ headings")
    if column.role == "percentage" and len(column.of) not in (0, 2):
        block.wrong("of", "ต้องบอกสองช่อง: ตัวตั้งและตัวหาร")
    return column
