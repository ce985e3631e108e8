"""The record of a row of a table."""

from dataclasses import dataclass

from pipeline.model.finding import Finding
from pipeline.model.observation import District
from pipeline.normalise.totals import Whose


@dataclass(frozen=True, slots=True)
class Row:
    """One per row of data of a table. ``district`` is None where the row is no district's and
    ``refusal`` then says why; a total is not a row of data but is given for checking, unless it
    is ``proved`` to be one by its figures; ``unsaid``: it is taken for one as the last row and
    without any name.

    ``about`` are the districts (codes) that a refused row speaks of, by a name or a code that is
    near theirs or by standing below theirs; empty where it speaks of none of ours, None where it is
    known to be no district's of ours. ``names`` is what it calls a district, "" for nothing;
    ``elsewhere``: another province has a district of this very name. Of those that ``unplaced``
    has judged it is surely one of ``owners``, or may be of any in ``perhaps``."""

    index: int
    district: District | None
    refusal: Finding | None = None
    total: bool = False
    proved: bool = False
    unsaid: bool = False
    about: tuple[str, ...] | None = None
    names: str = ""
    elsewhere: bool = False
    owners: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()

    @property
    def whose(self) -> Whose:
        """Whose figures its are, as far as it tells itself."""
        return "ours" if self.district is not None else "others" if self.about is None else "nobodys"
