"""Where each row, or column, of a template stands in the workbook made from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.forms.language.program import Path


@dataclass(slots=True)
class Axis:
    """The rows (or columns) of one sheet, from 1, and the places that each was put.

    ``stacks`` names the loops around each index of the template; ``last`` is its last index;
    what stands beyond it only moves; ``steering`` are those that never take a place. ``places``
    fills up while the sheet is written.
    """

    stacks: Mapping[int, tuple[int, ...]]
    last: int
    steering: frozenset[int] = frozenset()
    size: int = 0
    places: dict[int, list[tuple[int, Path]]] = field(default_factory=dict)
    paths: list[Path] = field(default_factory=list)
    _known: dict[tuple[int, int, Path], list[tuple[int, int]]] = field(default_factory=dict)
    _turns: dict[tuple[int, tuple[str, ...]], dict[Path, list[int]]] = field(default_factory=dict)

    def put(self, index: int, path: Path) -> int:
        """The next free place, now taken by ``index`` of the template."""
        if self._known:
            self._known.clear()
            self._turns.clear()
        self.size += 1
        self.paths.append(path)
        self.places.setdefault(index, []).append((self.size, path))
        return self.size

    def placed(self) -> list[tuple[int, int, Path]]:
        """Every place, in order: itself, the index of the template there, the turns."""
        found = [(out, i, path) for i, places in self.places.items() for out, path in places]
        return sorted(found)

    def _taken(self, index: int, path: Path) -> list[int]:
        """The places of ``index`` in the turns that ``path`` shares with it."""
        places = self.places[index]
        around = [loop for loop, _ in places[0][1]] if path else ()
        wanted = tuple([step for step in path if step[0] in around])
        loops = tuple([loop for loop, _ in wanted])
        turns = self._turns.get((index, loops))
        if turns is None:
            turns = self._turns[index, loops] = {}
            for out, where in places:
                shared = dict(where)
                turns.setdefault(tuple([(loop, shared[loop]) for loop in loops]), []).append(out)
        return turns.get(wanted, [])

    def _found(self, first: int, last: int, path: Path) -> list[int]:
        found = [
            out
            for index in range(first, min(last, self.last) + 1)
            if index in self.places
            for out in self._taken(index, path)
        ]
        beyond = range(max(first, self.last + 1), last + 1)
        return sorted(found) + [
            index - self.last + self.size for index in (*beyond[:1], *beyond[-1:])
        ]

    def runs(self, first: int, last: int, path: Path = ()) -> list[tuple[int, int]]:
        """Where ``first`` to ``last`` of the template stand, as ranges without a gap.

        ``path`` is where the question comes from: of the loops that both sides share, only the
        same turn is meant. Nothing comes back for rows that were left out.
        """
        if first == last and (places := self.places.get(first)):
            out, around = places[0]
            if not around:  # it stands in no loop, and so once
                return [(out, out)]
        key = (first, last, path)
        if key not in self._known:
            self._known[key] = self._runs(first, last, path)
        return self._known[key]

    def _runs(self, first: int, last: int, path: Path) -> list[tuple[int, int]]:
        if first == last <= self.last:
            return _joined(self._taken(first, path) if first in self.places else ())
        found = self._found(first, last, path)
        if last > self.last and len(found) > 1:  # the tail is one range, however long
            tail = found.pop()
            return [*_joined(found)[:-1], (_joined(found)[-1][0], tail)]
        return _joined(found)

    def path_of(self, place: int) -> Path:
        """The turns of the loops in which ``place`` was taken."""
        return self.paths[place - 1] if place <= self.size else ()

    def blocks(self, first: int, last: int) -> list[tuple[int, int]]:
        """One range per turn of the loops that hold both ``first`` and ``last``."""
        if first == last <= self.last:
            return [(out, out) for out, _ in self.places.get(first, ())]
        depth = 0
        for a, b in zip(self.stacks.get(first, ()), self.stacks.get(last, ()), strict=False):
            if a != b:
                break
            depth += 1
        groups: dict[Path, list[int]] = {}
        for index in range(first, min(last, self.last) + 1):
            for out, where in self.places.get(index, ()):
                groups.setdefault(where[:depth], []).append(out)
        for index in (first, last):
            if index > self.last:
                groups.setdefault((), []).append(index - self.last + self.size)
        return [(min(group), max(group)) for group in groups.values()]

    def left_out(self, index: int) -> bool:
        """Whether ``index`` of the template could stand in the workbook and does not."""
        return index <= self.last and index not in self.steering and not self.places.get(index)

    def taken(self, index: int) -> list[tuple[int, Path]]:
        """Every place that ``index`` of the template took, with the turns that it took it in."""
        return [(self.after(index), ())] if index > self.last else self.places.get(index, [])

    def shift(self, index: int) -> int:
        """How far ``index`` of the template moved: to its first place, or to where it would be."""
        places = self.places.get(index)
        return (places[0][0] if places else self.after(index - 1) + 1) - index

    def after(self, index: int) -> int:
        """How many places the first ``index`` of the template take."""
        if index > self.last:
            return index - self.last + self.size
        taken = (self.places.get(i) for i in range(1, index + 1))
        return max((places[-1][0] for places in taken if places), default=0)


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
