"""Who is to do what before the cut-off: a row a thing to do, by who answers for it, most urgent first."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord
from pipeline.model.lines import FindingLine
from pipeline.model.score import NextLevel, Score, Scorecard, names_of
from pipeline.model.source import SourceDefinition
from pipeline.model.task import TASK_NAMES, Review, Task, TaskKind, Tasks
from pipeline.model.usage import Usage
from pipeline.model.words import NO_REPORT, NOT_SENT, WAITING
from pipeline.summarise.lists import COLLECTOR, Owners
from pipeline.summarise.nearness import final, missing_share
from pipeline.thai.text import clean
from pipeline.units import DATE
from pipeline.used import whose

UNREPORTED, NO_SOURCE, TO_REVIEW = "unreported", "missing-source", "to-review"  # codes of findings
NEAR = Decimal("0.05")  # of what the next level asks for: more is missing where it is not near
MOST_NEAR = 5  # tasks of a KPI that are near; its own sheet has every district
MOST_ALIKE = 20  # tasks of one kind in one file
_URGENT: tuple[TaskKind, ...] = ("missing", "wrong", "to-review", "doubt", "near")
Pair = tuple[str, int]  # a district's code and a KPI's number


@dataclass(frozen=True, slots=True)
class _Made:
    """A task, by what it comes before others, and whose scores wait for it."""

    task: Task
    order: tuple[Any, ...]
    waiting: frozenset[Pair] = frozenset()


def tasks(
    cards: Sequence[Scorecard], agreement: Agreement, findings: Sequence[Finding], files: Sequence[FileRecord],
    sources: Mapping[str, SourceDefinition], usage: Sequence[Usage],
) -> Tasks:
    """All that somebody can still do for the scores: what is missing, wrong, to be reviewed, doubtful; then
    what lacks little to the next level, as far as figures are from before the cut-off."""
    owners = Owners(agreement, files, sources)
    scores = {(card.district.code, s.kpi): s for card in cards for s in card.scores}
    groups = _grouped(findings, scores, agreement, usage, owners)
    names, cutoffs = names_of(cards), _cutoffs(agreement, files)
    taken = {pair for one in groups for pair in one.about}
    made = [_task(one, agreement, names, sources, cutoffs) for one in groups]
    made += [one for kpi in agreement.kpis for one in _near(kpi, agreement, cards, taken, owners)]
    waits: dict[str, set[Pair]] = {}
    for one in made:
        waits.setdefault(one.task.owner, set()).update(one.waiting)
    made.sort(key=lambda one: one.order)
    place = {owner: n for n, owner in enumerate(dict.fromkeys(one.task.owner for one in made))}
    made.sort(key=lambda one: (-len(waits[one.task.owner]), place[one.task.owner]))
    return Tasks(
        tuple(_listed(made)), _reviews(cards, agreement, owners),
        sum(score.status == "unreported" for score in scores.values()),
        tuple(kpi.number for kpi in agreement.kpis if _all_final(kpi, cards)),
        {owner: len(pairs) for owner, pairs in waits.items()})


# --- what is wrong or missing --------------------------------------------------------------------


@dataclass(slots=True)
class _Group:
    """Findings that one deed settles: the first of them, the others' cells, and whose scores wait for it."""

    owner: str
    kind: TaskKind
    reason: str
    findings: list[Finding]
    waiting: set[Pair] = field(default_factory=set)

    @property
    def about(self) -> set[Pair]:
        """The districts and KPIs that it is about."""
        return {(f.district, f.kpi) for f in self.findings if f.district and f.kpi} | self.waiting


