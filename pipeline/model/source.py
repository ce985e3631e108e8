"""Sources: the layout of each export, read from ``agreement/sources/*.toml``."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.model.cells import Origin, RawSheet
from pipeline.model.finding import Finding
from pipeline.model.observation import Observation
from pipeline.model.observed import Context, Observed

Role = Literal[
    "province", "district", "district_code", "label", "figure", "percentage", "unit", "date",
    "year", "month", "number", "answer", "kpi", "level", "item", "person", "position",
    "exempt", "reason", "score", "since", "until", "file", "sheet", "use", "code", "value", "day", "paper",
    "status",
]
Nature = Literal["state", "flow"]


@dataclass(frozen=True, slots=True)
class Column:
    """One per column that an export may have.

    ``headings`` are its spellings, the usual one first. ``name`` is what its figures are in the evidence
    (``รายได้``), of a number what it is the number of (``ผู้ผลิต``); "" where the usual heading says so.
    ``unit`` is what a figure counts (``บาท``, ``คน`` …); figures in บาท
    may stand in พันบาท or ล้านบาท in the file. ``of`` are the ids of the numerator and the
    denominator that a percentage was made of. ``only``: rows with another text here are not
    about our figures. ``unheaded``: offices often leave the heading away.
    ``prefer``: where several columns of one table may be this one, that with the first of these
    headings is. ``fallback``: headings that are this column's where no column of the table has one of
    ``headings``; beside one they may be another part of the figure, and nobody else's table is told by them.
    ``spared_by``: it is not required where a title or a name says the column of this id.
    ``tambon``: it names a tambon, which lies in its row's district.
    ``earliest`` is the first day that a date can be. ``whole``: its figure is the KPI's as a whole,
    whichever level its row is of.
    """

    id: str
    role: Role
    headings: tuple[str, ...]
    required: bool = False
    unit: str = ""
    of: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    unheaded: bool = False
    prefer: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    spared_by: str = ""
    tambon: bool = False
    name: str = ""
    earliest: dt.date | None = None
    whole: bool = False

    @property
    def called(self) -> str:
        """What its figures are called in the evidence."""
        return self.name or self.headings[0]


@dataclass(frozen=True, slots=True)
class Kind:
    """One per kind of table: how the rows of a source become observations.

    A source has columns of all roles that the kind ``needs`` and may have those in ``may``;
    ``observe`` gives what a claimed sheet says. ``provinces`` gives the provinces that a roster names:
    rosters say whose exports these are, and are observed before all other kinds. ``together`` finds
    what shows only in the observations of all sheets of one source.

    ``stranger`` gives the finding that says why a table with the headings of the kind is none of it, None
    where it is one.

    ``figures``: a row states figures, so that a table that lacks one heading is worth a finding.
    ``by_district``: a table without a district, in a column or its titles, is none of the kind.
    ``by_kpi``: rows say of which KPI they are, and the keys of their observations begin with its number
    (:mod:`pipeline.model.item`), so that one source serves several. ``per_round``: a row is what somebody
    states once for the whole round: no day decides whether it counts, and of two that say one thing
    otherwise neither does.
    ``wide``: the rows are items of KPIs, and the districts may be columns. A blank form has no
    column of the roles ``unasked``; ``prefilled``: it has a row for each district, unless its
    figures are flows; ``months``: a row for each district in each month.
    """

    name: str
    needs: tuple[Role, ...]
    observe: Callable[["Claim", Context], Observed]
    may: tuple[Role, ...] = ()
    provinces: Callable[["Claim"], Sequence[str]] | None = None
    together: Callable[[Sequence[Observation]], Sequence[Finding]] | None = None
    stranger: Callable[["Claim", "Table"], Finding | None] | None = None
    figures: bool = True
    by_district: bool = True
    by_kpi: bool = False
    per_round: bool = False
    wide: bool = False
    unasked: tuple[Role, ...] = ("province", "percentage", "score", "unit")
    prefilled: bool = False
    months: bool = False


@dataclass(frozen=True, slots=True)
class SourceDefinition:
    """One per system that offices export from.

    ``nature``: its figures are each a *state*, as at a day that the table says (an earlier one
    gives way to a later one), or a *flow*, whose rows bear a day, month or number of their own.
    ``titles`` are words of its titles that tell it from a source with the same headings.
    ``key`` names the columns that, with the district, tell one row from another: the same key
    in two tables is one fact reported twice. ``parts`` are what the province keeps apart in tables
    of their own, as envelopes of money: its blank form has a sheet for each.
    """

    id: str
    title: str
    owner: str
    kind: Kind
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    nature: Nature = "state"
    parts: tuple[str, ...] = ()

    def column(self, column_id: str) -> Column:
        """The column with this id (KeyError if there is none)."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)

    def with_role(self, role: Role) -> tuple[Column, ...]:
        """The columns that have this role, in the order of the file."""
        return tuple(column for column in self.columns if column.role == role)

    @property
    def dated(self) -> bool:
        """Whether its rows bear a time of their own: its figures are flows."""
        return self.nature == "flow"


