"""The bundled encoder's light form, made and checked: `python -m tripqa.encoders.making FOLDER`.

int8 results differ between processors. So what was made here is asked here, and its vectors are held against those of
sentence-transformers in float32; where one lies too far off, the light form is float32 too.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from sentencepiece import SentencePieceProcessor

from tripqa.encoders.bundled import INT8, LIGHT_FLOAT32, LOWEST_COSINE, PREFIXES, packed_model
from tripqa.encoders.local_model import LocalModelEncoder
from tripqa.encoders.onnx_graph import measure_ranges, write_int8, write_network
from tripqa.encoders.onnx_model import NETWORK, PIECES, Facts, OnnxEncoder
from tripqa.encoders.packed_e5 import Header
from tripqa.encoders.sentence_folder import write_sentence_folder
from tripqa.encoders.sentence_pieces import write_pieces
from tripqa.encoders.space import FLOAT32
from tripqa.errors import EncoderError
from tripqa.ports import Encoder, Vectors


def make_light(folder: Path, lowest: float = LOWEST_COSINE) -> Facts:
    """Fill an empty folder with the light form, and return what it says of itself.

    It is int8 if no checked text's cosine to the reference is below `lowest`.
    """
    with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
        reference, float32 = Path(aside) / "reference", Path(aside) / NETWORK
        header = _write_reference(reference, folder / PIECES)
        _write_networks(reference, header, folder, float32)
        wanted = _checked(LocalModelEncoder.load(reference, FLOAT32, PREFIXES))
        facts = _facts(folder, INT8, header, wanted)
        if facts.lowest_cosine < lowest:
            float32.replace(folder / NETWORK)
            facts = _facts(folder, LIGHT_FLOAT32, header, wanted)
            if facts.lowest_cosine < lowest:
                raise EncoderError(
                    "the encoder's vectors are wrong on this processor; report it, and set TRIPQA_ENCODER=reference"
                )
    return facts


def _write_networks(reference: Path, header: Header, folder: Path, float32: Path) -> None:
    """Write the network in float32, and in int8 into the folder that has its tokenizer."""
    weights = load_file(reference / "model.safetensors")
    write_network(weights, header.layers, header.heads, float32, ranges=None)
    pieces = SentencePieceProcessor(model_file=str(folder / PIECES))
    texts = [f"{prefix}{text}" for text in _texts("ranges") for prefix in (PREFIXES.question, PREFIXES.passage)]
    ids = [found[: header.positions] for found in pieces.encode(texts, add_bos=True, add_eos=True)]
    ranges = measure_ranges(float32, header.layers, ids)
    even = float32.with_name("even.onnx")
    write_network(weights, header.layers, header.heads, even, ranges)
    write_int8(even, folder / NETWORK)


def _write_reference(reference: Path, pieces: Path) -> Header:
    packed = packed_model()
    write_pieces(packed, pieces)
    write_sentence_folder(packed, PREFIXES, reference)
    return packed.header


def _facts(folder: Path, precision: str, header: Header, wanted: Vectors) -> Facts:
    """Write the facts of a folder with the cosine that it comes to."""
    facts = Facts(precision, 1.0, header.positions, header.hidden)
    facts.write(folder)
    got = _checked(OnnxEncoder.load(folder, precision, PREFIXES, threads=1))
    facts = replace(facts, lowest_cosine=round(float((got * wanted).sum(axis=1).min()), 5))
    facts.write(folder)
    return facts


def _checked(encoder: Encoder) -> Vectors:
    """Return the vectors of the texts that are checked, as questions and as passages."""
    texts = _texts("checked")
    questions = np.stack([encoder.encode_question(text) for text in texts])
    return np.concatenate([questions, encoder.encode_passages(texts, lambda done, total: None)])


def _texts(purpose: str) -> list[str]:
    """Return texts of our own in the four languages: what int8 is fitted to is not what it is checked with."""
    found: list[str] = json.loads(files("tripqa.encoders").joinpath("texts.json").read_text(encoding="utf-8"))[purpose]
    return found


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # the quantiser's advice, which does not concern this network
    try:
        make_light(Path(sys.argv[1]))
    except (EncoderError, OSError, MemoryError) as error:
        sys.exit(str(error) or type(error).__name__)
