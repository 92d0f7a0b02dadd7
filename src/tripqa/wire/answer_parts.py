"""The parts of an answer as JSON: values and where they stand, contradictions, blocks, what is missing."""

from __future__ import annotations

from pydantic import Field

from tripqa.domain import AskedThing, Block, Conflict, Missing, StatedValue, ValueKind
from tripqa.localising import heading_in, value_in
from tripqa.service import Reply
from tripqa.wire.documents import Wire


class ValuePlaceOut(Wire):
    """What kind of value a short answer is, and where: in a citation's quote, and in its document's text."""

    kind: ValueKind
    citation: int = Field(description="The number of the citation that it lies in.")
    start: int
    end: int

    @classmethod
    def of(cls, value: StatedValue) -> ValuePlaceOut:
        """Translate where a value stands."""
        return cls(kind=value.kind, citation=value.citation, start=value.start, end=value.end)


class ConflictingValueOut(Wire):
    """One of several values that cannot all be right, with the citation that states it."""

    value: str
    citation: int = Field(description="The number of the citation that it lies in.")
    start: int
    end: int
    localised: str | None = Field(None, description="The same as readers of `shown_in` write it; null if unsure.")

    @classmethod
    def of(cls, value: StatedValue, localised: str | None = None) -> ConflictingValueOut:
        """Translate a value."""
        place = {"citation": value.citation, "start": value.start, "end": value.end}
        return cls(value=value.text, **place, localised=localised)


class ConflictOut(Wire):
    """Where the documents disagree: values of one kind that they give to one thing. None of them is chosen."""

    kind: ValueKind
    values: list[ConflictingValueOut]

    @classmethod
    def of(cls, conflict: Conflict, reply: Reply) -> ConflictOut:
        """Translate a conflict."""
        values = [ConflictingValueOut.of(value, value_in(reply, value)) for value in conflict.values]
        return cls(kind=conflict.kind, values=values)


class BlockOut(Wire):
    """Quotes that belong together: a day, a visit, a side of a comparison."""

    heading: str | None = Field(description="As a document or the question writes it; null where there is none.")
    citations: list[int] = Field(description="Their numbers; empty where the documents have nothing of it.")
    localised: str | None = Field(None, description="The heading in the reader's language, where it is known.")

    @classmethod
    def of(cls, block: Block, reply: Reply) -> BlockOut:
        """Translate a block."""
        return cls(heading=block.heading, citations=list(block.citations), localised=heading_in(reply, block))


class MissingOut(Wire):
    """What the documents do not say, and of what that they mention."""

    about: str | None = Field(description="As the question writes it; null if they mention nothing that it names.")
    asked: AskedThing | None = Field(description="What kind of thing would answer; null if that is not told.")

    @classmethod
    def of(cls, missing: Missing) -> MissingOut:
        """Translate what is missing."""
        return cls(about=missing.about, asked=missing.asked)
