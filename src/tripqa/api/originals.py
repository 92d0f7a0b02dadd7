"""`GET /v1/documents/{document_id}/original`: the file of a document, where the operator lets it be seen.

What a file holds never runs in our origin: it is shown only where it is a PDF or plain text, in a sandbox, and is
downloaded otherwise.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse

from tripqa.api import examples
from tripqa.api.current import Current
from tripqa.api.describing import describe_headers
from tripqa.api.errors import failure
from tripqa.api.library import Library
from tripqa.api.routes import failures
from tripqa.domain import Document
from tripqa.parsing.originals import MEDIA_TYPES, Gone, Original, Originals, ending_of, is_file
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
            return _sent(document, corpus.find(document), request)
        except Gone:
            return failure(410, "original_gone", _GONE.format(id=document_id))

    return await library.desk.work(request, current.service(), work, lambda made: made)


describe_headers(files, limited=True)


def _sent(document: Document, original: Original, request: Request) -> Response:
    size, asked = original.stat.st_size, request.headers.get("range", "")
    if not _is_there(asked, size):
        return failure(416, "bad_request", f"the file has {size} bytes; ask for some of these", _beyond(size))
    if not _RANGE.fullmatch(asked):
        _forget_range(request)
    return FileResponse(
        original.path,
        stat_result=original.stat,
        headers={
            "Content-Type": original.media_type,
            "ETag": f'"{document.sha256}"',
            "Cache-Control": "no-cache",
            "Content-Security-Policy": _SANDBOX,
        },
        filename=PurePosixPath(document.file).name,
        content_disposition_type="inline" if ending_of(document.file) in _SHOWN else "attachment",
    )


def _is_there(asked: str, size: int) -> bool:
    """Tell whether a file has the bytes that are asked for; what asks for none that can be told asks for all."""
    found = _RANGE.fullmatch(asked)
    if found is None:
        return True
    start, end, last = found.groups()
    if last is not None:
        return int(last) > 0 and size > 0
    return int(start) < size and (not end or int(start) <= int(end))


def _forget_range(request: Request) -> None:
    """Let the whole be sent: several ranges at once, and what is none, need not be heeded (RFC 9110, section 14.2)."""
    request.scope["headers"] = [(name, value) for name, value in request.scope["headers"] if name != b"range"]


def _beyond(size: int) -> dict[str, str]:
    return {"Content-Range": f"bytes */{size}"}
