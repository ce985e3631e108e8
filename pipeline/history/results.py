"""What a run scored, as typed records: of ``results.json``, and of the figures that are kept beside it."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

from pipeline.history.cards import findings_of
from pipeline.history.figures import DAMAGED, kept_figures
from pipeline.history.record import Json, Run, read_run
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord, SheetRecord

_PRINTED = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
Status = Literal["scored", "given", "unreported", "exempt"]


@dataclass(frozen=True, slots=True)
class CellFigure:
    """One per cell that a figure was read from: its ``origin``, its ``value`` (an answer is 1 for yes, 0 for no;
    money in บาท; None: not known) or ``day``, the ``label`` of its row and the day that its table stands at."""

    origin: Origin
    value: Decimal | None = None
    day: dt.date | None = None
    label: str = ""
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """One per evidence of a KPI and district: its ``name``, ``text`` as it is printed (None: not reported), the
    ``value`` where it is a number, the ``day`` where it is one, and what it is counted in ("": nothing, or not
    known). ``part`` is the part or deduction that it is of ("": the KPI itself). ``cells`` are None where nobody
    kept from which of the KPI's cells it comes."""

    name: str
    text: str | None
    value: Decimal | None = None
    day: dt.date | None = None
    unit: str = ""
    part: str = ""
    cells: tuple[CellFigure, ...] | None = None


@dataclass(frozen=True, slots=True)
class PartResult:
    """One per part of a KPI: its weight, its result or the day that it is, and its points (None: not scored)."""

    name: str
    weight: Decimal | None
    result: Decimal | None
    day: dt.date | None
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class KpiResult:
    """One per KPI and district. ``result`` is in the KPI's unit with two places, or a ``day``; both are None, as
    ``level`` and ``weighted``, where it is not scored. ``points``, ``top`` and ``deducted`` are None where the
    agreement has none. ``needs`` is what ``next_level`` asks for, in Thai ("": there is no next). ``origins`` are
    the cells that the result comes from, ``flags`` codes of docs/findings.md."""

    number: int
    status: Status
    result: Decimal | None
    day: dt.date | None
    level: int | None
    points: Decimal | None
    top: Decimal | None
    deducted: Decimal | None
    weight: Decimal
    weighted: Decimal | None
    parts: tuple[PartResult, ...]
    figures: tuple[NamedFigure, ...]
    next_level: int | None
    needs: str
    origins: tuple[Origin, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionResult:
    """One per section of the agreement and district: its ``score``, or, where something is not reported, the
    ``provisional`` mean over what is."""

    id: str
    score: Decimal | None
    provisional: Decimal | None


@dataclass(frozen=True, slots=True)
class DistrictResult:
    """One per district: its total (``score``, ``percent`` and ``band`` are None while it is not ``complete``;
    then there may be a ``provisional`` score), its sections, and its KPIs in the agreement's order."""

    code: str
    name: str
    complete: bool
    score: Decimal | None
    percent: Decimal | None
    band: str | None
    provisional: Decimal | None
    sections: tuple[SectionResult, ...]
    kpis: tuple[KpiResult, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What a run scored: the districts by code, every file that was found, the findings worst first; the SHA-256
    of its ``results.json``. ``no_cells`` says in Thai why its figures have no cells of their own ("": they have)."""

    round: str
    province: str
    files: tuple[FileRecord, ...]
    districts: tuple[DistrictResult, ...]
    findings: tuple[Finding, ...]
    sha256: str
    no_cells: str = ""


def load_results(path: Path) -> Results:
    """The results in a ``results.json``, with the figures that are kept beside it. Raises NotResultsError."""
    run = read_run(path)
    return results_of(run, *kept_figures(path.parent, run.sha256))


def results_of(run: Run, figures: Json | None, no_cells: str = "") -> Results:
    """The results of a run and its figures (None: there are none, for the reason ``no_cells``)."""
    if figures is not None:
        try:
            return _results(run, figures, "")
        except (LookupError, TypeError, ValueError, ArithmeticError):
            no_cells = DAMAGED
    return _results(run, None, no_cells)


def _results(run: Run, figures: Json | None, no_cells: str) -> Results:
    told = run.results
    places = [] if figures is None else [(str(file), str(sheet)) for file, sheet in figures["places"]]
    return Results(
        *run.whose,
        files=tuple(FileRecord(
            one["file"], one["sha256"], one["status"], one["reason"],
            sheets=tuple(SheetRecord(
                sheet["name"], sheet["source"], sheet["rows_used"], sheet["rows_refused"], sheet["rows_set_aside"],
                sheet["reason"]) for sheet in one["sheets"])) for one in told["files"]),
        districts=tuple(
            _district(one, places, None if figures is None else figures["figures"][one["code"]])
            for one in told["districts"]),
        findings=findings_of(told), sha256=run.sha256, no_cells=no_cells,
    )


def _district(told: Json, places: list[tuple[str, str]], figures: Json | None) -> DistrictResult:
    total = told["total"]
    return DistrictResult(
        told["code"], told["name"], told["complete"], _number(total["score"]), _number(total["percent"]), total["band"],
        _number(total["provisional"]),
        tuple(SectionResult(key, _number(mark["score"]), _number(mark["provisional"]))
              for key, mark in told["sections"].items()),
        tuple(_kpi(one, places, None if figures is None else figures[str(one["number"])]) for one in told["kpis"]),
    )


def _kpi(told: Json, places: list[tuple[str, str]], figures: list[list[Any]] | None) -> KpiResult:
    ahead = told["next_level"] or {"level": None, "needs": ""}
    return KpiResult(
        told["number"], told["status"], *_outcome(told["result"]), told["level"], _number(told.get("points")),
        _number(told.get("top")), _number(told.get("deducted")), Decimal(str(told["weight"])), _number(told["weighted"]),
        tuple(PartResult(part["name"], _number(part["weight"]), *_outcome(part["result"]), _number(part["points"]))
              for part in told.get("parts", ())),
        tuple(_bare(told["evidence"]) if figures is None else (_figure(one, places) for one in figures)),
        ahead["level"], ahead["needs"],
        tuple(Origin(one["file"], one["sheet"], one["cell"]) for one in told["origins"]), tuple(told["flags"]),
    )


def _bare(evidence: Json) -> Iterator[NamedFigure]:
    """The figures as ``results.json`` alone has them."""
    for name, text in evidence.items():
        yield NamedFigure(name, text, _printed(text))


def _figure(kept: list[Any], places: list[tuple[str, str]]) -> NamedFigure:
    part, name, kind, text, value, unit, cells = kept
    if kind not in ("number", "answer", "day", "words"):
        raise ValueError(kind)
    day = _day(value) if kind == "day" else None
    return NamedFigure(
        str(name), None if text is None else str(text), _printed(text) if kind == "number" else None, day, str(unit), str(part),
        tuple(CellFigure(Origin(places[place][0], places[place][1], cell), *_value(read, kind), label, _day(as_of))
              for place, cell, read, label, as_of in cells))


def _value(text: object, kind: object) -> tuple[Decimal | None, dt.date | None]:
    if text is None:
        return None, None
    return (None, _day(text)) if kind == "day" else (Decimal(str(text)), None)


def _outcome(text: str | None) -> tuple[Decimal | None, dt.date | None]:
    """A result: a figure, or a day."""
    number = _number(text)
    return number, _day(text) if number is None else None


def _number(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


def _printed(text: object) -> Decimal | None:
    """The number that a text is, as figures are printed; None of any other."""
    return Decimal(text) if isinstance(text, str) and _PRINTED.fullmatch(text) else None


def _day(text: object) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(str(text))
