"""What a page says of who is to do what, by who answers for the figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from pipeline.model.agreement import Agreement
from pipeline.model.task import Review, Task, Tasks
from pipeline.pages.book import PageDay
from pipeline.pages.district import day
from pipeline.thai.text import clean


@dataclass(frozen=True, slots=True)
class PageTask:
    """A task, where it leads to (the score of its one district, else its KPI; "": neither) and the last day whose
    figures count (None: of no KPI)."""

    task: Task
    anchor: str
    cutoff: PageDay | None


@dataclass(frozen=True, slots=True)
class PageTaskOwner:
    """Who answers for some figures, what they are to do, and how many scores wait for them."""

    name: str
    tasks: tuple[PageTask, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class PageTasks:
    """All tasks by owner, how many; what is given by its state, each with its KPI's name; why nothing is near the
    next level of some KPIs ("": of none)."""

    owners: tuple[PageTaskOwner, ...]
    count: int
    reviews: tuple[tuple[Review, str], ...]
    note: str


def page_tasks(todo: Tasks, agreement: Agreement, names: Mapping[str, str]) -> PageTasks:
    """The part of the page of a province, whose districts are ``names`` by code, that says who is to do what."""
    codes = {name: code for code, name in names.items()}
    owners = []
    for name, every in groupby(todo.every, lambda task: task.owner):
        mine = tuple(PageTask(task, _anchor(task, codes), day(task.cutoff) if task.cutoff else None) for task in every)
        owners.append(PageTaskOwner(name, mine, todo.by_owner.get(name, 0)))
    short = {kpi.number: clean(kpi.short_name or kpi.name) for kpi in agreement.kpis}
    return PageTasks(
        tuple(owners), len(todo.every), tuple((one, short[one.kpi]) for one in todo.reviews), todo.note)


def _anchor(task: Task, codes: Mapping[str, str]) -> str:
    if task.kpi is None:
        return ""
    code = codes.get(task.districts)
    return f"d{code}k{task.kpi}" if code else f"k{task.kpi}"
