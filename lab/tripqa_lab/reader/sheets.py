"""Sheets: passages and the questions that authors wrote to them by reading, as text that a person can check.

A sheet has blocks. Each opens with `## GENRE LANGUAGE | title > section`, goes on with its passages, each below a line
with its letter, and ends with questions below a line `?`:

    ja f 訓練は何時に始まりますか。 => 午前9時 // 午前10時

Language and form of the question, its text, and a label for each passage in turn: the answer, exactly as the passage
has it (several spans are parted by ` ;; `, `…@2` is the second occurrence); `-`, not stated; `!`, the passage
contradicts what the question takes for granted; `~`, another matter altogether. `.` leaves a passage out.
lab/data/reader/WRITING.md says how they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Kind = Literal["answerable", "near_miss", "false_premise", "foreign"]
Form = Literal["full", "keywords", "colloquial", "misspelt"]

KINDS: tuple[Kind, ...] = get_args(Kind)
LANGUAGES = {"ja": "ja", "en": "en", "ko": "ko", "zh": "zh-Hant"}
FORMS: dict[str, Form] = {"f": "full", "k": "keywords", "c": "colloquial", "m": "misspelt"}
_MARKS: dict[str, Kind] = {"-": "near_miss", "!": "false_premise", "~": "foreign"}
_LEFT_OUT = "."
_HEAD = re.compile(r"## (\S+) (\S+) \| (.+)")
_ROW = re.compile(r"(\S+) (\S+) (.+?) => (.+)")
_OCCURRENCE = re.compile(r"(.+)@(\d)")


class SheetError(ValueError):
    """A line of a sheet that does not say what it must."""

    def __init__(self, sheet: str, line: int, fault: str) -> None:
        super().__init__(f"{sheet}:{line}: {fault}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that questions are asked of."""

    id: str  # sheet, block and letter: `a01-1:3B`
    genre: str
    language: str
    path: tuple[str, ...]  # its title and the headings above it, outermost first
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked of one passage. `passage.text[start:end]` of each span is an answer, of a list all of them."""

    passage: Passage
    author: str
    language: str
    form: Form
    question: str
    kind: Kind
    spans: tuple[tuple[int, int], ...]  # in reading order; empty unless answerable

    @property
    def answers(self) -> tuple[str, ...]:
        """Return the text of each span."""
        return tuple(self.passage.text[start:end] for start, end in self.spans)


def read_sheets(folder: Path) -> list[Example]:
    """Read every sheet of a folder, by name; SheetError names the line that cannot be read."""
    return [example for sheet in sorted(folder.glob("*.txt")) for example in read_sheet(sheet)]


def read_sheet(sheet: Path) -> Iterator[Example]:
    """Yield the examples of one sheet, in its order."""
    lines = sheet.read_text(encoding="utf-8").split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("## ")]
    for block, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1):
        yield from _block(sheet.stem, block, start, lines[start:end])


def _block(sheet: str, block: int, start: int, lines: list[str]) -> Iterator[Example]:
    head = _HEAD.fullmatch(lines[0].rstrip())
    if not head or "?" not in lines:
        raise SheetError(sheet, start + 1, "a block is `## GENRE LANGUAGE | title`, passages, `?` and questions")
    path = tuple(part.strip() for part in head[3].split(" > "))
    asked = lines.index("?")
    letters = [number for number in range(1, asked) if re.fullmatch("[A-Z]", lines[number])]
    passages = [
        Passage(
            f"{sheet}:{block}{lines[first]}",
            head[1],
            LANGUAGES[head[2]],
            path,
            "\n".join(lines[first + 1 : last]).strip("\n"),
        )
        for first, last in zip(letters, [*letters[1:], asked], strict=True)
    ]
    for number in range(asked + 1, len(lines)):
        if lines[number].strip():
            yield from _row(sheet, start + number + 1, lines[number], passages)


def _row(sheet: str, number: int, line: str, passages: list[Passage]) -> Iterator[Example]:
    row = _ROW.fullmatch(line.strip())
    if not row or row[1] not in LANGUAGES or row[2] not in FORMS:
        raise SheetError(sheet, number, "a question is `LANGUAGE FORM question => label // label`")
    labels = [label.strip() for label in row[4].split(" // ")]
    if len(labels) != len(passages):
        raise SheetError(sheet, number, f"{len(passages)} labels are wanted, one for each passage")
    for passage, label in zip(passages, labels, strict=True):
        if label != _LEFT_OUT:
            kind = kind_of(label)
            spans = spans_of(sheet, number, passage.text, label) if kind == "answerable" else ()
            author = sheet.partition("-")[0]
            yield Example(passage, author, LANGUAGES[row[1]], FORMS[row[2]], row[3].strip(), kind, spans)


def kind_of(label: str) -> Kind:
    """Return what a label says of its question and passage."""
    return _MARKS.get(label, "answerable")


def spans_of(sheet: str, number: int, text: str, label: str) -> tuple[tuple[int, int], ...]:
    """Return where the answers of a label stand in a text, in reading order; SheetError if one does not."""
    found = []
    for part in label.split(" ;; "):
        occurrence = _OCCURRENCE.fullmatch(part)
        answer, wanted = (occurrence[1], int(occurrence[2])) if occurrence else (part, 1)
        start = -1
        for _ in range(wanted):
            start = text.find(answer, start + 1)
            if start < 0:
                raise SheetError(sheet, number, f"{answer!r} does not stand there {wanted} time(s)")
        found.append((start, start + len(answer)))
    return tuple(sorted(found))
