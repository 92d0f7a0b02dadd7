"""Assistants get what they know from the Model Context Protocol, by its own client, and no more than others get."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from typer.testing import CliRunner

from tests.conftest import built, service_over
from tests.test_api import INTRANET, ready
from tests.test_entry import HIDDEN, SECRET, SHOWN, add, bearer, document
from tripqa import mcp_command
from tripqa.access.key_file import KeyFile
from tripqa.api.app import create_app
from tripqa.cli import app as command_line
from tripqa.domain import Document
from tripqa.library import Opened
from tripqa.mcp.parts import LONGEST_PART, spans_of
from tripqa.mcp.tools import LONGEST_SEARCH, MOST_LISTED, TOOLS
from tripqa.service import QuestionService
from tripqa.web.addresses import Addresses

HERE = "http://127.0.0.1:8000"
LONG = "2024-long"
LIGHTHOUSE, OF_SECRET = "灯台はいつ建てられましたか", "秘密の展望台は誰が設計しましたか"
NEWEST, OLDER = "2026-07-28", "legacy"  # as the client calls them
EARLIEST = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
Talk = Callable[[Client], Awaitable[Any]]
PARAGRAPH = "港湾の視察で説明を受けた。" * 40 + "\n"


@pytest.fixture(scope="module")
def documents(report: Document) -> list[Document]:
    shown = document(report, SHOWN, "灯台は1903年に建てられました。\n展望台は工事中です。\n")
    long = document(report, LONG, PARAGRAPH * 100)
    return [long, shown, document(report, HIDDEN, f"{SECRET}\n灯台は1904年に建てられました。\n")]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, documents: list[Document]) -> QuestionService:
    return service_over(tmp_path_factory.mktemp("mcp"), documents)


@pytest.fixture(scope="module")
def app(service: QuestionService) -> FastAPI:
    return create_app(ready(service), [INTRANET], threads=2)


def spoken(app: FastAPI, talk: Talk, mode: str = NEWEST, key: Mapping[str, str] | None = None, at: str = HERE) -> Any:
    """Return what comes of talking to an app as the package's own client does."""

    async def connected() -> Any:
        async with (
            httpx2.AsyncClient(transport=httpx2.ASGITransport(app), headers=key) as http,
            Client(streamable_http_client(f"{at}/mcp", http_client=http), mode=mode) as client,
        ):
            return await talk(client)

    return asyncio.run(connected())


def called(app: FastAPI, name: str, arguments: Mapping[str, Any], **how: Any) -> Any:
    return spoken(app, lambda client: client.call_tool(name, dict(arguments)), **how)


def no_tool(app: FastAPI, name: str, **how: Any) -> None:
    """See that a tool is none; outside the client its error would come in groups of groups."""

    async def talk(client: Client) -> None:
        with pytest.raises(MCPError, match=f"no tool '{name}'"):
            await client.call_tool(name, {})

    spoken(app, talk, **how)


@pytest.mark.parametrize("mode", [NEWEST, OLDER, "auto"])
def test_its_tools_are_the_same_in_the_same_order_and_only_read(app: FastAPI, mode: str) -> None:
    tools = spoken(app, lambda client: client.list_tools(), mode).tools

    assert [tool.name for tool in tools] == ["search", "fetch", "ask", "list_documents"]
    for tool in tools:
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (True, False)
        assert tool.description
        assert tool.output_schema["type"] == "object"
    required = [tool.input_schema.get("required", []) for tool in tools]
    assert required == [["query"], ["id"], ["question"], []]


