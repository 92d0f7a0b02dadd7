"""What a server says that went wrong, as the errors that its own program would raise."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from tripqa.errors import ServerError, TripqaError
from tripqa.wire.failures import ErrorBody, ErrorOut

_UNUSABLE = "bad_request"  # a field cannot be used: which error that is depends on what was asked


class KeyRefused(ServerError):
    """The server wants a key, or another one: `code` is `key_needed` or `not_allowed`."""

    code = "key_needed"


def failure_of(status: int, content: bytes, refusal: type[TripqaError]) -> TripqaError:
    """Return the error of a failed reply, with its `request_id`; ServerError where no tripqa has written it."""
    try:
        said = ErrorOut.model_validate_json(content, extra="ignore").error
    except ValidationError:
        return ServerError(f"the server replied {status}; it is no tripqa, or something stands before it")
    return told(said, refusal if (status, said.code) == (422, _UNUSABLE) else None)


def told(said: ErrorBody, refusal: type[TripqaError] | None = None) -> TripqaError:
    """Return an error in the words of a server, without the facts that those were made of."""
    kind = refusal or _FAMILY.get(said.code, KeyRefused if said.code in _OF_KEYS else ServerError)
    error = kind.__new__(kind, said.message)
    if error.code != said.code and refusal is None:
        error.code = said.code
    error.request_id = said.request_id
    return error


def _family(root: type[TripqaError]) -> Iterator[type[TripqaError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from _family(kind)


_OF_KEYS = ("key_needed", "not_allowed")
_FAMILY = {kind.code: kind for kind in _family(TripqaError)}
