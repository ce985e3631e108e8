"""Whether a table is of the round that is scored, by the time that it says of itself."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding, first_few
from pipeline.model.observation import Observation
from pipeline.model.period import Period, TableIdentity
from pipeline.thai.calendar import BUDDHIST_ERA, thai_date
from pipeline.thai.periods import (
    CARRIED,
    fiscal_year,
    last_day,
    month_end,
    period_of_name,
    period_words,
)

# Years: what ended 19 ago is an old export, told once; 20 ago are mistyped days (61 made 1961), told by their cells.
LONG_AGO = 20
BY_ROUND = "พิมพ์ ข้อมูล ณ วันที่ … เหนือตาราง หรือแยกไฟล์ของแต่ละรอบไว้ในโฟลเดอร์ของรอบ เช่น input/{}"
PER_REPORT = ("no-as-of-date", "period-without-day", "round-unclear")


@dataclass(frozen=True, slots=True)
class Timing:
    """One per table that a KPI asks for: how its time stands to the round and to the cut-off.

    ``excluded`` says in Thai of what time it is where its figures do not count, ``late`` that they
    are of after the cut-off. ``report`` is the title of its source, ``results`` whether it states results.
    """

    report: str
    finding: Finding | None = None
    excluded: str = ""
    late: bool = False
    results: bool = True


@dataclass(frozen=True, slots=True)
class _Told:
    """Makes what is said of one table for one KPI."""

    where: Origin
    report: str
    kpi: Kpi

    def nothing(self) -> Timing:
        return Timing(self.report)

    def timing(
        self, finding: Finding, aside: str = "", late: bool = False
    ) -> Timing:
        found = replace(finding, origin=self.where, kpi=self.kpi.number)
        return Timing(self.report, found, aside, late)

    @property
    def cutoff(self) -> str:
        return thai_date(self.kpi.cutoff)


def another_round(said: TableIdentity, agreement: Agreement, *, results: bool) -> str | None:
    """Of what time a table is that is not of this round, in Thai; None where it may be. A fiscal
    year that it says sets all its figures aside, a day before the round only ``results``: targets
    and allocations are made before. Money carried over from an earlier year is still this round's."""
    period, year = said.period, fiscal_year(agreement.end)
    if period.year not in (None, year) and not _of_the_calendar(period):
        return None if any(map(CARRIED.search, said.names)) else f"ปีงบประมาณ {period.year}"
    last = last_day(period, year)
    if results and last is not None and last < agreement.start:
        return f"{'วันที่ ' if period.as_of else ''}{period_words(period, year)}"
    return None


def another_once(said: TableIdentity, agreement: Agreement) -> str | None:
    """The same of what is stated once for a whole round: a title tells its fiscal year after ปี too, and months
    tell it that are all before the round or after it, as those of the other half of the year; a day tells nothing."""
    period, year = said.period, fiscal_year(agreement.end)
    titled = {found for name in said.names if (found := period_of_name(name).year) is not None}
    told = period.year or (titled.pop() if len(titled) == 1 else None)
    if told not in (None, year):
        return f"ปีงบประมาณ {told}"
    months = replace(period, as_of=None)
    last = last_day(months, year)
    if last is not None and (last < agreement.start or _first_day(months, year) > agreement.end):
        return period_words(months, year)
    return None


def _of_the_calendar(period: Period) -> bool:
    """Whether the year is that of a numbered report (``ครั้งที่ 11/2560``) in its day's own."""
    return period.number is not None and period.as_of is not None and (
        period.as_of.year + BUDDHIST_ERA == period.year)


def ended(rows: Iterable[Observation], agreement: Agreement) -> set[str]:
    """The sources of flows that ended before the round began: none of their rows is of a later day,
    and none of their tables says that it is."""
    year = fiscal_year(agreement.end)
    last: dict[str, dt.date] = {}
    for o in rows:
        if o.dated:
            days = (o.when or dt.date.max, last_day(o.identity.period, year) or dt.date.min)
            source = o.source
            last[source] = max(last.get(source, dt.date.min), *days)
    return {
        source for source, day in last.items()
        if day < agreement.start and agreement.start.year - day.year < LONG_AGO
    }


