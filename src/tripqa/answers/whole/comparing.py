"""Two things side by side: each is looked for alone, and told from where the documents treat it and not the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tripqa.answers.whole.asked import AskedWhole, asked_whole
from tripqa.answers.whole.blocks import Block, lists_of, sections_of
from tripqa.answers.whole.matching import Sought
from tripqa.answers.whole.outline import Outline
from tripqa.answers.whole.parts import Corpus, Part
from tripqa.answers.whole.summing import sentences_of
from tripqa.domain import Answer, Answered, Language
from tripqa.languages.shapes import Comparing
from tripqa.languages.tables import table, tables
from tripqa.text.asking import possible_languages
from tripqa.text.variants import lexical_form

Seek = Callable[[str], Sought]  # looks for a text
Read = Callable[[str], Answer]  # answers a question as an ordinary one

_LEAST = 4.5  # score of what treats a side
_SURE = 0.3  # confidence of answers to the questions of the sides alone, above which they are taken as they are
_SIDE = 2  # sentences of a side

_TWO = 2
_LONGEST = 40  # characters of a thing


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things."""

    name: str
    question: str  # of it alone


def comparison(asked: AskedWhole, seek: Seek, read: Read, corpus: Corpus) -> list[Part]:
    """Return a part for each side, a sentence on both first if there is one; nothing where a side is not surely told.

    What is asked of each side alone is read; where that is not sure, what treats the side is quoted in its stead.
    """
    named = sides(asked.folded)
    if not named or any("comparison" in asked_whole(side.name).cues for side in named):
        return []
    if parts := _treated(named, asked, seek, corpus, by_name=True):
        return [*_both(named, seek(asked.folded), corpus), *parts]
    answers = [read(side.question) for side in named]
    told = [answer for answer in answers if isinstance(answer, Answered)]
    if len(told) < _TWO:
        return []
    parts = [Part.read(side.name, answer) for side, answer in zip(named, told, strict=True)]
    if min(answer.confidence for answer in told) < _SURE:
        parts = _treated(named, asked, seek, corpus, by_name=False)
    return [*_both(named, seek(asked.folded), corpus), *parts] if parts else []


def _treated(named: Sequence[Side], asked: AskedWhole, seek: Seek, corpus: Corpus, *, by_name: bool) -> list[Part]:
    """Return what is said where the documents treat each side alone; nothing where that is one place."""
    blocks = [_treating(seek(side.name), asked, corpus) for side in named]
    one, other = blocks
    if one is None or other is None or set(one.lines) & set(other.lines):
        return []
    if by_name and any(_bare(side.name) != _bare(block.words) for block, side in zip((one, other), named, strict=True)):
        return []
    return [_side(block, seek(side.question), corpus) for block, side in zip((one, other), named, strict=True)]


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


def _side(block: Block, sought: Sought, corpus: Corpus) -> Part:
    vector_of = corpus.vectors(block.outlined)
    likest = sorted(block.lines, key=lambda line: -sought.likeness(line, vector_of))
    kept = likest[:_SIDE]
    return Part(block.title, block.outlined, tuple(line for line in block.lines if line in kept))


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


def sides(folded: str) -> tuple[Side, ...]:
    """Return the two things that a question compares; none where they cannot be told."""
    return next((found for language in possible_languages(folded) for found in _sides(folded, language)), ())


@dataclass(frozen=True, slots=True)
class _Compiled:
    """How one language compares."""

    both: tuple[re.Pattern[str], ...]
    joined: re.Pattern[str] | None
    ends: re.Pattern[str]


@cache
def _compiled(language: Language) -> _Compiled:
    words = table(language, Comparing)
    both = tuple(re.compile(pattern, re.IGNORECASE) for pattern in words.both)
    return _Compiled(both, re.compile(words.joined) if words.joined else None, re.compile(words.ends))


@cache
def _before() -> re.Pattern[str]:
    """Return what finds what stands before the first of two things."""
    leading = "|".join(words.leading for words in tables(Comparing).values() if words.leading)
    return re.compile(rf"^(?:{leading})+\s*|.*[、,:]\s*", re.IGNORECASE)


def _sides(folded: str, language: Language) -> Iterator[tuple[Side, Side]]:
    told = _compiled(language)
    yield from (_both_named(found) for pattern in told.both if (found := pattern.search(folded)))
    for found in told.joined.finditer(folded) if told.joined else ():
        one = _before().sub("", folded[: found.start()]).strip()
        text = folded[found.end() :].lstrip()
        end = _end_of_second(text, one, told.ends)
        other, rest = text[:end].strip(), text[end:]
        if one and other and len(one) <= _LONGEST and len(other) <= _LONGEST:
            yield Side(one, f"{one}{rest}"), Side(other, f"{other}{rest}")


def _both_named(found: re.Match[str]) -> tuple[Side, Side]:
    one, other, rest = found["a"].strip(), found["b"].strip(), found["rest"].strip(" :;,.?")
    if " " in one and " " not in other:  # budget 2024 and 2025
        other = f"{one.rsplit(' ', 1)[0]} {other}"
    return Side(one, f"{one}: {rest}" if rest else one), Side(other, f"{other}: {rest}" if rest else other)


def _end_of_second(text: str, one: str, ends: re.Pattern[str]) -> int:
    """Return where the second thing ends: as the first one does or, if that comes later, where a particle ends it.

    Where the first has a possessive, the second may have one too: 出張の総額と派遣の予算.
    """
    possessive = "の" in one or "的" in one
    stops = (found.start() for found in ends.finditer(text) if found.start() > 0)
    end = next((stop for stop in stops if not (possessive and text[stop] in "の的")), len(text))
    same = text.find(one[-1:], 1) + 1 if one else 0
    return same if 0 < same <= end else end
