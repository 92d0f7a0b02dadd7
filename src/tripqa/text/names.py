"""Names that are written in several ways: finding them, and putting a question in the words of the documents.

Names are compared in the lexical form (variants.py) without what separates their parts, so that Chiang Wan-an,
chiang wanan and オードリー・タン, オードリータン need no entry each. A text may separate the parts of a name by one
character at a time; four Latin letters or fewer it must write together.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from tripqa.domain import NameGroup, NameMatch, WrittenGroup
from tripqa.remembering import remembering
from tripqa.text.folding import fold_line
from tripqa.text.particles import after_noun
from tripqa.text.scripts import HANGUL
from tripqa.text.variants import lexical_form

_SEPARATORS = frozenset(" -‐‑–—·・‧゠'‘’.&_")
_KEY = "="  # begins a term that stands for a group of names: no term of a text does
_SHORTEST = 2  # characters
_ABBREVIATION = 4  # Latin letters at most: what is spelled out like that is words
_TEXTS = 16  # whose mentions are remembered: a question is asked for its names more than once
_NAMES = 4096  # whose plain form is remembered
_LATIN_END = "\u0250"
_HANGUL = re.compile(f"[{HANGUL}]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands in a folded text."""

    group: int
    start: int
    end: int
    whole: bool  # it ends where a word does; in hangul it may be the beginning of another word


class Writing(NamedTuple):
    """A name as a text writes it."""

    group: int
    form: str


class Names:
    """What is known of names: finds them in folded texts. `groups` and their keys share their order."""

    def __init__(self, groups: Sequence[NameGroup | WrittenGroup]) -> None:
        self._keys = [_KEY + plain(group.names[0]) for group in groups]
        self._numbers = {plain(name): number for number, group in enumerate(groups) for name in group.names}
        self._gaps: dict[str, dict[int, int]] = {}
        lengths: dict[str, set[int]] = {}
        for name in (name for group in groups for name in group.names):
            compared = _Compared(lexical_form(fold_line(name)))
            self._gaps.setdefault(compared.text, {}).update(compared.gaps(0, len(compared.text)))
            lengths.setdefault(compared.text[:_SHORTEST], set()).add(len(compared.text))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}
        self._remembered = remembering(self._found, _TEXTS)

    def mentions(self, folded: str) -> Sequence[Mention]:
        """Return every name in a folded text, also those inside longer ones, by start, the longest first."""
        return self._remembered(folded) if self._numbers else ()

    def _found(self, folded: str) -> Sequence[Mention]:
        return tuple(self._mentions(folded))

    def _mentions(self, folded: str) -> Iterator[Mention]:
        compared = _Compared(lexical_form(folded))
        for i in range(len(compared.text) - _SHORTEST + 1):
            for length in self._lengths.get(compared.text[i : i + _SHORTEST], ()):
                if i + length <= len(compared.text) and (mention := self._mention(compared, i, i + length)):
                    yield mention

    def longest(self, folded: str) -> Iterator[Mention]:
        """Yield the names in a folded text that lie in no longer one before them.

        Where all that begin at a place go on as other words, as 서울시 does in 서울시민, it is the shortest.
        """
        here: list[Mention] = []
        end = 0
        for mention in self.mentions(folded):
            if here and mention.start != here[0].start:
                end = (chosen := _chosen(here)).end
                yield chosen
                here = []
            if mention.start >= end:
                here.append(mention)
        if here:
            yield _chosen(here)

    def keys(self, folded: str) -> frozenset[str]:
        """Return a term for each thing that a folded text names."""
        return frozenset(self._keys[mention.group] for mention in self.mentions(folded))

    def writings(self, folded: str) -> list[Writing]:
        """Return how a folded text writes the things that it names, once for each time, in order."""
        return [Writing(found.group, folded[found.start : found.end]) for found in self.longest(folded)]

    def _mention(self, compared: _Compared, first: int, last: int) -> Mention | None:
        name = compared.text[first:last]
        number = self._numbers.get(name)
        if number is None:
            return None
        start, end = compared.places[first], compared.places[last - 1] + 1
        own, gaps = self._gaps[name], compared.gaps(first, last)
        apart = gaps.keys() - own.keys()
        hangul = _HANGUL.match(name[-1]) is not None
        whole = (
            not hangul or not _HANGUL.match(compared.form, end) or _after_noun().match(compared.form, end) is not None
        )
        if (
            any(width > max(1, own.get(place, 0)) for place, width in gaps.items())
            or (apart and _is_abbreviation(name))
            or (apart and (not whole or _within_word(compared.form, start)))
            or not _stands_alone(compared.form, start, end)
        ):
            return None
        return Mention(number, start, end, whole)


