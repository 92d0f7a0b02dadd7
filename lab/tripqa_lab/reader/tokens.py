"""The product's tokens, remembered, and where answers lie in them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from tripqa.reading import tokens
from tripqa.reading.tokens import Tokenized


class Tokens(tokens.Tokens):
    """The encoder's tokenizer: training asks for the same texts again and again."""

    def __init__(self, pieces: Path) -> None:
        super().__init__(SentencePieceProcessor(model_file=str(pieces)))
        self.question = lru_cache(100_000)(super().question)  # type: ignore[method-assign]
        self.passage = lru_cache(200_000)(super().passage)  # type: ignore[method-assign]


def tokens_of(read: Tokenized, span: tuple[int, int]) -> tuple[int, int] | None:
    """Return the first and the last token of a span of characters; None if the end was cut off."""
    held = [number for number, (start, end) in enumerate(read.spans) if end > span[0] and start < span[1]]
    if not held or read.spans[held[-1]][1] < span[1]:
        return None
    return read.first + held[0], read.first + held[-1]
