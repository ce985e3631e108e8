"""The results of finished runs by the days that their figures are as at: what the lines of a page are drawn from."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pipeline.definitions import same_words
from pipeline.history.record import loads
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.score import Scorecard
from pipeline.publish import PRIVATE, write_whole
from pipeline.thai.digits import format_decimal

FILE = "kept.json"  # in PRIVATE
UNREADABLE = "kept-unreadable.json"  # what FILE was, where it could not be read
MOST_POINTS = 26  # of a line: as many weeks as a round has; more would make the page heavy
LARGEST = 20_000_000  # bytes
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class KeptScore:
    """A district's level, points out of the agreement's top and result on a KPI, as printed."""

    level: int | None
    points: Decimal | None
    result: Decimal | None


@dataclass(frozen=True, slots=True)
class KeptDistrict:
    """A district's total as printed: ``score`` and ``percent`` when complete, else ``provisional``; its KPIs by number."""

    score: Decimal | None
    provisional: Decimal | None
    percent: Decimal | None
    kpis: Mapping[int, KeptScore]


@dataclass(frozen=True, slots=True)
class KeptRun:
    """One per run of other figures: the last day that those of each KPI say that they are as at (None: nobody
    reported it, or no table says a day), and the districts by their codes."""

    as_of: Mapping[int, dt.date | None]
    districts: Mapping[str, KeptDistrict]

    def gives_way(self, new: "KeptRun") -> bool:
        """Whether it is no former state of what a new run stands for: of the very same days, which that corrects;
        of a later day of some KPI, or of a day where that says none."""
        return self.as_of == new.as_of or any(
            day is not None and ((now := new.as_of.get(number)) is None or day > now)
            for number, day in self.as_of.items())


@dataclass(frozen=True, slots=True)
class RunHistory:
    """The runs whose figures lines are drawn from, the one that stands last, and what is to be said of the file
    that they were kept in ("": nothing)."""

    runs: tuple[KeptRun, ...]
    note: str = ""


def kept_run(cards: Sequence[Scorecard], agreement: Agreement) -> KeptRun:
    """What is kept of these scorecards."""
    return KeptRun(
        {kpi.number: _as_of(kpi, cards) for kpi in agreement.kpis},
        {
            card.district.code: KeptDistrict(
                _two(card.total.mark.score), _two(card.total.mark.provisional), card.total.percent,
                {s.kpi: KeptScore(s.level, _two(s.counted), _two(s.result)) for s in card.scores if s.known})
            for card in cards
        },
    )


def kept_runs(folder: Path, new: KeptRun, agreement: Agreement, province: str) -> RunHistory:
    """The runs that are kept in a folder of results as they were run, and last the new one, which stands: those that
    give way to it are left out. Of what is kept only what is of this round, this province and these KPIs counts; a
    run that cannot be read is left out alone, of a file that cannot be read the note tells."""
    others, note = _load(folder, agreement, province)
    return RunHistory(_drawn([*(run for run in others if not run.gives_way(new)), new]), note)


def _drawn(runs: Sequence[KeptRun]) -> tuple[KeptRun, ...]:
    """Those that a line has a point of: the latest, and the last run of each of the latest days of a KPI."""
    seen: dict[int, set[dt.date]] = {}
    found = []
    for place, run in enumerate(reversed(runs)):
        needed = place < MOST_POINTS
        for number, day in run.as_of.items():
            days = seen.setdefault(number, set())
            if day is not None and day not in days and len(days) < MOST_POINTS:
                days.add(day)
                needed = True
        if needed:
            found.append(run)
    return tuple(reversed(found))


