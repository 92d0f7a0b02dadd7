"""Any sentence-transformers folder on this machine, run by sentence-transformers itself."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tripqa.encoders.positions import longest_input
from tripqa.encoders.space import Prefixes
from tripqa.encoders.windows import parts_within, weighted_mean
from tripqa.errors import EncoderError
from tripqa.ports import Progress, Vector, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_LOG = logging.getLogger(__name__)
_QUESTION, _PASSAGE = "query", ("document", "passage", "corpus")  # names of prompts
_BATCH = 8  # texts: larger ones gain nothing on two cores and cost memory
_SLICE = 64  # texts between two reports of progress


class LocalModelEncoder:
    """A sentence-transformers model with a prefix for questions and one for passages.

    A text longer than the model's window is encoded in parts; its vector is their mean, weighted by tokens.
    """

    def __init__(self, model: SentenceTransformer, space: str, prefixes: Prefixes) -> None:
        self.space = space
        self.dimension = model.get_embedding_dimension() or 0
        self._model = model
        told = int(model.max_seq_length or model.tokenizer.model_max_length)
        self._window = model.max_seq_length = longest_input(model, told) or told
        self._prefixes = prefixes
        self._lock = threading.Lock()  # fast tokenizers fail when two threads set their truncation at once

    @classmethod
    def load(cls, folder: Path, space: str, prefixes: Prefixes) -> LocalModelEncoder:
        """Load a sentence-transformers folder; nothing is fetched."""
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise EncoderError(
                f"the encoder in {folder} cannot be loaded: {error}; write it anew with `SentenceTransformer.save` "
                "or set TRIPQA_ENCODER to another"
            ) from error
        return cls(model.float(), space, prefixes)

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Return float32 (len(texts), dimension), each row of length 1, in the order given."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _SLICE):
            part = texts[start : start + _SLICE]
            vectors[start : start + len(part)] = self._encode(part, self._prefixes.passage)
            progress(start + len(part), len(texts))
        return vectors

    def encode_question(self, text: str) -> Vector:
        """Return float32 (dimension,) of length 1."""
        vector: Vector = self._encode([text], self._prefixes.question)[0]
        return vector

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        with self._lock:
            parts = [parts_within(self._window, text, lambda part: self._tokens(prefix + part)) for text in texts]
            flat = [piece for pieces in parts for piece, _ in pieces]
            vectors = self._model.encode(
                flat, prompt=prefix, batch_size=_BATCH, show_progress_bar=False, normalize_embeddings=True
            )
        ends = np.cumsum([len(pieces) for pieces in parts])[:-1]
        means = zip(np.split(np.asarray(vectors, np.float32), ends), parts, strict=True)
        return np.stack([weighted_mean(rows, [tokens for _, tokens in pieces]) for rows, pieces in means])

    def _tokens(self, text: str) -> int:
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])


def fingerprint(folder: Path) -> str:
    """Name a model folder by its content: its name and the SHA-256 over its files."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(folder)).encode() + b"\0")
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return f"{folder.name}@{digest.hexdigest()[:16]}"


def own_prefixes(folder: Path) -> Prefixes:
    """Return the prefixes that the prompts of a sentence-transformers folder name; empty where it has none."""
    if not (folder / "modules.json").is_file():
        raise EncoderError(
            f"{folder} is not a sentence-transformers folder (it has no modules.json); set TRIPQA_ENCODER to "
            "`bundled` or to a folder written by `SentenceTransformer.save`"
        )
    config = folder / "config_sentence_transformers.json"
    try:
        prompts = json.loads(config.read_text(encoding="utf-8")).get("prompts") or {} if config.is_file() else {}
    except (OSError, ValueError) as error:
        raise EncoderError(f"{config} cannot be read: {error}") from error
    if unknown := sorted(prompts.keys() - {_QUESTION, *_PASSAGE}):
        _LOG.warning("prompts of %s that are not used: %s (TRIPQA_QUESTION_PREFIX, …)", folder, ", ".join(unknown))
    passage = next((prompts[name] for name in _PASSAGE if prompts.get(name)), "")
    return Prefixes(prompts.get(_QUESTION) or "", passage)
