"""Where a dataset's questions are asked: what every place says of itself, and the place that is this process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tripqa.encoders.local_model import fingerprint
from tripqa.errors import QuestionRefused
from tripqa.evaluation.dataset import Dataset
from tripqa.ingesting import RULES, ingest
from tripqa.manifest import Manifest
from tripqa.ports import EncoderChoice, Progress
from tripqa.questions import MOST_HITS
from tripqa.service import QuestionService
from tripqa.settings import Settings
from tripqa.wire.answers import AnswerOut, SearchOut
from tripqa.wire.reports import IndexFactsOut

Reply = AnswerOut | SearchOut
Ask = Callable[[str], Reply | None]  # None: a question that is not taken
_NO_MATTER = {
    "corpus",
    "index",
    "cache",
    "host",
    "port",
    "allowed_origins",
    "root_path",
}  # settings that move no figure


@dataclass(frozen=True, slots=True)
class Opened:
    """A place that is ready to be asked."""

    facts: IndexFactsOut
    settings: dict[str, str | None]
    ask: Ask


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to ask. Equal keys: equal answers."""

    key: str
    open: Callable[[Path], Opened]  # in a work folder that outlives an interruption


@dataclass(frozen=True, slots=True)
class Here:
    """The parts of this process that an index is built and asked with."""

    settings: Settings
    encoder: EncoderChoice
    serve: Callable[[Path], QuestionService]  # over the index in a folder
    progress: Progress  # of encoding


def here(dataset: Dataset, parts: Here, *, answers: bool) -> Place:
    """Return this process as a place: it ingests the dataset and asks the service."""
    settings = parts.settings.model_dump_json(exclude=_NO_MATTER)
    reranker = fingerprint(parts.settings.reranker) if parts.settings.reranker else ""

    def open_here(work: Path) -> Opened:
        documents, names = dataset.corpus()
        manifest = ingest(documents, work / "index", parts.encoder, parts.progress, names=names, rebuild=False).manifest
        service = parts.serve(work / "index")
        return Opened(facts_of(manifest), _settings(parts), lambda text: _ask(service, text, answers=answers))

    return Place(
        hashlib.sha256(f"{parts.encoder.space}\n{RULES}\n{settings}\n{reranker}".encode()).hexdigest(), open_here
    )


def facts_of(manifest: Manifest) -> IndexFactsOut:
    """Say of an index what a report names it by."""
    return IndexFactsOut(
        space=manifest.space,
        rules=manifest.rules,
        passages=manifest.passages,
        documents_fingerprint=manifest.documents_fingerprint,
        other_documents=0,
    )


def _ask(service: QuestionService, text: str, *, answers: bool) -> Reply | None:
    try:
        if answers:
            return AnswerOut.of(service.ask(text, top_k=MOST_HITS))
        return SearchOut.of(service.search(text, top_k=MOST_HITS))
    except QuestionRefused:
        return None


def _settings(parts: Here) -> dict[str, str | None]:
    settings = parts.settings
    return {
        "encoder": settings.encoder,
        "reranker": str(settings.reranker) if settings.reranker else None,
        "question_prefix": settings.question_prefix,
        "passage_prefix": settings.passage_prefix,
    }
