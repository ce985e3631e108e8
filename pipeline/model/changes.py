"""What has changed since the former results, as the province's workbook tells it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One per change: whose it is, of which KPI (None: of none), what, its values before and after,
    and the files that it comes from; "" where there is nothing to be said."""

    district: str
    kpi: int | None
    what: str
    before: object
    after: object
    file: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Which former results these are compared with ("" for none), what differs, and what to say where
    nothing does."""

    since: str
    rows: tuple[ChangedRow, ...]
    message: str

    @classmethod
    def of(cls, since: str = "", rows: tuple[ChangedRow, ...] = ()) -> "Changed":
        """With its message."""
        if not since:
            return cls(since, rows, "ไม่มีผลของครั้งก่อนให้เปรียบเทียบ")
        return cls(since, rows, "" if rows else "ไม่มีสิ่งใดเปลี่ยน")
