"""What is learnt of questions and the passages that answer them turns other questions alike."""

from __future__ import annotations

import torch
from tests.builders import document

from tripqa.encoders.hashing import HashingEncoder
from tripqa.evaluation.questions import Evidence
from tripqa.ports import EncoderChoice
from tripqa_lab.answers.examples import Example, ExampleCorpus
from tripqa_lab.retrieval.adapting import Schedule, found, learnt, scores
from tripqa_lab.retrieval.judged import Judged, judged

SIZE = 12


def turned_corpus(seed: int) -> Judged:
    """Return a corpus whose questions lie a fixed turn away from the passages that answer them."""
    turn = torch.linalg.qr(torch.randn(SIZE, SIZE, generator=torch.Generator().manual_seed(0)))[0]
    passages = torch.nn.functional.normalize(torch.randn(40, SIZE, generator=torch.Generator().manual_seed(seed)))
    return Judged(
        name=str(seed),
        languages=["ja", "en"] * 20,
        questions=passages @ turn.T,
        coverage=torch.zeros(40, 40),
        evidence=torch.eye(40, dtype=torch.bool),
        passages=passages,
        sentences=passages,
        of=torch.arange(40),
    )


def test_a_turn_that_is_learnt_holds_for_questions_that_were_not_seen() -> None:
    seen, unseen = [turned_corpus(seed) for seed in (1, 2, 3, 4)], turned_corpus(5)

    matrix = learnt(seen, Schedule(steps=300, rate=0.03, pull=0))

    before, after = (found(unseen, one, (1, 5))["all"] for one in (torch.eye(SIZE), matrix))
    assert before[0] < 0.3
    assert after[0] > 0.9


def test_what_pulls_towards_leaving_questions_as_they_are_does() -> None:
    corpora = [turned_corpus(1)]

    free, held = (learnt(corpora, Schedule(steps=40, pull=pull)) for pull in (0.0, 100.0))

    assert (held - torch.eye(SIZE)).norm() < (free - torch.eye(SIZE)).norm()


def test_the_score_of_a_passage_is_that_of_retrieval() -> None:
    text = "港の会\n\n会は9時に始まる。港で開く。\n\n山の会\n\n山の会は17時に終わる。"
    start = text.index("17時")
    source = document(text)
    asked = Example(
        "a", "山の会は何時に終わるか", "ja", "answerable", ("17時",), frozenset(),
        (Evidence(document=source.id, start=start, end=start + 3, quote="17時"),),
    )  # fmt: skip
    encoder = HashingEncoder()
    (corpus,) = judged([ExampleCorpus("one", [source], [], [asked])], EncoderChoice(encoder.space, lambda: encoder))

    (row,) = scores(corpus, torch.tensor([0]), torch.eye(encoder.dimension))

    assert bool(corpus.evidence[0, row.argmax()])
    assert found(corpus, torch.eye(encoder.dimension), (1,)) == {"all": [1.0], "ja": [1.0]}
