"""What tests of the doctor look at, plant and run."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tripqa.doctor.examining import worst
from tripqa.doctor.finding import Finding, State
from tripqa.index.generations import pointers

Doctor = Callable[..., Mapping[str, Sequence[Finding]]]
Mend = Callable[[str | None], None]
GIGABYTE = 1_000_000_000
REPORTS = {
    "harbour.txt": "港湾局を訪れた。\n\nクレーンは遠隔で動かされ、年間に42万個のコンテナを扱う。",
    "library.txt": "中央図書館を訪れた。\n\n図書館は午前9時に開き、機械で本を返すことができる。",
    "market.txt": "市場を見た。\n\n朝の5時に競りが始まり、魚は8種類に分けられていた。",
}
BROKEN = b"\xff\xfe\x00\xd8"  # half of a surrogate pair


def in_shell(command: str, *after: str) -> subprocess.CompletedProcess[str]:
    """Run a command as it is pasted, then others in the same shell."""
    done = subprocess.run(
        ["bash", "-c", "\n".join(["set -e", command, *after])], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done


def amiss(found: Mapping[str, Sequence[Finding]]) -> dict[str, State]:
    """Return the checks that found something, and how bad it is."""
    return {name: state for name, some in found.items() if (state := worst(one.state for one in some)) != "pass"}


def only(found: Mapping[str, Sequence[Finding]], name: str, state: State) -> Finding:
    """Return the one thing that is amiss."""
    assert amiss(found) == {name: state}, found
    (finding,) = found[name]
    return finding


def tree(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return all that lies below a folder: rights, when it was written, what it holds."""
    return {
        str(path): (
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in [folder, *folder.rglob("*")]
    }


def put(here: Path, name: str, words: str | bytes) -> None:
    (here / "corpus" / name).write_bytes(words if isinstance(words, bytes) else words.encode())


def taken(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def current(here: Path) -> Path:
    return pointers(here / "index")[0].folder
