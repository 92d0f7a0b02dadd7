"""What can be exchanged, and what each exchangeable part promises. This is the whole extension story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tripqa.domain import Answer, Document, Hit, Manifest, Passage, Question, Scored

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


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """What an encoder made of passages: a row for each, and a row for each sentence of each, in order."""

    passages: Vectors
    sentences: Vectors


class PassageIndex(Protocol):
    """One complete generation of passages, read-only. Scores are cosines; higher is better.

    Equal scores come back in passage-id order, so that results never flicker.
    """

    @property
    def manifest(self) -> Manifest:
        """Return what this generation was built from."""

    def nearest(self, vector: Vector, k: int) -> list[Scored]:
        """Return at most k passages by cosine, best first. Fewer match, fewer come back."""

    def sentence_scores(self, vector: Vector, passage_ids: Sequence[str]) -> list[tuple[float, ...]]:
        """Return for each passage the cosine of each of its sentences, in reading order."""

    def documents(self) -> list[Document]:
        """Return every document, by id."""

    def document(self, document_id: str) -> Document:
        """Return that document; NotFound if there is none."""

    def passage(self, passage_id: str) -> Passage:
        """Return that passage; NotFound if there is none."""


class Answerer(Protocol):
    """Makes an answer out of hits. It cites these hits and nothing else."""

    @property
    def name(self) -> str:
        """Return what an answer names as its maker."""

    def answer(self, question: Question, hits: Sequence[Hit]) -> Answer:
        """Return quotes that answer, or NoAnswer."""
