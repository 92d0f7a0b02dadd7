"""A reader's answer: the sentence in which it finds one, refused where it finds none, and a span that is sure alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tests.builders import document, found_in
from tripqa.answers.reader import (
    CONFIDENCE_FEATURES,
    SENTENCE_FEATURES,
    SHORT_FEATURES,
    ReaderAnswerer,
    Rule,
    rule,
)
from tripqa.domain import Answered, Missing, NoAnswer, Question, Ranking
from tripqa.ports import Reading

POOL = document(
    "市民プール\n\n利用料金は次のとおりです。大人は約500円、中学生以下は250円とします。"
    + "ほかの定めはありません。" * 12
    + "\n\n図書館\n\n開館は午前9時です。館長は山野 明子です。"
    + "資料は貸し出します。" * 20
)


class Finding:
    """A reader that knows the answer, a string, and finds it wherever it stands; a token is a character."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.shown: list[str] = []

    def read(
        self, question: str, passages: Sequence[tuple[tuple[str, ...], str]], *, once: bool = False
    ) -> list[Reading]:
        self.shown += [text for _, text in passages]
        return [self._read(text) for _, text in passages]

    def _read(self, text: str) -> Reading:
        begins, ends = np.zeros((2, len(text)), np.float32)
        start = text.find(self.answer)
        if start >= 0:
            begins[start] = ends[start + len(self.answer) - 1] = 6.0
        spans = tuple((place, place + 1) for place in range(len(text)))
        return Reading(4.0 if start >= 0 else -4.0, 1.0, spans, begins, ends)


def fitted(**changes: float) -> Rule:
    """Return a rule that goes by the reader alone."""
    return Rule(
        sentence={**dict.fromkeys(SENTENCE_FEATURES, 0.0), "stands": 1.0, "span": 1.0},
        confidence={**dict.fromkeys((*CONFIDENCE_FEATURES, "intercept"), 0.0), "stands": 1.0},
        languages={"ja": 0.0, "en": -1.0},
        least=changes.get("least", 0.5),
        doubtful=changes.get("doubtful", 0.6),
        short={**dict.fromkeys((*SHORT_FEATURES, "intercept"), 0.0), "confidence": 4.0},
        sure=changes.get("sure", 0.9),
    )


def ask(question: str, answer: str, *said: str, **changes: float) -> Answered | NoAnswer:
    answerer = ReaderAnswerer(Finding(answer), fitted(**changes))
    return answerer.answer(Question(question, "ja"), Ranking(found_in(POOL, *said)))


def test_the_sentence_in_which_the_reader_finds_the_answer_is_quoted() -> None:
    answer = ask("中学生の料金は", "250円", "ほかの定め")

    assert isinstance(answer, Answered)
    assert answer.citations[0].quote == "大人は約500円、中学生以下は250円とします。"
    assert answer.short is not None
    assert answer.short.text == "250円"


def test_a_question_is_refused_where_the_reader_finds_nothing() -> None:
    answer = ask("館長の電話番号は", "03-5550-0142", "館長")

    assert isinstance(answer, NoAnswer)
    assert answer.confidence < 0.5


def test_a_short_answer_grows_to_the_value_that_it_is_part_of() -> None:
    answer = ask("大人の料金は", "500", "大人は")

    assert isinstance(answer, Answered)
    assert answer.short is not None
    assert "500円" in answer.short.text
    assert POOL.text[answer.short.start : answer.short.end] == answer.short.text


def test_a_short_answer_ends_without_a_particle_or_white_space() -> None:
    answer = ask("開館は", "午前9時です", "開館")

    assert isinstance(answer, Answered)
    assert answer.short is not None
    assert answer.short.text == answer.short.text.strip()


def test_a_span_that_is_not_sure_enough_is_not_shown_alone() -> None:
    answer = ask("大人の料金は", "500円", "大人は", sure=0.999)

    assert isinstance(answer, Answered)
    assert answer.short is None


@pytest.mark.parametrize("most", [1, 2, 3])
def test_as_many_hits_are_read_as_may_be(most: int) -> None:
    reader, hits = Finding("250円"), found_in(POOL, "大人は")
    ReaderAnswerer(reader, fitted(), read=most).answer(Question("料金は", "ja"), Ranking(hits))

    assert reader.shown == [hit.passage.text for hit in hits][:most]


def test_a_language_that_was_not_measured_is_as_unsure_as_the_least_sure() -> None:
    answerer, ranking = ReaderAnswerer(Finding("500円"), fitted()), Ranking(found_in(POOL, "大人は"))

    told, least, unknown = (answerer.answer(Question("大人は", one), ranking).confidence for one in ("ja", "en", "und"))

    assert unknown == least < told


def test_a_refusal_says_what_was_asked_for_and_of_what_that_the_hits_mention() -> None:
    answer = ask("館長の電話番号は", "03-5550-0142", "館長")

    assert isinstance(answer, NoAnswer)
    assert (answer.missing, answer.why) == (Missing("館長", "phone"), "not_stated")


@pytest.mark.parametrize(("bound", "doubtful"), [(0.5, False), (1.0, True)])
def test_an_answer_that_is_less_sure_than_was_measured_to_do_is_doubtful(bound: float, doubtful: bool) -> None:
    answer = ask("中学生の料金は", "250円", "ほかの定め", doubtful=bound)

    assert isinstance(answer, Answered)
    assert answer.doubtful == doubtful


def test_a_question_in_a_language_that_was_told_and_not_measured_is_refused_unread() -> None:
    reader = Finding("500円")

    answer = ReaderAnswerer(reader, fitted()).answer(Question("大人は", "fr"), Ranking(found_in(POOL, "大人は")))

    assert isinstance(answer, NoAnswer)
    assert (answer.why, answer.missing.about, reader.shown) == ("language", "大人", [])


def test_nothing_found_is_no_answer() -> None:
    answer = ReaderAnswerer(Finding("x"), fitted()).answer(Question("料金は", "ja"), Ranking(()))

    assert answer == NoAnswer(0.0, Missing(None, "money"), "not_stated")


def test_the_rule_that_is_shipped_weighs_every_feature() -> None:
    found = rule()

    assert set(found.sentence) == {*SENTENCE_FEATURES}
    assert set(found.confidence) == {*CONFIDENCE_FEATURES, "intercept"}
    assert set(found.short) == {*SHORT_FEATURES, "intercept"}
    assert 0 < found.least < found.doubtful < found.sure <= 1


@pytest.mark.parametrize("name", ["stands", "span"])
def test_what_the_reader_finds_never_counts_against_a_sentence(name: str) -> None:
    assert rule().sentence[name] >= 0


def test_what_the_reader_finds_counts_for_an_answer_and_what_the_question_alone_says_against_it() -> None:
    weights = rule().confidence

    assert weights["stands"] > 0
    assert weights["behind"] < 0
    assert weights["no_number"] < 0
