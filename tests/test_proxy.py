"""Behind a proxy: below a path, with or without the proxy's help, and as the documents show it."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from tests.raw import asked, serving
from tests.test_api import INTRANET, ready
from tests.waiting import soon
from tripqa.api.app import create_app
from tripqa.api.proxy import user_of
from tripqa.errors import SettingsError
from tripqa.service import QuestionService
from tripqa.settings import load_settings

OPERATIONS = Path(__file__).parent.parent / "docs" / "operations.md"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(create_app(Future(), [INTRANET], threads=1, root_path="/tripqa")) as open_port:
        yield open_port


@pytest.fixture(scope="module", params=["/tripqa", ""], ids=["the proxy keeps the prefix", "the proxy takes it off"])
def arriving(request: pytest.FixtureRequest) -> str:
    """What is left of the prefix when a request arrives."""
    kept: str = request.param
    return kept


@pytest.fixture(scope="module")
def client(hashing_service: QuestionService) -> Iterator[TestClient]:
    with TestClient(create_app(ready(hashing_service), [], threads=2, root_path="/tripqa")) as open_client:
        yield open_client


def got(port: int, target: str, method: str = "GET") -> tuple[int, str]:
    """Return the status of a reply, and where it leads or its body."""
    head, _, body = asked(
        port, f"{method} {target} HTTP/1.1\r\nHost: intra.example\r\nConnection: close\r\n\r\n".encode()
    ).partition(b"\r\n\r\n")
    leads = re.search(rb"\r\nlocation: ([^\r]*)", head)
    return int(head.split()[1]), (leads[1] if leads else body).decode()


def test_every_route_answers_below_the_prefix(client: TestClient, arriving: str) -> None:
    assert client.get(f"{arriving}/").text.startswith("<!doctype html>")
    assert client.get(f"{arriving}/page.js").status_code == 200
    assert client.get(f"{arriving}/metrics").status_code == 200
    answer = client.post(f"{arriving}/v1/ask", json={"question": "KLID"}).json()
    shown = client.get(f"{arriving}/v1/passages/{answer['hits'][0]['passage_id']}").json()
    assert shown["text"] == answer["hits"][0]["text"]


def test_the_description_names_the_prefix_as_its_server(client: TestClient, arriving: str) -> None:
    for _ in range(2):
        assert client.get(f"{arriving}/openapi.json").json()["servers"] == [{"url": "/tripqa"}]


def test_what_goes_wrong_below_the_prefix_is_said_as_a_browser_sees_it(client: TestClient, arriving: str) -> None:
    def message(method: str, path: str, body: bytes = b"") -> str:
        return str(client.request(method, arriving + path, content=body).json()["error"]["message"])

    routes = "/tripqa/openapi.json lists the routes"
    assert message("GET", "/nowhere") == f"there is nothing at /tripqa/nowhere; {routes}"
    assert message("GET", "/v1/ask") == f"GET is not offered at /tripqa/v1/ask; {routes}"
    assert "send an answer as `POST /v1/ask` returned it" in message("POST", "/v1/verify", b"{")
    assert "send an object such as" in message("POST", "/v1/ask", b"{")


def test_the_prefix_alone_leads_to_the_page_below_it(port: int) -> None:
    assert got(port, "/tripqa") == (308, "/tripqa/")
    assert got(port, "/tripqa", "HEAD") == (308, "/tripqa/")
    assert got(port, "/tripqa?q=a&b=%2F") == (308, "/tripqa/?q=a&b=%2F")
    assert got(port, "http://evil.example/tripqa") == (308, "/tripqa/")
    assert got(port, "/tripqa?//evil.example/%0d%0aX:%20y") == (308, "/tripqa/?//evil.example/%0d%0aX:%20y")


@pytest.mark.parametrize(
    "target",
    [
        "/tripqaX",
        "/tripqaX/healthz",
        "/TRIPQA/healthz",
        "/tripqa/tripqa/healthz",
        "/tripqa//healthz",
        "//tripqa/healthz",
        "/tripqa/../healthz",
        "/tripqa/./healthz",
        "/tripqa%252Fhealthz",
        "/x/tripqa/healthz",
        "/tripqa/healthz/",
    ],
)
def test_what_is_not_below_the_prefix_is_not_there(port: int, target: str) -> None:
    status, body = got(port, target)

    assert (status, "not_found" in body) == (404, True)


@pytest.mark.parametrize("target", ["/tripqa/healthz", "/healthz", "/tripqa%2Fhealthz", "/%74ripqa/h%65althz"])
def test_an_escaped_address_is_the_one_that_it_stands_for(port: int, target: str) -> None:
    assert got(port, target) == (200, '{"status":"alive"}')


def test_an_escaped_slash_within_an_id_finds_nothing(client: TestClient, arriving: str) -> None:
    assert client.get(f"{arriving}/v1/documents/a%2Fb").status_code == 404


def test_without_a_prefix_there_is_none() -> None:
    with TestClient(create_app(Future(), [], threads=1)) as client:
        assert client.get("/tripqa/healthz").status_code == 404
        assert "servers" not in client.get("/openapi.json").json()


@pytest.mark.parametrize(
    "path", ["/", "/page.js", "/healthz", "/openapi.json", "/metrics", "/v1/documents", "/v1/documents/nothing"]
)
def test_head_is_answered_as_get_without_the_body(hashing_service: QuestionService, path: str) -> None:
    with serving(create_app(ready(hashing_service), [], threads=1, root_path="/tripqa")) as port:
        for prefix in ("", "/tripqa"):
            rest = f" {prefix}{path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
            head, get = asked(port, b"HEAD" + rest), asked(port, b"GET" + rest)

            assert head.endswith(b"\r\n\r\n")
            assert get.split()[1] == head.split()[1]
            if path != "/metrics":  # which changes from one to the next
                length = re.compile(rb"content-length: (\d+)")
                assert length.findall(head) == length.findall(get) == [str(len(get.partition(b"\r\n\r\n")[2])).encode()]


def test_head_of_what_only_takes_questions_is_not_offered(client: TestClient) -> None:
    reply = client.head("/v1/ask")

    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")
    assert client.delete("/v1/documents").headers["allow"] == "GET, HEAD"
    assert client.put("/healthz").status_code == 405


@pytest.mark.parametrize("path", ["", "/tripqa", "/a/b", "/A-b_c.d~e", "/.well-known", "/..."])
def test_a_path_prefix_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIPQA_ROOT_PATH", path)

    assert load_settings({}).root_path == path


@pytest.mark.parametrize(
    "path",
    [
        "/", "tripqa", "tripqa/", "/tripqa/", "//tripqa", "/a//b", "/..", "/a/..", "/a/../b", "/.", "/a/./b", "/a?b",
        "/a#b", "/a b", '/"', "/a'", "/a%2Fb", "/é", "/旅", "/a\\b", "/a;b", "/a\n", "\n/a", "https://intra.example/a",
        "*", "/{a}", "/<a>", " ",
    ],
)  # fmt: skip
def test_what_is_no_path_prefix_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIPQA_ROOT_PATH", path)

    with pytest.raises(SettingsError, match="write a path such as /tripqa"):
        load_settings({})


def shown() -> list[str]:
    """Return what the documents show of nginx: the sign-on, and the servers that it stands in."""
    return re.findall(r"```nginx\n(.*?)```", OPERATIONS.read_text(encoding="utf-8"), re.DOTALL)


@contextmanager
def nginx(servers: str, port: int, folder: Path) -> Iterator[int]:
    """Run nginx with servers as the documents have them, without TLS, before a server at a port; give its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        front = free.getsockname()[1]
    plain = re.sub(r"\n *ssl_.*;", "", servers).replace("listen 443 ssl", f"listen 127.0.0.1:{front}")
    (folder / "nginx.conf").write_text(
        f"daemon off; user root; pid {folder}/pid; error_log {folder}/errors; events {{}}\nhttp {{ access_log off;\n"
        + "".join(
            f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + plain.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        + "}",
        encoding="utf-8",
    )
    process = subprocess.Popen([str(NGINX), "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        assert soon(lambda: _listens(front))
        yield front
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.skipif(NGINX is None, reason="no nginx; `apt-get install nginx` brings one")
def test_the_proxy_of_the_documents_lets_in_whom_it_should(port: int, tmp_path: Path) -> None:
    _, servers = shown()
    with nginx(servers, port, tmp_path) as front:

        def status(target: str, *headers: str, host: str = f"intra.example:{front}") -> int:
            lines = [f"GET {target} HTTP/1.1", f"Host: {host}", *headers, "Connection: close", "", ""]
            return int(asked(front, "\r\n".join(lines).encode()).split()[1])

        assert status("/tripqa/healthz") == 200
        assert status("/tripqa") in (301, 308)
        assert status("/tripqa/healthz", f"Origin: http://intra.example:{front}") == 200
        assert status("/tripqa/healthz", f"Origin: {INTRANET}") == 200
        for origin in ("http://evil.example", "http://intra.example", "null"):
            assert status("/tripqa/healthz", f"Origin: {origin}", "X-Forwarded-Host: evil.example") == 403
        assert status("/tripqa/healthz", host="evil.example") == 421
        assert status("/tripqa/nowhere") == status("/tripqa/tripqa/metrics") == 404
        for hidden in ("metrics", "%6detrics", "/metrics", "x/../metrics", "./metrics"):
            assert status(f"/tripqa/{hidden}") == 403
        assert status("/tripqa%2Fmetrics") == 403


def who_asks() -> FastAPI:
    """Return an app that says whom the proxy names."""
    app = FastAPI()

    @app.get("/tripqa/who")
    async def who(request: Request) -> dict[str, str | None]:
        return {"user": user_of(request, "X-Remote-User")}

    return app


@pytest.mark.skipif(NGINX is None, reason="no nginx; `apt-get install nginx` brings one")
@pytest.mark.parametrize(
    ("signs_on", "user"), [(True, {"user": "hanako"}), (False, {"user": None})], ids=["signed on", "not asked to"]
)
def test_whatever_a_user_writes_the_proxy_of_the_documents_names_who_signed_on(
    tmp_path: Path, signs_on: bool, user: dict[str, str | None]
) -> None:
    users, (sign_on, servers) = tmp_path / "users", shown()
    users.write_text("hanako:{PLAIN}umi\n", encoding="utf-8")
    sign_on = sign_on.replace("/etc/nginx/tripqa.users", str(users))
    kept = sign_on if signs_on else sign_on.replace('auth_basic "tripqa"', "auth_basic off")
    whole = servers.replace("    # your sign-on stands here, for all that follows\n", kept)
    assert "$remote_user" in whole
    password = b64encode(b"hanako:umi").decode() if signs_on else ""

    with serving(who_asks(), "127.0.0.1") as port, nginx(whole, port, tmp_path) as front:

        def said(*headers: str) -> bytes:
            lines = ["GET /tripqa/who HTTP/1.1", f"Host: intra.example:{front}", *headers, "Connection: close", "", ""]
            return asked(front, "\r\n".join(lines).encode())

        claimed = [f"{name}: admin" for name in ("X-Remote-User", "x-remote-user", "X_Remote_User", "X-REMOTE-USER")]
        proof = [f"Authorization: Basic {password}"] if signs_on else []
        for claim in ([], *([one] for one in claimed), claimed):
            assert json.loads(said(*claim, *proof).partition(b"\r\n\r\n")[2]) == user
        if signs_on:
            assert int(said(*claimed).split()[1]) == 401