Named = Mapping[int, Sequence[str]]  # the writings of each group that a text names, in order


class CorpusNames:
    """The names of a corpus, with the writings that its documents use."""

    def __init__(self, groups: Sequence[WrittenGroup]) -> None:
        self._groups, self._names = groups, Names(groups)

    def in_corpus_words(self, question: str) -> str:
        """Return a folded question with every name that no document writes as the documents write it."""
        pieces, done = [""], 0
        for mention in self._names.longest(question):
            if form := self._other_form(mention, question):
                pieces.append(question[done : mention.start])
                glued = _runs_on(("".join(pieces[-2:]) or " ")[-1], form[0])
                pieces.append(f" {form}" if glued else form)
                done = mention.end
        rest = question[done:]
        return "".join([*pieces, " " if done and rest and _runs_on(pieces[-1][-1], rest[0]) else "", rest])

    def keys(self, folded: str) -> frozenset[str]:
        """Return a term for each thing that a folded text names."""
        return self._names.keys(folded)

    def found(self, folded: str) -> list[Mention]:
        """Return the names in a folded text that lie in no longer one and end where a word does."""
        return [mention for mention in self._names.longest(folded) if mention.whole]

    def writings(self, group: int) -> tuple[str, ...]:
        """Return the names that a thing has."""
        return self._groups[group].names

    def thing(self, group: int) -> WrittenGroup:
        """Return what is known of the names of a thing."""
        return self._groups[group]

    def named(self, folded: str) -> Named:
        """Return what a folded text names."""
        found: dict[int, list[str]] = {}
        for mention in self._names.mentions(folded):
            found.setdefault(mention.group, []).append(folded[mention.start : mention.end])
        return found

    def matches(self, asked: Named, written: Named) -> tuple[NameMatch, ...]:
        """Return the things that a question names and a text names in other writings alone."""
        return tuple(
            NameMatch(names[0], written[group][0])
            for group, names in asked.items()
            if group in written and not set(map(plain, names)) & set(map(plain, written[group]))
        )

    def _other_form(self, mention: Mention, question: str) -> str | None:
        written = self._groups[mention.group].written
        typed = plain(question[mention.start : mention.end])
        return None if not written or typed in map(plain, written) else written[0]


class _Compared:
    """A text as names are compared in it, with the places its characters have in the lexical form."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.places = [i for i, character in enumerate(form) if character not in _SEPARATORS]
        self.text = "".join(form[i] for i in self.places).replace("0", "o")

    def gaps(self, first: int, last: int) -> dict[int, int]:
        """Return after which characters of `text[first:last]` something separates them, and how many characters."""
        steps = enumerate(pairwise(self.places[first:last]), start=1)
        return {i: after - before - 1 for i, (before, after) in steps if after - before > 1}


@lru_cache(_NAMES)
def plain(name: str) -> str:
    """Return a name as names are compared."""
    return _Compared(lexical_form(fold_line(name))).text


def is_name(text: str) -> bool:
    """Tell whether a text is long enough to be told from the words around it."""
    return len(plain(text)) >= _SHORTEST


def written_groups(groups: Sequence[NameGroup], counted: Iterable[tuple[Writing, int]]) -> list[WrittenGroup]:
    """Return groups with their writings and how often each was counted, most frequent first, then the earliest."""
    used: list[Counter[str]] = [Counter() for _ in groups]
    for writing, count in counted:
        used[writing.group][writing.form] += count
    return [
        WrittenGroup(group.names, tuple(form for form, _ in counts.most_common()), group.kind, group.shown)
        for group, counts in zip(groups, used, strict=True)
    ]


@cache
def _after_noun() -> re.Pattern[str]:
    return re.compile(after_noun())


def _chosen(here: Sequence[Mention]) -> Mention:
    return next((mention for mention in here if mention.whole), here[-1])


def _within_word(form: str, start: int) -> bool:
    """Tell whether a letter of the same kind stands right before: 日 of 今日 本 begins no name."""
    before, here = form[start - 1 : start], form[start]
    return bool(before) and before.isalpha() and here.isalpha() and (before < _LATIN_END) == (here < _LATIN_END)


def _is_abbreviation(name: str) -> bool:
    return name.isascii() and len(name) <= _ABBREVIATION


def _stands_alone(form: str, start: int, end: int) -> bool:
    """Tell whether a name that begins or ends in Latin letters or digits does not go on in them."""
    after = form[end : end + 1]
    if after and unicodedata.combining(after):
        return False
    return not (_runs_on(form[start - 1 : start], form[start]) or _runs_on(form[end - 1], after))


def _runs_on(before: str, after: str) -> bool:
    return all(character and character < _LATIN_END and character.isalnum() for character in (before, after))