def _grouped(
    findings: Sequence[Finding], scores: Mapping[Pair, Score], agreement: Agreement, usage: Sequence[Usage],
    owners: Owners,
) -> list[_Group]:
    """What a person can do something about, findings of one cause together, worst first; a score that is not
    reported stands with the cause, where a finding tells it."""
    causes = _Causes(findings, scores, agreement, usage)
    groups: dict[tuple[object, ...], _Group] = {}
    for finding in findings:
        if finding.severity == "info" or (finding.code in (UNREPORTED, NO_SOURCE) and causes.of(finding)):
            continue
        owner = _owner(finding, causes.waiting(finding), owners)
        reason = _reason(finding, scores) if finding.code == UNREPORTED else ""
        group = groups.setdefault((owner, reason, *_alike(finding)), _Group(owner, _kind(finding), reason, []))
        group.findings.append(finding)
        group.waiting |= causes.waiting(finding)
    return list(groups.values())


def _owner(finding: Finding, waiting: Collection[Pair], owners: Owners) -> str:
    """Who is to do what a finding asks for: what is to be reviewed, those of the KPI; of a file of which nobody knows
    whose it is, those of the only KPI that waits for it."""
    if finding.code == TO_REVIEW and finding.kpi:
        return owners.of_kpi(finding.kpi)
    kpis = {number for _, number in waiting}
    owner = owners.of(finding)
    return owners.of_kpi(kpis.pop()) if owner == COLLECTOR and len(kpis) == 1 else owner


def _kind(finding: Finding) -> TaskKind:
    if finding.code in (UNREPORTED, NO_SOURCE):
        return "missing"
    if finding.code == TO_REVIEW:
        return "to-review"
    return "wrong" if finding.severity == "error" else "doubt"


def _alike(finding: Finding) -> tuple[object, ...]:
    """What findings have in common that one deed settles; whole files may have other names."""
    where = finding.origin or Origin("")
    file = where.file if where.sheet or where.cell else ""
    return (finding.code, finding.remedy, finding.kpi, file, where.sheet,
            finding.state)


def _reason(finding: Finding, scores: Mapping[Pair, Score]) -> str:
    """Why the score of which a finding tells is not reported."""
    return scores[finding.district or "", finding.kpi or 0].measurement.reason


class _Causes:
    """Which findings tell why a district has no score: at its very cell, of its district and KPI, of a table
    of its that does not count, or of those who have still to send or to review."""

    def __init__(
        self, findings: Sequence[Finding], scores: Mapping[Pair, Score], agreement: Agreement,
        usage: Sequence[Usage],
    ) -> None:
        self._found: dict[object, list[Finding]] = {}
        self._scores = scores
        self._aside = _aside(agreement, usage)
        for finding in findings:
            for key in _keys(finding):
                self._found.setdefault(key, []).append(finding)
        self._waiting: dict[Finding, set[Pair]] = {}
        for finding in findings:
            if finding.code == UNREPORTED:
                self._wait(finding, {(finding.district or "", finding.kpi or 0)})
            elif finding.code == NO_SOURCE:
                self._wait(finding, {
                    pair for pair, score in scores.items() if pair[1] == finding.kpi and score.status == "unreported"})

    def _wait(self, finding: Finding, pairs: set[Pair]) -> None:
        for one in self.of(finding) or [finding]:
            self._waiting.setdefault(one, set()).update(pairs)

    def of(self, unreported: Finding) -> list[Finding]:
        """The causes of a score, or of a KPI of all districts, that is not reported; none where nothing but that is told."""
        if unreported.code == NO_SOURCE:
            return self._found.get(unreported.origin, []) if unreported.origin else []
        pair = unreported.district or "", unreported.kpi or 0
        keys: tuple[object, ...] = (
            unreported.origin, pair, *self._aside.get(pair, ()), (pair[1], _reason(unreported, self._scores)))
        return next((self._found[key] for key in keys if key is not None and key in self._found), [])

    def waiting(self, finding: Finding) -> set[Pair]:
        """Whose scores wait for what a finding tells."""
        return self._waiting.get(finding, set())


