"""A reply as a chat completion, whole or in events: text with numbered sources, and where each of them lies.

Clients differ in what they show of it, so each source is given three times: in the text, as `annotations` of the
message and as `sources` of the reply.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from tripqa.api.frames import Shape, event
from tripqa.api.replied import UNIT, Replied


def completion(replied: Replied) -> Shape:
    """Return it as one object."""
    message = {
        "role": "assistant", "content": replied.told.text, "refusal": None, "annotations": _annotations(replied),
    }  # fmt: skip
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**_frame(replied, "chat.completion"), "choices": [choice], "usage": _usage(replied), **replied.sources}


def completion_events(replied: Replied, *, usage: bool) -> Iterator[str]:
    """Return it as server-sent events: deltas, one end, and `[DONE]`; with `usage`, an event for that before."""
    frame = _frame(replied, "chat.completion.chunk")
    deltas: list[Shape] = [{"role": "assistant", "content": ""}, *({"content": one} for one in replied.told.pieces)]
    for delta in [*deltas, {"annotations": _annotations(replied)}]:
        yield event({**frame, "choices": [_choice(delta, None)]})
    yield event({**frame, "choices": [_choice({}, "stop")], **replied.sources})
    if usage:
        yield event({**frame, "choices": [], "usage": _usage(replied)})
    yield "data: [DONE]\n\n"


def _frame(replied: Replied, kind: str) -> Shape:
    return {
        "id": f"chatcmpl-{replied.id}", "object": kind, "created": int(time.time()), "model": replied.model,
        "system_fingerprint": replied.generation,
    }  # fmt: skip


def _annotations(replied: Replied) -> list[Shape]:
    """Return where the text has the number of each source."""
    return [
        {
            "type": "url_citation",
            "url_citation": {"url": source.url, "title": source.title, "start_index": start, "end_index": end},
        }
        for source, (start, end) in replied.told.numbers()
    ]


def _usage(replied: Replied) -> Shape:
    asked, said, both = replied.counted
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": both, **UNIT}


def _choice(delta: Shape, reason: str | None) -> Shape:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
