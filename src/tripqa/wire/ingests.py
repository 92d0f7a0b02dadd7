"""What an ingest did as JSON: from the command line and from the library."""

from __future__ import annotations

from pydantic import Field

from tripqa.wire.answers import IndexOut
from tripqa.wire.documents import Wire


class ChangesOut(Wire):
    """How the documents differ from those of the generation before: their ids, in order."""

    added: list[str]
    changed: list[str] = Field(description="In their text or in what is said of them.")
    removed: list[str]
    unchanged: int


class FailedOut(Wire):
    """A file of the corpus that cannot be used."""

    file: str
    why: str
    kept: int = Field(description="Documents of it that the index had before and keeps.")


class IngestOut(Wire):
    """What an ingest did."""

    changed: bool = Field(description="Whether a new generation was built.")
    documents: int
    passages: int
    changes: ChangesOut
    failed: list[FailedOut]
    passed_over: list[str] = Field(description="Files of a format that is not read.")
    names_missing: dict[str, int] = Field(
        default_factory=dict, description="By language: names of the documents that have no writing in it."
    )
    index: IndexOut
