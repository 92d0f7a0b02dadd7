"""What stands before the text of a Markdown file between lines of dashes (YAML) or pluses (TOML): facts, no text."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_FRONT = re.compile(  # a line between dashes could be any text: its first line must be a key
    r"(?:---[ \t]*\n(?P<yaml>[\w-]+[ \t]*:.*?\n)(?:---|\.\.\.)|\+\+\+[ \t]*\n(?P<toml>[\w\"-]+[ \t]*=.*?\n)\+\+\+)"
    r"[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says of itself. `end` is where its text begins."""

    end: int = 0
    title: str = ""
    language: str = ""  # BCP 47
    date: datetime.date | None = None


def front_matter(text: str) -> FrontMatter:
    """Return what a file, its line ends being line feeds, says of itself; nothing where it has no front matter."""
    found = _FRONT.match(text)
    if not found:
        return FrontMatter()
    said = _toml(found["toml"]) if found["toml"] else _yaml(found["yaml"])
    title = said.get("title")
    return FrontMatter(
        found.end(),
        " ".join(str(title).split()) if isinstance(title, str | int | float) else "",
        _language(said.get("language") or said.get("lang") or said.get("locale")),
        _date(said.get("date")),
    )


def _yaml(text: str) -> Mapping[str, Any]:
    import yaml

    try:
        said = yaml.load(text, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a date that there is not
        return {}
    return said if isinstance(said, dict) else {}


def _toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _language(said: object) -> str:
    return said.replace("_", "-") if isinstance(said, str) and _TAG.fullmatch(said) else ""


def _date(said: object) -> datetime.date | None:
    if isinstance(said, datetime.datetime):
        return said.date()
    if isinstance(said, datetime.date):
        return said
    found = _DAY.match(said) if isinstance(said, str) else None
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
