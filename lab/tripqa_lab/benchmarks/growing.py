"""What more passages cost: ingest, memory, disk, opening, and each arm of a search.

Each size is made, ingested and searched in a process of its own each, so that the memory of one is not the others'.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console

from tripqa.domain import EVERYTHING
from tripqa.index.generations import read_current
from tripqa.index.local import LocalIndex  # loaded before the clock starts
from tripqa.index.vectors import PassageVectors, map_vectors
from tripqa.index.writing import PASSAGE_VECTORS
from tripqa.ingesting import IngestReport, ingest
from tripqa.parsing.beir import CORPUS
from tripqa.parsing.corpus import read_corpus
from tripqa.ports import Vectors
from tripqa.progress import progress_on
from tripqa.questions import DEFAULT_HITS
from tripqa.retrieval import CANDIDATES, Retrieval
from tripqa.settings import Settings, load_settings
from tripqa.text.folding import fold_question
from tripqa.text.names import CorpusNames
from tripqa.text.terms import question_terms
from tripqa.wiring import choose_encoder
from tripqa_lab.benchmarks.machine import peak_of_this, resident_of_this
from tripqa_lab.benchmarks.nearest import Alone, find_among, p50_p99, recall_skimmed, timed
from tripqa_lab.benchmarks.process import apart
from tripqa_lab.benchmarks.sizes import documents_for
from tripqa_lab.benchmarks.table import Sheet

HASHING = "hashing"
_COLUMNS = (
    *("passages", "documents", "encoder", "ingest s", "again s", "one changed s", "peak MB", "bytes each"),
    *("open s", "resident MB"),
    *("nearest ms", "recall@10 skimmed", "matching ms", "encoding ms", "whole ms"),
)


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest took."""

    passages: int
    documents: int
    seconds: float
    again: float  # seconds of a second run, over the same documents
    one_changed: float  # seconds of a third, after one document was changed
    peak: int  # bytes in memory
    index: int  # bytes on disk


@dataclass(frozen=True, slots=True)
class Searched:
    """What searching took: seconds of each question, by what was done."""

    open: float
    resident: int  # bytes, after all questions
    nearest: tuple[float, ...]
    matching: tuple[float, ...]
    encoding: tuple[float, ...]
    whole: tuple[float, ...]  # Retrieval.rank: all of these, and fusing
    recall: float  # of the nearest ten, by skimming
    alone: tuple[Alone, ...]  # more vectors than were encoded


@dataclass(frozen=True, slots=True)
class Grown:
    """One size."""

    encoder: str
    ingested: Ingested
    searched: Searched


def grow(data: Path, size: int, encoder: str | None, questions: Sequence[str], alone: Sequence[int] = ()) -> Grown:
    """Ingest and search so many passages made of the documents of a folder, and so many vectors alone beside."""
    named = encoder or load_settings({}).encoder
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        with apart() as process:
            process.submit(write_corpus, data, size, corpus).result()
        with apart() as process:
            ingested = process.submit(ingest_size, corpus, named, index).result()
        with apart() as process:
            searched = process.submit(search_size, named, index, questions, alone).result()
    return Grown(named, ingested, searched)


def write_corpus(data: Path, size: int, corpus: Path) -> None:
    """Write the documents that so many passages take as rows of a corpus.jsonl."""
    corpus.mkdir()
    with (corpus / CORPUS).open("w", encoding="utf-8") as stream:
        for one in documents_for(read_corpus(data).documents, size):
            row = {"_id": one.id, "title": one.title, "text": one.text, "lang": one.language}
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def ingest_size(corpus: Path, encoder: str, index: Path) -> Ingested:
    """Read and ingest in this process, as `tripqa ingest` does. Progress goes to stderr."""
    first, seconds = _ingest(corpus, encoder, index)
    peak = peak_of_this()
    written = sum(facts.bytes for facts in first.manifest.files.values())
    second, again = _ingest(corpus, encoder, index)
    _change_one(corpus / CORPUS)
    third, one_changed = _ingest(corpus, encoder, index)
    assert (second.changed, third.changes.unchanged) == (False, len(read_corpus(corpus).documents) - 1)
    manifest = first.manifest
    return Ingested(manifest.passages, manifest.documents, seconds, again, one_changed, peak, written)


