"""A question that goes on from others is written out; one that stands alone is answered as if nothing came before."""

from __future__ import annotations

import pytest

from tests.builders import document
from tests.conftest import service_over
from tripqa.conversation import Turn
from tripqa.domain import NameGroup
from tripqa.errors import QuestionRefused
from tripqa.questions import MOST_TURNS
from tripqa.service import QuestionService

NAMES = [
    NameGroup("place", ("釜山", "Busan", "부산")),
    NameGroup("place", ("大邱", "Daegu", "대구")),
    NameGroup("organisation", ("港湾公社", "BPA", "항만공사")),
]
REPORT = document(
    """# 出張概要

出張の目的は、港と水道の視察です。

# 釜山の港湾公社(BPA)訪問

港湾公社は港を運営する組織で、港湾法に基づき設立されました。港湾公社の予算は12億円です。
朴民秀社長は、釜山の岸壁を30基に増やすと述べました。

# 大邱の水道局訪問

大邱の水道局は水質を毎日検査し、金美英局長が視察団を迎えました。水道局の職員は400人です。
""",
    id="report",
    title="視察報告",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> QuestionService:
    return service_over(tmp_path_factory.mktemp("following"), [REPORT], NAMES)


def understood(service: QuestionService, question: str, *previous: str) -> str | None:
    return service.ask(question, previous=[Turn(one) for one in previous]).understood_as


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        ("Whom did they meet in Busan?", "And in Daegu?", "Whom did they meet in Daegu"),
        ("釜山では誰と会いましたか", "大邱では？", "大邱では誰と会いましたか"),
        ("부산에서 누구를 만났나요?", "대구는요?", "대구에서 누구를 만났나요"),
        ("在釜山拜訪了誰？", "那大邱呢？", "在大邱拜訪了誰"),
    ],
)
def test_a_thing_alone_takes_the_place_of_its_like_in_the_question_before(
    service: QuestionService, before: str, question: str, meant: str
) -> None:
    assert understood(service, question, before) == meant


def test_a_thing_that_the_question_before_has_no_like_of_is_put_to_it(service: QuestionService) -> None:
    assert understood(service, "And in Daegu?", "Who met the visitors?") == "Who met the visitors in Daegu"
    assert understood(service, "大邱では？", "誰と会いましたか") == "大邱で、誰と会いましたか"


def test_a_thread_is_followed_from_its_beginning(service: QuestionService) -> None:
    thread = ["Whom did they meet in Busan?", "And in Daegu?"]

    assert understood(service, "And in Busan?", *thread) == "Whom did they meet in Busan"


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        ("What is BPA?", "When was it founded?", "When was BPA founded"),
        ("港湾公社とは何ですか", "その機関の予算は？", "港湾公社の予算は"),
        ("항만공사는 무엇인가요?", "그 기관의 예산은?", "항만공사의 예산은"),
        ("大邱有什麼？", "該市的水道局有多少人？", "大邱的水道局有多少人"),
    ],
)
def test_a_word_that_points_gives_way_to_what_was_named(
    service: QuestionService, before: str, question: str, meant: str
) -> None:
    assert understood(service, question, before) == meant


def test_who_was_asked_for_is_who_is_meant_as_the_passages_of_the_answer_name_them(service: QuestionService) -> None:
    found = service.search("朴民秀社長", top_k=1).hits[0].passage.id
    turn = Turn("Whom did they meet in Busan?", (found,))

    assert service.ask("What did he say?", previous=[turn]).understood_as == "What did 朴民秀社長 say"


def test_passages_that_are_gone_are_passed_over(service: QuestionService) -> None:
    reply = service.ask("What did she say?", previous=[Turn("Who is at BPA?", ("report:1-2", "gone"))])

    assert reply.understood_as == "About BPA: What did she say"


def test_a_question_that_names_nothing_goes_on_where_the_last_place_answers_it(service: QuestionService) -> None:
    assert understood(service, "設立の根拠は何ですか", "港湾公社とは何ですか") == (
        "港湾公社について、設立の根拠は何ですか"
    )


@pytest.mark.parametrize(
    "question",
    [
        "出張の目的は何ですか",  # of everything
        "水質は毎日検査しますか",  # answered best elsewhere
        "大邱の水道局は何をしていますか",  # names what it asks of
        "BPA、その予算は",  # what it points at stands in it
        "KTXの料金はいくらですか",
    ],
)
def test_a_question_that_stands_alone_is_answered_as_if_nothing_came_before(
    service: QuestionService, question: str
) -> None:
    alone = service.ask(question)
    after = service.ask(question, previous=[Turn("港湾公社とは何ですか")])

    assert after.understood_as is None
    assert (after.answer, after.hits) == (alone.answer, alone.hits)


def test_a_question_written_out_is_answered_about_what_is_meant(service: QuestionService) -> None:
    best = service.search("대구는요?", previous=[Turn("부산에서 누구를 만났나요?")]).hits[0]

    assert "大邱の水道局" in best.passage.text


def test_scores_of_a_fused_ranking_fall(service: QuestionService) -> None:
    scores = [hit.score for hit in service.search("その予算は", previous=[Turn("港湾公社とは")]).hits]

    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "previous",
    [
        [Turn("KLID")] * (MOST_TURNS + 1),
        [Turn("?!")],
        [Turn("KLID", ("a",) * 51)],
    ],
)
def test_what_cannot_have_come_before_is_refused(service: QuestionService, previous: list[Turn]) -> None:
    with pytest.raises(QuestionRefused):
        service.ask("And in Busan?", previous=previous)
