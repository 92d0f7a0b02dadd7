"""What one generation of an index says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Size in bytes and SHA-256 of a file."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one generation of the index was built from, and what it consists of."""

    format: int
    generation: str
    created: str  # UTC, ISO 8601
    space: str  # of the encoder
    dimension: int
    rules: str  # versions of the rules by which passages were made and are ranked
    documents_fingerprint: str  # SHA-256 over every document's id, text and description
    names_fingerprint: str  # SHA-256 over every group of names
    passages_fingerprint: str  # SHA-256 over every passage, in order
    documents: int
    passages: int
    sentences: int
    files: Mapping[str, FileFacts]
