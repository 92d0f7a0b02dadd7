"""The pages as the server sends them: the start, answers, reports, the list, and failures in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.builders import document
from tests.conftest import service_over
from tests.markup import Element, read
from tests.test_conflicts import WRONG
from tests.visiting import page_at, visiting
from tripqa.api.app import create_app
from tripqa.domain import LANGUAGES, Document, Language, Missing, NoAnswer
from tripqa.service import QuestionService
from tripqa.web.addresses import Addresses, Asked
from tripqa.web.pages import Frame, answer
from tripqa.web.words import refusal_in, words_of

KLID = "韓国地域情報開発院(KLID)訪問"
EN = words_of("en")
PORT = document(
    "# Port visit\n\nThe port of Busan has 30 berths and about 500 people work there.\n\n# Market\n\nOpen at five.\n",
    id="port",
    title="Port report",
    language="en-GB",
    examples={"en": ("How many berths are there?",), "ko": ()},
)
UNTOLD = document("zxcvb qwert\n", id="untold", title="???", language="und")


@pytest.fixture(scope="module")
def reader(hashing_service: QuestionService) -> Iterator[TestClient]:
    with visiting(hashing_service) as open_reader:
        yield open_reader


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> QuestionService:
    """A report that contradicts itself, one in English, and one in no language that can be told."""
    return service_over(tmp_path_factory.mktemp("few"), [WRONG, PORT, UNTOLD])


@pytest.fixture(scope="module")
def few_reader(few: QuestionService) -> Iterator[TestClient]:
    with visiting(few) as open_reader:
        yield open_reader


def ask(reader: TestClient, question: str, **more: str) -> Element:
    return page_at(reader, "/?" + "&".join(f"{name}={quote(text)}" for name, text in {"q": question, **more}.items()))


def hidden(page: Element) -> dict[str, str]:
    """Return what the form sends beside the question and those before it (test_threads.py)."""
    sent = {one.attributes["name"]: one.attributes["value"] for one in page.one(id="ask").all("input", type="hidden")}
    return {name: value for name, value in sent.items() if name != "before"}


# The start


def test_the_start_shows_the_report_and_the_visits_in_the_order_they_took_place(
    reader: TestClient, report: Document
) -> None:
    page = page_at(reader, "/")

    assert [one.text for one in page.one(class_="trip").one("h2").all("bdi")] == [
        report.translations["en"].title,
        report.title,
    ]
    days = [one.attributes["datetime"] for one in page.one(class_="timeline").all("time")]
    assert days == sorted(days)
    visits = [re.sub(r"\s+", " ", one.text).strip() for one in page.all("a", class_="visit")]
    tenth = [visit for visit in visits if "Startup" in visit or "gOv" in visit]
    assert [visit.split("–")[0] for visit in tenth] == ["17:30", "18:15"]
    assert "Startup Island TAIWAN" in tenth[0]


@pytest.mark.parametrize("language", ["ja", "en", "ko", "zh-Hant"])  # those of the report's examples
def test_the_start_gives_examples_in_the_language_of_the_reader(
    reader: TestClient, report: Document, language: Language
) -> None:
    page = page_at(reader, "/", Accept_Language=language)

    links = page.one(class_="examples").all("a")
    assert [link.text for link in links] == [*report.examples[language]]
    assert all(link.attributes["lang"] == language for link in links)
    asked = [parse_qs(urlsplit(link.attributes["href"]).query)["q"] for link in links]
    assert asked == [[text] for text in report.examples[language]]
    assert page.one("html").attributes["lang"] == language


def test_a_reader_in_whose_language_there_are_no_examples_gets_the_others(few_reader: TestClient) -> None:
    link = page_at(few_reader, "/", Accept_Language="ko").one(class_="examples").one("a")

    assert (link.text, link.attributes["lang"]) == (PORT.examples["en"][0], "en")


def test_a_visit_that_is_chosen_is_looked_in_alone(reader: TestClient, report: Document) -> None:
    (visit,) = [one for one in page_at(reader, "/").all("a", class_="visit") if KLID in one.text]

    chosen = page_at(reader, visit.attributes["href"])
    scope = hidden(chosen)
    assert scope == {"document": report.id, "section": KLID}
    assert KLID in chosen.one(class_="scope").text
    assert [one.text.strip()[-len(KLID) :] for one in chosen.all("a", **{"aria-current": "true"}) if "visit" in
            one.attributes.get("class", "")] == [KLID]  # fmt: skip
    assert chosen.one("a", class_="read").attributes["href"].startswith(f"/documents/{report.id}?span=")
    answer = ask(reader, "訪問", **scope)
    assert hidden(answer) == scope
    shown = [*answer.all("figure", class_="quotes"), *answer.all("li", class_="hit")]
    assert shown
    for each in shown:
        assert KLID in each.text
    everywhere = answer.one(class_="scope").one("a").attributes["href"]
    assert parse_qs(urlsplit(everywhere).query) == {"q": ["訪問"]}


@pytest.mark.parametrize(
    ("address", "place", "status"),
    [(f"/?q=KLID&section={quote(KLID)}", KLID, 200), ("/?q=KLID&document=nowhere", "nowhere", 404)],
    ids=["a section of any document", "a document that is not there"],
)
def test_a_reader_sees_whatever_the_form_looks_in_alone_and_the_way_out(
    reader: TestClient, address: str, place: str, status: int
) -> None:
    page = page_at(reader, address, status)

    assert [*hidden(page).values()] == [place]
    scope = page.one(class_="scope")
    assert place in scope.text
    assert scope.one("a").attributes["href"] == "/?q=KLID"


# Answers


@pytest.mark.parametrize("question", [KLID, "KLIDの設立", "Startup Island TAIWAN", "台北市長との面会"])
def test_an_answer_cites_what_the_api_cites(reader: TestClient, report: Document, question: str) -> None:
    page = ask(reader, question)

    api: dict[str, Any] = reader.post("/v1/ask", json={"question": question}).json()
    quotes = page.all("p", class_="quote")
    assert [one.one(class_="words").text for one in quotes] == [one["quote"] for one in api["citations"]]
    for shown, cited in zip(quotes, api["citations"], strict=True):
        number = shown.one("a", class_="number")
        assert number.text == str(cited["number"])
        address = urlsplit(number.attributes["href"])
        assert address.path == f"/documents/{cited['document']['id']}"
        assert address.fragment == "span"
        assert parse_qs(address.query) == {"span": [f"{cited['start']}-{cited['end']}"]}
        assert number.attributes["data-open"] == f"{cited['document']['id']}:{cited['start']}-{cited['end']}"
        assert page_at(reader, number.attributes["href"]).one("mark", id="span").text in cited["quote"]
    cited_passages = {one["passage_id"] for one in api["citations"]}
    hits = [one.one("a", class_="hit-link").attributes["data-open"] for one in page.all("li", class_="hit")]
    assert hits == [one["passage_id"] for one in api["hits"] if one["passage_id"] not in cited_passages]
    texts = [one.one(class_="hit-text").text for one in page.all("li", class_="hit")]
    assert texts == [report.text[slice(*map(int, one.split(":")[1].split("-")))] for one in hits]


def test_the_question_stays_in_the_box_in_the_title_and_in_the_name_of_the_answer(reader: TestClient) -> None:
    page = ask(reader, KLID)

    assert page.one("input", id="question").attributes["value"] == KLID
    assert page.one("title").text.startswith(KLID)
    assert KLID in page.one("article", class_="answer").attributes["aria-label"]


def test_where_there_is_no_answer_the_page_says_so_and_shows_what_is_nearest(reader: TestClient) -> None:
    page = ask(reader, "zzz qqq xxx")

    assert page.one(class_="no-answer").text == EN.no_answer
    assert len(page.all("li", class_="hit")) == 5
    assert not page.all(class_="quote")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_and_what_is_doubted_is_said_in_the_reader_s_language(
    few: QuestionService, language: Language
) -> None:
    reply, words = few.ask("港湾公社訪問はいつですか"), words_of(language)
    none = NoAnswer(0.1, Missing("<b>KLID", "phone"), "not_stated")
    frame, asked = Frame(language, Addresses(""), "/"), Asked("港", None, None, None)

    refused, doubted = (
        read(answer(replace(reply, answer=said), few, frame, asked).html)
        for said in (none, replace(reply.answer, doubtful=True))
    )

    assert refused.one(class_="no-answer").text == refusal_in(language, none)
    assert doubted.one(class_="doubt").text == words.doubt
    assert not refused.all(class_="doubt")


def test_where_nothing_fits_the_page_says_so(reader: TestClient) -> None:
    page = ask(reader, KLID, section="no such heading")

    assert page.one(class_="no-answer").text == EN.no_answer
    assert page.one(class_="hint").text == EN.no_hits
    assert not page.all("li", class_="hit")


def test_where_a_report_contradicts_itself_both_values_are_shown_and_lead_to_their_quotes(
    few_reader: TestClient,
) -> None:
    page = ask(few_reader, "港湾公社訪問はいつですか")

    values = page.one("section", class_="conflict").all("bdi", class_="value")
    assert [one.text for one in values] == ["9月8日(月)", "9月9日(火)"]
    assert not page.all(class_="short")
    for number in page.one("section", class_="conflict").all("a", class_="number"):
        cited = page.one("p", id=number.attributes["href"].removeprefix("#"))
        assert cited.one("a", class_="number").text == number.text
        assert cited.one("b").text in {one.text for one in values}


def test_a_short_answer_is_in_the_language_of_the_report_that_states_it(few_reader: TestClient) -> None:
    page = ask(few_reader, "How many berths does the port of Busan have?")

    short = page.one("p", class_="short")
    assert (short.one("bdi").text, short.one("bdi").attributes["lang"]) == ("30 berths", "en-GB")
    assert "30 berths" in page.one("p", id=short.one("a").attributes["href"].removeprefix("#")).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_is_in_another_language_than_the_reader_s_is_called_original(
    few_reader: TestClient, language: Language
) -> None:
    page = page_at(few_reader, "/documents", Accept_Language=language)

    for item in page.one(class_="shelf").all("li"):
        title = item.one("bdi")
        tag = title.attributes.get("lang", "und")
        labels = [one.text for one in item.all(class_="original")]
        if tag == "und" or tag.startswith(language):
            assert labels == []
        else:
            own = {"ja": "ja", "en-GB": "en"}[tag]
            assert labels == [words_of(language).original.format(language=words_of(language).languages[own])]


def test_quotes_hits_and_reports_carry_the_language_they_are_written_in(
    reader: TestClient, few_reader: TestClient
) -> None:
    page = ask(reader, KLID, open="2025-09-seoul-taiwan:0-20")

    assert {one.attributes["lang"] for one in page.all("blockquote")} == {"ja"}
    assert {one.attributes["lang"] for one in page.all(class_="hit-text")} == {"ja"}
    assert page.one(class_="report-text").attributes["lang"] == "ja"
    assert page.all("p", class_="quote")[0].one("a").attributes["lang"] == "en"
    assert "lang" not in page_at(few_reader, "/documents/untold").one(class_="report-text").attributes


def test_a_name_that_the_report_writes_otherwise_is_told(reader: TestClient) -> None:
    page = ask(reader, "500名の博士級人材 electronic government")

    assert [one.text for one in page.one(class_="names").all("span")] == ["electronic government = 電子政府"]


def test_a_report_can_lie_open_beside_the_answer_and_be_closed(reader: TestClient, report: Document) -> None:
    page = ask(reader, KLID, open=f"{report.id}:608-659")

    assert page.one(class_="report-text").text == report.text
    assert "".join(one.text for one in page.all("mark")) == report.text[608:659]
    closing = page.one("a", class_="close").attributes["href"]
    assert parse_qs(urlsplit(closing).query) == {"q": [KLID]}
    assert not page_at(reader, closing).all(id="report")


def test_a_place_that_the_report_beside_does_not_have_is_said_to_be_missing(
    reader: TestClient, report: Document
) -> None:
    page = ask(reader, KLID, open=f"{report.id}:608-99999")

    assert page.one(id="report").one(class_="warning").text == EN.no_such_span
    assert not page.all("mark")
    assert page.all("p", class_="quote")


# Reports and their list


def test_a_report_shows_what_is_known_of_it_and_the_place_that_is_meant(few_reader: TestClient) -> None:
    start = PORT.text.index("30 berths")
    page = page_at(few_reader, f"/documents/port?span={start}-{start + 9}")

    assert page.one("h1").text == "Port report"
    assert page.one("mark").text == "30 berths"
    assert page.one(class_="cited").text.split() == ["#", "Port", "visit", "·", *EN.characters.format(
        start=start + 1, end=start + 9).split()]  # fmt: skip
    assert page.one("code").text == PORT.text_sha256
    assert [one.text.strip() for one in page.one(class_="report-text").all("h2")] == ["# Port visit", "# Market"]


@pytest.mark.parametrize("span", ["5-99999", "9-5", "abc", "-1-5", "１-５", "0-0", "5"])
def test_a_place_that_a_report_does_not_have_is_404_with_the_report_and_a_sentence(
    few_reader: TestClient, span: str
) -> None:
    page = page_at(few_reader, f"/documents/port?span={span}", status=404)

    assert page.one(class_="warning").text == EN.no_such_span
    assert page.one(class_="report-text").text == PORT.text
    assert not page.all("mark")


def test_the_whole_text_is_a_place_too(few_reader: TestClient) -> None:
    page = page_at(few_reader, f"/documents/port?span=0-{len(PORT.text)}")

    assert "".join(one.text for one in page.all("mark")) == PORT.text
    assert len(page.all(id="span")) == 1


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    owners = [
        document(f"港は{number}番。", id=f"d{number:03}", trip=(date(2020, 1, 1), date(2020 + number % 3, 1, 2)))
        for number in range(120)
    ]
    with visiting(service_over(tmp_path_factory.mktemp("many"), owners)) as open_reader:
        yield open_reader


def test_a_long_list_has_pages_that_lead_to_each_other_and_show_every_report_once(many: TestClient) -> None:
    shown: list[str] = []
    address = "/documents"
    for number, count in ((1, 50), (2, 50), (3, 20)):
        page = page_at(many, address)
        items = page.one("ol", class_="shelf").all("a")
        assert (len(items), page.one("ol", class_="shelf").attributes["start"]) == (count, str(len(shown) + 1))
        shown += [unquote(one.attributes["href"]) for one in items]
        assert bool(page.all("a", rel="prev")) == (number > 1)
        assert bool(page.all("a", rel="next")) == (number < 3)
        address = page.one("a", rel="next").attributes["href"] if number < 3 else ""
    assert sorted(shown) == [f"/documents/d{number:03}" for number in range(120)]
    assert page_at(many, "/documents?page=2").one("a", rel="prev").attributes["href"] == "/documents"


@pytest.mark.parametrize("number", ["0", "4", "999", "abc", "-1", "+1", "1.0", "１", "²", " 1", "", "9" * 40])
def test_a_page_that_the_list_does_not_have_is_404(many: TestClient, number: str) -> None:
    page = page_at(many, f"/documents?page={quote(number)}", status=404)

    assert page.one(class_="no-answer").text == EN.not_found


def test_the_start_shows_few_reports_and_leads_to_all(many: TestClient) -> None:
    page = page_at(many, "/")

    assert len(page.all("section", class_="trip")) == 3
    assert page.one(class_="more").one("a").text == EN.all_documents.format(count=120)


# Failures


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/documents/nothing", 404, "not_found"),
        ("/documents/%ff", 404, "not_found"),
        ("/?q=KLID&document=nothing", 404, "not_found"),
        ("/?document=nothing", 404, "not_found"),
        ("/?q=KLID&open=nothing:1-5", 404, "not_found"),
        ("/?q=%3F%3F%3F", 422, "refused"),
        (f"/?q={'a' * 2001}", 422, "refused"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failure_is_a_page_in_the_reader_s_language_that_keeps_the_question(
    reader: TestClient, address: str, status: int, says: str, language: Language
) -> None:
    page = page_at(reader, address, status, Accept_Language=language)

    words = words_of(language)
    assert page.one("html").attributes["lang"] == language
    assert page.one("h1").text == words.failed
    assert page.one(class_="no-answer").text == getattr(words, says)
    (question,) = parse_qs(urlsplit(address).query).get("q", [""])
    assert page.one("input", id="question").attributes["value"] == question


@pytest.mark.parametrize("address", ["/", "/?q=KLID", "/documents", "/documents/x"])
def test_while_the_encoder_loads_every_page_says_so_and_opens_again_by_itself(address: str) -> None:
    with TestClient(create_app(Future(), [], threads=1), headers={"Accept-Language": "ko"}) as loading:
        reply = loading.get(address)
        page = page_at(loading, address, 503)
        assert loading.get("/page.css").status_code == 200

    assert reply.headers["Retry-After"] == "2"
    assert page.one(class_="no-answer").text == words_of("ko").loading
    assert page.one("meta", **{"http-equiv": "refresh"}).attributes["content"].isdigit()


def test_no_other_failure_opens_again_by_itself(reader: TestClient) -> None:
    reply = reader.get("/documents/nothing")

    assert "refresh" not in reply.text
    assert "retry-after" not in reply.headers


def test_a_question_of_nothing_but_spaces_is_the_start(reader: TestClient) -> None:
    assert page_at(reader, "/?q=%20%E3%80%80").all("section", class_="trip")


# What the server counts and keeps


def figure(reader: TestClient, name: str) -> float:
    return float(re.findall(rf"^{re.escape(name)} (\S+)$", reader.get("/metrics").text, re.MULTILINE)[0])


def test_a_question_asked_on_the_page_is_counted_and_its_citations_as_checked(hashing_service: QuestionService) -> None:
    with visiting(hashing_service) as fresh:
        page_at(fresh, "/")
        quotes = ask(fresh, KLID).all("p", class_="quote")

        assert figure(fresh, 'tripqa_question_seconds_count{route="ask"}') == 1
        assert figure(fresh, "tripqa_citations_checked_total") == len(quotes) > 0
        assert figure(fresh, "tripqa_citations_removed_total") == 0


def test_the_shelf_is_read_once(few: QuestionService, monkeypatch: pytest.MonkeyPatch) -> None:
    readings: list[int] = []
    documents = few.documents
    monkeypatch.setattr(few, "documents", lambda: (readings.append(1), documents())[1])

    with visiting(few) as fresh:
        for address in ("/", "/documents", "/?q=port", "/documents", "/"):
            page_at(fresh, address)

    assert len(readings) == 1
