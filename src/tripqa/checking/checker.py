"""Whether a statement of a model stands in the quotes that it cites: no model is asked.

A right statement in other words, or in another language, must pass, so only what can be compared is: citations,
figures, names and whether something is denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tripqa.checking.denials import contrary
from tripqa.checking.figures import find_figures, unsaid
from tripqa.checking.naming import unnamed
from tripqa.checking.statements import Fault, FaultKind, Statement
from tripqa.domain import NameGroup, WrittenGroup
from tripqa.text.folding import fold
from tripqa.text.names import Names

_CITED = re.compile(r"\[(\d{1,4}(?:\s?[,、;]\s?\d{1,4})*)\]")
_LIST_MARK = re.compile(r"\A\s*(?:[(（]?\d{1,2}[.)）、](?=\s?\D)|[*•・‣]|-(?![\d$€£¥₩]))\s*")


class Checker:
    """Tells the faults of statements by the names of a corpus. Safe to call from several threads."""

    def __init__(self, groups: Sequence[NameGroup | WrittenGroup]) -> None:
        self._groups, self._names = tuple(groups), Names(groups)

    def faults(self, statement: Statement, quotes: Sequence[str]) -> list[Fault]:
        """Return why a statement must not be sent, in reading order; nothing where it may.

        `quotes` are all that were numbered for the model, the first of them number 1. What it cites, in
        brackets, and the mark of a list are no part of what a statement says.
        """
        text = _LIST_MARK.sub(" ", _without_citations(statement))
        if not any(map(str.isalnum, text)):
            return [Fault("empty", "")]
        unknown = [number for number in statement.citations if not 1 <= number <= len(quotes)]
        if unknown or not statement.citations:
            return [Fault("citation", ", ".join(map(str, unknown)))]
        cited = [fold(quotes[number - 1]).text for number in dict.fromkeys(statement.citations)]
        folded = fold(text)
        found = sorted(self._found(folded.text, cited), key=lambda fault: fault[1])
        return [Fault(kind, text[slice(*folded.origin(start, end))]) for kind, start, end in found]

    def _found(self, said: str, cited: Sequence[str]) -> Iterator[tuple[FaultKind, int, int]]:
        named = [mention for mention in self._names.longest(said) if mention.whole]
        groups = frozenset(mention.group for quote in cited for mention in self._names.mentions(quote))
        yield from (("name", one.start, one.end) for one in named if one.group not in groups)
        known = [(one.start, one.end) for one in named]
        figures, stated = find_figures(said, known), [find_figures(quote) for quote in cited]
        yield from ((one.kind, one.start, one.end) for one in unsaid(figures, stated))
        writings = [name for group in groups for name in self._groups[group].names]
        yield from (("name", *span) for span in unnamed(said, [*known, *figures.spans], cited, writings))
        if span := contrary(said, cited):
            yield ("negation", *span)


def _without_citations(statement: Statement) -> str:
    """Return a text without the numbers in brackets that it cites: others it says."""

    def left(found: re.Match[str]) -> str:
        return " " if set(map(int, re.findall(r"\d+", found[1]))) <= set(statement.citations) else found.group()

    return _CITED.sub(left, statement.text)
