"""Answers are quotes: few, short, in reading order, and none where the hits do not support one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tripqa.answerers.extractive import MOST_CHARACTERS, MOST_SENTENCES, ExtractiveAnswerer
from tripqa.domain import Answered, Document, Hit, NoAnswer, Passage, Question, Scores

TEXT = "".join(f"{number:03}番の文はここにあります。" + "長" * (number * 7 % 260) for number in range(40))
DOCUMENT = Document("a", "題", "都", None, "ja", None, (), {}, "a.txt", TEXT, "0" * 64, "1" * 64)
ANSWER_ALL = {"und": float("-inf")}
QUESTION = Question("何番ですか", "ja")


def hit(rank: int, spans: list[tuple[int, int]], scores: list[float]) -> Hit:
    passage = Passage(
        "a", spans[0][0], spans[-1][1], TEXT[spans[0][0] : spans[-1][1]], (), None, None, "", tuple(spans)
    )
    return Hit(rank, max(scores), Scores(max(scores), None), tuple(scores), (), passage, DOCUMENT)


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
    answer = ExtractiveAnswerer(ANSWER_ALL).answer(QUESTION, hits)

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

    answer = ExtractiveAnswerer(ANSWER_ALL).answer(QUESTION, hits)

    assert isinstance(answer, Answered)
    assert [(citation.start, citation.end) for citation in answer.citations] == [(13, 26)]


def test_every_line_of_the_answer_is_a_quote_and_its_number() -> None:
    answer = ExtractiveAnswerer(ANSWER_ALL).answer(QUESTION, [hit(1, [(0, 13), (13, 26)], [0.9, 0.9])])

    assert isinstance(answer, Answered)
    assert answer.text.split("\n") == [f"{TEXT[0:13]} [1]", f"{TEXT[13:26]} [2]"]


@pytest.mark.parametrize(("language", "refused"), [("ja", True), ("en", False), ("und", False), ("fr", False)])
def test_each_language_has_its_own_threshold_and_unknown_ones_that_of_und(language: str, refused: bool) -> None:
    hits = [hit(1, [(0, 13)], [0.5])]
    answerer = ExtractiveAnswerer({"ja": 0.35, "en": 0.25, "und": 0.25})

    answer = answerer.answer(replace(QUESTION, language=language), hits)

    assert isinstance(answer, NoAnswer) is refused
    assert answer.confidence is None


def test_nothing_found_is_no_answer() -> None:
    assert ExtractiveAnswerer(ANSWER_ALL).answer(QUESTION, []) == NoAnswer(confidence=None)
