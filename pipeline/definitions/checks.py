"""Loads which checks apply where: ``agreement/checks.toml`` and ``agreement/<round>/checks.toml``."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from pipeline.definitions.blocks import TomlTable, read_toml
from pipeline.errors import DefinitionError
from pipeline.home import folder_of
from pipeline.model.agreement import Agreement
from pipeline.model.check import FigureCheck, Rule, Rules
from pipeline.model.source import SourceDefinition

FILE = "checks.toml"


def load_checks(
    home: Path, agreement: Agreement, sources: Sequence[SourceDefinition],
    checks: Mapping[str, FigureCheck],
) -> Rules:
    """What the figures of the sources and of the round's KPIs must keep; nothing where the files are
    not there. A table is a source (its id) or a KPI (its number), and has a table for each check.

    Raises DefinitionError that names every problem by file and key.
    """
    home = folder_of(home, "agreement").parent
    files = (home / "agreement" / FILE, home / "agreement" / agreement.round_id / FILE)
    wrong: list[str] = []
    rules: list[Rule] = []
    confirm: tuple[str, ...] = ()
    by_id = {source.id: source for source in sources}
    numbers = {str(kpi.number): kpi.number for kpi in agreement.kpis}
    for path, of_sources in zip(files, (True, False), strict=True):
        if not path.is_file():
            continue
        block = read_toml(path, home, wrong)
        if of_sources:
            confirm = block.texts("confirm", ())
        for key, body in _tables(block, by_id if of_sources else numbers):
            for name in list(body.data):
                check = _check(body, name, checks, "source" if of_sources else "kpi")
                if check is not None:
                    one = body.table(body.take(name, dict), f"{key}.{name}")
                    rules.append(_rule(one, check, by_id.get(key), numbers.get(key, 0)))
    if wrong:
        raise DefinitionError("\n".join(wrong))
    order = list(checks)
    return Rules(tuple(sorted(rules, key=lambda rule: order.index(rule.check.name))), frozenset(confirm))


def _tables(block: TomlTable, known: Mapping[str, object]) -> Iterator[tuple[str, TomlTable]]:
    """The tables of a file by their key, those of unknown keys being noted."""
    for key in list(block.data):
        if key not in known:
            block.wrong(key, f"ไม่รู้จัก{_likely(key, known)}")
        else:
            yield key, block.table(block.take(key, dict), key)


def _likely(key: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(key, known, 1)
    hint = f" (หมายถึง “{near[0]}” หรือไม่)" if near else ""
    return f"{hint} ใช้ได้: {', '.join(known)}"


def _check(
    body: TomlTable, name: str, checks: Mapping[str, FigureCheck], of: str
) -> FigureCheck | None:
    mine = {key: check for key, check in checks.items() if check.of == of}
    if name not in mine:
        body.wrong(name, f"ไม่ใช่การตรวจที่ใช้ที่นี่ได้{_likely(name, mine)}")
    return mine.get(name)


def _rule(block: TomlTable, check: FigureCheck, source: SourceDefinition | None, kpi: int) -> Rule:
    """A rule, with every limit a number above 0 and every column a figure of the source."""
    columns: dict[str, str] = {}
    if source is not None:
        figures = {column.id for column in source.with_role("figure")}
        figures |= {column.id for column in source.with_role("year")}
        for key in check.columns:
            name = block.text(key)
            if name not in figures and not block.faulty:
                block.wrong(
                    key, f"ไม่มีช่องตัวเลข “{name}” ใน agreement/sources/{source.id}.toml "
                    f"ใช้ได้: {', '.join(sorted(figures))}")
            columns[key] = f"{source.id}.{name}"
    limits: dict[str, Decimal] = {}
    for key in check.limits:
        limit = block.sure_number(key)
        if limit <= 0 and not block.faulty:
            block.wrong(key, f"ต้องมากกว่า 0 (พบ {limit})")
        limits[key] = limit
    block.done()
    return Rule(check, source.id if source else "", kpi, columns, limits)
