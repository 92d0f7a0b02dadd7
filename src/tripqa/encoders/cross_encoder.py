"""A reranker: any sentence-transformers CrossEncoder folder on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tripqa.encoders.positions import longest_input
from tripqa.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH = 8  # pairs: as many as two cores gain from


class CrossEncoderReranker:
    """Scores question and passage read together, as the model's own activation gives it."""

    def __init__(self, model: CrossEncoder) -> None:
        model.tokenizer.model_max_length = longest_input(model, model.tokenizer.model_max_length)
        self._model = model
        self._lock = threading.Lock()  # fast tokenizers fail when two threads set their truncation at once

    @classmethod
    def load(cls, folder: Path) -> CrossEncoderReranker:
        """Load a CrossEncoder folder; nothing is fetched. EncoderError if it is none that gives one score."""
        from safetensors import SafetensorError
        from sentence_transformers import CrossEncoder

        if not _is_classifier(folder / "config.json"):
            raise EncoderError(
                f"{folder} is not a CrossEncoder folder (it has no config.json of a model for sequence "
                "classification); set TRIPQA_RERANKER to a folder written by `CrossEncoder.save`, or leave it out"
            )
        try:
            model = CrossEncoder(str(folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise EncoderError(
                f"the reranker in {folder} cannot be loaded: {error}; write it anew with `CrossEncoder.save` or "
                "leave TRIPQA_RERANKER out"
            ) from error
        if model.num_labels != 1:
            raise EncoderError(
                f"the model in {folder} gives {model.num_labels} scores for a pair, a reranker gives one; "
                "set TRIPQA_RERANKER to another or leave it out"
            )
        return cls(model)

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a score for each text, in the order given; higher is better."""
        if not texts:
            return []
        with self._lock:
            found = self._model.predict(
                [(question, text) for text in texts], batch_size=_BATCH, show_progress_bar=False
            )
        return [float(score) for score in np.asarray(found, np.float32)]


def _is_classifier(config: Path) -> bool:
    """Tell whether a model was trained to score; any other would be given a head of random numbers."""
    try:
        names = json.loads(config.read_text(encoding="utf-8")).get("architectures") or []
    except (OSError, ValueError, AttributeError):
        return False
    return any(str(name).endswith("ForSequenceClassification") for name in names)
