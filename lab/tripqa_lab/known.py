"""What the reader is known to say, written anew: `python -m tripqa_lab.known`. Run it after weights have changed.

The reader says it with every layer in float32. The pairs stay that are marked as known in pairs.json, as long as it is
sure of them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from sentencepiece import SentencePieceProcessor

import tripqa
from tripqa.encoders.bundled import packed_model
from tripqa.encoders.lower_layers import LOWER, PIECES, LowerLayers
from tripqa.encoders.making import write_networks
from tripqa.encoders.onnx_graph import write_upper
from tripqa.encoders.onnx_session import open_network
from tripqa.encoders.sentence_pieces import write_pieces
from tripqa.reading import known as reading_known
from tripqa.reading.onnx_reader import NETWORK, OnnxReader
from tripqa.reading.spans import best_span
from tripqa.reading.weights import packed_weights

PACKAGE = Path(tripqa.__file__).parent
_LAYERS, _HEADS = 12, 12
_UNSURE = (0.15, 0.85)  # between these a probability is not known well enough


def main() -> None:
    """Read the arguments and write the file."""
    argparse.ArgumentParser(prog="python -m tripqa_lab.known", description=__doc__).parse_args()
    file = PACKAGE / "reading" / reading_known.FILE
    pairs = json.loads(file.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        reader = float32_reader(Path(folder))
        for row in pairs["checked"]:
            if "known" in row:
                row["known"] = said(reader, row)
                print(row["known"], row["question"])
    file.write_text(json.dumps(pairs, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def said(reader: OnnxReader, row: dict[str, Any]) -> dict[str, Any]:
    """Return what a reader says of a pair, if it is sure."""
    reading = reader.read(row["question"], [(tuple(row["path"]), row["text"])])[0]
    stands = reading_known.sure(reading)
    if _UNSURE[0] < stands < _UNSURE[1]:
        raise SystemExit(f"{row['question']!r} stands with {stands:.2f}: mark a pair of which the reader is sure")
    return {"stands": round(stands, 3), "answer": row["text"][slice(*best_span(reading).span)]}


def float32_reader(folder: Path) -> OnnxReader:
    """Return the shipped reader with every layer in float32."""
    packed = packed_model()
    write_pieces(packed, folder / PIECES)
    write_networks(packed, None, folder)
    weights = packed_weights()
    layers = {name: value for name, value in weights.items() if name.startswith("encoder.layer.")}
    heads = {name: value for name, value in weights.items() if name not in layers}
    write_upper(layers, range(_LAYERS // 2, _LAYERS), _HEADS, folder / NETWORK, ranges=None, pooled=False)
    pieces = SentencePieceProcessor(model_file=str(folder / PIECES))
    return OnnxReader(LowerLayers(open_network(folder / LOWER), pieces), open_network(folder / NETWORK), heads, 1)


if __name__ == "__main__":
    main()
