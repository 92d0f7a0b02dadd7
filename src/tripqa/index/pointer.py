"""The file `current` of an index: which generations there are, in which order they were made, which one is in use.

    layout 2
    keep 7 20261123T113000000000Z-77ab0c12 5f0c…    the one in use
    keep 5 20261122T101500000000Z-1f0c3a9e 83d2…    the one in use before it, and so on
    drop 6 20261123T101500000000Z-0b1d22f7 c70e…    what is there of it may be deleted
    sum 9c41…

A line holds a generation's number in the order of making (names hold the time, and clocks are set back), its name, and
its manifest's SHA-256. The last line is the SHA-256 of all before it: a file with one bit changed names nothing.
Only what a line of such a file says to drop is ever swept.

The layout before had names and hashes alone, and no sum. It is read, and written anew by the next that writes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tripqa.errors import FormatMismatch, IndexDamaged, IndexMissing
from tripqa.index.obstacles import obstacle
from tripqa.plain_file import open_plain

POINTER = "current"
LAYOUT = 2
_LARGEST = 1_000_000  # bytes
_HEAD = "layout "
_NAME, _DIGEST = r"\d{8}T\d{12}Z-[0-9a-f]{8}", r"[0-9a-f]{64}"
_LINE = re.compile(rf"(keep|drop) (\d+) ({_NAME}) ({_DIGEST})")
_FIRST_LAYOUT = re.compile(rf"(?:{_NAME} {_DIGEST}\n)+")


@dataclass(frozen=True, slots=True)
class Pointer:
    """What names a generation."""

    folder: Path
    manifest_sha256: str
    number: int  # in the order of making


@dataclass(frozen=True, slots=True)
class Pointers:
    """All that the file says."""

    kept: tuple[Pointer, ...] = ()  # the current one first, then those that were current before, the last one first
    dropped: tuple[Pointer, ...] = ()  # what is there of them may be deleted

    @property
    def before(self) -> Sequence[Pointer]:
        """Return those that were made before the current one, what was in use last first."""
        return [one for one in self.kept if one.number < self.kept[0].number]

    @property
    def rolled_back(self) -> Sequence[Pointer]:
        """Return those that were made after the current one, which somebody went back to."""
        return [one for one in self.kept if one.number > self.kept[0].number]

    @property
    def next_number(self) -> int:
        """Return the number of the generation that is made next."""
        return 1 + max((one.number for one in (*self.kept, *self.dropped)), default=0)

    def __bytes__(self) -> bytes:
        """Return the file."""
        lines = [*(_line("keep", one) for one in self.kept), *(_line("drop", one) for one in self.dropped)]
        return _with_sum("".join([f"{_HEAD}{LAYOUT}\n", *lines]).encode())


def generation_name(created: datetime, fingerprint: str) -> str:
    """Return the name of a generation that is made then of what has that fingerprint."""
    return f"{created:%Y%m%dT%H%M%S%fZ}-{fingerprint[:8]}"


def is_generation_name(name: str) -> bool:
    """Tell whether a name is one that a generation is given."""
    return re.fullmatch(_NAME, name) is not None


def read_pointers(index: Path) -> Pointers:
    """Return what the file says, once it is known to be whole; IndexMissing, IndexDamaged or FormatMismatch."""
    file = index / POINTER
    try:
        if found := obstacle(file):
            raise IndexDamaged(file, found)
        with open_plain(file) as stream:
            return _parsed(index, stream.read(_LARGEST))
    except FileNotFoundError:
        raise IndexMissing(index) from None
    except OSError as error:
        raise IndexDamaged(file, f"cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise IndexDamaged(file, f"is not what was written ({error})") from error


def _parsed(index: Path, data: bytes) -> Pointers:
    """Return what the bytes of the file say; ValueError if they are not whole, FormatMismatch."""
    if not data.startswith(_HEAD.encode()):
        return _of_first_layout(index, data.decode("ascii", "replace"))
    body = data[: data.rfind(b"sum ")]
    if data != _with_sum(body):
        raise ValueError("its sum is another")
    head, *lines = body.decode("ascii").splitlines()
    if head != f"{_HEAD}{LAYOUT}":
        raise FormatMismatch(found=head, expected=LAYOUT)
    found: dict[str, list[Pointer]] = {"keep": [], "drop": []}
    for line in lines:
        fate, number, name, digest = _fields(line)
        found[fate].append(Pointer(index / name, digest, int(number)))
    return Pointers(tuple(found["keep"]), tuple(found["drop"]))


def _fields(line: str) -> Sequence[str]:
    if not (found := _LINE.fullmatch(line)):
        raise ValueError("a line names no generation")
    return found.groups()


def _of_first_layout(index: Path, text: str) -> Pointers:
    if not _FIRST_LAYOUT.fullmatch(text):
        raise ValueError("a line names no generation")
    named: dict[str, str] = dict(line.split() for line in text.splitlines())
    if len(named) < text.count("\n"):
        raise ValueError("two lines name one generation")
    numbers = {name: number for number, name in enumerate(sorted(named), start=1)}
    return Pointers(tuple(Pointer(index / name, digest, numbers[name]) for name, digest in named.items()))


def _line(fate: str, one: Pointer) -> str:
    return f"{fate} {one.number} {one.folder.name} {one.manifest_sha256}\n"


def _with_sum(body: bytes) -> bytes:
    return body + f"sum {hashlib.sha256(body).hexdigest()}\n".encode()