def timing(
    rows: Sequence[Observation], report: str, kpi: Kpi, agreement: Agreement,
    ended: Collection[str] = (), per_round: bool = False,
) -> Timing:
    """How the time of a table stands; ``rows`` are its observations that the KPI asks for. Where
    these bear a time of their own, that decides, and not the table's: they count, unless their
    source ``ended`` before the round. Of what is stated once for the whole round (``per_round``) only the
    round and the fiscal year tell."""
    first = rows[0]
    told = _Told(Origin(first.origin.file, first.origin.sheet), report, kpi)
    if first.dated and first.source in ended:
        return _ended(rows, told, agreement)
    if first.dated:
        return _of_a_flow(rows, told)
    results = not per_round and any(o.element != kpi.formula.denominator for o in rows)
    if not per_round and not results and kpi.formula.measure.changes:
        return replace(told.nothing(), results=False)
    aside = another_once(first.identity, agreement) if per_round else another_round(
        first.identity, agreement, results=results)
    if aside is None and per_round:
        return replace(told.nothing(), results=False)
    if aside is None:
        state = _of_a_state(first.identity, results, told, fiscal_year(agreement.end))
        return replace(state, results=results)
    return told.timing(Finding(
        "another-round", "warning", f"เป็นข้อมูลของ{aside} ไม่ใช่ของรอบนี้ จึงไม่นำมาให้คะแนน",
        "ถ้าเป็นไฟล์ของรอบอื่น ให้เอาออกจากโฟลเดอร์ข้อมูล ถ้าเป็นของรอบนี้ ให้แก้ปีหรือวันที่ในชื่อตาราง",
    ), aside)


def _ended(rows: Sequence[Observation], told: _Told, agreement: Agreement) -> Timing:
    last = thai_date(max(o.when for o in rows if o.when is not None))
    start = thai_date(agreement.start)
    return told.timing(Finding(
        "another-round", "warning",
        f"แถวสุดท้ายเป็นของวันที่ {last} ก่อนวันเริ่มรอบ {start} จึงเป็นข้อมูลของรอบก่อน ไม่นำมาให้คะแนน",
        "ส่งออกใหม่ให้ถึงสิ้นรอบ ถ้าไม่มีรายการใหม่จริง ให้พิมพ์ ข้อมูล ณ วันที่ … (ในรอบ) เหนือตาราง",
    ), f"ก่อนวันที่ {start}")


def _of_a_flow(rows: Sequence[Observation], told: _Told) -> Timing:
    """Only a day before the cut-off is worth a word, unless the rows bear months that were over
    then, so that nothing can be missing."""
    as_of = rows[0].as_of
    days = [o.when for o in rows if o.when is not None]
    if as_of is None or as_of >= told.kpi.cutoff:
        return told.nothing()
    whole = told.kpi.formula.measure.grows and bool(days) and max(days) <= as_of
    return told.nothing() if whole else _before(thai_date(as_of), told)


def _of_a_state(said: TableIdentity, results: bool, told: _Told, year: int) -> Timing:
    period, cutoff = said.period, told.kpi.cutoff
    last, words = last_day(period, year), period_words(period, year)
    if last is None or _first_day(period, year) <= cutoff < last:
        return _without_a_day(said, words, told)
    if last > cutoff:
        return _after(words, results, told)
    return _before(words, told) if last < cutoff else told.nothing()


def _first_day(period: Period, year: int) -> dt.date:
    """The first day that figures of which the last is known may be of."""
    if period.as_of is not None:
        return period.as_of
    assert period.months is not None
    return month_end(period.year or year, period.months[0]).replace(day=1)


def _after(words: str, results: bool, told: _Told) -> Timing:
    if results:
        return told.timing(Finding(
            "after-cutoff", "error",
            f"ข้อมูล ณ {words} อยู่หลังวันตัดยอด {told.cutoff} จึงไม่นำมาให้คะแนน",
            f"ส่งออกข้อมูล ณ {told.cutoff} มาแทน",
        ), words, late=True)
    return told.timing(Finding(
        "after-cutoff", "warning",
        f"ข้อมูล ณ {words} อยู่หลังวันตัดยอด {told.cutoff} นำมาใช้เพราะเป็นเป้าหมายหรืองบจัดสรร ไม่ใช่ผล",
        f"ตรวจว่าไม่ต่างจากที่เป็นในวันที่ {told.cutoff}",
    ))


def _before(words: str, told: _Told) -> Timing:
    return told.timing(Finding(
        "before-cutoff", "warning", f"ข้อมูล ณ {words} อยู่ก่อนวันตัดยอด {told.cutoff}",
        f"ถ้ามีข้อมูล ณ {told.cutoff} ให้ใช้แทน",
    ))


