"""A question with those before it -> the question written out, where it leaves something out or points at something.

Words tell what is left out (text/pointing.py); what was asked and found before tells what it is. A question that names
what it asks of stands alone, and so does one of the whole trip. One that names nothing and points at nothing is told by
the ranking: it goes on where the passages last spoken of answer it about as well as any others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from tripqa.conversation import Turn, Understood
from tripqa.domain import Filter, Passage, ValueKind
from tripqa.errors import NotFound
from tripqa.ports import PassageIndex
from tripqa.retrieval import Retrieval
from tripqa.text.asking import what_is_asked
from tripqa.text.folding import fold, fold_typed
from tripqa.text.pointing import KINDS, Left, Pointer, below, joined, left, of_everything, pointers
from tripqa.text.things import Thing, find_things, find_words

LAST = 3  # turns whose passages count
_AGAIN = 1  # passages of each that is searched again
_FAR = 0.05  # of a score: what lies so far behind the best passage answers less well
_MOST_THINGS = 3
_LEAST = 0.5  # of the most important word's importance


@dataclass(frozen=True, slots=True)
class _Before:
    """What came before a question."""

    questions: tuple[str, ...]  # folded and written out, the last one first
    passages: tuple[Passage, ...]  # that were spoken of, the last ones first


class Following:
    """Understands questions by what came before them. Keeps nothing. Safe to call from several threads."""

    def __init__(self, index: PassageIndex, retrieval: Retrieval) -> None:
        self._index, self._retrieval = index, retrieval

    def understood(self, question: str, previous: Sequence[Turn], where: Filter) -> Understood | None:
        """Return a question written out, with where its thing was spoken of; None of one that stands alone."""
        if not previous:
            return None
        folded = fold_typed(question)
        asked = self._written_out([turn.question for turn in previous])
        if (gap := left(folded)) and (said := self._said(folded, gap)):
            return Understood(self._filled(folded, gap, said, asked), frozenset())
        things, pointing = self._things(folded), self._pointing(folded)
        if things and not pointing:
            return None
        before = _Before(asked, tuple(self._passages(previous, asked, where)))
        near = frozenset((passage.document_id, passage.section) for passage in before.passages)
        sure = _is_sure(pointing, things) or bool(gap and gap.said[0] == gap.said[1])
        if not sure and (of_everything(folded) or self._retrieval.behind(question, near, where) > _FAR):
            return None
        written = self._pointed_out(folded, pointing, before) or self._below(folded, before)
        return Understood(written, near) if written else None

    def _written_out(self, questions: Sequence[str]) -> tuple[str, ...]:
        """Return questions, each with what its words take from those before it, the last one first."""
        done: tuple[str, ...] = ()
        for folded in map(fold_typed, questions):
            done = (self._by_words(folded, done), *done)
        return done

    def _by_words(self, folded: str, asked: tuple[str, ...]) -> str:
        if asked and (gap := left(folded)) and (said := self._said(folded, gap)):
            return self._filled(folded, gap, said, asked)
        return self._pointed_out(folded, self._pointing(folded), _Before(asked, ())) or folded

    def _things(self, folded: str) -> list[Thing]:
        return find_things(folded, self._retrieval.names)

    def _said(self, folded: str, gap: Left) -> Thing | None:
        """Return the thing that is all that a question says."""
        said = folded[slice(*gap.said)]
        return next((one for one in self._things(said) if (one.start, one.end) == (0, len(said))), None)

    def _filled(self, folded: str, gap: Left, said: Thing, asked: tuple[str, ...]) -> str:
        """Return the question before with one thing in the place of another of its kind, or put to it."""
        before, new = asked[0], folded[slice(*gap.said)]
        alike = [one for one in self._things(before) if _alike(one, said)]
        if alike:
            return before[: alike[-1].start] + new + before[alike[-1].end :]
        return joined(folded, gap.way.format(new), before)

    def _pointing(self, folded: str) -> list[Pointer]:
        """Return what points at something that the question has not named before it."""
        things = self._things(folded)
        return [
            one
            for one in pointers(folded)
            if not any(thing.end <= one.span[0] and thing.kinds & KINDS[one.means] for thing in things)
        ]

    def _pointed_out(self, folded: str, pointing: Sequence[Pointer], before: _Before) -> str | None:
        """Return a question with a name in the place of each word that points; None where none is found."""
        written, done = folded, len(folded) + 1
        for one in sorted(pointing, key=lambda one: -one.span[0]):
            start, end = one.span
            if end <= done and (name := self._name(KINDS[one.means], before)):
                written, done = written[:start] + one.put.format(name) + written[end:], start
        return written if written != folded else None

    def _name(self, kinds: frozenset[ValueKind], before: _Before) -> str | None:
        """Return what was last named of these kinds: first the answer, if one was asked for."""
        asked, found = before.questions, before.passages
        if asked and what_is_asked(asked[0].lower()).kinds & kinds:
            answer = self._named_in(found, kinds, besides=asked[0])
            return answer or self._asked_of(asked, kinds)
        return self._asked_of(asked, kinds) or self._named_in(found, kinds, besides="")

    def _asked_of(self, asked: Sequence[str], kinds: frozenset[ValueKind]) -> str | None:
        named = (_first(question, self._things(question), kinds) for question in asked)
        return next(filter(None, named), None)

    def _named_in(self, passages: Sequence[Passage], kinds: frozenset[ValueKind], besides: str) -> str | None:
        """Return what passages name first, headings before text, and a question does not."""
        texts = (fold(text).text for passage in passages for text in (*passage.section[-1:], passage.text))
        named = (_first(text, self._things(text), kinds, besides) for text in texts)
        return next(filter(None, named), None)

    def _below(self, folded: str, before: _Before) -> str | None:
        """Return a question put below what was last asked of, or found where that was not named."""
        for question in before.questions:
            if things := self._things(question)[:_MOST_THINGS]:
                return below(folded, folded, [question[one.start : one.end] for one in things])
        words = self._important(before.questions[0])
        return below(folded, folded, words) if words else None

    def _important(self, question: str) -> list[str]:
        words = find_words(question)
        importance = self._retrieval.importance(words)
        least = _LEAST * max(importance, default=0.0)
        chosen = [word for word, one in zip(words, importance, strict=True) if one >= least > 0]
        return chosen[:_MOST_THINGS]

    def _passages(self, previous: Sequence[Turn], asked: Sequence[str], where: Filter) -> list[Passage]:
        """Return what the last turns spoke of, the last one's first; what is no longer there is passed over."""
        turns = zip(reversed(previous), asked, strict=True)
        return [passage for turn, written in islice(turns, LAST) for passage in self._spoken_of(turn, written, where)]

    def _spoken_of(self, turn: Turn, written: str, where: Filter) -> list[Passage]:
        if turn.passages is None:
            return [hit.passage for hit in self._retrieval.rank(written, _AGAIN, where).hits]
        return [passage for one in turn.passages if (passage := self._passage(one))]

    def _passage(self, passage_id: str) -> Passage | None:
        try:
            return self._index.passage(passage_id)
        except NotFound:
            return None


def _is_sure(pointing: Sequence[Pointer], things: Sequence[Thing]) -> bool:
    """Tell whether words alone tell that a question points: "it" and "they" may be of what it names."""
    return any(one.means != "thing" or not things for one in pointing)


def _alike(one: Thing, other: Thing) -> bool:
    names = {"organisation", "name"}
    return bool(one.kinds & other.kinds) or bool(one.kinds & names and other.kinds & names)


def _first(text: str, things: Sequence[Thing], kinds: frozenset[ValueKind], besides: str = "") -> str | None:
    """Return what a text names first of these kinds; a place only where it names nothing else of them."""
    named = [one for one in things if one.kinds & kinds and text[one.start : one.end] not in besides]
    first = min(named, key=lambda one: (one.kinds <= {"place"}, one.start), default=None)
    return text[first.start : first.end] if first else None
