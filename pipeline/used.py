"""One table of what was used: each report and file, whose figures, of which day, and what was set
aside and why, in Thai words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model.finding import safe_text
from pipeline.model.source import SourceDefinition
from pipeline.model.usage import Usage, by_table
from pipeline.model.words import ASIDE_NAMES
from pipeline.thai.calendar import thai_date

EVERYBODY = "ทุกอำเภอ"
NAME = 300  # characters of a file's or sheet's name
NO_DAY = "ไม่บอกวันที่"


@dataclass(frozen=True, slots=True)
class UsedRow:
    """One per table of a report: whose rows it has, as at which day, where it stands, and why its
    rows do not count ("" where they do)."""

    report: str
    districts: str
    as_of: str
    file: str
    sheet: str
    excluded: str

    @property
    def line(self) -> str:
        """The row as a line of a terminal."""
        where = f"{self.file} › {self.sheet}"
        if self.excluded:
            return f"ไม่นับ {where} ({self.as_of}) {self.districts}: {self.excluded}"
        return f"ใช้ {where} ({self.as_of}) {self.districts}"


def used_rows(
    usage: Sequence[Usage], names: Mapping[str, str], sources: Mapping[str, SourceDefinition]
) -> list[UsedRow]:
    """What was used, by report; ``names`` are those of all districts by code."""
    return [
        UsedRow(
            sources[source].title, whose(districts, names),
            thai_date(taken.as_of, "short") if taken.as_of else NO_DAY,
            safe_text(taken.origin.file, NAME), safe_text(taken.origin.sheet, NAME),
            ASIDE_NAMES.get(taken.excluded, taken.excluded),
        )
        for source, taken, districts in by_table(usage)
    ]


def whose(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Whose districts (codes), in the fewest words; "" for none."""
    lacking = [name for code, name in names.items() if code not in codes]
    if not lacking:
        return EVERYBODY
    if len(lacking) * 3 <= len(names):
        return f"{EVERYBODY} ยกเว้น {', '.join(lacking)}"
    return ", ".join(names[code] for code in codes if code in names)