@dataclass(frozen=True, slots=True)
class OutsideKey:
    """One per key of a table that has no column for it: the ``column`` (id) that every row would
    have this ``value`` in, and where it stands: in the ``place`` of a title, the sheet's name or the
    file's (a folder's) name."""

    column: str
    value: str
    place: Literal["title", "sheet", "file"]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Table:
    """One per table found in a sheet; rows and columns count from 0.

    Headings stand in rows ``heading_top`` to ``heading_bottom``; data may stand from
    ``first_row`` up to, not including, ``end_row``. ``columns`` maps column ids to columns of
    the sheet, ``others`` lists the headed columns that the source does not know, ``foreign`` the headings that are figures of other sources alone.
    ``captions``
    are the texts above the headings (with the address of each), nearest last. ``factors``
    turns a column's money into บาท. ``unused_columns`` are columns that might be one of ``columns``
    if another were not preferred. ``given`` are the keys that stand outside the columns.
    """

    heading_top: int
    heading_bottom: int
    first_row: int
    end_row: int
    columns: tuple[tuple[str, int], ...]
    others: tuple[tuple[int, str], ...] = ()
    foreign: tuple[str, ...] = ()
    captions: tuple[tuple[int, int, str], ...] = ()
    factors: tuple[tuple[str, Decimal], ...] = ()
    unused_columns: tuple[tuple[str, int], ...] = ()
    given: tuple[OutsideKey, ...] = ()

    def at(self, column_id: str) -> int | None:
        """The sheet's column that holds this column, or None if the table has none."""
        for name, column in self.columns:
            if name == column_id:
                return column
        return None


@dataclass(frozen=True, slots=True)
class Claim:
    """One per sheet that exactly one source recognised, with the tables found in it."""

    sheet: RawSheet
    source: SourceDefinition
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """What an unclaimed sheet lacks to be a report: the usual headings ``missing`` of one column, or
    of keys alone, which are to stand in row ``row``. ``districts`` are the texts that name the
    districts of its rows, none where it says of none whose they are; ``keys`` are those of
    ``missing`` that a title might say instead. ``like`` says which heading of the sheet is near the
    one that lacks, and where it stands."""

    source: SourceDefinition
    missing: tuple[str, ...]
    row: int
    districts: tuple[str, ...]
    keys: tuple[str, ...] = ()
    like: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One per sheet read: the claim, or None with the reason (``unrecognised``, ``claimed-twice``,
    ``ambiguous-columns``, ``hidden-sheet``, ``empty-sheet``, ``not-a-roster``) and its finding. With
    a claim, a finding is of another table of the sheet.
    ``near`` is the report that an unrecognised sheet would be but for one column, ``like`` the id of the
    source whose headings it has most of, where it has two or more.
    """

    sheet: RawSheet
    claim: Claim | None
    reason: str | None = None
    finding: Finding | None = None
    near: NearMiss | None = None
    like: str = ""
