"""A quoted phrase must stand in what is found, as it was typed; hits may be ordered by day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders import document
from tests.conftest import service_over
from tripqa.domain import NoAnswer
from tripqa.service import QuestionService
from tripqa.text.phrases import find_phrases, holds_all

SPOKEN = document(
    "港の計画は三十年のものです。\n\n# 岸壁\n\n計画の港には岸壁があります。\n\n# 新港\n\nThe port is new.\n",
    id="spoken",
    trip=(date(2024, 5, 1), date(2024, 5, 3)),
)
LATER = document("計画された港です。港の計画とは違います。\n", id="later", trip=(date(2025, 5, 1), date(2025, 5, 3)))
UNDATED = document("いつのものか分からない港の計画です。\n", id="undated")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> QuestionService:
    return service_over(tmp_path_factory.mktemp("phrases"), [SPOKEN, LATER, UNDATED])


def test_phrases_are_what_stands_in_straight_quotation_marks() -> None:
    assert find_phrases('What is "Smart  Port" and "港"? "" "?"') == {"smart port", "港"}
    assert not find_phrases('「港」と“港”と 5" とは')


def test_width_case_and_layout_do_not_matter_to_a_phrase() -> None:
    assert holds_all({"smart 港"}, ["Ｓｍａｒｔ　港"])
    assert holds_all({"港の計画"}, ["港の\n計画"])
    assert not holds_all({"港の計画"}, ["計画の港"])


def test_only_what_holds_the_phrase_is_found(service: QuestionService) -> None:
    loose = service.search("計画の港", top_k=20).hits
    exact = service.search('"計画の港"', top_k=20).hits

    assert len(exact) < len(loose)
    assert ["計画の港" in hit.passage.text for hit in exact] == [True]


def test_each_of_several_phrases_must_be_held(service: QuestionService) -> None:
    assert service.search('"港" "岸壁"').hits
    assert not service.search('"分からない" "岸壁"').hits


def test_what_no_passage_holds_is_not_answered(service: QuestionService) -> None:
    reply = service.ask('"宇宙港" はどこですか')

    assert isinstance(reply.answer, NoAnswer)
    assert reply.hits == ()


def test_the_newest_come_first_where_that_is_asked_for_and_those_without_a_day_last(service: QuestionService) -> None:
    nearest = service.search("港の計画", top_k=4)
    newest = service.search("港の計画", top_k=4, sort="newest")

    days = [hit.document.trip[1] if hit.document.trip else date.min for hit in newest.hits]
    assert days == sorted(days, reverse=True)
    assert {hit.passage.id for hit in newest.hits} == {hit.passage.id for hit in nearest.hits}
    assert [hit.rank for hit in newest.hits] == [1, 2, 3, 4]
