"""KPIs written as in ``kpi/*.toml``, measured upon made-up rows and scored, without a file."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from cards import AGREEMENT

from pipeline.definitions.blocks import TomlTable
from pipeline.definitions.kpis import load_kpi
from pipeline.measure import MEASURES
from pipeline.measure.stage import Measured, Measuring
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.observation import District, Observation
from pipeline.model.period import NOTHING_SAID, Period, TableIdentity
from pipeline.model.score import Score
from pipeline.model.source import Column, Nature, Role, SourceDefinition
from pipeline.normalise.kinds import KINDS
from pipeline.score.kpi import score_one

HEAD = """
number = 1
section = "team"
goal = ""
name = "ตัวชี้วัดตัวอย่าง"
weight = 10
data_source = "ระบบตัวอย่าง"
cutoff = 2018-03-27
"""
DISTRICT = District("2701", "เมืองสระแก้ว")
AS_AT = TableIdentity(Period(as_of=dt.date(2018, 3, 27), running=True))


def kpi(text: str, head: str = HEAD) -> Kpi:
    """The KPI of a file's text, without its head."""
    return load_kpi(TomlTable(tomllib.loads(head + text, parse_float=Decimal), "kpi.toml"), MEASURES)


def ladder(kind: str, *values: object) -> str:
    """Levels from 1 with these bounds."""
    return "".join(
        f'\n[[levels]]\nlevel = {n}\nquote = "เกณฑ์ {n}"\n{kind} = {value}\n' for n, value in enumerate(values, 1))


def source(id_: str = "made", kind: str = "sums", nature: Nature = "state", **columns: str | tuple[Role, str]) -> SourceDefinition:
    """A source whose columns are figures in a unit (``paid="บาท"``) or of another role (``ok=("answer", "")``)."""
    made = []
    for name, said in columns.items():
        role, unit = ("figure", said) if isinstance(said, str) else said
        made.append(Column(name, role, (f"ช่อง {name}",), unit=unit))
    return SourceDefinition(id_, f"รายงาน {id_}", "กลุ่มงานตัวอย่าง", KINDS[kind], tuple(made), nature=nature)


class Row(NamedTuple):
    """One per row of a table: its figures by element, as typed (None: blank)."""

    figures: Mapping[str, object]
    key: str = ""
    when: dt.date | None = None
    district: str = DISTRICT.code


def table(*rows: Row, name: str = "t", identity: TableIdentity = AS_AT, dated: bool = False) -> list[Observation]:
    """The observations of one table."""
    found = []
    for number, row in enumerate(rows, 5):
        for place, (element, said) in enumerate(row.figures.items()):
            value = None if said is None else Decimal(str(said))
            found.append(Observation(
                element, row.district, value, "blank" if value is None else "given",
                Origin(f"{name}.xlsx", "Sheet1", f"{chr(66 + place)}{number}"), name, number, row.key, row.when,
                dated, NOTHING_SAID if dated and identity is AS_AT else identity))
    return found


class Result(NamedTuple):
    """A district's score, and all that was measured."""

    score: Score
    measured: Measured

    @property
    def codes(self) -> set[str]:
        return {finding.code for finding in self.measured.findings}


def agreed(one: Kpi, agreement: Agreement = AGREEMENT) -> Agreement:
    """An agreement with this KPI alone."""
    return replace(agreement, kpis=(one,), readings=())


def scored(
    one: Kpi, observations: Iterable[Observation], sources: Sequence[SourceDefinition],
    districts: Sequence[District] = (DISTRICT,), agreement: Agreement = AGREEMENT,
) -> Result:
    """The first district's score."""
    it = agreed(one, agreement)
    measured = Measuring(tuple(observations), it, districts, (), sources).measured()
    return Result(score_one(measured.measured[districts[0].code, one.number], one, it), measured)
