"""The servers that are measured: ours, and a plain one as most people would write it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tripqa.parsing.corpus import Corpus
from tripqa.questions import DEFAULT_HITS
from tripqa.text.passages import search_text, split
from tripqa_lab.benchmarks.clients import Target
from tripqa_lab.benchmarks.process import LOOPBACK, Probe, Running, free_port, running
from tripqa_lab.errors import BenchmarkError

_PYTHON = sys.executable
_NONE: Mapping[str, str] = MappingProxyType({})
_FORGETFUL = {"TRIPQA_REMEMBERED_QUESTIONS": "0"}  # variables of a server that knows no question again
_RATE = "1000000/second"  # what no benchmark reaches: counting is measured, refusing is not
_UNBOUNDED = {f"TRIPQA_LIMIT_{name}": _RATE for name in ("ASK", "SEARCH", "DOCUMENTS", "VERIFY")}
_FIRST = json.dumps({"question": "What is this?", "top_k": DEFAULT_HITS})


@dataclass(frozen=True, slots=True)
class Service:
    """A server that can be started, and where it takes questions."""

    name: str
    start: Callable[[], AbstractContextManager[Running]]
    path: str

    def at(self, server: Running, path: str | None = None) -> Target:
        """Return where a running one is asked."""
        return Target(server.port, path or self.path, DEFAULT_HITS)

    @property
    def first(self) -> Probe:
        """Return a first question."""
        return Probe("POST", self.path, _FIRST)


def build_index(corpus: Path, index: Path, code: Path | None = None, settings: Mapping[str, str] = _NONE) -> None:
    """Ingest a corpus as an operator does, with the code of another checkout if one is named, and more variables."""
    command = [_PYTHON, "-m", "tripqa", "ingest", "--corpus", str(corpus), "--index", str(index)]
    variables = {**os.environ, **code_of(code), **settings}
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BenchmarkError(f"`tripqa ingest` failed: {done.stderr.strip()}")


def our_service(
    index: Path, *, remembers: bool, code: Path | None = None, settings: Mapping[str, str] = _NONE
) -> Service:
    """Return `tripqa serve` over an index; with `remembers` as it comes, else knowing no question again."""

    def start() -> AbstractContextManager[Running]:
        port = free_port()
        command = [_PYTHON, "-m", "tripqa", "serve", "--index", str(index), "--host", LOOPBACK, "--port", str(port)]
        variables = {**({} if remembers else _FORGETFUL), **_unbounded(code), **code_of(code), **settings}
        return running(command, variables, port, Probe("GET", "/readyz"))

    return Service("tripqa", start, "/v1/search")


def code_of(code: Path | None) -> dict[str, str]:
    """Return the variables of a process that runs the code of another checkout, if one is named."""
    return {"PYTHONPATH": str(code.resolve() / "src")} if code else {}


def _unbounded(code: Path | None) -> dict[str, str]:
    """Return the variables of a server that refuses nobody; a checkout of before that knows none such refuses them."""
    return _UNBOUNDED if code is None or (code / "src/tripqa/api/quotas.py").exists() else {}


def plain_service(script: Path, model: Path, passages: Path) -> Service:
    """Return the plain service over a file of passages; it is ready when it answers a question."""

    def start() -> AbstractContextManager[Running]:
        port = free_port()
        command = [_PYTHON, str(script), str(model), str(passages), str(port)]
        return running(command, {}, port, Probe("POST", "/search", _FIRST))

    return Service("plain", start, "/search")


def passage_texts(corpus: Corpus) -> list[str]:
    """Return what is encoded of each passage of a corpus."""
    return [search_text(document, passage) for document in corpus.documents for passage in split(document)]


def write_passages(texts: Sequence[str], file: Path) -> None:
    """Write texts as the plain service reads them."""
    file.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
