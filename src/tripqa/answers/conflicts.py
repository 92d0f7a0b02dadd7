"""Where the hits give different values of one kind to one thing.

Only what is sure is told. Two dates contradict each other where an itinerary row and a heading with a date line, both
of one document, name the same thing, and nothing else in that document does: it could be of another visit. Two other
values do where sentences of one section say the same of them: but for the values, nearly all their words are shared,
and what one of them says besides is nothing that the other says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from tripqa.answers.evidence import Evidence, Stated, without_brackets
from tripqa.domain import Document, Span
from tripqa.text.contradictions import contradict
from tripqa.text.folding import fold
from tripqa.text.scripts import HIRAGANA
from tripqa.text.terms import find_terms, is_single

Said = tuple[Evidence, Stated]  # a value, and the sentence that states it
_DOCUMENTS = 8  # whose folded text is kept: it is looked at where two dates contradict each other
_BOTH = 2  # a row and a heading
_ALIKE = 0.8  # share of the words of both sentences that both hold
_FEWEST = 6  # words besides the value: shorter sentences are alike by chance
_COUNTED = frozenset(("duration", "money", "percentage", "number"))
_HIRAGANA = re.compile(f"[{HIRAGANA}]{{2,}}")
_WORD = re.compile(f"[^{HIRAGANA}]+")  # hiragana are in all sentences


def find_conflicts(evidence: Sequence[Evidence], cited: Sequence[Evidence]) -> Iterator[tuple[Said, Said]]:
    """Yield pairs of values that contradict each other, the first of which is stated by a sentence that is cited."""
    for place, one in enumerate(cited):
        done = set(map(_where, cited[: place + 1]))
        for other in evidence:
            if _where(other) not in done:
                yield from _dates_of_one_thing(one, other, evidence)
                yield from _values_of_one_statement(one, other)


@lru_cache(_DOCUMENTS)
def _folded(text: str) -> str:
    return fold(text).text


def _section(evidence: Evidence) -> tuple[str, tuple[str, ...]]:
    return evidence.hit.document.id, evidence.hit.passage.section


def _where(evidence: Evidence) -> tuple[str, Span]:
    return evidence.hit.document.id, evidence.span


def _dates_of_one_thing(one: Evidence, other: Evidence, evidence: Sequence[Evidence]) -> Iterator[tuple[Said, Said]]:
    label = one.label
    if not label or label != other.label or one.hit.document.id != other.hit.document.id:
        return
    if (one.hit.passage.context is None) == (other.hit.passage.context is None):
        return  # two rows of an itinerary, or two sections: two visits
    found = _contradicting(one, other, ("date",))
    if found and _named_twice(label, one.hit.document, evidence):
        yield found


def _named_twice(label: str, document: Document, evidence: Sequence[Evidence]) -> bool:
    """Tell whether two places of a document name something so, both among the evidence."""
    seen = {found.span for found in evidence if found.label == label and found.hit.document.id == document.id}
    folded = _folded(document.text)
    return len(seen) == _BOTH and max(text.count(label) for text in (folded, without_brackets(folded))) <= _BOTH


def _values_of_one_statement(one: Evidence, other: Evidence) -> Iterator[tuple[Said, Said]]:
    if _section(one) == _section(other) and (found := _contradicting(one, other, _COUNTED)):
        words, others = _words(*found[0]), _words(*found[1])
        alike = len(words & others) >= max(_FEWEST, _ALIKE * len(words | others))
        if alike and (words <= others or others <= words):
            yield found


def _contradicting(one: Evidence, other: Evidence, kinds: Collection[str]) -> tuple[Said, Said] | None:
    """Return the only value of a kind in each of two sentences, if these contradict each other."""
    for kind in kinds:
        values = [[value for value in sentence.values if value.kind == kind] for sentence in (one, other)]
        if all(len(stated) == 1 for stated in values):
            (first,), (second,) = values
            surely = one.reads_surely(first) and other.reads_surely(second)
            if surely and contradict(first.folded, second.folded, first.kind):
                return (one, first), (other, second)
    return None


def _words(evidence: Evidence, value: Stated) -> frozenset[str]:
    """Return the words of a sentence besides a value."""
    text, (start, end) = evidence.hit.document.text, evidence.span
    folded = f"{fold(text[start : value.start]).text} {fold(text[value.end : end]).text}"
    runs = frozenset(_HIRAGANA.findall(folded))  # しています, but also つくば
    return runs | {
        term.text
        for term in find_terms(folded)
        if not is_single(term.text) and _WORD.fullmatch(folded[term.start : term.end])
    }
