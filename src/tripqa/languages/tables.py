"""Reads what a language brings. A file has exactly the keys of its shape, or is an error that names what is wrong.

A pattern may be a list of its alternatives. What `[parts]` names may stand in patterns of the same file, in braces.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from tripqa.languages import FIRST, FOLDER, LANGUAGES, Language, folder_of
from tripqa.languages.shapes import FILES, WORDS, Pattern

T = TypeVar("T")
_SHAPES = {name: shape for shape, name in FILES.items()}
_PART = re.compile(r"\{([a-z_]+)\}")
_GUARD = re.compile(r"(?:\(\?<?[!=].*?\))+$")  # what may not follow a word


class WrongTable(ValueError):
    """A file of a language does not have what its shape asks for."""


def table(language: Language, shape: type[T]) -> T:
    """Return what a language brings of one kind. WrongTable says what its file lacks."""
    found: T = _table(language, FILES[shape])
    return found


def tables(shape: type[T]) -> Mapping[Language, T]:
    """Return what each language brings of one kind."""
    return {language: table(language, shape) for language in LANGUAGES}


@cache
def _table(language: Language, name: str) -> Any:
    return read(folder_of(language) / name, _SHAPES[name])


def longest_first(words: Iterable[str]) -> str:
    """Return the pattern of any of these words, the longer one before what it begins with; each may have a guard."""
    return "|".join(sorted(dict.fromkeys(words), key=lambda word: -len(_GUARD.sub("", word))))


def any_word(words: Iterable[str]) -> str:
    """Return the pattern of any of these words; one of Latin letters has any case and is no part of another word."""
    return longest_first(map(_apart, words))


def _apart(word: str) -> str:
    return rf"(?<![A-Za-z])(?i:{word})(?![A-Za-z])" if word[0].isascii() and word[0].isalpha() else word


def lacking(folder: Path = FOLDER) -> list[str]:
    """Return what is missing or wrong in the folders of languages below a folder: a line for each file."""
    found = []
    for place in sorted(file.parent for file in folder.glob("*/language.toml")):
        for shape, name in FILES.items():
            try:
                read(place / name, shape)
            except (OSError, ValueError) as error:
                found.append(f"{place.name}/{name}: {error}")
        found += [
            f"{place.name}/{name}: {why}" for name in WORDS if (why := _unlike(place / name, folder_of(FIRST) / name))
        ]
    return found


def _unlike(file: Path, other: Path) -> str:
    """Return what a table of words has in another way than that of another language; nothing where they are alike."""
    try:
        keys, wanted = (set(_keys(tomllib.loads(one.read_text(encoding="utf-8")))) for one in (file, other))
    except (OSError, ValueError) as error:
        return str(error)
    return "" if keys == wanted else f"lacks {sorted(wanted - keys)}, and nobody reads {sorted(keys - wanted)}"


def _keys(said: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of a table and of those in it; that of the languages has a name for each."""
    for key, value in said.items():
        yield key
        if isinstance(value, dict) and key != "languages":
            yield from (f"{key}.{one}" for one in value)


def read(file: Path, shape: type[T]) -> T:
    """Return the table of a file in its shape."""
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    parts = said.pop("parts", {})
    hints = get_type_hints(shape)
    wanted = {field.name for field in fields(shape)}  # type: ignore[arg-type]
    if wanted != said.keys():
        raise WrongTable(f"lacks {sorted(wanted - said.keys())}, and nobody reads {sorted(said.keys() - wanted)}")
    return shape(**{name: _shaped(name, value, hints[name], parts) for name, value in said.items()})


def _shaped(name: str, value: Any, hint: Any, parts: Mapping[str, Any]) -> Any:
    """Return a value of a table as its field wants it."""
    inner = get_args(hint)
    if hint is Pattern:
        return _pattern(value, parts)
    if get_origin(hint) is tuple:
        hints = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_shaped(name, one, of, parts) for one, of in zip(value, hints, strict=True))
    if inner:
        return {key: _shaped(f"{name}.{key}", one, inner[1], parts) for key, one in value.items()}
    if not isinstance(value, hint):
        raise WrongTable(f"{name!r} is {value!r}, which is no {hint.__name__}")
    return value


def _pattern(value: str | list[str], parts: Mapping[str, Any]) -> str:
    """Return a pattern whose alternatives may be a list, with the parts that it names."""
    joined = value if isinstance(value, str) else "|".join(value)
    return _PART.sub(lambda found: _pattern(parts[found[1]], parts) if found[1] in parts else found[0], joined)
