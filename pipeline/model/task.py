"""What is to be done before the cut-off, and by whom."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

TaskKind = Literal["missing", "wrong", "to-review", "doubt", "near"]
TASK_NAMES: dict[TaskKind, str] = {
    "missing": "ขาดข้อมูล", "wrong": "ต้องแก้", "to-review": "รอตรวจ", "doubt": "ควรตรวจ", "near": "ใกล้ระดับถัดไป",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One per thing to do, however many findings and districts have the same cause.

    ``owner`` answers for the figures. ``districts`` are names in words ("" for none), ``kpi`` None where it is
    of none or of several. ``waiting`` is how many scores of districts cannot be told before it is done (one that
    waits for two things waits for each). ``cutoff`` is the last day whose figures count (None: of no KPI).
    """

    owner: str
    kind: TaskKind
    name: str
    districts: str
    kpi: int | None
    what: str
    remedy: str
    file: str
    sheet: str
    cell: str
    waiting: int
    cutoff: dt.date | None


@dataclass(frozen=True, slots=True)
class Review:
    """One per KPI whose levels a reviewer gives: who answers for it, and the districts by their state; those
    ``unknown`` stand in no table."""

    kpi: int
    owner: str
    reviewed: tuple[str, ...]
    waiting: tuple[str, ...]
    not_sent: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks of a province, those of one owner together, most urgent first; what is given, by its state;
    how many scores of districts cannot be told yet, of all and ``by_owner``, each once; the KPIs (numbers) of which nothing is near any more, as
    their figures are those of the cut-off."""

    every: tuple[Task, ...] = ()
    reviews: tuple[Review, ...] = ()
    waiting: int = 0
    final: tuple[int, ...] = ()
    by_owner: Mapping[str, int] = field(default_factory=dict)

    @property
    def note(self) -> str:
        """Why nothing is near the next level of some KPIs; "" where there are none such."""
        numbers = ", ".join(_spans(self.final))
        return f"ตัวชี้วัดที่ {numbers} เป็นตัวเลข ณ วันตัดยอดแล้ว จึงไม่บอกว่าใกล้ระดับถัดไป" if numbers else ""


def _spans(numbers: Sequence[int]) -> Iterator[str]:
    """Numbers with those that follow each other as ``1–9``."""
    for _, run in groupby(enumerate(numbers), lambda one: one[1] - one[0]):
        every = [number for _, number in run]
        yield f"{every[0]}–{every[-1]}" if len(every) > 2 else ", ".join(map(str, every))
