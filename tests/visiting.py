"""A reader of the pages without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi.testclient import TestClient

from tests.markup import Element, read
from tests.test_api import ready
from tripqa.api.app import create_app
from tripqa.service import QuestionService


@contextmanager
def visiting(service: QuestionService, *, language: str = "en", root: str = "") -> Iterator[TestClient]:
    """Open the pages of a service to a reader of a language, who follows no redirect by itself."""
    with TestClient(
        create_app(ready(service), [], threads=2, root_path=root),
        headers={"Accept-Language": language},
        raise_server_exceptions=False,
        follow_redirects=False,
    ) as reader:
        yield reader


def page_at(reader: TestClient, address: str, status: int = 200, **headers: str) -> Element:
    """Return the page at an address."""
    reply = reader.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert (reply.status_code, reply.headers["content-type"]) == (status, "text/html; charset=utf-8"), reply.text
    return read(reply.text)
