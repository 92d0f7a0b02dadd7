"""What a chat program is told, before it has the shape that the program knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tripqa.web.telling import Told

UNIT = {"unit": "characters"}  # of `usage`: there are no tokens here


@dataclass(frozen=True, slots=True)
class Replied:
    """An answer or passages, in words, and what they are of."""

    id: str
    model: str
    question: str
    generation: str
    told: Told

    @property
    def counted(self) -> tuple[int, int, int]:
        """Return the characters of the question, of the text, and of both."""
        asked, said = len(self.question), len(self.told.text)
        return asked, said, asked + said

    @property
    def sources(self) -> dict[str, Any]:
        """Return the sources as they stand at the top of a reply, beyond what others know."""
        return {"sources": [source.shape for source in self.told.sources]}
