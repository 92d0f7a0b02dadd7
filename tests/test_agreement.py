"""How far two encoders agree, by numbers that can be checked by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import quiet
from tests.datasets import jsonl, make_dataset
from tripqa.encoders.hashing import HashingEncoder
from tripqa.evaluation.dataset import read_dataset
from tripqa.ports import Progress, Vector, Vectors
from tripqa_lab.evaluation.agreement import Agreement, Judged, judged_of, measure_agreement

JUDGED = Judged(questions=["north?", "east?"], texts=["north", "east"], relevant=[frozenset({0}), frozenset({1})])
NORTH, EAST = (0.0, 1.0), (1.0, 0.0)
COMPASS = {"north?": NORTH, "east?": EAST, "north": NORTH, "east": EAST}


class Told:
    """An encoder of two dimensions that is told the vector of each text."""

    space, dimension = "told", 2

    def __init__(self, vectors: Mapping[str, tuple[float, float]]) -> None:
        self._vectors = vectors

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        progress(len(texts), len(texts))
        return np.stack([self.encode_question(text) for text in texts])

    def encode_question(self, text: str) -> Vector:
        return np.array(self._vectors[text], np.float32)


def test_an_encoder_agrees_with_itself(tmp_path: Path) -> None:
    judged = judged_of(read_dataset(make_dataset(tmp_path), None))

    found = measure_agreement(judged, HashingEncoder(), HashingEncoder(), quiet)

    assert (found.questions, found.texts) == (3, 3)
    assert found.lowest_question == pytest.approx(1)
    assert found.lowest_text == pytest.approx(1)
    assert (found.same_first, found.reference, found.other) == (1, 1, 1)


def test_what_another_encoder_changes_is_counted() -> None:
    turned = Told(COMPASS | {"north?": (0.8, 0.6), "east": (0.96, 0.28)})

    found = measure_agreement(JUDGED, Told(COMPASS), turned, quiet)

    assert found == Agreement(
        questions=2,
        texts=2,
        lowest_question=pytest.approx(0.6),
        lowest_text=pytest.approx(0.96),
        same_first=0.5,  # "north?" is now nearer to "east"
        reference=1.0,
        other=0.5,
    )


def test_only_questions_with_a_relevant_document_are_asked_of_the_relevant_documents(tmp_path: Path) -> None:
    qrels = "query-id\tcorpus-id\tscore\nq1\tharbour\t2\nq1\tmarket\t0\nq2\tharbour\t0\nq3\tTown Hall\t1\nq3\tlost\t1\n"

    judged = judged_of(read_dataset(make_dataset(tmp_path, qrels_tsv=qrels), None))

    assert judged.questions == ["高雄港の貨物は何を視察しましたか", "when does the town hall of busan open"]
    assert judged.texts == [
        "高雄港の貨物を視察しました。岸壁は三本あります。\n港",
        "The town hall of Busan opens at nine. Its clerks speak four languages.",
    ]
    assert judged.relevant == [frozenset({0}), frozenset({1})]


def test_no_text_ends_in_white_space_which_tokenizers_treat_differently(tmp_path: Path) -> None:
    corpus = jsonl(
        [{"_id": "harbour", "title": "", "text": "高雄港。\n\n"}, {"_id": "market", "title": "市場 ", "text": "\n"}]
    )

    judged = judged_of(read_dataset(make_dataset(tmp_path, corpus_jsonl=corpus), None))

    assert judged.texts == ["高雄港。", "市場"]


def test_a_question_without_qrels_is_left_out(tmp_path: Path) -> None:
    dataset = read_dataset(make_dataset(tmp_path), None)

    assert "q4" in dataset.chosen
    assert "q4" not in dataset.qrels
    assert "zzz qqq xxx" not in judged_of(dataset).questions
