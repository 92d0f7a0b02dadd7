"""The bundled encoder's light form, made and checked: `python -m tripqa.encoders.making FOLDER`.

It is written out of the packed weights by ranges that ship. int8 results differ between processors. So what was made
here is asked here, and its vectors are held against those that ship, which are of sentence-transformers in float32;
where one lies too far off, the light form is float32 too.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tripqa.encoders.bert_weights import BertWeights
from tripqa.encoders.bundled import INT8, LIGHT_FLOAT32, LOWEST_COSINE, PREFIXES, packed_model
from tripqa.encoders.lower_layers import LOWER, PIECES
from tripqa.encoders.measured import Measured, Ranges, checked_vectors
from tripqa.encoders.onnx_graph import put_words, write_int8, write_lower, write_upper
from tripqa.encoders.onnx_model import UPPER, Facts, OnnxEncoder
from tripqa.encoders.packed_e5 import Header, PackedModel
from tripqa.encoders.sentence_pieces import write_pieces
from tripqa.errors import EncoderError
from tripqa.ports import Vectors


def make_light(folder: Path, lowest: float = LOWEST_COSINE) -> Facts:
    """Fill an empty folder with the light form, and return what it says of itself.

    It is int8 if no checked text's cosine to what it has to be is below `lowest`.
    """
    measured = Measured.read()
    header = _write(folder, measured.ranges)
    facts = _facts(folder, INT8, header, measured.vectors)
    if facts.lowest_cosine < lowest:
        header = _write(folder, None)
        facts = _facts(folder, LIGHT_FLOAT32, header, measured.vectors)
        if facts.lowest_cosine < lowest:
            raise EncoderError(
                "the encoder's vectors are wrong on this processor; report it, and set TRIPQA_ENCODER=reference"
            )
    return facts


def light_holds(folder: Path) -> bool:
    """Tell whether a light form that was made elsewhere is exact enough on this processor."""
    return _lowest(folder, Measured.read().vectors) >= LOWEST_COSINE


def _write(folder: Path, ranges: Sequence[Ranges] | None) -> Header:
    """Write tokenizer and network, in int8 by these ranges or, without any, in float32; hold none of it after."""
    packed = packed_model()
    write_pieces(packed, folder / PIECES)
    write_networks(packed, ranges, folder)
    return packed.header


def write_networks(packed: PackedModel, ranges: Sequence[Ranges] | None, folder: Path) -> None:
    """Write both parts of the network, in int8 by the ranges of each layer or, without any, in float32."""
    weights, heads = BertWeights(packed), packed.header.heads
    below, above = halves(packed.header)
    of_lower, of_upper = (ranges[part.start : part.stop] if ranges else None for part in (below, above))
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        written, finished = Path(made) / "written.onnx", Path(made) / "finished.onnx"
        write_lower(weights, len(below), heads, written, of_lower)
        _finish(written, finished, of_lower)
        put_words(finished, weights, folder / LOWER)
        write_upper(weights, above, heads, written, of_upper, pooled=True)
        _finish(written, folder / UPPER, of_upper)


def halves(shape: Header) -> tuple[range, range]:
    """Return the numbers of the layers that encoder and reader share, and of the encoder's own."""
    half = shape.layers // 2
    return range(half), range(half, shape.layers)


def _finish(written: Path, file: Path, ranges: Sequence[Ranges] | None) -> None:
    if ranges:
        write_int8(written, file)
    else:
        written.replace(file)


def _facts(folder: Path, precision: str, header: Header, wanted: Vectors) -> Facts:
    """Write the facts of a folder with the cosine that it comes to."""
    facts = Facts(precision, 1.0, header.positions, header.hidden)
    facts.write(folder)
    facts = replace(facts, lowest_cosine=round(_lowest(folder, wanted), 5))
    facts.write(folder)
    return facts


def _lowest(folder: Path, wanted: Vectors) -> float:
    """Return the lowest cosine that a folder comes to on this processor."""
    got = checked_vectors(OnnxEncoder.load(folder, "checked", PREFIXES, threads=1))
    return float((got * wanted).sum(axis=1).min())


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # the quantiser's advice, which does not concern this network
    try:
        make_light(Path(sys.argv[1]))
    except (EncoderError, OSError, MemoryError) as error:
        sys.exit(str(error) or type(error).__name__)
