"""What each way of taking tables in doubt would give: measured and scored again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.measure.stage import Measured, Measuring
from pipeline.model.agreement import Agreement
from pipeline.model.choice import Choices, Question
from pipeline.model.finding import Finding
from pipeline.model.observation import Measurement
from pipeline.score import score_one

REMEDY = (
    "ถ้ารู้ว่าแบบใดถูก ให้เหลือไว้เฉพาะไฟล์ที่ถูก หรือใส่ตาราง ไฟล์ ชีต ใช้ เหตุผล ในโฟลเดอร์ข้อมูล "
    "(พิมพ์ ใช้ หรือ ไม่ใช้ พร้อมเหตุผล) แล้วสั่งใหม่"
)


def asked(
    measuring: Measuring, measured: Measured, choices: Choices, agreement: Agreement
) -> tuple[dict[tuple[str, int], Measurement], list[Finding]]:
    """The measurements, of which those in doubt say what each reading would give, and a finding of
    each district in doubt.

    All questions of a KPI are read the same way at once (the first way of each, the second of
    each …): each way is measured once, however many questions there are.
    """
    found = dict(measured.measured)
    findings: list[Finding] = []
    for kpi in dict.fromkeys(question.kpi for question in measured.questions):
        mine = [question for question in measured.questions if question.kpi == kpi]
        ways = _ways(measuring, mine, kpi, choices)
        for question in mine:
            for doubt in question.doubts:
                told = "; ".join(
                    f"ถ้า{reading.label} {_level(way[doubt.district], agreement)}"
                    for reading, way in zip(question.readings, ways, strict=False)
                )
                findings.append(Finding(
                    question.code, "error", f"{question.problem}: {doubt.what}: {told}", REMEDY,
                    doubt.origin, doubt.district, kpi,
                ))
                key = doubt.district, kpi
                if found[key].state == "unreported":
                    found[key] = replace(
                        found[key], reason=f"{found[key].reason} ({told})", where=doubt.origin)
    return found, findings


def _ways(
    measuring: Measuring, questions: Sequence[Question], kpi: int, choices: Choices
) -> list[Mapping[str, Measurement]]:
    """The measurements of a KPI under the first reading of each question, the second …; a question
    of fewer readings keeps its last."""
    ways = []
    for number in range(max(len(question.readings) for question in questions)):
        under = choices
        for question in questions:
            under = under.under(question.readings[min(number, len(question.readings) - 1)])
        ways.append(measuring.under(kpi, under))
    return ways


def _level(measurement: Measurement, agreement: Agreement) -> str:
    """What a measurement would be scored, in Thai."""
    score = score_one(measurement, agreement.kpi(measurement.kpi), agreement)
    if score.level is None:
        return "ยังให้คะแนนไม่ได้"
    return f"ได้{'' if score.result is None else f' {score.result}'} ระดับ {score.level}"
