"""The right statements that an author wrote, and sentences of other authors as statements over themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tripqa_lab.reader.sheets import read_sheets

_SENTENCE = re.compile(
    r"[^。\n]{12,120}。|(?<=[.!?] )[A-Z][^\n]{20,200}?[a-z)]\.(?= |\Z)|[가-힣][^\n]{12,120}?다\.(?= |\Z)"
)
_OTHERS = 600  # sentences of other documents at most


@dataclass(frozen=True, slots=True)
class Written:
    """A right statement over the numbered quotes of its document."""

    id: str
    document: str
    language: str
    statement: str
    citations: tuple[int, ...]
    names: tuple[tuple[str, str], ...]  # kind, and the writing in the statement
    quotes: tuple[str, ...]

    @property
    def cited(self) -> tuple[str, ...]:
        """Return the quotes that it cites."""
        return tuple(self.quotes[number - 1] for number in self.citations)

    @property
    def is_held_out(self) -> bool:
        """Tell whether it is of a document that nothing was tuned on."""
        return int(re.sub(r"\D", "", self.document) or 0) % 2 == 0


def read_statements(folder: Path) -> list[Written]:
    """Return the statements of a folder, by document."""
    return [one for file in sorted(folder.glob("*.jsonl")) for one in _of_document(file)]


def read_sentences(folder: Path) -> list[Written]:
    """Return sentences of the passages of sheets, each a statement that cites its passage."""
    found = [one for passage in _passages(folder) for one in _of_passage(*passage)]
    return found[:: max(1, len(found) // _OTHERS)]


def _of_document(file: Path) -> Iterator[Written]:
    head, *lines = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    for said in lines:
        names = tuple((kind, name) for kind, name in said["names"])
        yield Written(
            said["id"],
            head["document"],
            said["language"],
            said["statement"],
            tuple(said["citations"]),
            names,
            tuple(head["quotes"]),
        )


def _passages(folder: Path) -> list[tuple[str, str, str]]:
    passages = {one.passage.id: one.passage for one in read_sheets(folder)}
    return [(one.id, one.language, one.text) for one in passages.values()]


def _of_passage(name: str, language: str, text: str) -> Iterator[Written]:
    for number, found in enumerate(_SENTENCE.finditer(text)):
        yield Written(f"{name}/{number}", "sheets", language, found.group(), (1,), (), (text,))
