"""The models by themselves, whatever is indexed: vectors of texts, and which of them answer a question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tripqa.ports import Encoder, Reader, Vectors
from tripqa.questions import question_of
from tripqa.text.folding import fold, fold_question, lowered

_READ = 300  # characters that are read at once, as long as a passage
_STEP = 200  # … and how far on the next begin, so that what lies between two is read whole


@dataclass(frozen=True, slots=True)
class Models:
    """What encodes and what reads. Safe to call from several threads."""

    encoder: Encoder
    reader: Reader

    def question_vectors(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (len(texts), dimension), each row of length 1, of texts that ask."""
        return np.stack([self.encoder.encode_question(fold_question(text)) for text in texts])

    def passage_vectors(self, texts: Sequence[str]) -> Vectors:
        """Return the same of texts that answer; one after another, so that questions wait for one text at most."""
        folded = [lowered(fold(text).text) for text in texts]
        return np.concatenate([self.encoder.encode_passages([text], _quiet) for text in folded])

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return of each text the probability that an answer stands in it, as the reader has it.

        Of a long one that is of its best stretch. QuestionRefused says what is wrong with the question.
        """
        asked = question_of(question, None, 1).text
        return [self._relevance(asked, text) for text in texts]

    def _relevance(self, question: str, text: str) -> float:
        stretches = [text[at : at + _READ] for at in range(0, max(1, len(text) - _READ + _STEP), _STEP)]
        best = max(
            reading.stands for reading in self.reader.read(question, [((), one) for one in stretches], once=True)
        )
        return 1 / (1 + math.exp(-best))


def written_out(texts: Sequence[str]) -> int:
    """Return how many characters models read of texts: as they are or as they are folded, whichever are more."""
    return sum(max(len(text), len(fold(text).text)) for text in texts)


def _quiet(done: int, total: int) -> None:
    """Show no progress."""
