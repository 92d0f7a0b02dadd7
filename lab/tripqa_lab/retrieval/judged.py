"""Questions with what a corpus has for them, and which of its passages hold the evidence: what is learnt from."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from tripqa.domain import Passage
from tripqa.index.local import LocalIndex
from tripqa.ingesting import ingest
from tripqa.ports import Encoder, EncoderChoice
from tripqa.text.folding import fold_question
from tripqa.text.names import CorpusNames
from tripqa.text.terms import question_terms
from tripqa_lab.answers.examples import Example, ExampleCorpus


@dataclass(frozen=True, slots=True)
class Judged:
    """The questions of one corpus that it answers. Vectors are of length 1, before anything turns them."""

    name: str
    languages: Sequence[str]  # of each question
    questions: Tensor  # (questions, dimension)
    coverage: Tensor  # (questions, passages), the lexical score
    evidence: Tensor  # (questions, passages), whether evidence lies there
    passages: Tensor  # (passages, dimension)
    sentences: Tensor  # (sentences, dimension)
    of: Tensor  # (sentences,), the passage of each


def judged(corpora: Iterable[ExampleCorpus], choice: EncoderChoice) -> Iterator[Judged]:
    """Yield what each corpus has for its questions, in an index of its own that is gone afterwards."""
    encoder = choice.load()
    loaded = EncoderChoice(choice.space, lambda: encoder)
    for corpus in corpora:
        with tempfile.TemporaryDirectory() as folder:
            ingest(corpus.documents, Path(folder), loaded, lambda *_: None, names=corpus.names, rebuild=False)
            yield _judged(corpus, LocalIndex.open(Path(folder), space=choice.space), encoder)


def _judged(corpus: ExampleCorpus, index: LocalIndex, encoder: Encoder) -> Judged:
    parts, names = index.parts, CorpusNames(index.names())
    rows = np.arange(len(parts.places))
    passages = [index.passage_at(int(row)) for row in rows]
    held = [(one, holding) for one in corpus.examples if any(holding := [_holds(one, passage) for passage in passages])]
    words = [names.in_corpus_words(fold_question(one.text)) for one, _ in held]
    coverage = [parts.lexical.coverage(question_terms(asked, names)).of(rows) for asked in words]
    bounds = parts.places.sentence_bounds
    return Judged(
        name=corpus.name,
        languages=[one.language for one, _ in held],
        questions=torch.from_numpy(np.stack([encoder.encode_question(asked) for asked in words])),
        coverage=torch.from_numpy(np.stack(coverage)).float(),
        evidence=torch.tensor([holding for _, holding in held]),
        passages=torch.from_numpy(np.array(parts.vectors.vectors)),
        sentences=torch.from_numpy(np.array(parts.sentences)),
        of=torch.from_numpy(np.repeat(rows, np.diff(bounds))),
    )


def _holds(one: Example, passage: Passage) -> bool:
    if one.evidence:
        return any(
            passage.document_id == piece.document and passage.start <= piece.start and piece.end <= passage.end
            for piece in one.evidence
        )
    return passage.document_id in one.documents and any(answer in passage.text for answer in one.answers)