def _ingest(corpus: Path, encoder: str, index: Path) -> tuple[IngestReport, float]:
    """Read and ingest; return what came of it, and the seconds it took."""
    with progress_on(Console(stderr=True)) as show:
        started = time.perf_counter()
        documents, choice = read_corpus(corpus).documents, choose_encoder(_settings(encoder, index))
        report = ingest(documents, index, choice, show("encoding", "texts"), rebuild=False)
        return report, time.perf_counter() - started


def _change_one(file: Path) -> None:
    """Write another sentence behind the first document of a corpus.jsonl."""
    first, others = file.read_bytes().split(b"\n", 1)
    row = json.loads(first)
    row["text"] += "\n\nこの一文は後から加えました。"
    file.write_bytes(json.dumps(row, ensure_ascii=False).encode() + b"\n" + others)


def search_size(encoder: str, index: Path, questions: Sequence[str], alone: Sequence[int]) -> Searched:
    """Open an index in this process and ask every question of each arm and of both."""
    choice = choose_encoder(_settings(encoder, index))
    started = time.perf_counter()
    opened = LocalIndex.open(index, space=choice.space)
    open_ = time.perf_counter() - started
    loaded = choice.load()
    names, retrieval = CorpusNames(opened.names()), Retrieval(opened, loaded, reranker=None)
    words = [names.in_corpus_words(fold_question(question)) for question in questions]
    passages = _passage_vectors(index)
    vectors = [loaded.encode_question(text) for text in words]
    both = [(vector, question_terms(text, names)) for vector, text in zip(vectors, words, strict=True)]
    return Searched(
        open=open_,
        nearest=timed([partial(opened.candidates, vector, (), CANDIDATES, 0, EVERYTHING) for vector in vectors]),
        matching=timed([partial(opened.candidates, *sought, 0, CANDIDATES, EVERYTHING) for sought in both]),
        encoding=timed([partial(loaded.encode_question, text) for text in words]),
        whole=timed([partial(retrieval.rank, question, DEFAULT_HITS, EVERYTHING) for question in questions]),
        resident=resident_of_this(),  # read before what follows, which holds vectors in memory
        recall=recall_skimmed(passages, PassageVectors.skimming(passages), vectors),
        alone=tuple(find_among(passages, size, vectors) for size in alone),
    )


def growing_sheet(grown: Sequence[Grown]) -> Sheet:
    """Lay out one row for each size."""
    return Sheet("Growing (p50 / p99 where two figures stand)", _COLUMNS, tuple(map(_row, grown)))


def _settings(encoder: str, index: Path) -> Settings:
    return load_settings({"encoder": encoder, "index": index, "remembered_questions": 0})


def _passage_vectors(index: Path) -> Vectors:
    return read_current(
        index,
        lambda found: map_vectors(found.folder / PASSAGE_VECTORS, found.manifest.passages, found.manifest.dimension),
    )


def _row(one: Grown) -> tuple[str, ...]:
    ingested, searched = one.ingested, one.searched
    return (
        f"{ingested.passages:,}",
        f"{ingested.documents:,}",
        one.encoder,
        f"{ingested.seconds:.1f}",
        f"{ingested.again:.1f}",
        f"{ingested.one_changed:.1f}",
        f"{ingested.peak / 1e6:.0f}",
        f"{ingested.index / ingested.passages:,.0f}",
        f"{searched.open:.2f}",
        f"{searched.resident / 1e6:.0f}",
        p50_p99(searched.nearest),
        f"{searched.recall:.3f}",
        *map(p50_p99, (searched.matching, searched.encoding, searched.whole)),
    )
