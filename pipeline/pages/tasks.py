"""What a page says of who is to do what, by who answers for the figures."""

from dataclasses import dataclass
from itertools import groupby

from pipeline.model.agreement import Agreement
from pipeline.model.task import Review, Task, Tasks
from pipeline.pages.book import PageDay
from pipeline.pages.district import day
from pipeline.thai.text import clean


@dataclass(frozen=True, slots=True)
class PageTask:
    """A task, and the last day whose figures count (None: of no KPI)."""

    task: Task
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


def page_tasks(todo: Tasks, agreement: Agreement) -> PageTasks:
    """The part of the province's page that says who is to do what."""
    owners = []
    for name, every in groupby(todo.every, lambda task: task.owner):
        mine = tuple(PageTask(task, day(task.cutoff) if task.cutoff else None) for task in every)
        owners.append(PageTaskOwner(name, mine, todo.by_owner.get(name, 0)))
    names = {kpi.number: clean(kpi.short_name or kpi.name) for kpi in agreement.kpis}
    return PageTasks(
        tuple(owners), len(todo.every), tuple((one, names[one.kpi]) for one in todo.reviews), todo.note)