def _without_a_day(said: TableIdentity, words: str, told: _Told) -> Timing:
    """What is said of a table whose month or year holds the cut-off, or that says no time at all;
    of a day that could not be read its cell was told."""
    if said.unclear:
        return told.nothing()
    use, remedy = "จึงใช้โดยถือว่าเป็นข้อมูล ณ วันตัดยอด", f"ตรวจว่าเป็นข้อมูล ณ {told.cutoff}"
    if not words:
        return told.timing(Finding(
            "no-as-of-date", "warning", f"ไม่บอกว่าเป็นข้อมูล ณ วันที่ใด {use}", remedy))
    return told.timing(Finding(
        "period-without-day", "warning", f"บอกเพียง{words} ไม่บอกวัน {use}", remedy))


def of_next_round(told: Timing, agreement: Agreement) -> Timing:
    """The same of a table of after the round that takes nothing from anybody: it is the next round's."""
    assert told.finding is not None
    return replace(told, finding=replace(
        told.finding, code="another-round", severity="warning",
        problem=f"เป็นข้อมูลของ {told.excluded} หลังสิ้นรอบ {thai_date(agreement.end)} จึงเป็นของรอบต่อไป ไม่นำมาให้คะแนน",
        remedy=f"ไม่ต้องทำอะไร หรือแยกไฟล์ของแต่ละรอบไว้ในโฟลเดอร์ของรอบ เช่น input/{agreement.round_id}"))


def gave_way(told: Timing, where: Origin, kpi: Kpi, agreement: Agreement) -> Timing:
    """The same of a table that says no time, or another round's, and stands beside one of the round."""
    return replace(told, finding=Finding(
        "another-round", "warning",
        "โฟลเดอร์ข้อมูลมีไฟล์ของหลายรอบ และมีตารางที่บอกวันที่ของรอบนี้แล้ว จึงไม่นับตารางนี้ซึ่งไม่ได้บอกวันที่ของรอบนี้",
        f"ถ้าเป็นของรอบนี้ด้วย {BY_ROUND.format(agreement.round_id)}", where, kpi=kpi.number))


def of_no_round(told: Timing, where: Origin, kpi: Kpi, agreement: Agreement) -> Timing:
    """The same of a table of which nobody knows whether it is of the round."""
    return replace(told, finding=Finding(
        "round-unclear", "error",
        "โฟลเดอร์ข้อมูลมีไฟล์ของหลายรอบ และตารางนี้ไม่บอกว่าเป็นข้อมูล ณ วันใด จึงไม่รู้ว่าเป็นของรอบใด และไม่นำมาให้คะแนน",
        BY_ROUND.format(agreement.round_id), where, kpi=kpi.number))


def timing_findings(timings: Iterable[Timing]) -> list[Finding]:
    """What is to be said of the times of all tables: each thing once, however many KPIs ask for a
    table; that no day is stated once a report."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for timing in timings:
        if (f := timing.finding) is not None:
            once = timing.report if f.code in PER_REPORT else f.origin
            groups.setdefault((f.code, once, f.problem, f.remedy), []).append(f)
    return [_together(group) for group in groups.values()]


def _together(group: Sequence[Finding]) -> Finding:
    first, kpis = group[0], {one.kpi for one in group}
    problem = first.problem
    files = list(dict.fromkeys(one.origin.file for one in group if one.origin is not None))
    if len(files) > 1:
        problem += f" (ใน {first_few(files, 'ไฟล์')})"
    return replace(first, problem=problem, kpi=first.kpi if len(kpis) == 1 else None)


def held(
    late: Sequence[Observation], timely: Mapping[str, Sequence[Observation]], base: str
) -> set[str]:
    """The districts of a table after the cut-off whose figures as at the cut-off stand in another
    of the ``timely`` ones (by table): one of the same source and name, whose figures of ``base``
    are in most rows the same. What is of other money is known after the cut-off alone."""
    source, name = late[0].source, late[0].identity.names
    found: set[str] = set()
    for rows in timely.values():
        if rows[0].source != source or rows[0].identity.names != name:
            continue
        mine, theirs = _sums(late, base), _sums(rows, base)
        common = mine.keys() & theirs.keys()
        if 2 * sum(mine[key] != theirs[key] for key in common) <= len(common):
            found |= {o.district for o in rows}
    return found


def _sums(rows: Iterable[Observation], element: str) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = {}
    for o in rows:
        if o.element == element:
            at = o.district, o.key
            sums[at] = sums.get(at, Decimal(0)) + (o.value or Decimal(0))
    return sums


def only_excluded(
    rows: Iterable[Observation], timings: Mapping[str, Timing], counted: Collection[str]
) -> dict[str, str]:
    """Why a district is not reported of which all figures were set aside (none are ``counted``)."""
    return {
        o.district: f"มีแต่ข้อมูลของ{timings[o.table].excluded} ซึ่งไม่ใช่ของรอบนี้" for o in rows
        if o.district not in counted and timings[o.table].excluded and not timings[o.table].late
    }
