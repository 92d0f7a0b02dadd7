"""The generations of an index as `tripqa index --json` prints them."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from tripqa.index.generations import StoredGeneration
from tripqa.wire.documents import Wire


class GenerationOut(Wire):
    """A generation, as far as its manifest tells."""

    generation: str
    current: bool
    bytes: int = Field(description="That its files take.")
    created: str | None = Field(description="UTC, ISO 8601; null, as what follows, if the manifest cannot be believed.")
    space: str | None = Field(description="Of the encoder.")
    documents: int | None
    passages: int | None
    fault: str | None = Field(description="Why the manifest cannot be believed; null if it can.")

    @classmethod
    def of(cls, stored: StoredGeneration) -> GenerationOut:
        """Translate a stored generation."""
        known = stored.manifest
        return cls(
            generation=stored.name,
            current=stored.current,
            bytes=stored.bytes,
            created=known.created if known else None,
            space=known.space if known else None,
            documents=known.documents if known else None,
            passages=known.passages if known else None,
            fault=stored.fault,
        )


class GenerationsOut(Wire):
    """The generations of an index, newest first."""

    generations: list[GenerationOut]
    unnamed: list[str] = Field(description="What lies there as generations do and is in no list; never deleted.")

    @classmethod
    def of(cls, stored: Sequence[StoredGeneration], unnamed: Sequence[str]) -> GenerationsOut:
        """Translate stored generations."""
        return cls(generations=[GenerationOut.of(one) for one in stored], unnamed=list(unnamed))


class GenerationCheckOut(Wire):
    """What a full check of a generation has found."""

    generation: str
    faults: list[str] = Field(description="Empty if it is whole.")


class RollbackOut(Wire):
    """Which generation was current and which one is."""

    before: str
    current: str


class PruneOut(Wire):
    """Which generations were deleted."""

    deleted: list[str]
