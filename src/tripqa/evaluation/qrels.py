"""Qrels: which documents are relevant to which question, as BEIR, its copies on Hugging Face, or TREC write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tripqa.errors import CorpusError
from tripqa.parsing.bounded import bounded_lines
from tripqa.parsing.json_lines import json_lines
from tripqa.parsing.limits import MOST_BESIDES_TEXT
from tripqa.parsing.opening import opened

Qrels = Mapping[str, Mapping[str, int]]  # relevance by document, by question
_ENDINGS = (".tsv", ".tsv.gz", ".jsonl", ".jsonl.gz")
_TEST = "test"


def qrels_file(folder: Path, split: str | None = None) -> Path:
    """Return where the qrels of a dataset are: of the split that is named, else of the test or of the only one."""
    splits = {name: file for file in _files(folder / "qrels") if (name := _stem(file))}
    if split is not None:
        if split in splits:
            return splits[split]
        raise CorpusError(f"{folder} has no qrels of the split {split!r}; it has {_listed(splits)}")
    for file in (*_named(folder, "qrels"), *filter(None, [splits.get(_TEST)])):
        return file
    if len(splits) > 1:
        raise CorpusError(f"{folder} has no test split; name one with --split: {_listed(splits)}")
    for file in splits.values():
        return file
    raise CorpusError(
        f"{folder} has neither qrels.tsv nor qrels/test.tsv; without qrels there is nothing to measure by"
    )


def _named(folder: Path, name: str) -> list[Path]:
    return [file for ending in _ENDINGS if (file := folder / f"{name}{ending}").is_file()]


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*") if file.is_file() and _stem(file))


def _stem(file: Path) -> str:
    """Return the split that a file is of; empty for no qrels."""
    return next((file.name.removesuffix(ending) for ending in _ENDINGS if file.name.endswith(ending)), "")


def _listed(splits: Mapping[str, Path]) -> str:
    return ", ".join(splits) or "none"


def read_qrels(file: Path) -> Qrels:
    """Read three columns (question, document, relevance), TREC's four, or lines of JSON; a header is skipped."""
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
    return _of_json(file) if ".jsonl" in file.suffixes else _of_columns(file)


def _of_json(file: Path) -> Iterator[tuple[int, list[str]]]:
    for line in json_lines(file):
        yield line.number, [line.name("query-id"), line.name("corpus-id"), str(line.values.get("score"))]


def _of_columns(file: Path) -> Iterator[tuple[int, list[str]]]:
    commas = False
    try:
        with opened(file, None) as stream:
            for number, data in bounded_lines(stream, MOST_BESIDES_TEXT):
                if len(data) > MOST_BESIDES_TEXT:
                    raise _wrong(file, number, f"has more than {MOST_BESIDES_TEXT:,} bytes")
                line = data.decode("utf-8-sig" if number == 1 else "utf-8")
                line = line.rstrip()  # what stands behind the relevance is no column
                commas = commas or (number == 1 and line.count(",") in (2, 3) and len(line.split()) == 1)
                if line:
                    yield number, line.split("\t" if "\t" in line else "," if commas else None)
    except UnicodeDecodeError as error:
        raise CorpusError(f"{file} is not UTF-8; save it as UTF-8 and try again") from error


def _number(text: str) -> int | None:
    """Return a relevance, which some write as 1.0."""
    try:
        return int(text) if "." not in text else _whole(float(text))
    except ValueError:
        return None


def _whole(value: float) -> int | None:
    return int(value) if value.is_integer() else None


def _wrong(file: Path, number: int, what: str) -> CorpusError:
    return CorpusError(f"{file}, line {number} {what}; mend or remove the line")
