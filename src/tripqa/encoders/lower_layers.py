"""The lower layers of the bundled network, which encoder and reader share: in memory once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tripqa.encoders.onnx_session import INPUT, OUTPUT, WORDS, open_network
from tripqa.errors import EncoderError
from tripqa.ports import Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentencepiece import SentencePieceProcessor

LOWER, PIECES = "lower.onnx", "pieces.spm"


class LowerLayers:
    """A tokenizer, embedding and layers. Safe to call from several threads."""

    def __init__(self, session: InferenceSession, pieces: SentencePieceProcessor) -> None:
        self.pieces, self._session = pieces, session

    @classmethod
    def load(cls, folder: Path) -> LowerLayers:
        """Load them from the folder of a light encoder; EncoderError says what to do if that cannot be done."""
        from sentencepiece import SentencePieceProcessor

        try:
            pieces = SentencePieceProcessor(model_file=str(folder / PIECES))
        except (OSError, RuntimeError) as error:
            raise EncoderError(f"{folder} cannot be loaded ({error}); delete that folder") from error
        return cls(open_network(folder / LOWER), pieces)

    def run(self, ids: Sequence[int]) -> tuple[Vectors, Vectors]:
        """Return what the table has of each token, and its state: both (tokens, hidden)."""
        words, states = self._session.run([WORDS, OUTPUT], {INPUT: np.array([ids], np.int64)})
        return words[0], states[0]
