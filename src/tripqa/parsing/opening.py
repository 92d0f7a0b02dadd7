"""Taking the bytes of a file, and of nothing that is none: no pipe, no device, nothing outside the corpus."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from tripqa.errors import FileDamaged, FileForbidden, FileTooLarge
from tripqa.parsing.limits import Limits
from tripqa.plain_file import NotPlain, open_plain


def read_file(file: Path, folder: Path, limits: Limits) -> bytes:
    """Return what a file below a folder holds; FileForbidden or FileTooLarge, which name it, if that may not be had."""
    data = read_up_to(file, folder, limits.largest_file)
    if data is None:
        raise FileTooLarge(
            f"has more than {limits.largest_file:,} bytes (TRIPQA_LARGEST_FILE); split it, or raise that setting", file
        )
    return data


def read_up_to(file: Path, folder: Path, most: int) -> bytes | None:
    """Return what a file below a folder holds, or None if it is more than so many bytes. FileForbidden names it."""
    with opened(file, folder) as stream:
        data = stream.read(most + 1)
    return data if len(data) <= most else None


@contextmanager
def opened(file: Path, folder: Path | None) -> Iterator[BinaryIO]:
    """Open a file to read it; FileForbidden, which names it, if it may not be, or can no longer be read.

    A link is followed if it stays in the folder; without one, wherever it leads. Nothing but a plain file is opened.
    What ends in .gz is unpacked as it is read.
    """
    try:
        with open_plain(_place(file, folder), os.O_NOFOLLOW) as stream:
            yield cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if file.suffix == ".gz" else stream
    except NotPlain as error:
        raise FileForbidden(
            "is no file but a folder, a pipe, a device or the like; take it out of the folder", file
        ) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileDamaged("is no whole gzip file; fetch or pack it anew", file) from error
    except OSError as error:
        raise FileForbidden(
            f"cannot be read ({error.strerror}); give tripqa the right to, or take it out", file
        ) from error


def is_there(file: Path) -> bool:
    """Tell whether anything has that name, be it a link to nothing. FileForbidden if that cannot be told."""
    try:
        os.lstat(file)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FileForbidden(f"cannot be looked for ({error.strerror}); give tripqa the right to", file) from error
    return True


def _place(file: Path, folder: Path | None) -> Path:
    """Return where a file lies, all links followed."""
    os.stat(file)  # first: the kernel gives up links without end, of which Python would raise anything
    place = Path(os.path.realpath(file, strict=True))
    if folder and not place.is_relative_to(os.path.realpath(folder)):
        raise FileForbidden("is a link that leads out of the corpus; copy the file into it instead", file)
    return place
