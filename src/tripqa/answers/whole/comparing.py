"""Two things side by side: each is looked for alone, and told from where the documents treat it and not the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tripqa.answers.whole.asked import AskedWhole, asked_whole
from tripqa.answers.whole.blocks import Block, lists_of, sections_of
from tripqa.answers.whole.matching import Sought
from tripqa.answers.whole.outline import Line, Outline
from tripqa.answers.whole.parts import Corpus, Part
from tripqa.answers.whole.sides import Side, sides
from tripqa.answers.whole.summing import sentences_of
from tripqa.domain import Answer, Answered
from tripqa.text.variants import lexical_form

Seek = Callable[[str], Sought]  # looks for a text
Read = Callable[[str], Answer]  # answers a question as an ordinary one

_LEAST = 4.5  # score of what treats a side
_SURE = 0.3  # confidence of answers to the questions of the sides alone, above which they are taken as they are
_SIDE = 2  # sentences of a side, where none is known to answer


def comparison(asked: AskedWhole, seek: Seek, read: Read, corpus: Corpus) -> list[Part]:
    """Return a part for each side, a sentence on both first if there is one; nothing where a side is not surely told.

    What is asked of each side alone is read; where that is not sure, what treats the side is quoted in its stead.
    """
    named = sides(asked.folded)
    if not named or any("comparison" in asked_whole(side.name).cues for side in named):
        return []
    told = [_told(side, read) for side in named]
    parts = _treated(named, told, asked, seek, corpus, by_name=True)
    if not parts and all(told):
        parts = [Part.read(side.name, answers) for side, answers in zip(named, told, strict=True)]
        if min(answer.confidence for answers in told for answer in answers) < _SURE:
            parts = _treated(named, told, asked, seek, corpus, by_name=False)
    return [*_both(named, seek(asked.folded), corpus), *parts] if parts else []


def _told(side: Side, read: Read) -> list[Answered]:
    """Return the answers to the questions of a side that have one."""
    return [answer for answer in map(read, side.questions) if isinstance(answer, Answered)]


def _treated(
    named: Sequence[Side],
    told: Sequence[Sequence[Answered]],
    asked: AskedWhole,
    seek: Seek,
    corpus: Corpus,
    *,
    by_name: bool,
) -> list[Part]:
    """Return what is said where the documents treat each side alone; nothing where that is one place."""
    blocks = [_treating(seek(side.name), asked, corpus) for side in named]
    one, other = blocks
    if one is None or other is None or set(one.lines) & set(other.lines):
        return []
    if by_name and any(_bare(side.name) != _bare(block.words) for block, side in zip((one, other), named, strict=True)):
        return []
    return [_side(*found, seek, corpus) for found in zip((one, other), named, told, strict=True)]


def _treating(sought: Sought, asked: AskedWhole, corpus: Corpus) -> Block | None:
    """Return the section or list that surely treats what is looked for."""
    blocks = [block for one in corpus.outlines for block in _blocks_of(one, asked.counts)]
    scored = [(sought.score(block, corpus.vectors(block.outlined)), block) for block in blocks]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= _LEAST else None


def _blocks_of(outlined: Outline, counts: frozenset[int]) -> Iterator[Block]:
    """Yield sections, and lists below a heading that are no rows of days."""
    yield from sections_of(outlined, counts)
    undated = (block for block in lists_of(outlined, counts) if not any(line.when for line in block.lines))
    yield from (block for block in undated if block.heads and not block.chapters)


def _bare(name: str) -> str:
    return lexical_form(name.split("(")[0]).strip()


def _side(block: Block, side: Side, told: Sequence[Answered], seek: Seek, corpus: Corpus) -> Part:
    """Return what a block says of a side: what answers its questions, or else what is most like it."""
    answering = [line for line in block.lines if any(_quotes(answer, block.outlined, line) for answer in told)]
    if answering:
        return Part(block.title, block.outlined, tuple(answering))
    sought, vector_of = seek(" ".join(side.questions)), corpus.vectors(block.outlined)
    likest = sorted(block.lines, key=lambda line: -sought.likeness(line, vector_of))[:_SIDE]
    return Part(block.title, block.outlined, tuple(line for line in block.lines if line in likest))


def _quotes(answer: Answered, outlined: Outline, line: Line) -> bool:
    """Tell whether an answer quotes from a line."""
    start, end = line.span
    return any(
        one.hit.document.id == outlined.document.id and one.start < end and start < one.end for one in answer.citations
    )


def _both(named: Sequence[Side], sought: Sought, corpus: Corpus) -> Iterator[Part]:
    """Yield the sentence that names both sides and is most like the question."""
    forms = [lexical_form(side.name) for side in named]
    found = [
        (sought.likeness(line, corpus.vectors(one)), line.span, one, line)
        for one in corpus.outlines
        for line in sentences_of(one, one.lines)
        if all(form in lexical_form(line.text) for form in forms)
    ]
    if found:
        *_, outlined, line = max(found, key=lambda one: one[:2])
        yield Part(None, outlined, (line,))
