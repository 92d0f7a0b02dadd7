"""What uvicorn leaves open with httptools: bounds on the head of a request, and an end to what nobody reads."""

from __future__ import annotations

import logging
import re
import struct
from asyncio import BaseTransport, TimerHandle, Transport
from socket import SO_LINGER, SOL_SOCKET
from typing import Any, cast

from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from tripqa.api.errors import failure
from tripqa.api.limits import LONGEST_WAIT
from tripqa.api.request_ids import make_id, read_id
from tripqa.api.sparing import Sparing

_Said = tuple[int, str, str]  # status, code and message of a failure

LARGEST_HEAD = 64 * 1024  # bytes: the first line and all headers
_LINE = len(": \r\n")
_AT_ONCE = struct.pack("ii", 1, 0)  # struct linger: on, no seconds
_TOO_LARGE = (
    431,
    "too_large",
    f"the head of the request is over {LARGEST_HEAD} bytes; send fewer or shorter headers",
)
_HOST = re.compile(rb"([A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Za-z:.%]+\])(:[0-9]*)?")
_ONE_HOST = (
    400,
    "bad_request",
    "the request does not name one host; send one header such as `Host: intra.example`",
)
_NO_HTTP = (400, "bad_request", "this is not HTTP/1.1 as RFC 9112 has it; send a request that is")
_LOG = logging.getLogger(__name__)
_LOG.setLevel(logging.INFO)
_LOG.addFilter(Sparing())


class Connection(HttpToolsProtocol):
    """uvicorn's protocol with more ends.

    A head over the limit is answered with 431, one that does not name one host with 400. The connection ends where a
    head does not arrive in time, a reply is given before the body was whole, or what is sent is not read in time.
    """

    _unread = 0  # bytes, in whole reads of the socket, since the parser last had something complete
    _head_due: TimerHandle | None = None
    _read_due: TimerHandle | None = None
    _answering: RequestResponseCycle | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.logger = _LOG

    def connection_made(self, transport: BaseTransport) -> None:
        """Wait for the first head, and be told of each byte that the system does not take at once."""
        super().connection_made(cast(Transport, transport))
        self.transport.set_write_buffer_limits(high=0)
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
            self.app, self.url = self._refusal(_TOO_LARGE), b"/"  # httptools reads no address over the limit
        elif not self._names_one_host():
            self.app = self._refusal(_ONE_HOST)
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Say, in our words, that what was sent is no HTTP; uvicorn has logged that."""
        self._end_with(_refused(_NO_HTTP, make_id()))

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

    def pause_writing(self) -> None:
        """Send no more, and wait so long for what was sent to be read."""
        super().pause_writing()
        self._read_due = self.loop.call_later(LONGEST_WAIT, self._cut_off)

    def resume_writing(self) -> None:
        """Send on."""
        super().resume_writing()
        self._was_read()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing, and tell the request that is being answered: uvicorn tells the last one that came."""
        self._head_arrived()
        self._was_read()
        super().connection_lost(exc)
        if self._answering and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def _names_one_host(self) -> bool:
        hosts = [value for name, value in self.headers if name == b"host"]
        if not hosts:
            return self.parser.get_http_version() == "1.0"
        return len(hosts) == 1 and _HOST.fullmatch(hosts[0]) is not None

    def _expect_head(self) -> None:
        self._head_due = self.loop.call_later(LONGEST_WAIT, self.shutdown)

    def _head_arrived(self) -> None:
        self._unread = 0
        if self._head_due:
            self._head_due.cancel()
            self._head_due = None

    def _cut_off(self) -> None:
        """End the connection with all that was not read: the system would go on offering that for minutes."""
        self.transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, _AT_ONCE)
        self.transport.abort()

    def _was_read(self) -> None:
        if self._read_due:
            self._read_due.cancel()
            self._read_due = None

    def _refuse(self) -> None:
        """Say why and close; after the replies that earlier questions still wait for, close without a word."""
        if self.cycle and self.cycle.more_body:  # headers within a body, or after it
            self.transport.close()
        elif self.cycle and not self.cycle.response_complete:
            self.flow.pause_reading()
            self.shutdown()
        elif not self.transport.is_closing():
            _LOG.warning("a request was refused: %s", _TOO_LARGE[2])
            self._end_with(_refused(_TOO_LARGE, make_id()))

    def _refusal(self, said: _Said) -> Response:
        _LOG.warning("a request was refused: %s", said[2])
        return _refused(said, read_id(self.headers))

    def _end_with(self, reply: Response) -> None:
        lines = [b"%b: %b\r\n" % header for header in reply.raw_headers]
        self.transport.write(b"".join([STATUS_LINE[reply.status_code], *lines, b"\r\n", reply.body]))
        self.transport.close()


def _refused(said: _Said, id: str) -> Response:
    """Return a reply for which no app is asked."""
    return failure(*said, {"Connection": "close", "X-Request-Id": id}, id)