@pytest.mark.parametrize("mode", [NEWEST, OLDER])
def test_what_is_found_is_fetched_and_can_be_checked(app: FastAPI, mode: str) -> None:
    found = called(app, "search", {"query": LIGHTHOUSE}, mode=mode)
    (item,) = found.content
    assert json.loads(item.text) == found.structured_content
    first = found.structured_content["results"][0]
    assert {"id", "title", "url"} <= set(first)
    assert all(one["id"] and one["title"] and one["url"] for one in found.structured_content["results"])

    fetched = called(app, "fetch", {"id": first["id"]}, mode=mode)

    read, told = fetched.structured_content, fetched.structured_content["metadata"]
    assert json.loads(fetched.content[0].text) == read
    assert set(read) == {"id", "title", "text", "url", "metadata"}
    assert (read["id"], read["url"]) == (first["id"], first["url"])
    whole = TestClient(app).get(f"/v1/documents/{told['document']}").json()["text"]
    assert whole[told["start"] : told["end"]] == read["text"]
    assert first["text"] in told["passage"] in read["text"]
    assert TestClient(app).get(read["url"]).status_code == 200


@pytest.mark.parametrize("mode", [NEWEST, OLDER])
def test_an_answer_is_the_quotes_of_every_other_face(app: FastAPI, service: QuestionService, mode: str) -> None:
    told = called(app, "ask", {"question": LIGHTHOUSE}, mode=mode).structured_content

    reply = Opened(service).ask(LIGHTHOUSE)
    assert told["status"] == "answered"
    assert [source["quote"] for source in told["sources"]] == [citation.quote for citation in reply.citations]
    assert all(f"{source['quote']} [{source['number']}]" in told["answer"] for source in told["sources"])
    assert all(source["url"].startswith(f"{HERE}/documents/") for source in told["sources"])


def test_a_question_may_be_of_one_document_and_what_is_not_said_is_told_in_words(app: FastAPI) -> None:
    one = called(app, "ask", {"question": LIGHTHOUSE, "document": HIDDEN, "language": "ja"}).structured_content
    none = called(app, "ask", {"question": "zzz qqq xxx", "document": None}).structured_content

    assert {source["document"] for source in one["sources"]} == {HIDDEN}
    assert (none["status"], none["sources"]) == ("no_answer", [])
    assert none["answer"]


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("search", {}, "query"),
        ("search", {"query": " "}, "empty"),
        ("search", {"query": "x" * 2001}, "query"),
        ("search", {"query": LIGHTHOUSE, "top_k": 3}, "top_k"),
        ("ask", {"question": LIGHTHOUSE, "document": "nowhere"}, "`list_documents`"),
        ("ask", {"question": LIGHTHOUSE, "language": "?"}, "language"),
        ("fetch", {"id": "nowhere"}, "nowhere"),
        ("fetch", {"id": f"{LONG}#0"}, "part"),
        ("fetch", {"id": f"{LONG}#99"}, "part"),
        ("fetch", {"id": f"{LONG}#²"}, "part"),
        ("fetch", {"id": f"{SHOWN}:5-4"}, "passage"),
        ("fetch", {"id": "#"}, "document"),
        ("fetch", {"id": 7}, "id"),
    ],
)
def test_what_cannot_be_done_is_said_in_words_that_help(
    app: FastAPI, name: str, arguments: dict[str, Any], says: str
) -> None:
    told = called(app, name, arguments)

    assert told.is_error
    assert says in told.content[0].text


def test_a_tool_that_there_is_not_is_an_error_of_the_protocol(app: FastAPI) -> None:
    no_tool(app, "write")


def test_a_bug_is_logged_and_told_as_no_more_than_that(service: QuestionService, monkeypatch: Any, caplog: Any) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the harbour is closed")

    monkeypatch.setattr(QuestionService, "ask", broken)
    with pytest.raises(RuntimeError):
        service.ask(LIGHTHOUSE)

    told = called(create_app(ready(service), [], threads=1), "ask", {"question": LIGHTHOUSE})

    assert told.is_error
    assert "harbour" not in told.content[0].text
    assert "harbour" in caplog.text


