"""What names a space: the model, what stands before a text, and the precision it is computed in."""

from __future__ import annotations

from dataclasses import dataclass

FLOAT32 = "float32"  # the precision of whatever sentence-transformers runs


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What stands before a text when it is encoded; leaving one out costs recall without a sign of it."""

    question: str
    passage: str


def name_space(model: str, prefixes: Prefixes, precision: str) -> str:
    """Name the space of a model with these prefixes, run in this precision."""
    return f"{model}; question={prefixes.question!r}, passage={prefixes.passage!r}; {precision}"
