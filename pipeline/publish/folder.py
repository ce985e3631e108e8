"""A set of files put into a folder together, the last of which says that all of them stand."""

import errno
import operator
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.publish import system, words
from pipeline.publish.lock import TURNS, locked
from pipeline.publish.record import RECORD, Record
from pipeline.publish.state import state
from pipeline.publish.whole import leftovers, stage

PRIVATE = ".pipeline"  # in the folder: the lock, the record of hashes, the results before
LASTING = "former.json"  # in PRIVATE: the last finished results that differ from those that stand
_TAKEN = "standing.json"  # in PRIVATE: what said that all stood, while it is not so
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}

Files = Iterable[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Last:
    """The file that is put last; where it stands, the whole set does. ``same`` tells whether two
    contents of it differ in nothing that is to be compared with."""

    name: str
    data: bytes
    same: Callable[[bytes, bytes], bool] = operator.eq


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a set of files: names that were put and that already held their bytes,
    where what gave way was moved to, and Thai lines: what to know, and what could not be done.

    ``finished`` tells whether every file stands as it should. ``state`` is how the folder stands,
    where the same files published again would change nothing and be told in the same words; ""
    where that is not so. ``begun`` is False where nothing was replaced: the former set stands.
    """

    folder: Path
    put: tuple[str, ...]
    untouched: tuple[str, ...]
    displaced: tuple[Path, ...]
    notes: tuple[str, ...]
    faults: tuple[str, ...]
    finished: bool
    state: str = ""
    begun: bool = True

    @property
    def exit_code(self) -> int:
        """0 done, 1 something could not be written or moved."""
        return int(bool(self.faults))


def publish(
    folder: Path, files: Callable[[bytes | None], Files], last: Last | None = None,
    ours: re.Pattern[str] | None = None, turns: int = TURNS, after: Callable[[], None] = lambda: None,
) -> Written:
    """Puts ``files`` into ``folder``, which is made; ``last`` once all of them stand.

    ``files`` is asked once, under the folder's lock, with the content of ``last`` of the last
    finished run that differs from this one (None: there was none); it may make one file at a
    time, none is kept in memory. All are first written under temporary names; then the standing
    ``last`` is taken away, the files take their places, one step each, and ``last`` comes back.
    A file that already holds its bytes is not touched, and where nothing changes, nothing is.

    What was changed by hand since it was written, and files whose names match ``ours`` though
    they are not in the set, are moved to the folder ``words.KEPT``. A file that cannot be
    replaced stays whole, the new version is put beside it, and there is no ``last``. Once all stands,
    ``after`` is called, still under the lock.

    Raises PipelineError where nothing can be written there, or another run does not end;
    what ``files`` raises leaves the folder as it was.
    """
    private = folder / PRIVATE
    try:
        system.make_folder(private)
        with locked(private, turns) as held:
            return _Set(folder, last, ours, held).publish(files, after)
    except OSError as error:
        raise PipelineError(words.no_folder(folder, error)) from error


def standing(folder: Path) -> str:
    """How a folder of results stands, as one fingerprint. Raises OSError."""
    return state(folder, folder / PRIVATE)


class _Set:
    """One publication under way."""

    def __init__(
        self, folder: Path, last: Last | None, ours: re.Pattern[str] | None, held: bool
    ) -> None:
        self.folder, self.last, self.ours, self.held = folder, last, ours, held
        self.taken = folder / PRIVATE / _TAKEN
        self.lasting = folder / PRIVATE / LASTING
        self.sign = None if last is None else folder / last.name
        self.record = Record(folder / PRIVATE / RECORD)
        self.staged: dict[str, Path] = {}
        self.digests: dict[str, str] = {}
        self.put: list[str] = []
        self.untouched: list[str] = []
        self.begun = True
        self.beside: dict[str, str] = {}
        self.displaced: list[Path] = []
        self.notes: list[str] = []
        self.faults: list[str] = []

    def publish(self, files: Callable[[bytes | None], Files], after: Callable[[], None]) -> Written:
        self._clean()
        try:
            if self.last is not None:
                self._stage(self.last.name, self.last.data)
            for name, data in files(self._before()):
                self._stage(name, data)
            finished = self._change() if self.staged or self.faults else self._clear_away()
            if finished:
                after()
        finally:
            for temporary in self.staged.values():
                system.remove(temporary)
        return Written(
            self.folder, tuple(self.put), tuple(self.untouched), tuple(self.displaced),
            tuple(self.notes), tuple(self.faults), finished, self._state(finished),
            self.begun,
        )

    def _state(self, finished: bool) -> str:
        """How all stands now; "" where not all does, where what was said is said but once, and
        where another run may be at work."""
        if finished and self.held and not (self.notes or self.faults):
            with suppress(OSError):
                return standing(self.folder)
        return ""

    def _clean(self) -> None:
        """Removes what a run that was killed left; without a lock it may be another run's."""
        if not self.held:
            self.notes.append(words.NO_LOCK)
            return
        for path in [*leftovers(self.folder), *leftovers(self.folder / PRIVATE)]:
            system.remove(path)
        if self.sign is not None and system.stands(self.sign):
            self._keep_taken(system.read(self.sign))

    def _before(self) -> bytes | None:
        """What stood last before this, if it differs; else what stood before that."""
        if self.last is None or self.sign is None:
            return None
        stood = system.read(self.sign) or system.read(self.taken)
        if stood is None or self.last.same(stood, self.last.data):
            return system.read(self.lasting)
        return stood

    def _stage(self, name: str, data: bytes) -> None:
        """Writes a file under a temporary name, unless it already stands."""
        path = self.folder / name
        self.digests[name] = system.digest(data)
        if system.holds(path, data):
            self.untouched.append(name)
            return
        try:
            self.staged[name] = stage(self.folder, data)
        except OSError as error:
            if error.errno in _CLOSED:  # nothing at all can be written here
                raise
            self.faults.append(words.cannot_write(name, error, system.stands(path)))

    def _change(self) -> bool:
        """Puts what was staged in its place; whether all stands in the end."""
        with suppress(OSError):  # at worst a file is kept aside that nobody changed
            self.record.expect({name: self.digests[name] for name in self._waiting()})
        try:
            self._take_sign_away()
        except OSError as error:
            self.faults.append(words.cannot_begin(self.sign.name if self.sign else "", error))
            self.begun = False
            return False
        for name in self._waiting():
            self._place(name)
        whole = not self.faults
        self._clear_away()
        try:
            system.sync_folder(self.folder)
            if whole:
                self._give_sign()
                system.sync_folder(self.folder)
        except OSError as error:
            name = self.sign.name if self.sign else str(self.folder)
            self.faults.append(words.cannot_write(name, error, False))
            return False
        return whole

    def _waiting(self) -> list[str]:
        return [name for name in self.staged if self.last is None or name != self.last.name]

    def _take_sign_away(self) -> None:
        """From here on the folder says of itself that it is not finished."""
        if self.sign is not None and system.stands(self.sign):
            system.replace(self.sign, self.taken)
            system.sync_folder(self.folder)

    def _give_sign(self) -> None:
        """All stands: the sign comes, or comes back. What it was before is kept if it differs."""
        if self.last is None or self.sign is None:
            return
        if self.last.name in self.staged:
            system.replace(self.staged[self.last.name], self.sign)
            self.put.append(self.last.name)
            self._keep_taken(self.last.data)
        else:
            system.replace(self.taken, self.sign)

    def _keep_taken(self, standing: bytes | None) -> None:
        """The results before these, once these stand; a run that was cut off left them."""
        taken = system.read(self.taken)
        if taken is not None and not (
            standing is not None and self.last is not None and self.last.same(taken, standing)
        ):
            system.replace(self.taken, self.lasting)
        else:
            system.remove(self.taken)

    def _place(self, name: str) -> None:
        """One file in its place; or beside it, where that cannot be."""
        path = self.folder / name
        try:
            if system.is_protected(path):
                raise PermissionError(errno.EACCES, "read-only")
            self._make_room(path)
            system.replace(self.staged[name], path)
        except OSError as error:
            beside = self._put_beside(name)
            self.faults.append(words.cannot_replace(name, error, beside, system.stands(path)))
        else:
            self.put.append(name)

    def _put_beside(self, name: str) -> str | None:
        """The new version under a name of its own; None where that too is refused."""
        other = _beside(name)
        try:
            self._make_room(self.folder / other)
            system.replace(self.staged[name], self.folder / other)
        except OSError:
            return None
        self.beside[other] = self.digests[name]
        return other

    def _make_room(self, path: Path) -> None:
        """Moves a file aside that was changed since it was written."""
        if system.is_file(path) and not self.record.knows(path):
            self.notes.append(words.kept_changed(path.name, self._displace(path)))

    def _displace(self, path: Path) -> str:
        """Where a file was moved to, told from the folder. Raises OSError."""
        place = self.folder / words.KEPT
        system.make_folder(place)
        kept, number = place / path.name, 1
        while system.stands(kept):
            number += 1
            kept = place / f"{path.stem} ({number}){path.suffix}"
        system.replace(path, kept)
        self.displaced.append(kept)
        return f"{words.KEPT}/{kept.name}"

    def _clear_away(self) -> bool:
        """Moves files aside that are no longer of the set, and removes new versions that have
        found their place; then says what stands."""
        besides = {_beside(name) for name in self.digests}
        try:
            found = system.names(self.folder)
        except OSError as error:
            self.faults.append(words.cannot_write(str(self.folder), error, False))
            return True
        present = set(found)
        for name in found:
            mine = name in besides or (self.ours is not None and self.ours.fullmatch(name))
            stray = mine and name not in self.digests and name not in self.beside
            if stray and self._clear(self.folder / name, name in besides):
                present.remove(name)
        written = {name: self.digests[name] for name in [*self.put, *self.untouched]
                    if self.last is None or name != self.last.name}
        with suppress(OSError):
            self.record.settle(written | self.beside, present)
        return True

    def _clear(self, path: Path, beside: bool) -> bool:
        try:
            if beside and self.record.knows(path):
                system.remove(path)
            else:
                self.notes.append(words.kept_stray(path.name, self._displace(path)))
        except OSError as error:
            self.faults.append(words.cannot_keep(path.name, error))
            return False
        return True


def _beside(name: str) -> str:
    path = Path(name)
    return f"{path.stem}{words.NEW}{path.suffix}"
