"""What may be chosen in a form: what a KPI is computed from, in words, and the columns of reports."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter

from pipeline.model.agreement import Formula, Measure
from pipeline.model.observation import source_of
from pipeline.model.offer import Offer, of_targets
from pipeline.model.source import Column, Role, SourceDefinition
from pipeline.rounds.form.book import FormBook
from pipeline.thai.text import clean, squeeze
from pipeline.units import DATE

Keys = Mapping[str, str]  # of a formula: its measure, columns, and what an offer sets
_NAMED = ("numerator", "denominator", "element")  # the keys that a way names by their columns
_SET = ("direction", "span", "combine")


def lists(book: FormBook, sources: Iterable[SourceDefinition], measures: Mapping[str, Measure]) -> dict[str, Sequence[str]]:
    """What may be chosen in the columns of a form, by their ``list_of``."""
    sources = tuple(sources)
    own = [row.text("unit") for table in ("kpis", "items") for row in book.rows(table)]
    counted = [column.unit for source in sources for column in source.with_role("figure")]
    units = (*(unit for measure in measures.values() for unit in measure.units), DATE, *counted, *own)
    return {
        "sections": tuple(filter(None, (row.text("name") for row in book.rows("sections")))),
        "ways": tuple(ways(sources, measures)),
        "units": tuple(filter(None, dict.fromkeys(units))),
        "figures": tuple(elements(sources, "figure")),
        "answers": tuple(elements(sources, "answer")),
    }


# --- columns -------------------------------------------------------------------------------------


def elements(sources: Iterable[SourceDefinition], role: Role) -> dict[str, str]:
    """The columns of a role as a form has them (``รายงาน: ช่อง``), with their elements."""
    return {_column_text(s, c): f"{s.id}.{c.id}" for s in sources for c in s.with_role(role)}


def element_text(element: str, sources: Iterable[SourceDefinition]) -> str:
    """An element as a form has it; the element itself where no source has it."""
    return next((_column_text(s, c) for s in sources for c in s.columns if f"{s.id}.{c.id}" == element), element)


def _column_text(source: SourceDefinition, column: Column) -> str:
    called = column.headings[0] if column.called == source.title else column.called
    return f"{clean(source.title)}: {clean(called)}"


def read_element(text: str, sources: Iterable[SourceDefinition], role: Role) -> str | None:
    """The element that ``รายงาน: ช่อง`` names, whatever its spaces; None if it names none of this role."""
    return _columns(tuple(sources), role).get(_plain(text))


# --- ways ----------------------------------------------------------------------------------------


def ways(sources: Iterable[SourceDefinition], measures: Mapping[str, Measure]) -> dict[str, Keys]:
    """The ways to choose from, each with the keys of its formula: of each report the shares that its own
    percentages are, other shares, sums and so on; then what no report of figures gives."""
    sources = tuple(sources)
    found: dict[str, Keys] = {}
    for source in sorted(sources, key=lambda one: one.kind.by_kpi):
        for measure in measures.values():
            for offer in measure.offers:
                if offer.of is not None and offer.of(source):
                    for named in _choices(offer, measure, source, sources):
                        found.setdefault(_text(offer, named, source, sources), _keys(offer, measure, named))
    for measure in measures.values():
        for offer in measure.offers:
            if offer.of is None:
                found.setdefault(offer.words, _keys(offer, measure, {}))
    return found


def way_of(formula: Formula, sources: Iterable[SourceDefinition]) -> str:
    """A formula as a form has it; "" where nobody offers it."""
    sources = tuple(sources)
    named = {key: element for key in _NAMED if (element := getattr(formula, key))}
    own = source_of(named.get("numerator") or named.get("element", ""))
    source = next((one for one in sources if one.id == own), None)
    for offer in formula.measure.offers:
        usual = Formula(formula.measure)
        if _asked(offer, formula.measure) == set(named) and all(
            getattr(formula, key) == offer.sets.get(key, getattr(usual, key)) for key in _SET
        ):
            return _text(offer, named, source, sources)
    return ""


def read_way(text: str, sources: Iterable[SourceDefinition], measures: Mapping[str, Measure]) -> Keys | None:
    """The keys of the formula that a way's words say, those of two reports too (``รายงาน: ช่อง ÷ รายงาน: ช่อง``),
    whatever their spaces; None if they say none."""
    sources = tuple(sources)
    for source, words in _begun(_plain(text), sources):
        for measure in measures.values():
            for offer in measure.offers:
                named = _named(offer, measure, source, words, sources)
                if named is not None:
                    return _keys(offer, measure, named)
    return None


def _keys(offer: Offer, measure: Measure, named: Keys) -> Keys:
    return {"measure": measure.name, **{key: named[key] for key in _NAMED if key in named}, **offer.sets}


def _asked(offer: Offer, measure: Measure) -> set[str]:
    """The keys of a formula that name its columns where this is offered."""
    return {*_in_words(offer), *(key for key in measure.needs if key in _NAMED)}


def _in_words(offer: Offer) -> list[str]:
    return [key for _, key, _, _ in Formatter().parse(offer.words) if key]


def _choices(
    offer: Offer, measure: Measure, source: SourceDefinition, sources: Sequence[SourceDefinition]
) -> Iterator[Keys]:
    """The columns that an offer may be of, the likely ones first."""
    columns = source.with_role(measure.figure)
    if _asked(offer, measure) == {"element"}:
        yield from ({"element": f"{source.id}.{column.id}"} for column in columns)
    else:
        pairs = _pairs(source, columns, compares=offer.compares)
        yield from ({"numerator": f"{source.id}.{one}", "denominator": f"{source.id}.{other}"} for one, other in pairs)
        if not offer.compares and not measure.either:  # which looks at rows of one report
            goals = [f"{s.id}.{c.id}" for s in sources if of_targets(s) for c in s.with_role("figure") if not c.whole]
            yield from (
                {"numerator": f"{source.id}.{column.id}", "denominator": goal} for column in columns for goal in goals)


def _pairs(source: SourceDefinition, columns: Sequence[Column], *, compares: bool) -> list[tuple[str, str]]:
    """Two columns of one unit, that of which the report has a percentage first, and not the other way round."""
    told = [(column.of[0], column.of[1]) for column in source.columns if len(column.of) == 2]
    known = {frozenset(pair) for pair in told}
    others = [
        (one.id, other.id) for one in columns for other in columns
        if one is not other and one.unit == other.unit and frozenset((one.id, other.id)) not in known
    ]
    return others if compares else [*told, *others]


def _text(offer: Offer, named: Keys, source: SourceDefinition | None, sources: Sequence[SourceDefinition]) -> str:
    words = offer.words.format_map({key: _called(named[key], source, sources) for key in named})
    return f"{clean(source.title)}: {words}" if source else words


def _called(element: str, source: SourceDefinition | None, sources: Sequence[SourceDefinition]) -> str:
    """A column within a way of a report: of its own by its name, of targets by their title, of another report by both."""
    owner = next((one for one in sources if one.id == source_of(element)), None)
    if owner is None:
        return element
    if owner is not source and of_targets(owner):
        return clean(owner.title)
    text = element_text(element, sources)
    return text.removeprefix(f"{clean(owner.title)}: ") if owner is source else text


# --- reading -------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """The form in which what is typed is compared."""
    return squeeze(text).replace("/", "÷")


def _begun(text: str, sources: Sequence[SourceDefinition]) -> Iterator[tuple[SourceDefinition | None, str]]:
    """The sources whose title a text begins with, and the rest of it; last none, and the whole."""
    for source in sorted(sources, key=lambda one: len(one.title), reverse=True):
        title = f"{_plain(source.title)}:"
        if text.startswith(title):
            yield source, text.removeprefix(title)
    yield None, text


def _columns(sources: Sequence[SourceDefinition], role: Role) -> dict[str, str]:
    """The elements of a role by what they may be called, report and column."""
    return {
        f"{_plain(source.title)}:{_plain(heading)}": f"{source.id}.{column.id}"
        for source in sources for column in source.with_role(role)
        for heading in (*reversed(column.headings), column.called)
    }


def _named(
    offer: Offer, measure: Measure, source: SourceDefinition | None, words: str, sources: Sequence[SourceDefinition]
) -> Keys | None:
    """The columns that words name where they are those of an offer of a source; None if they are not."""
    if (offer.of is None) != (source is None) or (source is not None and offer.of is not None and not offer.of(source)):
        return None
    parts = Formatter().parse(offer.words)
    pattern = "".join(re.escape(_plain(said)) + (f"(?P<{key}>.+)" if key else "") for said, key, _, _ in parts)
    found = re.fullmatch(pattern, words)
    if found is None or source is None:
        return None if found is None else {}
    every = _columns(sources, measure.figure)
    goals = {_plain(s.title): f"{s.id}.{c.id}" for s in sources if of_targets(s) for c in s.with_role("figure") if not c.whole}
    named = {
        key: every.get(f"{_plain(source.title)}:{said}") or every.get(said) or goals.get(said, "")
        for key, said in found.groupdict().items()
    }
    for key in _asked(offer, measure) - set(named):
        named[key] = next((f"{source.id}.{column.id}" for column in source.with_role(measure.figure)), "")
    return named if all(named.values()) else None
