"""Which sentences are quoted: as few as make it likely that the answer is among them, by what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tripqa.answers.evidence import Evidence
from tripqa.text.asking import Asked

Share = tuple[Evidence, float]  # a sentence, and its probability to be the one that answers, if one does


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is read and quoted."""

    hits: int  # that are looked at; all that there are where a question names a day
    share: float  # of the probability that is enough
    least: float  # share of a sentence, in parts of the best one's, below which it is not quoted
    sentences: int  # at most
    characters: int  # at most, all of them together; the likeliest is quoted in any case


MOST_CHARACTERS = 400  # of all quotes of one answer, dates and contradicting quotes included
MOST_CHARACTERS_OF_SEVERAL = 900  # where the answer has several items or sides
_VALUE = Extent(hits=10, share=0.7, least=0.05, sentences=2, characters=150)
_FEW = Extent(hits=10, share=0.9, least=0.05, sentences=4, characters=MOST_CHARACTERS)
_ALL = Extent(hits=20, share=0.95, least=0.05, sentences=6, characters=MOST_CHARACTERS_OF_SEVERAL)
_SIDES = Extent(hits=20, share=0.9, least=0.05, sentences=4, characters=MOST_CHARACTERS_OF_SEVERAL)
_ROWS = Extent(hits=20, share=1.0, least=0.05, sentences=20, characters=MOST_CHARACTERS_OF_SEVERAL)
_LIKELY_ROWS = 0.3  # share of rows and headings from which on the items of a list are these alone


def extent_of(asked: Asked) -> Extent:
    """Return how much is quoted for what is asked."""
    match asked.form:
        case "list":
            return _ALL
        case "comparison":
            return _SIDES
        case "value" | "open":
            return _VALUE if asked.kinds else _FEW
        case "definition" | "explanation":
            return _FEW


def choose(evidence: Sequence[Evidence], shares: Sequence[float], extent: Extent) -> list[Share]:
    """Return the sentences to quote with their shares, the likeliest first; at least one if there are any."""
    ordered = sorted(zip(evidence, shares, strict=True), key=lambda one: -one[1])
    chosen: list[Share] = []
    reached, characters = 0.0, 0
    for one, share in ordered:
        length = one.span[1] - one.span[0]
        if chosen and (
            reached >= extent.share or share < extent.least * ordered[0][1] or len(chosen) == extent.sentences
        ):
            break
        if not chosen or characters + length <= extent.characters:
            chosen.append((one, share))
            reached += share
            characters += length
    return chosen


def choose_rows(evidence: Sequence[Evidence], shares: Sequence[float], *, all_of_them: bool) -> list[Share]:
    """Return the rows and headings that are the items of a list, each name once; nothing if prose is likelier."""
    rows = [(one, share) for one, share in zip(evidence, shares, strict=True) if one.label]
    if sum(share for _, share in rows) < _LIKELY_ROWS:
        return []
    named = {
        (one.hit.document.id, one.label): (one, share) for one, share in sorted(rows, key=lambda row: row[1])
    }.values()
    extent = replace(_ROWS, least=0.0) if all_of_them else _ROWS
    return choose([one for one, _ in named], [share for _, share in named], extent)
