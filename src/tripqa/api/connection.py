"""What uvicorn leaves open with httptools: bounds on the head of a request, and an end to bodies that nobody reads."""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle, Transport
from typing import cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from tripqa.api.errors import failure
from tripqa.api.limits import LONGEST_WAIT

LARGEST_HEAD = 64 * 1024  # bytes: the first line and all headers
_LINE = len(": \r\n")
_TOO_LARGE = failure(
    431,
    "too_large",
    f"the head of the request is over {LARGEST_HEAD} bytes; send fewer or shorter headers",
    {"Connection": "close"},
)


class Connection(HttpToolsProtocol):
    """uvicorn's protocol with three more ends.

    A head over the limit is answered with 431; a head that does not arrive in time, or a reply given before the body
    was whole, ends the connection.
    """

    _unread = 0  # bytes, in whole reads of the socket, since the parser last had something complete
    _head_due: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Wait for the first head."""
        super().connection_made(cast(Transport, transport))
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Read on, unless a head has become too large before it ended."""
        self._unread += len(data)
        super().data_received(data)
        if self._unread > LARGEST_HEAD:
            self._refuse()
        elif self._unread and self._head_due is None and not (self.cycle and self.cycle.more_body):
            self._expect_head()

    def on_headers_complete(self) -> None:
        """Begin a request whose head is whole; one that came whole in one read may still be too large."""
        self._head_arrived()
        if len(self.url) + sum(len(name) + len(value) + _LINE for name, value in self.headers) > LARGEST_HEAD:
            self.app, self.url = _TOO_LARGE, b"/"  # httptools reads no address over the limit
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body."""
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        self._unread = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """End the connection rather than read the rest of a body that has had its reply."""
        if self.cycle.response_complete and self.cycle.more_body:
            self.transport.close()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing."""
        self._head_arrived()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._head_due = self.loop.call_later(LONGEST_WAIT, self.shutdown)

    def _head_arrived(self) -> None:
        self._unread = 0
        if self._head_due:
            self._head_due.cancel()
            self._head_due = None

    def _refuse(self) -> None:
        """Say why and close; after the replies that earlier questions still wait for, close without a word."""
        if self.cycle and self.cycle.more_body:  # headers within a body, or after it
            self.transport.close()
        elif self.cycle and not self.cycle.response_complete:
            self.flow.pause_reading()
            self.shutdown()
        elif not self.transport.is_closing():
            lines = [b"%b: %b\r\n" % header for header in _TOO_LARGE.raw_headers]
            self.transport.write(b"".join([STATUS_LINE[431], *lines, b"\r\n", _TOO_LARGE.body]))
            self.transport.close()
