"""What was made before and may come again."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

MOST = 16
LARGE = 2_000  # rows: what is larger is made anew each time, so that memory stays flat

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The last few things that were made, by what they were made for."""

    def __init__(self) -> None:
        self._made: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self._made)

    def of(self, key: K, make: Callable[[], V], rows: int = 0) -> V:
        """The thing for ``key``, made if it is not there; one of many ``rows`` is not kept."""
        if rows > LARGE:
            return make()
        if key not in self._made:
            while len(self._made) >= MOST:
                del self._made[next(iter(self._made))]
            self._made[key] = make()
        return self._made[key]
