"""The nouns of a question that goes on from others. Who asks sends them along; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass

Near = frozenset[tuple[str, tuple[str, ...]]]  # sections: the document's id, and the headings as a passage has them


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before, with the passages that its answer rested on."""

    question: str
    passages: tuple[str, ...] | None = None  # ids; None: they are looked for again


@dataclass(frozen=True, slots=True)
class Understood:
    """A question written out with what it left out or pointed at, and where that was last spoken of."""

    text: str
    near: Near
