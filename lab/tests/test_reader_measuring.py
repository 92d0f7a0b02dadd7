"""What is measured on the test part is what the product would find and the network would say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tripqa.reading.tokens import Tokenized
from tripqa_lab.reader.measuring import OfTestPart, measure_test_part
from tripqa_lab.reader.network import LAYERS, ReaderNetwork
from tripqa_lab.reader.tokens import Tokens

LIGHTHOUSE = "灯台は1903年に建てられました。高さは24メートルです。"
MARKET = "市場は毎週水曜日に休みます。店は180軒あります。"
WORDS = 50  # that the toy encoder knows beside the marks


class Characters(Tokens):
    """A token for each character."""

    def __init__(self) -> None:
        self.question = self._asked  # type: ignore[assignment]
        self.passage = self._read  # type: ignore[assignment]

    def _asked(self, text: str) -> tuple[int, ...]:
        return (0, *(5 + ord(character) % WORDS for character in text[:20]), 2)

    def _read(self, path: tuple[str, ...], text: str) -> Tokenized:
        ids = tuple(5 + ord(character) % WORDS for character in text[:30])
        return Tokenized((0, *ids, 2), 1, tuple((place, place + 1) for place in range(len(ids))))


@pytest.fixture
def scores(encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[OfTestPart]:
    monkeypatch.setenv("TRIPQA_ENCODER", "hashing")
    rows = [
        f"{language} f {question} => {answer}"
        for language in ("ja", "en", "ko", "zh")
        for question, answer in (
            ("灯台は何年に建てられましたか", "1903年"),
            ("灯台の高さは何メートルですか", "24メートル"),
            ("灯台の建設費は", "-"),
            ("1904年に灯台が建てられた理由", "!"),
            ("市長の名前は", "~"),
        )
    ]
    (tmp_path / "t1.txt").write_text(LIGHTHOUSE, encoding="utf-8")
    (tmp_path / "t2.txt").write_text(MARKET, encoding="utf-8")
    (tmp_path / "t1.questions").write_text("\n".join(rows), encoding="utf-8")
    return measure_test_part(ReaderNetwork(encoder, LAYERS - 1), Characters(), tmp_path)


def test_every_language_is_measured_through_retrieval(scores: list[OfTestPart]) -> None:
    assert [(one.language, one.questions) for one in scores] == [("ja", 5), ("en", 5), ("ko", 5), ("zh-Hant", 5)]
    assert {one.found for one in scores} == {1.0}  # there are no more passages than are read
    for one in scores:
        assert all(0 <= value <= 1 for value in (one.gold, one.read, one.near_miss, one.false_premise, one.foreign))
