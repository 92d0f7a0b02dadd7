"""A server that replies as a test tells it to, and the page of another origin that asks it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

WIDGET = files("tripqa").joinpath("web", "static", "widget.js").read_text("utf-8")
Json = dict[str, Any]
TRANSLATOR = """  // what stands in for that of browsers
  globalThis.made = [];
  globalThis.Translator = {
    availability: async ({ sourceLanguage }) => (sourceLanguage === "ja" ? "downloadable" : "unavailable"),
    create: async (pair) => {
      made.push(pair);
      return { translate: async (text) => {
        if (globalThis.broken) throw new Error("no memory");
        return `번역: ${text}`;
      } };
    },
  };
"""


@dataclass
class Reply:
    """What the server sends: so much of a body, after `held` has been let go."""

    body: Json | bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    held: threading.Event | None = None
    dies_after: int | None = None  # bytes


@dataclass
class FakeServer:
    """Our server as far as the widget sees it."""

    address: str
    asked: list[Json] = field(default_factory=list)
    reply: Callable[[Json], Reply] = lambda asked: Reply(found(hit(asked["question"])))

    @property
    def questions(self) -> list[str]:
        return [asked["question"] for asked in self.asked]


@contextmanager
def fake_server() -> Iterator[FakeServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_OPTIONS(self) -> None:
            self.send(Reply(b"", headers={"Access-Control-Allow-Headers": "Content-Type"}))

        def do_GET(self) -> None:
            self.send(Reply(WIDGET.encode(), headers={"Content-Type": "text/javascript; charset=utf-8"}))

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.asked.append({**asked, "path": self.path})
            self.send(fake.reply(asked))

        def send(self, reply: Reply) -> None:
            if reply.held:
                reply.held.wait(30)
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            try:
                self.send_response(reply.status)
                for name, value in {"Access-Control-Allow-Origin": "*", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Access-Control-Expose-Headers", "Retry-After")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: reply.dies_after])
            except OSError:  # the widget has given up waiting
                self.close_connection = True
            if reply.dies_after is not None:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake = FakeServer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield fake
    server.shutdown()
    thread.join()
    server.server_close()


def document(**changed: object) -> Json:
    fields: Json = {
        "id": "harbour",
        "title": "港の視察",
        "publisher": "港湾局",
        "language": "ja",
        "url": None,
        "sha256": "0",
        "text_sha256": "0",
    }
    return {**fields, **changed}


def hit(text: str, **changed: object) -> Json:
    place: Json = {"document": document(), "section": ["港湾局訪問"], "visit": None, "page": None, "start": 0, "end": 9}
    return {
        "rank": 1,
        "matched": [],
        "names": [],
        "passage_id": f"harbour:{text[:20]}",
        **place,
        "text": text,
        **changed,
    }


def found(*hits: Json) -> Json:
    return {"question": "-", "language": "ja", "hits": list(hits)}


def answered(*quotes: str, hits: tuple[Json, ...] = (), **changed: object) -> Json:
    citations: list[Json] = []
    for number, quote in enumerate(quotes, 1):
        cited = hit(quote, start=100 * number, end=100 * number + len(quote))
        citations.append({"number": number, "quote": cited.pop("text"), **cited})
    status = "answered" if quotes else "no_answer"
    said: Json = {"status": status, "citations": citations, "conflicts": [], "short_answer": None}
    return {**found(*hits), **said, "short_answer_place": None, **changed}


@dataclass
class Host:
    """A page of another origin, with the widget on it."""

    page: Page
    origin: str
    folder: Path

    def show(
        self, server: str, body: str = "<tripqa-search></tripqa-search>", *, head: str = "", lang: str = "ja"
    ) -> None:
        """Open a page that loads the widget from a server; `head` comes before its script."""
        words = (
            f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>Intranet</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'{head}<script src="{server}/widget.js" defer></script><main><h1>Intranet</h1>{body}</main></html>'
        )
        name = f"host-{len(list(self.folder.iterdir()))}.html"  # a new one each time: browsers keep old ones
        (self.folder / name).write_text(words, encoding="utf-8")
        self.page.goto(f"{self.origin}/{name}")

    def listen(self) -> None:
        """Keep what the widget dispatches from now on."""
        self.page.evaluate(
            """() => {
              window.told = [];
              for (const name of ["search", "answer", "open", "error"])
                document.addEventListener(`tripqa-${name}`, (event) => told.push([name, event.detail]));
            }"""
        )

    @property
    def told(self) -> list[tuple[str, Json]]:
        return [(name, detail) for name, detail in self.page.evaluate("told")]

    def ask(self, words: str) -> None:
        """Write words and press Enter at once, so that they are asked only once, however slow the browser is."""
        box = self.page.get_by_role("searchbox")
        box.focus()
        box.evaluate(
            """(box, words) => {
              box.value = words;
              box.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
              box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true }));
            }""",
            words,
        )
