"""A reply as OpenAI's Responses have it, whole or in events; sources as in chat completions."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count

from tripqa.api.frames import Shape, event
from tripqa.api.replied import UNIT, Replied


def response(replied: Replied) -> Shape:
    """Return it as one object."""
    return {**_frame(replied), **_end(replied)}


def response_events(replied: Replied) -> Iterator[str]:
    """Return it as server-sent events: what begins, the text in deltas, its annotations, and what is complete."""
    numbers, frame = count(), _frame(replied)
    for told in _told(replied, frame):
        yield event({**told, "sequence_number": next(numbers)}, told["type"])


def _told(replied: Replied, frame: Shape) -> Iterator[Shape]:
    item, annotations = f"msg_{replied.id}", _annotations(replied)
    of_item = {"output_index": 0}
    of_part = {"item_id": item, **of_item, "content_index": 0}
    yield {"type": "response.created", "response": frame}
    yield {"type": "response.in_progress", "response": frame}
    yield {"type": "response.output_item.added", **of_item, "item": _message(item, "in_progress", [])}
    yield {"type": "response.content_part.added", **of_part, "part": _text("", [])}
    for piece in replied.told.pieces:
        yield {"type": "response.output_text.delta", **of_part, "delta": piece, "logprobs": []}
    for place, annotation in enumerate(annotations):
        numbered = {"annotation_index": place, "annotation": annotation}
        yield {"type": "response.output_text.annotation.added", **of_part, **numbered}
    text = _text(replied.told.text, annotations)
    yield {"type": "response.output_text.done", **of_part, "text": replied.told.text, "logprobs": []}
    yield {"type": "response.content_part.done", **of_part, "part": text}
    yield {"type": "response.output_item.done", **of_item, "item": _message(item, "completed", [text])}
    yield {"type": "response.completed", "response": {**frame, **_end(replied)}, **replied.sources}


def _frame(replied: Replied) -> Shape:
    """Return it before anything is said."""
    return {
        "id": f"resp_{replied.id}", "object": "response", "created_at": int(time.time()), "status": "in_progress",
        "error": None, "incomplete_details": None, "instructions": None, "metadata": {}, "model": replied.model,
        "output": [], "parallel_tool_calls": False, "previous_response_id": None, "store": False, "temperature": None,
        "text": {"format": {"type": "text"}}, "tool_choice": "none", "tools": [], "top_p": None,
        "truncation": "disabled", "usage": None,
    }  # fmt: skip


def _end(replied: Replied) -> Shape:
    """Return what is otherwise once all is said."""
    asked, said, both = replied.counted
    usage = {
        "input_tokens": asked, "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": said, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": both, **UNIT,
    }  # fmt: skip
    text = _text(replied.told.text, _annotations(replied))
    output = [_message(f"msg_{replied.id}", "completed", [text])]
    return {"status": "completed", "output": output, "usage": usage, **replied.sources}


def _message(id: str, status: str, content: list[Shape]) -> Shape:
    return {"id": id, "type": "message", "status": status, "role": "assistant", "content": content}


def _text(text: str, annotations: list[Shape]) -> Shape:
    return {"type": "output_text", "text": text, "annotations": annotations, "logprobs": []}


def _annotations(replied: Replied) -> list[Shape]:
    """Return where the text has the number of each source."""
    return [
        {"type": "url_citation", "url": source.url, "title": source.title, "start_index": start, "end_index": end}
        for source, (start, end) in replied.told.numbers()
    ]
