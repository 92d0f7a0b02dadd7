"""What the widget does on a page of another origin."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.web.fakes import WIDGET, FakeServer, Host, Reply, answered, document, found, hit
from tripqa.domain import Document

DOCS = Path(__file__).parents[2] / "docs" / "widget.md"
KLID = "韓国地域情報開発院(KLID)訪問"


def test_it_is_one_small_file_that_makes_nothing_from_strings() -> None:
    assert len(WIDGET.encode()) < 40_000
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(|\bimport\b", WIDGET
    )


def test_hits_appear_while_typing_on_a_page_of_another_origin(host: Host, address: str) -> None:
    host.show(address)
    host.page.get_by_role("searchbox").press_sequentially(KLID)

    expect(host.page.locator(".hit")).to_have_count(5)
    expect(host.page.get_by_role("status")).to_have_text("5件見つかりました")
    visit = host.page.locator(".hit", has=host.page.locator(".place", has_text=KLID)).first
    expect(visit).to_contain_text("2025年9月8日(月) 14:00–16:00")


def test_an_answer_s_link_opens_the_very_place(host: Host, address: str, report: Document) -> None:
    host.show(address, '<tripqa-search mode="ask"></tripqa-search>')
    host.listen()
    host.ask(f"{KLID}はいつですか")
    expect(host.page.locator("blockquote").first).to_be_visible()
    with host.page.context.expect_page() as opened:
        host.page.locator(".cited a").first.click()
    (first, _), (second, detail) = host.told

    assert (first, second) == ("answer", "open")
    assert detail["document"]["id"] == report.id
    assert report.text[detail["start"] : detail["end"]] == detail["quote"]
    assert (
        opened.value.url
        == detail["url"]
        == f"{address}/documents/{report.id}?span={detail['start']}-{detail['end']}#span"
    )
    assert opened.value.evaluate("window.opener") is None


def test_a_page_may_open_a_place_in_its_own_way(host: Host, fake: FakeServer) -> None:
    host.show(fake.address)
    host.ask("港")
    expect(host.page.locator(".hit a")).to_be_visible()
    host.page.evaluate("document.addEventListener('tripqa-open', (event) => event.preventDefault())")
    host.listen()
    host.page.locator(".hit a").click()
    host.page.wait_for_function("told.length")

    assert host.told[0][0] == "open"
    assert host.told[0][1]["quote"] == "港"
    assert len(host.page.context.pages) == 1


def test_a_search_tells_its_question_and_its_reply(host: Host, fake: FakeServer) -> None:
    host.show(fake.address)
    host.listen()
    host.ask(" 港 ")
    host.page.wait_for_function("told.length")

    ((name, detail),) = host.told
    assert name == "search"
    assert detail["question"] == "港"
    assert detail["reply"] == found(hit("港"))


@pytest.mark.parametrize(
    ("attributes", "sent"),
    [
        ("", {"top_k": 5}),
        ('top-k="12"', {"top_k": 12}),
        ('top-k="0"', {"top_k": 5}),
        ('top-k="51"', {"top_k": 5}),
        ('top-k="2.5"', {"top_k": 5}),
        ('top-k="many"', {"top_k": 5}),
        ('document="a b"', {"top_k": 5, "filter": {"document": ["a", "b"]}}),
        ('document=" "', {"top_k": 5}),
    ],
)
def test_attributes_are_what_is_asked_for(host: Host, fake: FakeServer, attributes: str, sent: object) -> None:
    host.show(fake.address, f"<tripqa-search {attributes}></tripqa-search>")
    host.ask("港")
    expect(host.page.locator(".hit")).to_have_count(1)

    assert fake.asked == [{"question": "港", "path": "/v1/search", "shown_in": "ja", **sent}]  # type: ignore[dict-item]


def test_attributes_take_effect_when_they_change(host: Host, fake: FakeServer) -> None:
    host.show(fake.address)
    host.ask("港")
    expect(host.page.locator(".hit")).to_have_count(1)
    change = "([name, value]) => document.querySelector('tripqa-search').setAttribute(name, value)"

    host.page.evaluate(change, ["lang", "ko"])
    expect(host.page.get_by_role("button")).to_have_text("검색")
    expect(host.page.get_by_role("status")).to_have_text("1건을 찾았습니다 · 원문 (일본어)")
    host.page.evaluate(change, ["mode", "ask"])
    expect(host.page.get_by_role("button")).to_have_text("질문")
    host.page.evaluate(change, ["placeholder", "무엇이든"])
    expect(host.page.get_by_role("searchbox", name="무엇이든")).to_have_attribute("placeholder", "무엇이든")
    with host.page.expect_request("**/v1/search"):
        host.page.evaluate(change, ["document", "harbour"])
    with host.page.expect_request(f"{fake.address}/prefix/v1/search"):
        host.page.evaluate(change, ["endpoint", f"{fake.address}/prefix"])


@pytest.mark.parametrize(
    ("lang", "button"),
    [
        ("ja", "検索"),
        ("en-GB", "Search"),
        ("ko", "검색"),
        ("zh-TW", "搜尋"),
        ("zh-HK", "搜尋"),
        ("fr", "Search"),
        ("", "検索"),
    ],
)
def test_it_speaks_the_language_around_it(host: Host, fake: FakeServer, lang: str, button: str) -> None:
    host.show(fake.address, lang=lang)  # the browser's own language is Japanese

    expect(host.page.get_by_role("button")).to_have_text(button)


def test_it_hears_its_language_through_shadow_roots(host: Host, fake: FakeServer) -> None:
    host.show(fake.address, '<div id="outer" lang="ko"></div>')
    host.page.evaluate("outer.attachShadow({ mode: 'open' }).append(document.createElement('tripqa-search'))")

    expect(host.page.get_by_role("button")).to_have_text("검색")


def test_several_on_one_page_do_not_disturb_each_other(host: Host, fake: FakeServer) -> None:
    twice = f'<script src="{fake.address}/widget.js" defer></script>'
    one, other = '<tripqa-search placeholder="一"></tripqa-search>', '<tripqa-search placeholder="二"></tripqa-search>'
    host.show(fake.address, one + other, head=twice)
    host.page.get_by_role("searchbox", name="一").fill("港")
    host.page.get_by_role("searchbox", name="二").fill("島")

    expect(host.page.locator("tripqa-search").nth(0).locator(".hit .text")).to_have_text("港")
    expect(host.page.locator("tripqa-search").nth(1).locator(".hit .text")).to_have_text("島")


def test_it_survives_being_taken_away_and_put_back(host: Host, fake: FakeServer) -> None:
    host.show(fake.address, '<tripqa-search mode="ask"></tripqa-search>')
    let_go = threading.Event()
    fake.reply = lambda asked: Reply(answered("港です。"), held=let_go)
    with host.page.expect_request("**/v1/ask") as under_way:
        host.ask("どこですか")
    host.page.evaluate("window.kept = document.querySelector('tripqa-search'); kept.remove()")
    let_go.set()
    host.page.evaluate("document.body.append(kept)")

    expect(host.page.locator("blockquote")).to_have_text("港です。")  # asked anew
    assert under_way.value.failure == "net::ERR_ABORTED"
    host.page.evaluate("kept.remove(); document.body.prepend(kept)")
    expect(host.page.locator("blockquote")).to_have_text("港です。")
    expect(host.page.get_by_role("searchbox")).to_have_value("どこですか")
    fake.reply = lambda asked: Reply(answered("島です。"))
    host.ask("では?")
    expect(host.page.locator("blockquote")).to_have_text("島です。")


def test_a_question_goes_on_from_those_before_it_until_it_is_begun_anew(host: Host, fake: FakeServer) -> None:
    host.show(fake.address, '<tripqa-search mode="ask" lang="en"></tripqa-search>')
    fake.reply = lambda asked: Reply(
        answered("港です。", understood_as="島はどこですか" if asked.get("previous") else None)
    )
    for question in ("港はどこですか", "島は?"):
        host.ask(question)
        expect(host.page.locator("blockquote")).to_be_visible()

    expect(host.page.get_by_text("Understood as: 島はどこですか")).to_be_visible()
    earlier = host.page.locator("ol.note a")
    expect(earlier).to_have_attribute("href", f"{fake.address}/?q={quote('港はどこですか')}")
    turn = {"question": "港はどこですか", "passages": ["harbour:港です。"]}
    assert fake.asked[-1]["previous"] == [turn]
    host.page.get_by_role("button", name="Ask it alone").click()
    expect(earlier).to_have_count(0)
    assert "previous" not in fake.asked[-1]
    host.ask("橋は?")
    expect(earlier).to_have_count(1)
    host.page.get_by_role("button", name="Start anew").click()
    expect(host.page.get_by_role("searchbox")).to_have_value("")
    host.ask("橋は?")
    expect(host.page.locator("blockquote")).to_be_visible()
    expect(earlier).to_have_count(0)


def test_the_example_of_the_docs_works(host: Host, fake: FakeServer) -> None:
    (example,) = re.findall(r"```html\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    (host.folder / "example.html").write_text(example.replace("https://tripqa.example", fake.address), encoding="utf-8")
    host.page.goto(f"{host.origin}/example.html")
    fake.reply = lambda _: Reply(answered("港です。"))
    host.ask("どこですか")

    expect(host.page.locator("blockquote")).to_have_text("港です。")
    assert fake.asked == [{"question": "どこですか", "top_k": 3, "shown_in": "ja", "path": "/v1/ask"}]


def test_a_late_reply_never_replaces_a_newer_one(host: Host, fake: FakeServer) -> None:
    host.show(fake.address)
    let_go = threading.Event()
    fake.reply = lambda asked: Reply(found(hit(asked["question"])), held=let_go if asked["question"] == "古" else None)
    with host.page.expect_request("**/v1/search"):
        host.ask("古")
    host.ask("新")
    expect(host.page.locator(".hit .text")).to_have_text("新")
    let_go.set()
    host.ask("後")
    expect(host.page.locator(".hit .text")).to_have_text("後")

    host.listen()
    assert host.told == []


def test_an_emptied_box_shows_nothing(host: Host, fake: FakeServer) -> None:
    host.show(fake.address)
    host.ask("港")
    expect(host.page.locator(".hit")).to_have_count(1)
    host.page.get_by_role("searchbox").fill("")

    expect(host.page.locator(".hit")).to_have_count(0)
    expect(host.page.get_by_role("status")).to_be_empty()
    assert fake.questions == ["港"]


def test_a_short_answer_and_a_conflict_stand_first_and_lead_to_their_places(host: Host, fake: FakeServer) -> None:
    host.show(fake.address, '<tripqa-search mode="ask" lang="en"></tripqa-search>')
    place = {"kind": "number", "citation": 1, "start": 104, "end": 106}
    # 𠮷 is one character and two UTF-16 units
    fake.reply = lambda _: Reply(
        answered("𠮷野には48人。", short_answer="48", short_answer_place=place, hits=(hit("他"),))
    )
    host.ask("何人?")
    expect(host.page.locator(".value bdi")).to_have_text("48")
    expect(host.page.locator("blockquote mark")).to_have_text("48")
    expect(host.page.locator(".value")).to_have_attribute("href", re.compile(r"span=104-106#span$"))
    expect(host.page.get_by_role("status")).to_have_text("Answer, with 1 quote · Original text (Japanese)")
    expect(host.page.locator(".hit .text")).to_have_text("他")

    values = [
        {"value": "9日", "citation": 1, "start": 100, "end": 102},
        {"value": "8日", "citation": 2, "start": 200, "end": 202},
    ]
    conflict = {"kind": "date", "values": values}
    fake.reply = lambda _: Reply(answered("9日です", "8日です", conflicts=[conflict]))
    host.ask("いつ?")
    expect(host.page.locator(".conflict p")).to_have_text("The reports disagree")
    expect(host.page.locator(".conflict bdi")).to_have_text(["9日", "8日"])
    expect(host.page.locator("mark")).to_have_text(["9日", "8日"])

    fake.reply = lambda _: Reply(answered("9日です", "8日です", conflicts=[conflict, conflict]))
    host.ask("いつ訪問?")
    expect(host.page.locator(".conflict")).to_have_count(2)
    expect(host.page.locator("mark")).to_have_text(["9日", "8日"])


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("ja-JP", "1 passage found · Original text (Japanese (Japan))"),
        ("en-GB", "1 passage found"),
        ("und", "1 passage found"),
        ("ja-x-note", "1 passage found · Original text (ja-x-note)"),  # a tag that browsers have no name for
    ],
)
def test_a_hit_in_another_language_than_the_reader_s_is_called_original(
    host: Host, fake: FakeServer, tag: str, said: str
) -> None:
    host.show(fake.address, lang="en-US")
    fake.reply = lambda _: Reply(found(hit("港", document=document(language=tag))))
    host.ask("harbour")

    expect(host.page.get_by_role("status")).to_have_text(said)


def test_no_answer_is_said_plainly_with_the_nearest_passages(host: Host, fake: FakeServer) -> None:
    host.show(fake.address, '<tripqa-search mode="ask"></tripqa-search>')
    fake.reply = lambda _: Reply(answered(hits=(hit("港"), hit("島"))))
    host.ask("明日の天気は?")

    expect(host.page.get_by_role("status")).to_have_text("報告書には書かれていないようです。")
    expect(host.page.locator(".hit .text")).to_have_text(["港", "島"])


def test_a_refusal_says_what_is_missing_and_of_what(host: Host, fake: FakeServer) -> None:
    host.show(fake.address, '<tripqa-search mode="ask"></tripqa-search>', lang="en")
    status = host.page.get_by_role("status")
    for reason, about, asked, says in (
        ("not_stated", "$&KLID", "phone", "The documents mention $&KLID and give no phone number."),
        ("not_stated", "KLID", None, "The documents do not say this of KLID."),
        ("not_stated", None, "reason", "The documents give no such reason."),
        ("not_stated", None, None, "The reports do not seem to say."),
        ("language", "KLID", "phone", "Questions in this language are not answered."),
    ):
        none = answered(hits=(hit("港"),), reason=reason, missing={"about": about, "asked": asked})
        fake.reply = lambda _, none=none: Reply(none)  # type: ignore[misc]
        host.ask(f"{about} {asked} {reason}")
        expect(status).to_have_text(says)


def test_an_answer_shows_its_doubt_above_its_quotes(host: Host, fake: FakeServer) -> None:
    host.show(fake.address, '<tripqa-search mode="ask"></tripqa-search>')
    fake.reply = lambda _: Reply(answered("港です。", doubtful=True))
    host.ask("どこ")

    expect(host.page.locator(".doubt + ol")).to_contain_text("港です。")
    expect(host.page.locator(".doubt")).to_have_text("次の引用は、質問の答えではないかもしれません。")


def test_hits_appear_while_a_question_is_typed_and_the_answer_on_enter(
    host: Host, page: Page, fake: FakeServer
) -> None:
    host.show(fake.address, '<tripqa-search mode="ask"></tripqa-search>')
    fake.reply = lambda _: Reply(answered("港です。") if fake.asked[-1]["path"] == "/v1/ask" else found(hit("港")))
    page.get_by_role("searchbox").press_sequentially("どこ")
    expect(page.locator(".hit")).to_have_count(1)
    page.get_by_role("button").click()
    expect(page.locator("blockquote")).to_have_count(1)

    assert [asked["path"] for asked in fake.asked][-2:] == ["/v1/search", "/v1/ask"]
