"""A form filled as far as the signed paper goes, and a round that is like it."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.definitions.signed import dates, same_words, titled_round, years
from pipeline.errors import UsageError
from pipeline.rounds.form.book import FormBook, FormRow, FormValue
from pipeline.rounds.form.changes import (
    BOUND_NAMES,
    ChangedBound,
    Changes,
    change_lines,
    read_changes,
)
from pipeline.rounds.form.former import (
    FormerKpi,
    alike,
    former_kpi,
    former_of,
    former_part,
    paper_of,
    place_of_row,
)
from pipeline.rounds.form.rows import form_row, frame_rows, with_values, word
from pipeline.rounds.form.standing import Ladders, standing
from pipeline.rounds.form.tables import BOUND_WORDS, DEDUCTION, ITEM_WORDS, NO, USE_WORDS, YES
from pipeline.rounds.form.understood import (
    UnderstoodItem,
    UnderstoodLadder,
    UnderstoodReading,
    understand,
)
from pipeline.rounds.paper.record import Quotes, SignedKpi, SignedPaper, SignedSection
from pipeline.thai.calendar import MONTH, fiscal_month, month_number, thai_date
from pipeline.thai.digits import to_thai, whole_numbers
from pipeline.thai.periods import HALVES, fiscal_year, month_end
from pipeline.thai.text import clean, squeeze
from pipeline.units import PERCENT, RATES

_ROUND_ID = re.compile(r"(2[45]\d\d)-([12])")
# Before the day until which figures count, as a note says it.
_CUT = re.compile(r"ตัด ?ยอด|ณ (?:สิ้น ?)?วันที่|ข้อมูล ณ|(?:ยอด|ข้อมูล|ผล).*?ถึง(?:สิ้น)? ?วันที่")
_BASE = re.compile(r"ปีฐาน|ทะเบียน")  # beside what years a note says of which years the base is
_DAYS = re.compile(rf"{MONTH}|[\d/.–-]")  # what of a note is another in every round
_THAI_DIGIT = re.compile(r"[๐-๙]")
_OPEN = word(BOUND_WORDS, "")
_ONE_SECTION = "ผลสัมฤทธิ์ของงาน"  # of a paper that has none
# What of a KPI is not the paper's, so that it may be that of a former round.
_CARRIED = ("short_name", "way", "more", "base_years", "numerator_else", "row_weight", "unit_levels", "between", "top", "places",
            "target_source", "weight_source", "absent_to")
_CARRIED_ITEM = ("id", "text", "spellings", "kind", "at_least", "unit", "element", "unanswered")


def drafted(
    paper: SignedPaper | None, round_id: str, like: FormBook | None = None, usual: FormBook | None = None
) -> FormBook:
    """The form of a round (``2569-2``), with all that the signed paper says, and with what a round that is ``like`` it
    has of KPIs of the same names; without a paper that round's KPIs, to be held against the new paper.
    No level is confirmed. What hardly any paper says (bands, signers, what a section of this name is called in
    definitions) is that of the round, else that of a ``usual`` one.

    Raises UsageError for an id that is none.
    """
    usual = like or usual or FormBook({})
    like = like or FormBook({})
    draft = _Draft(paper or paper_of(like), round_id, like, usual, signed=paper is not None)
    frame = draft.frame()
    tables: dict[str, Sequence[FormRow]] = {
        "sections": draft.sections(),
        "bands": usual.rows("bands"),
        "signers": usual.rows("signers"),
        **draft.kpis(),
        "paper": [form_row(text=line) for line in paper.lines] if paper else [],
    }
    return FormBook({"frame": frame_rows({**frame, "doubts": "\n".join(draft.doubts)}), **tables})


def round_span(round_id: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a round by its id. Raises UsageError for an id that is none."""
    found = _ROUND_ID.fullmatch(round_id)
    if found is None:
        raise UsageError(f"“{round_id}” ไม่ใช่ชื่อรอบ พิมพ์ปีงบประมาณ พ.ศ. ขีด แล้ว 1 หรือ 2")
    first, last = HALVES[found[2]]
    return fiscal_month(int(found[1]), month_number(first)), month_end(int(found[1]), last)


