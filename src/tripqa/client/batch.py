"""Questions that are sent together: which are answered, and what is left to send again where the reply is cut off."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice

from pydantic import ValidationError

from tripqa.client.calls import Call
from tripqa.errors import QuestionRefused, ServerError
from tripqa.wire.asking import Asking, question_body
from tripqa.wire.batches import BatchLineOut

AT_ONCE = 1000  # questions of one request, of which a server takes 10,000: the fewer, the sooner others have their turn
PATIENCE = 120.0  # seconds between two answers: a batch waits behind everyone else
CALL = Call("POST", "/v1/ask/batch", BatchLineOut, refusal=QuestionRefused)
HEADERS = {"Content-Type": "application/x-ndjson"}


class Batch:
    """Some questions, each by its name; sent are their places, so that a name may be anything."""

    def __init__(self, questions: Mapping[str, str], how: Asking, before: int) -> None:
        """Take questions, before which so many were sent."""
        self._names = {str(place): name for place, name in enumerate(questions, start=before + 1)}
        self._left = {
            place: json.dumps({"custom_id": place, **question_body(questions[name], how)})
            for place, name in self._names.items()
        }
        self._begun = b""

    @property
    def done(self) -> bool:
        """Tell whether every question was replied to."""
        return not self._left

    def body(self) -> bytes:
        """Return what asks for all that is left."""
        self._begun = b""
        return "\n".join(self._left.values()).encode()

    def take(self, piece: bytes) -> Iterator[BatchLineOut]:
        """Return the lines that end in the next piece of a reply; ServerError if one is none of ours.

        Nothing else ends a line than a line feed: `iter_lines` of httpx2 (2.16) ends one at U+2028 too, which may stand
        in a quote.
        """
        *whole, self._begun = (self._begun + piece).split(b"\n")
        for line in whole:
            try:
                reply = BatchLineOut.model_validate_json(line, extra="ignore")
            except ValidationError as error:
                raise ServerError("the server sends a line that is no reply of a batch") from error
            if self._left.pop(place := reply.custom_id or "", None):
                yield reply.model_copy(update={"line": int(place), "custom_id": self._names[place]})


def batches(questions: Mapping[str, str], how: Asking) -> Iterator[Batch]:
    """Return questions in as many batches as they need."""
    left = iter(questions.items())
    before = 0
    while some := dict(islice(left, AT_ONCE)):
        yield Batch(some, how, before)
        before += len(some)
