"""Answers are quotes: few, short, in reading order, and none where the hits do not support one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import document, passage
from tripqa.answerers.extractive import MOST_CHARACTERS, MOST_SENTENCES, QUOTED, ExtractiveAnswerer
from tripqa.answerers.refusing import Refusing
from tripqa.domain import Answer, Answered, Hit, NoAnswer, Question, Ranking, Scores, Spread

TEXT = "".join(f"{number:03}番の文はここにあります。" + "長" * (number * 7 % 260) for number in range(40))
DOCUMENT = document(TEXT)
ANSWER_ALL = Refusing(everyday={}, deviations={})


def hit(rank: int, spans: list[tuple[int, int]], scores: list[float], lexical: float = 0.0) -> Hit:
    return Hit(
        rank=rank,
        score=max(scores) + lexical,
        scores=Scores(dense=max(scores), lexical=lexical),
        reranked=None,
        sentence_scores=tuple(scores),
        matched=(),
        names=(),
        passage=passage(DOCUMENT, *spans),
        document=DOCUMENT,
    )


def answer_to(hits: list[Hit], support: float = 0.0, language: str = "ja", refusing: Refusing = ANSWER_ALL) -> Answer:
    return ExtractiveAnswerer(refusing).answer(Question("何番ですか", language), Ranking(tuple(hits), support))


@st.composite
def hit_lists(draw: st.DrawFn) -> list[Hit]:
    hits, at = [], 0
    for rank in range(1, draw(st.integers(1, 5)) + 1):
        lengths = draw(st.lists(st.integers(1, 300), min_size=1, max_size=4))
        spans = []
        for length in lengths:
            spans.append((at, at + length))
            at += length
        hits.append(hit(rank, spans, [draw(st.floats(0, 1, width=32)) for _ in spans]))
    return hits


@given(hit_lists())
@settings(deadline=None)
def test_an_answer_is_one_to_three_exact_quotes_in_reading_order_within_400_characters(hits: list[Hit]) -> None:
    answer = answer_to(hits)

    assert isinstance(answer, Answered)
    quotes = [citation.quote for citation in answer.citations]
    assert 1 <= len(quotes) <= MOST_SENTENCES
    assert sum(map(len, quotes)) <= MOST_CHARACTERS
    assert [TEXT[citation.start : citation.end] for citation in answer.citations] == quotes
    spans = [(citation.start, citation.end) for citation in answer.citations]
    assert spans == sorted(set(spans))
    assert [citation.number for citation in answer.citations] == [*range(1, len(quotes) + 1)]
    assert all(citation.hit in hits for citation in answer.citations)


def test_the_best_sentence_is_always_among_the_quotes() -> None:
    hits = [hit(1, [(0, 13), (13, 26)], [0.2, 0.9]), hit(2, [(40, 60)], [0.1])]

    answer = answer_to(hits)

    assert isinstance(answer, Answered)
    assert [(citation.start, citation.end) for citation in answer.citations] == [(13, 26)]


def test_every_line_of_the_answer_is_a_quote_and_its_number() -> None:
    answer = answer_to([hit(1, [(0, 13), (13, 26)], [0.9, 0.9])])

    assert isinstance(answer, Answered)
    assert answer.text.split("\n") == [f"{TEXT[0:13]} [1]", f"{TEXT[13:26]} [2]"]


def test_words_that_passages_share_with_the_question_do_not_choose_between_their_sentences() -> None:
    near, wordy = hit(1, [(0, 13), (13, 26)], [0.2, 0.9]), hit(2, [(40, 60)], [0.5], lexical=1.0)

    answer = answer_to([wordy, near])

    assert isinstance(answer, Answered)
    assert [(citation.start, citation.end) for citation in answer.citations] == [(13, 26)]


def test_quotes_come_from_the_first_hits_alone() -> None:
    hits = [hit(rank, [(13 * rank, 13 * rank + 13)], [0.5]) for rank in range(1, QUOTED + 1)]

    answer = answer_to([*hits, hit(QUOTED + 1, [(200, 220)], [0.9])])

    assert isinstance(answer, Answered)
    assert all(citation.hit in hits for citation in answer.citations)


@pytest.mark.parametrize(
    ("language", "support", "refused"),
    [
        ("ja", 0.34, True),
        ("ja", 0.36, False),
        ("en", 0.24, True),
        ("en", 0.26, False),
        ("und", 0.24, True),
        ("und", 0.26, False),
        ("fr", 0.26, False),
    ],
)
def test_a_question_of_too_little_support_for_its_language_is_not_answered(
    language: str, support: float, refused: bool
) -> None:
    refusing = Refusing({"ja": Spread(0.25, 0.1), "en": Spread(0.2, 0.05)}, {"ja": 1.0, "en": 1.0})

    answer = answer_to([hit(1, [(0, 13)], [0.5])], support, language, refusing)

    assert isinstance(answer, NoAnswer) is refused
    assert answer.confidence == refusing.confidence(language, support)
    assert 0 < answer.confidence < 1


def test_nothing_found_is_no_answer_and_no_confidence() -> None:
    refusing = Refusing({"ja": Spread(0.25, 0.1)}, {"ja": 1.0})

    assert answer_to([], float("-inf"), refusing=refusing) == NoAnswer(confidence=0.0)
    assert isinstance(answer_to([], float("-inf")), NoAnswer)
