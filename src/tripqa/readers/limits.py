"""How much of anything one file may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take. The defaults are those of the settings."""

    largest_file: int = 200_000_000  # bytes
    most_pages: int = 2_000
    longest_text: int = 10_000_000  # characters
    seconds_per_file: int = 60
    memory_per_file: int = 1024  # megabytes of address space
