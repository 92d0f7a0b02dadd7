"""Answers as files over HTTP, from page and command line, for who may ask: nothing of hidden documents is in them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from docx import Document as open_word
from fastapi.testclient import TestClient
from typer.testing import CliRunner

import tripqa
from tests.conftest import CORPUS, service_over
from tests.test_api import ready
from tests.test_entry import ASKED, HIDDEN, SECRET, SHOWN, add, bearer, document
from tests.visiting import page_at, visiting
from tripqa.access.key_file import KeyFile
from tripqa.api.app import create_app
from tripqa.api.exported import wanted
from tripqa.cli import app
from tripqa.domain import Document
from tripqa.exports.formats import FORMATS
from tripqa.parsing.corpus import Corpus
from tripqa.service import QuestionService

MARKDOWN, WORD = (one.media_type for one in FORMATS.values())
KLID = "韓国地域情報開発院(KLID)訪問"
LIGHTHOUSE = {"question": "灯台はいつ建てられましたか"}


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("", None),
        ("*/*", None),
        ("application/json", None),
        ("application/*", None),
        ("image/png", None),
        ("no type at all", None),
        ("text/markdown", ".md"),
        ("text/markdown; charset=utf-8", ".md"),
        ("TEXT/Markdown", ".md"),
        ("text/*, application/json;q=0.5", ".md"),
        ("text/markdown;q=0.5, application/json;q=0.4", ".md"),
        ("text/markdown;q=0.4, application/json;q=0.5", None),
        ("text/markdown, application/json", None),
        ("text/markdown;q=0, */*", None),
        ("text/markdown;q=0", None),
        (WORD, ".docx"),
        (f"{WORD}, text/markdown;q=0.9", ".docx"),
        (f"{WORD};q=0.9, */*;q=0.1", ".docx"),
    ],
)
def test_a_program_gets_the_file_that_it_likes_better_than_json(accept: str, ending: str | None) -> None:
    found = wanted([accept] if accept else [])

    assert (found.ending if found else None) == ending


@pytest.fixture
def client(hashing_service: QuestionService) -> Iterator[TestClient]:
    with TestClient(create_app(ready(hashing_service), [], threads=2)) as open_client:
        yield open_client


def test_a_program_gets_an_answer_as_a_file(client: TestClient) -> None:
    asked = {"question": KLID, "shown_in": "en"}
    quotes = [one["quote"] for one in client.post("/v1/ask", json=asked).json()["citations"]]

    written = client.post("/v1/ask", json=asked, headers={"Accept": MARKDOWN})
    word = client.post("/v1/ask", json=asked, headers={"Accept": WORD})

    assert written.headers["content-type"] == "text/markdown; charset=utf-8"
    assert written.headers["content-disposition"] == 'attachment; filename="answer.md"'
    assert "<http://testserver/documents/2025-09-seoul-taiwan?span=" in written.text
    assert "Visit to the Korea Local Information" in written.text
    assert (word.headers["content-type"], word.content[:2]) == (WORD, b"PK")
    paragraphs = open_word(io.BytesIO(word.content)).paragraphs
    assert [one.text for one in paragraphs if one.style.name == "Quote"] == quotes


def test_what_fails_is_told_in_json_whatever_is_wanted(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": "?!"}, headers={"Accept": MARKDOWN})

    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "bad_question")


@pytest.mark.parametrize("question", [KLID, "zzz qqq xxx"])
@pytest.mark.parametrize("root", ["", "/tripqa"])
def test_below_an_answer_links_lead_to_it_as_files(hashing_service: QuestionService, root: str, question: str) -> None:
    with visiting(hashing_service, language="ko", root=root) as reader:
        address = f"{root}/?before=KLID&q={question}&document=2025-09-seoul-taiwan&open=2025-09-seoul-taiwan:608-659"
        links = page_at(reader, address).one("p", class_="save").all("a")
        files = [reader.get(link.attributes["href"]) for link in links]

    assert [link.text for link in links] == ["Markdown", "Word"]
    for link, ending in zip(links, FORMATS, strict=True):
        found = urlsplit(link.attributes["href"])
        assert found.path == f"{root}/answer{ending}"
        assert parse_qs(found.query) == {"before": ["KLID"], "q": [question], "document": ["2025-09-seoul-taiwan"]}
    assert [file.status_code for file in files] == [200, 200]
    assert [file.headers["content-disposition"] for file in files] == [
        f'attachment; filename="answer{ending}"' for ending in FORMATS
    ]
    assert f"http://testserver{root}/documents/2025-09-seoul-taiwan?span=" in files[0].text
    assert "출장" in files[0].text  # in the reader's language


@pytest.mark.parametrize(("query", "status"), [("", 422), ("?q=", 422), ("?q=KLID&document=none", 404)])
def test_what_cannot_be_asked_is_told_as_a_page(hashing_service: QuestionService, query: str, status: int) -> None:
    with visiting(hashing_service) as reader:
        for ending in FORMATS:
            assert page_at(reader, f"/answer{ending}{query}", status).one("h1")


# Keys and limits


@pytest.fixture
def guarded(
    tmp_path_factory: pytest.TempPathFactory, report: Document, corpus: Corpus, keys: KeyFile
) -> Iterator[TestClient]:
    shown = document(report, SHOWN, "灯台は1903年に建てられました。\n展望台は工事中です。\n")
    hidden = document(report, HIDDEN, f"{SECRET}\n灯台は1904年に建てられました。\n")
    service = service_over(tmp_path_factory.mktemp("exported"), [shown, hidden], corpus.names)
    rates = {"ask": "4/minute"}
    with TestClient(create_app(ready(service), [], threads=2, keys=keys, rates=rates), follow_redirects=False) as one:
        yield one


def test_a_file_holds_nothing_of_documents_that_a_key_does_not_see(guarded: TestClient, keys: KeyFile) -> None:
    some, all_of_them = add(keys, "ask", documents=("2025-*",)), add(keys, "ask", name="all")

    def told(shown: str) -> str:
        headers = {**bearer(shown), "Accept": MARKDOWN}
        asked = guarded.get("/answer.md", params={"q": ASKED["question"]}, headers=headers)
        return guarded.post("/v1/ask", json=LIGHTHOUSE, headers=headers).text + asked.text

    assert "1904" in told(all_of_them)
    assert "佐藤花子" in told(all_of_them)
    assert not [one for one in ("1904", "佐藤", HIDDEN) if one in told(some)]


@pytest.mark.parametrize("path", ["/answer.md", "/answer.docx"])
def test_a_file_is_for_who_may_ask(guarded: TestClient, keys: KeyFile, path: str) -> None:
    search, address = add(keys, "search"), f"{path}?q=灯台"

    assert guarded.get(address).status_code == 401
    assert guarded.get(address, headers={"Accept": "text/html"}).headers["location"].startswith("/enter?then=%2Fanswer")
    assert guarded.get(address, headers=bearer(search)).status_code == 403


def test_a_file_counts_as_a_question(guarded: TestClient, keys: KeyFile) -> None:
    headers = bearer(add(keys, "ask"))

    statuses = [guarded.get(f"/answer{one}?q=灯台", headers=headers).status_code for one in [*FORMATS] * 3]

    assert statuses == [200, 200, 200, 200, 429, 429]


# The command line


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "index"
    tripqa.ingest(CORPUS, folder, encoder="hashing")
    return folder


def asked(index: Path, *words: str, status: int = 0, **variables: str) -> str:
    variables = {"TRIPQA_ENCODER": "hashing", "TRIPQA_INDEX": str(index), **variables}
    done = CliRunner().invoke(app, ["ask", *words], env=variables)
    assert done.exit_code == status, done.output or done.exception
    return done.output or str(done.exception or "")


@pytest.mark.parametrize("ending", [".md", ".docx", ".DOCX"])
def test_the_command_line_writes_an_answer_into_a_file(index: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"answer{ending}"
    out.write_text("what was there", encoding="utf-8")

    assert asked(index, KLID, "--out", str(out), TRIPQA_PUBLIC_URL="https://intra.example") == ""

    data = out.read_bytes()
    assert [one.name for one in tmp_path.iterdir()] == [out.name]
    assert b"https://intra.example/documents/" in data if ending == ".md" else data.startswith(b"PK")


def test_an_answer_is_written_into_no_other_file_and_what_was_there_stays(index: Path, tmp_path: Path) -> None:
    out = tmp_path / "answer.csv"
    out.write_text("what was there", encoding="utf-8")

    assert ".md or .docx" in asked(index, KLID, "--out", str(out), status=1)
    assert "cannot be written" in asked(index, KLID, "--out", str(tmp_path / "none" / "a.md"), status=1)
    asked(index, KLID, "--out", str(tmp_path / "a.md"), "--json", status=2)
    asked(index, KLID, "--out", str(tmp_path / "a.md"), "--bom", status=2)
    assert {one.name: one.read_text("utf-8") for one in tmp_path.iterdir()} == {"answer.csv": "what was there"}
