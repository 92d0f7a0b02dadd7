"""Corpora of examples -> what retrieval finds for each: every corpus in an index of its own, gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tripqa.domain import EVERYTHING
from tripqa.evaluation.examples import ExampleCorpus, of_articles, of_dataset, of_report
from tripqa.evaluation.fitting import Seen
from tripqa.evaluation.questions import read_questions
from tripqa.index.local import LocalIndex
from tripqa.ingesting import ingest
from tripqa.parsing.corpus import read_corpus
from tripqa.ports import EncoderChoice
from tripqa.retrieval import Retrieval
from tripqa.service import READ

PUBLIC = {"jaquad-train": "ja", "drcd-test": "zh-Hant", "xquad-dzh": "en"}  # sets, and the language they are asked in
_MOST_ARTICLES = 240  # of a set: JaQuAD has three times as many, which say the same


def corpora(data: Path, root: Path, *, test_half: bool) -> Iterator[ExampleCorpus]:
    """Yield what answers are fitted on and checked with: our own questions and the public sets in a folder.

    `root` is that of the repository. The test half of the questions on the report is left out unless it is wished.
    """
    tests = root / "tests/data"
    checked = [one for one in read_questions(tests / "questions.jsonl") if test_half or one.half == "dev"]
    yield of_report(read_corpus(root / "corpus"), read_questions(tests / "calibration.jsonl"), checked)
    for name in ("harbour", "townhall"):
        yield of_dataset(tests / name)
    for name, language in PUBLIC.items():
        yield from of_articles(data / name, _MOST_ARTICLES, language)


def see(found: Iterable[ExampleCorpus], encoder: EncoderChoice) -> Iterator[tuple[ExampleCorpus, Sequence[Seen]]]:
    """Yield each corpus with what is found in it for its examples."""
    loaded = encoder.load()
    choice = EncoderChoice(encoder.space, lambda: loaded)
    for corpus in found:
        with tempfile.TemporaryDirectory() as folder:
            where = Path(folder)
            report = ingest(
                corpus.documents, where, choice, lambda done, total: None, names=corpus.names, rebuild=False
            )
            index = LocalIndex.open(where, space=encoder.space)
            retrieval = Retrieval(index, loaded, reranker=None)
            everyday, named = report.manifest.everyday, any(group.written for group in index.names())
            yield (
                corpus,
                [Seen(one, retrieval.rank(one.text, READ, EVERYTHING), everyday, named) for one in corpus.examples],
            )
