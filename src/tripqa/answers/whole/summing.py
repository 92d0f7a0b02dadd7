"""The sentences that say most of a text and repeat least: those nearest to its centroid, spread over its parts.

Centroid (Radev et al., 2004) with maximal marginal relevance (Carbonell and Goldstein, 1998) over the vectors of
sentences that the index keeps. What official documents say themselves to be the gist, 所感 or まとめ, counts for more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from tripqa.answers.whole.outline import Line, Outline, kinds_below
from tripqa.ports import Vector
from tripqa.text.folding import is_japanese
from tripqa.text.scripts import HANGUL
from tripqa.text.section_kinds import SPEAKING, kinds_of_heading

MOST = 6  # sentences
Vectors = Callable[[Line], Vector]

LISTS = frozenset(("agenda", "attendees", "officers", "materials", "received", "schedule", "contact", "terms", "cost"))
_LABELS = frozenset(("when", "where", "attendees", "absent", "observers", "contact"))
_STOPPED = re.compile(r"[。．!！?？」』]\s*$|[.]\s*$")
_HANGUL = re.compile(f"[{HANGUL}]")
_REPEATS = 0.45  # what is taken off for the likeness to what is quoted already
_PURPOSE = 0.2
_SPEAKING = 0.3  # what the sections add that are the gist
_SAME_PART = 0.04  # what each sentence of its part that is quoted already takes off
_FIRST = 0.02  # what the first sentence of a part adds


def sentences_of(outlined: Outline, lines: Sequence[Line], *, lists: bool = False) -> list[Line]:
    """Return what of some lines is text that says something: no headings, no words out of pictures.

    Where any of a section's lines end as sentences do, those that do not, and are no items of a list, are labels,
    captions or what a picture shows. What is below 出席者 or 議題 is a list, no text, unless lists are wanted.
    """
    own = [
        line
        for line in lines
        if not line.heading
        and in_script(outlined.document.language, line.text)
        and (lists or not (kinds_below(outlined, line) & LISTS or is_label(outlined, line)))
        and not line.passage.context
    ]
    own = [line for line in own if line.path or _STOPPED.search(line.text)]
    stopped = {line.path for line in own if _STOPPED.search(line.text)}
    return [line for line in own if line.path not in stopped or _STOPPED.search(line.text)]


def is_label(outlined: Outline, line: Line) -> bool:
    """Tell whether a line gives a value to a word that it begins with: 日時, 場所, 出席者."""
    label = re.split(r"[\s:：]", outlined.document.text[slice(*line.span)], maxsplit=1)[0]
    return line.item and bool(kinds_of_heading(label) & _LABELS)


def essence(outlined: Outline, lines: Sequence[Line], vectors: Vectors, most: int = MOST) -> list[Line]:
    """Return at most so many of some lines, in reading order; all of them if they are no more."""
    if len(lines) <= most:
        return list(lines)
    matrix = np.stack([vectors(line) for line in lines])
    centre = matrix.mean(axis=0)
    worth = matrix @ (centre / (np.linalg.norm(centre) or 1)) + np.array(_weights(outlined, lines))
    chosen: list[int] = []
    while len(chosen) < most:
        repeats = (matrix @ matrix[chosen].T).max(axis=1) if chosen else np.zeros(len(lines))
        parts = [lines[place].path for place in chosen]
        crowded = np.array([_SAME_PART * parts.count(line.path) for line in lines])
        scores = worth - _REPEATS * repeats - crowded
        scores[chosen] = -np.inf
        chosen.append(int(scores.argmax()))
    return [lines[place] for place in sorted(chosen)]


def _weights(outlined: Outline, lines: Sequence[Line]) -> list[float]:
    first = [True, *(line.path != above.path for above, line in pairwise(lines))]
    return [
        _SPEAKING * bool(kinds_below(outlined, line) & SPEAKING)
        + _PURPOSE * ("purpose" in kinds_below(outlined, line))
        + _FIRST * opens
        for line, opens in zip(lines, first, strict=True)
    ]


def in_script(language: str, text: str) -> bool:
    """Tell whether a line is in its document's script: what is not stands in a picture."""
    match language.split("-")[0]:
        case "ja" | "zh":
            return any(map(is_japanese, text)) and not _HANGUL.search(text)
        case "ko":
            return _HANGUL.search(text) is not None
        case _:
            return True