def test_a_long_document_comes_in_parts_that_make_it_whole(app: FastAPI, documents: list[Document]) -> None:
    async def read(client: Client) -> list[Any]:
        parts, id = [], LONG
        while id:
            told = await client.call_tool("fetch", {"id": id})
            parts.append(told.structured_content)
            id = parts[-1]["metadata"]["next"]
        return parts

    parts = spoken(app, read)

    assert len(parts) > 2
    assert [part["id"] for part in parts] == [LONG, *(f"{LONG}#{number}" for number in range(2, len(parts) + 1))]
    assert "".join(part["text"] for part in parts) == documents[0].text
    assert all(len(part["text"]) <= LONGEST_PART and part["text"].endswith("\n") for part in parts)
    found = called(app, "fetch", {"id": f"{LONG}#1"}).structured_content
    assert found["text"] == parts[0]["text"]


def test_a_text_without_lines_is_cut_all_the_same() -> None:
    assert spans_of("x" * LONGEST_PART) == [(0, LONGEST_PART)]
    assert spans_of("x" * (LONGEST_PART + 1)) == [(0, LONGEST_PART), (LONGEST_PART, LONGEST_PART + 1)]


def test_what_a_search_says_stays_short(tmp_path: Path, report: Document) -> None:
    many = [document(report, f"{'long-name-' * 8}{number}", f"灯台の視察、{number}。" * 40) for number in range(12)]
    app = create_app(ready(service_over(tmp_path, many)), [], threads=1)

    (item,) = called(app, "search", {"query": "灯台の視察"}).content

    assert 1000 < len(item.text) < LONGEST_SEARCH
    assert json.loads(item.text)["results"]


def test_the_list_of_documents_goes_on_to_its_end(tmp_path: Path, report: Document) -> None:
    ids = [f"doc-{number:03}" for number in range(MOST_LISTED + 3)]
    app = create_app(ready(service_over(tmp_path, [document(report, id, f"灯台{id}。") for id in ids])), [], threads=1)

    first = called(app, "list_documents", {}).structured_content
    then = called(app, "list_documents", {"after": first["next"]}).structured_content

    assert [one["id"] for one in [*first["documents"], *then["documents"]]] == ids
    assert then["next"] is None


@pytest.mark.parametrize("version", EARLIEST)
def test_every_older_version_is_answered_in_one_json_reply(app: FastAPI, version: str) -> None:
    client, json_rpc = TestClient(app, base_url=HERE), {"jsonrpc": "2.0", "id": 1}
    accepts = {"Accept": "application/json, text/event-stream"}
    asked = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}

    began = client.post("/mcp", json={**json_rpc, "method": "initialize", "params": asked}, headers=accepts)
    listed = client.post(
        "/mcp", json={**json_rpc, "method": "tools/list"}, headers={**accepts, "MCP-Protocol-Version": version}
    )

    assert began.json()["result"]["protocolVersion"] == version
    assert [one["name"] for one in listed.json()["result"]["tools"]] == [tool.name for tool in TOOLS]
    for reply in (began, listed):
        assert reply.headers["content-type"] == "application/json"
        assert "mcp-session-id" not in reply.headers


