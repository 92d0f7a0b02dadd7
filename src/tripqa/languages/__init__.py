"""The languages that questions are asked and pages are read in: a folder each, with all that it alone brings.

A folder is named by its tag (BCP 47): `zh_hant` is `zh-Hant`. Its files are read when they are wanted (tables.py), each
as one of the shapes of shapes.py. docs/adding-a-language.md tells how a folder is made.
"""

from __future__ import annotations

from pathlib import Path
from typing import NewType

Language = NewType("Language", str)  # the tag of a folder

FOLDER = Path(__file__).parent
FIRST = Language("ja")  # the reports' own: for readers of none of ours
_SCRIPT = 4  # letters of a script in a tag


def folder_of(language: Language) -> Path:
    """Return where a language has its files."""
    return FOLDER / language.lower().replace("-", "_")


def _tag(folder: Path) -> Language:
    primary, *others = folder.name.split("_")
    return Language("-".join((primary, *(one.title() if len(one) == _SCRIPT else one.upper() for one in others))))


def _found() -> tuple[Language, ...]:
    """Return the languages that have a folder, the first one before the others."""
    tags = (_tag(file.parent) for file in FOLDER.glob("*/language.toml"))
    return tuple(sorted(tags, key=lambda tag: (tag != FIRST, tag)))


LANGUAGES = _found()
