"""`GET /v1/documents/{document_id}/original`: the file of a document, where the operator lets it be seen.

What a file holds never runs in our origin: it is shown only where it is a PDF or plain text, in a sandbox, and is
downloaded otherwise.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from tripqa.api import examples
from tripqa.api.current import Current
from tripqa.api.describing import describe_headers
from tripqa.api.errors import failure
from tripqa.api.file_reply import FileReply
from tripqa.api.library import Library
from tripqa.api.routes import failures
from tripqa.domain import Document, Span
from tripqa.parsing.originals import MEDIA_TYPES, Gone, Originals, ending_of, is_file
from tripqa.service import QuestionService
from tripqa.wire.failures import ErrorOut

_SHOWN = frozenset((".pdf", ".txt", ".md", ".csv", ".tsv"))
_SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))")
_OFF = "this server shows no original files; its operator may let it, with TRIPQA_ORIGINALS=1"
_NO_FILE = "this document is a row of a file, and no file of its own; read it at /v1/documents/{id}"
_GONE = (
    "the file of this document was removed or changed since it was read; `tripqa ingest` reads it anew, and its text "
    "of then is at /v1/documents/{id}"
)
_SAID = {
    404: "There is no such document, it is no file of its own, or the server shows none.",
    410: "The file was removed or changed since the document was read from it.",
    416: "The file has no such bytes.",
}
_CONTENT = {one: {"schema": {"type": "string", "format": "binary"}} for one in sorted({*MEDIA_TYPES.values()})}

files = APIRouter(prefix="/v1", tags=["documents"], responses=failures(403, 422, 429, 500, 503))


@files.get(
    "/documents/{document_id}/original",
    response_class=Response,
    responses={
        200: {"description": "The file, byte for byte.", "content": _CONTENT},
        304: {"description": "The file is still what `If-None-Match` names."},
        206: {"description": "The bytes of it that `Range` names.", "content": _CONTENT},
        **{status: {"model": ErrorOut, **examples.reply(examples.FAILURE, said)} for status, said in _SAID.items()},
    },
)
async def show_original(document_id: str, request: Request) -> Response:
    """Return the file that a document was read from, if the server shows files and it is still the same.

    `#page=3` behind the address opens a PDF at that page.
    """
    corpus: Originals | None = request.app.state.originals
    library: Library = request.app.state.library
    current: Current = request.app.state.current

    def work(service: QuestionService) -> Response:
        document = service.document(document_id)
        if corpus is None:
            return failure(404, "no_original", _OFF)
        if not is_file(document):
            return failure(404, "no_original", _NO_FILE.format(id=document_id))
        try:
            return _sent(document, corpus, request)
        except Gone:
            return failure(410, "original_gone", _GONE.format(id=document_id))

    return await library.desk.work(request, current.service(), work, lambda made: made)


describe_headers(files, limited=True)


def _sent(document: Document, files: Originals, request: Request) -> Response:
    original, tag = files.find(document), f'"{document.sha256}"'
    size = original.seen.size
    headers = {
        "Content-Type": original.media_type,
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": _SANDBOX,
        "Accept-Ranges": "bytes",
        "Content-Disposition": _disposition(document.file),
    }
    if _names(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers={one: headers[one] for one in ("ETag", "Cache-Control")})
    asked = "" if request.headers.get("if-range", tag) != tag else request.headers.get("range", "")
    if not _is_there(asked, size):
        return failure(416, "bad_request", f"the file has {size} bytes; ask for some of these", _beyond(size))
    gone = _GONE.format(id=document.id)
    if not _RANGE.fullmatch(asked) or request.scope.get("head_alone"):  # of HEAD no range is asked (RFC 9110, 14.2)
        return FileReply(files, original, (0, size), 200, headers, gone)
    start, end = _stretch(asked, size)
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return FileReply(files, original, (start, end), 206, headers, gone)


def _disposition(file: str) -> str:
    shown, name = ("inline" if ending_of(file) in _SHOWN else "attachment"), PurePosixPath(file).name
    quoted = quote(name, safe="")
    return f"{shown}; filename*=UTF-8''{quoted}" if quoted != name else f'{shown}; filename="{name}"'


def _names(tags: str, tag: str) -> bool:
    """Tell whether `If-None-Match` names a tag; a weak form of it will do (RFC 9110, section 13.1.2)."""
    return tags.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in tags.split(","))


def _stretch(asked: str, size: int) -> Span:
    """Return the bytes that a range names of a file that has them: the first, and the one after the last."""
    start, end, last = _RANGE.fullmatch(asked).groups()  # type: ignore[union-attr]  # it was looked at
    if last is not None:
        return max(0, size - int(last)), size
    return int(start), min(size, int(end) + 1) if end else size


def _is_there(asked: str, size: int) -> bool:
    """Tell whether a file has the bytes that are asked for; what asks for none that can be told asks for all."""
    found = _RANGE.fullmatch(asked)
    if found is None:
        return True
    start, end, last = found.groups()
    if last is not None:
        return int(last) > 0 and size > 0
    return int(start) < size and (not end or int(start) <= int(end))


def _beyond(size: int) -> dict[str, str]:
    return {"Content-Range": f"bytes */{size}"}
