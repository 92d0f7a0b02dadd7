"""Parsing files in a process of its own, so that a parser that crashes, hangs or eats memory costs one file.

PDFium is not thread-safe, and every parser has bugs that a file can reach. The process is limited in memory, time, open
files and what it may write (nothing); it serves file after file, and after any mishap the next file gets a new one.
This keeps accidents apart; it is no prison for a file that was made to take the process over.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from itertools import pairwise
from types import TracebackType
from typing import IO, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from tripqa.errors import FileDamaged, FileTooLarge, UnreadableFile
from tripqa.parsing.extract import Extract
from tripqa.parsing.extracting import OUT_OF_MEMORY, READY
from tripqa.parsing.limits import Limits

_BYTES_PER_CHARACTER = 16  # of JSON at most: an escape for the character, and its share of headings and pages
_MOST_BESIDES = 1_000_000  # bytes
_KINDS: dict[str, type[UnreadableFile]] = {kind.code: kind for kind in UnreadableFile.__subclasses__()}


class Worker:
    """A process that parses one file at a time. It starts with the first file; several threads may share it."""

    def __init__(self, limits: Limits, program: str = "tripqa.parsing.extracting") -> None:
        self._limits, self._program = limits, program  # a module that calls `serve`
        self._turn = threading.Lock()
        self._process: _Process | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; a file that comes later starts another."""
        with self._turn:
            self._end()

    def extract(self, data: bytes, ending: str) -> Extract:
        """Return the extract of bytes of the format that an ending names; UnreadableFile, without a name, if none."""
        with self._turn:
            served = self._process is not None
            try:
                reply = self._ask(data, ending)
            except _Ended as first:
                if first.late or not served:
                    raise self._mishap(first) from first
                try:  # once more, for what other files left behind may have brought it about
                    reply = self._ask(data, ending)
                except _Ended as second:
                    raise self._mishap(second) from second
        return _extract_of(reply)

    def _ask(self, data: bytes, ending: str) -> bytes:
        if self._process is None:
            self._process = _Process(self._limits, self._program)
        try:
            return self._process.ask(data, ending)
        except BaseException:  # an interrupt too: a reply that nobody took would be the next file's
            self._end()
            raise

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.end()

    def _mishap(self, ended: _Ended) -> UnreadableFile:
        if ended.late:
            return FileTooLarge(
                f"takes more than {self._limits.seconds_per_file} seconds to read (TRIPQA_SECONDS_PER_FILE); "
                "split it, or raise that setting"
            )
        if ended.flooded:
            return FileTooLarge.of_text(self._limits.longest_text)
        if ended.status in (OUT_OF_MEMORY, -signal.SIGKILL):
            return FileTooLarge(
                f"takes more than {self._limits.memory_per_file:,} MB of memory to read (TRIPQA_MEMORY_PER_FILE), or "
                "more than there is; split it, or raise that setting"
            )
        return FileDamaged(
            f"makes its parser crash ({_status(ended.status)}); open it in its program and save it anew, or take it out"
        )


class _Ended(Exception):
    """The process has ended without a reply."""

    def __init__(self, status: int, *, late: bool, flooded: bool) -> None:
        super().__init__(status)
        self.status, self.late, self.flooded = status, late, flooded


class _Process:
    """A running process, and the pipes to it."""

    def __init__(self, limits: Limits, program: str) -> None:
        self._limits = limits
        theirs, self._lifeline = os.pipe()
        try:
            self._popen = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-m", program, str(theirs), json.dumps(asdict(limits))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pass_fds=(theirs,),
                env={name: value for name, value in os.environ.items() if not name.startswith("TRIPQA_")},
                start_new_session=True,  # an interrupt from the keyboard is for us
            )
        except BaseException:
            os.close(self._lifeline)
            raise
        finally:
            os.close(theirs)
        if self._replies.readline(64) != READY:
            self.end()
            raise RuntimeError(f"{program} does not start; what it said stands above")

    @property
    def _requests(self) -> IO[bytes]:
        assert self._popen.stdin
        return self._popen.stdin

    @property
    def _replies(self) -> IO[bytes]:
        assert self._popen.stdout
        return self._popen.stdout

    def ask(self, data: bytes, ending: str) -> bytes:
        """Return what the process replies; _Ended if it does not, within the time for a file and the bytes for one."""
        with self._deadline() as late:
            reply = self._exchange(data, ending)
        if reply is not None and len(reply) <= self._most:
            return reply
        if reply is not None or late.is_set():
            self._popen.kill()
        raise _Ended(self._popen.wait(), late=late.is_set(), flooded=reply is not None)

    def end(self) -> None:
        """End the process and close its pipes."""
        self._popen.kill()
        self._popen.wait()
        for stream in (self._requests, self._replies):
            with suppress(OSError):  # what was not sent cannot be
                stream.close()
        os.close(self._lifeline)

    @property
    def _most(self) -> int:
        return _MOST_BESIDES + _BYTES_PER_CHARACTER * self._limits.longest_text

    def _exchange(self, data: bytes, ending: str) -> bytes | None:
        """Return the reply, a byte too many of it if it is too long; None if there is no whole one."""
        try:
            self._requests.write(json.dumps({"ending": ending, "size": len(data)}).encode() + b"\n")
            self._requests.write(data)
            self._requests.flush()
            size = int(self._replies.readline(64))
            reply = self._replies.read(min(size, self._most + 1))
        except (OSError, ValueError):
            return None
        return reply if len(reply) == min(size, self._most + 1) else None

    @contextmanager
    def _deadline(self) -> Iterator[threading.Event]:
        """Kill the process when the time for a file is over, and say so."""
        late = threading.Event()

        def kill() -> None:
            late.set()
            self._popen.kill()

        timer = threading.Timer(self._limits.seconds_per_file, kill)
        timer.start()
        try:
            yield late
        finally:
            timer.cancel()
            timer.join()


class _Failure(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    code: str
    reason: str


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid")
    extract: Extract | None = None
    error: _Failure | None = None


def _extract_of(reply: bytes) -> Extract:
    """Return the extract of a reply, which is looked at as anything that comes from a file; or raise its error."""
    try:
        read = _Reply.model_validate_json(reply)
    except ValidationError as error:
        raise FileDamaged("makes its parser talk nonsense; open it in its program and save it anew") from error
    if read.error:
        raise _KINDS.get(read.error.code, UnreadableFile)(read.error.reason)
    if read.extract is None or not _holds(read.extract):
        raise FileDamaged("makes its parser talk nonsense; open it in its program and save it anew")
    return read.extract


def _holds(extract: Extract) -> bool:
    """Tell whether headings, tables and pages lie in the text, in order."""
    edges = [
        0,
        *(edge for heading in extract.headings or () for edge in (heading.start, heading.end)),
        len(extract.text),
    ]
    rows = [0, *(edge for table in extract.tables for edge in (table.start, table.end)), len(extract.text)]
    pages = [*extract.pages, len(extract.text)]
    levels = [heading.level for heading in extract.headings or ()]
    ascending = all(one <= other for places in (edges, rows, pages) for one, other in pairwise(places))
    return ascending and min(pages) >= 0 and all(level >= 1 for level in levels)


def _status(status: int) -> str:
    if status >= 0:
        return f"status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:  # a real-time signal
        return f"signal {-status}"
