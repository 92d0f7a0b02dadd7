"""A cache from elsewhere is checked on this processor, and what does not hold on it is made anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tripqa.encoders.bundled import light_folder
from tripqa.encoders.making import light_holds
from tripqa.encoders.measured import Measured
from tripqa.encoders.onnx_graph import write_upper
from tripqa.reading import checking
from tripqa.reading.bundled import reader_folders
from tripqa.reading.making import reader_holds
from tripqa.reading.onnx_reader import NETWORK, ReaderFacts
from tripqa.reading.weights import packed_weights
from tripqa.settings import load_settings


def silent(words: str) -> None:
    """Say nothing."""


def test_what_was_made_here_holds_here() -> None:
    reader, encoder = reader_folders(load_settings({}).cache, silent)

    assert light_holds(encoder)
    assert reader_holds(reader, encoder, packed_weights())


def test_an_encoder_with_other_vectors_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = light_folder(load_settings({}).cache, silent)
    measured = Measured.read()
    monkeypatch.setattr(Measured, "read", lambda: replace(measured, vectors=np.roll(measured.vectors, 1, axis=0)))

    assert not light_holds(encoder)


@pytest.mark.parametrize(("share", "holds"), [(1, True), (0.8, False)])
def test_a_reader_in_int8_holds_where_it_reads_as_float32_does(tmp_path: Path, share: float, holds: bool) -> None:
    encoder = light_folder(load_settings({}).cache, silent)
    layers = {name: value for name, value in packed_weights().items() if name.startswith("encoder.layer.")}
    write_upper(
        {name: value * share for name, value in layers.items()},
        range(6, 12),
        12,
        tmp_path / NETWORK,
        ranges=None,
        pooled=False,
    )
    ReaderFacts("int8", 1.0, 0.0).write(tmp_path)

    assert reader_holds(tmp_path, encoder, packed_weights()) is holds


@pytest.mark.parametrize(
    ("encoder_holds", "reader_does", "made"),
    [(True, True, []), (True, False, ["reader"]), (False, True, ["encoder", "reader"])],
)
def test_what_does_not_hold_is_made_anew_and_the_reader_with_its_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder_holds: bool, reader_does: bool, made: list[str]
) -> None:
    folders, said, makings = (tmp_path / "reader", tmp_path / "encoder"), list[str](), list[str]()

    def make_missing(cache: Path, say: object) -> tuple[Path, Path]:
        for folder in folders:
            if not folder.exists():
                folder.mkdir()
                makings.append(folder.name)
        return folders

    make_missing(tmp_path, silent)
    makings.clear()
    monkeypatch.setattr(checking, "reader_folders", make_missing)
    monkeypatch.setattr(checking, "light_holds", lambda folder: encoder_holds)
    monkeypatch.setattr(checking, "reader_holds", lambda folder, encoder, weights: reader_does)

    checking.check_cache(tmp_path, said.append)

    assert sorted(makings) == made
    assert len(said) == bool(made)
