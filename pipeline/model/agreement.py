"""The agreement: what is scored and how, read from ``agreement/<round>/``."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, Protocol

from pipeline.model.cells import Origin
from pipeline.model.frame import Band, Round, RoundState, Section, Signer, Unstated, YearMean
from pipeline.model.item import Item, item_key, row_key
from pipeline.model.level import Example, Level, Reading, Threshold
from pipeline.model.observation import District, Evidence, Measurement, Observation, source_of
from pipeline.model.offer import Offer
from pipeline.model.source import Column, Kind, Role
from pipeline.model.words import CAVEATS

ELEMENT_KEYS = ("numerator", "numerator_else", "denominator", "element", "weight")  # of a formula: they name its elements


class MeasureInput(Protocol):
    """What a measure is given: a KPI with its observations as at the cut-off.

    ``late`` are the districts (by code) of which some figure is only known after the cut-off.
    """

    @property
    def kpi(self) -> "Kpi":
        """The indicator that is measured."""

    @property
    def agreement(self) -> "Agreement":
        """The round's agreement."""

    @property
    def districts(self) -> tuple[District, ...]:
        """The districts of the province, in their order."""

    @property
    def late(self) -> frozenset[str]:
        """The codes of districts of which some figure is only known after the cut-off."""

    def of(self, district: str, element: str) -> list[Observation]:
        """A district's observations of an element as at the cut-off, in the order of the files; of a table
        whose rows say of which KPI they are those of this one as a whole, or of its items."""

    def is_monthly(self, element: str) -> bool:
        """Whether an element has a figure for each month."""

    def targets(self, district: str, element: str) -> dict[int, Observation]:
        """What a table states of the KPI for each of its levels; 0: of the KPI as a whole."""

    def answers(self, district: str, item: Item) -> list[Observation]:
        """What a district answered to an item of the KPI."""

    def is_form(self, element: str) -> bool:
        """Whether an element is answered in the form of items, a row an item."""

    def registered(self, district: str) -> list[Observation]:
        """A district's rows of what stands in for the numerator, those after the cut-off too."""

    def column(self, element: str) -> Column:
        """The column that an element stands for."""

    def numbered(self, element: str) -> Column:
        """The column of the source of an element that numbers its rows."""

    def title(self, element: str) -> str:
        """The title of the source of an element."""

    def unreported(
        self, district: str, reason: str, *evidence: Evidence, lost: Observation | None = None
    ) -> Measurement:
        """A measurement that is not reported, and why; ``lost`` is the figure to blame."""

    def without_base(self, district: str, base: Evidence, *evidence: Evidence) -> Measurement:
        """A measurement not reported because what it is divided by sums to nothing."""

    def find(
        self, code: str, problem: str, remedy: str, origin: Origin | None = None,
        district: str | None = None, severity: str = "error", state: str = "",
    ) -> None:
        """Adds a finding of this KPI."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What a result must still grow, or fall, by: the number, its unit (``%`` for a percentage) and the
    Thai sentences that say so (no number: nothing that can be counted)."""

    amount: Decimal | None = None
    unit: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One per way of making a KPI's result of its observations.

    A formula has all keys that the measure ``needs``, those of one of the sets in ``either``, and may have
    those in ``may``; the elements that it names are columns of the role ``figure``. ``measured`` gives every
    district (code) its measurement. ``working`` says how a result was made, up to the figure itself; ``missing``
    what is lacking to another. ``way`` says in general how one is made, with the formula's keys in
    braces where their columns or years are to be named (``{numerator} ÷ {denominator} × {per}``; "": the
    columns say enough), or gives this of a formula.

    ``units``: what its results may be counted in, the usual one first (none: in what its figures count).
    ``pools``: the result is numerator ÷ denominator × 100, or per so many, the first two figures of its
    evidence, and districts are added up so. ``grows``: the numerator is the difference of these figures, the
    same months of two years. ``changes``: what is divided by is of an earlier time. ``adds``: figures are
    amounts, so that tables that repeat or total others are left out; otherwise the measure itself compares
    what is stated twice. ``counts``: every cell of its evidence counts one. ``milestones``: levels are told
    by their items, one met above one that is not is out of order. ``tallies``: the result counts the items
    that are met; ``given``: a person gives the level; ``composed``: the result is made of the points of parts.
    ``offers``: the ways in which a person may choose it, the usual one first.
    """

    name: str
    needs: tuple[str, ...]
    figure: Role
    measured: Callable[[MeasureInput], Mapping[str, Measurement]]
    working: Callable[[Measurement], str]
    missing: Callable[[Measurement, "Kpi", Decimal], Missing]
    either: tuple[tuple[str, ...], ...] = ()
    may: tuple[str, ...] = ()
    units: tuple[str, ...] = ("ร้อยละ",)
    pools: bool = False
    grows: bool = False
    changes: bool = False
    adds: bool = True
    counts: bool = False
    milestones: bool = False
    tallies: bool = False
    given: bool = False
    composed: bool = False
    way: "str | Callable[[Formula], str]" = ""
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """How a KPI's result is made: a measure and what it is applied to.

    Elements are ``<source id>.<column id>``. ``numerator_else`` stands in for the numerator in
    tables that lack its column. ``more`` says what is missing, in the KPI's own unit
    (``เบิกจ่ายเพิ่มอีก {amount} บาท``). ``base_years`` are พ.ศ. ``result`` is the item (id) of a checklist
    that carries the result. ``weight`` is the element that weighs the rows of a mean, ``unit_levels`` the
    ladder by which each of these rows has points first. ``direction``: a change up or down is what counts;
    ``span``: what is added up is of the round or of the fiscal year so far; ``combine``: what is made of the
    points of parts.
    """

    measure: Measure
    numerator: str = ""
    numerator_else: str = ""
    denominator: str = ""
    element: str = ""
    result: str = ""
    base_years: tuple[int, ...] = ()
    more: str = ""
    weight: str = ""
    unit_levels: tuple[Level, ...] = ()
    direction: Literal["up", "down"] = "up"
    span: Literal["round", "fiscal_year"] = "round"
    combine: Literal["sum", "mean", "best"] = "sum"

    def elements(self) -> tuple[str, ...]:
        """The elements that this formula takes its figures from."""
        return tuple(name for key in ELEMENT_KEYS if (name := getattr(self, key)))


@dataclass(frozen=True, slots=True)
class Kpi:
    """One per ตัวชี้วัด. ``short_name`` is its name as a line of the scorecard has room for it ("":
    the name as signed); ``weight`` is a percentage of its section; ``cutoff`` is the last day whose
    figures count; ``round_first``: the result is rounded before it is compared;
    ``below_first`` is the level given when the first is not met; ``interpolated``: a result
    between two levels' bounds counts in proportion. ``unit`` is what its result is counted in, one
    of those that its measure gives, ``places`` the decimals that it is printed with; ``examples`` are results
    with the level that each must reach. ``top`` is what its points are out of (None: those of the last
    level). ``target_source`` is the element with each district's own targets, ``weight_source`` that with
    its weights.

    ``parts`` are sub-indicators whose points make its result, ``deductions`` what is taken from its own
    points: each is a KPI in small that bears the same number and is told by ``part``, its ``weight`` being
    that of its points. Where a district is exempt from a part, ``absent_to`` (a part's id) has its weight,
    else the others share it.
    """

    number: int
    section: str
    goal: str
    name: str
    weight: Decimal
    data_source: str
    cutoff: dt.date
    formula: Formula
    levels: tuple[Level, ...]
    items: tuple[Item, ...] = ()
    criteria_notes: tuple[str, ...] = ()
    round_first: bool = True
    below_first: int = 0
    interpolated: bool = False
    short_name: str = ""
    unit: str = ""
    places: int = 2
    examples: tuple[Example, ...] = ()
    top: Decimal | None = None
    target_source: str = ""
    weight_source: str = ""
    parts: tuple["Kpi", ...] = ()
    deductions: tuple["Kpi", ...] = ()
    part: str = ""
    absent_to: str = ""

    def item(self, item_id: str) -> Item:
        """The item with this id (KeyError if there is none)."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    @property
    def full(self) -> Decimal:
        """What its points are out of."""
        return self.top if self.top is not None else max((level.worth for level in self.levels), default=Decimal(0))

    @property
    def falls(self) -> bool:
        """Whether less is better."""
        kinds = (level.target.kind if level.target else level.bound and level.bound.kind for level in self.levels)
        return any(kind in ("at_most", "less_than") for kind in kinds)

    @property
    def pools(self) -> bool:
        """Whether districts are added up on it: one ladder holds for all, and nothing is taken away."""
        return self.formula.measure.pools and not self.deductions and not self.target_source

    def leaves(self) -> tuple["Kpi", ...]:
        """Itself, then its parts and deductions: all that is measured by a formula of its own."""
        return (self, *self.parts, *self.deductions)

    def by_place(self) -> tuple[tuple[str, "Kpi"], ...]:
        """Its leaves, each with where it stands in the KPI's file: "" for itself, ``parts[1].``, ``deductions[2].``."""
        kinds = (("parts", self.parts), ("deductions", self.deductions))
        return ("", self), *((f"{kind}[{number}].", part) for kind, parts in kinds for number, part in enumerate(parts, 1))

    def all_items(self) -> tuple[Item, ...]:
        """Its items and those of its parts and deductions."""
        return tuple(item for leaf in self.leaves() for item in leaf.items)

    def own_elements(self) -> tuple[str, ...]:
        """The elements that it takes its figures, answers, targets and weights from, each once, without
        those of its parts and deductions."""
        items = (item.element for item in self.items)
        own = (*self.formula.elements(), *items, self.target_source, self.weight_source)
        return tuple(dict.fromkeys(filter(None, own)))

    def elements(self) -> tuple[str, ...]:
        """The elements of itself, its parts and deductions, each once."""
        return tuple(dict.fromkeys(element for leaf in self.leaves() for element in leaf.own_elements()))

    def with_targets(self, targets: Mapping[int, Decimal]) -> "Kpi":
        """The same where a district's own targets are these, by level (0: of the KPI as a whole); levels whose
        target is not among them keep none."""
        if not any(level.target for level in self.levels):
            return self
        return replace(self, levels=tuple(_targeted(level, targets) for level in self.levels))

    def sources(self) -> tuple[str, ...]:
        """The ids of the sources of its elements, each once."""
        return tuple(dict.fromkeys(map(source_of, self.elements())))

    def serves(self, kind: Kind, key: str) -> bool:
        """Whether what a row of a table of a kind is about (its key) is this KPI's or a part's of it."""
        return any(leaf.owns(kind, key) for leaf in self.leaves())

    def owns(self, kind: Kind, key: str) -> bool:
        """The same without its parts: of a part only what is its own."""
        if not kind.by_kpi:
            return True
        if kind.wide:
            return key.startswith(item_key(self.number, ""))
        mine = row_key(self.number, self.part)
        return key == mine or (key.startswith(mine) and key.removeprefix(mine).isdecimal())


@dataclass(frozen=True, slots=True)
class Agreement:
    """All of one round: the frame, the KPIs in order, and the readings; ``unstated`` is what the
    definition holds beyond the signed text.

    ``thai_digits``: the workbooks are printed with Thai digits. ``out_of`` is what sections and total are
    out of (0: the last level of the longest ladder). ``year`` is how the year's result is made of its rounds
    (None: it does not say). ``written`` is the same
    agreement before any reading was applied (None: this is it). ``state`` is where the round is in
    its life; ``changed_words`` are Thai lines, one a fact that scores nothing and is no longer as it
    was adopted.
    """

    round_id: str
    title: tuple[str, ...]
    start: dt.date
    end: dt.date
    sections: tuple[Section, ...]
    bands: tuple[Band, ...]
    bands_note: str
    signers: tuple[Signer, ...]
    kpis: tuple[Kpi, ...]
    readings: tuple[Reading, ...]
    thai_digits: bool = True
    out_of: int = 0
    year: YearMean | None = None
    unstated: tuple[Unstated, ...] = ()
    written: "Agreement | None" = None
    state: RoundState = "draft"
    changed_words: tuple[str, ...] = ()

    @property
    def round(self) -> Round:
        """The round by its number and year."""
        year, _, number = self.round_id.partition("-")
        return Round(number, year + self.caveat, self.round_id)

    @property
    def caveat(self) -> str:
        """What papers say of a round that is not adopted, with a space in front; "" of one that is."""
        words = CAVEATS[self.state]
        return f" ({words})" if words else ""

    @property
    def top(self) -> int:
        """What a total is out of: as the agreement says, else the last level of the longest ladder."""
        return self.out_of or self.highest

    @property
    def highest(self) -> int:
        """The highest level of all ladders."""
        return max((level.level for kpi in self.kpis for level in kpi.levels), default=0)

    def pointed(self, kpi: Kpi) -> bool:
        """Whether what a KPI, or a part, is worth is not just the number of its level, out of the top."""
        own = any(level.points is not None for level in kpi.levels)
        return bool(kpi.part or own or kpi.interpolated or kpi.deductions or kpi.full != self.top)

    @property
    def section_names(self) -> dict[str, str]:
        """What its sections are called, by their ids."""
        return {section.id: section.name for section in self.sections}

    @property
    def section_of(self) -> dict[int | None, str]:
        """The section of each KPI, by its number."""
        return {kpi.number: kpi.section for kpi in self.kpis}

    def kpi(self, number: int) -> Kpi:
        """The KPI with this number (KeyError if there is none)."""
        for kpi in self.kpis:
            if kpi.number == number:
                return kpi
        raise KeyError(number)

    def months(self, years_before: int = 0) -> list[dt.date]:
        """The first days of the round's months, or of the same months some years before."""
        return _months(self.start, self.end, years_before)

    def span(self, kpi: Kpi) -> tuple[dt.date, dt.date]:
        """The first and the last day of what a KPI adds up: the round, or the fiscal year so far, up to its
        cut-off."""
        if kpi.formula.span == "round":
            return self.start, kpi.cutoff
        return dt.date(kpi.cutoff.year - (kpi.cutoff.month < 10), 10, 1), kpi.cutoff

    def months_of(self, kpi: Kpi, years_before: int = 0) -> list[dt.date]:
        """The first days of the months that a KPI adds up, or of the same months some years before."""
        if kpi.formula.span == "round":
            return self.months(years_before)
        return _months(*self.span(kpi), years_before)

    def months_asked(self, source: str, years_before: int = 0) -> list[dt.date]:
        """The months of a source (id) that its KPIs add up, of the one that adds up most."""
        asking = [leaf for kpi in self.kpis for leaf in kpi.leaves() if source in leaf.sources()]
        every = [self.months_of(leaf, years_before) for leaf in asking] or [self.months(years_before)]
        return max(every, key=len)

    def of_section(self, section_id: str) -> tuple[Kpi, ...]:
        """The KPIs of one section, in order."""
        return tuple(kpi for kpi in self.kpis if kpi.section == section_id)

    def read(self) -> "Agreement":
        """The agreement as its readings say: each in use as ``other`` is applied to the words."""
        written = replace(self.written or self, readings=self.readings)
        applied = [reading for reading in self.readings if reading.use == "other"]
        kpis, sections = written.kpis, written.sections
        for reading in applied:
            kpis = tuple(_reread(kpi, reading) for kpi in kpis)
            sections = tuple(
                replace(section, share=reading.shares.get(section.id, section.share))
                for section in sections
            )
        return replace(written, kpis=kpis, sections=sections, written=written)

    def under_other(self, reading: Reading) -> "Agreement":
        """The same agreement with this one reading taken the other way than it is now."""
        return replace(self, readings=self._turned(reading)).read()

    def kpi_under_other(self, number: int, reading: Reading) -> Kpi:
        """One KPI of :meth:`under_other`."""
        kpi = (self.written or self).kpi(number)
        for one in self._turned(reading):
            kpi = _reread(kpi, one) if one.use == "other" else kpi
        return kpi

    def _turned(self, reading: Reading) -> tuple[Reading, ...]:
        return tuple(
            replace(one, use="chosen" if one.use == "other" else "other")
            if one.id == reading.id else one
            for one in self.readings
        )


def _targeted(level: Level, targets: Mapping[int, Decimal]) -> Level:
    if level.target is None:
        return level
    plus = level.target.plus
    number = targets.get(level.level) if plus is None else targets.get(0)
    if number is None:
        return level
    return level.bounded(Threshold(level.target.kind, number + (plus or 0)))


def _reread(kpi: Kpi, reading: Reading) -> Kpi:
    """A KPI under what the other way of a reading changes, if it concerns this KPI; short words of a
    level whose bounds change say them no more. What is below the first level of a part has no points either way."""
    if kpi.number not in reading.kpis:
        return kpi
    bounds = {bound.level: bound for bound in reading.bounds if (bound.kpi, bound.part) == (kpi.number, kpi.part)}
    levels = tuple(
        replace(level.bounded(bounds[level.level].bound), short="")
        if level.level in bounds
        else replace(level, short="") if level.open and above is not None and above.level in bounds
        else level
        for level, above in zip(kpi.levels, (*kpi.levels[1:], None), strict=False)
    )
    return replace(
        kpi,
        levels=levels,
        round_first=kpi.round_first if reading.round_first is None else reading.round_first,
        below_first=kpi.below_first if reading.below_first is None or kpi.part else reading.below_first,
        interpolated=kpi.interpolated if reading.interpolated is None or kpi.part else reading.interpolated,
        parts=tuple(_reread(part, reading) for part in kpi.parts),
        deductions=tuple(_reread(part, reading) for part in kpi.deductions),
    )


def _months(start: dt.date, end: dt.date, years_before: int) -> list[dt.date]:
    first, last = (day.year * 12 + day.month - 1 for day in (start, end))
    return [dt.date(m // 12 - years_before, m % 12 + 1, 1) for m in range(first, last + 1)]
