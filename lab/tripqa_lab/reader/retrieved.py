"""What retrieval shows beside the right passage: the product's own hits, as pairs to learn from."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from tripqa.answers.reader import path_of
from tripqa.domain import Hit, Span
from tripqa_lab.answers.seeing import Seen
from tripqa_lab.reader.batches import Pair, pair_of
from tripqa_lab.reader.premises import Ids, swapped
from tripqa_lab.reader.tokens import Tokens

Twins = Mapping[tuple[frozenset[str], str], Mapping[Ids, Seen]]
_LOOKED_AT, _WRONG = 8, 3  # hits of a question, and how many that do not say are drawn of them


def retrieved_twins(tokens: Tokens, seen: Sequence[Seen], seed: int = 0) -> list[list[Pair]]:
    """Return for each question the hit that says it, if one does, beside some that do not.

    What takes something for granted comes with the hit that contradicts it: the one that says its true twin.
    """
    draw = random.Random(seed)  # noqa: S311
    true = _true(tokens, seen)
    found = []
    for one in seen:
        hits = one.ranking.hits[:_LOOKED_AT]
        right = [hit for hit in hits if spans_in(one, hit)][:1]
        wrong = [hit for hit in hits if not spans_in(one, hit) and not _could_say(one, hit)]
        drawn = [_pair(tokens, one, hit) for hit in (*right, *draw.sample(wrong, min(_WRONG, len(wrong))))]
        found.append([pair for pair in (*_contradicted(tokens, one, true), *drawn) if pair])
    return [twins for twins in found if twins]


def _true(tokens: Tokens, seen: Sequence[Seen]) -> Twins:
    """Return the answerable questions of each document in each language, by their tokens."""
    found: dict[tuple[frozenset[str], str], dict[Ids, Seen]] = {}
    for one in seen:
        if one.example.kind == "answerable":
            found.setdefault(_asked_of(one), {})[tokens.question(one.example.text)] = one
    return found


def _asked_of(seen: Seen) -> tuple[frozenset[str], str]:
    return seen.example.documents, seen.example.language


def _contradicted(tokens: Tokens, seen: Seen, true: Twins) -> Iterator[Pair | None]:
    """Yield a question that takes something for granted beside the hits that say what its true twin asks for."""
    if seen.example.kind != "false_premise":
        return
    mine = true.get(_asked_of(seen), {})
    if found := swapped(tokens.question(seen.example.text), mine):
        twin = mine[found.twin]
        for hit in seen.ranking.hits:
            if spans_in(twin, hit):
                yield pair_of(tokens, seen.example.text, path_of(hit), hit.passage.text, (), found.places)


def _pair(tokens: Tokens, seen: Seen, hit: Hit) -> Pair | None:
    return pair_of(tokens, seen.example.text, path_of(hit), hit.passage.text, spans_in(seen, hit))


def spans_in(seen: Seen, hit: Hit) -> Sequence[Span]:
    """Return where the evidence of a question stands in a hit, in characters of its passage."""
    passage = hit.passage
    return tuple(
        (one.start - passage.start, one.end - passage.start)
        for one in seen.example.evidence
        if one.document == hit.document.id and passage.start <= one.start and one.end <= passage.end
    )


def _could_say(seen: Seen, hit: Hit) -> bool:
    """Tell whether an answer stands in a hit word for word: it may well be said there too."""
    return any(answer in hit.passage.text for answer in seen.example.answers)
