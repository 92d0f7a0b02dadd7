"""A model behind any server that speaks OpenAI's chat completions, by OpenAI's client (3.57).

The client alone would wait up to two minutes before it asks again, take keys and addresses meant for OpenAI from the
environment, and end in silence where a stream is cut off. What is asked goes to that server and into no log.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from typing import Any

import httpx2
from openai import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncOpenAI,
    BadRequestError,
    Omit,
    OpenAIError,
)

from tripqa.generating.health import Health
from tripqa.generating.silence import Silent

_CONNECT = 3.0  # seconds for a connection
_PAUSES = (0.5, 1.5)  # seconds before what may pass is tried again, where the server does not say
_LONGEST_PAUSE = 4.0  # seconds: a server that says to come back later than that is not asked again
_LATER = (408, 409, 429, 500, 502, 503, 504, 529)
_BUSY = (429, 503, 529)
_OF_ALL = (401, 403, 404, 408)  # refusals that the next request would get too; others are of one request
_CUT = (None, "length", "content_filter")  # how what is not whole ends; the client tells no end from a cut connection
_LOOK = 5.0  # seconds that a look at the server may take
_OTHERS = {"OpenAI-Organization": Omit(), "OpenAI-Project": Omit()}  # whatever the environment says of OpenAI's own
_KEYLESS = "none"  # most servers of one's own want no key, and the client wants one
logging.getLogger("openai").setLevel(logging.WARNING)  # OPENAI_LOG=debug would write questions


class Talking:
    """One model. For one event loop."""

    def __init__(self, url: str, name: str, key: str, silence: float) -> None:
        """Take the server's address up to `/v1`, and for how many seconds the model may say nothing."""
        self.name, self.health, self._silence = name, Health(), silence
        self._client = AsyncOpenAI(
            base_url=url, api_key=key or _KEYLESS, max_retries=0, timeout=httpx2.Timeout(silence, connect=_CONNECT)
        )
        self._warm = False  # it refuses to be told how freely to choose its words

    async def words(self, messages: Sequence[dict[str, str]]) -> AsyncGenerator[str, None]:
        """Yield what it says as it comes; Silent if it says nothing, or does not come to an end by itself."""
        stream, finish = await self._opened(messages), None
        async with stream, aclosing(aiter(stream)) as chunks:
            while (chunk := await self._next(chunks)) is not None:
                said, ends = _read(chunk)
                finish = ends or finish
                if said:
                    yield said
        if finish in _CUT:
            raise Silent("cut_short")

    async def look(self) -> None:
        """See whether the server is there, if nobody has for a while."""
        if not self.health.begins_look(time.monotonic()):
            return
        try:
            await self._client.models.list(timeout=_LOOK, extra_headers=_OTHERS)
        except APIStatusError as error:  # not every server lists its models
            self.health.said(None if error.status_code in (404, 405, 501) else _refusal(error.status_code))
        except (APIConnectionError, httpx2.HTTPError):
            self.health.said("it cannot be reached")
        except (OpenAIError, ValueError, TypeError, AttributeError):
            self.health.said(None)  # it is there, and lists them in a way of its own
        else:
            self.health.said(None)

    async def close(self) -> None:
        """Close its connections."""
        with suppress(RuntimeError):  # of an event loop that is closed
            await self._client.close()

    async def _opened(self, messages: Sequence[dict[str, str]]) -> Any:
        """Return a stream of chunks, asked for up to three times; Silent if there is none."""
        for pause in (*_PAUSES, None):
            try:
                stream = await self._asked(messages)
            except APITimeoutError as error:
                if not isinstance(error.__cause__, httpx2.ConnectTimeout):
                    raise Silent("too_slow") from error
                silent = self._down("it cannot be reached", Silent("unreachable"))
            except APIConnectionError:
                silent = self._down("it cannot be reached", Silent("unreachable"))
            except APIStatusError as error:
                silent, pause = self._refused(error, pause)
            except (OpenAIError, ValueError) as error:
                raise self._down("it does not reply as OpenAI's does", Silent("unreachable")) from error
            else:
                self.health.said(None)
                return stream
            if pause is None:
                raise silent
            await asyncio.sleep(pause)
        raise AssertionError("the last try has no pause")

    async def _asked(self, messages: Sequence[dict[str, str]]) -> Any:
        """Ask for a stream, without a temperature where a model takes none of ours."""
        sent: Any = {"model": self.name, "messages": list(messages), "stream": True, "extra_headers": _OTHERS}
        if self._warm:
            return await self._client.chat.completions.create(**sent)
        try:
            return await self._client.chat.completions.create(**sent, temperature=0)
        except BadRequestError as error:
            if "temperature" not in str(error):
                raise
            self._warm = True
            return await self._client.chat.completions.create(**sent)

    def _refused(self, error: APIStatusError, pause: float | None) -> tuple[Silent, float | None]:
        """Return what the asker is told, and how long to wait before the next try; None: there is none."""
        status = error.status_code
        if status == 429:
            self.health.said(None)  # it is there
            silent = Silent("busy")
        elif 400 <= status < 500 and status not in _OF_ALL:
            silent = Silent("refused")  # such as a prompt that is too long
        else:
            silent = self._down(_refusal(status), Silent("busy" if status in _BUSY else "unreachable"))
        if status not in _LATER or pause is None:
            return silent, None
        said = error.response.headers.get("Retry-After", "")
        wanted = float(said) if said.isascii() and said.isdecimal() else pause
        return silent, wanted if wanted <= _LONGEST_PAUSE else None

    async def _next(self, chunks: Any) -> Any:
        """Return the next chunk, None at the end; Silent where it does not come, or is none."""
        try:
            async with asyncio.timeout(self._silence):
                return await anext(chunks, None)
        except (TimeoutError, APITimeoutError) as error:
            raise Silent("too_slow") from error
        except (APIError, httpx2.HTTPError, ValueError, TypeError) as error:  # an error's event, half a chunk, a cut
            raise Silent("cut_short") from error

    def _down(self, why: str, silent: Silent) -> Silent:
        self.health.said(why)
        return silent


def _refusal(status: int) -> str:
    return f"its server replies {status}"


def _read(chunk: Any) -> tuple[str, str | None]:
    """Return what a chunk says and, if it is the last, how it ends; servers leave out what OpenAI's always sends."""
    choice = next(iter(getattr(chunk, "choices", None) or ()), None)
    said = getattr(getattr(choice, "delta", None), "content", None)
    finish = getattr(choice, "finish_reason", None)
    return said if isinstance(said, str) else "", finish if isinstance(finish, str) and finish else None
