"""The background is measured over public sets by language, and written as the package reads it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from tests.datasets import make_dataset

from tripqa.encoders.centred import Background
from tripqa_lab.retrieval.background import everyday_questions, packed
from tripqa_lab.retrieval.public_sets import read_documents_of, read_questions_of

EVERYDAY = Path(__file__).parent.parent / "data/background/everyday.jsonl"


def test_the_public_sets_are_read_by_language(tmp_path: Path) -> None:
    make_dataset(tmp_path)

    assert [question.id for question in read_questions_of(tmp_path, "ja")] == ["q1", "q2", "q5"]
    assert {document.language for document in read_documents_of(tmp_path, "ko")} == {"ko"}


def test_there_are_as_many_everyday_questions_in_each_language() -> None:
    assert {language: len(asked) for language, asked in everyday_questions(EVERYDAY).items()} == dict.fromkeys(
        ("ja", "en", "ko", "zh-Hant"), 120
    )


def test_a_background_is_written_with_its_spaces_and_in_five_places() -> None:
    mean = np.array([0.123456, -0.5], np.float32)

    written = json.loads(packed(["a space"], Background({"ja": mean}, {"en": mean})))

    assert written == {"spaces": ["a space"], "questions": {"ja": [0.12346, -0.5]}, "passages": {"en": [0.12346, -0.5]}}
