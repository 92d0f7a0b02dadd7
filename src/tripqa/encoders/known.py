"""Texts of our own whose vectors are known: those of the reference, in float32, which the package carries.

What is made on a machine is held against a reference that is made beside it (making.py); this one needs none, so that
an encoder can be looked at later. `python -m tripqa_lab.known` writes it.
"""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np

from tripqa.ports import Encoder, Vectors

FILE = "known.npy"  # float16, which moves no cosine by more than a millionth


def own_texts(purpose: str) -> list[str]:
    """Return texts of our own in the four languages: what int8 is fitted to is not what it is checked with."""
    found: list[str] = json.loads(files("tripqa.encoders").joinpath("texts.json").read_text(encoding="utf-8"))[purpose]
    return found


def checked_vectors(encoder: Encoder) -> Vectors:
    """Return the vectors of the texts that are checked, as questions and as passages."""
    texts = own_texts("checked")
    questions = np.stack([encoder.encode_question(text) for text in texts])
    return np.concatenate([questions, encoder.encode_passages(texts, lambda done, total: None)])


def known_vectors() -> Vectors:
    """Return what `checked_vectors` are in the reference."""
    with files("tripqa.encoders").joinpath(FILE).open("rb") as file:
        known: Vectors = np.load(file).astype(np.float32)
    return known
