"""A stretch of a file as a reply, sent from the very file that was looked at: a name may lead to another by then."""

from __future__ import annotations

import os
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tripqa.api.errors import failure
from tripqa.domain import Span
from tripqa.parsing.originals import Gone, Original, Originals

_BLOCK = 256 * 1024  # bytes


class FileReply(Response):
    """The bytes of a file from `start` to before `end`; `gone` is sent if it is another when it is opened.

    A file that changes while it is sent ends the reply before its end, and with it the connection.
    """

    def __init__(
        self, files: Originals, original: Original, stretch: Span, status: int, headers: Mapping[str, str], gone: str
    ) -> None:
        self._files, self._original, self._gone = files, original, gone
        self._start, self._end = stretch
        super().__init__(status_code=status, headers={**headers, "Content-Length": str(self._end - self._start)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and, unless it was HEAD that was asked, the bytes."""
        try:
            with self._files.again(self._original) as descriptor:
                await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
                if scope.get("head_alone"):
                    await send({"type": "http.response.body", "body": b""})
                    return
                at = self._start
                while at < self._end:
                    block = await run_in_threadpool(os.pread, descriptor, min(_BLOCK, self._end - at), at)
                    if not block or not self._files.is_still(self._original, descriptor):
                        return
                    at += len(block)
                    await send({"type": "http.response.body", "body": block, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
        except Gone:
            await failure(410, "original_gone", self._gone)(scope, receive, send)
