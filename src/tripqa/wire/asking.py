"""How a question may be asked of the library and the client, and what of that is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from tripqa.conversation import Turn
from tripqa.domain import EVERYTHING, Filter
from tripqa.service import Sort
from tripqa.wire.answers import AnswerOut

Before = str | Turn | AnswerOut  # a question, one with the passages that were spoken of, or the answer that it got


class Asking(TypedDict, total=False):
    """How a question is asked; what is left out is as the server has it."""

    top_k: int  # hits, 1 to 50
    language: str | None  # of the question, BCP 47; None: it is told from the characters
    where: Filter
    shown_in: str | None  # the reader's language, BCP 47; None: that of the question
    previous: Sequence[Before]  # questions before this one, the last one last


class Answering(Asking, total=False):
    """How a question is asked of a server, which may have a model."""

    answerer: Literal["reader", "generated"]  # quotes alone, or statements of a model besides


class Searching(Asking, total=False):
    """How passages are searched."""

    sort: Sort


def turns_of(previous: Sequence[Before]) -> list[Turn]:
    """Return questions before one as the service takes them; of an answer, with the passages that it cites."""
    return [_turn(one) for one in previous]


def question_body(question: str, how: Asking, **more: object) -> dict[str, object]:
    """Return what `POST /v1/ask` and `POST /v1/search` are sent."""
    given = {"top_k": how.get("top_k"), "language": how.get("language"), **more, "shown_in": how.get("shown_in")}
    body: dict[str, object] = {"question": question}
    body |= {name: value for name, value in given.items() if value is not None}
    if where := _filter_body(how.get("where", EVERYTHING)):
        body["filter"] = where
    if turns := turns_of(how.get("previous", ())):
        body["previous"] = [_turn_body(turn) for turn in turns]
    return body


def _filter_body(where: Filter) -> dict[str, object]:
    given = {
        "document": None if where.documents is None else list(where.documents),
        "section": where.section,
        "language": where.language,
        "from": where.since.isoformat() if where.since else None,
        "to": where.until.isoformat() if where.until else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _turn_body(turn: Turn) -> dict[str, object]:
    known = {} if turn.passages is None else {"passages": list(turn.passages)}
    return {"question": turn.question, **known}


def _turn(before: Before) -> Turn:
    if isinstance(before, Turn):
        return before
    if isinstance(before, str):
        return Turn(before)
    return Turn(before.question, tuple(dict.fromkeys(citation.passage_id for citation in before.citations)) or None)
