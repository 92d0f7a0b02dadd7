"""What readers of another language call what a text names: 蔣万安 · 장완안.

Of the names of a thing the sidecar or `aliases.toml` may say which one readers of a language are shown. Where nobody
has, it is the first that its characters tell to be of that language: hangul, kana, Latin letters, or Han characters
that one alone writes. Han characters that several languages write are read in each of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from tripqa.domain import Gloss, Language, NameGroup, WrittenGroup
from tripqa.languages.shapes import About
from tripqa.languages.tables import tables
from tripqa.text.folding import fold
from tripqa.text.language import find_language, ours, writes
from tripqa.text.names import CorpusNames, plain
from tripqa.text.naming import stands_apart
from tripqa.text.scripts import HAN, HANGUL, KANA, LATIN

_HANGUL, _KANA, _HAN, _LATIN = (re.compile(f"[{script}]") for script in (HANGUL, KANA, HAN, LATIN))
_NAMES = 4096  # whose languages are remembered
_JAPANESE, _ENGLISH, _KOREAN = map(Language, ("ja", "en", "ko"))
_OF_HAN = tuple(language for language, about in tables(About).items() if about.standard)


def glosses(text: str, own: str, names: CorpusNames, language: Language | None) -> tuple[Gloss, ...]:
    """Return each name that a text of a document's `own` language writes, once, with what readers of another call it.

    A name in Latin letters everybody reads; one that is written alike for both needs none. What may be a part of
    another word is no name.
    """
    if language is None or language == ours(own):
        return ()
    return tuple(dict.fromkeys(_glosses(text, names, language)))


def shown_in(language: Language, group: NameGroup | WrittenGroup) -> str | None:
    """Return which of the names of a thing readers of a language are shown; None if none is in it."""
    told = (name for tag, name in group.shown.items() if ours(tag) == language)
    own = (name for name in group.names if _languages(name) == (language,))
    shared = (name for name in group.names if language in _languages(name))
    found = (told, shared) if language == _JAPANESE else (told, own, shared)  # Japanese is written in what both share
    return next(chain(*found), None)


def nameless(language: Language, groups: Iterable[WrittenGroup]) -> list[WrittenGroup]:
    """Return the names that documents write in a way that readers of a language cannot read, and that have no other."""
    return [
        group
        for group in groups
        if shown_in(language, group) is None and not all(_is_read_in(language, name) for name in group.written)
    ]


def _glosses(text: str, names: CorpusNames, language: Language) -> Iterator[Gloss]:
    folded = fold(text)
    for mention in names.found(folded.text):
        if not stands_apart(folded.text, mention.start, mention.end):
            continue
        written = text[slice(*folded.origin(mention.start, mention.end))]
        shown = shown_in(language, names.thing(mention.group))
        if shown and _languages(written) != (language,) and not _is_latin(written) and plain(shown) != plain(written):
            yield Gloss(written, shown)


def _is_read_in(language: Language, name: str) -> bool:
    """Tell whether readers of a language can read a name as it is written: Han characters in either form."""
    han_alone = _HAN.search(name) and not (_HANGUL.search(name) or _KANA.search(name))
    return language in _languages(name) or _is_latin(name) or bool(han_alone and language in _OF_HAN)


def _is_latin(name: str) -> bool:
    return _languages(name) == (_ENGLISH,)


@lru_cache(_NAMES)
def _languages(name: str) -> tuple[Language, ...]:
    """Return the languages that a name may be of, by its characters."""
    if _HANGUL.search(name):
        return (_KOREAN,)
    if _KANA.search(name):
        return (_JAPANESE,)
    if _HAN.search(name):
        told = ours(find_language(name))
        return (told,) if told in _OF_HAN else tuple(one for one in _OF_HAN if _writes_all(one, name))
    return (_ENGLISH,) if _LATIN.search(name) else ()


def _writes_all(language: Language, name: str) -> bool:
    return all(writes(language, character) for character in _HAN.findall(name))
