"""How a network is opened: one thread for each text, and no memory that grows with the longest one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tripqa.errors import EncoderError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

INPUT, WORDS, STATES, OUTPUT = "input_ids", "word", "states", "out"  # what goes into networks and comes out of them
# The parts are vectorised, what onnxruntime would fuse them into is not.
_SLOW = ["SkipLayerNormFusion", "BiasSkipLayerNormFusion", "BiasGeluFusion"]


def open_network(file: Path) -> InferenceSession:
    """Load a network; EncoderError says which folder to delete."""
    from onnxruntime import InferenceSession, SessionOptions
    from onnxruntime.capi.onnxruntime_pybind11_state import (
        Fail,
        InvalidArgument,
        InvalidGraph,
        InvalidProtobuf,
        NoSuchFile,
    )

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # each text has a thread to itself
    options.enable_cpu_mem_arena = False  # which grows with the longest text and never shrinks
    options.enable_mem_pattern = False
    try:
        return InferenceSession(str(file), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW)
    except (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, NoSuchFile, OSError) as error:
        raise EncoderError(f"{file.parent} cannot be loaded ({error}); delete that folder") from error
