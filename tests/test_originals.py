"""The file of a document: as it was when it was read, for who may see the document, and never run in our origin."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.conftest import service_over
from tests.files import pdf
from tests.test_api import ready
from tests.test_entry import add, bearer
from tests.visiting import page_at
from tripqa.access.key_file import KeyFile
from tripqa.api.app import create_app
from tripqa.domain import Document
from tripqa.parsing.corpus import read_corpus
from tripqa.parsing.originals import MEDIA_TYPES, Gone, Original, Originals
from tripqa.parsing.reading import ENDINGS
from tripqa.service import QuestionService

PAGES = pdf([[(40, 500, "The harbour has 30 piers.")], [(40, 500, "The lighthouse was built in 1903.")]])
SHIFT_JIS = "灯台は1903年に建てられました。".encode("shift_jis")
ROWS = [{"_id": f"row{n}", "title": "", "text": f"Row {n} is about cranes."} for n in (1, 2)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    (corpus / "2025").mkdir(parents=True)
    (corpus / "port.pdf").write_bytes(PAGES)
    (corpus / "2025" / "港.txt").write_text("港には岸壁が30本あります。\n", encoding="utf-8")
    (corpus / "2025" / "港.toml").write_text('id = "minato"\nlanguage = "ja"\n', encoding="utf-8")
    (corpus / "old.txt").write_bytes(SHIFT_JIS)
    (corpus / "page.html").write_text("<p>The town is old.</p><script>alert(1)</script>", encoding="utf-8")
    (corpus / "corpus.jsonl").write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return corpus


@pytest.fixture
def service(folder: Path, tmp_path: Path) -> QuestionService:
    return service_over(tmp_path / "index", read_corpus(folder).documents)


@pytest.fixture
def client(folder: Path, service: QuestionService) -> Iterator[TestClient]:
    app = create_app(ready(service), [], threads=2, originals=folder)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as one:
        yield one


def address(id: str) -> str:
    return f"/v1/documents/{id}/original"


def told(client: TestClient, id: str, **headers: str) -> tuple[int, str]:
    reply = client.get(address(id), headers=headers)
    error = reply.json()["error"]
    assert error["message"]
    return reply.status_code, error["code"]


@pytest.mark.parametrize(
    ("id", "name", "media_type", "shown"),
    [
        ("port", "port.pdf", "application/pdf", "inline"),
        ("minato", "2025/港.txt", "text/plain; charset=utf-8", "inline"),
        ("old", "old.txt", "text/plain", "inline"),
        ("page", "page.html", "text/html", "attachment"),
    ],
)
def test_a_file_is_sent_byte_for_byte_with_its_type(
    client: TestClient, folder: Path, id: str, name: str, media_type: str, shown: str
) -> None:
    reply = client.get(address(id))

    assert (reply.status_code, reply.content) == (200, (folder / name).read_bytes())
    assert reply.headers["content-type"] == media_type
    assert reply.headers["content-disposition"].startswith(f"{shown}; filename")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


def test_other_replies_are_bound_as_they_were(client: TestClient) -> None:
    assert "script-src 'self'" in client.get("/").headers["content-security-policy"]


def test_every_format_of_one_document_has_a_type() -> None:
    assert {*MEDIA_TYPES} == {*ENDINGS} - {".jsonl"}


def test_the_head_of_a_file_says_what_its_body_would_be(client: TestClient) -> None:
    whole = client.get(address("port"))
    head = client.head(address("port"))

    assert head.status_code == 200
    assert {one: head.headers[one] for one in ("content-length", "etag", "content-type")} == {
        one: whole.headers[one] for one in ("content-length", "etag", "content-type")
    }


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [
        ("bytes=0-4", 206, (0, 5)),
        ("bytes=5-", 206, (5, None)),
        ("bytes=-7", 206, (-7, None)),
        ("bytes=0-999999999", 206, (0, None)),
        ("bytes=0-1,3-4", 200, (0, None)),
        ("lines=1-2", 200, (0, None)),
        ("bytes=x", 200, (0, None)),
        ("bytes=99999999-", 416, None),
        ("bytes=5-4", 416, None),
        ("bytes=-0", 416, None),
    ],
)
def test_a_viewer_may_ask_for_a_range(
    client: TestClient, asked: str, status: int, span: tuple[int, int | None] | None
) -> None:
    reply = client.get(address("port"), headers={"Range": asked})

    assert reply.status_code == status
    if span:
        assert reply.content == PAGES[slice(*span)]
    else:
        assert reply.json()["error"]["code"] == "bad_request"
        assert reply.headers["content-range"] == f"bytes */{len(PAGES)}"


def test_the_head_alone_of_a_file_reads_none_of_it(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get(address("port")).status_code == 200
    monkeypatch.setattr(os, "pread", None)

    head = client.head(address("port"), headers={"Range": "bytes=0-4"})

    assert (head.status_code, head.headers["content-length"]) == (200, str(len(PAGES)))


def test_a_browser_that_has_the_file_is_not_sent_it_again(client: TestClient) -> None:
    first = client.get(address("port"))
    assert first.headers["cache-control"] == "private, no-cache"

    for tags in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
        again = client.get(address("port"), headers={"If-None-Match": tags})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get(address("port"), headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_range_of_another_file_than_the_one_begun_is_the_whole(client: TestClient) -> None:
    reply = client.get(address("port"), headers={"Range": "bytes=0-4", "If-Range": '"other"'})

    assert (reply.status_code, reply.content) == (200, PAGES)


def test_what_is_sent_is_the_file_that_was_compared_whatever_has_its_name_by_then(
    folder: Path, service: QuestionService, tmp_path: Path
) -> None:
    class Swapping(Originals):
        def find(self, document: Document) -> Original:
            found = super().find(document)
            (tmp_path / "secret").write_text("The password is swordfish.")
            (folder / "port.pdf").unlink()
            (folder / "port.pdf").symlink_to(tmp_path / "secret")
            return found

    app = create_app(ready(service), [], threads=2, originals=folder)
    app.state.originals = Swapping(folder)
    with TestClient(app, raise_server_exceptions=False) as client:
        assert told(client, "port") == (410, "original_gone")


def test_a_file_that_was_changed_or_removed_is_gone(client: TestClient, folder: Path) -> None:
    file = folder / "port.pdf"
    file.write_bytes(PAGES + b"\n")
    assert told(client, "port") == (410, "original_gone")

    file.write_bytes(PAGES)
    assert client.get(address("port")).content == PAGES  # it is again what was read

    os.utime(file, (0, 0))
    assert client.get(address("port")).status_code == 200
    file.unlink()
    assert told(client, "port") == (410, "original_gone")
    file.mkdir()
    assert told(client, "port") == (410, "original_gone")


def test_a_link_that_leads_out_of_the_corpus_is_not_followed(client: TestClient, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.pdf"
    outside.write_bytes(PAGES)
    (folder / "port.pdf").unlink()
    (folder / "port.pdf").symlink_to(outside)

    assert told(client, "port") == (410, "original_gone")


def test_a_row_of_a_file_has_no_file_of_its_own(client: TestClient) -> None:
    assert told(client, "row1") == (404, "no_original")
    assert told(client, "nothing") == (404, "not_found")


@pytest.mark.parametrize("path", ["..%2Fport.pdf", "..", "%2Fetc%2Fpasswd", "port.pdf", "2025%2F港", "port%00"])
def test_a_file_is_found_by_the_id_of_its_document_alone(client: TestClient, path: str) -> None:
    assert client.get(f"/v1/documents/{path}/original").status_code == 404


def test_nothing_is_sent_unless_the_operator_says_so(service: QuestionService) -> None:
    with TestClient(create_app(ready(service), [], threads=2)) as client:
        assert told(client, "port") == (404, "no_original")
        assert not page_at(client, "/documents/port").all("a", class_="file")


def test_a_key_opens_the_files_of_its_documents(folder: Path, service: QuestionService, keys: KeyFile) -> None:
    with TestClient(create_app(ready(service), [], threads=2, keys=keys, originals=folder)) as client:
        some, asks = bearer(add(keys, "documents", documents=("m*",))), bearer(add(keys, "ask", name="asks"))

        assert told(client, "port") == (401, "key_needed")
        assert client.get(address("minato"), headers=some).status_code == 200
        assert told(client, "port", **some) == (404, "not_found")
        assert told(client, "minato", **asks) == (403, "not_allowed")


def test_a_file_counts_as_a_document(folder: Path, service: QuestionService) -> None:
    rates = {"documents": "2/minute"}
    with TestClient(create_app(ready(service), [], threads=2, rates=rates, originals=folder)) as client:
        assert [client.get(address("port")).status_code for _ in range(3)] == [200, 200, 429]


def test_a_quote_leads_to_the_file_at_its_page(client: TestClient) -> None:
    page = page_at(client, "/?q=When was the lighthouse built?")
    links = {link.attributes["href"] for link in page.one("article").all("a", class_="file")}
    assert links == {"/v1/documents/port/original#page=2"}

    text = page_at(client, "/documents/minato?span=0-3").all("a", class_="file")
    assert [link.attributes["href"] for link in text] == ["/v1/documents/minato/original"]
    assert not page_at(client, "/documents/row1").all("a", class_="file")


def test_a_file_that_changes_while_it_is_compared_is_gone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document: Document = next(one for one in read_corpus(folder).documents if one.id == "port")
    originals, file = Originals(folder), folder / "port.pdf"
    found = os.fstat

    def changing(descriptor: int) -> os.stat_result:
        seen = found(descriptor)
        os.utime(file, (1, 1))
        return seen

    assert originals.find(document).media_type == "application/pdf"
    file.write_bytes(PAGES)
    monkeypatch.setattr(os, "fstat", changing)
    with pytest.raises(Gone):
        originals.find(document)
