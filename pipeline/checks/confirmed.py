"""Figures that look wrong and are right: what a person confirmed, met with what was found."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.model.choice import Confirmation
from pipeline.model.finding import Finding, safe_text
from pipeline.thai.digits import NotANumber, parse_decimal
from pipeline.thai.text import squeeze

_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")


def confirmed(
    findings: Sequence[Finding], said: Sequence[Confirmation], codes: Collection[str]
) -> tuple[Mapping[Finding, Confirmation], list[Finding]]:
    """The warnings of these ``codes`` that a person confirmed, and what is to be said of entries that
    meet none. An entry is of one code, KPI, district (or none) and figure: of another figure it
    confirms nothing."""
    found: dict[tuple[str, str | None, int | None], list[Finding]] = {}
    for finding in findings if said else ():
        if finding.severity == "warning" and finding.code in codes:
            found.setdefault((finding.code, finding.district, finding.kpi), []).append(finding)
    met: dict[Finding, Confirmation] = {}
    unmet = []
    for entry in said:
        alike = found.get((entry.code, entry.district, entry.kpi), [])
        mine = [finding for finding in alike if _same(finding, entry.value)]
        met |= dict.fromkeys(mine, entry)
        if not mine:
            unmet.append(_unmet(entry, alike))
    return met, unmet


def _same(finding: Finding, value: str) -> bool:
    """Whether a figure is that of a finding, or stands in what it says where it has none."""
    if finding.value:
        return _form(value) == _form(finding.value)
    return not value or _form(value) in map(_form, _NUMBER.findall(finding.problem))


def _form(text: str) -> Decimal | str:
    """A figure as it is compared, however it is written."""
    try:
        number = parse_decimal(text)
    except NotANumber:
        return squeeze(text).casefold()
    return squeeze(text) if number is None else number.normalize()


def _unmet(entry: Confirmation, alike: Sequence[Finding]) -> Finding:
    values = ", ".join(dict.fromkeys(finding.value for finding in alike if finding.value))
    other = f" ข้อนี้มีค่า {values} ซึ่งยังไม่ได้ยืนยัน" if values else ""
    return Finding(
        "confirmation-unmet", "warning",
        f"ไม่พบข้อ “{safe_text(entry.code, 40)}” ที่มีค่า {safe_text(entry.value, 40) or '(ว่าง)'} "
        f"ของอำเภอและตัวชี้วัดในแถวนี้ จึงไม่มีผล{other}",
        "พิมพ์รหัส อำเภอ ตัวชี้วัด และค่าให้ตรงกับข้อที่พบ หรือลบแถวนี้ถ้าไม่ต้องใช้แล้ว",
        entry.origin, entry.district)


def as_confirmed(finding: Finding, entry: Confirmation) -> Finding:
    """A finding once a person has confirmed its figure: for the record, with who said so and why."""
    return replace(
        finding, severity="info", effect=Decimal(0), remedy="ไม่ต้องทำอะไร",
        problem=f"{finding.problem} (ยืนยันว่าถูกต้อง: {why(entry)})")


def why(entry: Confirmation) -> str:
    """The reason, who said so and when."""
    return f"{entry.reason} โดย {entry.person}" + (f" {entry.day}" if entry.day else "")
