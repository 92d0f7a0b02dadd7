"""Waiting for what other threads and processes do."""

from __future__ import annotations

import time
from collections.abc import Callable

_PAUSE = 0.005  # seconds between two looks


def soon(holds: Callable[[], bool], patience: float = 20) -> bool:
    """Wait until something holds, so many seconds at most, and tell whether it does."""
    end = time.monotonic() + patience
    while not holds() and time.monotonic() < end:
        time.sleep(_PAUSE)
    return holds()
