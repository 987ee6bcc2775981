"""What each process keeps to say it again: up to so many letters in all, so that its memory has an end."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Shelf(Generic[T]):
    """Values by key, each with its size; those that were asked longest ago give way to new ones."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._changing = Lock()

    def find(self, key: Hashable) -> T | None:
        """What is kept under the key, which is then asked latest; None where nothing is."""
        with self._changing:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def keep(self, key: Hashable, value: T, size: int) -> None:
        """Put it there, instead of what was there; a value larger than an eighth of the shelf is not kept."""
        if size > self.most // 8:
            return
        with self._changing:
            self._drop(key)
            self._kept[key] = value, size
            self.size += size
            while self.size > self.most:
                self._drop(next(iter(self._kept)))

    def values(self) -> list[T]:
        """Everything that is kept, what was asked longest ago first."""
        with self._changing:
            return [value for value, _ in self._kept.values()]

    def clear(self) -> None:
        """Nothing is kept any more, as after a start."""
        with self._changing:
            self._kept.clear()
            self.size = 0

    def _drop(self, key: Hashable) -> None:
        _, size = self._kept.pop(key, (None, 0))
        self.size -= size
