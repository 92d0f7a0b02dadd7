"""Warnings that any client can cause, and so could fill a disk with: one line a second."""

from __future__ import annotations

import asyncio
import logging
import time

_EVERY = 1  # seconds


class Sparing(logging.Filter):
    """Lets one warning a second through; a second later one line says how many were left out since.

    For loggers of an event loop.
    """

    def __init__(self) -> None:
        super().__init__()
        self._next, self._left_out = 0.0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line is written."""
        if record.levelno != logging.WARNING:
            return True
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY
            return True
        if not self._left_out:
            asyncio.get_running_loop().call_later(self._next - now, self._tell, record.name)
        self._left_out += 1
        return False

    def _tell(self, name: str) -> None:
        left_out, self._next, self._left_out = self._left_out, 0.0, 0
        logging.getLogger(name).warning("%d more such requests were left out", left_out)
