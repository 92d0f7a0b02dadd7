"""Commands that mend, as they are pasted into a POSIX shell. bash's `$'…'` stands where a name is no line of text."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import tomllib
from itertools import chain, count
from pathlib import Path

from tripqa.settings import FILE, PREFIX

_CONSTRAINTS = Path("constraints.txt")


def quoted(word: object) -> str:
    """Return a word as the shell takes it."""
    written = str(word)
    if written.isprintable():
        return shlex.quote(written)
    data = written.encode("utf-8", "surrogateescape")
    return "$'{}'".format("".join(chr(c) if 32 <= c < 127 and chr(c) not in "'\\" else f"\\x{c:02x}" for c in data))


def tripqa(*words: object) -> str:
    """Return a call of this program, by the name that the shell finds it under."""
    return " ".join([_program(), *map(quoted, words)])


def _program() -> str:
    own = Path(sys.executable).parent / "tripqa"
    if (found := shutil.which("tripqa")) and os.path.realpath(found) == os.path.realpath(own):
        return "tripqa"
    return quoted(_near(own)) if own.exists() else f"{python()} -m tripqa"


def python() -> str:
    """Return this Python."""
    return quoted(_near(Path(sys.executable)))


def _near(file: Path) -> Path:
    """Return a path below this folder as people write it."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file


def pip(*requirements: str, anew: bool = False) -> str:
    """Return the command that installs packages, as they were tried where that is known."""
    known = ["-c", str(_CONSTRAINTS)] if _CONSTRAINTS.is_file() else []
    force = ["--force-reinstall", "--no-deps"] if anew else []
    return " ".join([f"{python()} -m pip install", *map(quoted, (*force, *known, *requirements))])


def aside(path: Path) -> str:
    """Return the command that moves a thing out of the way, to where nothing lies."""
    names = (f"{path}.aside{number}" for number in chain([""], count(2)))
    free = next(name for name in names if not os.path.lexists(name))
    return f"mv -n -- {quoted(path)} {quoted(free)}"  # -n: what came there meanwhile stays


def showing(folder: Path) -> str:
    """Return what shows what takes the room on a folder's disk: no command makes a disk larger."""
    return f"du -xh --max-depth=2 -- {quoted(folder)} | sort -h | tail"


def chosen(name: str, value: object) -> str:
    """Return the command that gives a setting a value, whatever `tripqa.toml` says."""
    return f"export {PREFIX}{name.upper()}={quoted(value)}"


def unsaid(name: str) -> str:
    """Return the command that takes a setting back, from where it was said."""
    said = [variable for variable in os.environ if variable.upper() == f"{PREFIX}{name.upper()}"]
    return f"unset {' '.join(said)}" if said else unwritten(name)


def unwritten(name: str) -> str:
    """Return the command that takes a key out of `tripqa.toml`: its line or, if it has more than one, the file."""
    line = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*=.*\n?", re.MULTILINE)
    if re.fullmatch(r"[A-Za-z0-9_-]+", name):
        try:
            written = Path(FILE).read_text(encoding="utf-8")
            if len(line.findall(written)) == 1 and name not in tomllib.loads(line.sub("", written)):
                return f"sed -i {quoted(f'/^[[:space:]]*{name}[[:space:]]*=/d')} {FILE}"
        except (OSError, ValueError):
            pass
    return aside(Path(FILE))


def owned(path: Path) -> str:
    """Return the command that gives this user a file or folder with all in it, and the rights to use it."""
    if path.lstat().st_uid == os.getuid():
        return f"chmod -R u+rwX -- {quoted(path)}"
    return f'sudo chown -R "$(id -un)" -- {quoted(path)}'
