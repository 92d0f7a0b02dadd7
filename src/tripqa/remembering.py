"""Memories of what a method returned that do not keep its object alive.

An object and an `lru_cache` of its own method hold each other until Python looks for such rings, which takes as long as
it likes. What the object has mapped would stay as long: a whole generation of the index.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from typing import Any, TypeVar
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
