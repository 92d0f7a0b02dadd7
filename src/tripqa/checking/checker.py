"""Whether a statement of a model stands in the quotes that it cites: no model is asked, and nothing is guessed.

A right statement in other words must pass, so only what can be compared is: citations, numbers, and names that the
corpus knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tripqa.checking.statements import Fault, Statement
from tripqa.domain import NameGroup, WrittenGroup
from tripqa.text.folding import fold
from tripqa.text.names import Names
from tripqa.text.quantities import numbers_asked, numbers_stated


class Checker:
    """Tells the faults of statements by the names of a corpus. Safe to call from several threads."""

    def __init__(self, groups: Sequence[NameGroup | WrittenGroup]) -> None:
        self._names = Names(groups)

    def faults(self, statement: Statement, quotes: Sequence[str]) -> list[Fault]:
        """Return why a statement must not be sent, in reading order; nothing where it may.

        `quotes` are all that were numbered for the model, the first of them number 1.
        """
        if not any(map(str.isalnum, statement.text)):
            return [Fault("empty", "")]
        unknown = [number for number in statement.citations if not 1 <= number <= len(quotes)]
        if unknown or not statement.citations:
            return [Fault("citation", ", ".join(map(str, unknown)))]
        cited = [fold(quotes[number - 1]).text for number in dict.fromkeys(statement.citations)]
        said = fold(statement.text).text
        return [*self._numbers(said, cited), *self._unnamed(said, cited)]

    def _numbers(self, said: str, cited: Sequence[str]) -> Iterator[Fault]:
        stated = frozenset[float]().union(*map(numbers_stated, cited))
        for number in sorted(numbers_asked(said) - stated):
            yield Fault("number", f"{number:g}")

    def _unnamed(self, said: str, cited: Sequence[str]) -> Iterator[Fault]:
        named = frozenset(mention.group for quote in cited for mention in self._names.mentions(quote))
        for mention in self._names.longest(said):
            if mention.whole and mention.group not in named:
                yield Fault("name", said[mention.start : mention.end])
