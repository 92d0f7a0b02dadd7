"""The reader's network in the user's cache, made once out of the weights that the package carries (making.py)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tripqa.encoders.bundled import in_own_process, light_folder, light_place, make
from tripqa.encoders.whole_folder import is_whole
from tripqa.reading.weights import SHA256

_LAYOUT = "2"  # raise it when other files are made


def reader_folders(cache: Path, say: Callable[[str], None]) -> tuple[Path, Path]:
    """Return the folders of the reader and of the light encoder whose lower layers it shares; make what is missing."""
    encoder = light_folder(cache, say)
    folder = reader_place(cache)
    if not is_whole(folder):
        say(f"making the reader in {folder} (once, 15 MB; takes about ten seconds)")
        make("reader", folder, lambda made: in_own_process("tripqa.reading.making", made, encoder))
    return folder, encoder


def reader_place(cache: Path) -> Path:
    """Return where the reader lies once it is made: beside the encoder."""
    return light_place(cache).parent / f"reader-{SHA256[:12]}-{_LAYOUT}"
