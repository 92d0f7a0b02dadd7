"""`aliases.toml` at the top of a corpus: groups of names of one thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from tripqa.domain import NameGroup
from tripqa.errors import CorpusError
from tripqa.parsing.limits import LARGEST_ALIASES, LONGEST_NAME, MOST_GROUPS, MOST_LANGUAGES, MOST_NAMES
from tripqa.parsing.sidecar import Tag
from tripqa.parsing.toml_file import name_of, read_toml
from tripqa.text.names import is_name, plain

FILE = "aliases.toml"
_Name = Annotated[str, StringConstraints(max_length=LONGEST_NAME)]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    names: Annotated[list[_Name], Field(max_length=MOST_NAMES)]
    kind: _Name = ""
    shown: Annotated[dict[Tag, _Name], Field(max_length=MOST_LANGUAGES)] = {}


class _Aliases(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    group: Annotated[list[_Group], Field(max_length=MOST_GROUPS)] = []


def read_aliases(file: Path) -> list[NameGroup]:
    """Read the groups of a corpus; a file that is not there has none. CorpusError names what is wrong.

    It may be a link that stays in its folder.
    """
    said = read_toml(file, file.parent, LARGEST_ALIASES)
    try:
        found = _Aliases.model_validate(said)
    except ValidationError as error:
        problem = error.errors()[0]
        key = name_of(tuple(part + 1 if isinstance(part, int) else part for part in problem["loc"]))
        raise CorpusError(
            f"{file}: {key!r}, counted from 1: {problem['msg']}; "
            "a [[group]] has `names` and may have `kind` and `shown`"
        ) from error
    groups = [NameGroup(group.kind, tuple(group.names), group.shown) for group in found.group]
    _check(groups, file)
    return groups


def with_places(groups: Sequence[NameGroup], places: Iterable[Mapping[str, str]], file: Path) -> list[NameGroup]:
    """Return the groups with the places of sidecars among them: one that shares a name with a group joins it.

    CorpusError if a place holds names of two groups.
    """
    found = list(groups)
    owners = {plain(name): number for number, group in enumerate(found) for name in group.names}
    for place in places:
        shown = {language: name for language, name in place.items() if is_name(name)}
        names = tuple(shown.values())
        held = list(map(plain, names))
        match sorted({owners[name] for name in held if name in owners}):
            case []:
                owners |= dict.fromkeys(held, len(found))
                found += [NameGroup("place", names, shown)] if names else []
            case [number]:
                owners |= dict.fromkeys(held, number)
                group = found[number]
                others = (name for name in names if name not in group.names)
                found[number] = NameGroup(group.kind, (*group.names, *others), {**shown, **group.shown})
            case [first, second, *_]:
                raise CorpusError(
                    f"the place {_shown(names)!r} of a sidecar has names of two groups of {file}, "
                    f"{_shown(found[first].names)!r} and {_shown(found[second].names)!r}; "
                    "make one group of both or take a name out"
                )
    return found


def _check(groups: Sequence[NameGroup], file: Path) -> None:
    owners: dict[str, NameGroup] = {}
    for group in groups:
        if not group.names:
            raise CorpusError(f"{file}: a group of the kind {group.kind!r} has no names; add some or remove it")
        if not all(map(is_name, group.names)):
            raise CorpusError(
                f"{file}: the group {_shown(group.names)!r} holds a name under two characters; write it out"
            )
        if strange := [name for name in group.shown.values() if name not in group.names]:
            raise CorpusError(
                f"{file}: the group {_shown(group.names)!r} shows {strange[0]!r}, which is none of its names; add it"
            )
        for name in group.names:
            other = owners.setdefault(plain(name), group)
            if other is not group:
                raise CorpusError(
                    f"{file}: {name!r} is in two groups, {_shown(other.names)!r} and {_shown(group.names)!r}; "
                    "keep it in the one that it names, or make one group of both"
                )


def _shown(names: Sequence[str]) -> str:
    return " / ".join(names[:3])
