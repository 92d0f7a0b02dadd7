"""What a file of questions was replied with so far, on disk beside what is to be written: who is interrupted goes on.

Its first line says what was wished; every other one is a reply, by the name of its row.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from tripqa.errors import AnswersError
from tripqa.tabular.rows import Row
from tripqa.wire.batches import BatchLineOut
from tripqa.wire.documents import Wire


class _Wish(Wire):
    wished: str


class _Replied(Wire):
    question: str
    line: BatchLineOut


class Journal:
    """A file of replies, in the order in which they came."""

    def __init__(self, out: Path, wished: str) -> None:
        """Take up what lies beside `out` and is whole; AnswersError if something else was wished then."""
        self.file = out.with_name(f"{out.name}.part")
        first = _Wish(wished=hashlib.sha256(wished.encode()).hexdigest())
        self._replied = {one.line.custom_id or "": one for one in self._kept(first)}
        self._begin(first, *self._replied.values())

    def done(self, row: Row) -> bool:
        """Tell whether a row was replied to, with the question that it asks now. What failed is asked again."""
        kept = self._replied.get(row.name)
        return kept is not None and kept.question == row.question and kept.line.error is None

    def add(self, row: Row, line: BatchLineOut) -> None:
        """Note a reply; it outlives this process."""
        self._replied[row.name] = _Replied(question=row.question, line=line)
        try:
            with self.file.open("ab") as stream:
                stream.write(_written(self._replied[row.name]))
        except OSError as error:
            raise self._unwritable(error) from error

    def replies(self) -> dict[str, BatchLineOut]:
        """Return the last reply to each row."""
        return {name: one.line for name, one in self._replied.items()}

    def close(self) -> None:
        """Remove it: everything is written elsewhere."""
        self.file.unlink(missing_ok=True)

    def _kept(self, first: _Wish) -> Iterator[_Replied]:
        lines = self.file.read_bytes().splitlines() if self.file.is_file() else []
        self._refuse_another(first, lines)
        for line in lines[1:]:
            try:
                yield _Replied.model_validate_json(line)
            except ValidationError:  # torn: from here on it is asked again
                return

    def _refuse_another(self, first: _Wish, lines: Sequence[bytes]) -> None:
        """Refuse what was kept of another wish, or is none of ours: it may have cost hours."""
        if lines and lines[0] != _written(first).rstrip():
            raise AnswersError(
                f"{self.file} has answers to other options, or of another index or server; go on with those, "
                "remove it, or name another --out"
            )

    def _begin(self, *lines: Wire) -> None:
        """Write it anew, in place of what was there once all of it is written."""
        aside = self.file.with_name(f".{self.file.name}.new")
        try:
            aside.write_bytes(b"".join(map(_written, lines)))
            os.replace(aside, self.file)
        except OSError as error:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> AnswersError:
        return AnswersError(f"{self.file} cannot be written ({error.strerror}); name another --out")


def _written(line: Wire) -> bytes:
    return line.model_dump_json().encode() + b"\n"
