"""`tripqa verify`: whether the citations of stored answers hold; a file of any size, some answers at a time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from tripqa.citations.verify import DocumentState, State, standings
from tripqa.errors import AnswersError
from tripqa.options import AsJson, IndexFolder
from tripqa.parsing.bounded import bounded_lines, excess
from tripqa.parsing.limits import LONGEST_LINE
from tripqa.ports import Documents
from tripqa.settings import load_settings
from tripqa.wire.answers import IndexOut
from tripqa.wire.verification import (
    CheckedAnswerOut,
    CheckedCitationOut,
    StoredAnswerIn,
    StoredCitationIn,
    SummaryOut,
    citations_of,
)
from tripqa.wiring import open_whole_documents

_NOT_ALL_HOLD = 3  # the exit status, which no error has
_WORDS = Console(stderr=True, highlight=False, soft_wrap=True)
_AT_ONCE = 1000  # answers: quotes that have left their documents are looked for together, in one reading of all
_BOM = b"\xef\xbb\xbf"
_A_LINE = "a line holds one answer, as `POST /v1/ask` returns it or `tripqa evaluate --answers` writes it"
_WHY_GONE: dict[DocumentState, str] = {
    "unchanged": "the document never held it",
    "changed": "the document's text has changed",
    "gone": "no such document",
}
_LONGEST_NAME = 40  # characters
Say = Callable[[str], None]


def verify_command(
    answers: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Stored answers, one a line.")],
    index: IndexFolder = None,
    json: AsJson = False,
) -> None:
    """Tell of each citation of stored answers whether it holds, has moved or is gone.

    holds: its document has the quote at its place.

    moved: the quote is at another place of its document or, where that has it no longer, in another one.

    gone: no document has the quote.

    A line is an answer as `POST /v1/ask` returned it or `tripqa evaluate --answers` wrote it. No encoder is loaded. The
    exit status is 0 if all citations hold, 3 if one has moved or is gone, and 1 if that cannot be told.
    """
    documents = open_whole_documents(load_settings({"index": index}), lambda words: _WORDS.print(Text(words)))
    checked = check_file(answers, documents)
    summary = print_json(checked, documents, print) if json else print_text(checked, print)
    if summary.holds < summary.citations:
        raise typer.Exit(_NOT_ALL_HOLD)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file of answers."""

    number: int  # from 1
    answer: StoredAnswerIn


@dataclass(frozen=True, slots=True)
class Checked:
    """A line and what has become of its citations."""

    line: Line
    found: CheckedAnswerOut


def check_file(file: Path, documents: Documents) -> Iterator[Checked]:
    """Check the answers of a file, in its order; AnswersError names a line that is no answer, or that there is none."""
    lines = read_lines(file)
    first = True
    while some := list(islice(lines, _AT_ONCE)):
        first = False
        yield from _check(some, documents)
    if first:
        raise AnswersError(f"{file} is empty; {_A_LINE}")


def read_lines(file: Path) -> Iterator[Line]:
    """Return the answers of a file, one at a time; blank lines are skipped. Of one too long no more is read."""
    try:
        with file.open("rb") as stream:
            for number, data in bounded_lines(stream, LONGEST_LINE):
                if what := excess(data, LONGEST_LINE):
                    raise AnswersError(f"{file}, line {number} {what}; {_A_LINE}")
                line = data.removeprefix(_BOM) if number == 1 else data
                if line.strip():
                    yield Line(number, _answer(line, f"{file}, line {number}"))
    except OSError as error:
        raise AnswersError(f"{file} cannot be read ({error.strerror}); name a file of answers, one a line") from error


def print_text(checked: Iterator[Checked], say: Say) -> SummaryOut:
    """Say of each citation what has become of it, and how many hold at the end."""
    counts = _Counts()
    for one in checked:
        counts.add(one)
        for cited, found in zip(one.line.answer.citations, one.found.citations, strict=True):
            say(_words(_name(one.line), cited, found))
    summary = counts.summary()
    plural = "" if summary.citations == 1 else "s"
    say(f"{summary.citations} citation{plural}: {summary.holds} hold, {summary.moved} moved, {summary.gone} gone")
    return summary


def print_json(checked: Iterator[Checked], documents: Documents, say: Say) -> SummaryOut:
    """Print the shape that `POST /v1/verify` returns, an answer on each line, as they are checked."""
    started, counts = time.perf_counter(), _Counts()
    before = '{"answers": [\n'
    for one in checked:
        counts.add(one)
        say(f"{before}{one.found.model_dump_json()}")
        before = ","
    summary, took_ms = counts.summary(), round((time.perf_counter() - started) * 1000, 3)
    index = IndexOut.of(documents.manifest).model_dump_json()
    say(f'], "summary": {summary.model_dump_json()}, "index": {index}, "took_ms": {took_ms}}}')
    return summary


class _Counts:
    """How many answers were checked, and how many citations were found in each state."""

    def __init__(self) -> None:
        self._answers, self._states = 0, Counter[State]()

    def add(self, checked: Checked) -> None:
        self._answers += 1
        self._states.update(citation.state for citation in checked.found.citations)

    def summary(self) -> SummaryOut:
        return SummaryOut.of(self._answers, self._states)


def _check(lines: list[Line], documents: Documents) -> Iterator[Checked]:
    found = iter(standings(citations_of(line.answer for line in lines), documents))
    for line in lines:
        yield Checked(line, CheckedAnswerOut.of(line.answer, islice(found, len(line.answer.citations))))


def _answer(line: bytes, where: str) -> StoredAnswerIn:
    try:
        return StoredAnswerIn.model_validate_json(line)
    except ValidationError as error:
        raise AnswersError(f"{where} {_what_is_wrong(error)}; {_A_LINE}") from error


def _what_is_wrong(error: ValidationError) -> str:
    problem = error.errors()[0]
    where = ".".join(map(str, problem["loc"]))
    match problem["type"]:
        case "json_invalid":
            return "is not JSON in UTF-8"
        case "missing":
            return f"has no {where!r}"
        case _ if not where:
            return "is not a JSON object"
        case _:
            return f"has a {where!r} that cannot be used ({problem['msg']})"


def _name(line: Line) -> str:
    """Return what names an answer to people: its line, and its question's id or the beginning of the question."""
    words = " ".join((line.answer.question_id or line.answer.question or "").split())
    short = words if len(words) <= _LONGEST_NAME else f"{words[:_LONGEST_NAME]}…"
    return f"line {line.number} {_shown(short)}".rstrip()


def _words(name: str, cited: StoredCitationIn, found: CheckedCitationOut) -> str:
    before = f"{_shown(cited.document.id)}:{cited.start}-{cited.end}"
    words = f"{name} [{found.number}] {found.state} {before}"
    if found.now is None:
        return f"{words} ({_WHY_GONE[found.document_state]})"
    if found.state == "moved":
        several = f" (nearest of {found.places} places)" if found.places > 1 else ""
        return f"{words} -> {_shown(found.now.document.id)}:{found.now.start}-{found.now.end}{several}"
    return words if found.document_state == "unchanged" else f"{words} (the text around it has changed)"


def _shown(words: str) -> str:
    """Return words as a terminal shows and does not obey them."""
    return words if words.isprintable() else repr(words)
