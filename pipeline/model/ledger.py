"""The ledger: what became of every file and sheet found under the input folder."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.model.finding import masked, printable

FORMAT = 2  # of results.json; those of the first name none
FileStatus = Literal["used", "set-aside", "refused", "ignored"]


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """One per sheet of a file that could be opened.

    ``source`` is the id of the source that claimed it, or None. ``rows_read`` counts the rows
    of its tables (titles, headings, totals and footers are not rows) and is always
    ``rows_used + rows_refused + rows_set_aside``. ``reason`` says why rows were set aside:
    ``older-version``, ``another-round``, ``total-of-others``, ``copy``, ``not-chosen``.
    """

    name: str
    source: str | None = None
    rows_used: int = 0
    rows_refused: int = 0
    rows_set_aside: int = 0
    reason: str | None = None

    @property
    def rows_read(self) -> int:
        """All rows of data of the sheet: used, refused and set aside."""
        return self.rows_used + self.rows_refused + self.rows_set_aside


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One per file found under the input folder, named exactly once.

    ``file`` is the path below the input folder with ``/`` between its parts; ``sha256`` is None
    where the file was not opened. ``reason`` is a code of docs/findings.md (``unreadable``,
    ``too-large``, ``unrecognised``, ``claimed-twice``, ``copy`` …) for refused and ignored
    files, ``detail`` a Thai sentence that explains it. No personal number stands in any of them.
    """

    file: str
    sha256: str | None
    status: FileStatus
    reason: str | None = None
    detail: str = ""
    container: str = ""
    sheets: tuple[SheetRecord, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "detail", printable(masked(self.detail)))


def names_in(files: Iterable[FileRecord]) -> frozenset[str]:
    """What files and their sheets are called."""
    return frozenset(
        name for record in files for name in (record.file, *(sheet.name for sheet in record.sheets))
    )
