"""`tripqa serve` in a process of its own: what it says goes into a file, so that it never waits for a reader."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.waiting import soon

_PATIENCE = 120  # seconds for what is waited for, on a machine that does other work too


@contextmanager
def served(variables: Mapping[str, str], log: Path) -> Iterator[tuple[subprocess.Popen[bytes], httpx2.Client]]:
    """Yield a server that is ready and its client; what it says stands in `log`."""

    def address() -> str:
        found = re.search(r"running on (http://127\.0\.0\.1:\d+)", log.read_text(encoding="utf-8"))
        return found[1] if found else ""

    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "tripqa", "serve", "--port", "0"], env=dict(variables), stdout=said, stderr=said
        )
    try:
        soon(lambda: bool(address()) or process.poll() is not None, _PATIENCE)
        assert address(), log.read_text(encoding="utf-8")
        with httpx2.Client(base_url=address(), timeout=_PATIENCE) as client:
            assert soon(lambda: client.get("/readyz").status_code == 200, _PATIENCE)
            yield process, client
    finally:
        process.kill()
        process.wait()
