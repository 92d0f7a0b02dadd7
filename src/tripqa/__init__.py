"""Questions about official trip reports, answered with passages that anyone can check.

`tripqa.open` gives what answers from an index, `tripqa.ingest` makes one. Importing this loads neither models nor
numpy: what a call needs is loaded by the call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tripqa.conversation import Turn as Turn
    from tripqa.domain import Filter as Filter
    from tripqa.errors import TripqaError as TripqaError
    from tripqa.library import Opened
    from tripqa.wire.ingests import IngestOut

__all__ = ["Filter", "TripqaError", "Turn", "ingest", "open"]
_HOMES = {"Filter": "tripqa.domain", "Turn": "tripqa.conversation", "TripqaError": "tripqa.errors"}


def open(index: str | Path | None = None, **settings: object) -> Opened:
    """Open an index: a folder that `ingest` wrote, by default the one that the settings name.

    `settings` are those of docs/settings.md, in small letters and without TRIPQA_; they win over environment and file.
    Takes as long as the models take to load. IndexMissing if there is no index, SpaceMismatch if another encoder made
    it, SettingsError for a setting that cannot be used.
    """
    from tripqa.library import Opened
    from tripqa.settings import load_settings

    return Opened.of(load_settings({**settings, "index": index}))


def ingest(
    corpus: str | Path | None = None,
    index: str | Path | None = None,
    *,
    rebuild: bool = False,
    strict: bool = False,
    **settings: object,
) -> IngestOut:
    """Bring an index up to date with the reports in a folder, and return what has changed; `settings` as in `open`.

    Files that cannot be used are left out and told in `failed`; with `strict`, or if no file is left, CorpusError says
    so and nothing is changed.
    """
    from tripqa.library import ingested

    return ingested({**settings, "corpus": corpus, "index": index}, rebuild=rebuild, strict=strict)


def __getattr__(name: str) -> object:
    """Return a noun that callers need, from where it lives."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'tripqa' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
