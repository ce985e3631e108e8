"""Where each row, or column, of a template stands in the workbook made from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.forms.language.program import Path

Loops = tuple[str, ...]  # by their words
Turns = tuple[list[int], dict[Path, list[int]]]


@dataclass(slots=True)
class Axis:
    """The rows (or columns) of one sheet, from 1, and the places that each was put, all of them
    before anything is asked.

    ``stacks`` names the loops around each index of the template; ``last`` is its last index;
    what stands beyond it only moves; ``steering`` are those that never take a place. ``places``
    are those of each index by the turns that it took them in, which are never the same.
    """

    stacks: Mapping[int, tuple[int, ...]]
    last: int
    steering: frozenset[int] = frozenset()
    size: int = 0
    places: dict[int, dict[Path, int]] = field(default_factory=dict)
    paths: list[Path] = field(default_factory=list)
    _known: dict[tuple[int, int, Path], list[tuple[int, int]]] = field(default_factory=dict)
    _turns: dict[tuple[int, Loops], Turns] = field(default_factory=dict)

    def put(self, index: int, path: Path) -> int:
        """The next free place, now taken by ``index`` of the template."""
        self.size += 1
        self.paths.append(path)
        self.places.setdefault(index, {})[path] = self.size
        return self.size

    def occupied(self) -> list[tuple[int, int, Path]]:
        """Every place, in order: itself, the index of the template there, the turns."""
        found = [(out, i, path) for i, places in self.places.items() for path, out in places.items()]
        return sorted(found)

    def _same_turn(self, index: int, path: Path) -> int | None:
        """The place of ``index`` in the turn that ``path`` begins with, if all loops around it do."""
        places = self.places.get(index)
        return places.get(path[: len(self.stacks.get(index, ()))]) if places else None

    def _taken(self, index: int, path: Path) -> Iterable[int]:
        """The places of ``index`` in the turns that ``path`` shares with it."""
        if (place := self._same_turn(index, path)) is not None:
            return (place,)
        places = self.places.get(index)
        if not places or not path:
            return places.values() if places else ()
        loops = tuple([loop for loop, _ in path])
        if (turns := self._turns.get((index, loops))) is None:
            turns = self._turns[index, loops] = _by_turns(places, loops)
        shared, found = turns
        return found.get(tuple([path[n] for n in shared]), ())

    def runs(self, first: int, last: int, path: Path = ()) -> list[tuple[int, int]]:
        """Where ``first`` to ``last`` of the template stand, as ranges without a gap.

        ``path`` is where the question comes from: of the loops that both sides share, only the
        same turn is meant. Nothing comes back for rows that were left out.
        """
        if self.size and not self.stacks:  # nothing repeats
            return [(first, last)]
        if first == last and (place := self._same_turn(first, path)) is not None:
            return [(place, place)]
        key = (first, last, path)
        if key not in self._known:
            self._known[key] = self._runs(first, last, path)
        return self._known[key]

    def _runs(self, first: int, last: int, path: Path) -> list[tuple[int, int]]:
        indexes = range(first, min(last, self.last) + 1)
        found = sorted([out for index in indexes for out in self._taken(index, path)])
        if last <= self.last:
            return _joined(found)
        start, end = (max(i, self.last + 1) - self.last + self.size for i in (first, last))
        *before, (top, _) = _joined([*found, start])  # the tail is one range, however long
        return [*before, (top, end)]

    def path_of(self, place: int) -> Path:
        """The turns of the loops in which ``place`` was taken."""
        return self.paths[place - 1] if place <= self.size else ()

    def blocks(self, first: int, last: int) -> list[tuple[int, int]]:
        """One range per turn of the loops that hold both ``first`` and ``last``."""
        if self.size and not self.stacks:  # nothing repeats
            return [(first, last)]
        if first == last <= self.last:
            return [(out, out) for out in self.places.get(first, {}).values()]
        depth = 0
        for a, b in zip(self.stacks.get(first, ()), self.stacks.get(last, ()), strict=False):
            if a != b:
                break
            depth += 1
        groups: dict[Path, list[int]] = {}
        for index in range(first, min(last, self.last) + 1):
            for path, out in self.places.get(index, {}).items():
                groups.setdefault(path[:depth], []).append(out)
        for index in (first, last):
            if index > self.last:
                groups.setdefault((), []).append(index - self.last + self.size)
        return [(min(group), max(group)) for group in groups.values()]

    def left_out(self, index: int) -> bool:
        """Whether ``index`` of the template could stand in the workbook and does not."""
        return index <= self.last and index not in self.steering and not self.places.get(index)

    def taken(self, index: int) -> dict[Path, int]:
        """Every place that ``index`` of the template took, by the turns that it took it in."""
        return {(): self.after(index)} if index > self.last else self.places.get(index, {})

    def shift(self, index: int) -> int:
        """How far ``index`` of the template moved: to its first place, or to where it would be."""
        return next(iter(self.taken(index).values()), self.after(index - 1) + 1) - index

    def after(self, index: int) -> int:
        """How many places the first ``index`` of the template take."""
        if index > self.last:
            return index - self.last + self.size
        taken = (self.places.get(i, {}).values() for i in range(1, index + 1))
        return max((max(places) for places in taken if places), default=0)


def _by_turns(places: Mapping[Path, int], loops: Loops) -> Turns:
    """Which of ``loops`` are around the ``places`` of an index, and these by the turns of those."""
    around, found = dict(next(iter(places))), dict[Path, list[int]]()
    shared = [n for n, loop in enumerate(loops) if loop in around]
    for path, out in places.items():
        turns = dict(path)
        found.setdefault(tuple([(loops[n], turns[loops[n]]) for n in shared]), []).append(out)
    return shared, found


def fixed(last: int) -> Axis:
    """An axis on which nothing repeats."""
    axis = Axis({}, last)
    for index in range(1, last + 1):
        axis.put(index, ())
    return axis


def _joined(places: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
