"""What was made before and may come again."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

MOST = 16

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The last few things that were made, by what they were made for."""

    def __init__(self) -> None:
        self._made: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self._made)

    def of(self, key: K, make: Callable[[], V]) -> V:
        """The thing for ``key``, made if it is not there."""
        if key not in self._made:
            while len(self._made) >= MOST:
                del self._made[next(iter(self._made))]
            self._made[key] = make()
        return self._made[key]