def _keys(finding: Finding) -> Iterator[object]:
    """By what the finding of a score that is not reported may find its cause."""
    if finding.code == TO_REVIEW:
        yield finding.kpi, finding.state
    elif finding.severity == "error" and finding.code not in (UNREPORTED, NO_SOURCE):
        yield from finding.origins
        if finding.district and finding.kpi:
            yield finding.district, finding.kpi


def _aside(agreement: Agreement, usage: Sequence[Usage]) -> dict[Pair, list[Origin]]:
    """The sheets with figures of a district for a KPI that do not count."""
    fed: dict[str, list[int]] = {}
    for kpi in agreement.kpis:
        for source in kpi.sources():
            fed.setdefault(source, []).append(kpi.number)
    found: dict[Pair, list[Origin]] = {}
    for one in usage:
        for number in fed.get(one.source, ()):
            found.setdefault((one.district, number), []).extend(
                Origin(taken.origin.file, taken.origin.sheet) for taken in one.tables if taken.excluded)
    return found


def _task(
    group: _Group, agreement: Agreement, names: Mapping[str, str], sources: Mapping[str, SourceDefinition],
    cutoffs: Mapping[str, dt.date],
) -> _Made:
    first, kind = group.findings[0], group.kind
    where = first.origin or Origin("")
    codes = {code for code, _ in group.about} | {f.district for f in group.findings}
    numbers = {number for _, number in group.about} | {f.kpi for f in group.findings if f.kpi}
    kpi = next((kpi for kpi in agreement.kpis if {kpi.number} == numbers), None)
    task = Task(
        group.owner, kind, first.state or TASK_NAMES[kind], whose([code for code in names if code in codes], names),
        kpi.number if kpi else None, _what(group), _remedy(group, kpi, sources), where.file, where.sheet, where.cell,
        len(group.waiting), kpi.cutoff if kpi else cutoffs.get(where.file))
    order = not group.waiting, -len(group.waiting), _URGENT.index(kind), *first.sort_key()
    return _Made(task, order, frozenset(group.waiting))


def _what(group: _Group) -> str:
    """What the first finding tells, and where else it is so."""
    first, *others = group.findings
    if first.code == UNREPORTED:
        first = replace(first, problem=f"ยังไม่มีคะแนน: {group.reason}")
    cells = dict.fromkeys(f.origin.cell for f in others if f.origin and f.origin.cell)
    line = FindingLine(first, tuple(cells))
    if not cells and len(others) and first.code not in (UNREPORTED, "weights-differ"):
        return f"{first.problem} (และอีก {len(others):,} แห่ง)"
    return line.problem


def _remedy(group: _Group, kpi: Kpi | None, sources: Mapping[str, SourceDefinition]) -> str:
    """What its first finding says; where no report has the district, which reports should."""
    if kpi is None or group.reason != NO_REPORT:
        return group.findings[0].remedy
    titles = " และ ".join(f"“{sources[one].title}”" for one in kpi.sources() if one in sources)
    return f"ส่งรายงาน {titles} ที่มีอำเภอนี้ แล้วสั่งใหม่"


def _cutoffs(agreement: Agreement, files: Sequence[FileRecord]) -> dict[str, dt.date]:
    """The first cut-off of the KPIs that a file has figures of."""
    fed = [(kpi.cutoff, kpi.sources()) for kpi in agreement.kpis]
    found = {}
    for record in files:
        sources = {sheet.source for sheet in record.sheets if sheet.source}
        days = [cutoff for cutoff, of in fed if not sources.isdisjoint(of)]
        if days:
            found[record.file] = min(days)
    return found


