"""A dataset in BEIR form: `corpus.jsonl`, `queries.jsonl` and qrels in a folder.

Ids and qrels are held in memory; texts stay on disk and are read one at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tripqa.domain import Document, NameGroup
from tripqa.errors import CorpusError
from tripqa.evaluation.qrels import Qrels, qrels_file, read_qrels
from tripqa.evaluation.sample import sample
from tripqa.parsing.aliases import FILE as ALIASES
from tripqa.parsing.aliases import read_aliases, with_places
from tripqa.parsing.beir import CORPUS, QUESTIONS, documents_of, file_of, identified, language_of, read_rows
from tripqa.parsing.corpus import describe
from tripqa.parsing.json_lines import JsonLine, json_lines
from tripqa.parsing.source import Source
from tripqa.text.language import find_language


@dataclass(frozen=True, slots=True)
class DatasetQuestion:
    """A question of a dataset, with what the dataset says of its answer."""

    id: str
    text: str
    language: str  # as given, or as found
    answers: tuple[str, ...]
    answerable: bool  # true where the dataset does not say
    kind: str  # whatever the dataset calls it; empty where it does not say


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a folder in BEIR form asks, and of what."""

    folder: Path
    fingerprint: str  # SHA-256 over its files
    names: Mapping[str, str]  # BEIR id of each document, by the id it has with us
    qrels: Qrels
    unknown: int  # qrels of documents that the corpus does not hold
    not_asked: int  # questions of qrels that no line of queries.jsonl asks
    chosen: frozenset[str]  # ids of the questions that are asked
    not_judged: int  # questions left out: no relevant document, and not said to be without an answer
    over_limit: int  # questions left out to ask no more than was wished

    @property
    def name(self) -> str:
        """Return what the folder is called."""
        return self.folder.resolve().name

    @property
    def source(self) -> Source:
        """Return the file that its documents are read from."""
        return replace(describe(self.folder / CORPUS, CORPUS), path=file_of(self.folder, CORPUS))

    def corpus(self) -> tuple[list[Document], list[NameGroup]]:
        """Return its documents, and the names that `aliases.toml` and the sidecar beside them give."""
        aliases = self.folder / ALIASES
        names = with_places(read_aliases(aliases), self.source.about.places, aliases)
        return list(read_rows(self.source)), names

    def questions(self) -> Iterator[DatasetQuestion]:
        """Return the questions that are asked, one at a time, in the order of their file."""
        return (one for one in read_dataset_questions(file_of(self.folder, QUESTIONS)) if one.id in self.chosen)


def read_dataset(folder: Path, limit: int | None, split: str | None = None) -> Dataset:
    """Read all but the texts; of the questions choose at most `limit`. CorpusError names what cannot be used."""
    corpus, questions = (file_of(folder, name) for name in (CORPUS, QUESTIONS))
    for name, file in ((CORPUS, corpus), (QUESTIONS, questions)):
        if not file.is_file():
            raise CorpusError(f"there is no {folder / name}; name a folder in BEIR form")
    qrels = read_qrels(qrels_at := qrels_file(folder, split))
    names = {id: row.name("_id") for id, row in documents_of(json_lines(corpus))}
    known = frozenset(names.values())
    groups, not_judged, asked = _askable(questions, qrels)
    chosen = frozenset(sample(groups, limit) if limit else [id for group in groups for id in group])
    if not chosen:
        raise CorpusError(f"no question of {questions} has a relevant document in {qrels_at}")
    return Dataset(
        folder=folder,
        fingerprint=_fingerprint(
            (corpus, (folder / CORPUS).with_suffix(".toml"), folder / ALIASES, questions, qrels_at)
        ),
        names=names,
        qrels=qrels,
        unknown=sum(document not in known for judged in qrels.values() for document in judged),
        not_asked=len(qrels.keys() - asked),
        chosen=chosen,
        not_judged=not_judged,
        over_limit=sum(map(len, groups)) - len(chosen),
    )


def read_dataset_questions(file: Path) -> Iterator[DatasetQuestion]:
    """Return the questions of a file, one at a time."""
    return (_question(row) for row in identified(json_lines(file)))


def _question(row: JsonLine) -> DatasetQuestion:
    text, answers, answerable = row.text("text"), row.values.get("answers"), row.values.get("answerable")
    if answers is not None and not (isinstance(answers, list) and all(isinstance(one, str) for one in answers)):
        raise row.wrong("has 'answers' that are no list of texts")
    if not (answerable is None or isinstance(answerable, bool)):
        raise row.wrong("has an 'answerable' that is neither true nor false")
    return DatasetQuestion(
        id=row.name("_id"),
        text=text,
        language=language_of(row) or find_language(text),
        answers=tuple(answers or ()),
        answerable=answerable is not False,
        kind=row.text("kind", default=""),
    )


def _askable(file: Path, qrels: Qrels) -> tuple[list[list[str]], int, set[str]]:
    """Return the ids of the questions that can be judged, by language and kind, how many cannot be, and all ids."""
    groups: dict[tuple[str, bool], list[str]] = {}
    not_judged, asked = 0, set[str]()
    for question in read_dataset_questions(file):
        asked.add(question.id)
        if question.answerable and not any(value > 0 for value in qrels.get(question.id, {}).values()):
            not_judged += 1
        else:
            groups.setdefault((question.language, question.answerable), []).append(question.id)
    return list(groups.values()), not_judged, asked


def _fingerprint(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        digest.update(b"\n")
    return digest.hexdigest()
