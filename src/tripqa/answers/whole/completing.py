"""A list of which some items were quoted is quoted whole: who asks for all members wants no three of five.

The reader finds where an answer stands, sentence by sentence; the structure knows where a list begins and ends. Where
the heading of a list is quoted beside an item, the list was meant, however it was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tripqa.answers.choosing import MOST_CHARACTERS, MOST_CHARACTERS_OF_SEVERAL
from tripqa.answers.whole.blocks import Block, label_of, lists_of
from tripqa.answers.whole.outline import Line, Outline
from tripqa.citations.quoting import Quote, cited
from tripqa.domain import Answered, Citation

_MOST = 30  # items
_SURE = 0.5  # share of the quotes that lie in the list


@dataclass(frozen=True, slots=True)
class _Quoted:
    """What of a list is quoted."""

    block: Block
    items: tuple[Line, ...]
    heads: int

    @property
    def count(self) -> int:
        """Return how many of its lines are quoted, its heading among them."""
        return len(self.items) + self.heads


def completed(answer: Answered, outlines: Iterable[Outline], *, asked: bool) -> Answered:
    """Return an answer with the lines that it lacks of the list that holds most of what it quotes.

    Of several lists it is the shortest. The answer stays as it is where none holds half of it, where no list is asked
    for and none's heading is quoted, where it has a value of its own or values that contradict each other, and where
    all of the list is more than an answer to such a question may quote.
    """
    if answer.short or answer.conflicts or answer.parts:
        return answer
    said = [one for one in answer.citations if one.is_of_passage]
    found = [_quoted(block, said) for one in outlines for block in lists_of(one, frozenset()) if _is_list(block)]
    fitting = [one for one in found if one.items and (asked or one.heads) and one.count >= max(2, _SURE * len(said))]
    best = max(fitting, key=lambda one: (one.count, -len(one.block.lines)), default=None)
    if best is None:
        return answer
    quotes, most = _with(answer.citations, best), MOST_CHARACTERS_OF_SEVERAL if asked else MOST_CHARACTERS
    return replace(answer, citations=cited(quotes, most)) if sum(one.length for one in quotes) <= most else answer


def _with(citations: Sequence[Citation], quoted: _Quoted) -> list[Quote]:
    """Return what is quoted and all other lines of a list."""
    outlined = quoted.block.outlined
    known = (Quote(one.hit, (one.start, one.end)) for one in citations)
    lacking = (line for line in _labelled_alike(quoted) if not _is_quoted(line, citations, outlined.document.id))
    return [*known, *map(outlined.quote, lacking)]


def _is_list(block: Block) -> bool:
    return not block.chapters and 1 < len(block.lines) <= _MOST


def _quoted(block: Block, citations: Sequence[Citation]) -> _Quoted:
    outlined = block.outlined
    owner = outlined.document.id
    heads = sum(_is_quoted(outlined.lines[place], citations, owner) for place in block.heads)
    return _Quoted(block, tuple(line for line in block.lines if _is_quoted(line, citations, owner)), heads)


def _is_quoted(line: Line, citations: Iterable[Citation], document_id: str) -> bool:
    return any(
        one.hit.document.id == document_id and one.start < line.span[1] and line.span[0] < one.end for one in citations
    )


def _labelled_alike(quoted: _Quoted) -> tuple[Line, ...]:
    """Return the lines that have the label which all that are quoted share; all lines where these share none."""
    lines, outlined = quoted.block.lines, quoted.block.outlined
    labels = {label_of(outlined, line) for line in quoted.items}
    alike = tuple(line for line in lines if label_of(outlined, line) in labels)
    return alike if len(labels) == 1 and None not in labels and 1 < len(alike) < len(lines) else lines
