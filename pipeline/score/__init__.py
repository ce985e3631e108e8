"""Stage 5: measurements + levels → scores, sections and totals."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding, first_few
from pipeline.model.observation import District, Measurement, Party
from pipeline.model.score import Scorecard
from pipeline.model.words import NO_REPORT
from pipeline.score.kpi import score_one
from pipeline.score.totals import scorecard
from pipeline.thai.digits import shortest
from pipeline.thai.text import clean


def score(
    measured: Mapping[tuple[str, int], Measurement],
    agreement: Agreement,
    districts: Sequence[District],
    parties: Sequence[Party],
    unread: Mapping[int, Sequence[Origin]] = MappingProxyType({}),
) -> tuple[tuple[Scorecard, ...], tuple[Finding, ...]]:
    """Every district's scorecard, by code, and what could not be scored; ``unread`` are the sheets that
    nobody could read and that may be the report of a KPI (its number)."""
    people = {party.district: party for party in parties}
    cards = []
    findings: list[Finding] = []
    for district in districts:
        scores = tuple(
            score_one(measured[district.code, kpi.number], kpi, agreement)
            for kpi in agreement.kpis
        )
        cards.append(scorecard(district, people.get(district.code), scores, agreement))
    findings += [finding for card in cards for finding in _weights(card, agreement)]
    for kpi in agreement.kpis:
        findings += _unreported(kpi, cards, unread.get(kpi.number, ()))
    return tuple(cards), tuple(findings)


def _weights(card: Scorecard, agreement: Agreement) -> Iterator[Finding]:
    """A warning of each section whose weights are the district's own and come to another sum than the signed."""
    for section in agreement.sections:
        signed_of = {kpi.number: kpi.weight for kpi in agreement.of_section(section.id)}
        own = sum((s.weight for s in card.scores if s.kpi in signed_of), Decimal(0))
        signed = sum(signed_of.values(), Decimal(0))
        if own != signed:
            yield Finding(
                "weights-differ", "warning",
                f"น้ำหนักของอำเภอ{card.district.name} ใน{section.name} รวมได้ {shortest(own)} ไม่ใช่ {shortest(signed)} ตามข้อตกลง",
                "ตรวจน้ำหนักของอำเภอนี้ในตารางน้ำหนัก ให้ครบทุกตัวชี้วัดและรวมได้ตามข้อตกลง", district=card.district.code)


def _unreported(kpi: Kpi, cards: Sequence[Scorecard], unread: Sequence[Origin]) -> list[Finding]:
    """An error per district and KPI not reported; one for a KPI that nobody reported at all, with the
    sheets that may be its report."""
    missing = [
        (card, s) for card in cards for s in card.scores
        if s.kpi == kpi.number and s.status == "unreported"
    ]
    nothing = all(not s.measurement.evidence for _, s in missing)
    asked = [s for card in cards for s in card.scores
             if s.kpi == kpi.number and s.status != "exempt"]
    if missing and nothing and len(missing) == len(asked):
        reason = missing[0][1].measurement.reason
        why = "" if unread and reason == NO_REPORT else f": {reason}"
        problem = f"ตัวชี้วัดที่ {kpi.number} ({clean(kpi.name)}) ไม่มีรายงานที่ใช้ได้ของอำเภอใดเลย{why}"
        if not unread:
            return [Finding(
                "missing-source", "error", problem,
                f"ส่งออกรายงานจาก{clean(kpi.data_source)} แล้ววางในโฟลเดอร์ข้อมูล", kpi=kpi.number,
            )]
        names = first_few([f"{one.file} › {one.sheet}" for one in unread], "ชีต")
        return [Finding(
            "missing-source", "error", f"{problem} มีตารางที่น่าจะใช่แต่อ่านไม่ได้: {names}",
            "แก้หัวตารางของไฟล์นั้นตามที่แจ้งไว้ หรือส่งออกจากระบบใหม่ แล้วสั่งอีกครั้ง", unread[0], kpi=kpi.number,
        )]
    return [
        Finding(
            "unreported", "error",
            f"อำเภอ{card.district.name} ตัวชี้วัดที่ {kpi.number} ยังให้คะแนนไม่ได้: "
            f"{s.measurement.reason}",
            "เติมหรือแก้ข้อมูลในไฟล์ต้นทางแล้วสั่งใหม่",
            s.measurement.where, card.district.code, kpi.number,
        )
        for card, s in missing
    ]
