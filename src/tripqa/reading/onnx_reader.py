"""The trained reader, run by onnxruntime one pair at a time: what it says of a passage depends on nothing else.

Question and passage are read apart by the encoder's lower layers, and what those make of a passage is kept for the
next question; the reader's own layers read both together (Cao et al., 2020, "DeFormer").
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from tripqa.encoders.lower_layers import LowerLayers
from tripqa.encoders.onnx_session import STATES, open_network
from tripqa.errors import EncoderError
from tripqa.ports import Reading
from tripqa.reading.heads import Apart, Heads
from tripqa.reading.in_turn import InTurn
from tripqa.reading.tokens import Tokenized, Tokens
from tripqa.reading.weights import Weights
from tripqa.remembering import remembering

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

NETWORK, HEADS, FACTS = "reader.onnx", "heads.npz", "reader.json"
_REMEMBERED = 256  # passages: some 250 kB each


@dataclass(frozen=True, slots=True)
class ReaderFacts:
    """What a reader's folder says of itself: how it agrees with float32 on the pairs that it was checked with."""

    precision: str
    same_span: float  # share
    apart: float  # of the probability of standing, at the 95th percentile

    @classmethod
    def read(cls, folder: Path) -> ReaderFacts:
        """Read what `write` has written; EncoderError if it cannot be."""
        try:
            return cls(**json.loads((folder / FACTS).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise EncoderError(f"the reader in {folder} cannot be read ({error}); delete that folder") from error

    def write(self, folder: Path) -> None:
        """Write them into a reader's folder."""
        (folder / FACTS).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


class OnnxReader:
    """Layers of its own over the encoder's lower ones. Safe to call from several threads.

    All who ask share `threads`, each of which reads one pair; the questions take turns.
    """

    def __init__(self, lower: LowerLayers, upper: InferenceSession, heads: Weights, threads: int) -> None:
        self._lower, self._upper, self._heads = lower, upper, Heads(heads)
        self._tokens = Tokens(lower.pieces)
        self._threads = InTurn(threads, "read")
        self._passage = remembering(self._read_passage, _REMEMBERED)

    @classmethod
    def load(cls, folder: Path, lower: LowerLayers, threads: int) -> OnnxReader:
        """Load a reader's folder; EncoderError says what to do if that cannot be done."""
        try:
            with np.load(folder / HEADS) as file:
                heads = dict(file)
        except (OSError, ValueError, EOFError, BadZipFile) as error:
            raise EncoderError(f"the reader in {folder} cannot be read ({error}); delete that folder") from error
        ReaderFacts.read(folder)
        return cls(lower, open_network(folder / NETWORK), heads, threads)

    def read(
        self, question: str, passages: Sequence[tuple[tuple[str, ...], str]], *, once: bool = False
    ) -> list[Reading]:
        """Read passages, each a text below its title and headings, in the order given."""
        asked = self._apart(self._tokens.question(question))
        read = self._read_passage if once else self._passage
        return self._threads.map(lambda passage: self._read(asked, *read(*passage)), passages)

    def _read(self, asked: Apart, passage: Tokenized, apart: Apart) -> Reading:
        states = self._upper.run(None, {STATES: self._heads.joined(asked, apart)[None]})[0][0]
        return self._heads.reading(states, len(asked.states), passage)

    def _read_passage(self, path: tuple[str, ...], text: str) -> tuple[Tokenized, Apart]:
        passage = self._tokens.passage(path, text)
        return passage, self._apart(passage.ids)

    def _apart(self, ids: Sequence[int]) -> Apart:
        return self._heads.apart(*self._lower.run(ids))
