"""The nouns of an answer that a model writes from quotes: what was sent of it, and why not more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Why = Literal[
    "no_model",  # the server has none
    "no_quotes",  # there is no answer: no model was asked
    "busy",  # the model, or who waits for it, has too much to do
    "too_slow",  # it took longer than the settings let it
    "unreachable",  # its server is down, or refuses everything
    "refused",  # its server refuses this request, which may be too long for it
    "cut_short",  # what it said broke off
    "cannot",  # it says that the quotes do not answer
    "nothing_held",  # nothing that it said stood in the quotes
]
WHYS: tuple[Why, ...] = get_args(Why)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement that was checked against the quotes that it cites, and may be sent."""

    text: str
    citations: tuple[int, ...]  # numbers of quotes, from 1; one at least
    score: float  # probability that an answer stands in one of these, as the reader has it: it says nothing of the text


@dataclass(frozen=True, slots=True)
class Generated:
    """What a model made of an answer. The quotes stand beside it, whatever became of it."""

    model: str | None  # its name; None where the server has none
    sentences: tuple[Sentence, ...]
    dropped: tuple[str, ...]  # of each statement that failed, the kind of its first fault
    why: Why | None  # there is no statement, or not all that there might have been; None: nothing went wrong
