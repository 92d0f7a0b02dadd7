"""How the languages count: what each brings, put together as pieces of patterns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tripqa.languages.shapes import Amounts
from tripqa.languages.tables import any_word, longest_first, tables

_TOLD = tuple(tables(Amounts).values())


def _each(name: str) -> Iterator[str]:
    return (word for told in _TOLD for word in getattr(told, name))


def _any(name: str) -> str:
    return longest_first(_each(name))


def _behind(words: Iterable[str]) -> str:
    """Return the pattern of words behind a number, from which those of scripts with spaces may stand apart."""
    words = list(words)
    apart = [word for word in words if _has_spaces(word)]
    return f"{longest_first(word for word in words if not _has_spaces(word))}|\\s?(?:{longest_first(apart)})"


def _has_spaces(word: str) -> bool:
    return word[0].isascii() or "가" <= word[0] <= "힣"


def _by_word(name: str) -> Mapping[str, str]:
    """Return what each word names: one name for all languages."""
    return {word: one for told in _TOLD for one, words in getattr(told, name).items() for word in words}


ABOVE, BELOW = _any("above"), _any("below")
BEFORE = any_word((*_each("about"), *_each("in_all")))
AFTER = _behind((*_each("or_so"), *_each("ordinal")))
ROUGH = f"{any_word(_each('about'))}|{any_word(_each('or_so'))}"
EXACT = any_word((*_each("in_all"), *_each("ordinal"), *_each("every"), *_each("minus"), *_each("plus")))
SEVERAL = f"[{''.join(dict.fromkeys(_each('several')))}]"
EVERY = _behind(_each("every"))
MINUS, SIGNS = _any("minus"), longest_first((*_each("minus"), *_each("plus")))

PERIOD, PERIOD_AFTER_HAN, WHOLE_PERIOD = _any("periods"), _any("periods_after_han"), _any("whole_periods")
CURRENCY, PERCENT, SHARE = _any("money"), _any("percent"), _any("shares")
OF = longest_first(told.of for told in _TOLD if told.of)
COUNTER_AFTER_HAN, COUNTED_WORD = _any("counters_after_han"), _any("counted_words")

UNIT_OF, SPAN_OF, CURRENCY_OF = _by_word("units"), _by_word("spans"), _by_word("currencies")
COUNTERS = frozenset((*UNIT_OF, *_each("other_counters")))
