"""What a file of questions was replied with so far, on disk beside what is to be written: who is interrupted goes on.

Its first line says what was wished; every other one is a reply, by the name of its row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
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
        """Take up what lies beside `out` and is whole, unless something else was wished then."""
        self.file = out.with_name(f"{out.name}.part")
        self._first = _Wish(wished=hashlib.sha256(wished.encode()).hexdigest())
        self._replied = {one.line.custom_id or "": one for one in self._kept()}
        self._write("w", self._first, *self._replied.values())

    def done(self, row: Row) -> bool:
        """Tell whether a row was replied to, with the question that it asks now. What failed is asked again."""
        kept = self._replied.get(row.name)
        return kept is not None and kept.question == row.question and kept.line.error is None

    def add(self, row: Row, line: BatchLineOut) -> None:
        """Note a reply; it outlives this process."""
        self._replied[row.name] = _Replied(question=row.question, line=line)
        self._write("a", self._replied[row.name])

    def replies(self) -> dict[str, BatchLineOut]:
        """Return the last reply to each row."""
        return {name: one.line for name, one in self._replied.items()}

    def close(self) -> None:
        """Remove it: everything is written elsewhere."""
        self.file.unlink(missing_ok=True)

    def _kept(self) -> Iterator[_Replied]:
        lines = self.file.read_bytes().splitlines() if self.file.is_file() else []
        try:
            if not lines or _Wish.model_validate_json(lines[0]) != self._first:
                return
            for line in lines[1:]:
                yield _Replied.model_validate_json(line)
        except ValidationError:  # torn, or not ours: from here on it is asked again
            return

    def _write(self, mode: str, *lines: Wire) -> None:
        try:
            with self.file.open(f"{mode}b") as stream:
                stream.writelines(line.model_dump_json().encode() + b"\n" for line in lines)
        except OSError as error:
            raise AnswersError(f"{self.file} cannot be written ({error.strerror}); name another --out") from error
