"""Question and passage as the reader's network takes them: tokens that know which characters they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tripqa.domain import Span
from tripqa.text.folding import fold, fold_question, lowered

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

LONGEST_QUESTION, LONGEST_PATH, LONGEST_PASSAGE = 64, 64, 320  # tokens; what is longer is cut
BOS, EOS = 0, 2


@dataclass(frozen=True, slots=True)
class Tokenized:
    """Tokens of a passage. Token `first + i` comes from the characters `spans[i]` of the passage's own text."""

    ids: tuple[int, ...]
    first: int
    spans: tuple[Span, ...]


class Tokens:
    """The encoder's tokenizer, over folded text in lower case: no question is answered otherwise for its capitals."""

    def __init__(self, pieces: SentencePieceProcessor) -> None:
        self._pieces = pieces

    def question(self, text: str) -> tuple[int, ...]:
        """Return the tokens of a question."""
        ids = self._pieces.encode("query: " + fold_question(text))
        return (BOS, *ids[:LONGEST_QUESTION], EOS)

    def passage(self, path: tuple[str, ...], text: str) -> Tokenized:
        """Return the tokens of a passage, below those of the title and the headings above it."""
        above = "passage: " + lowered("".join(f"{fold(part).text}。" for part in path))
        head = [BOS, *self._pieces.encode(above)[: LONGEST_PATH + 3]]
        folded = fold(text)
        low = lowered(folded.text)
        places = _characters(low)
        pieces = [
            (piece.id, folded.origin(places[piece.begin], places[piece.end]))
            for piece in self._pieces.encode(low, return_type="proto").pieces
            if piece.begin < piece.end
        ][:LONGEST_PASSAGE]
        ids, spans = tuple(piece for piece, _ in pieces), tuple(span for _, span in pieces)
        return Tokenized((*head, *ids, EOS), len(head), spans)


def _characters(text: str) -> list[int]:
    """Return the character of each byte of the text in UTF-8, and of its end: sentencepiece counts bytes."""
    return [place for place, character in enumerate(text) for _ in character.encode()] + [len(text)]
