"""Questions that are sent together: which are answered, and what is left to send again where the reply is cut off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from tripqa.client.calls import Call, encoded
from tripqa.errors import QuestionRefused, ServerError
from tripqa.wire.asking import Asking, question_body
from tripqa.wire.batches import BatchLineOut

AT_ONCE = 1000  # questions of one request, of which a server takes 10,000: the fewer, the sooner others have their turn
MOST_BYTES = 900_000  # of one request: nginx lets 1 MB through where it is told nothing else
PATIENCE = 120.0  # seconds between two answers: a batch waits behind everyone else
CALL = Call("POST", "/v1/ask/batch", BatchLineOut, refusal=QuestionRefused)
HEADERS = {"Content-Type": "application/x-ndjson"}


@dataclass(frozen=True, slots=True)
class Line:
    """A question as it is sent: with its place, from 1, so that its name may be anything."""

    place: int
    name: str
    sent: bytes


class Batch:
    """Some questions of which each has one reply."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Take what is to be sent."""
        self._left = {str(line.place): line for line in lines}
        self._begun = b""
        self.brought = False  # whether the last try brought a reply

    @property
    def done(self) -> bool:
        """Tell whether every question was replied to."""
        return not self._left

    def body(self) -> bytes:
        """Return what asks for all that is left."""
        self._begun, self.brought = b"", False
        return b"\n".join(line.sent for line in self._left.values())

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
            if asked := self._left.pop(reply.custom_id or "", None):
                self.brought = True
                yield reply.model_copy(update={"line": asked.place, "custom_id": asked.name})


def batches(questions: Mapping[str, str], how: Asking) -> Iterator[Batch]:
    """Return questions in as many batches as they need; QuestionRefused names one that cannot be sent, before all."""
    for name, question in questions.items():
        encoded({"question": question}, _called(name))
    some: list[Line] = []
    size = 0
    for line in _lines(questions, how):
        size += len(line.sent) + 1
        if some and (len(some) == AT_ONCE or size > MOST_BYTES):
            yield Batch(some)
            some, size = [], len(line.sent) + 1
        some.append(line)
    if some:
        yield Batch(some)


def _lines(questions: Mapping[str, str], how: Asking) -> Iterator[Line]:
    for place, (name, question) in enumerate(questions.items(), start=1):
        body = {"custom_id": str(place), **question_body(question, how)}
        yield Line(place, name, encoded(body, _called(name)))


def _called(name: str) -> str:
    return f"the question {name!r}"
