"""A cache that came from elsewhere, checked on this processor: `python -m tripqa.reading.checking CACHE`.

int8 results differ between processors. What is missing, damaged or not exact enough here is made anew.
"""

from __future__ import annotations

import logging
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tripqa.encoders.making import light_holds
from tripqa.errors import EncoderError
from tripqa.reading.bundled import reader_folders
from tripqa.reading.making import reader_holds
from tripqa.reading.weights import packed_weights


def check_cache(cache: Path, say: Callable[[str], None]) -> None:
    """Leave a cache with an encoder and a reader that hold on this processor."""
    reader, encoder = reader_folders(cache, say)
    holds = light_holds(encoder)
    if holds and reader_holds(reader, encoder, packed_weights()):
        return
    say("encoder and reader came from another processor and are not exact enough on this one, so they are made anew")
    for folder in (reader,) if holds else (reader, encoder):  # the reader stands on the encoder's lower layers
        shutil.rmtree(folder)
    reader_folders(cache, say)


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # the quantiser's advice, which does not concern this network
    try:
        check_cache(Path(sys.argv[1]), lambda words: print(words, file=sys.stderr, flush=True))
    except (EncoderError, OSError, MemoryError) as error:
        sys.exit(str(error) or type(error).__name__)
