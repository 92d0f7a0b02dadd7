"""Qrels: which documents are relevant to which question, as BEIR writes them or as TREC does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tripqa.errors import CorpusError
from tripqa.parsing.bounded import bounded_lines
from tripqa.parsing.limits import MOST_BESIDES_TEXT
from tripqa.parsing.source import unreadable

Qrels = Mapping[str, Mapping[str, int]]  # relevance by document, by question
_PLACES = ("qrels.tsv", "qrels/test.tsv")


def qrels_file(folder: Path) -> Path:
    """Return where the qrels of a dataset are."""
    for place in _PLACES:
        if (folder / place).is_file():
            return folder / place
    raise CorpusError(f"{folder} has neither {' nor '.join(_PLACES)}; without qrels there is nothing to measure by")


def read_qrels(file: Path) -> Qrels:
    """Read three columns (question, document, relevance) or TREC's four; a header is skipped."""
    found: dict[str, dict[str, int]] = {}
    for number, columns in _lines(file):
        if len(columns) not in (3, 4):
            raise _wrong(file, number, f"has {len(columns)} columns, not 3 or TREC's 4")
        question, document = columns[0], columns[-2]
        relevance = _number(columns[-1])
        if relevance is None and number == 1:
            continue
        if relevance is None:
            raise _wrong(file, number, f"has the relevance {columns[-1]!r}, which is no whole number")
        if found.setdefault(question, {}).setdefault(document, relevance) != relevance:
            raise _wrong(file, number, f"judges {document!r} for {question!r} otherwise than a line above")
    return found


def _lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with file.open("rb") as stream:
            for number, data in bounded_lines(stream, MOST_BESIDES_TEXT):
                if len(data) > MOST_BESIDES_TEXT:
                    raise _wrong(file, number, f"has more than {MOST_BESIDES_TEXT:,} bytes")
                line = data.decode("utf-8-sig" if number == 1 else "utf-8")
                if line.strip():
                    yield number, line.strip("\r\n").split("\t") if "\t" in line else line.split()
    except OSError as error:
        raise unreadable(file, error) from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{file} is not UTF-8; save it as UTF-8 and try again") from error


def _number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _wrong(file: Path, number: int, what: str) -> CorpusError:
    return CorpusError(f"{file}, line {number} {what}; mend or remove the line")
