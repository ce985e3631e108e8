"""Figures that cannot be right: what each would change, scored again as they may have been meant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.checks import as_confirmed, confirmed, suspicions
from pipeline.checks.confirmed import why
from pipeline.measure.stage import Measuring
from pipeline.model.agreement import Agreement
from pipeline.model.check import Facts, FigureCheck, Rules, Suspicion
from pipeline.model.choice import Choices, Confirmation
from pipeline.model.finding import Finding, first_few
from pipeline.model.observation import Evidence, Measurement, Observation
from pipeline.model.score import Mark, Score, Scorecard
from pipeline.score.kpi import score_one
from pipeline.score.totals import scorecard
from pipeline.thai.digits import format_decimal

CONFIRM = "ถ้าถูกแล้ว ให้ยืนยันค่า {value} ด้วยตาราง รหัสข้อที่พบ ค่าที่ยืนยัน เหตุผล ผู้ยืนยัน"
UNKNOWN = "ยังคิดไม่ได้ว่าคะแนนจะเปลี่ยนเท่าไร"


@dataclass(frozen=True, slots=True)
class _Change:
    """What one district's score and total would be."""

    name: str
    before: Score
    after: Score
    totals: tuple[Mark, Mark]

    @property
    def matters(self) -> bool:
        """Whether the level, what it counts or the printed result would be another."""
        old, new = self.before, self.after
        return (old.level, old.between, old.result) != (new.level, new.between, new.result)

    @property
    def size(self) -> Decimal:
        """By how much the total would change."""
        old, new = (mark.score if mark.score is not None else mark.provisional for mark in self.totals)
        return abs((new or Decimal(0)) - (old or Decimal(0)))

    def words(self) -> str:
        """Level, result and total, before and after."""
        old, new = (_total(mark) for mark in self.totals)
        results = [_figure(self.before), _figure(self.after)]
        told = [_arrow("ระดับ", str(self.before.level), str(self.after.level))]
        told += [_arrow("ผล", *results)] if results[0] != results[1] else []
        return " ".join([*told, _arrow("คะแนนรวม", old, new)])


@dataclass(frozen=True, slots=True)
class Suspected:
    """What a suspicion gives: a finding, a warning unless it would change neither a level nor a
    printed result, and what is to be said on the scorecards, by district (code)."""

    finding: Finding
    remarks: Mapping[str, str]


def suspected(
    facts: Facts, rules: Rules, measuring: Measuring, choices: Choices,
    cards: Sequence[Scorecard], agreement: Agreement,
) -> list[Suspected]:
    """Every suspicion of figures that count, with what it would change."""
    found = [one for one in suspicions(facts, rules) if _counts(one[1], cards)]
    told = []
    for check, kpi in dict.fromkeys((check, suspicion.kpi) for check, suspicion in found):
        mine = [s for c, s in found if c is check and s.kpi == kpi]
        meant, left_out = _meant(mine)
        after = measuring.corrected(kpi, meant, left_out, choices) if meant or left_out else {}
        for suspicion in mine:
            changes = _changes(suspicion, after, cards, agreement)
            remarks = _remarks(suspicion, changes, cards)
            told.append(Suspected(_finding(check, suspicion, changes, tuple(remarks)), remarks))
    return told


def settled(
    cards: Sequence[Scorecard], told: Sequence[Suspected], findings: Sequence[Finding],
    confirmations: Sequence[Confirmation], codes: Collection[str],
) -> tuple[tuple[Scorecard, ...], list[Finding]]:
    """The scorecards with what is to be doubted of their figures, or in the evidence why these are
    right, and all findings, those that a person confirmed for the record alone."""
    met, unmet = confirmed([*findings, *(one.finding for one in told)], confirmations, codes)
    doubts: dict[tuple[str, int], list[str]] = {}
    reasons: dict[tuple[str, int], list[Evidence]] = {}
    for one in told:
        for code, words in one.remarks.items():
            at = code, one.finding.kpi or 0
            if one.finding in met:
                reasons.setdefault(at, []).append(_reason(one.finding, met[one.finding]))
            elif one.finding.severity == "warning":
                doubts.setdefault(at, []).append(words)
    for finding in findings:
        if finding in met and finding.district and finding.kpi:
            reasons.setdefault((finding.district, finding.kpi), []).append(_reason(finding, met[finding]))
    every = [*findings, *(one.finding for one in told)]
    return (
        tuple(_said_of(card, doubts, reasons) for card in cards),
        [*(as_confirmed(one, met[one]) if one in met else one for one in every), *unmet],
    )


def _reason(finding: Finding, entry: Confirmation) -> Evidence:
    """Why a figure that looks wrong is right, as the evidence says it."""
    return Evidence(f"ยืนยัน {finding.value or finding.code}", None, "", text=why(entry))


