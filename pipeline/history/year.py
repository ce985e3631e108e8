"""The rounds of a fiscal year side by side, and the year's mean where the agreement says so."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.history.pairs import pairs
from pipeline.history.record import Json, NotResultsError, Run, read_run
from pipeline.history.settled import DRAFT, settled, unlike
from pipeline.model.agreement import Agreement
from pipeline.model.frame import YearMean
from pipeline.model.places import other_rounds
from pipeline.thai.digits import round_half_up
from pipeline.thai.text import clean


@dataclass(frozen=True, slots=True)
class YearTotal:
    """A district's total in one round, as printed: its percentage and band, or where something is not reported the
    ``provisional`` score, out of that round's top."""

    percent: Decimal | None
    provisional: Decimal | None
    band: str | None


@dataclass(frozen=True, slots=True)
class YearDistrict:
    """A district's totals by round (None: it is not in that round); the year's mean of its percentages and the band
    of that, where the agreement makes the year of such and all of them are complete."""

    code: str
    name: str
    totals: tuple[YearTotal | None, ...]
    mean: Decimal | None
    band: str | None


@dataclass(frozen=True, slots=True)
class YearKpi:
    """A KPI, which is the same in several rounds by its name and unit alone: by round its number there (None: that
    round has no such) and the mean level of the districts that have one."""

    name: str
    numbers: tuple[int | None, ...]
    means: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A fiscal year of a province: its ``rounds`` that have results, in their order, the ``rule`` that the agreement has of the
    year (None: nothing), and Thai lines on what could not be compared."""

    rounds: tuple[str, ...]
    districts: tuple[YearDistrict, ...]
    kpis: tuple[YearKpi, ...]
    rule: YearMean | None
    notes: tuple[str, ...] = ()


def year_of(
    results: Json, agreement: Agreement, load: Callable[[str], tuple[Agreement, Mapping[str, str]]], output: Path, below: str
) -> Year:
    """A round's results beside those of the other rounds of its fiscal year that stand under the same ``output``, of
    the same province; ``load`` gives the agreement of a round with the fingerprints of its files. Results that cannot
    be read, or of which a round has two that differ, are told and left out; of those that nobody can vouch for, or of
    a draft, no mean is made."""
    notes: list[str] = []
    own = agreement.round_id
    others = dict(_others(results, output, below, notes))
    found = {own: results, **{one: run.results for one, (_, run) in others.items()}}
    rounds = tuple(sorted(found))
    doubted = dict(_doubted(agreement, others))
    notes += [f"รอบ {one}: {doubt} จึงไม่นำมาคิดผลทั้งปี" for one, doubt in sorted(doubted.items())]
    pairings = list(_pairings(others, agreement, load, notes))
    return Year(
        rounds, tuple(_districts(found, doubted, agreement)), tuple(_kpis(found, rounds, agreement, pairings)),
        agreement.year, tuple(notes))


def _doubted(agreement: Agreement, others: Mapping[str, tuple[Path, Run]]) -> Iterator[tuple[str, str]]:
    """The rounds whose results make no mean, each with the reason in Thai."""
    if others and agreement.state != "adopted":
        yield agreement.round_id, DRAFT
    for one, (folder, run) in others.items():
        if doubt := settled(folder, run.sha256, {finding["code"] for finding in run.results["findings"]}).doubt:
            yield one, doubt


def _others(results: Json, output: Path, below: str, notes: list[str]) -> Iterator[tuple[str, tuple[Path, Run]]]:
    """By round the folder and the results of each other one."""
    mine = (below, results["province"], "")
    found: dict[str, list[tuple[Path, Run]]] = {}
    for path in other_rounds(output, results["round"]):
        round_id, *inside, _ = path.relative_to(output).parts
        if "/".join(inside) not in mine:
            continue
        try:
            run = read_run(path)
        except NotResultsError as error:
            notes.append(f"รอบ {round_id}: {error.reason}")
            continue
        if run.whose == (round_id, results["province"]):
            found.setdefault(round_id, []).append((path, run))
    for round_id, every in found.items():
        if any(run.results != every[0][1].results for _, run in every):
            places = " กับ ".join("/".join(path.relative_to(output).parts) for path, _ in every)
            notes.append(f"รอบ {round_id}: มีผลสองชุดที่ไม่ตรงกัน ({places}) จึงไม่ใช้ชุดใด ลบหรือย้ายชุดที่ไม่ใช่ออก")
        else:
            path, run = every[0]
            yield round_id, (path.parent, run)


# --- districts -----------------------------------------------------------------------------------


def _districts(found: Mapping[str, Json], doubted: Collection[str], agreement: Agreement) -> Iterator[YearDistrict]:
    rounds = sorted(found)
    named = {one["code"]: one["name"] for round_id in rounds for one in found[round_id]["districts"]}
    by_round = {
        round_id: {one["code"]: _total(one["total"]) for one in found[round_id]["districts"]} for round_id in rounds}
    for code in sorted(named):
        totals = {round_id: by_round[round_id].get(code) for round_id in rounds}
        mean = _mean({one: total for one, total in totals.items() if one not in doubted}, agreement.year)
        band = None if mean is None else next((one.name for one in agreement.bands if mean >= one.at_least), None)
        yield YearDistrict(code, named[code], tuple(totals.values()), mean, band)


def _total(total: Json) -> YearTotal:
    return YearTotal(_figure(total["percent"]), _figure(total["provisional"]), total["band"])


def _mean(totals: Mapping[str, YearTotal | None], stated: YearMean | None) -> Decimal | None:
    """The mean of the printed percentages, two places half up; None unless all of the year's rounds have one."""
    if stated is None:
        return None
    percents = [total.percent for one in stated.mean_of if (total := totals.get(one)) and total.percent is not None]
    if len(percents) < len(stated.mean_of):
        return None
    return round_half_up(sum(percents, Decimal(0)) / len(percents), 2)


