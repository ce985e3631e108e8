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
MOST = 60  # runs: more than a round has weeks
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
    """One per run of other figures: the last day that those of each KPI are as at (None: nobody reported it; the
    cut-off where they say none), and the districts by their codes."""

    as_of: Mapping[int, dt.date | None]
    districts: Mapping[str, KeptDistrict]

    @property
    def day(self) -> dt.date | None:
        """The last day of all."""
        return max((day for day in self.as_of.values() if day), default=None)

    def sort_key(self) -> tuple[int, ...]:
        """By the last day, then by those of the KPIs."""
        days = [day.toordinal() if day else 0 for _, day in sorted(self.as_of.items())]
        return max(days, default=0), sum(days), *days


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


def kept_runs(folder: Path, new: KeptRun, agreement: Agreement, province: str) -> tuple[KeptRun, ...]:
    """The runs that are kept in a folder of results with a new one, by their days; it takes the place of one whose
    figures are as at the same days, which it corrects. Of what is kept only what is of this round, this province
    and these KPIs counts."""
    others = [run for run in _load(folder, agreement, province) if run.as_of != new.as_of]
    return tuple(sorted([*others, new], key=KeptRun.sort_key)[-MOST:])


def keep(folder: Path, runs: Sequence[KeptRun], agreement: Agreement, province: str) -> None:
    """Keeps the runs. Where that fails the next run does it; the same runs are always the same bytes."""
    told = {
        "format": _FORMAT, "round": agreement.round_id, "province": province,
        "kpis": {str(kpi.number): [kpi.name, kpi.unit] for kpi in agreement.kpis},
        "runs": [_told(run) for run in runs],
    }
    with suppress(OSError):
        write_whole(folder / PRIVATE / FILE, (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode())


def _as_of(kpi: Kpi, cards: Sequence[Scorecard]) -> dt.date | None:
    known = [score for card in cards for score in card.scores if score.kpi == kpi.number and score.known]
    return max((score.as_of or kpi.cutoff for score in known), default=None)


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


def _load(folder: Path, agreement: Agreement, province: str) -> Sequence[KeptRun]:
    """What is kept; nothing where it cannot be read, or is another's."""
    path = folder / PRIVATE / FILE
    try:
        data: Any = loads(path.read_bytes()) if path.stat().st_size <= LARGEST else None
        if (data["format"], data["round"], data["province"]) != (_FORMAT, agreement.round_id, province):
            return ()
        same = {kpi.number for kpi in agreement.kpis if _is_same(kpi, data["kpis"].get(str(kpi.number)))}
        return [_read(run, agreement, same) for run in data["runs"][:MOST]]
    except (OSError, KeyError, TypeError, ValueError, AttributeError, InvalidOperation):
        return ()


def _is_same(kpi: Kpi, kept: object) -> bool:
    """Whether what was kept under a number is of the KPI that now bears it: by its name and unit."""
    match kept:
        case [str(name), str(unit)]:
            return same_words(name) == same_words(kpi.name) and unit == kpi.unit
    return False


def _read(run: Any, agreement: Agreement, same: set[int]) -> KeptRun:
    numbers = [kpi.number for kpi in agreement.kpis]
    days = {
        number: dt.date.fromisoformat(day) if (day := run["as_of"].get(str(number))) and number in same else None
        for number in numbers
    }
    return KeptRun(days, {
        code: KeptDistrict(_figure(score), _figure(provisional), _figure(percent), dict(_scores(kpis, same)))
        for code, (score, provisional, percent, kpis) in run["districts"].items()
    })


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
