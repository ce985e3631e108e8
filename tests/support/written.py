"""KPIs as a file of a round writes them, and what a district measures of them."""

import tomllib
from decimal import Decimal

from pipeline.definitions.blocks import TomlTable
from pipeline.definitions.kpis import load_kpi
from pipeline.measure import MEASURES
from pipeline.model.agreement import Kpi
from pipeline.model.observation import Measurement

HEAD = """
number = 1
section = "team"
goal = "งานสำเร็จ"
name = "ผลงานสมมติ"
weight = 100
data_source = "กลุ่มงานตัวอย่าง"
cutoff = 2018-03-31
unit = "ร้อยละ"
"""
RATIO = """
[formula]
measure = "ratio_of_sums"
numerator = "disbursement.disbursed"
denominator = "disbursement.allocated"
more = "เพิ่มอีก {amount} บาท"
"""


def kpi_of(text: str, head: str = HEAD) -> Kpi:
    """The KPI of a file with this text below what all have alike; its keys win."""
    data = tomllib.loads(head, parse_float=Decimal) | tomllib.loads(text, parse_float=Decimal)
    return load_kpi(TomlTable(data, "kpi.toml"), MEASURES)


def levels(kind: str, *bounds: object, first: int = 1) -> str:
    """A ladder of these bounds, a level each."""
    return "".join(
        f'\n[[levels]]\nlevel = {number}\nquote = "ระดับ {number}"\n' + (f"{kind} = {bound}\n" if bound is not None else "")
        for number, bound in enumerate(bounds, first))


def measured(result: object, answers: dict[str, int] | None = None, **more: object) -> Measurement:
    """What a district measured: this result (None: none) of 1,000,000 baht, and these answers."""
    value = None if result is None else Decimal(str(result))
    return Measurement(
        1, "2701", "measured", result=value, numerator=None if value is None else value * 10_000,
        denominator=Decimal(1_000_000),
        answers=tuple((item, None if answer is None else Decimal(answer)) for item, answer in (answers or {}).items()),
        **more)  # type: ignore[arg-type]  # fields by their names
