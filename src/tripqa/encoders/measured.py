"""What the bundled network does in float32, measured once in `lab/`: what int8 is fitted to, and checked against.

It ships (`measured.npz`, written by `python -m tripqa_lab.encoder measure`), so that making the light form needs
neither the network in float32 nor the library that runs it, and gives the same files everywhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tripqa.ports import Encoder, Vectors

FILE = "measured.npz"
_TEXTS = "texts.json"
_PLACES = ("states", "middle", "active")


@dataclass(frozen=True, slots=True)
class Ranges:
    """The largest absolute value that each column had among texts, at the three places of a layer that matter."""

    states: NDArray[np.float32]  # (hidden,): what comes into the layer
    middle: NDArray[np.float32]  # (hidden,): between attention and feed-forward
    active: NDArray[np.float32]  # (feed-forward,): inside the feed-forward


@dataclass(frozen=True, slots=True)
class Measured:
    """Ranges of each layer among the texts for them, and what the vectors of the checked texts have to be."""

    ranges: tuple[Ranges, ...]
    vectors: Vectors  # (2 * texts, hidden), as `checked_vectors` has them
    texts: str  # `texts_digest` of when they were measured

    @classmethod
    def read(cls) -> Measured:
        """Return what the package carries."""
        with files("tripqa.encoders").joinpath(FILE).open("rb") as file, np.load(file) as arrays:
            layers = zip(*(arrays[place] for place in _PLACES), strict=True)
            ranges = tuple(Ranges(*layer) for layer in layers)
            return cls(ranges, arrays["vectors"], str(arrays["texts"]))

    def write(self, file: Path) -> None:
        """Write it as the package carries it, in float32: rounded ranges would make another network."""
        places = {place: np.stack([getattr(layer, place) for layer in self.ranges]) for place in _PLACES}
        np.savez(file, vectors=self.vectors, texts=np.array(self.texts), **places)  # type: ignore[arg-type]


def checked_vectors(encoder: Encoder) -> Vectors:
    """Return an encoder's vectors of the checked texts: all as questions, then all as passages."""
    texts = texts_for("checked")
    questions = np.stack([encoder.encode_question(text) for text in texts])
    return np.concatenate([questions, encoder.encode_passages(texts, lambda done, total: None)])


def texts_for(purpose: str) -> Sequence[str]:
    """Return texts of our own in the four languages: what int8 is fitted to is not what it is checked with."""
    found: list[str] = json.loads(_texts())[purpose]
    return found


def texts_digest() -> str:
    """Return the SHA-256 of the texts that the package carries."""
    return hashlib.sha256(_texts()).hexdigest()


def _texts() -> bytes:
    return files("tripqa.encoders").joinpath(_TEXTS).read_bytes()
