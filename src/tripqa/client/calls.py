"""What is said to a server, one call for each thing that it can be asked; no call is sent here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from tripqa.errors import AnswersError, QuestionRefused, ServerError, TripqaError
from tripqa.wire.answers import AnswerOut, SearchOut
from tripqa.wire.asking import Answering, Searching, question_body
from tripqa.wire.documents import DocumentsOut, FullDocumentOut, PassageOut
from tripqa.wire.verification import StoredAnswerIn, VerificationOut, stored_answers

T = TypeVar("T", bound=BaseModel)
Stored = AnswerOut | StoredAnswerIn | Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request, the shape of its reply, and what it is called if the server cannot use a field of it."""

    method: str
    path: str
    shape: type[T]
    body: Mapping[str, object] | None = None
    refusal: type[TripqaError] = ServerError


def ask(question: str, how: Answering) -> Call[AnswerOut]:
    """Ask for an answer."""
    body = _sayable(question_body(question, how, answerer=how.get("answerer")))
    return Call("POST", "/v1/ask", AnswerOut, body, QuestionRefused)


def search(question: str, how: Searching) -> Call[SearchOut]:
    """Ask for passages."""
    body = _sayable(question_body(question, how, sort=how.get("sort")))
    return Call("POST", "/v1/search", SearchOut, body, QuestionRefused)


def encoded(body: Mapping[str, object], what: str = "the question") -> bytes:
    """Return a question as it is sent; QuestionRefused if no UTF-8 can be made of it."""
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise QuestionRefused(f"{what} holds half of a surrogate pair; send it as valid Unicode") from error


def verify(answers: Sequence[Stored]) -> Call[VerificationOut]:
    """Ask what has become of stored answers; AnswersError if one is none."""
    sent = [answer.model_dump(exclude_none=True) for answer in stored_answers(answers)]
    return Call("POST", "/v1/verify", VerificationOut, {"answers": sent}, AnswersError)


def documents() -> Call[DocumentsOut]:
    """Ask for every document."""
    return Call("GET", "/v1/documents", DocumentsOut)


def document(document_id: str) -> Call[FullDocumentOut]:
    """Ask for a document."""
    return Call("GET", f"/v1/documents/{quote(document_id, safe='')}", FullDocumentOut)


def passage(passage_id: str) -> Call[PassageOut]:
    """Ask for a passage."""
    return Call("GET", f"/v1/passages/{quote(passage_id, safe='')}", PassageOut)


def _sayable(body: Mapping[str, object]) -> Mapping[str, object]:
    encoded(body)
    return body
