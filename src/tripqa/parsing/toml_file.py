"""Reading a TOML file of a corpus, within limits that no honest one comes near."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from tripqa.errors import FileDamaged, FileTooLarge
from tripqa.parsing.limits import DEEPEST_KEY
from tripqa.parsing.opening import is_there, read_up_to

_LONGEST_REASON = 200  # characters: an error of the parser may hold a whole key
_APART = re.compile(  # strings and comments, in which dots are no more than that; one without an end goes to the end
    r'"""[^"\\]*+(?:(?:\\.|"{1,2}(?!"))[^"\\]*+)*+"{0,5}'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
    re.DOTALL,
)
_PART = r"[\w-]++[ \t]*+"  # possessive throughout: nothing is tried twice
_TOO_DEEP = re.compile(rf"(?<![\w-]){_PART}(?:\.[ \t]*+{_PART}){{{DEEPEST_KEY}}}")


def read_toml(file: Path, folder: Path, largest: int) -> dict[str, Any]:
    """Return what a file below a folder says; one that is not there says nothing. UnreadableFile names it.

    It may have so many bytes.
    """
    if not is_there(file):
        return {}
    data = read_up_to(file, folder, largest)
    if data is None:
        raise FileTooLarge(f"has more than {largest:,} bytes; shorten it, or take out what does not belong there", file)
    try:
        text = data.decode("utf-8-sig")
        _refuse_deep_keys(text, file)
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileDamaged(f"cannot be read as TOML in UTF-8: {str(error)[:_LONGEST_REASON]}", file) from error


def name_of(key: tuple[int | str, ...]) -> str:
    """Return the name of a key as an error shows it."""
    return ".".join(map(str, key))[:_LONGEST_REASON]


def _refuse_deep_keys(text: str, file: Path) -> None:
    """Refuse keys of many parts before they are parsed: the parser remembers every beginning of each."""
    found = _TOO_DEEP.search(_APART.sub("_", text))
    if found:
        raise FileDamaged(
            f"has a key of more than {DEEPEST_KEY} parts ({found.group()[:20]!r} …); take it out",
            file,
        )
