"""The file `current` is whole or names nothing, and nothing is deleted but what a whole one has named."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.builders import manifest
from tripqa.errors import FormatMismatch, GenerationMissing, IndexDamaged, IndexUnwritable, TripqaError
from tripqa.index import publishing
from tripqa.index.generations import checked, generations, pointers, read_current, unnamed
from tripqa.index.pointer import POINTER, Pointers, _with_sum, is_generation_name
from tripqa.index.publishing import add_generation, prune, roll_back, writing
from tripqa.manifest import Manifest

LAST, MIDDLE, FIRST = (f"{year}0101T000000000000Z-00000000" for year in (2027, 2028, 2029))  # the clock was set back
NEW = "20200101T000000000000Z-00000000"


def put(index: Path, *names: str, kept: int = 9) -> None:
    """Make generations of these names, which hold one word each."""

    def write(folder: Path) -> Manifest:
        (folder / "word.txt").write_text(folder.name, encoding="utf-8")
        return replace(manifest([], [], space="s", dimension=1), generation=folder.name)

    for name in names:
        with writing(index):
            add_generation(index, name, write, kept)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(publishing, "_sync", lambda *paths: None)  # no power is cut here
    put(tmp_path, FIRST, MIDDLE, LAST)
    return tmp_path


def there(index: Path) -> set[str]:
    return {path.name for path in index.iterdir() if is_generation_name(path.name)}


def in_use(index: Path) -> str:
    return read_current(index, lambda generation: generation.manifest.generation)


def in_first_layout(index: Path) -> bytes:
    """Return what the version before wrote, whose clock went on."""
    return "".join(
        f"{name} {one.manifest_sha256}\n"
        for name in (FIRST, MIDDLE, LAST)
        for one in pointers(index)
        if one.folder.name == name
    ).encode()


def flips(data: bytes) -> Iterator[bytes]:
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def sweep(index: Path) -> None:
    with writing(index):
        pass


ACTS: list[Callable[[Path], object]] = [
    sweep,
    roll_back,
    lambda index: roll_back(index, FIRST),
    lambda index: prune(index, 3),
    lambda index: put(index, NEW),
]


def test_whichever_bit_of_the_pointer_is_flipped_nothing_is_named_and_nothing_is_deleted(index: Path) -> None:
    before = there(index)
    for changed in flips((index / POINTER).read_bytes()):
        (index / POINTER).write_bytes(changed)
        sweep(index)
        for act in (pointers, generations, roll_back, lambda index: prune(index, 1)):
            with pytest.raises(IndexDamaged, match=r"is not what was written.*run `tripqa ingest --rebuild`"):
                act(index)
        assert (index / POINTER).read_bytes() == changed
        assert there(index) == before


def test_whichever_bit_of_the_layout_before_is_flipped_no_work_deletes_a_generation_or_serves_another(
    index: Path,
) -> None:
    before, data = there(index), in_first_layout(index)
    for changed in filter(partial(is_read, index), flips(data)):
        for act in ACTS:
            (index / POINTER).write_bytes(changed)
            with suppress(TripqaError):
                assert in_use(index) == FIRST
            with suppress(TripqaError):
                act(index)
        assert there(index) == {*before, NEW}
        remove(index / NEW)


def is_read(index: Path, data: bytes) -> bool:
    """Tell whether a pointer is read: one that is not is met as any other is that names nothing."""
    (index / POINTER).write_bytes(data)
    try:
        return bool(pointers(index))
    except IndexDamaged:
        return False


def remove(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


def test_a_new_pointer_is_written_where_the_old_one_is_damaged_and_what_that_one_named_stays(index: Path) -> None:
    (index / POINTER).write_bytes(b"")

    put(index, NEW, kept=1)

    assert in_use(index) == NEW
    assert there(index) == {FIRST, MIDDLE, LAST, NEW}
    assert unnamed(index) == [LAST, MIDDLE, FIRST]


def test_the_order_is_that_of_making_though_the_clock_was_set_back(index: Path) -> None:
    assert [one.name for one in generations(index)] == [LAST, MIDDLE, FIRST]

    assert [roll_back(index).folder.name for _ in range(2)] == [MIDDLE, FIRST]
    with pytest.raises(GenerationMissing, match="before"):
        roll_back(index)
    assert prune(index, 1) == [MIDDLE]
    assert there(index) == {FIRST, LAST}


def test_what_was_rolled_back_from_is_kept_though_the_clock_was_set_back(index: Path) -> None:
    roll_back(index)

    put(index, NEW, kept=2)

    assert there(index) == {MIDDLE, LAST, NEW}
    assert roll_back(index).folder.name == MIDDLE


def test_the_layout_before_is_read_and_written_anew(index: Path) -> None:
    (index / POINTER).write_bytes(in_first_layout(index))
    assert in_use(index) == FIRST
    assert [one.name for one in generations(index)] == [FIRST, MIDDLE, LAST]

    assert roll_back(index).folder.name == MIDDLE

    assert (index / POINTER).read_text(encoding="utf-8").startswith("layout 2\n")
    assert [one.name for one in generations(index)] == [FIRST, MIDDLE, LAST]


def test_the_layout_of_a_later_version_is_no_damage(index: Path) -> None:
    (index / POINTER).write_bytes(_with_sum(b"layout 3\nin other words\n"))

    with pytest.raises(FormatMismatch, match="'layout 3'"):
        pointers(index)


def test_the_file_says_what_it_was_written_from(index: Path) -> None:
    assert bytes(Pointers(pointers(index))) == (index / POINTER).read_bytes()


def test_an_earlier_generation_that_is_not_there_is_told_and_the_current_one_opens(index: Path) -> None:
    remove(index / MIDDLE)

    assert in_use(index) == LAST
    assert [one.name for one in generations(index) if one.fault] == [MIDDLE]
    with pytest.raises(IndexDamaged, match="is named and is not there"):
        roll_back(index)
    put(index, NEW, kept=3)
    assert [one.name for one in generations(index)] == [NEW, LAST, FIRST]


def test_a_damaged_generation_takes_the_place_of_none_that_is_whole(index: Path) -> None:
    (index / LAST / "word.txt").write_bytes(b"")

    put(index, NEW, kept=2)

    assert there(index) == {MIDDLE, LAST, NEW}
    assert checked(pointers(index)[2]).folder.name == MIDDLE


def test_nothing_is_pruned_while_the_current_generation_is_damaged(index: Path) -> None:
    (index / LAST / "word.txt").write_bytes(b"")

    with pytest.raises(IndexDamaged, match=r"word\.txt"):
        prune(index, 1)
    assert there(index) == {FIRST, MIDDLE, LAST}


def test_what_is_there_under_the_name_of_a_new_generation_stays(index: Path) -> None:
    with pytest.raises(IndexUnwritable, match="is there already; move it away"):
        put(index, MIDDLE)

    sweep(index)
    assert in_use(index) == LAST
    assert there(index) == {FIRST, MIDDLE, LAST}


def pipe(path: Path) -> None:
    os.mkfifo(path)


def socket(path: Path) -> None:
    os.mknod(path, stat.S_IFSOCK | 0o600)


def link(path: Path) -> None:
    path.symlink_to(path.with_name(LAST) / "word.txt")


def link_to_itself(path: Path) -> None:
    path.symlink_to(path)


OBSTACLES = pytest.mark.parametrize("put_there", [pipe, socket, link, link_to_itself, Path.mkdir])


@OBSTACLES
def test_what_is_no_file_is_not_waited_for_where_the_pointer_should_be(
    index: Path, put_there: Callable[[Path], None]
) -> None:
    (index / POINTER).unlink()
    put_there(index / POINTER)

    with pytest.raises(IndexDamaged, match=r"current is a .* and not a file: remove it"):
        pointers(index)
    with pytest.raises(IndexUnwritable, match=r"current is a .* and not a file: remove it"):
        put(index, NEW)
    assert there(index) == {FIRST, MIDDLE, LAST}


@OBSTACLES
def test_what_is_no_file_is_not_waited_for_where_the_lock_should_be(
    index: Path, put_there: Callable[[Path], None]
) -> None:
    (index / ".lock").unlink()
    put_there(index / ".lock")

    with pytest.raises(IndexUnwritable, match=r"lock is a .* and not a file: remove it"):
        put(index, NEW)


@pytest.mark.parametrize("name", ["manifest.json", "word.txt"])
@pytest.mark.parametrize("put_there", [pipe, socket, link_to_itself, Path.mkdir])
def test_what_is_no_file_is_not_waited_for_in_a_generation(
    index: Path, name: str, put_there: Callable[[Path], None]
) -> None:
    (index / LAST / name).unlink()
    put_there(index / LAST / name)

    with pytest.raises(IndexDamaged, match=f"{name} .*cannot be read"):
        in_use(index)
