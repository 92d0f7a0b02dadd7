"""What lies below a corpus folder: its files, what of it is no part of it, and names as they can be shown."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from pathlib import Path


def files_below(folder: Path, unreadable: Callable[[OSError], None]) -> list[Path]:
    """Return every file below a folder that is not hidden, links to folders among them, which are not followed.

    `unreadable` is told of each folder that cannot be looked into; one that goes meanwhile is gone.
    """

    def tell(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            unreadable(error)

    found: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=tell):
        folders[:] = [name for name in folders if not is_hidden(name)]
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        found += (Path(place, name) for name in (*files, *links) if not is_hidden(name))
    return sorted(found)


def is_hidden(name: str) -> bool:
    """Tell whether a file or folder is no part of a corpus: hidden, or left there by Office or a file system."""
    return name.startswith((".", "~$")) or name == "lost+found"


def shown(text: object) -> str:
    """Return text that can be printed and sent: control characters and bytes that are no text are escaped."""
    return "".join(
        character.encode("unicode_escape").decode() if unicodedata.category(character) in ("Cc", "Cs") else character
        for character in str(text)
    )
