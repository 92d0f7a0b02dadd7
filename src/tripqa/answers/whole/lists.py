"""Lists: all items of the one that a question means."""

from __future__ import annotations

from collections.abc import Sequence

from tripqa.answers.whole.asked import AskedWhole
from tripqa.answers.whole.blocks import Block, lists_of
from tripqa.answers.whole.matching import Sought
from tripqa.answers.whole.parts import Corpus, Part
from tripqa.text.variants import lexical_form

_LEAST = 4.0  # score of a list that is meant
_AHEAD = 0.2  # how far it lies above any other that shares no line with it
_MOST_ITEMS = 30


def listed(asked: AskedWhole, sought: Sought, corpus: Corpus) -> list[Part]:
    """Return the list that is meant; nothing where none, or more than one, may be."""
    blocks = [block for one in corpus.outlines for block in lists_of(one, asked.counts)]
    scored = sorted(((sought.score(one, corpus.vectors(one.outlined)), one) for one in blocks), key=_by_score)
    called = [one for _, one in scored if sought.calls(one)] if asked.sections and not asked.left else []
    if not called and not (scored and _is_sure(scored)):
        return []
    best = called[0] if called else scored[0][1]
    if len(best.lines) > _MOST_ITEMS:
        return []
    found = [_is_of(best, word) for word in asked.left]
    if not (sought.calls(best) or any(found)):
        return []
    return [Part(best.title, best.outlined, best.lines, doubtful=not all(found))]


def _is_of(block: Block, word: str) -> bool:
    """Tell whether a word stands in a list, above it or in its document's title.

    One that does not may be a condition that only some of the items meet, or a word of another language.
    """
    outlined = block.outlined
    above = (outlined.lines[place].text for head in block.heads for place in (*outlined.lines[head].path, head))
    held = (outlined.document.title, block.words, *above, *(line.text for line in block.lines))
    return lexical_form(word) in lexical_form(" ".join(held))


def _by_score(scored: tuple[float, Block]) -> float:
    return -scored[0]


def _is_sure(scored: Sequence[tuple[float, Block]]) -> bool:
    score, best = scored[0]
    others = (other for other, block in scored[1:] if not set(block.lines) & set(best.lines))
    return score >= _LEAST and score - next(others, 0.0) >= _AHEAD
