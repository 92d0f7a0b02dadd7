"""How much of anything one file may take."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST_SIDECAR = 100_000  # bytes
LARGEST_ALIASES = 1_000_000  # bytes
DEEPEST_KEY = 4  # parts between the dots of a key in TOML
LONGEST_TITLE = 1_000  # characters of a title, a publisher or a question
LONGEST_NAME = 200  # characters of a name, of a place or of anything else
LONGEST_ID = 500  # characters
LONGEST_URL = 2_000  # characters
LONGEST_TAG = 35  # characters of a language tag, as RFC 5646 advises
MOST_PLACES = 1_000  # of a sidecar
MOST_LANGUAGES = 50  # of a place, or of the examples
MOST_HEADINGS = 2_000  # that one language of a sidecar translates
MOST_EXAMPLES = 100  # questions in one language
MOST_GROUPS = 10_000  # of names
MOST_NAMES = 200  # in a group
MOST_BESIDES_TEXT = 1_000_000  # bytes of a row outside its strings, and strings in it
_BYTES_PER_CHARACTER = 6  # of JSON that escapes whatever is not ASCII


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take. The defaults are those of the settings."""

    largest_file: int = 200_000_000  # bytes
    most_pages: int = 2_000
    longest_text: int = 10_000_000  # characters
    seconds_per_file: int = 60
    memory_per_file: int = 1024  # megabytes of address space

    @property
    def longest_line(self) -> int:
        """Return how many bytes a row may take: its text may be escaped, and there is more in it."""
        return _BYTES_PER_CHARACTER * self.longest_text + MOST_BESIDES_TEXT


LONGEST_LINE = Limits().longest_line
