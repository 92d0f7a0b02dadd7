"""A sentence encoder in ONNX, run by onnxruntime one text at a time, without PyTorch.

int8 takes its scales from all that it is given at once, so texts that share a batch change one another's vectors.
Alone and unpadded, a text's vector is its own, in any thread. Texts are spread over threads, each of which runs one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tripqa.encoders.lower_layers import LowerLayers
from tripqa.encoders.onnx_session import STATES, open_network
from tripqa.encoders.space import Prefixes
from tripqa.encoders.windows import parts_within, weighted_mean
from tripqa.errors import EncoderError
from tripqa.ports import Progress, Vector, Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

UPPER, FACTS = "upper.onnx", "encoder.json"


@dataclass(frozen=True, slots=True)
class Facts:
    """What an encoder's folder says of itself."""

    precision: str
    lowest_cosine: float  # to the reference, of the texts it was checked with
    window: int  # tokens
    dimension: int

    @classmethod
    def read(cls, folder: Path) -> Facts:
        """Read what `write` has written; EncoderError if it cannot be."""
        try:
            return cls(**json.loads((folder / FACTS).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise EncoderError(f"the encoder in {folder} cannot be read ({error}); delete that folder") from error

    def write(self, folder: Path) -> None:
        """Write them into an encoder's folder."""
        (folder / FACTS).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


class OnnxEncoder:
    """A network and its tokenizer, with a prefix for questions and one for passages. Safe to call from several threads.

    A text longer than the network's window is encoded in parts; its vector is their mean, weighted by tokens.
    """

    def __init__(
        self, lower: LowerLayers, upper: InferenceSession, facts: Facts, space: str, prefixes: Prefixes, threads: int
    ) -> None:
        self.space, self.dimension = space, facts.dimension
        self._lower, self._upper = lower, upper
        self._window, self._prefixes, self._threads = facts.window, prefixes, threads

    @classmethod
    def load(
        cls,
        folder: Path,
        space: str,
        prefixes: Prefixes,
        threads: int,
        lower: Callable[[Path], LowerLayers] = LowerLayers.load,
    ) -> OnnxEncoder:
        """Load a folder with a network, its tokenizer and its facts. Passages are spread over `threads`."""
        return cls(lower(folder), open_network(folder / UPPER), Facts.read(folder), space, prefixes, threads)

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Return float32 (len(texts), dimension), each row of length 1, in the order given."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        with ThreadPoolExecutor(self._threads, thread_name_prefix="encode") as threads:
            for row, vector in enumerate(threads.map(self._encode_passage, texts)):
                vectors[row] = vector
                progress(row + 1, len(texts))
        return vectors

    def encode_question(self, text: str) -> Vector:
        """Return float32 (dimension,) of length 1."""
        return self._encode(text, self._prefixes.question)

    def _encode_passage(self, text: str) -> Vector:
        return self._encode(text, self._prefixes.passage)

    def _encode(self, text: str, prefix: str) -> Vector:
        ids = self._ids(prefix + text)
        if len(ids) <= self._window:
            return self._run(ids)
        parts = parts_within(self._window, text, lambda part: len(self._ids(prefix + part)))
        vectors = np.stack([self._run(self._ids(prefix + part)[: self._window]) for part, _ in parts])
        return weighted_mean(vectors, [tokens for _, tokens in parts])

    def _ids(self, text: str) -> list[int]:
        found: list[int] = self._lower.pieces.encode(text, add_bos=True, add_eos=True)
        return found

    def _run(self, ids: Sequence[int]) -> Vector:
        _, states = self._lower.run(ids)
        vector: Vector = self._upper.run(None, {STATES: states[None]})[0][0]
        return vector
