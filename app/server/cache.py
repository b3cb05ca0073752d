"""What was worked out last, kept in memory up to a number of bytes."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """Values by key, at most `most` bytes of them: what was asked for longest ago goes first."""

    def __init__(self, most: int) -> None:
        self.most, self.bytes = most, 0
        self._values: OrderedDict[str, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def get(self, key: str) -> Value | None:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: str, value: Value, size: int) -> None:
        """Keep a value of `size` bytes; one that is larger than everything may be is not kept."""
        with self._lock:
            if size > self.most:
                return
            if key in self._values:
                self.bytes -= self._values.pop(key)[1]
            self.bytes += size
            self._values[key] = (value, size)
            while self.bytes > self.most:
                self.bytes -= self._values.popitem(last=False)[1][1]

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self.bytes = 0
