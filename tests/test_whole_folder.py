"""A folder of the cache is made once, and is whole or absent."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from tripqa.encoders.whole_folder import is_whole, make_whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models" / "one"


def fill(made: Path) -> None:
    (made / "weights").write_bytes(bytes(range(256)))
    (made / "part").mkdir()
    (made / "part" / "config.json").write_text("{}", encoding="utf-8")


def never(made: Path) -> None:
    raise AssertionError("made although it was there")


def test_what_is_made_is_whole_and_alone(folder: Path) -> None:
    assert not is_whole(folder)

    make_whole(folder, fill)

    assert is_whole(folder)
    assert (folder / "part" / "config.json").read_text(encoding="utf-8") == "{}"
    assert sorted(path.name for path in folder.parent.iterdir()) == [".lock", "one"]


def test_what_is_whole_is_not_made_again(folder: Path) -> None:
    make_whole(folder, fill)

    make_whole(folder, never)

    assert is_whole(folder)


def flip_a_bit(folder: Path) -> None:
    data = bytearray((folder / "weights").read_bytes())
    data[-1] ^= 1
    (folder / "weights").write_bytes(data)


@pytest.mark.parametrize(
    "harm",
    [
        flip_a_bit,
        lambda folder: (folder / "weights").write_bytes(b""),
        lambda folder: (folder / "part" / "config.json").unlink(),
        lambda folder: (folder / "more").write_text("", encoding="utf-8"),
        lambda folder: (folder / "tripqa-files.json").unlink(),
        lambda folder: (folder / "tripqa-files.json").write_text("{", encoding="utf-8"),
        lambda folder: (folder / "tripqa-files.json").write_bytes(b"\xff"),
    ],
    ids=["a bit flipped", "a file cut", "a file missing", "a file added", "no seal", "half a seal", "a seal of noise"],
)
def test_what_is_damaged_is_made_again(folder: Path, harm: Callable[[Path], None]) -> None:
    make_whole(folder, fill)
    harm(folder)
    assert not is_whole(folder)

    make_whole(folder, fill)

    assert is_whole(folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == [".lock", "one"]


def test_nobody_sees_it_half_made(folder: Path) -> None:
    def look(made: Path) -> None:
        fill(made)
        assert not folder.exists()

    make_whole(folder, look)

    assert is_whole(folder)


def test_a_making_that_fails_leaves_nothing(folder: Path) -> None:
    def fail(made: Path) -> None:
        fill(made)
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        make_whole(folder, fail)

    assert [path.name for path in folder.parent.iterdir()] == [".lock"]


def test_what_an_interrupted_making_has_left_is_removed(folder: Path) -> None:
    (folder.parent / ".making-left" / "made").mkdir(parents=True)
    (folder.parent / ".making-left" / "made" / "weights").write_bytes(b"half")

    make_whole(folder, fill)

    assert sorted(path.name for path in folder.parent.iterdir()) == [".lock", "one"]


def test_one_makes_it_and_the_others_wait(folder: Path) -> None:
    makings: list[Path] = []

    def note(made: Path) -> None:
        makings.append(made)
        sleep(0.1)
        fill(made)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: make_whole(folder, note), range(8)))

    assert len(makings) == 1
    assert is_whole(folder)
