from __future__ import annotations

import os
from pathlib import Path

import pytest

from tripqa.domain import Document
from tripqa.ingest import ingest
from tripqa.ports import EncoderChoice
from tripqa.readers.corpus import read_corpus
from tripqa.service import QuestionService
from tripqa.settings import Settings, load_settings
from tripqa.wiring import choose_encoder, make_service, open_index

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A test run neither obeys nor touches the settings and the cache of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("TRIPQA_")]:
        del os.environ[name]
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def report() -> Document:
    (document,) = read_corpus(CORPUS).documents
    return document


def quiet(done: int, total: int) -> None:
    """Show no progress."""


def built(folder: Path, documents: tuple[Document, ...], **flags: object) -> tuple[Settings, EncoderChoice]:
    settings = load_settings({"index": folder, "encoder": "hashing", **flags})
    encoder = choose_encoder(settings)
    ingest(documents, settings.index, encoder, quiet, rebuild=False)
    return settings, encoder


def service_over(folder: Path, documents: tuple[Document, ...], **flags: object) -> QuestionService:
    settings, encoder = built(folder, documents, **flags)
    return make_service(open_index(settings, encoder), encoder)


@pytest.fixture(scope="session")
def hashing_service(tmp_path_factory: pytest.TempPathFactory, report: Document) -> QuestionService:
    """The real report, found by shared words alone: enough for everything but quality."""
    return service_over(tmp_path_factory.mktemp("hashing"), (report,))


@pytest.fixture(scope="session")
def bundled_service(tmp_path_factory: pytest.TempPathFactory, report: Document) -> QuestionService:
    """The real report with the encoder that is delivered."""
    return service_over(tmp_path_factory.mktemp("bundled"), (report,), encoder="bundled")
