"""`tripqa serve` in a process of its own: what it says goes into a file, so that it never waits for a reader."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx2

_PAUSE = 0.1  # seconds between two looks
_PATIENCE = 120  # seconds for what is waited for, on a machine that does other work too

T = TypeVar("T")


def first_seen(look: Callable[[], T | None]) -> T:
    """Return what `look` returns as soon as it is something."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if (found := look()) is not None:
            return found
        time.sleep(_PAUSE)
    raise TimeoutError(f"nothing in {_PATIENCE} seconds")


@contextmanager
def served(variables: Mapping[str, str], log: Path) -> Iterator[tuple[subprocess.Popen[bytes], httpx2.Client]]:
    """Yield a server that is ready and its client; what it says stands in `log`."""

    def address() -> str | None:
        if process.poll() is not None:
            raise RuntimeError(log.read_text(encoding="utf-8"))
        found = re.search(r"running on (http://127\.0\.0\.1:\d+)", log.read_text(encoding="utf-8"))
        return found[1] if found else None

    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "tripqa", "serve", "--port", "0"], env=dict(variables), stdout=said, stderr=said
        )
    try:
        with httpx2.Client(base_url=first_seen(address), timeout=_PATIENCE) as client:
            first_seen(lambda: client.get("/readyz").status_code == 200 or None)
            yield process, client
    finally:
        process.kill()
        process.wait()
