"""The page at `/` and its files, as they are."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, Response

router = APIRouter(include_in_schema=False)


def _file(name: str, kind: str) -> Response:
    data = files("tripqa").joinpath("web", name).read_bytes()
    return Response(data, media_type=kind, headers={"Cache-Control": "no-cache"})


@router.get("/")
async def page() -> Response:
    """Return the page that asks."""
    return _file("index.html", "text/html; charset=utf-8")


@router.get("/page.js")
async def script() -> Response:
    """Return its script."""
    return _file("page.js", "text/javascript; charset=utf-8")


@router.get("/page.css")
async def style() -> Response:
    """Return its style."""
    return _file("page.css", "text/css; charset=utf-8")


@router.get("/widget.js")
async def widget() -> Response:
    """Return the custom element, which pages of other origins load."""
    reply = _file("static/widget.js", "text/javascript; charset=utf-8")
    reply.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return reply
