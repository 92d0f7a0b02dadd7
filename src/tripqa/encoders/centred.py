"""An encoder less what all texts of one language share.

The vectors of a multilingual encoder lie in one cone for each language, so that a question is nearer to any text
of its own language than to the answer in another. Taking off a share of the language's mean brings them together
(Libovický, Rosa and Fraser, 2020, "On the Language Neutrality of Pre-trained Multilingual Representations"). What
it gains and costs was measured: docs/decisions/0003-centring.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from tripqa.ports import Encoder, Progress, Vector, Vectors
from tripqa.text.language import find_language

_FILE = "background.json"
SHARE = 0.7  # of the mean that is taken off


@dataclass(frozen=True, slots=True)
class Background:
    """The mean vector of everyday questions and of everyday passages in each language, in one space."""

    questions: Mapping[str, Vector]
    passages: Mapping[str, Vector]


def background_of(space: str) -> Background | None:
    """Return what is known of a space; None if nobody has measured it."""
    measured = json.loads(files("tripqa.encoders").joinpath(_FILE).read_text(encoding="utf-8"))
    if space not in measured["spaces"]:
        return None
    return Background(_means(measured["questions"]), _means(measured["passages"]))


def centred_space(space: str, background: Background) -> str:
    """Name the space that centring makes of another, by the very means that it takes off."""
    digest = hashlib.sha256()
    for means in (background.questions, background.passages):
        for language in sorted(means):
            digest.update(language.encode() + means[language].tobytes())
    return f"{space}; less {SHARE} of the means {digest.hexdigest()[:8]} of its language"


class CentredEncoder:
    """Another encoder's vectors, less a share of the mean of their language, scaled to length 1.

    The language is told from each text; where it cannot be, the mean of all languages is taken off.
    """

    def __init__(self, inner: Encoder, background: Background) -> None:
        self.space, self.dimension = centred_space(inner.space, background), inner.dimension
        self._inner, self._background = inner, background

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Return float32 (len(texts), dimension), each row of length 1, in the order given."""
        vectors = self._inner.encode_passages(texts, progress)
        return _centred(vectors, [_mean(self._background.passages, text) for text in texts])

    def encode_question(self, text: str) -> Vector:
        """Return float32 (dimension,) of length 1."""
        vector = self._inner.encode_question(text)
        centred: Vector = _centred(vector[None, :], [_mean(self._background.questions, text)])[0]
        return centred


def _centred(vectors: Vectors, means: Sequence[Vector]) -> Vectors:
    if not means:
        return vectors
    moved = vectors - np.float32(SHARE) * np.stack(means)
    unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit


def _mean(means: Mapping[str, Vector], text: str) -> Vector:
    found = means.get(find_language(text))
    return found if found is not None else np.mean(list(means.values()), axis=0, dtype=np.float32)


def _means(values: Mapping[str, Sequence[float]]) -> dict[str, Vector]:
    return {language: np.array(mean, np.float32) for language, mean in values.items()}
