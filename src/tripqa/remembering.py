"""Memories: of what a method returned, without keeping its object alive; and of what is dear to make, made once.

An object and an `lru_cache` of its own method hold each other until Python looks for such rings, which takes as long as
it likes. What the object has mapped would stay as long: a whole generation of the index.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from typing import Any, Generic, TypeVar
from weakref import WeakMethod

T = TypeVar("T")


def remembering(method: Callable[..., T], most: int) -> _lru_cache_wrapper[T]:
    """Return a method that remembers what it returned for the last `most` arguments; its object alone may keep it.

    Safe to call from several threads, as `lru_cache` is.
    """
    weak = WeakMethod(method)

    def call(*arguments: Any) -> T:
        bound = weak()
        assert bound is not None, "only the object itself holds this"
        return bound(*arguments)

    return lru_cache(most)(call)


class Once(Generic[T]):
    """What was made under the last `most` names, each made once even if several threads want it at the same time."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._made: OrderedDict[str, _Made[T]] = OrderedDict()  # the last one wanted is last

    def get(self, name: str, make: Callable[[], T]) -> T:
        """Return what there is under a name; if nothing is, make it."""
        with self._lock:
            made = self._made.setdefault(name, _Made())
            self._made.move_to_end(name)
            if len(self._made) > self._most:
                self._made.popitem(last=False)
        return made.get(make)


class _Made(Generic[T]):
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._value: tuple[T] | None = None

    def get(self, make: Callable[[], T]) -> T:
        with self._lock:
            if self._value is None:
                self._value = (make(),)
            return self._value[0]
