"""Corpora of examples -> what retrieval finds for each: every corpus in an index of its own, gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tripqa.domain import EVERYTHING, Ranking
from tripqa.index.local import LocalIndex
from tripqa.ingesting import ingest
from tripqa.ports import EncoderChoice
from tripqa.retrieval import Retrieval
from tripqa.service import READ
from tripqa_lab.answers.examples import Example, ExampleCorpus


@dataclass(frozen=True, slots=True)
class Seen:
    """An example with the hits that its corpus has for it."""

    example: Example
    ranking: Ranking


def see(found: Iterable[ExampleCorpus], encoder: EncoderChoice) -> Iterator[tuple[ExampleCorpus, Sequence[Seen]]]:
    """Yield each corpus with what is found in it for its examples."""
    loaded = encoder.load()
    choice = EncoderChoice(encoder.space, lambda: loaded)
    for corpus in found:
        with tempfile.TemporaryDirectory() as folder:
            where = Path(folder)
            ingest(corpus.documents, where, choice, lambda done, total: None, names=corpus.names, rebuild=False)
            index = LocalIndex.open(where, space=encoder.space)
            retrieval = Retrieval(index, loaded, reranker=None)
            yield corpus, [Seen(one, retrieval.rank(one.text, READ, EVERYTHING)) for one in corpus.examples]
