"""Holds the parts and deductions of a KPI against its passage of the signed text.

What of them the passage has is claimed there, each part's words behind its name; what it does not have is
listed, for a person to tick. What their words say is asked in :mod:`pipeline.definitions.bounds`.
"""

import re
from decimal import Decimal

from pipeline.definitions.held import Held, Paper, ask_numbers, ladders, numbered, stepped
from pipeline.definitions.signed import Passage, SignedText, Span, same_words
from pipeline.model.agreement import Kpi
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import shortest
from pipeline.thai.text import clean

_WEIGHT = re.compile(r"น้ำหนัก[^\d\n]{0,12}(\d+(?:\.\d+)?)")
_FULL = re.compile(r"เต็ม[^\d\n]{0,12}(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?) ?คะแนน")


def check_parts(paper: Paper, kpi: Kpi, passage: Passage) -> None:
    """Claims the words of the parts and deductions of a KPI, and lists those that stand nowhere."""
    _, *parts = ladders(paper, kpi)
    names = [_name(paper.signed, held.kpi, passage) for held in parts]
    starts = sorted(span[0] for span in names if span)
    for held, span in zip(parts, names, strict=True):
        start = passage.name_end if span is None else span[1]
        end = next((at for at in starts if at >= start), passage.end)
        if span is None:
            held.ask("name", f"ข้อตกลงไม่มีชื่อ “{clean(held.kpi.name)[:60]}”")
        else:
            _check_stated(held, paper.signed.text[slice(*span)])
        _check_quotes(held, passage, start, end)
        _check_own(held, kpi)


def _name(signed: SignedText, part: Kpi, passage: Passage) -> Span | None:
    """The line of the passage that has a part's name, claimed."""
    at = passage.name_end
    for line in signed.text[passage.name_end : passage.end].split("\n"):
        if same_words(part.name) in line and signed.free(at, at + len(line)):
            signed.take(at, at + len(line))
            return at, at + len(line)
        at += len(line) + 1
    return None


def _check_stated(held: Held, line: str) -> None:
    """A weight or a top that the line of a part's name gives is its own."""
    part = held.kpi
    behind = line.partition(same_words(part.name))[2]
    weight = _WEIGHT.search(behind)
    if weight and Decimal(weight[1]) not in (part.weight, part.weight / 100):
        held.wrong("weight", f"เป็น {shortest(part.weight)} แต่ข้อตกลงบอก {weight[1]} “{line[:60]}”")
    full = _FULL.search(_WEIGHT.sub("", behind))
    if full and Decimal(full[1] or full[2]) not in (part.full, part.full * part.weight):
        held.wrong("top", f"คะแนนเต็ม {shortest(part.full)} แต่ข้อตกลงบอก {full[1] or full[2]} “{line[:60]}”")


def _check_quotes(held: Held, passage: Passage, start: int, end: int) -> None:
    """Claims the quotes of a part's levels behind its name, and lists those that are not there."""
    signed, at = held.paper.signed, start
    quotes = [(held.kpi.levels[0].level, held.kpi.levels[0].quote)] if stepped(held.kpi) else [
        (level.level, level.quote) for level in held.kpi.levels]
    numbers = [number for number, _ in quotes]
    marked = [(n, first, last) for n, first, last in passage.levels if at <= first < end]
    if numbers != list(range(1, len(numbers) + 1)) and not set(numbers) <= {n for n, _, _ in marked}:
        ask_numbers(held)
    for number, quote in quotes:
        spans = [(first, min(last, end)) for n, first, last in marked if n == number]
        if not quote or any(signed.behind(quote, *span) for span in spans):
            continue
        claims = (signed.claim(before + quote, at, end) for before in numbered(number))
        span = next(filter(None, claims), None)
        if span is None:
            held.ask(f"levels[{number}].quote", f"ระดับที่ {number}: ข้อตกลงไม่มีถ้อยคำ “{clean(quote)[:60]}” ใต้ชื่อของส่วนนี้")
        at = at if span is None else span[1]


def _check_own(held: Held, kpi: Kpi) -> None:
    """Lists what a part has that its KPI has not."""
    part = held.kpi
    if part.absent_to:
        held.ask("absent_to", f"อำเภอที่ยกเว้นส่วนนี้ คะแนนของส่วนนี้ไปอยู่ที่ส่วน {part.absent_to}")
    if part.cutoff != kpi.cutoff:
        held.ask("cutoff", f"ตัดยอดวันที่ {thai_date(part.cutoff)}")
