"""What each way of taking tables in doubt would give: measured and scored again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.measure.stage import Measured, Measuring
from pipeline.model.agreement import Agreement
from pipeline.model.choice import Choices, Doubt, Doubtful
from pipeline.model.finding import SHOWN, Finding
from pipeline.model.observation import District, Measurement
from pipeline.score.kpi import score_one

MOST_TOLD = 2  # questions that one reason tells
REMEDY = (
    "ถ้ารู้ว่าแบบใดถูก ให้เหลือไว้เฉพาะไฟล์ที่ถูก หรือใส่ตาราง ไฟล์ ชีต ใช้ เหตุผล ในโฟลเดอร์ข้อมูล "
    "(พิมพ์ ใช้ หรือ ไม่ใช้ พร้อมเหตุผล) แล้วสั่งใหม่"
)


def asked(
    measuring: Measuring, measured: Measured, choices: Choices, agreement: Agreement,
    districts: Iterable[District],
) -> tuple[dict[tuple[str, int], Measurement], list[Finding]]:
    """The measurements, of which those in doubt say what each reading would give, and a finding of
    each question that says it of its first districts.

    All questions of a KPI are read the same way at once (the first way of each, the second of
    each …): each way is measured once, however many questions there are.
    """
    found = dict(measured.measured)
    names = {district.code: district.name for district in districts}
    findings: list[Finding] = []
    for kpi in dict.fromkeys(question.kpi for question in measured.questions):
        mine = [question for question in measured.questions if question.kpi == kpi]
        ways = _ways(measuring, mine, kpi, choices)
        told: dict[str, list[str]] = {}
        for question in mine:
            said = {doubt: _told(question, doubt, ways, agreement) for doubt in question.doubts}
            for doubt, text in said.items():
                told.setdefault(doubt.district, []).append(text)
            findings.append(_finding(question, said, names))
        for question in mine:
            for doubt in question.doubts:
                found[doubt.district, kpi] = _unreported(
                    found[doubt.district, kpi], doubt, told.pop(doubt.district, []))
    return found, findings


def _told(
    question: Doubtful, doubt: Doubt, ways: Sequence[Mapping[str, Measurement]],
    agreement: Agreement,
) -> str:
    """What each reading would give a district."""
    return "; ".join(
        f"ถ้า{reading.label} {_level(way[doubt.district], agreement)}"
        for reading, way in zip(question.ways, ways, strict=False)
    )


def _finding(question: Doubtful, said: Mapping[Doubt, str], names: Mapping[str, str]) -> Finding:
    first, *others = question.doubts
    texts = [
        f"อำเภอ{names[doubt.district]}: {doubt.what + ': ' if doubt.what else ''}{text}"
        for doubt, text in list(said.items())[:SHOWN]
    ]
    more = len(question.doubts) - len(texts)
    return Finding(
        question.code, "error",
        f"{question.problem}  {'  '.join(texts)}" + (f"  และอีก {more} อำเภอ" if more > 0 else ""),
        REMEDY, first.origin, None if others else first.district, question.kpi,
    )


def _unreported(measurement: Measurement, doubt: Doubt, told: Sequence[str]) -> Measurement:
    """A measurement in doubt, with what each way would give; as it is where that was said."""
    if measurement.state != "unreported" or not told:
        return measurement
    more = f" และยังไม่รู้อีก {len(told) - MOST_TOLD} เรื่อง" if len(told) > MOST_TOLD else ""
    reason = "ไม่รู้ว่านับตารางใด: " + " / ".join(told[:MOST_TOLD]) + more
    return replace(measurement, reason=reason, where=doubt.origin)


def _ways(
    measuring: Measuring, questions: Sequence[Doubtful], kpi: int, choices: Choices
) -> list[Mapping[str, Measurement]]:
    """The measurements of a KPI under the first reading of each question, the second …; a question
    of fewer ways keeps its last."""
    ways = []
    for number in range(max(len(question.ways) for question in questions)):
        under = choices
        for question in questions:
            under = under.under(question.ways[min(number, len(question.ways) - 1)])
        ways.append(measuring.under(kpi, under))
    return ways


def _level(measurement: Measurement, agreement: Agreement) -> str:
    """What a measurement would be scored, in Thai."""
    score = score_one(measurement, agreement.kpi(measurement.kpi), agreement)
    if score.level is None:
        return "ยังให้คะแนนไม่ได้"
    return f"ได้{'' if score.result is None else f' {score.result}'} ระดับ {score.level}"