def _listed(every: Sequence[_Made]) -> Iterator[Task]:
    """The tasks; of one kind in one file not more than somebody goes through, then how many more there are and how many
    scores wait for these."""
    alike = Counter(_of_one_kind(one.task) for one in every)
    left: dict[tuple[str, str, str], set[Pair]] = {}
    listed: Counter[tuple[str, str, str]] = Counter()
    for one in every:
        task, kind = one.task, _of_one_kind(one.task)
        listed[kind] += 1
        if task.kind == "near" or listed[kind] <= MOST_ALIKE:
            yield task
            continue
        waiting = left.setdefault(kind, set())
        waiting |= one.waiting
        if listed[kind] == alike[kind]:
            where = "ในไฟล์นี้" if task.file else "แบบนี้"
            more = f"ยังมีอีก {alike[kind] - MOST_ALIKE:,} เรื่อง{where} ดูชีต รายการตรวจสอบ"
            yield replace(task, districts="", kpi=None, what=more, remedy="", sheet="", cell="", waiting=len(waiting))


def _of_one_kind(task: Task) -> tuple[str, str, str]:
    return task.owner, task.kind, task.file


# --- what is near the next level -----------------------------------------------------------------


def _near(
    kpi: Kpi, agreement: Agreement, cards: Sequence[Scorecard], taken: set[Pair], owners: Owners
) -> Iterator[_Made]:
    """What the districts that lack least lack to the next level of a KPI, those that lack the same together; of
    districts that nothing else is to be done for."""
    found: dict[tuple[int | None, int, str], list[tuple[int, Decimal, str]]] = {}
    for card in cards:
        code = card.district.code
        score = next(s for s in card.scores if s.kpi == kpi.number)
        ahead, share = score.next_level, missing_share(score, agreement)
        if ahead is None or share is None or (code, kpi.number) in taken or score.doubts or final(score, kpi):
            continue
        if _little(ahead, share, kpi):
            found.setdefault((score.level, ahead.level, ahead.needs), []).append((ahead.items, share, code))
    names = names_of(cards)
    for (level, ahead_of, needs), alike in sorted(found.items(), key=lambda one: min(one[1]))[:MOST_NEAR]:
        order = True, 0, _URGENT.index("near"), *min(alike)[:2], kpi.number, min(alike)[2]
        yield _Made(Task(
            owners.of_kpi(kpi.number), "near", TASK_NAMES["near"], whose([code for _, _, code in alike], names),
            kpi.number, f"จากระดับที่ {level} ถึงระดับที่ {ahead_of}", clean(needs), "", "", "", 0, kpi.cutoff), order)


def _little(ahead: NextLevel, share: Decimal, kpi: Kpi) -> bool:
    """Whether so little is missing that it is near: one item, one of what is counted, a small share. A day that has
    passed is not to be had again."""
    if ahead.items:
        return ahead.items == 1 and not ahead.gap
    if kpi.unit == DATE:
        return False
    return share <= NEAR or (ahead.amount is not None and ahead.unit != "%" and ahead.amount <= 1)


def _all_final(kpi: Kpi, cards: Sequence[Scorecard]) -> bool:
    """Whether some district could be near the next level, and all such have the figures of the cut-off."""
    scores = [s for card in cards for s in card.scores if s.kpi == kpi.number and s.next_level is not None]
    return bool(scores) and all(final(score, kpi) for score in scores)


# --- what a reviewer gives -----------------------------------------------------------------------


def _reviews(cards: Sequence[Scorecard], agreement: Agreement, owners: Owners) -> tuple[Review, ...]:
    found = []
    for kpi in agreement.kpis:
        if not kpi.formula.measure.given:
            continue
        states: dict[str, list[str]] = {}
        for card in cards:
            score = next(s for s in card.scores if s.kpi == kpi.number)
            if score.status != "exempt":
                state = "" if score.known else score.measurement.reason
                states.setdefault(state, []).append(card.district.name)
        reviewed, waiting, not_sent = (tuple(states.pop(state, ())) for state in ("", WAITING, NOT_SENT))
        rest = tuple(name for names in states.values() for name in names)
        found.append(Review(kpi.number, owners.of_kpi(kpi.number), reviewed, waiting, not_sent, rest))
    return tuple(found)
