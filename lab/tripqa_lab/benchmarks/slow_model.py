"""A model that takes its time: a server that speaks as OpenAI's does and says the same few words of any quotes.

    python -m tripqa_lab.benchmarks.slow_model PORT SECONDS

Each answer takes so many seconds, a word a quarter of a second, as of a model that many ask at once. Every ten seconds
or so one ends a statement that holds.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from itertools import count, islice, repeat

_WORD = 0.25  # seconds
_BEGINS, _GOES_ON, _ENDS = "これは機関で", "、機関で", "あります [1]\n"
_LONG = 40  # words of the first statement; each is longer by one
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


async def serve(port: int, seconds: float) -> None:
    """Listen until the process ends."""

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(_HEAD)
            if head.startswith(b"POST"):
                await _say(writer, seconds)
        except (OSError, asyncio.IncompleteReadError):
            pass  # who asked has left
        finally:
            writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", port) as server:
        await server.serve_forever()


async def _say(writer: StreamWriter, seconds: float) -> None:
    for word in islice(_words(), int(seconds / _WORD)):
        writer.write(_chunk(word))
        await writer.drain()
        await asyncio.sleep(_WORD)
    writer.write(_chunk("", "stop") + b"data: [DONE]\n\n")
    await writer.drain()


def _words() -> Iterator[str]:
    for more in count():
        yield from (_BEGINS, *repeat(_GOES_ON, _LONG - 2 + more), _ENDS)


def _chunk(words: str, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": words}, "finish_reason": finish}
    shape = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "slow", "choices": [choice]}
    return f"data: {json.dumps(shape, ensure_ascii=False)}\n\n".encode()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
