"""The bundled encoder's light form, made and checked: `python -m tripqa.encoders.making FOLDER`.

int8 results differ between processors. So what was made here is asked here, and its vectors are held against those of
sentence-transformers in float32; where one lies too far off, the light form is float32 too.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from sentencepiece import SentencePieceProcessor

from tripqa.encoders.bundled import INT8, LIGHT_FLOAT32, LOWEST_COSINE, PREFIXES, packed_model
from tripqa.encoders.known import checked_vectors, own_texts
from tripqa.encoders.local_model import LocalModelEncoder
from tripqa.encoders.lower_layers import LOWER, PIECES, LowerLayers
from tripqa.encoders.onnx_graph import measure_ranges, write_int8, write_lower, write_upper
from tripqa.encoders.onnx_model import UPPER, Facts, OnnxEncoder
from tripqa.encoders.onnx_session import open_network
from tripqa.encoders.packed_e5 import Header
from tripqa.encoders.sentence_folder import write_sentence_folder
from tripqa.encoders.sentence_pieces import write_pieces
from tripqa.encoders.space import FLOAT32
from tripqa.errors import EncoderError
from tripqa.ports import Vectors


def make_light(folder: Path, lowest: float = LOWEST_COSINE) -> Facts:
    """Fill an empty folder with the light form, and return what it says of itself.

    It is int8 if no checked text's cosine to the reference is below `lowest`.
    """
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        aside = Path(made)
        header = _write_reference(aside / "reference", folder / PIECES)
        _write_networks(aside, header, folder)
        wanted = checked_vectors(LocalModelEncoder.load(aside / "reference", FLOAT32, PREFIXES))
        facts = _facts(folder, INT8, header, wanted)
        if facts.lowest_cosine < lowest:
            for network in (LOWER, UPPER):
                (aside / network).replace(folder / network)
            facts = _facts(folder, LIGHT_FLOAT32, header, wanted)
            if facts.lowest_cosine < lowest:
                raise EncoderError(
                    "the encoder's vectors are wrong on this processor; report it, and set TRIPQA_ENCODER=reference"
                )
    return facts


def _write_networks(aside: Path, header: Header, folder: Path) -> None:
    """Write both parts in float32 aside, and in int8 into the folder that has the tokenizer."""
    weights = load_file(aside / "reference" / "model.safetensors")
    below, above = range(header.layers // 2), range(header.layers // 2, header.layers)
    lower, upper, even = aside / LOWER, aside / UPPER, aside / "even.onnx"
    write_lower(weights, len(below), header.heads, lower, ranges=None)
    write_upper(weights, above, header.heads, upper, ranges=None, pooled=True)
    pieces = SentencePieceProcessor(model_file=str(folder / PIECES))
    texts = [f"{prefix}{text}" for text in own_texts("ranges") for prefix in (PREFIXES.question, PREFIXES.passage)]
    ids = [found[: header.positions] for found in pieces.encode(texts, add_bos=True, add_eos=True)]
    shared = LowerLayers(open_network(lower), pieces)
    ranges = measure_ranges(lower, below, [np.array([found]) for found in ids])
    write_lower(weights, len(below), header.heads, even, ranges)
    write_int8(even, folder / LOWER)
    ranges = measure_ranges(upper, above, [shared.run(found)[1][None] for found in ids])
    write_upper(weights, above, header.heads, even, ranges, pooled=True)
    write_int8(even, folder / UPPER)


def _write_reference(reference: Path, pieces: Path) -> Header:
    packed = packed_model()
    write_pieces(packed, pieces)
    write_sentence_folder(packed, PREFIXES, reference)
    return packed.header


def _facts(folder: Path, precision: str, header: Header, wanted: Vectors) -> Facts:
    """Write the facts of a folder with the cosine that it comes to."""
    facts = Facts(precision, 1.0, header.positions, header.hidden)
    facts.write(folder)
    got = checked_vectors(OnnxEncoder.load(folder, precision, PREFIXES, threads=1))
    facts = replace(facts, lowest_cosine=round(float((got * wanted).sum(axis=1).min()), 5))
    facts.write(folder)
    return facts


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # the quantiser's advice, which does not concern this network
    try:
        make_light(Path(sys.argv[1]))
    except (EncoderError, OSError, MemoryError) as error:
        sys.exit(str(error) or type(error).__name__)
