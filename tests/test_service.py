"""The real report, with the encoder that is delivered: answers that can be checked, and refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.builders import document, in_order
from tests.conftest import built, service_over, service_with
from tests.lying import Lie, foreign, lying_service, wrong_quote, wrong_span
from tests.test_api import ready
from tripqa.answers.reader import ReaderAnswerer, rule
from tripqa.api import examples
from tripqa.api.app import create_app
from tripqa.citations.verify import StoredCitation
from tripqa.domain import (
    Answer,
    Answered,
    Block,
    Citation,
    Conflict,
    Document,
    Filter,
    Missing,
    NoAnswer,
    Question,
    Ranking,
    StatedValue,
)
from tripqa.errors import NotFound, QuestionRefused
from tripqa.evaluation.questions import read_questions
from tripqa.questions import LONGEST_QUESTION, MOST_HITS
from tripqa.retrieval import Remembered
from tripqa.service import QuestionService
from tripqa.settings import load_settings
from tripqa.text.asking import what_is_asked
from tripqa.text.dates import find_days
from tripqa.text.folding import fold_question
from tripqa.wire.answers import SearchOut
from tripqa.wiring import load_reader

ASKED = [
    ("KLIDはどの法律に基づいて設立されましたか。", "電子政府法第72条"),
    ("Which app unifies citizen services in Taipei?", "Taipei Pass"),
    ("소버린 AI에 어떤 데이터를 학습시키고 있나요?", "方言"),
    ("g0v 多久舉辦一次黑客松？", "2か月ごと"),
]
FOREIGN = [
    "カレーのおいしい作り方を教えて",
    "Who won the 1998 World Cup?",
    "김치찌개 맛있게 끓이는 법",
    "感冒的時候應該吃什麼藥？",
]


@pytest.mark.parametrize(("question", "value"), ASKED)
def test_the_answer_quotes_the_report_in_any_of_the_four_languages(
    bundled_service: QuestionService, report: Document, question: str, value: str
) -> None:
    reply = bundled_service.ask(question)

    assert isinstance(reply.answer, Answered)
    assert value in " ".join(citation.quote for citation in reply.answer.citations)
    for citation in reply.answer.citations:
        assert report.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("question", FOREIGN)
def test_a_question_on_a_foreign_topic_is_not_answered(bundled_service: QuestionService, question: str) -> None:
    reply = bundled_service.ask(question)

    assert isinstance(reply.answer, NoAnswer)
    assert len(reply.hits) == 5


def test_the_example_in_the_description_of_the_api_is_what_the_delivered_encoder_finds(
    bundled_service: QuestionService,
) -> None:
    best = json.loads(SearchOut.of(bundled_service.search(examples.SEARCH["question"])).model_dump_json())["hits"][0]

    assert {name: best[name] for name in ("passage_id", "matched", "names")} == {
        name: examples.HIT[name] for name in ("passage_id", "matched", "names")
    }
    assert best["score"] == pytest.approx(examples.HIT["score"], abs=0.05)
    assert best["scores"]["dense"] == pytest.approx(examples.HIT["scores"]["dense"], abs=0.05)
    assert best["scores"]["lexical"] == pytest.approx(examples.HIT["scores"]["lexical"], abs=0.05)


def test_a_name_is_found_however_it_is_written(bundled_service: QuestionService) -> None:
    by_language = ["高雄市の副市長", "Deputy mayor of Kaohsiung", "가오슝 부시장", "高雄市副市長"]

    for question in by_language:
        assert any("李懷仁" in hit.passage.text for hit in bundled_service.search(question).hits)


@pytest.mark.parametrize("top_k", [1, 7, 50])
def test_as_many_hits_come_back_as_asked_for_and_fewer_are_the_first_of_more(
    hashing_service: QuestionService, top_k: int
) -> None:
    hits, most = (hashing_service.search("ソウル市", top_k=number).hits for number in (top_k, MOST_HITS))

    assert [hit.rank for hit in hits] == [*range(1, top_k + 1)]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits == most[:top_k]
    assert len({hit.passage.id for hit in most}) == MOST_HITS


def test_an_answer_does_not_depend_on_how_many_hits_are_shown(hashing_service: QuestionService) -> None:
    few, many = (hashing_service.ask("KLIDの設立", top_k=top_k).answer for top_k in (1, 50))

    assert isinstance(few, Answered)
    assert isinstance(many, Answered)
    assert few.text == many.text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "empty"),
        (" \n\u3000", "empty"),
        ("長" * (LONGEST_QUESTION + 1), "at most 2000"),
        ("half \ud800", "surrogate"),
        ("人口は\ufffd\ufffd", "no UTF-8"),
    ],
)
def test_a_question_that_cannot_be_asked_says_what_to_do(
    hashing_service: QuestionService, question: str, says: str
) -> None:
    with pytest.raises(QuestionRefused, match=says):
        hashing_service.ask(question)


@pytest.mark.parametrize("top_k", [0, -1, 51])
def test_a_number_of_hits_out_of_bounds_is_refused(hashing_service: QuestionService, top_k: int) -> None:
    with pytest.raises(QuestionRefused, match="1 to 50"):
        hashing_service.search("KLID", top_k=top_k)


def test_the_longest_question_is_read_to_its_end(bundled_service: QuestionService) -> None:
    start = "行政のデジタル化について。" * 140
    plain = bundled_service.search(start).hits[0].score

    assert bundled_service.search(start + "高雄市の医療データの共有は？" * 10).hits[0].score != plain


def test_the_language_is_as_given_or_as_found(hashing_service: QuestionService) -> None:
    assert hashing_service.search("KLIDとは").question.language == "ja"
    assert hashing_service.search("KLIDとは", language="ko").question.language == "ko"
    assert hashing_service.search("12345").question.language == "und"


@pytest.fixture(scope="module")
def two_reports(tmp_path_factory: pytest.TempPathFactory) -> QuestionService:
    """A report in Japanese of a trip in September, and one in English of no known date."""
    september = document(
        "■病院\n\n高雄市の病院を見学しました。病院は医療データを共有しています。\n\n"
        "9月10日(水) 10:00-12:00\n高雄市政府\n\n高雄市政府は病院と協力しています。",
        id="september",
        trip=(date(2025, 9, 8), date(2025, 9, 12)),
    )
    english = document("The hospital shares its data.\n\nThe city works with hospitals.", id="english", language="en")
    return service_over(tmp_path_factory.mktemp("two"), [september, english])


@pytest.mark.parametrize("top_k", [1, 5, 50])
@pytest.mark.parametrize(
    ("where", "owner"),
    [
        (Filter(documents=("september",)), "september"),
        (Filter(documents=("english",)), "english"),
        (Filter(language="en"), "english"),
        (Filter(since=date(2025, 9, 1), until=date(2025, 9, 30)), "september"),
    ],
    ids=["document", "other document", "language", "days"],
)
@pytest.mark.parametrize("question", ["高雄市の病院", "The hospital shares its data."])
def test_only_what_a_filter_lets_through_is_found_quoted_and_shown(
    two_reports: QuestionService, question: str, where: Filter, owner: str, top_k: int
) -> None:
    found, reply = (
        two_reports.search(question, top_k=top_k, where=where),
        two_reports.ask(question, top_k=top_k, where=where),
    )

    for hits in (found.hits, reply.hits):
        assert hits
        assert {hit.document.id for hit in hits} == {owner}
    if isinstance(reply.answer, Answered):
        assert {citation.hit.document.id for citation in reply.answer.citations} == {owner}


def test_a_document_that_is_not_there_is_named_rather_than_taken_for_one_that_says_nothing(
    two_reports: QuestionService,
) -> None:
    for face in (two_reports.search, two_reports.ask):
        with pytest.raises(NotFound, match="no document 'october'"):
            face("病院", where=Filter(documents=("september", "october")))


def test_a_filter_that_ends_before_it_begins_lets_nothing_through(two_reports: QuestionService) -> None:
    backwards = Filter(since=date(2025, 9, 12), until=date(2025, 9, 8))

    assert two_reports.search("病院", where=backwards).hits == ()
    assert isinstance(two_reports.ask("病院", where=backwards).answer, NoAnswer)


@pytest.mark.parametrize(
    "where",
    [
        Filter(language="ko"),
        Filter(section="教育"),
        Filter(since=date(2030, 1, 1)),
        Filter(documents=("english",), section="病院"),
    ],
    ids=["language", "section", "days", "two that exclude each other"],
)
def test_where_nothing_is_let_through_there_are_no_hits_and_no_answer(
    two_reports: QuestionService, where: Filter
) -> None:
    reply = two_reports.ask("高雄市の病院", where=where)

    assert two_reports.search("高雄市の病院", where=where).hits == ()
    assert (reply.answer, reply.hits) == (NoAnswer(0.0, Missing(None, None), "not_stated"), ())


def test_an_answer_from_a_part_is_no_surer_than_one_from_everything(two_reports: QuestionService) -> None:
    question = "高雄市の病院を見学しました。"

    everything, right, wrong = (
        two_reports.ask(question, where=where).answer.confidence
        for where in (Filter(), Filter(documents=("september",)), Filter(documents=("english",)))
    )

    assert wrong < right
    assert right <= everything or right == pytest.approx(everything)


def test_a_question_asked_again_is_answered_as_before_without_being_encoded(tmp_path: Path, report: Document) -> None:
    service = service_over(tmp_path, [report], remembered_questions=2)
    first = service.search("KLIDの設立")

    again, fewer, answered = (
        service.search("KLIDの設立"),
        service.search("KLIDの設立", top_k=3),
        service.ask("KLIDの設立"),
    )

    assert again.hits == answered.hits == first.hits
    assert fewer.hits == first.hits[:3]
    assert service.remembered() == Remembered(again=3, anew=1)


def test_only_the_last_questions_are_remembered_and_none_if_none_may_be(tmp_path: Path, report: Document) -> None:
    two, none = (service_over(tmp_path / str(count), [report], remembered_questions=count) for count in (2, 0))
    for service in (two, none):
        for question in ("KLID", "g0v", "Taipei", "KLID"):
            service.search(question)
        service.search("KLID")

    assert two.remembered() == Remembered(again=1, anew=4)
    assert none.remembered() == Remembered(again=0, anew=5)


def test_another_filter_is_another_question(two_reports: QuestionService) -> None:
    everything = two_reports.search("訪問した日")
    part = two_reports.search("訪問した日", where=Filter(documents=(everything.hits[0].document.id,)))

    assert {hit.document.id for hit in part.hits} == {everything.hits[0].document.id}
    assert two_reports.search("訪問した日").hits == everything.hits


def test_warming_up_is_no_question(tmp_path: Path, report: Document) -> None:
    service = service_over(tmp_path, [report])

    service.warm_up()

    assert service.remembered() == Remembered(again=0, anew=0)


REPORTS = [
    document(f"{place}市の病院を見学しました。", id=id) for id, place in [("a", "高雄"), ("b", "台北"), ("c", "台中")]
]


@pytest.mark.parametrize("lie", [wrong_span, wrong_quote, foreign])
def test_a_lie_of_the_answerer_is_neither_sent_nor_shown_and_the_rest_is_numbered_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, lie: Lie
) -> None:
    service = lying_service(tmp_path, REPORTS, lie)

    reply = service.ask("病院を見学しました")

    assert isinstance(reply.answer, Answered)
    quotes = [citation.quote for citation in reply.answer.citations]
    assert reply.answer.text == f"{quotes[0]} [1]\n{quotes[1]} [2]"
    assert [citation.number for citation in reply.answer.citations] == [1, 2]
    for citation in reply.answer.citations:
        assert service.document(citation.hit.document.id).text[citation.start : citation.end] == citation.quote
    (removed,) = reply.removed
    (line,) = caplog.records
    assert line.levelname == "WARNING"
    place = f"{removed.citation.hit.document.id}:{removed.citation.start}-{removed.citation.end}"
    assert place in line.getMessage()
    assert removed.fault in line.getMessage()


def test_what_is_logged_of_a_lie_says_nothing_of_what_was_asked_and_answered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lying_service(tmp_path, REPORTS, wrong_span, wrong_quote, foreign).ask("誰にも言わないで病院")

    assert len(caplog.records) == 3
    assert not [line for line in caplog.messages if "病院" in line]


def test_an_answerer_that_only_lies_has_no_answer(tmp_path: Path) -> None:
    reply = lying_service(tmp_path, REPORTS, wrong_span, wrong_quote, foreign).ask("病院")

    assert reply.answer == NoAnswer(0.9, Missing("病院", None), "not_stated")
    assert len(reply.removed) == 3
    assert len(reply.hits) == 3


class Inventing:
    """Quotes a sentence truly, and says of it what stands nowhere."""

    name = "inventing"

    def answer(self, question: Question, ranking: Ranking) -> Answer:
        hit = ranking.hits[0]
        start, end = hit.passage.sentences[0]
        quoted = Citation(4, hit.document.text[start:end], start, end, hit)
        elsewhere = replace(quoted, number=5, hit=replace(hit, document=replace(hit.document, id="nowhere")))
        values = tuple(StatedValue("place", "東京", start, start + 2, number) for number in (4, 1, 9))
        return Answered(
            values[2], 0.9, doubtful=False, citations=(quoted, elsewhere), conflicts=(Conflict("place", values),),
            parts=(Block("東京", (9, 4)),),
        )  # fmt: skip


def test_what_an_answerer_invents_beside_true_quotes_is_sent_by_no_face(tmp_path: Path) -> None:
    service = service_with(Inventing(), *built(tmp_path, REPORTS))
    client = TestClient(create_app(ready(service), [], threads=1))

    reply = client.post("/v1/ask", json={"question": "病院を見学しました"}).json()
    page = client.get("/", params={"q": "病院を見学しました"})

    assert (reply["short_answer"], reply["conflicts"]) == (None, [])
    assert [one["number"] for one in reply["citations"]] == [1]
    assert [one["citations"] for one in reply["blocks"]] == [[1]]
    assert (page.status_code, reply["citations"][0]["quote"] in page.text) == (200, True)


def test_a_true_answer_loses_nothing(hashing_service: QuestionService, caplog: pytest.LogCaptureFixture) -> None:
    assert hashing_service.ask("韓国地域情報開発院(KLID)訪問").removed == ()
    assert not caplog.records


def test_a_citation_that_was_sent_holds(hashing_service: QuestionService) -> None:
    answer = hashing_service.ask("韓国地域情報開発院(KLID)訪問").answer
    assert isinstance(answer, Answered)

    kept = [
        StoredCitation(one.hit.document.id, one.hit.document.text_sha256, one.start, one.end, one.quote)
        for one in answer.citations
    ]

    assert {one.state for one in hashing_service.verify(kept).standings} == {"holds"}


DATA = Path(__file__).parent / "data"
JUDGED = [*read_questions(DATA / "questions.jsonl"), *read_questions(DATA / "calibration.jsonl")]


@pytest.fixture(scope="module")
def answers(bundled_service: QuestionService) -> list[tuple[str, Answered]]:
    """What is answered of our own questions."""
    replies = ((asked.question, bundled_service.ask(asked.question).answer) for asked in JUDGED)
    return [(question, answer) for question, answer in replies if isinstance(answer, Answered)]


def test_answers_to_our_questions_are_exact_quotes_within_the_characters_of_their_form(
    answers: list[tuple[str, Answered]], report: Document
) -> None:
    assert len(answers) > len(JUDGED) / 2
    for question, answer in answers:
        asked = what_is_asked(fold_question(question))
        days = any(find_days(fold_question(question)))  # all rows of a day may be quoted
        most = 900 if days or asked.form in ("list", "comparison") else 400
        assert sum(len(one.quote) for one in answer.citations) <= most, question
        for block in answer.blocks:  # the sides of a comparison come one after the other
            cited = [answer.citations[number - 1] for number in block.citations]
            assert in_order((one.start, one.end) for one in cited), question
        assert all(report.text[one.start : one.end] == one.quote for one in answer.citations), question


def test_the_short_answer_to_any_of_our_questions_is_a_value_of_an_asked_kind_inside_its_quote(
    bundled_service: QuestionService, report: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    bold = replace(rule(), sure=0.5)  # as it is shipped, it gives next to none
    monkeypatch.setattr(bundled_service, "_answerer", ReaderAnswerer(load_reader(load_settings({})), bold))
    replies = [(asked.question, bundled_service.ask(asked.question).answer) for asked in JUDGED[::4]]
    given = [(text, answer, answer.short) for text, answer in replies if isinstance(answer, Answered) and answer.short]

    assert given
    for question, answer, short in given:
        cited = answer.citations[short.citation - 1]
        assert cited.start <= short.start < short.end <= cited.end, question
        assert report.text[short.start : short.end] == short.text, question
        kinds = what_is_asked(fold_question(question)).kinds
        assert not kinds or short.kind in kinds, question
        assert fold_question(short.text).casefold() not in fold_question(question).casefold(), question


@pytest.mark.parametrize(
    "question",
    [
        "Startup Island TAIWANを訪問したのはいつですか。",
        "When did the delegation visit Startup Island TAIWAN?",
        "Startup Island TAIWAN 방문일은 언제인가요?",
        "代表團是哪一天拜訪 Startup Island TAIWAN 的？",
    ],
)
def test_where_the_report_disagrees_with_itself_both_days_are_shown_with_their_quotes_and_none_is_chosen(
    bundled_service: QuestionService, question: str
) -> None:
    answer = bundled_service.ask(question).answer

    assert isinstance(answer, Answered)
    (conflict,) = answer.conflicts
    assert [value.text for value in conflict.values] == ["9月11日(木)", "9月10日(水)"]
    quotes = [answer.citations[value.citation - 1].quote for value in conflict.values]
    assert all(value.text in quote for value, quote in zip(conflict.values, quotes, strict=True))
    assert "Startup Island TAIWAN訪問" in [one.quote for one in answer.citations]
    assert answer.short is None


def test_no_other_conflict_is_found_for_any_of_our_questions(answers: list[tuple[str, Answered]]) -> None:
    found = {tuple(value.text for value in one.values) for _, answer in answers for one in answer.conflicts}

    assert found == {("9月11日(木)", "9月10日(水)")}
