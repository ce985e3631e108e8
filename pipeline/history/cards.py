"""The scorecards that a ``results.json`` was written from, as far as it holds them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Literal

from pipeline.errors import PipelineError
from pipeline.history.record import Json
from pipeline.ladder import worth
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.observation import District, Evidence, Measurement
from pipeline.model.score import Mark, Score, Scorecard, Total
from pipeline.thai.calendar import serial
from pipeline.units import DATE, out_of

_ANSWERS = {"ใช่": Decimal(1), "ไม่ใช่": Decimal(0)}
_STATES: Mapping[str, Literal["measured", "unreported", "exempt"]] = {
    "scored": "measured", "given": "measured", "unreported": "unreported", "exempt": "exempt",
}


class OtherAgreementError(PipelineError):
    """Results that this agreement's KPIs, sections or levels do not fit."""


def cards_of(results: Json, agreement: Agreement) -> tuple[Scorecard, ...]:
    """A scorecard a district, in the order of the results.

    The figures are as printed: scores and percentages two places, counts as the evidence shows
    them. A KPI that is made of two sums has its numerator and denominator back, the first two
    of its evidence, and the answers of its items; origins, parts and gaps are not known.
    Raises OtherAgreementError.
    """
    return tuple(_card(district, agreement) for district in results["districts"])


def _card(district: Json, agreement: Agreement) -> Scorecard:
    of_district = district["code"]
    by_number = {kpi["number"]: kpi for kpi in district["kpis"]}
    numbers = [kpi.number for kpi in agreement.kpis]
    if sorted(by_number) != sorted(numbers) or len(district["kpis"]) != len(numbers):
        raise OtherAgreementError(f"ตัวชี้วัดของอำเภอ {of_district} ไม่ตรงกับข้อตกลงของรอบนี้")
    sections = [section.id for section in agreement.sections]
    if sorted(district["sections"]) != sorted(sections):
        raise OtherAgreementError(f"ส่วนของคะแนนของอำเภอ {of_district} ไม่ตรงกับข้อตกลงของรอบนี้")
    total = district["total"]
    if total["band"] not in (None, *(band.name for band in agreement.bands)):
        raise OtherAgreementError(f"ผลประเมินของอำเภอ {of_district} ไม่มีในข้อตกลงของรอบนี้")
    return Scorecard(
        District(of_district, district["name"]), None, district["complete"],
        tuple(_score(by_number[kpi.number], kpi, of_district, agreement) for kpi in agreement.kpis),
        tuple((name, _mark(district["sections"][name])) for name in sections),
        Total(_mark(total), _figure(total["percent"]), total["band"]),
    )


def findings_of(results: Json) -> tuple[Finding, ...]:
    """The findings that results tell, in their order."""
    return tuple(
        Finding(
            origin=Origin(one["file"], one["sheet"] or "", one["cell"] or "")
            if one["file"] else None,
            **{key: one[key]
               for key in ("code", "severity", "problem", "remedy", "district", "kpi")},
        )
        for one in results["findings"]
    )


def _mark(mark: Json) -> Mark:
    return Mark(_figure(mark["score"]), _figure(mark["provisional"]))


def _score(said: Json, kpi: Kpi, code: str, agreement: Agreement) -> Score:
    status, level = said["status"], said["level"]
    levels = {0, kpi.below_first, *(one.level for one in kpi.levels)}
    if status not in _STATES or (level in levels) != (status in ("scored", "given")):
        raise OtherAgreementError(f"ระดับของตัวชี้วัดที่ {kpi.number} ของอำเภอ {code} ไม่มีในข้อตกลงของรอบนี้")
    points = _figure(said.get("points"))
    if points is None and level is not None:
        points = worth(kpi, level)
    top = _figure(said.get("top")) or kpi.full
    return Score(
        kpi.number, status, Decimal(str(said["weight"])), _measurement(said, kpi, code),
        _result(said["result"], kpi), level, points=points, top=top, deducted=_figure(said.get("deducted")),
        counted=None if points is None else points * agreement.top / top, weighted=_figure(said["weighted"]),
        flags=tuple(said["flags"]),
        highest=None if level is None else max((one.level for one in kpi.levels), default=None),
    )


def _measurement(said: Json, kpi: Kpi, code: str) -> Measurement:
    figures: Mapping[str, str | None] = said["evidence"]
    evidence = tuple(Evidence(name, _figure(text), "") for name, text in figures.items())
    above, below = None, None
    if kpi.pools and said["status"] == "scored":
        above, below = (*(e.value for e in evidence), None, None)[:2]
        if above is None or not below:
            raise OtherAgreementError(f"ไม่มีตัวตั้งหรือตัวหารของตัวชี้วัดที่ {kpi.number} ของอำเภอ {code}")
        if kpi.formula.measure.grows:
            above -= below
    return Measurement(
        kpi.number, code, _STATES[said["status"]],
        result=_result(said["result"], kpi), numerator=above, denominator=below,
        per=out_of(kpi.unit),
        answers=tuple((item.id, _answer(figures.get(item.name))) for item in kpi.items),
        evidence=evidence,
    )


def _result(text: str | None, kpi: Kpi) -> Decimal | None:
    """A result in the KPI's unit; a day as Excel's number of it."""
    if kpi.unit != DATE or not text:
        return _figure(text)
    try:
        return serial(dt.date.fromisoformat(text))
    except ValueError:
        return None


def _answer(text: str | None) -> Decimal | None:
    return _ANSWERS.get(text or "", _figure(text))


def _figure(text: str | None) -> Decimal | None:
    try:
        value = Decimal(text or "")
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
