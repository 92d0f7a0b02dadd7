"""`aliases.toml` at the top of a corpus: groups of names of one thing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from tripqa.domain import NameGroup
from tripqa.errors import CorpusError
from tripqa.text.names import is_name, plain

FILE = "aliases.toml"


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    names: list[str]
    kind: str = ""


class _Aliases(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    group: list[_Group] = []


def read_aliases(file: Path) -> list[NameGroup]:
    """Read the groups of a corpus; a file that is not there has none. CorpusError names the group that is wrong."""
    if not file.is_file():
        return []
    try:
        found = _Aliases.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in problem["loc"])
        raise CorpusError(
            f"{file}: {key!r}, counted from 1: {problem['msg']}; a [[group]] has `names` and may have `kind`"
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise CorpusError(f"{file} cannot be read as TOML in UTF-8: {error}") from error
    groups = [NameGroup(group.kind, tuple(group.names)) for group in found.group]
    _check(groups, file)
    return groups


def with_places(groups: Sequence[NameGroup], places: Iterable[Mapping[str, str]], file: Path) -> list[NameGroup]:
    """Return the groups with the places of sidecars among them: one that shares a name with a group joins it.

    CorpusError if a place holds names of two groups.
    """
    found = list(groups)
    for place in places:
        names = tuple(name for name in place.values() if is_name(name))
        held = {plain(name) for name in names}
        same = [number for number, group in enumerate(found) if held & set(map(plain, group.names))]
        match same:
            case []:
                found += [NameGroup("place", names)] if names else []
            case [number]:
                group = found[number]
                others = (name for name in names if name not in group.names)
                found[number] = NameGroup(group.kind, (*group.names, *others))
            case [first, second, *_]:
                raise CorpusError(
                    f"the place {' / '.join(names)!r} of a sidecar has names of two groups of {file}, "
                    f"{_shown(found[first])!r} and {_shown(found[second])!r}; make one group of both or take a name out"
                )
    return found


def _check(groups: Sequence[NameGroup], file: Path) -> None:
    owners: dict[str, NameGroup] = {}
    for group in groups:
        if not group.names:
            raise CorpusError(f"{file}: a group of the kind {group.kind!r} has no names; add some or remove it")
        if not all(map(is_name, group.names)):
            raise CorpusError(f"{file}: the group {_shown(group)!r} holds a name under two characters; write it out")
        for name in group.names:
            other = owners.setdefault(plain(name), group)
            if other is not group:
                raise CorpusError(
                    f"{file}: {name!r} is in two groups, {_shown(other)!r} and {_shown(group)!r}; "
                    "keep it in the one that it names, or make one group of both"
                )


def _shown(group: NameGroup) -> str:
    return " / ".join(group.names[:3])
