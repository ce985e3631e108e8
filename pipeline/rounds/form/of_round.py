"""A round as a filled form."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.frame import Signer
from pipeline.model.item import CARRIED, Item
from pipeline.model.level import Level
from pipeline.model.offer import of_items
from pipeline.model.source import SourceDefinition
from pipeline.rounds.form.book import FormBook, FormRow, FormValue
from pipeline.rounds.form.changes import BOUND_NAMES, change_lines, changes_of
from pipeline.rounds.form.rows import form_row, frame_rows, word
from pipeline.rounds.form.tables import (
    BETWEEN_WORDS,
    BOUND_WORDS,
    DEDUCTION,
    ITEM_WORDS,
    NO,
    OWN_TARGET,
    PAPER_WORDS,
    PARTY_WORDS,
    UNANSWERED_WORDS,
    USE_WORDS,
    YES,
)
from pipeline.rounds.form.ways import element_text, way_of
from pipeline.thai.calendar import from_serial
from pipeline.thai.digits import shortest
from pipeline.units import DATE, usual_places

_OPEN = next(words for words, kind in BOUND_WORDS.items() if not kind)


def of_round(agreement: Agreement, sources: Sequence[SourceDefinition], text: str) -> FormBook:
    """A round, as it is written and before readings, with its signed ``text``, as a form; its levels are all
    confirmed."""
    written = agreement.written or agreement
    return FormBook({
        "frame": frame_rows({
            "round": written.round_id, "title": "\n".join(written.title), "start": written.start, "end": written.end,
            "thai_digits": YES if written.thai_digits else NO, "top": _number(written.out_of or None),
            "bands_note": written.bands_note}),
        "sections": [form_row(id=s.id, name=s.name, share=s.share, label=s.label, total_label=s.total_label) for s in written.sections],
        "bands": [form_row(name=band.name, at_least=band.at_least) for band in written.bands],
        "signers": [_signer(signer) for signer in written.signers],
        "kpis": [row for kpi in written.kpis for row in _kpis(kpi, written, sources)],
        "levels": [_level(leaf, part, level) for kpi in written.kpis for part, leaf in form_parts(kpi) for level in leaf.levels],
        "items": [_item(leaf, part, item, sources) for kpi in written.kpis for part, leaf in form_parts(kpi) for item in leaf.items],
        "readings": [
            form_row(
                id=reading.id, kpis=", ".join(map(str, reading.kpis)), question=reading.question, chosen=reading.chosen,
                reason=reading.reason, other=reading.other, changes="\n".join(change_lines(changes_of(reading, written))),
                use=word(USE_WORDS, reading.use))
            for reading in written.readings],
        "paper": [form_row(text=line) for line in text.removeprefix("\ufeff").rstrip().splitlines()],
    })


def form_parts(kpi: Kpi) -> Iterator[tuple[str, Kpi]]:
    """A KPI, its parts and its deductions, each by what the column of parts says of it."""
    yield "", kpi
    yield from ((part.part, part) for part in kpi.parts)
    yield from ((f"{DEDUCTION}{part.part}", part) for part in kpi.deductions)


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _signer(signer: Signer) -> FormRow:
    return form_row(
        role=signer.role, party=word(PARTY_WORDS, signer.party), papers=word(PAPER_WORDS, signer.papers), statement=signer.statement)


def _kpis(kpi: Kpi, agreement: Agreement, sources: Sequence[SourceDefinition]) -> Iterator[FormRow]:
    """The row of a KPI, and those of its parts and deductions."""
    for part, leaf in form_parts(kpi):
        own = _of_kpi(leaf, agreement) if not part else _of_part(leaf, kpi)
        formula = leaf.formula
        yield form_row(
            number=Decimal(kpi.number), part=part, name=leaf.name, way=way_of(formula, sources), unit=leaf.unit, more=formula.more,
            base_years=", ".join(map(str, formula.base_years)), unit_levels="\n".join(map(unit_level_line, formula.unit_levels)),
            between=word(BETWEEN_WORDS, True) if leaf.interpolated else None, top=leaf.top,
            places=None if leaf.places == usual_places(leaf.unit) else Decimal(leaf.places),
            **{key: element_text(element, sources) for key, element in (
                ("numerator_else", formula.numerator_else), ("row_weight", formula.weight),
                ("target_source", leaf.target_source), ("weight_source", leaf.weight_source)) if element},
            **own)


def _of_kpi(kpi: Kpi, agreement: Agreement) -> Mapping[str, FormValue | None]:
    """What a KPI has and a part has not."""
    return {
        "section": agreement.section_names[kpi.section], "weight": kpi.weight, "cutoff": None if kpi.cutoff == agreement.end else kpi.cutoff,
        "short_name": kpi.short_name, "goal": kpi.goal, "data_source": kpi.data_source, "notes": "\n".join(kpi.criteria_notes)}


def _of_part(part: Kpi, kpi: Kpi) -> Mapping[str, FormValue | None]:
    return {
        "weight": None if part.weight == 1 else part.weight, "cutoff": None if part.cutoff == kpi.cutoff else part.cutoff,
        "absent_to": part.absent_to}


def unit_level_line(level: Level) -> str:
    """A step of the ladder by which a row has points: ``1: ไม่น้อยกว่า 60``."""
    bound = "" if level.bound is None else f"{BOUND_NAMES[level.bound.kind]} {shortest(level.bound.value)}"
    return f"{level.level}: {bound}"


def _level(kpi: Kpi, part: str, level: Level) -> FormRow:
    bound, value = _bound(kpi, level)
    return form_row(
        number=Decimal(kpi.number), part=part, level=Decimal(level.level), quote=level.quote, bound=bound, value=value,
        confirmed=YES, points=level.points, short=level.short)


def _bound(kpi: Kpi, level: Level) -> tuple[str, FormValue | None]:
    """What a level is bounded by, as the form says it."""
    if level.target is not None:
        return BOUND_NAMES[level.target.kind], OWN_TARGET
    if level.bound is None:
        return _OPEN, None
    value: dt.date | Decimal = from_serial(level.bound.value) if kpi.unit == DATE else level.bound.value
    return BOUND_NAMES[level.bound.kind], value


def _item(kpi: Kpi, part: str, item: Item, sources: Sequence[SourceDefinition]) -> FormRow:
    levels = [str(level.level) for level in kpi.levels if item.id in level.needs]
    usual = [f"{s.id}.{c.id}" for s in sources if of_items(s) for c in s.with_role("answer")]
    counted = item.kind not in ("yes/no", *CARRIED)
    return form_row(
        id=item.id, number=Decimal(kpi.number), part=part, levels=", ".join(levels), text=item.name, spellings="\n".join(item.texts[1:]),
        kind=word(ITEM_WORDS, item.kind), at_least=item.at_least if counted else None, unit=item.unit if counted else "",
        element=None if item.element in usual[:1] else element_text(item.element, sources),
        unanswered=word(UNANSWERED_WORDS, True) if item.unanswered_is_no else None)
