"""How the levels of a ladder fit each other: where each begins, and what is asked where two do not fit."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from pipeline.thai.criterion import Criterion, Edge, Figure
from pipeline.thai.digits import shortest
from pipeline.thai.phrases import PERCENT

_WHOLE = Decimal(100)
_FAR_APART = 8  # times the only other percentage: 6 beside 70 has lost a digit, 10 beside 50 may be meant
_FAR_OVER = 2 * _WHOLE  # a percentage that no result of the others' kind reaches


@dataclass(slots=True)
class Rung:
    """A level while its ladder is read.

    ``figure`` is what it is measured by, ``counts`` the other figures, ``items`` where in the words
    stands what is to be done beside it. ``start`` is the end of the figure at which the level begins, None where it
    is open; ``others`` are where it may begin as well; ``question`` is the first that was asked.
    """

    words: Criterion
    figure: Figure | None = None
    counts: tuple[Figure, ...] = ()
    items: list[tuple[int, int]] = field(default_factory=list)
    start: Edge | None = None
    others: list[Edge | None] = field(default_factory=list)
    question: str = ""

    def ask(self, question: str) -> None:
        """Asks, where nothing was asked before."""
        self.question = self.question or question


@dataclass(frozen=True, slots=True)
class _Step:
    """A measured level with its two ends; mirrored where less is better, so that all ladders rise."""

    place: int
    rung: Rung
    figure: Figure
    lower: Edge | None
    upper: Edge | None


def fit(rungs: list[Rung]) -> bool:
    """Finds where each level that has a figure begins, and asks where neighbours do not fit; True
    where less is better."""
    measured = [(at, rung, rung.figure) for at, rung in enumerate(rungs) if rung.figure]
    falls = _falls([figure for _, _, figure in measured])
    if falls is None:
        for _, rung, _ in measured:
            rung.ask("ตัวเลขน้อยลงเมื่อระดับสูงขึ้น ยิ่งน้อยยิ่งดีใช่หรือไม่")
        falls = True
    steps = [_Step(at, rung, figure, *_ends(figure, falls)) for at, rung, figure in measured]
    for step in steps:
        step.rung.start = step.lower
        if step.lower == Edge(Decimal(0), True) and not falls and not step.place:
            step.rung.others.append(None)  # 0 – 20: nothing is less
    _one_sided(steps)
    _rising(steps)
    _unlike(steps)
    for below, step in pairwise(steps):
        if below.place + 1 == step.place:
            _join(below, step)
    for at, step in enumerate(steps):
        if step.figure.both:
            _both(steps[at - 1] if at else None, step)
    if falls:
        _ask_if_rising(steps)
        for rung in rungs:
            rung.start = _mirrored(rung.start)
            rung.others = list(map(_mirrored, rung.others))
    return falls


def _kind(figure: Figure) -> str:
    if figure.bare:
        return "bare"
    return "both" if figure.lower and figure.upper else "low" if figure.lower else "high"


def _falls(figures: list[Figure]) -> bool | None:
    """Whether less is better; None where bare numbers, or but two ranges, fall and nothing says so."""
    kinds = [_kind(figure) for figure in figures]
    if set(kinds) == {"high"}:
        return True
    against = {False: kinds[1:].count("high"), True: kinds[1:].count("low")}
    if against[False] != against[True]:
        return against[True] < against[False]
    steps = [b.numbers[0] - a.numbers[0] for a, b in pairwise(figures)]
    down = sum(step < 0 for step in steps) > sum(step > 0 for step in steps)
    if down and ("high" not in kinds and (len(kinds) == 2 or "both" not in kinds)):
        return None
    return down


def _ends(figure: Figure, falls: bool) -> tuple[Edge | None, Edge | None]:
    lower, upper = (_mirrored(figure.upper), _mirrored(figure.lower)) if falls else (figure.lower, figure.upper)
    return lower, None if figure.bare else upper


def _mirrored(edge: Edge | None) -> Edge | None:
    return Edge(-edge.value, edge.included) if edge else None


def _printed(edge: Edge) -> str:
    return shortest(abs(edge.value))


def _one_sided(steps: list[_Step]) -> None:
    """Asks of a level that is open below and is not the lowest, and of the one before it if that
    begins where this ends."""
    for at, step in enumerate(steps):
        if step.lower is None and step.place:
            step.rung.ask("ถ้อยคำบอกเพียงด้านเดียว ซึ่งสวนทางกับระดับอื่น พิมพ์ถูกหรือไม่")
            before = steps[at - 1].lower if at else None
            if before and step.upper and before.value >= step.upper.value:
                steps[at - 1].rung.ask("ระดับนี้กับระดับถัดไปอาจสลับกัน พิมพ์ถูกหรือไม่")


def _rising(steps: list[_Step]) -> None:
    """Asks of the levels that must be left out for the others to rise, and of two where it may be
    either; the same figure may stand again with more to be done."""
    keyed = [(step, (step.lower.value, not step.lower.included, len(step.rung.items) + len(step.rung.counts)))
             for step in steps if step.lower]
    for below, step in pairwise(steps):
        if below.lower == step.lower and step.rung.question:
            below.rung.ask(f"ตัวเลข {_number(below)} เหมือนกับระดับถัดไป พิมพ์ถูกหรือไม่")
    for step in _out_of_order(keyed):
        step.rung.ask(f"ตัวเลข {_number(step)} ไม่เรียงลำดับกับระดับที่อยู่ติดกัน พิมพ์ถูกหรือไม่")


def _unlike(steps: list[_Step]) -> None:
    """Asks of a number that has lost or won a digit, of a lone มากกว่า among ตั้งแต่, and of a number
    alone before ranges."""
    rising = [(step, step.lower.value) for step in steps if step.lower]
    if len(rising) >= 3:
        _uneven(rising)
        if rising[-1][1] != _WHOLE:  # all of it, as the highest often asks
            _uneven([(step, -value) for step, value in reversed(rising)])
    elif len(rising) == 2 and rising[0][0].figure.unit == PERCENT and rising[1][1] >= _FAR_APART * rising[0][1] > 0:
        _ask_of_far(rising[0][0])
    _lone(steps)
    _odd_numbers(steps)
    if len(steps) > 1 and not steps[0].place and _kind(steps[1].figure) == "both":
        _before_ranges(steps[0], steps[1])


def _odd_numbers(steps: list[_Step]) -> None:
    """Asks of a percentage far over the whole where no other is, and of a number with more decimals than all
    others have."""
    for step in steps:
        others = [number for other in steps if other is not step for number in other.figure.numbers]
        mine = max(step.figure.numbers)
        if step.figure.unit == PERCENT and mine >= _FAR_OVER and others and max(others) <= _WHOLE:
            step.rung.ask(f"ร้อยละ {shortest(mine)} มากกว่าทั้งหมดมาก พิมพ์ถูกหรือไม่")
        places = {_places(number) for number in others}
        if len(others) > 1 and len(places) == 1 and 1 < places.pop() < max(map(_places, step.figure.numbers)):
            step.rung.ask(f"ตัวเลข {_number(step)} มีทศนิยมต่างจากระดับอื่น พิมพ์ถูกหรือไม่")


def _places(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


def _before_ranges(first: _Step, second: _Step) -> None:
    start, end = first.lower, second.lower
    close = start and end and end.value - start.value <= _last_place(start, end)
    if (first.figure.bare and first.figure.unit in ("", PERCENT)) or (close and not first.figure.bare and not first.upper):
        first.rung.others.append(None)
        first.rung.ask(f"ระดับอื่นเป็นช่วง ระดับนี้ตั้งแต่ {_number(first)} ขึ้นไปหรือลงมา")


def _lone(steps: list[_Step]) -> None:
    """Asks of the one level that begins over its number where all others hold theirs, and of the one
    that holds it where no other does; but the number of a neighbour may be meant so."""
    if len(steps) < 3 or any(step.upper for step in steps):
        return
    for at, step in enumerate(steps):
        others = [other for other in steps if other is not step]
        near = {other.figure.numbers for other in steps[max(at - 1, 0): at + 2] if other is not step}
        alike = {(other.lower.included, other.figure.bare) if other.lower else None for other in others}
        start = step.lower
        if start and step.figure.numbers not in near and alike == {(not start.included, False)}:
            step.rung.others.append(Edge(start.value, not start.included))
            step.rung.ask(f"ผลที่เท่ากับ {_number(step)} พอดีได้ระดับนี้หรือไม่ ถ้อยคำต่างจากระดับอื่น")


def _uneven(rising: list[tuple[_Step, Decimal]]) -> None:
    """Asks of the first number where it stands far apart from all others and has fewer digits than they, or more."""
    (first, start), *others = rising
    rises = {later - earlier for (_, earlier), (_, later) in pairwise(others)}
    digits = {value.adjusted() for _, value in others}
    most = max(rises)
    if most and others[0][1] - start > 3 * most and abs(start.adjusted() - others[0][1].adjusted()) and start.adjusted() not in digits:
        _ask_of_far(first)


def _ask_of_far(step: _Step) -> None:
    step.rung.ask(f"ตัวเลข {_number(step)} ห่างจากระดับอื่นมาก พิมพ์ถูกหรือไม่")


def _number(step: _Step) -> str:
    return shortest(step.figure.numbers[0])


def _join(below: _Step, step: _Step) -> None:
    """Holds the upper end of a level against where the next begins."""
    end, start = below.upper, step.lower
    if start is None or end is None or (start.value == end.value and start.included != end.included):
        return
    if start.value == end.value:
        why = "อยู่ได้ทั้งสองระดับ" if end.included else "ไม่อยู่ในระดับใด"
        question = f"ผลที่เท่ากับ {_printed(end)} พอดี {why} ให้อยู่ระดับใด"
        step.rung.others.append(Edge(start.value, not start.included))
    elif below.rung.question or (step.rung.question and below.lower):
        return
    elif start.included and end.included and start.value - end.value == _last_place(start, end):
        step.rung.others.append(Edge(end.value, False))
        return
    else:
        question = f"ระดับก่อนหน้าสิ้นสุดที่ {_printed(end)} แต่ระดับนี้เริ่มที่ {_printed(start)} ตัวเลขใดถูก"
    step.rung.ask(question)
    if below.lower is None:  # the only number of a level that is open below
        below.rung.ask(f"ระดับนี้สิ้นสุดที่ {_printed(end)} แต่ระดับถัดไปเริ่มที่ {_printed(start)} ตัวเลขใดถูก")


def _ask_if_rising(steps: list[_Step]) -> None:
    """Asks of all levels where words say that less is better, and numbers that more is."""
    means = [sum(step.figure.numbers, Decimal(0)) / len(step.figure.numbers) for step in steps]
    rises = [after - before for before, after in pairwise(means)]
    if rises and sum(rise < 0 for rise in rises) <= sum(rise > 0 for rise in rises):
        for step in steps:
            step.rung.ask("ตัวเลขมากขึ้นเมื่อระดับสูงขึ้น แต่ถ้อยคำบอกว่ายิ่งน้อยยิ่งดี พิมพ์ถูกหรือไม่")


def _both(below: _Step | None, step: _Step) -> None:
    """มากกว่า … ขึ้นไป is clear only where the level below holds the number itself."""
    start, end = step.lower, below.upper if below else None
    if start and not (end and end.value == start.value and end.included):
        step.rung.others.append(Edge(start.value, not start.included))
        step.rung.ask(f"ถ้อยคำว่ามากกว่าและขึ้นไปอยู่ด้วยกัน ผลที่เท่ากับ {_printed(start)} พอดีได้ระดับนี้หรือไม่")


def _last_place(*edges: Edge) -> Decimal:
    """One in the last place of the number that has most places: 1 of whole numbers, 0.01 of 99.60."""
    return Decimal(1).scaleb(min(0, *(int(edge.value.as_tuple().exponent) for edge in edges)))


def _out_of_order(keyed: list[tuple[_Step, tuple[Decimal, bool, int]]]) -> list[_Step]:
    """The steps that do not stand in every longest rising sequence of them."""
    keys = [key for _, key in keyed]
    ending, beginning = [1] * len(keys), [1] * len(keys)
    for at, key in enumerate(keys):
        ending[at] += max((ending[n] for n in range(at) if keys[n] < key), default=0)
    for at in reversed(range(len(keys))):
        beginning[at] += max((beginning[n] for n in range(at + 1, len(keys)) if keys[at] < keys[n]), default=0)
    longest = max(ending, default=0)
    ranks = [end if end + begin == longest + 1 else 0 for end, begin in zip(ending, beginning, strict=True)]
    return [step for (step, _), rank in zip(keyed, ranks, strict=True) if not rank or ranks.count(rank) > 1]