# --- KPIs ----------------------------------------------------------------------------------------


def _pairings(
    others: Mapping[str, tuple[Path, Run]], agreement: Agreement, load: Callable[[str], tuple[Agreement, Mapping[str, str]]],
    notes: list[str],
) -> Iterator[tuple[str, int, int]]:
    """Of each KPI of this round that another has too: that round, its number there, its number here."""
    for one, (folder, run) in others.items():
        try:
            theirs, now = load(one)
        except PipelineError as error:
            notes.append(f"รอบ {one}: ไม่รู้ชื่อตัวชี้วัด จึงเทียบเฉพาะคะแนนรวม ({str(error).splitlines()[0]})")
            continue
        numbers = ([kpi["number"] for kpi in district["kpis"]] for district in run.results["districts"])
        if reason := unlike(folder, run.sha256, numbers, theirs, now):
            notes.append(f"รอบ {one}: {reason} จึงเทียบเฉพาะคะแนนรวม")
            continue
        for pair in pairs(theirs, agreement).kpis:
            if pair.new is not None and pair.old is not None:
                yield one, pair.old, pair.new


def _kpis(
    found: Mapping[str, Json], rounds: Sequence[str], agreement: Agreement, pairings: Iterable[tuple[str, int, int]]
) -> Iterator[YearKpi]:
    """The round's own KPIs that another round has too."""
    rows = {kpi.number: (clean(kpi.name), {agreement.round_id: kpi.number}) for kpi in agreement.kpis}
    for one, theirs, mine in pairings:
        rows[mine][1][one] = theirs
    levels = {one: _levels(found[one]) for one in rounds}
    for name, numbers in rows.values():
        if len(numbers) < 2:
            continue
        told = tuple(numbers.get(one) for one in rounds)
        yield YearKpi(name, told, tuple(
            None if number is None else _level(levels[one].get(number, ())) for one, number in zip(rounds, told, strict=True)))


def _levels(results: Json) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for district in results["districts"]:
        for kpi in district["kpis"]:
            if kpi["level"] is not None:
                found.setdefault(kpi["number"], []).append(kpi["level"])
    return found


def _level(levels: Sequence[int]) -> Decimal | None:
    return round_half_up(Decimal(sum(levels)) / len(levels), 2) if levels else None


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
