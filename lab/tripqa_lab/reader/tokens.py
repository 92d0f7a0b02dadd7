"""Question and passage as the network reads them: tokens that know which characters they come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from tripqa.text.folding import fold, fold_question

LONGEST_QUESTION, LONGEST_PATH, LONGEST_PASSAGE = 64, 40, 320  # tokens; what is longer is cut
BOS, EOS = 0, 2


@dataclass(frozen=True, slots=True)
class Read:
    """Tokens of a passage. Token `first + i` comes from the characters `spans[i]` of the passage's own text."""

    ids: tuple[int, ...]
    first: int
    spans: tuple[tuple[int, int], ...]


class Tokens:
    """The encoder's tokenizer."""

    def __init__(self, pieces: Path) -> None:
        self._pieces = SentencePieceProcessor(model_file=str(pieces))
        self.question = lru_cache(100_000)(self._question)
        self.passage = lru_cache(200_000)(self._passage)

    def _question(self, text: str) -> tuple[int, ...]:
        ids = self._pieces.encode("query: " + fold_question(text))
        return (BOS, *ids[:LONGEST_QUESTION], EOS)

    def _passage(self, path: tuple[str, ...], text: str) -> Read:
        above = "passage: " + "".join(f"{fold(part).text}。" for part in path)
        head = [BOS, *self._pieces.encode(above)[: LONGEST_PATH + 3]]
        folded = fold(text)
        places = _characters(folded.text)
        pieces = [
            (piece.id, folded.origin(places[piece.begin], places[piece.end]))
            for piece in self._pieces.encode(folded.text, return_type="proto").pieces
            if piece.begin < piece.end
        ][:LONGEST_PASSAGE]
        ids, spans = tuple(piece for piece, _ in pieces), tuple(span for _, span in pieces)
        return Read((*head, *ids, EOS), len(head), spans)


def _characters(text: str) -> list[int]:
    """Return the character of each byte of the text in UTF-8, and of its end: sentencepiece counts bytes."""
    return [place for place, character in enumerate(text) for _ in character.encode()] + [len(text)]


def tokens_of(read: Read, span: tuple[int, int]) -> tuple[int, int] | None:
    """Return the first and the last token of a span of characters; None if the end was cut off."""
    held = [number for number, (start, end) in enumerate(read.spans) if end > span[0] and start < span[1]]
    if not held or read.spans[held[-1]][1] < span[1]:
        return None
    return read.first + held[0], read.first + held[-1]
