"""Which documents a part of an index shows, and what it says of itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from fnmatch import fnmatchcase

from tripqa.manifest import Manifest


def matching_ids(patterns: Collection[str], ids: Iterable[str]) -> frozenset[str]:
    """Return the ids that match one of these patterns, such as `2025-*`: `*`, `?` and `[seq]`, letter case kept."""
    return frozenset(id for id in ids if any(fnmatchcase(id, pattern) for pattern in patterns))


def part_manifest(whole: Manifest, *, documents: int, passages: int, sentences: int) -> Manifest:
    """Return the manifest of a part that holds so much.

    Fingerprints of documents and passages are empty, and so are the files: those of the whole tell of what is hidden.
    """
    return replace(
        whole,
        documents=documents,
        passages=passages,
        sentences=sentences,
        documents_fingerprint="",
        passages_fingerprint="",
        files={},
    )
