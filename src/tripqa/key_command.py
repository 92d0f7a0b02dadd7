"""`tripqa key`: keys for the HTTP API. A key is shown once; the server sees a change at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from tripqa.access.key_file import KeyFile
from tripqa.access.keys import ACTIONS, EVERY_DOCUMENT, Action, Key, make_key
from tripqa.errors import KeyMissing
from tripqa.settings import load_settings
from tripqa.wire.keys import KeyOut, KeysOut

key_app = typer.Typer(help=__doc__, no_args_is_help=True)
_WORDS = Console(stderr=True, highlight=False, soft_wrap=True)
_TIME = re.compile(r"([1-9][0-9]{0,4})(h|d|w)")
_NEVER = "never"
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}

KeysFile = Annotated[Path | None, typer.Option("--keys", help="File of the keys.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _actions(value: str) -> tuple[Action, ...]:
    wanted = [part.strip() for part in value.split(",")]
    if unknown := [part for part in wanted if part not in ACTIONS]:
        raise typer.BadParameter(f"there is no action {unknown[0]!r}; there are {', '.join(ACTIONS)}")
    return tuple(action for action in ACTIONS if action in wanted)


def _patterns(value: str) -> tuple[str, ...]:
    patterns = tuple(part.strip() for part in value.split(",") if part.strip())
    if not patterns:
        raise typer.BadParameter("name documents, such as '2025-*', or leave the option out for all")
    return patterns


def _name(value: str) -> str:
    if not value.strip() or not value.isprintable() or len(value) > 80:
        raise typer.BadParameter("write a name of 1 to 80 characters in one line")
    return value.strip()


def _duration(value: str) -> str:
    if value != _NEVER and not _TIME.fullmatch(value):
        raise typer.BadParameter("write hours, days or weeks, such as 12h, 90d or 8w, or never")
    return value


@key_app.command("create")
def create_command(
    name: Annotated[str, typer.Option("--name", callback=_name, help="Who will hold it; logs show this name.")],
    actions: Annotated[
        str, typer.Option("--actions", metavar="LIST", help=f"What it may do, with commas: {', '.join(ACTIONS)}.")
    ] = "ask,search,documents",
    documents: Annotated[
        str, typer.Option("--documents", metavar="PATTERNS", help="Ids that it may see, such as '2025-*,2026-01-*'.")
    ] = ",".join(EVERY_DOCUMENT),
    expires: Annotated[
        str, typer.Option("--expires", callback=_duration, metavar="TIME", help="12h, 90d, 8w or never.")
    ] = "90d",
    keys: KeysFile = None,
    json: AsJson = False,
) -> None:
    """Create a key and show it, this once. The first one closes the server to all who have none."""
    now = datetime.now(UTC).replace(microsecond=0)
    made = make_key(name, _actions(actions), _patterns(documents), now, _end(now, expires))
    _file(keys).change(lambda before: [*before, made.key])
    if json:
        print(KeyOut.of(made.key, now).with_words(made.shown).model_dump_json(indent=2))
        return
    print(made.shown)
    _say(f"Key {made.key.id} for {name}. It is shown this once: send it as `Authorization: Bearer {made.shown[:10]}…`")


@key_app.command("list")
def list_command(keys: KeysFile = None, json: AsJson = False) -> None:
    """Show who has keys, and what for."""
    now = datetime.now(UTC)
    found = [KeyOut.of(key, now) for key in _file(keys).read()]
    print(KeysOut(keys=found).model_dump_json(indent=2) if json else "\n".join(map(_line, found)))


@key_app.command("revoke")
def revoke_command(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="Of a key, as `tripqa key list` shows it.")],
    keys: KeysFile = None,
) -> None:
    """Take a key back: whoever sends it is refused from now on."""
    _file(keys).change(lambda before: _without(wanted, before))
    _say(f"{wanted} is revoked")


def _file(keys: Path | None) -> KeyFile:
    return KeyFile(load_settings({"keys": keys}).keys)


def _without(wanted: str, keys: Sequence[Key]) -> list[Key]:
    left = [key for key in keys if key.id != wanted]
    if len(left) == len(keys):
        raise KeyMissing(wanted)
    return left


def _end(now: datetime, expires: str) -> datetime | None:
    found = _TIME.fullmatch(expires)
    return now + timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


def _line(key: KeyOut) -> str:
    until = (
        "for ever" if key.expires is None else f"{'expired' if key.expired else 'until'} {key.expires:%Y-%m-%d %H:%M}"
    )
    return f"{key.id}  {key.name}  {','.join(key.actions)}  {','.join(key.documents)}  {until}"


def _say(words: str) -> None:
    _WORDS.print(Text(words))
