"""What a round that another is like has of its KPIs, told as a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from pipeline.rounds.form.book import FormBook, FormRow, FormValue
from pipeline.rounds.form.understood import understand
from pipeline.rounds.paper.record import Quotes, SignedKpi, SignedPaper
from pipeline.thai.digits import whole_numbers
from pipeline.thai.text import squeeze

_ALIKE = 0.8  # of two names: ประจำปี 2561 and ประจำปี 2562 are alike, another topic of the same fund is not


@dataclass(frozen=True, slots=True)
class FormerKpi:
    """One per KPI, or part or deduction of one, of a former round: its row, its levels and items, and the rows of its
    own parts and deductions."""

    row: FormRow
    levels: Sequence[FormRow]
    items: Sequence[FormRow]
    parts: Sequence[FormRow]

    @property
    def number(self) -> int:
        """Its number in the former round."""
        return int(self.row.number("number") or 0)

    @property
    def quotes(self) -> Quotes:
        """Its levels, with their words."""
        return tuple((int(row.number("level") or 0), row.text("quote")) for row in self.levels)

    def same(self, quotes: Quotes) -> bool:
        """Whether its ladder has just these words."""
        own = [(level, squeeze(quote)) for level, quote in self.quotes]
        return bool(own) and own == [(level, squeeze(quote)) for level, quote in quotes]

    @property
    def days(self) -> set[FormValue]:
        """The days of its levels; where the words do not say the year, they are of its own round alone."""
        return {day for row in self.levels if (day := row.date("value")) is not None}

    def item(self, text: str) -> FormRow | None:
        """Its item of these words, or the one that these words of a level of its own became: an office shortens them."""
        named = (row for row in self.items if squeeze(text) in map(squeeze, (row.text("text"), *row.lines("spellings"))))
        return next(named, None) or self._item_of_words(text)

    def _item_of_words(self, text: str) -> FormRow | None:
        """The only item of a level of which these words are all that is read there besides its number."""
        said = understand(self.quotes, unit=self.row.text("unit") or None).items
        for level, _ in self.quotes:
            own = [row for row in self.items if level in whole_numbers(row.text("levels"))]
            read = [item for item in said if level in item.levels]
            if len(own) == len(read) == 1 and squeeze(read[0].text) == squeeze(text):
                return own[0]
        return None

    def short(self, row: FormRow) -> str:
        """Its short words of a level of this quote and bound."""
        keys = ("bound", "value")
        return next((one.text("short") for one in self.levels if squeeze(one.text("quote")) == squeeze(row.text("quote"))
                     and all(one.values.get(key) == row.values.get(key) for key in keys)), "")


def place_of_row(row: FormRow) -> tuple[Decimal | None, str]:
    """Of which KPI, and of which part of it, a row is."""
    return row.number("number"), row.text("part").strip()


def former_of(like: FormBook, row: FormRow) -> FormerKpi:
    """The KPI, part or deduction that a row is."""
    at = place_of_row(row)
    levels, items = ([one for one in like.rows(table) if place_of_row(one) == at] for table in ("levels", "items"))
    parts = [one for one in like.rows("kpis") if place_of_row(one)[0] == at[0] and place_of_row(one)[1]] if not at[1] else []
    return FormerKpi(row, levels, items, parts)


def former_kpi(like: FormBook, name: str, section: str) -> FormerKpi | None:
    """The KPI of this name, whatever its spaces and digits, and of several that of this section; None where there is
    no such."""
    named = [row for row in _kpis(like) if squeeze(row.text("name")) == squeeze(name)]
    if len(named) > 1:
        named = [row for row in named if squeeze(row.text("section")) == squeeze(section)]
    return former_of(like, named[0]) if len(named) == 1 else None


def alike(like: FormBook, name: str) -> FormRow | None:
    """The KPI whose name is like a name; None where none is."""
    names = {squeeze(row.text("name")): row for row in _kpis(like)}
    near = get_close_matches(squeeze(name), names, 1, _ALIKE)
    return names[near[0]] if near else None


def former_part(like: FormBook, former: FormerKpi | None, part: str, name: str) -> FormerKpi | None:
    """The part of this letter and name of a KPI of the former round."""
    rows = former.parts if former else ()
    found = (row for row in rows if (row.text("part").strip(), squeeze(row.text("name"))) == (part, squeeze(name)))
    return next((former_of(like, row) for row in found), None)


def paper_of(like: FormBook) -> SignedPaper:
    """The words of a former round's KPIs in place of a paper that is not there."""
    rows = [former_of(like, row) for row in _kpis(like)]
    return SignedPaper((), (), (), tuple(
        SignedKpi(
            one.number, one.row.text("name"), one.row.text("section"), one.row.text("goal"), one.quotes, one.row.lines("notes"),
            one.row.number("weight"), one.row.text("data_source"))
        for one in rows))


def _kpis(like: FormBook) -> list[FormRow]:
    return [row for row in like.rows("kpis") if not row.text("part").strip()]
