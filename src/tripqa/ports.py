"""What can be exchanged, and what each exchangeable part promises. This is the whole extension story."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tripqa.domain import Answer, Document, Filter, Passage, Question, Ranking, Span, WrittenGroup
from tripqa.manifest import Manifest

Vector = NDArray[np.float32]
Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]  # how many texts are done, and how many there are


class Encoder(Protocol):
    """Turns text into unit vectors of one space. Sources: the model card named by `space`."""

    @property
    def space(self) -> str:
        """Name model, weights, pooling, prefixes and precision: equal names, equal vectors."""

    @property
    def dimension(self) -> int:
        """Return the length of every vector."""

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Return float32 (len(texts), dimension), each row of length 1, in the order given.

        Nothing is cut: a text longer than the model's window is encoded in parts and their mean taken.
        """

    def encode_question(self, text: str) -> Vector:
        """Return float32 (dimension,) of length 1. Safe to call from several threads."""


@dataclass(frozen=True, slots=True)
class EncoderChoice:
    """An encoder that is named and not loaded: its space is known at once, loading it takes seconds."""

    space: str
    load: Callable[[], Encoder]


class Reranker(Protocol):
    """Reads question and passage together, which costs more and tells more. Higher is better."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a score for each text, in the order given. Safe to call from several threads."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader says of a question and one passage. Token `i` is the characters `spans[i]` of the passage's text.

    Scores are comparable within a reading: a span is as good as its first token begins and its last one ends it.
    """

    stands: float  # logit of the answer standing there
    nowhere: float  # what a span has to beat to be one
    spans: tuple[Span, ...]
    begins: Vector  # (tokens,)
    ends: Vector


class Reader(Protocol):
    """Reads question and passage together: where the answer stands, and whether it stands there."""

    def read(
        self, question: str, passages: Sequence[tuple[tuple[str, ...], str]], *, once: bool = False
    ) -> list[Reading]:
        """Read passages, each a text below its title and headings, in the order given.

        What is said of one does not depend on the others. Nothing is remembered of those that are read `once`. Safe to
        call from several threads.
        """


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that an index found for a question, in passage-id order, with all their scores.

    A passage's number is its place in passage-id order among all of the index, from 0.
    """

    numbers: NDArray[np.int64]
    dense: Vector  # cosine of each
    lexical: NDArray[np.float64]  # coverage of each
    sentences: Vector  # cosine of each of their sentences, in reading order, one passage after another
    bounds: NDArray[np.int64]  # those of the i-th passage are sentences[bounds[i]:bounds[i + 1]]; each has some
    worth: Mapping[str, float]  # what each of the question's terms adds to the coverage of what holds it; in all 1

    def sentences_of(self, place: int) -> Vector:
        """Return the cosine of each sentence of the candidate at that place."""
        return self.sentences[self.bounds[place] : self.bounds[place + 1]]


class Documents(Protocol):
    """The documents of one generation, read-only: all that it takes to check a quote."""

    @property
    def manifest(self) -> Manifest:
        """Return what this generation was built from."""

    def ids(self) -> Sequence[str]:
        """Return the id of every document, in order."""

    def documents(self) -> Iterator[Document]:
        """Return every document, by id, one at a time."""

    def document(self, document_id: str) -> Document:
        """Return that document; NotFound if there is none."""


class PassageIndex(Documents, Protocol):
    """One complete generation of passages, read-only. Higher scores are better.

    The dense score is a cosine. The lexical one is coverage: the weight of the question's terms that a passage holds
    over that of all the question's terms, where the weight of a term is text.terms.weight times its idf,
    ln(1 + (N - n + .5) / (n + .5)) for n of N passages (Robertson and Zaragoza, 2009, "The Probabilistic Relevance
    Framework"). Of passages with equal scores the first by id is the better one, so that results never flicker.
    """

    def candidates(
        self, vector: Vector, terms: Collection[str], nearest: int, matching: int, where: Filter
    ) -> Candidates:
        """Return what either arm finds, once, with the scores of both: fusing needs both for every candidate.

        These are the `nearest` passages by cosine, and the `matching` ones by lexical score that hold a term at all.
        Fewer are let through, fewer come back.
        """

    def passage_at(self, number: int) -> Passage:
        """Return the passage that has this number."""

    def passages_of(self, document_id: str) -> Sequence[int]:
        """Return the numbers of a document's passages, in reading order; none if there is no such document."""

    def sentence_vectors(self, number: int) -> Vectors:
        """Return float32 (sentences, dimension): the vectors of the sentences of the passage that has this number."""

    def names(self) -> Sequence[WrittenGroup]:
        """Return the names that the corpus knows several writings of."""

    def passage(self, passage_id: str) -> Passage:
        """Return that passage; NotFound if there is none."""

    def part(self, documents: Collection[str]) -> PassageIndex:
        """Return an index of these documents alone: it answers as one that was built from nothing else.

        Names, weights of terms, counts and errors are those of what it shows, so that nothing of another document
        can be told from them; ids that are not here are passed over. Its manifest's `generation` is the whole's, and
        fingerprints of what the whole holds are left out. The nearest are found exactly, as with a filter. The part of
        all documents is the index itself.
        """


class Answerer(Protocol):
    """Makes an answer out of a ranking. It cites its hits and nothing else."""

    @property
    def name(self) -> str:
        """Return what an answer names as its maker."""

    def answer(self, question: Question, ranking: Ranking) -> Answer:
        """Return quotes that answer, or NoAnswer."""