def _score(card: Scorecard, kpi: int) -> Score:
    return next(score for score in card.scores if score.kpi == kpi)


def _counts(suspicion: Suspicion, cards: Sequence[Scorecard]) -> bool:
    """Whether a district that it is of is not exempt."""
    return any(
        _score(card, suspicion.kpi).status != "exempt"
        for card in cards if card.district.code in suspicion.districts)


def _meant(mine: Sequence[Suspicion]) -> tuple[dict[Observation, Decimal], set[Observation]]:
    """What figures would be, and those that would not count."""
    odd = [one for s in mine for one in s.odd]
    return (
        {one.seen: one.meant for one in odd if isinstance(one.meant, Decimal)},
        {one.seen for one in odd if one.meant == "out"})


def _changes(
    suspicion: Suspicion, after: Mapping[str, Measurement], cards: Sequence[Scorecard],
    agreement: Agreement,
) -> dict[str, _Change] | None:
    """What would change, by district (code); None where that cannot be told."""
    if not suspicion.odd or any(one.meant is None for one in suspicion.odd):
        return None
    changes = {}
    kpi = agreement.kpi(suspicion.kpi)
    for card in cards:
        code = card.district.code
        before = _score(card, suspicion.kpi)
        if code not in suspicion.districts or before.status == "exempt":
            continue
        again = score_one(after[code], kpi, agreement)
        if before.status != "scored" or again.status != "scored":
            return None
        scores = [again if score.kpi == again.kpi else score for score in card.scores]
        other = scorecard(card.district, card.party, scores, agreement)
        changes[code] = _Change(
            card.district.name, before, again, (card.total.mark, other.total.mark))
    return changes


def _finding(
    check: FigureCheck, suspicion: Suspicion, changes: Mapping[str, _Change] | None, told_of: tuple[str, ...]
) -> Finding:
    matter = [one for one in (changes or {}).values() if one.matters]
    origins = suspicion.origins
    single = suspicion.districts[0] if len(suspicion.districts) == 1 else None
    return Finding(
        check.name, "warning" if changes is None or matter else "info",
        f"{suspicion.what} {suspicion.looks}: {_effect(changes, matter)}",
        f"{suspicion.remedy} {CONFIRM.format(value=suspicion.value)}",
        origins[0] if origins else None, single, suspicion.kpi, value=suspicion.value,
        others=origins[1:], effect=sum((one.size for one in matter), Decimal(0)), told_of=told_of,
    )


def _effect(changes: Mapping[str, _Change] | None, matter: Sequence[_Change]) -> str:
    if changes is None:
        return UNKNOWN
    if not matter:
        return "ระดับและผลที่พิมพ์ไม่เปลี่ยน"
    if len(changes) == 1:
        return matter[0].words()
    largest = sorted(matter, key=lambda one: -one.size)
    return first_few([f"{one.name} {one.words()}" for one in largest], "อำเภอ", "; ")


def _remarks(
    suspicion: Suspicion, changes: Mapping[str, _Change] | None, cards: Sequence[Scorecard]
) -> dict[str, str]:
    """What is to be said on the scorecard of each district (code) that it matters to."""
    told = {}
    for card in cards:
        code = card.district.code
        change = (changes or {}).get(code)
        if code not in suspicion.districts or _score(card, suspicion.kpi).status == "exempt":
            continue
        if change is None or change.matters:
            cell = next((one.seen.origin.cell for one in suspicion.odd if one.seen.district == code), "")
            place = f" ช่อง {cell}" if cell else ""
            effect = UNKNOWN if change is None else change.words()
            told[code] = f"ควรตรวจ{place}: {suspicion.looks} ({effect})"
    return told


def _said_of(
    card: Scorecard, doubts: Mapping[tuple[str, int], Sequence[str]],
    reasons: Mapping[tuple[str, int], Sequence[Evidence]],
) -> Scorecard:
    """A scorecard with what is to be doubted and what was confirmed; the very same where nothing is."""
    code = card.district.code
    if not any((code, score.kpi) in said for score in card.scores for said in (doubts, reasons)):
        return card
    return replace(card, scores=tuple(
        replace(
            score, doubts=tuple(doubts.get((code, score.kpi), ())),
            measurement=replace(score.measurement, evidence=(
                *score.measurement.evidence, *reasons.get((code, score.kpi), ()))),
        ) for score in card.scores))


def _arrow(name: str, old: str, new: str) -> str:
    return f"{name} {old} → {new}" if old != new else f"{name} {old} เท่าเดิม"


def _figure(score: Score) -> str:
    return "–" if score.result is None else format_decimal(score.result, 2, grouping=True)


def _total(mark: Mark) -> str:
    value = mark.score if mark.score is not None else mark.provisional
    return "–" if value is None else format_decimal(value, 2)
