"""A browser's search box and a feed reader get what they expect, and no more than who asks may see."""

from __future__ import annotations

import json
import tracemalloc
from itertools import islice
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from rich.console import Console

from tests.test_api import ready
from tests.test_corpus import write
from tests.test_entry import add, bearer
from tripqa.access.key_file import KeyFile
from tripqa.api.app import create_app
from tripqa.index.history import last_first, note
from tripqa.index.lock import NO_WAIT
from tripqa.ingest_command import ingest_corpus
from tripqa.service import QuestionService
from tripqa.settings import Settings, load_settings
from tripqa.wiring import open_service

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SEARCH = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
OF_LIGHTHOUSE, OF_PLATFORM = "灯台はいつ建てられましたか", "展望台はいつ建てられましたか"
SIDECAR = 'title = "{}"\npublisher = "港湾局"\nlanguage = "ja"\n[examples]\nja = ["{}はいつ建てられましたか"]\n'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A corpus of two reports, indexed."""
    for id, thing in (("2025-a", "灯台"), ("2026-b", "展望台")):
        write(
            tmp_path / "corpus",
            {f"{id}.txt": f"{thing}は1903年に建てられました。\n", f"{id}.toml": SIDECAR.format(thing, thing)},
        )
    settings = load_settings({"corpus": tmp_path / "corpus", "index": tmp_path / "index", "encoder": "hashing"})
    ingest(settings)
    return settings


def ingest(settings: Settings) -> None:
    ingest_corpus(settings, Console(quiet=True), rebuild=False, strict=False, wait=NO_WAIT)


def service_of(settings: Settings) -> QuestionService:
    return open_service(settings, print)


def client_of(settings: Settings, **more: object) -> TestClient:
    app = create_app(ready(service_of(settings)), [], threads=1, index=settings.index, **more)  # type: ignore[arg-type]
    return TestClient(app, raise_server_exceptions=False)


def entries(client: TestClient, **headers: str) -> list[ElementTree.Element]:
    reply = client.get("/feed.xml", headers=headers)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/atom+xml")
    return ElementTree.fromstring(reply.content).findall("a:entry", ATOM)


def told(entry: ElementTree.Element, *names: str) -> list[str]:
    return [entry.findtext(f"a:{name}", "", ATOM) for name in names]


def test_a_browser_is_told_how_to_search_and_every_page_says_where(settings: Settings) -> None:
    client = client_of(settings, root_path="/tripqa")

    root = ElementTree.fromstring(client.get("/tripqa/opensearch.xml").content)

    addresses = {url.get("type"): url.get("template") or "" for url in root.findall("o:Url", SEARCH)}
    assert set(addresses) == {"text/html", "application/x-suggestions+json"}
    for address in addresses.values():
        assert client.get(address.format(searchTerms="灯台")).status_code == 200
    assert 0 < len(root.findtext("o:ShortName", "", SEARCH)) <= 16
    assert client.get(root.findtext("o:Image", "", SEARCH)).status_code == 200
    page = client.get("/tripqa/").text
    assert 'rel="search"' in page
    assert 'href="/tripqa/opensearch.xml"' in page
    assert 'href="/tripqa/feed.xml"' in page


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("灯", [OF_LIGHTHOUSE]),
        ("いつ建て", [OF_LIGHTHOUSE, OF_PLATFORM]),
        (OF_PLATFORM, [OF_PLATFORM]),
        ("x", []),
        ("", []),
        (" ", []),
        ("\ud800", []),
    ],
)
def test_questions_to_start_with_are_suggested_to_who_types(
    settings: Settings, typed: str, suggested: list[str]
) -> None:
    reply = client_of(settings).get(f"/suggest?q={quote(typed.encode(errors='surrogatepass'))}")

    assert reply.headers["content-type"] == "application/x-suggestions+json"
    asked, found = json.loads(reply.content)
    assert sorted(found) == sorted(suggested)
    assert asked == typed or not typed.isascii()


def test_the_feed_has_what_came_and_what_changed_the_last_first(settings: Settings) -> None:
    came = entries(client_of(settings))
    (settings.corpus / "2025-a.txt").write_text("灯台は1904年に建てられました。\n", encoding="utf-8")
    ingest(settings)
    ingest(settings)  # nothing has changed

    first, second = entries(client := client_of(settings))

    assert [told(one, "title", "summary") for one in (first, second)] == [
        ["灯台", "changed · 港湾局"],
        ["展望台", "added · 港湾局"],
    ]
    ids = {told(one, "title", "id")[0]: told(one, "title", "id")[1] for one in came}
    assert told(second, "id") == [ids["展望台"]]
    assert told(first, "id") != [ids["灯台"]]
    assert told(first, "updated") >= told(second, "updated")
    link = first.find("a:link", ATOM)
    assert link is not None
    assert client.get(link.get("href") or "").status_code == 200
    feed = ElementTree.fromstring(client.get("/feed.xml").content)
    assert told(feed, "updated") == told(first, "updated")


def test_what_was_removed_is_in_no_feed(settings: Settings) -> None:
    (settings.corpus / "2025-a.txt").unlink()
    (settings.corpus / "2025-a.toml").unlink()
    ingest(settings)

    assert [told(one, "title") for one in entries(client_of(settings))] == [["展望台"]]


def test_who_may_not_see_a_document_is_neither_told_of_it_nor_suggested_its_questions(
    settings: Settings, keys: KeyFile
) -> None:
    client = client_of(settings, keys=keys)
    few = bearer(add(keys, "ask", "documents", documents=["2025-*"]))
    every, asks = bearer(add(keys, "ask", "documents")), bearer(add(keys, "ask"))

    for headers, seen in ((every, ["展望台", "灯台"]), (few, ["灯台"]), (every, ["展望台", "灯台"])):
        assert sorted(told(one, "title")[0] for one in entries(client, **headers)) == seen
        suggested = client.get("/suggest", params={"q": "いつ"}, headers=headers).json()[1]
        assert sorted(suggested) == [f"{one}はいつ建てられましたか" for one in seen]
    assert client.get("/feed.xml", headers=asks).status_code == 403
    assert [client.get(path).status_code for path in ("/feed.xml", "/suggest?q=a", "/opensearch.xml")] == [
        401,
        401,
        200,
    ]


def test_a_feed_of_nothing_is_a_feed(settings: Settings) -> None:
    (settings.index / ".history.jsonl").unlink()

    assert entries(client_of(settings)) == []


def test_what_is_torn_or_no_xml_harms_nothing(settings: Settings, tmp_path: Path) -> None:
    write(settings.corpus, {"c.txt": "港を視察しました。\n", "c.toml": 'title = "港 <&> ]]>"\nlanguage = "ja"\n'})
    ingest(settings)
    with (settings.index / ".history.jsonl").open("a") as stream:
        stream.write('{"generation": "x", "cre')

    assert told(entries(client_of(settings))[0], "title") == ["港 <&> ]]>"]
    note(settings.index, "y", "2126-01-01T00:00:00+00:00", [], ["c"])  # what was torn before it swallows nothing
    assert told(entries(client_of(settings))[0], "title", "summary") == ["港 <&> ]]>", "changed"]
    note(tmp_path / "none", "g", "2026-01-01T00:00:00+00:00", ["a"], [])  # no folder: it is not known later
    assert list(last_first(tmp_path / "none")) == []


@pytest.mark.parametrize("path", ["/suggest?q=a", "/feed.xml"])
def test_they_count_by_the_limits(settings: Settings, path: str) -> None:
    client = client_of(settings, rates={"search": "1/hour", "documents": "1/hour"})

    assert [client.get(path).status_code for _ in range(2)] == [200, 429]


def test_the_last_news_is_read_without_what_lies_far_behind_it(tmp_path: Path) -> None:
    for number in range(3):
        ids = [f"{number}-{'x' * 60}-{one:05}" for one in range(40_000)]
        note(tmp_path, f"g{number}", f"2026-01-0{number + 1}T00:00:00+00:00", ids, [f"changed-{number}"])
    assert (tmp_path / ".history.jsonl").stat().st_size > 8_000_000
    tracemalloc.start()
    try:
        first = list(islice(last_first(tmp_path), 50))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert [one.document_id for one in first] == ids[:50]
    assert most < 1_000_000
    everything = list(last_first(tmp_path))
    assert [one.document_id for one in everything[:40_001]] == [*ids, "changed-2"]
    assert len(everything) < 80_000
