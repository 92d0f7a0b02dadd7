from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest

from tripqa.access.key_file import KeyFile
from tripqa.answers.reader import ReaderAnswerer, rule
from tripqa.domain import Document, NameGroup
from tripqa.ingesting import ingest
from tripqa.models import Models
from tripqa.parsing.corpus import Corpus, read_corpus
from tripqa.ports import Answerer, EncoderChoice, PassageIndex
from tripqa.reading.shared_words import SharedWordsReader
from tripqa.retrieval import Retrieval
from tripqa.service import QuestionService
from tripqa.settings import Settings, load_settings
from tripqa.wiring import choose_encoder, make_service, open_index

hypothesis.settings.register_profile(
    "same", derandomize=True, deadline=None
)  # a run in CI finds what the one before found
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))  # `default` looks for new examples

BOLD = replace(rule(), short=dict.fromkeys(rule().short, 0.0) | {"span": 1.0}, sure=0.5)
CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A test run neither obeys nor touches the settings and the cache of whoever runs it.

    All processes of a run share one cache, so that the encoder is made once. A cache named by TEST_CACHE is used by the
    next run too.
    """
    cache = os.environ.get("TEST_CACHE") or _shared(tmp_path_factory) / "cache"
    for name in [name for name in os.environ if name.startswith("TRIPQA_")]:
        del os.environ[name]
    os.environ["XDG_CACHE_HOME"] = str(cache)


def _shared(folders: pytest.TempPathFactory) -> Path:
    """Return the folder of this run: each process of pytest-xdist has one of its own below it."""
    own = folders.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The real corpus: its report, and the names it knows."""
    return read_corpus(CORPUS)


@pytest.fixture(scope="session")
def report(corpus: Corpus) -> Document:
    (document,) = corpus.documents
    return document


def quiet(done: int, total: int) -> None:
    """Show no progress."""


def built(
    folder: Path, documents: Sequence[Document], names: Sequence[NameGroup] = (), **flags: object
) -> tuple[Settings, EncoderChoice]:
    settings = load_settings({"index": folder, "encoder": "hashing", **flags})
    encoder = choose_encoder(settings)
    ingest(documents, settings.index, encoder, quiet, names=names, rebuild=False)
    return settings, encoder


def service_over(
    folder: Path, documents: Sequence[Document], names: Sequence[NameGroup] = (), **flags: object
) -> QuestionService:
    """Return a service that answers by shared words, and shows a value whenever one is found."""
    settings, encoder = built(folder, documents, names, **flags)
    return service_with(ReaderAnswerer(SharedWordsReader(), BOLD), settings, encoder)


def service_with(answerer: Answerer, settings: Settings, encoder: EncoderChoice) -> QuestionService:
    """Return a service of an answerer of the test's own."""
    models = Models(encoder.load(), SharedWordsReader())

    def over(index: PassageIndex) -> QuestionService:
        retrieval = Retrieval(index, models.encoder, None, remembered=settings.remembered_questions)
        return QuestionService(index, retrieval, answerer, models, over)

    return over(open_index(settings, encoder))


@pytest.fixture(scope="session")
def hashing_service(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> QuestionService:
    """The real report, found by shared words alone: enough for everything but quality."""
    return service_over(tmp_path_factory.mktemp("hashing"), corpus.documents, corpus.names)


@pytest.fixture(scope="session")
def bundled_service(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> QuestionService:
    """The real report with the encoder that is delivered."""
    folder = tmp_path_factory.mktemp("bundled")
    settings, encoder = built(folder, corpus.documents, corpus.names, encoder="bundled")
    return make_service(open_index(settings, encoder), encoder, settings)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    """A file that holds no keys yet: nobody is let in."""
    file = KeyFile(tmp_path / "keys.json")
    file.change(lambda before: [])
    return file
