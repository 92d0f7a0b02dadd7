"""The test part: whole documents, and what is asked of all of them at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tripqa_lab.reader.sheets import FORMS, LANGUAGES, Form, Kind, SheetError, kind_of, spans_of

_ROW = re.compile(r"(\S+) (\S+) (.+?) => (.+)")
_OFF = "off"


@dataclass(frozen=True, slots=True)
class HeldOutQuestion:
    """A question to the whole test part. Its spans lie in the text of its document; none unless it is answerable."""

    document: str | None  # the name of its file without ending; None for what is asked of no document
    language: str
    form: Form
    question: str
    kind: Kind
    spans: tuple[tuple[int, int], ...]


def read_held_out(folder: Path) -> tuple[dict[str, str], list[HeldOutQuestion]]:
    """Return the documents' texts by name, and all questions; SheetError names the line that cannot be read."""
    texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.txt"))}
    asked = [
        question
        for file in sorted(folder.glob("*.questions"))
        for question in _questions(file, None if file.stem == _OFF else file.stem, texts.get(file.stem, ""))
    ]
    return texts, asked


def _questions(file: Path, document: str | None, text: str) -> list[HeldOutQuestion]:
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        row = _ROW.fullmatch(line.strip())
        if not row or row[1] not in LANGUAGES or row[2] not in FORMS:
            raise SheetError(file.name, number, "a question is `LANGUAGE FORM question => label`")
        kind = kind_of(row[4])
        spans = spans_of(file.name, number, text, row[4]) if kind == "answerable" else ()
        found.append(HeldOutQuestion(document, LANGUAGES[row[1]], FORMS[row[2]], row[3], kind, spans))
    return found