@dataclass(frozen=True, slots=True)
class _Ladder:
    """A KPI or a part of one, drafted: its row, levels, items and readings; ``as_former``: it has just the ladder
    of this KPI of the round that is like."""

    row: FormRow
    levels: Sequence[FormRow]
    items: Sequence[FormRow]
    readings: Sequence[FormRow]
    as_former: FormerKpi | None = None

    @property
    def bounded(self) -> bool:
        """Whether a result may stay below the first level."""
        first = [row.text("level") for row in self.levels[:1]]
        needed = any(set(first) & set(map(str, whole_numbers(item.text("levels")))) for item in self.items)
        return bool(self.levels) and (needed or self.levels[0].text("bound") != _OPEN)

    @property
    def rounded(self) -> bool:
        return self.row.text("unit") == PERCENT and any(row.number("value") is not None for row in self.levels)

    @property
    def numeric(self) -> bool:
        """Whether its levels are numbers alone, all of them understood."""
        return len(self.levels) > 1 and all("value" in row.values for row in self.levels) and not self.items


@dataclass(slots=True)
class _Draft:
    """A form in the making, out of a paper (``signed``: it is this round's own) and a round that is like."""

    paper: SignedPaper
    round_id: str
    like: FormBook
    usual: FormBook
    signed: bool
    doubts: list[str] = field(default_factory=list)
    start: dt.date = dt.date.min
    end: dt.date = dt.date.min

    def __post_init__(self) -> None:
        self.start, self.end = round_span(self.round_id)
        self.doubts += self.paper.doubts
        if self.paper.kpis and not self.paper.sections and self.signed:
            self.paper = replace(
                self.paper, sections=(SignedSection(_ONE_SECTION, Decimal(100)),),
                kpis=tuple(replace(kpi, section=_ONE_SECTION) for kpi in self.paper.kpis))
            self.doubts.append(f"ข้อตกลงไม่ได้แบ่งเป็นส่วน จึงเป็นส่วนเดียว ชื่อ {_ONE_SECTION}")
        if self.former_id and not self.signed:
            self.doubts.append(
                f"ชื่อตัวชี้วัดและเกณฑ์เป็นข้อความของรอบ {self.former_id} แก้ให้ตรงกับข้อตกลงใหม่ทุกตัวอักษร "
                "แล้ววางข้อความของข้อตกลงใหม่ในแผ่น ข้อความข้อตกลง")

    @property
    def former_id(self) -> str:
        return self.like.frame("round").text("value")

    # --- the frame

    def frame(self) -> Mapping[str, FormValue | None]:
        """The frame by its keys; days that the title says are the round's."""
        title = same_words("\n".join(self.paper.title))
        self._hold_against(title)
        former = self.like.frame
        digits = former("thai_digits").text("value") or (YES if not title or _THAI_DIGIT.search("".join(self.paper.title)) else NO)
        return {
            "round": self.round_id, "title": "\n".join(map(clean, self.paper.title)), "start": self.start, "end": self.end,
            "thai_digits": digits, "top": former("top").number("value"), "bands_note": self.usual.frame("bands_note").text("value")}

    def _hold_against(self, title: str) -> None:
        """Takes the days that the title says, and tells where it says another round."""
        year, _, number = self.round_id.partition("-")
        for said, own, what in zip(titled_round(title), (number, year), ("รอบที่", "ปี พ.ศ."), strict=True):
            if said and said != own:
                self.doubts.append(f"ชื่อข้อตกลงบอก{what} {said} แต่แบบนี้เป็นของรอบ {self.round_id} ตรวจว่าเป็นข้อตกลงของรอบนี้")
        days = dates(title, fiscal_year(self.end))
        if len(days) == 2 and self.start <= days[0] < days[1] <= self.end:
            self.start, self.end = days
        elif days and not {self.start, self.end} <= set(days):
            said = " และ ".join(map(thai_date, days))
            self.doubts.append(f"ชื่อข้อตกลงบอกวันที่ {said} แต่รอบ {self.round_id} คือ {thai_date(self.start)} – {thai_date(self.end)}")

    def sections(self) -> list[FormRow]:
        """The sections of the paper, with what a former round calls them."""
        if not self.signed:
            return list(self.like.rows("sections"))
        known = {squeeze(row.text("name")): row for row in self.like.rows("sections")}
        ids = {squeeze(row.text("name")): row.text("id") for row in self.usual.rows("sections")}
        every = len(self.paper.sections)
        found = []
        for place, section in enumerate(self.paper.sections, 1):
            former = known.get(squeeze(section.name), FormRow({})) if len(known) == every else FormRow({})
            share = section.share if section.share is not None else former.number("share")
            if share is None and every and 100 % every == 0:
                share = Decimal(100 // every)
            at = to_thai(str(place)) if _THAI_DIGIT.search("".join(self.paper.title)) else str(place)
            numbered = section.name if section.name.startswith("ส่วนที่") else f"ส่วนที่ {at} {section.name}"
            total = f"รวม{section.name}" if section.name.startswith("ส่วนที่") else f"รวมส่วนที่ {at} ({section.name})"
            found.append(form_row(
                id=ids.get(squeeze(section.name), ""), name=section.name, share=share, label=former.text("label") or numbered,
                total_label=former.text("total_label") or total))
        return found

    # --- KPIs

    def kpis(self) -> Mapping[str, Sequence[FormRow]]:
        """The tables of KPIs, levels, items and readings."""
        ladders = [ladder for kpi in self.paper.kpis for ladder in self._kpi(kpi)]
        return {
            "kpis": [ladder.row for ladder in ladders],
            "levels": [row for ladder in ladders for row in ladder.levels],
            "items": [row for ladder in ladders for row in ladder.items],
            "readings": self._readings(ladders),
        }

    def _kpi(self, kpi: SignedKpi) -> Iterator[_Ladder]:
        former = self._former(kpi)
        notes = (*kpi.notes, *(note for part in kpi.parts for note in part.notes))
        row = form_row(
            number=Decimal(kpi.number), section=kpi.section, name=kpi.name, weight=kpi.weight, goal=kpi.goal,
            data_source=kpi.data_source, notes="\n".join(notes), cutoff=self._cutoff(kpi), base_years=self._base_years(kpi))
        yield self._ladder(row, kpi.levels, notes, former, of_parts=bool(kpi.parts))
        for part in kpi.parts:
            own = form_row(number=Decimal(kpi.number), part=part.letter, name=part.name, weight=part.weight)
            yield self._ladder(own, part.levels, part.notes, former_part(self.like, former, part.letter, part.name))
        if self.signed:
            self._tell_deductions(kpi, former)
            self._tell_notes(kpi.number, notes, former)
        elif former:
            for one in former.parts:
                theirs = former_of(self.like, one)
                yield self._ladder(one, theirs.quotes, (), theirs)

    def _former(self, kpi: SignedKpi) -> FormerKpi | None:
        """The KPI of the same name in the round that is like; one of a name that is like but not the same is told."""
        found = former_kpi(self.like, kpi.name, kpi.section)
        near = alike(self.like, kpi.name) if found is None else None
        if near is not None:
            self.doubts.append(
                f"ตัวชี้วัดที่ {kpi.number} คล้ายกับตัวชี้วัดที่ {near.text('number')} ของรอบ {self.former_id} “{clean(near.text('name'))}” "
                f"ถ้าเป็นเรื่องเดียวกัน คิดจาก {near.text('way')}")
        return found

    def _tell_deductions(self, kpi: SignedKpi, former: FormerKpi | None) -> None:
        """Tells what a former round took from the points of a KPI: no table of a paper says this in a row of its own."""
        for row in former.parts if former else ():
            if row.text("part").startswith(DEDUCTION):
                self.doubts.append(
                    f"ตัวชี้วัดที่ {kpi.number} ในรอบ {self.former_id} มีข้อที่หักคะแนน {row.text('part')} “{clean(row.text('name'))}” "
                    "ถ้าข้อตกลงนี้มีด้วย เพิ่มแถวในแผ่น ตัวชี้วัด และ เกณฑ์")

    def _tell_notes(self, number: int, notes: Sequence[str], former: FormerKpi | None) -> None:
        """Tells where notes say something else than those of the former round, but for days and years: what that KPI
        was made of may not be what this one asks for."""
        said, before = ([_DAYS.sub("", squeeze(line)) for line in lines] for lines in (notes, former.row.lines("notes") if former else ()))
        if former and former.row.text("way") and said != before:
            self.doubts.append(f"ตัวชี้วัดที่ {number} ข้อความใต้เกณฑ์ต่างจากรอบ {self.former_id} ตรวจว่า คิดจาก และรายการยังใช้ได้")

    def _ladder(
        self, row: FormRow, quotes: Quotes, notes: Sequence[str], former: FormerKpi | None, *, of_parts: bool = False
    ) -> _Ladder:
        """A KPI or part by its quotes; ``of_parts``: the points of its parts are its result, which nobody types."""
        unit = former.row.text("unit") if former else ""
        if former and not former.same(quotes) and not self._is_of(row, unit, understand(quotes, notes=notes).unit):
            former, unit = None, ""
        said = understand(quotes, unit=unit or None, notes=notes)
        carried = {key: former.row.values[key] for key in _CARRIED if key in former.row.values} if former else {}
        row = form_row(**{"unit": unit or said.unit, **carried, **row.values})
        same = former if former and former.same(quotes) and former.days <= {level.value for level in said.levels} else None
        if same:
            place = {"number": row.number("number"), "part": row.text("part")}
            levels = [with_values(one, **place, confirmed=None) for one in same.levels]
            return _Ladder(row, levels, [with_values(one, **place) for one in same.items], list(_asked(row, said)), same)
        levels = list(_levels(row, said))
        if former:
            levels = [with_values(level, short=former.short(level) or level.text("short")) for level in levels]
        items = [_item(row, item, former.item(item.text) if former else None) for item in said.items if item.levels or not of_parts]
        return _Ladder(row, levels, items, list(_asked(row, said)))

    def _is_of(self, row: FormRow, unit: str, said: str) -> bool:
        """Whether the words of a ladder may be of a former round's ``unit``; told where they ``said`` another: what that
        KPI was made of is not what this one asks for. Words count persons, where a rate is of so many."""
        if not unit or not said or unit == said or (unit in RATES and unit.endswith(said)):
            return True
        part = f" ส่วน {row.text('part')}" if row.text("part") else ""
        self.doubts.append(
            f"ตัวชี้วัดที่ {row.number('number')}{part} นับเป็น {said} แต่ในรอบ {self.former_id} นับเป็น {unit} "
            "จึงไม่ได้ใช้ คิดจาก และรายการของรอบนั้น เลือกใหม่")
        return False

    def _cutoff(self, kpi: SignedKpi) -> dt.date | None:
        """The last day whose figures count, where a note says one that is not the last of the round."""
        told = [line[found.end():] for line in map(same_words, kpi.notes) for found in _CUT.finditer(line)]
        named = (dates(line, fiscal_year(self.end))[:1] for line in told)
        days = dict.fromkeys(day for days in named for day in days if self.start <= day <= self.end)
        if len(days) > 1:
            self.doubts.append(f"ตัวชี้วัดที่ {kpi.number} กล่าวถึงหลายวัน ({', '.join(map(thai_date, days))}) เลือกวันตัดยอดเอง")
        return next((day for day in days if len(days) == 1 and day != self.end), None)

    def _base_years(self, kpi: SignedKpi) -> str:
        """The years before the round's that notes about a base or a register name."""
        told = [line for line in map(same_words, kpi.notes) if _BASE.search(line)]
        found = {year for line in told for year in years(line)}
        return ", ".join(str(year) for year in sorted(found) if year < fiscal_year(self.end))

    # --- readings

    def _readings(self, ladders: Sequence[_Ladder]) -> list[FormRow]:
        """Those of the former round that still fit, what the words of this one leave open, and the standing ones."""
        carried, answered = self._carried(ladders)
        asked = [row for ladder in ladders if place_of_row(ladder.row) not in answered for row in ladder.readings]
        whole = [ladder for ladder in ladders if not ladder.row.text("part")]
        unstated = {section.name: section.share for section in self.paper.sections}
        shares = {
            name: (row.number("share") or Decimal(0), [ladder for ladder in whole if ladder.row.text("section") == name])
            for row in self.sections() if (name := row.text("name")) and unstated.get(name) is None}
        usual = standing(Ladders(
            _numbers(one for one in whole if one.bounded), _numbers(one for one in whole if one.rounded),
            _numbers(one for one in whole if one.numeric),
            {name: (share, _numbers(own)) for name, (share, own) in shares.items()} if all(own for _, own in shares.values()) else {}))
        used = {row.text("id"): row.text("use") for row in self.like.rows("readings")}
        rows = [with_values(row, use=used.get(row.text("id")) or row.text("use")) for row in usual]
        standing_ids = {row.text("id") for row in rows}
        return [*(row for row in carried if row.text("id") not in standing_ids), *asked, *rows]

    def _carried(self, ladders: Sequence[_Ladder]) -> tuple[list[FormRow], set[tuple[Decimal | None, str]]]:
        """The readings of the former round whose KPIs have the same words still, and the places that they answer."""
        now = {ladder.as_former.number: ladder for ladder in ladders if ladder.as_former and not ladder.row.text("part")}
        found: list[FormRow] = []
        answered: set[tuple[Decimal | None, str]] = set()
        for row in self.like.rows("readings"):
            kpis = whole_numbers(row.text("kpis"))
            changes = read_changes(row.lines("changes"), kpis)
            if not kpis or changes.unread or any(number not in now for number in kpis):
                continue
            places = {number: int(now[number].row.number("number") or 0) for number in kpis}
            bounds = tuple(replace(bound, kpi=places[bound.kpi]) for bound in changes.bounds if bound.kpi in places)
            answered |= {(Decimal(bound.kpi), bound.part) for bound in bounds}
            found.append(with_values(
                row, kpis=", ".join(map(str, places.values())), changes="\n".join(change_lines(replace(changes, bounds=bounds)))))
        return found, answered


def _numbers(ladders: Iterator[_Ladder] | Sequence[_Ladder]) -> list[int]:
    return [int(ladder.row.number("number") or 0) for ladder in ladders]


# --- what the words of a ladder say ----------------------------------------------------------------


def _levels(row: FormRow, said: UnderstoodLadder) -> Iterator[FormRow]:
    for level in said.levels:
        bound = None if level.bound is None else BOUND_NAMES.get(level.bound, _OPEN)
        yield form_row(
            number=row.number("number"), part=row.text("part"), level=Decimal(level.level), quote=level.quote, bound=bound,
            value=level.value, question=level.question, points=level.points, short=level.short)


def _item(row: FormRow, item: UnderstoodItem, former: FormRow | None) -> FormRow:
    """An item of a ladder, in the words of the former round where it has it."""
    place: dict[str, FormValue | None] = {
        "number": row.number("number"), "part": row.text("part"), "levels": ", ".join(map(str, item.levels))}
    if former is not None:
        return form_row(**place, **{key: former.values.get(key) for key in _CARRIED_ITEM})
    return form_row(
        **place, text=item.text, spellings="\n".join(item.spellings), kind=word(ITEM_WORDS, item.kind), at_least=item.at_least, unit=item.unit)


def _asked(row: FormRow, said: UnderstoodLadder) -> Iterator[FormRow]:
    """The questions that a ladder leaves open, as readings."""
    number = int(row.number("number") or 0)
    for reading in said.readings:
        yield form_row(
            kpis=str(number), question=reading.question, chosen=reading.chosen, reason=reading.reason, other=reading.other,
            changes="\n".join(change_lines(Changes(bounds=tuple(_bounds(number, row.text("part"), reading))))), use=word(USE_WORDS, "chosen"))


def _bounds(number: int, part: str, reading: UnderstoodReading) -> Iterator[ChangedBound]:
    for level, kind, value in reading.bounds:
        yield ChangedBound(number, level, kind, value, part)