def test_there_is_nothing_to_listen_to(app: FastAPI) -> None:
    for method in ("GET", "DELETE", "HEAD"):
        reply = TestClient(app, base_url=HERE).request(method, "/mcp")
        assert (reply.status_code, reply.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1:8000", None, 200),
        ("localhost", None, 200),
        ("[::1]:9", "http://[::1]:9", 200),
        ("intra.example", None, 200),
        ("intra.example", "https://intra.example", 200),
        ("127.0.0.1", INTRANET, 200),
        ("evil.example", None, 421),
        ("evil.example", "http://evil.example", 421),
        ("127.0.0.1.evil.example", None, 421),
        ("intra.example", "https://evil.example", 403),
        ("127.0.0.1:8000", "http://127.0.0.1:9", 403),
    ],
)
def test_only_known_hosts_and_origins_are_spoken_to(
    service: QuestionService, host: str, origin: str | None, status: int
) -> None:
    app = create_app(ready(service), ["https://intra.example"], threads=1, public_url="https://intra.example/tripqa")
    headers = {"Host": host, "Accept": "application/json, text/event-stream", **({"Origin": origin} if origin else {})}

    reply = TestClient(app).post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"}, headers=headers)

    assert reply.status_code == status
    if status != 200:
        assert reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("public", "named", "status"),
    [
        ("https://intra.example:443", "intra.example", 200),
        ("https://intra.example", "intra.example:443", 200),
        ("http://intra.example:80/tripqa", "intra.example", 200),
        ("https://[2001:db8::1]:443", "[2001:db8::1]", 200),
        ("https://intra.example:8443", "intra.example:8443", 200),
        ("https://intra.example:8443", "intra.example", 421),
        ("http://intra.example:443", "intra.example", 421),
        ("https://intra.example", "intra.example:80", 421),
    ],
)
def test_a_host_is_the_same_with_the_port_of_its_scheme_and_without(
    service: QuestionService, public: str, named: str, status: int
) -> None:
    client = TestClient(create_app(ready(service), [], threads=1, public_url=public))
    headers = {"Host": named, "Accept": "application/json, text/event-stream"}

    reply = client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"}, headers=headers)

    assert reply.status_code == status


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("::", "http://[::1]:8000"),
        ("2001:db8::7", "http://[2001:db8::7]:8000"),
        ("intra.example", "http://intra.example:8000"),
    ],
)
def test_links_of_standard_streams_can_be_opened_wherever_the_server_listens(
    monkeypatch: pytest.MonkeyPatch, service: QuestionService, host: str, reached: str
) -> None:
    told: list[Addresses] = []
    monkeypatch.setenv("TRIPQA_HOST", host)
    monkeypatch.setattr(mcp_command, "open_service", lambda *_: service)
    monkeypatch.setattr(mcp_command, "speak", lambda _, to: told.append(to))

    mcp_command.mcp_command()

    assert told == [Addresses(reached)]


def test_links_lead_to_where_people_reach_the_server(service: QuestionService) -> None:
    public = "https://intra.example/tripqa"
    app = create_app(ready(service), [], threads=1, root_path="/tripqa", public_url=public)
    found = called(app, "search", {"query": LIGHTHOUSE}, at="http://127.0.0.1/tripqa").structured_content["results"]
    chat = {"model": "tripqa", "messages": [{"role": "user", "content": LIGHTHOUSE}]}

    told = TestClient(app).post("/tripqa/v1/chat/completions", json=chat).json()

    for one in (*found, *told["sources"]):
        assert one["url"].startswith(f"{public}/documents/")


def test_keys_document_rights_and_limits_hold(service: QuestionService, keys: KeyFile) -> None:
    rates = {"ask": "2/hour", "search": "3/hour", "documents": "100/hour"}
    app = create_app(ready(service), [], threads=1, keys=keys, rates=rates)
    few = bearer(add(keys, "ask", "search", documents=["2025-*"]))

    names = [tool.name for tool in spoken(app, lambda client: client.list_tools(), key=few).tools]
    assert names == ["search", "ask"]
    no_tool(app, "fetch", key=few)
    assert "佐藤花子" not in called(app, "search", {"query": OF_SECRET}, key=few).content[0].text
    hidden = called(app, "ask", {"question": OF_SECRET, "document": HIDDEN}, key=few)
    assert hidden.is_error
    assert "no document" in hidden.content[0].text
    assert called(app, "ask", {"question": LIGHTHOUSE}, key=few).structured_content["status"] == "answered"
    refused = called(app, "ask", {"question": LIGHTHOUSE}, key=few)
    assert (refused.is_error, "ask again in" in refused.content[0].text) == (True, True)
    reads = bearer(add(keys, "documents"))
    for tool, arguments in (("list_documents", {}), ("fetch", {"id": HIDDEN})):
        assert "2026-hidden" in called(app, tool, arguments, key=reads).content[0].text
    listed = called(app, "list_documents", {}, key=bearer(add(keys, "documents", documents=["2025-*"])))
    assert [one["id"] for one in listed.structured_content["documents"]] == [SHOWN]


