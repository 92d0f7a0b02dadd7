"""The sets that training draws from, and what is kept back to watch it."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from tripqa_lab.reader.batches import Pair, pair_of
from tripqa_lab.reader.public_sets import PublicExample, read_public
from tripqa_lab.reader.sheets import Example
from tripqa_lab.reader.tokens import Tokens
from tripqa_lab.reader.training import Drawn

WATCHED = frozenset({"a08"})  # authors that training does not see
_WRITTEN, _OFF, _PUBLIC = 0.55, 0.05, 0.4  # shares of a step
_TITLED = 0.75  # of the public passages are shown under their title, as some documents have none


def drawn_from(tokens: Tokens, examples: Sequence[Example], public: Sequence[Path]) -> list[Drawn]:
    """Return what a run learns from: written questions, the same asked of other passages, and public sets."""
    seen = [example for example in examples if example.author not in WATCHED]
    sets = [Drawn(written_twins(tokens, seen), _WRITTEN), Drawn(off_twins(tokens, seen), _OFF)]
    learnt = [twins for folder in public for twins in _public_twins(tokens, read_public(folder))]
    return [*sets, Drawn(learnt, _PUBLIC)] if learnt else sets


def watched(examples: Sequence[Example], authors: Collection[str] = WATCHED) -> list[Example]:
    """Return the examples of authors that training does not see."""
    return [example for example in examples if example.author in authors]


def written_twins(tokens: Tokens, examples: Sequence[Example]) -> list[list[Pair]]:
    """Return a pair for each example, by question; those whose answer is cut off are left out."""
    asked: dict[tuple[str, str], list[Pair | None]] = {}
    for one in examples:
        pair = pair_of(tokens, one.question, one.passage.path, one.passage.text, one.spans)
        asked.setdefault((one.passage.id[:-1], one.question), []).append(pair)
    return _whole(asked.values())


def off_twins(tokens: Tokens, examples: Sequence[Example], seed: int = 0) -> list[list[Pair]]:
    """Return questions beside passages of other titles, an eighth as many as there are examples, each alone."""
    draw = random.Random(seed)  # noqa: S311
    found = []
    for _ in range(len(examples) // 8):
        asked, shown = draw.choice(examples), draw.choice(examples).passage
        if asked.passage.path != shown.path:
            found.append([pair_of(tokens, asked.question, shown.path, shown.text, ())])
    return _whole(found)


def _public_twins(tokens: Tokens, examples: Sequence[PublicExample], seed: int = 0) -> list[list[Pair]]:
    draw = random.Random(seed)  # noqa: S311
    asked: dict[str, list[Pair | None]] = {}
    for one in examples:
        path = (one.title,) if one.title and draw.random() < _TITLED else ()
        if not one.held_out:
            pair = pair_of(tokens, one.question, path, one.text, (one.span,) if one.span else ())
            asked.setdefault(one.question, []).append(pair)
    return _whole(asked.values())


def _whole(groups: Iterable[Sequence[Pair | None]]) -> list[list[Pair]]:
    return [whole for group in groups if (whole := [pair for pair in group if pair])]
