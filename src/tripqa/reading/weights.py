"""The reader's weights as the package carries them: large matrices in int8, a scale for each row, the rest in float16.

They are trained in `lab/` (docs/decisions/0015-training-the-reader.md), which writes the file with `ship`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from tripqa.errors import EncoderError

Weights = Mapping[str, NDArray[np.float32]]
FILE = "reader.safetensors"
SHA256 = "79e78aade0649f791a25e4269eb0a4dc51d7191228e3927d83248d0fab908083"
_SCALE = ".scale"
_LARGEST = 127
_LARGE = 1 << 16  # numbers


def packed_weights() -> Weights:
    """Return the weights that the installed package carries, if they are what we know; EncoderError if not."""
    from safetensors.numpy import load

    data = files("tripqa.reading").joinpath(FILE).read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise EncoderError("the reader's weights are damaged; install tripqa again")
    return unpacked(load(data))


def packed(weights: Weights) -> dict[str, NDArray[np.generic]]:
    """Return weights as the file has them."""
    found: dict[str, NDArray[np.generic]] = {}
    for name, value in weights.items():
        if value.size < _LARGE:
            found[name] = value.astype(np.float16)
        else:
            scale = np.abs(value).max(axis=1) / _LARGEST
            found[name] = np.rint(value / np.maximum(scale, np.finfo(np.float32).tiny)[:, None]).astype(np.int8)
            found[name + _SCALE] = scale.astype(np.float32)
    return found


def unpacked(packed: Mapping[str, NDArray[np.generic]]) -> Weights:
    """Return the weights of a file in float32."""
    floats = {name: value.astype(np.float32) for name, value in packed.items()}
    return {
        name: value * floats[name + _SCALE][:, None] if name + _SCALE in floats else value
        for name, value in floats.items()
        if not name.endswith(_SCALE)
    }
