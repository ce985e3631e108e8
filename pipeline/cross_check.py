"""Stage 5b: levels that an export states itself, held against ours."""

from collections.abc import Sequence

from pipeline.model.agreement import Agreement
from pipeline.model.finding import Finding
from pipeline.model.observation import Observation, source_of
from pipeline.model.score import Scorecard
from pipeline.model.source import SourceDefinition
from pipeline.thai.digits import format_decimal


def cross_check_levels(
    observations: Sequence[Observation],
    sources: Sequence[SourceDefinition],
    cards: Sequence[Scorecard],
    agreement: Agreement,
) -> list[Finding]:
    """A finding wherever the score column of an export says another level than ours; ours counts.

    An export with several rows a district is held against ours only where they all say the same.
    """
    owners = {f"{s.id}.{c.id}": s.id for s in sources for c in s.with_role("score")}
    said: dict[tuple[str, str], list[Observation]] = {}
    for o in observations:
        if o.element in owners:
            said.setdefault((owners[o.element], o.district), []).append(o)
    findings = []
    for kpi in agreement.kpis:
        fed_by = set(map(source_of, kpi.formula.elements()))
        for card in cards:
            score = next(s for s in card.scores if s.kpi == kpi.number)
            level = score.level
            for source in sorted(fed_by):
                mine = said.get((source, card.district.code), [])
                values = {o.value for o in mine if o.value is not None}
                if level is not None and len(values) == 1 and not values & {level, score.points}:
                    (value,) = values
                    findings.append(Finding(
                        "score-differs", "warning",
                        f"ไฟล์บอกว่าได้ระดับ {format_decimal(value, 2).removesuffix('.00')} "
                        f"แต่คิดตามเกณฑ์ได้ระดับ {level} (ใช้ระดับที่คิดได้)",
                        "ตรวจว่าไฟล์ใช้เกณฑ์หรือตัวเลขใด", mine[0].origin, card.district.code,
                        kpi.number,
                    ))
    return findings
