"""What the reader's network says of its states: where an answer begins, ends and lies, and whether it stands there.

It is the arithmetic of `ReaderNetwork` in lab/tripqa_lab/reader/network.py, for one question and one passage.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tripqa.ports import Reading, Vector, Vectors
from tripqa.reading.tokens import Tokenized
from tripqa.reading.weights import Weights

_erf = np.frompyfunc(math.erf, 1, 1)
_NONE = np.zeros(0, np.float32)
_NOTHING = Reading(-20.0, 0.0, (), _NONE, _NONE)  # of a passage without text


@dataclass(frozen=True, slots=True)
class Heads:
    """The small matrices before and after the layers, in float32."""

    weights: Weights

    def joined(self, question: Apart, passage: Apart) -> Vectors:
        """Return the states (tokens, hidden) of both, each told on which side it is and how like its likest word is."""
        side, partnered = self.weights["side"], self.weights["partnered"]
        alike = question.words @ passage.words.T
        return np.concatenate(
            [
                apart.states + side[number] + likest[:, None] * partnered[number]
                for number, (apart, likest) in enumerate(((question, alike.max(1)), (passage, alike.max(0))))
            ]
        ).astype(np.float32)

    def apart(self, words: Vectors, states: Vectors) -> Apart:
        """Return a text that was read alone, by what the lower layers say of it; both (tokens, hidden)."""
        own = words - self.weights["common"]
        unit = own / np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-12)
        return Apart(states.astype(np.float16), unit)

    def reading(self, states: Vectors, asked: int, passage: Tokenized) -> Reading:
        """Return what the states of the last layer, of which `asked` are the question's, say of a passage."""
        if not passage.spans:
            return _NOTHING
        first = asked + passage.first
        scores = self._linear("tokens", states)
        held = slice(first, first + len(passage.spans))
        begins, ends = scores[held, :2].T
        nowhere = scores[0, :2]
        lead = np.mean([_logsumexp(begins) - nowhere[0], _logsumexp(ends) - nowhere[1]]) - math.log(len(begins))
        pooled = _softmax((begins + ends) / 2) @ states[held]
        lacking = self._linear("partner", states[:asked]).max(0)
        told = self._linear("stands.2", _gelu(self._linear("stands.0", np.concatenate([states[0], pooled, lacking]))))
        contradicted = float(self._linear("contradicted", states[:asked]).max())
        against = self.weights["against"][0] * np.logaddexp(0, contradicted)
        stands = float(told[0] + self.weights["weighs"][0] * lead - against)
        return Reading(stands, float(nowhere.sum()), passage.spans, begins, ends)

    def _linear(self, name: str, values: NDArray[np.float32]) -> NDArray[np.float32]:
        made: NDArray[np.float32] = values @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return made


@dataclass(frozen=True, slots=True)
class Apart:
    """A text that was read alone: its states after the lower layers, and its words; both (tokens, hidden).

    Words are without what all have in common, and of length 1.
    """

    states: NDArray[np.float16]
    words: Vectors


def _gelu(values: Vector) -> Vector:
    made: Vector = values * 0.5 * (1 + _erf(values / math.sqrt(2)).astype(np.float32))
    return made


def _logsumexp(values: Vector) -> float:
    most = float(values.max())
    return most + math.log(float(np.exp(values - most).sum()))


def _softmax(values: Vector) -> Vector:
    parts = np.exp(values - values.max())
    shares: Vector = parts / parts.sum()
    return shares