def test_each_message_is_counted(service: QuestionService) -> None:
    app = create_app(ready(service), [], threads=1, rates={"documents": "2/hour"})
    client = TestClient(app, base_url=HERE)

    *_, third = (client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"}) for _ in range(3))

    assert (third.status_code, third.json()["error"]["code"]) == (429, "quota_exceeded")


def test_who_shows_no_key_is_told_where_it_is_said_how(service: QuestionService, keys: KeyFile) -> None:
    client = TestClient(create_app(ready(service), [], threads=1, keys=keys), base_url=HERE)

    refused = client.post("/mcp", json={})

    assert refused.status_code == 401
    challenge = refused.headers["www-authenticate"]
    (_, where) = challenge.rstrip('"').split('resource_metadata="')
    assert challenge.startswith('Bearer realm="tripqa", ')
    assert client.get(where).json() == {
        "resource": f"{HERE}/mcp",
        "resource_name": "tripqa",
        "bearer_methods_supported": ["header"],
    }
    assert client.get("/.well-known/oauth-protected-resource").status_code == 200
    assert TestClient(create_app(ready(service), [], threads=1)).get(where).status_code == 404


def test_without_its_extra_it_is_not_there_and_says_what_is_missing(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tripqa.mcp.extra.find_spec", lambda _: None)

    reply, ran = TestClient(app).post("/mcp", json={}), CliRunner().invoke(command_line, ["mcp"])

    assert (reply.status_code, "tripqa[mcp]" in reply.json()["error"]["message"]) == (404, True)
    assert "tripqa[mcp]" in str(ran.exception)


def test_until_someone_speaks_it_nothing_of_it_is_loaded() -> None:
    program = (
        "import sys, tripqa.cli, tripqa.api.server; print([name for name in sys.modules if name.startswith('mcp')])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_until_it_is_ready_it_says_so(service: QuestionService) -> None:
    app = create_app(type(ready(service))(), [], threads=1)

    reply = TestClient(app, base_url=HERE).post("/mcp", json={})

    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "not_ready")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, documents: list[Document]) -> Path:
    folder = tmp_path_factory.mktemp("streams") / "index"
    built(folder, documents)
    return folder


@pytest.mark.parametrize("mode", [NEWEST, OLDER])
def test_over_standard_streams_it_is_the_same(index: Path, service: QuestionService, tmp_path: Path, mode: str) -> None:
    variables = {**os.environ, "TRIPQA_ENCODER": "hashing", "TRIPQA_ROOT_PATH": "/x"}
    process = StdioServerParameters(
        command=sys.executable, args=["-m", "tripqa", "mcp", "--index", str(index)], env=variables
    )

    async def talk() -> tuple[Any, Any, Any]:
        with (tmp_path / "said.txt").open("w", encoding="utf-8") as said:
            async with Client(stdio_client(process, said), mode=mode) as client:
                listed = await client.list_tools()
                found = await client.call_tool("search", {"query": OF_SECRET})
                told = await client.call_tool("ask", {"question": LIGHTHOUSE})
        return listed, found, told

    listed, found, told = asyncio.run(talk())

    assert [tool.name for tool in listed.tools] == [tool.name for tool in TOOLS]
    assert found.structured_content["results"][0]["url"].startswith(f"{HERE}/x/documents/{HIDDEN}")
    quotes = [source["quote"] for source in told.structured_content["sources"]]
    assert quotes == [citation.quote for citation in Opened(service).ask(LIGHTHOUSE).citations]


def test_an_index_that_is_not_there_is_told_and_nothing_is_said_on_the_stream(tmp_path: Path) -> None:
    ran = CliRunner().invoke(command_line, ["mcp", "--index", str(tmp_path)], env={"TRIPQA_ENCODER": "hashing"})

    assert ran.exit_code == 1
    assert not ran.stdout
    assert "tripqa ingest" in str(ran.exception)
