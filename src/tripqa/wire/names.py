"""Names as JSON: from the command line."""

from __future__ import annotations

from pydantic import Field

from tripqa.wire.documents import Wire


class NameOut(Wire):
    """A thing that the documents name."""

    kind: str = Field(description="As `aliases.toml` has it; empty if it says none.")
    written: list[str] = Field(description="As documents write it, most frequent first.")
    shown: dict[str, str | None] = Field(description="What readers of each language are shown; null where it has none.")


class NamesOut(Wire):
    """What the documents name."""

    names: list[NameOut]
