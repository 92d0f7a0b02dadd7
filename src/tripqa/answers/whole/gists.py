"""Sections, documents and topics summed up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tripqa.answers.whole.asked import AskedWhole
from tripqa.answers.whole.blocks import Block, sections_of
from tripqa.answers.whole.matching import Sought
from tripqa.answers.whole.outline import Line, Outline, kinds_below
from tripqa.answers.whole.parts import MISSING, Corpus, Part, Resolved, is_called
from tripqa.answers.whole.summing import MOST, essence, sentences_of
from tripqa.ports import Vector, Vectors
from tripqa.text.section_kinds import SPEAKING
from tripqa.text.variants import lexical_form

_LEAST = 4.0  # score of a section that is meant
_AHEAD = 0.2  # how far it lies above any that is no part of it
_WRITTEN = 3  # characters of a heading that a question writes out
_OPENING = frozenset(("purpose", "overview", "background"))  # that say what a document is about
_LIKE = 0.3  # cosine with the question of what is said of a topic
_REPEATS = 0.3  # what is taken off for the likeness to what is quoted already


def summary(asked: AskedWhole, sought: Sought, corpus: Corpus) -> Resolved:
    """Return the gist of the section that a question means, of documents as a whole, or of what they say of a topic."""
    if not asked.sections and not asked.counts and all(is_called(one, asked.left) for one in corpus.outlines):
        most = MOST if len(corpus.outlines) == 1 else max(2, MOST // len(corpus.outlines))
        return [part for one in corpus.outlines if (part := _whole(one, corpus, most))] or None
    if "told" in asked.cues and len(corpus.outlines) > 1:
        return _topic(sought, corpus)
    section = _section(asked, sought, corpus)
    if section and "section" in asked.cues and not sought.names(section, corpus.vectors(section.outlined)):
        section = None
    if section:
        outlined = section.outlined
        kept = essence(outlined, section.lines, corpus.vectors(outlined))
        return [Part(section.title, outlined, tuple(kept))]
    if "told" in asked.cues:
        return _topic(sought, corpus)
    return MISSING if "section" in asked.cues and corpus.complete else None


def section(asked: AskedWhole, sought: Sought, corpus: Corpus) -> list[Part]:
    """Return the section of the kind that a question asks for and nothing else; nothing where there is none."""
    found = _section(asked, sought, corpus)
    if found is None or not sought.calls(found):
        return []
    return [
        Part(found.title, found.outlined, tuple(essence(found.outlined, found.lines, corpus.vectors(found.outlined))))
    ]


def _section(asked: AskedWhole, sought: Sought, corpus: Corpus) -> Block | None:
    """Return the section that is meant: the best one, or what lies below it and fits better but for its kind."""
    blocks = [block for one in corpus.outlines for block in sections_of(one, asked.counts)]
    scored = sorted(((_score(sought, one, corpus, kind=True), one) for one in blocks), key=lambda pair: -pair[0])
    if written := [one for _, one in scored if _is_written(one, asked)]:
        return max(written, key=lambda block: len(block.words))
    if asked.sections and not asked.left and (called := [one for _, one in scored if sought.calls(one)]):
        return called[0]
    if not scored or scored[0][0] < _LEAST:
        return None
    best = scored[0][1]
    others = (score for score, block in scored[1:] if not _share(block, best))
    if scored[0][0] - next(others, 0.0) < _AHEAD:
        return None
    own = _score(sought, best, corpus, kind=False)
    inside = [(_score(sought, one, corpus, kind=False), one) for one in blocks if _is_below(one, best)]
    better = max(inside, key=lambda pair: pair[0], default=None)
    return better[1] if better and better[0] > own else best


def _is_written(block: Block, asked: AskedWhole) -> bool:
    """Tell whether a question writes a heading out."""
    return len(block.words) >= _WRITTEN and lexical_form(block.words) in lexical_form(asked.folded)


def _score(sought: Sought, block: Block, corpus: Corpus, *, kind: bool) -> float:
    return sought.score(block, corpus.vectors(block.outlined), kind=kind)


def _share(one: Block, other: Block) -> bool:
    return one.outlined is other.outlined and bool(set(one.lines) & set(other.lines))


def _is_below(one: Block, other: Block) -> bool:
    return one.outlined is other.outlined and other.heads[0] in one.outlined.lines[one.heads[0]].path


def _whole(outlined: Outline, corpus: Corpus, most: int) -> Part | None:
    """Return the gist of a document: what it calls its gist before all, and what it is about."""
    sentences = sentences_of(outlined, outlined.lines)
    speaking = [line for line in sentences if kinds_below(outlined, line) & SPEAKING]
    opening = [line for line in sentences if kinds_below(outlined, line) & _OPENING] or sentences[:most]
    opening = [line for line in opening if line not in speaking]
    vectors = corpus.vectors(outlined)
    about = essence(outlined, opening, vectors, max(1, most // 3) if speaking else most // 2) if opening else []
    rest = speaking or [line for line in sentences if line not in about]
    kept = [*about, *(essence(outlined, rest, vectors, most - len(about)) if rest else [])]
    title = (outlined.document.title or None) if len(corpus.outlines) > 1 else None
    return Part(title, outlined, tuple(sorted(kept, key=lambda line: line.span))) if kept else None


def _topic(sought: Sought, corpus: Corpus) -> list[Part]:
    """Return the sentences that are most like a question and least like each other, of all documents."""
    lines = [(one, line) for one in corpus.outlines for line in sentences_of(one, one.lines)]
    if not lines:
        return []
    matrix = np.stack([corpus.vectors(one)(line) for one, line in lines])
    chosen = _spread(matrix @ sought.vector, matrix)
    kept = [lines[place] for place in sorted(chosen)]
    many = len(corpus.outlines) > 1
    owned = ((outlined, _own(outlined, kept)) for outlined in corpus.outlines)
    return [Part((one.document.title or None) if many else None, one, own) for one, own in owned if own]


def _spread(likeness: Vector, matrix: Vectors) -> list[int]:
    chosen: list[int] = []
    while len(chosen) < min(MOST, len(likeness)):
        repeats = (matrix @ matrix[chosen].T).max(axis=1) if chosen else np.zeros(len(likeness))
        scores = likeness - _REPEATS * repeats
        scores[chosen] = -np.inf
        scores[likeness < _LIKE] = -np.inf
        if not np.isfinite(scores.max()):
            break
        chosen.append(int(scores.argmax()))
    return chosen


def _own(outlined: Outline, lines: Sequence[tuple[Outline, Line]]) -> tuple[Line, ...]:
    return tuple(line for one, line in lines if one is outlined)
