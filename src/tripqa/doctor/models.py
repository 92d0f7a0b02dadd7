"""Whether encoder and reader say what they are known to say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tripqa.doctor.finding import Finding, broken, some, well
from tripqa.doctor.installation import Installation
from tripqa.doctor.mending import pip, quoted, unsaid
from tripqa.errors import EncoderError
from tripqa.ports import Encoder
from tripqa.reading.known import known_faults, known_pairs

_TEXTS = ("図書館は9時に開く。", "図書館は何時に開きますか")
_ALIKE = 0.462250  # the cosine that the hashing encoder gives these, on any machine
_CLOSE = 1e-4
_UNIT = 1e-3
_SHARED = (
    "図書館は何時に開きますか",
    "図書館は午前9時に開く。",
    "市場は朝に開く。",
)  # of the second it knows more words


def check_encoder(installation: Installation) -> Iterator[Finding]:
    """Encode texts of our own, and compare with the vectors that they are known to have."""
    match installation.settings.encoder:
        case "hashing":
            yield from _hashing()
        case "bundled" | "reference" as name:
            yield from _network(installation, reference=name == "reference")
        case folder:
            yield from _folder(installation, Path(folder))


def check_reader(installation: Installation) -> Iterator[Finding]:
    """Read pairs of our own, and compare with what is known of them."""
    if not installation.needs_models:
        yield from _shared_words()
        return
    from tripqa.reading.bundled import reader_place
    from tripqa.wiring import load_reader

    for folder in installation.made:
        installation.need(folder)
    place = reader_place(installation.settings.cache)
    try:
        faults = list(known_faults(load_reader(installation.settings)))
    except EncoderError as error:
        yield broken(str(error), _anew(place, installation))
        return
    if faults:
        yield broken(
            f"{len(faults)} of {len(known_pairs())} known pairs are read otherwise: {some(faults, 1)}",
            _anew(place, installation),
        )
    yield well(f"{len(known_pairs())} questions are read as they are known to be")


def _network(installation: Installation, *, reference: bool) -> Iterator[Finding]:
    from tripqa.encoders.bundled import LOWEST_COSINE, PREFIXES, light_place, reference_place
    from tripqa.encoders.local_model import LocalModelEncoder
    from tripqa.encoders.measured import Measured, checked_vectors
    from tripqa.encoders.onnx_model import OnnxEncoder

    place = (reference_place if reference else light_place)(installation.settings.cache)
    installation.need(place)
    try:
        encoder: Encoder = (
            LocalModelEncoder.load(place, "", PREFIXES)
            if reference
            else OnnxEncoder.load(place, "", PREFIXES, threads=1)
        )
        lowest = float((checked_vectors(encoder) * Measured.read().vectors).sum(axis=1).min())
    except EncoderError as error:
        yield broken(str(error), _anew(place, installation))
        return
    told = f"known texts have their known vectors within a cosine of {lowest:.4f}"
    if not lowest >= LOWEST_COSINE:
        yield broken(f"{told}, and {LOWEST_COSINE} is the least that is right", _anew(place, installation))
    yield well(told)


def _folder(installation: Installation, folder: Path) -> Iterator[Finding]:
    """Of a model of the operator's own nothing is known but what every encoder promises."""
    from tripqa.encoders.measured import checked_vectors
    from tripqa.wiring import choose_model

    try:
        vectors = checked_vectors(choose_model(installation.settings).load())
    except EncoderError as error:
        yield broken(str(error), unsaid("encoder"))
        return
    if not np.all(np.abs(np.linalg.norm(vectors, axis=1) - 1) <= _UNIT):
        yield broken(f"{folder} makes vectors that have not the length 1", unsaid("encoder"))
    yield well(f"{folder} makes vectors of length 1; what they should be is known of the bundled encoder alone")


def _hashing() -> Iterator[Finding]:
    from tripqa.encoders.hashing import HashingEncoder

    one, other = map(HashingEncoder().encode_question, _TEXTS)
    if not abs(float(one @ other) - _ALIKE) <= _CLOSE:
        yield broken("the encoder `hashing` makes other vectors than it did", pip("tripqa", anew=True))
    yield well("`hashing`, which has no model: shared words alone are found")


def _shared_words() -> Iterator[Finding]:
    from tripqa.reading.shared_words import SharedWordsReader

    question, *texts = _SHARED
    first, second = SharedWordsReader().read(question, [((), text) for text in texts])
    if not first.stands > second.stands:
        yield broken("what reads by shared words reads otherwise than it did", pip("tripqa", anew=True))
    yield well("by shared words, which needs no model")


def _anew(folder: Path, installation: Installation) -> str:
    """Return the command that makes a network anew: one that is whole is not made again."""
    return f"rm -r -- {quoted(folder)} && {installation.making}"
