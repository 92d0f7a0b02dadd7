"""Whether the file of keys is there where it has to be, is its owner's alone, and lets somebody in."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from tripqa.access.key_file import KeyFile
from tripqa.doctor.finding import Finding, broken, doubtful, well
from tripqa.doctor.installation import Installation
from tripqa.doctor.mending import aside, owned, quoted, tripqa, unsaid
from tripqa.errors import KeysUnusable, SettingsError
from tripqa.settings import Settings
from tripqa.wiring import choose_keys

_OTHERS_READ, _OTHERS_WRITE = stat.S_IRGRP | stat.S_IROTH, stat.S_IWGRP | stat.S_IWOTH


def check_keys(installation: Installation) -> Iterator[Finding]:
    """Look at the rights of the file, its keys, and whether the settings go with it."""
    settings = installation.settings
    try:
        choose_keys(settings)
    except SettingsError as error:
        yield broken(str(error), _agreeing(settings))
    if not os.path.lexists(settings.keys):
        yield well(f"there are none: whoever reaches {settings.host} is answered")
        return
    unusable = list(_unusable(settings.keys))
    yield from unusable
    if not unusable:
        yield from _rights(settings.keys)
        yield from _over(installation)
    yield well(f"{settings.keys} is its owner's alone")


def _agreeing(settings: Settings) -> str:
    if os.path.lexists(settings.keys):
        return unsaid("open")
    if settings.user_header:
        return for_users(settings)
    return tripqa("key", "create", "--name", "operator", "--actions", "admin")


def for_users(settings: Settings) -> str:
    """Return the command that makes the key whose rights users have whom the proxy names."""
    return tripqa(
        *("key", "create", "--name", settings.user_header),
        *("--actions", "ask,search,documents", "--expires", "never"),
    )


def _unusable(file: Path) -> Iterator[Finding]:
    try:
        KeyFile(file).read()
    except KeysUnusable as error:
        readable = os.access(file, os.R_OK)
        anew = f"{aside(file)} && {tripqa('key', 'create', '--name', 'operator', '--actions', 'admin')}"
        yield broken(str(error), anew if readable or not file.exists() else owned(file))


def _rights(file: Path) -> Iterator[Finding]:
    found, folder = file.stat(), file.absolute().parent
    rights = f"rights {stat.S_IMODE(found.st_mode):o}"
    if found.st_mode & _OTHERS_WRITE:
        yield broken(f"{file} can be written by others ({rights}), who can make themselves keys", _alone(file))
    elif found.st_mode & _OTHERS_READ:
        yield doubtful(f"{file} can be read by others ({rights}): who holds keys, and for what", _alone(file))
    above = folder.stat().st_mode
    if above & stat.S_IWOTH and not above & stat.S_ISVTX:
        yield broken(f"everyone can put another file in the place of {file}", f"chmod o-w -- {quoted(folder)}")


def _alone(file: Path) -> str:
    return f"chmod 600 -- {quoted(file)}"


def _over(installation: Installation) -> Iterator[Finding]:
    file, now = installation.settings.keys, installation.machine.now
    keys = KeyFile(file).read()
    if all(key.is_over(now) for key in keys):
        why = "the time of every key is over" if keys else "there is no key"
        yield doubtful(f"{why} in {file}: nobody is let in", tripqa("key", "create", "--name", "operator"))