def keep(folder: Path, history: RunHistory, agreement: Agreement, province: str) -> None:
    """Keeps the runs, and what could not be read aside. Where that fails the next run does it; the same runs are
    always the same bytes."""
    told = {
        "format": _FORMAT, "round": agreement.round_id, "province": province,
        "kpis": {str(kpi.number): [kpi.name, kpi.unit] for kpi in agreement.kpis},
        "runs": [_told(run) for run in history.runs],
    }
    with suppress(OSError):
        if history.note:
            (folder / PRIVATE / FILE).replace(folder / PRIVATE / UNREADABLE)
        write_whole(folder / PRIVATE / FILE, (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode())


def _as_of(kpi: Kpi, cards: Sequence[Scorecard]) -> dt.date | None:
    known = [score for card in cards for score in card.scores if score.kpi == kpi.number and score.known]
    return max((score.as_of for score in known if score.as_of), default=None)


def _two(value: Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(format_decimal(value, 2))


# --- the file ------------------------------------------------------------------------------------


def _told(run: KeptRun) -> dict[str, Any]:
    return {
        "as_of": {str(number): day.isoformat() if day else None for number, day in run.as_of.items()},
        "districts": {
            code: [*map(_text, (one.score, one.provisional, one.percent)), {
                str(number): [score.level, _text(score.points), _text(score.result)]
                for number, score in one.kpis.items()
            }] for code, one in run.districts.items()
        },
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _load(folder: Path, agreement: Agreement, province: str) -> tuple[Sequence[KeptRun], str]:
    """What is kept, and a note where there is something that cannot be read; nothing of what is another's."""
    path = folder / PRIVATE / FILE
    try:
        data: Any = loads(path.read_bytes()) if path.stat().st_size <= LARGEST else None
        known, whose = data["format"] == _FORMAT, (data["round"], data["province"])
        kpis, runs = dict(data["kpis"]), list(data["runs"])
    except FileNotFoundError:
        return (), ""
    except (OSError, KeyError, TypeError, ValueError):
        known, whose, kpis, runs = False, ("", ""), {}, []
    if not known:
        return (), (f"อ่านผลของครั้งก่อน ๆ ที่เก็บไว้ใน {PRIVATE}/{FILE} ไม่ได้ (ไฟล์เสีย หรือเป็นของโปรแกรมรุ่นอื่น) "
                    f"เส้นแนวโน้มจึงเริ่มใหม่ ไฟล์เดิมเก็บไว้ที่ {PRIVATE}/{UNREADABLE}")
    if whose != (agreement.round_id, province):
        return (), ""
    same = {kpi.number for kpi in agreement.kpis if _is_same(kpi, kpis.get(str(kpi.number)))}
    return [run for told in runs if (run := _read(told, agreement, same)) is not None], ""


def _is_same(kpi: Kpi, kept: object) -> bool:
    """Whether what was kept under a number is of the KPI that now bears it: by its name and unit."""
    match kept:
        case [str(name), str(unit)]:
            return same_words(name) == same_words(kpi.name) and unit == kpi.unit
    return False


def _read(run: Any, agreement: Agreement, same: set[int]) -> KeptRun | None:
    """One run; None where it cannot be read."""
    numbers = [kpi.number for kpi in agreement.kpis]
    try:
        days = {
            number: dt.date.fromisoformat(day) if (day := run["as_of"].get(str(number))) and number in same else None
            for number in numbers
        }
        return KeptRun(days, {
            code: KeptDistrict(_figure(score), _figure(provisional), _figure(percent), dict(_scores(kpis, same)))
            for code, (score, provisional, percent, kpis) in run["districts"].items()
        })
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation):
        return None


def _scores(kpis: Mapping[str, Any], same: set[int]) -> Iterator[tuple[int, KeptScore]]:
    for number in same:
        if (told := kpis.get(str(number))) is not None:
            level, points, result = told
            if not (level is None or (isinstance(level, int) and level >= 0)):
                raise ValueError
            yield number, KeptScore(level, _figure(points), _figure(result))


def _figure(value: Any) -> Decimal | None:
    """A figure of the file. Raises ValueError, InvalidOperation where it is none."""
    if value is None:
        return None
    figure = Decimal(value if isinstance(value, str) and len(value) <= 30 else "")
    if abs(figure) >= 10**15:  # of no number InvalidOperation is raised
        raise ValueError
    return figure
