"""A proxy that has had somebody sign on is believed who it is; nobody else is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from tests.conftest import service_over
from tests.raw import asked, serving
from tests.test_api import INTRANET, ready
from tests.test_entry import add, bearer, document
from tripqa.access.key_file import KeyFile
from tripqa.api.app import create_app
from tripqa.api.client import Client
from tripqa.api.entry import COOKIE, Entrance
from tripqa.api.proxy import LONGEST_NAME, FromProxy, Misnamed, user_of
from tripqa.domain import Document
from tripqa.errors import SettingsError
from tripqa.parsing.corpus import Corpus
from tripqa.service import QuestionService
from tripqa.settings import load_settings
from tripqa.wiring import choose_keys

HEADER, PROXY = "X-Remote-User", "10.0.0.1"
ASKED = {"question": "展望台はいつ完成しますか"}
HANAKO = {HEADER: "佐藤花子".encode()}
Named = dict[str, bytes]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, report: Document, corpus: Corpus) -> QuestionService:
    shown, hidden = (
        document(report, "2025-shown", "展望台は工事中です。\n"),
        document(report, "2026-hidden", "秘密です。\n"),
    )
    return service_over(tmp_path_factory.mktemp("sign-on"), [shown, hidden], corpus.names)


@pytest.fixture
def app(service: QuestionService, keys: KeyFile) -> FastAPI:
    return create_app(ready(service), [INTRANET], threads=2, keys=keys, user_header=HEADER)


def connected(app: FastAPI, host: str, proxy: str = PROXY) -> TestClient:
    return TestClient(FromProxy(app, proxy), client=(host, 1), raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def proxied(app: FastAPI) -> TestClient:
    return connected(app, PROXY)


def test_whom_the_proxy_names_has_the_rights_of_the_key_of_its_header(proxied: TestClient, keys: KeyFile) -> None:
    assert proxied.post("/v1/ask", json=ASKED, headers=HANAKO).status_code == 401
    add(keys, "ask", "search", "documents", documents=["2025-*"], name=HEADER)

    assert proxied.post("/v1/ask", json=ASKED, headers=HANAKO).status_code == 200
    assert proxied.get("/", headers=HANAKO).status_code == 200
    listed = proxied.get("/v1/documents", headers=HANAKO).json()["documents"]
    assert [document["id"] for document in listed] == ["2025-shown"]
    assert proxied.get("/v1/documents/2026-hidden", headers=HANAKO).status_code == 404


def test_the_key_says_what_users_may_do_and_figures_are_never_among_it(proxied: TestClient, keys: KeyFile) -> None:
    add(keys, "admin", name=HEADER)
    assert proxied.get("/v1/documents", headers=HANAKO).status_code == 200
    assert proxied.get("/metrics", headers=HANAKO).status_code == 403

    keys.change(lambda before: [])
    add(keys, "ask", name=HEADER)
    assert proxied.post("/v1/ask", json=ASKED, headers=HANAKO).status_code == 200
    assert proxied.get("/v1/documents", headers=HANAKO).status_code == 403


@pytest.mark.parametrize("host", ["10.0.0.2", "127.0.0.1", "::1", "testclient", ""])
def test_from_any_other_address_the_header_is_ignored(app: FastAPI, keys: KeyFile, host: str) -> None:
    shown = add(keys, "ask", name=HEADER)
    other = connected(app, host)

    assert other.post("/v1/ask", json=ASKED, headers=HANAKO).status_code == 401
    for name in (b"", b"x" * 1000):
        assert other.post("/v1/ask", json=ASKED, headers={HEADER: name}).status_code == 401
        assert other.post("/v1/ask", json=ASKED, headers={HEADER: name} | bearer(shown)).status_code == 200


def test_what_a_user_writes_into_forwarding_headers_does_not_make_them_the_proxy(app: FastAPI, keys: KeyFile) -> None:
    add(keys, "ask", name=HEADER)
    written = b"X-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\nX-Real-IP: 10.0.0.1\r\n"
    head = b"GET /v1/documents HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Remote-User: a\r\n" + written + b"\r\n"

    told = []
    for proxy in (PROXY, "127.0.0.1"):
        with serving(app, trusted_proxy=proxy) as port:
            told.append(asked(port, head).split()[1])

    assert told == [b"401", b"403"]


def test_without_the_setting_the_header_means_nothing(service: QuestionService, keys: KeyFile) -> None:
    add(keys, "ask", name=HEADER)
    client = connected(create_app(ready(service), [], threads=1, keys=keys), PROXY)

    assert client.post("/v1/ask", json=ASKED, headers=HANAKO).status_code == 401


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([b"a", b"b"], "has 2 headers X-Remote-User"),
        ([b"a", b"a"], "has 2 headers X-Remote-User"),
        ([b"a", b""], "has 2 headers X-Remote-User"),
        ([b""], "is empty"),
        ([b" \t "], "is empty"),
        (["　".encode()], "is empty"),
        ([b"x" * (LONGEST_NAME + 1)], "at most 200 characters"),
        (["佐".encode() * (LONGEST_NAME + 1)], "at most 200 characters"),
        (["a\u202eb".encode()], "in one line"),
    ],
)
def test_what_names_no_one_user_is_refused_and_says_so(
    proxied: TestClient, keys: KeyFile, values: Sequence[bytes], said: str
) -> None:
    shown = add(keys, "ask", name=HEADER)
    named = [(HEADER.lower().encode(), value) for value in values]

    for more in ([], [(b"authorization", f"Bearer {shown}".encode())]):
        refused = proxied.post("/v1/ask", json=ASKED, headers=[*named, *more])
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_request")
        assert said in refused.json()["error"]["message"]


def test_a_name_in_another_encoding_is_refused() -> None:
    scope = {"type": "http", "state": {"from_proxy": True}, "headers": [(b"x-remote-user", "佐藤".encode("shift_jis"))]}

    with pytest.raises(Misnamed, match="is not UTF-8"):
        user_of(HTTPConnection(scope), HEADER)


def test_the_longest_name_is_taken(proxied: TestClient, keys: KeyFile) -> None:
    add(keys, "ask", name=HEADER)

    name = "佐" * LONGEST_NAME
    assert proxied.post("/v1/ask", json=ASKED, headers={HEADER: name.encode()}).status_code == 200


def test_a_request_of_which_the_proxy_names_nobody_needs_a_key(proxied: TestClient, keys: KeyFile) -> None:
    shown = add(keys, "ask", name=HEADER)

    assert proxied.post("/v1/ask", json=ASKED).status_code == 401
    assert proxied.post("/v1/ask", json=ASKED, headers=bearer(shown)).status_code == 200


def test_a_key_that_is_shown_counts_before_the_name_and_one_that_is_not_good_is_told(
    proxied: TestClient, keys: KeyFile
) -> None:
    add(keys, "ask", documents=["2025-*"], name=HEADER)
    own = add(keys, "documents")
    program, bad = HANAKO | bearer(own), HANAKO | bearer("tripqa_0_0")
    person, stale = HANAKO | {"Cookie": f"{COOKIE}={own}"}, HANAKO | {"Cookie": f"{COOKIE}=tripqa_0_0"}

    assert [proxied.get("/v1/documents/2026-hidden", headers=shown).status_code for shown in (program, person)] == [
        200
    ] * 2
    assert proxied.post("/v1/ask", json=ASKED, headers=bad).status_code == 401
    for passed_on in (stale, HANAKO | {"Authorization": "Basic YTpi"}):  # what is the proxy's own, or has been
        assert proxied.post("/v1/ask", json=ASKED, headers=passed_on).status_code == 200


def test_pages_of_allowed_origins_have_no_rights_of_the_user_who_looks_at_them(
    proxied: TestClient, keys: KeyFile
) -> None:
    add(keys, "ask", "documents", name=HEADER)
    ours, theirs = HANAKO | {"Origin": "http://testserver"}, HANAKO | {"Origin": INTRANET}
    assert proxied.get("/v1/documents", headers=ours).status_code == 200
    assert proxied.post("/v1/ask", json=ASKED, headers=theirs).status_code == 401

    add(keys, "ask", name=INTRANET)

    assert proxied.post("/v1/ask", json=ASKED, headers=theirs).status_code == 200
    assert proxied.get("/v1/documents", headers=theirs).status_code == 403


def test_users_take_turns_as_clients_of_their_own(keys: KeyFile) -> None:
    add(keys, "ask", name=HEADER)
    (key,) = keys.read()

    def asks(user: str | None) -> Client:
        state = {"entrance": Entrance(key, user=user)}
        return Client.of(HTTPConnection({"type": "http", "client": (PROXY, 1), "state": state}))

    assert asks("a") == asks("a")
    assert len({asks("a"), asks("b"), asks(None)}) == 3


@pytest.fixture
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    return


@pytest.mark.usefixtures("_elsewhere")
@pytest.mark.parametrize("header", ["X Remote", "X-Remote:", "名前", "X_Remote_User", "x" * 81])
def test_what_is_no_name_of_a_header_is_refused(header: str) -> None:
    with pytest.raises(SettingsError, match="such as X-Remote-User"):
        load_settings({"trusted_proxy": PROXY, "user_header": header})


@pytest.mark.usefixtures("_elsewhere")
def test_a_header_without_a_proxy_to_believe_and_users_without_a_key_are_refused() -> None:
    with pytest.raises(SettingsError, match="TRIPQA_TRUSTED_PROXY too"):
        load_settings({"user_header": HEADER})
    for said in ({}, {"open": True}):
        with pytest.raises(SettingsError, match=f"tripqa key create --name {HEADER}"):
            choose_keys(load_settings({"trusted_proxy": PROXY, "user_header": HEADER, **said}))
