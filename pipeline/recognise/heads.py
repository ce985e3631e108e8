"""What a heading says of the figures under it: whose and of when they are, yes or no, a sum."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model.cells import Value
from pipeline.model.period import NOTHING, Period
from pipeline.tables.answers import is_no, is_yes
from pipeline.tables.grid import typed
from pipeline.tables.vocabulary import LONGEST, is_total
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import to_arabic
from pipeline.thai.districts import looks_like_district
from pipeline.thai.periods import period_of_heading
from pipeline.thai.text import clean

_LEVEL = re.compile(r"(?P<what>\D*?)\s*ระดับ(?:ที่)?\s*(?P<level>\d{1,2})\s*(?P<unit>\([^()]*\))?")


@dataclass(frozen=True, slots=True)
class Head:
    """One per text of a heading: the ``district`` that it names, the time (``period``) it is of,
    the ``side`` of a question that a tick under it means, the ``level`` of a KPI, whether it stands over a
    ``total``, and ``rest``, what it says besides."""

    text: str
    district: str = ""
    period: Period = NOTHING
    side: str = ""
    level: int | None = None
    total: bool = False
    rest: str = ""

    @property
    def kinds(self) -> frozenset[str]:
        """The keys that it says."""
        period = self.period
        told = {
            "district": bool(self.district),
            "time": period.as_of is not None or period.months is not None,
            "year": period.year is not None,
            "side": bool(self.side),
            "level": self.level is not None,
        }
        return frozenset(kind for kind, is_told in told.items() if is_told)

    @property
    def month(self) -> int | None:
        """The one month that it is of, counted in the fiscal year."""
        months = self.period.months
        return months[0] if months and months[0] == months[1] else None


def head_text(value: Value) -> str:
    """A heading as text; a day as it is written, the first of a month as that month."""
    if isinstance(value, dt.date):
        text = thai_date(value)
        return text.split(" ", 1)[1] if value.day == 1 else text
    return clean(typed(value))


@lru_cache(2**14)
def head(text: str) -> Head:
    """What one heading says."""
    if not text or len(text) > LONGEST:
        return Head(text, rest=text)
    if is_total(text):
        return Head(text, total=True)
    if looks_like_district(text):
        return Head(text, district=text)
    if len(text) > 1 and (is_yes(text) or is_no(text)):
        return Head(text, side="no" if is_no(text) else "yes")
    if found := _LEVEL.fullmatch(to_arabic(text)):
        return Head(text, level=int(found["level"]), rest=f"{found['what']}{found['unit'] or ''}".strip())
    period, rest = period_of_heading(text)
    return Head(text, period=period, rest=rest)
