"""The sets that training draws from, and what is kept back to watch it."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder
from tripqa_lab.answers.asked import whole_documents
from tripqa_lab.answers.seeing import see
from tripqa_lab.reader.batches import Pair, pair_of
from tripqa_lab.reader.premises import Ids, swapped
from tripqa_lab.reader.public_sets import PublicExample, read_public
from tripqa_lab.reader.retrieved import retrieved_twins
from tripqa_lab.reader.sheets import Example
from tripqa_lab.reader.tokens import Tokens
from tripqa_lab.reader.training import Drawn

WATCHED = frozenset({"a08", "a16"})  # authors that training does not see
_WRITTEN, _PREMISES, _OFF, _PUBLIC = 0.18, 0.20, 0.05, 0.15  # shares of a step
_WHOLE = 0.42  # the same, of what retrieval finds in whole documents
_TITLED = 0.75  # of the public passages are shown under their title, as some documents have none


def drawn_from(tokens: Tokens, folder: Path, examples: Sequence[Example], public: Sequence[Path]) -> list[Drawn]:
    """Return what a run learns from.

    Written questions, premises, questions beside other passages and beside what retrieval finds, and public sets.
    """
    seen = [example for example in examples if example.author not in WATCHED]
    written, premises = written_twins(tokens, seen)
    corpora = see([whole_documents(folder / "whole")], choose_encoder(load_settings({})))
    whole = retrieved_twins(tokens, [one for _, found in corpora for one in found])
    sets = [
        Drawn(written, _WRITTEN),
        Drawn(premises, _PREMISES),
        Drawn(off_twins(tokens, seen), _OFF),
        Drawn(whole, _WHOLE),
    ]
    learnt = [twins for folder in public for twins in _public_twins(tokens, read_public(folder))]
    return [*sets, Drawn(learnt, _PUBLIC)] if learnt else sets


def watched(examples: Sequence[Example], authors: Collection[str] = WATCHED) -> list[Example]:
    """Return the examples of authors that training does not see."""
    return [example for example in examples if example.author in authors]


def written_twins(tokens: Tokens, examples: Sequence[Example]) -> tuple[list[list[Pair]], list[list[Pair]]]:
    """Return a pair for each example, but for those whose answer is cut off, in two parts.

    The first comes by question. The second has the questions that take something for granted which one of their
    passages contradicts, by siblings and language: so the true premise stands beside the false one.
    """
    granting = {(_siblings(one), one.question) for one in examples if one.kind == "false_premise"}
    true = _true(tokens, examples)
    asked: dict[tuple[str, str], list[Pair | None]] = {}
    granted: dict[tuple[str, str], list[Pair | None]] = {}
    for one in examples:
        twin = one.kind == "false_premise" and swapped(tokens.question(one.question), true.get(_asked_of(one), ()))
        contradicted = twin.places if twin else None
        pair = pair_of(tokens, one.question, one.passage.path, one.passage.text, one.spans, contradicted)
        if (_siblings(one), one.question) in granting:
            granted.setdefault((_siblings(one), one.language), []).append(pair)
        else:
            asked.setdefault((_siblings(one), one.question), []).append(pair)
    return _whole(asked.values()), _whole(granted.values())


def _true(tokens: Tokens, examples: Sequence[Example]) -> dict[tuple[str, str], list[Ids]]:
    """Return the tokens of the questions that each passage answers, by language."""
    found: dict[tuple[str, str], list[Ids]] = {}
    for one in examples:
        if one.kind == "answerable":
            found.setdefault(_asked_of(one), []).append(tokens.question(one.question))
    return found


def _asked_of(one: Example) -> tuple[str, str]:
    return one.passage.id, one.language


def _siblings(one: Example) -> str:
    return one.passage.id[:-1]


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
