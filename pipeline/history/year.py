"""The rounds of a fiscal year side by side, and the year's mean where the agreement says so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.history.pairs import pairs
from pipeline.history.record import Json, NotResultsError, read_run
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
    results: Json, agreement: Agreement, load: Callable[[str], Agreement], output: Path, below: str
) -> Year:
    """A round's results beside those of the other rounds of its fiscal year that stand under the same ``output``, of
    the same province; ``load`` gives the agreement of a round. Results that cannot be read, or of which a round has two
    that differ, are told and left out."""
    notes: list[str] = []
    found = {agreement.round_id: results, **dict(_others(results, output, below, notes))}
    rounds = tuple(sorted(found))
    every = [found[one] for one in rounds]
    kpis = tuple(_kpis(found, rounds, agreement, load, notes)) if len(rounds) > 1 else ()
    return Year(rounds, tuple(_districts(every, rounds, agreement)), kpis, agreement.year, tuple(notes))


def _others(results: Json, output: Path, below: str, notes: list[str]) -> Iterator[tuple[str, Json]]:
    mine = (below, results["province"], "")
    found: dict[str, list[tuple[str, Json]]] = {}
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
            found.setdefault(round_id, []).append(("/".join(path.relative_to(output).parts), run.results))
    for round_id, every in found.items():
        if any(told != every[0][1] for _, told in every):
            places = " กับ ".join(place for place, _ in every)
            notes.append(f"รอบ {round_id}: มีผลสองชุดที่ไม่ตรงกัน ({places}) จึงไม่ใช้ชุดใด ลบหรือย้ายชุดที่ไม่ใช่ออก")
        else:
            yield round_id, every[0][1]


# --- districts -----------------------------------------------------------------------------------


def _districts(every: Sequence[Json], rounds: Sequence[str], agreement: Agreement) -> Iterator[YearDistrict]:
    named = {one["code"]: one["name"] for results in every for one in results["districts"]}
    by_code = [{one["code"]: _total(one["total"]) for one in results["districts"]} for results in every]
    for code in sorted(named):
        totals = tuple(of.get(code) for of in by_code)
        mean = _mean(dict(zip(rounds, totals, strict=True)), agreement.year)
        band = None if mean is None else next((one.name for one in agreement.bands if mean >= one.at_least), None)
        yield YearDistrict(code, named[code], totals, mean, band)


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


def _kpis(
    found: Mapping[str, Json], rounds: Sequence[str], agreement: Agreement, load: Callable[[str], Agreement],
    notes: list[str],
) -> Iterator[YearKpi]:
    """The round's own KPIs that another round has too."""
    own = agreement.round_id
    rows = {kpi.number: (clean(kpi.name), {own: kpi.number}) for kpi in agreement.kpis}
    for one in rounds:
        if one == own:
            continue
        try:
            paired = pairs(load(one), agreement).kpis
        except PipelineError as error:
            notes.append(f"รอบ {one}: ไม่รู้ชื่อตัวชี้วัด จึงเทียบเฉพาะคะแนนรวม ({str(error).splitlines()[0]})")
            continue
        for pair in paired:
            if pair.new is not None and pair.old is not None:
                rows[pair.new][1][one] = pair.old
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
