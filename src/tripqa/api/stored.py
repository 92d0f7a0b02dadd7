"""What `POST /v1/verify` takes: a stored answer as it is, or several, and no more than can be checked soon."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, Tag

from tripqa.api import examples
from tripqa.wire.verification import Stored, StoredAnswerIn

MOST_CITATIONS = 100  # of one request: a quote that has left its document is looked for in all of them
SEVERAL, ONE = "several answers", "one answer"


class StoredAnswersIn(Stored):
    """Several stored answers."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.STORED]})
    answers: list[StoredAnswerIn] = Field(description=f"With at most {MOST_CITATIONS} citations together.")


def answers_of(body: StoredAnswersIn | StoredAnswerIn) -> Sequence[StoredAnswerIn]:
    """Return the answers of a body."""
    return body.answers if isinstance(body, StoredAnswersIn) else [body]


def _which(body: object) -> str:
    return SEVERAL if isinstance(body, dict) and "answers" in body else ONE


def _bounded(body: StoredAnswersIn | StoredAnswerIn) -> StoredAnswersIn | StoredAnswerIn:
    if (citations := sum(len(answer.citations) for answer in answers_of(body))) > MOST_CITATIONS:
        raise ValueError(
            f"these answers hold {citations} citations, at most {MOST_CITATIONS} are checked at once; send fewer, "
            "or run `tripqa verify` where the index is"
        )
    return body


_ALONE = Field(json_schema_extra={"not": {"required": ["answers"]}})  # else it is passed over beside several
StoredIn = Annotated[
    Annotated[StoredAnswersIn, Tag(SEVERAL)] | Annotated[StoredAnswerIn, Tag(ONE), _ALONE],
    Discriminator(_which),
    AfterValidator(_bounded),
]
