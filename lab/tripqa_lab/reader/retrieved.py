"""What retrieval shows beside the right passage: the product's own hits, as pairs to learn from."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from tripqa.answers.reader import path_of
from tripqa.domain import Hit, Span
from tripqa.evaluation.fitting import Seen
from tripqa_lab.reader.batches import Pair, pair_of
from tripqa_lab.reader.tokens import Tokens

_LOOKED_AT, _WRONG = 8, 3  # hits of a question, and how many that do not say are drawn of them


def retrieved_twins(tokens: Tokens, seen: Iterable[Seen], seed: int = 0) -> list[list[Pair]]:
    """Return for each question the hit that says it, if one does, beside some that do not."""
    draw = random.Random(seed)  # noqa: S311
    found = []
    for one in seen:
        hits = one.ranking.hits[:_LOOKED_AT]
        right = [hit for hit in hits if spans_in(one, hit)][:1]
        wrong = [hit for hit in hits if not spans_in(one, hit) and not _could_say(one, hit)]
        drawn = [*right, *draw.sample(wrong, min(_WRONG, len(wrong)))]
        found.append([pair for hit in drawn if (pair := _pair(tokens, one, hit))])
    return [twins for twins in found if twins]


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
