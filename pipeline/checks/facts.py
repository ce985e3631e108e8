"""The figures that count, as checks look at them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.check import FactRow
from pipeline.model.observation import District, Numbered, Observation, source_of
from pipeline.model.source import SourceDefinition

FACTORS = tuple(map(Decimal, (1000, 1_000_000, 100)))  # พันบาท and ล้านบาท for บาท; 100 for typing without a point
TENS = tuple(map(Decimal, (10, 100, 1000)))  # one to three digits too many or too few; of four nobody knows what was meant
LIKE = (Decimal("0.5"), Decimal(2))  # of the usual: a good year doubles what is sold; five is half way to a digit more
MOST = Decimal("0.6")  # six of nine are off together (a few typed right); of five and four neither is the rule
ALMOST = Decimal("0.8")  # eight of nine, one slip among them; where two of nine differ it is another thing
SMALL = 4  # districts of which most are a hundred times off: three of a small province may have hardly begun
FEW = 5  # districts that are all alike by no chance; four of a small province may be, six would pass over it
ROUND = 100  # baht: 12,300 is typed often and equal by chance, 12,350 hardly so
ROUNDEST = 1000  # baht: a share paid to each district and sales that are guessed come in thousands, not in hundreds
BESIDE = ("remaining", "held", "again", "elsewhere")  # what rows say besides the figures that count


class Counted:
    """The observations that a KPI counts (``Facts``), without those whose rows are set aside (by
    table and row) or came after the cut-off. All is put in order once, by source and element."""

    def __init__(
        self, observations: Sequence[Observation], aside: Mapping[tuple[str, int], str],
        agreement: Agreement, districts: Sequence[District],
        sources: Mapping[str, SourceDefinition], numbered: Sequence[Numbered] = (),
    ) -> None:
        self.agreement = agreement
        self._numbered = numbered
        self._sources = sources
        self._names = {district.code: district.name for district in districts}
        self._given: dict[str, list[Observation]] = {}
        self._rows: dict[str, list[FactRow]] = {}
        cutoffs = {element: kpi.cutoff for kpi in agreement.kpis for element in kpi.elements()}
        for element in list(cutoffs):
            for name in BESIDE:
                cutoffs.setdefault(f"{source_of(element)}.{name}", cutoffs[element])
        for o in observations:
            cutoff = cutoffs.get(o.element)
            if o.state != "given" or cutoff is None or o.district not in self._names:
                continue
            if o.dated and o.when is not None and o.when > cutoff:
                continue
            if not aside or (o.table, o.row) not in aside:
                self._given.setdefault(o.element, []).append(o)

    def given(self, element: str) -> Sequence[Observation]:
        """The figures of an element, in the order of the files."""
        return self._given.get(element, ())

    def rows(self, source: str) -> Sequence[FactRow]:
        """The rows of a source that state a figure, in the order of the files."""
        if source not in self._rows:
            cells: dict[tuple[str, int, str], dict[str, Observation]] = {}
            for element, seen in self._given.items():
                if source_of(element) == source:
                    for o in seen:
                        cells.setdefault((o.table, o.row, o.district), {})[element] = o
            self._rows[source] = [
                FactRow(district, table, mine) for (table, _, district), mine in cells.items()]
        return self._rows[source]

    def numbered(self, source: str) -> Sequence[Numbered]:
        """The tables of a source whose running numbers lack a few."""
        return [one for one in self._numbered if one.source == source]

    def heading(self, element: str) -> str:
        """What the column of an element is called."""
        source, _, column = element.partition(".")
        return self._sources[source].column(column).headings[0]

    def unit(self, element: str) -> str:
        """What a figure of an element counts."""
        source, _, column = element.partition(".")
        return self._sources[source].column(column).unit

    def feeds(self, kpi: Kpi, seen: Observation) -> bool:
        """Whether a figure is a KPI's, of a source that may serve several."""
        return kpi.serves(self._sources[seen.source].kind, seen.key)

    def named(self, district: str) -> str:
        """``อำเภอ`` and the name of a district (code)."""
        return f"อำเภอ{self._names[district]}"


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle of some figures, of an even number the lower one."""
    return sorted(values)[(len(values) - 1) // 2]


def by_district(seen: Sequence[Observation]) -> dict[str, list[Observation]]:
    """Figures by their district (code)."""
    found: dict[str, list[Observation]] = {}
    for o in seen:
        found.setdefault(o.district, []).append(o)
    return found


def total(seen: Sequence[Observation]) -> Decimal:
    """The sum of some figures."""
    return sum((o.value or Decimal(0) for o in seen), Decimal(0))
