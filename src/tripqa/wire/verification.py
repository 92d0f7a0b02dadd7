"""Stored answers and what has become of their citations as JSON: the same over HTTP and from `--json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tripqa.citations.verify import DocumentState, Standing, State, StoredCitation
from tripqa.errors import AnswersError
from tripqa.service import Verification
from tripqa.wire.answers import AnswerOut, IndexOut
from tripqa.wire.documents import DocumentRef, Wire
from tripqa.wire.numbers import Number, Offset


class Stored(BaseModel):
    """What is needed of something that was stored. What else it holds may be of an older or a newer version."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class StoredDocumentIn(Stored):
    """The document that a citation names."""

    id: str
    text_sha256: str = Field(description="Of the document's text as it was.")


class StoredCitationIn(Stored):
    """A citation, as an answer holds it."""

    number: Number | None = Field(
        None, description="As the answer writes it; by default its place in the answer, from 1."
    )
    quote: str = Field(min_length=1)
    document: StoredDocumentIn
    start: Offset
    end: Offset

    def stored(self) -> StoredCitation:
        """Translate to what is checked."""
        return StoredCitation(self.document.id, self.document.text_sha256, self.start, self.end, self.quote)


class StoredAnswerIn(Stored):
    """An answer as `POST /v1/ask` returned it or `tripqa evaluate --answers` wrote it. Only `citations` is needed."""

    id: str | None = None
    question_id: str | None = Field(None, description="Of the dataset that the question came from.")
    question: str | None = None
    citations: list[StoredCitationIn]


class PlaceOut(Wire):
    """Where a quote is now: the characters `start` to `end` of the document's text, exactly."""

    document: DocumentRef
    start: int
    end: int


class CheckedCitationOut(Wire):
    """What has become of a citation."""

    number: int
    state: State = Field(
        description="`holds`: the document has the quote at its span; `moved`: the same quote is at another place, of "
        "this document or, where that has it no longer, of another; `gone`: no document has it."
    )
    document_id: str = Field(description="Of the document that is cited.")
    document_state: DocumentState = Field(description="Whether the text of that document is the one that was cited.")
    now: PlaceOut | None = Field(description="The nearest place to the old one; null if the quote is gone.")
    places: int = Field(description="That hold the quote: in the document cited or, if that does not, in all.")

    @classmethod
    def of(cls, place: int, cited: StoredCitationIn, standing: Standing) -> CheckedCitationOut:
        """Translate the standing of the citation at that place of its answer, from 1."""
        return cls(
            number=place if cited.number is None else cited.number,
            state=standing.state,
            document_id=cited.document.id,
            document_state=standing.cited,
            now=_place(cited, standing),
            places=standing.places,
        )


class CheckedAnswerOut(Wire):
    """What has become of the citations of an answer."""

    id: str | None
    question_id: str | None
    citations: list[CheckedCitationOut]

    @classmethod
    def of(cls, answer: StoredAnswerIn, standings: Iterable[Standing]) -> CheckedAnswerOut:
        """Translate the standings of an answer's citations, in its order."""
        return cls(
            id=answer.id,
            question_id=answer.question_id,
            citations=[
                CheckedCitationOut.of(place, cited, standing)
                for place, (cited, standing) in enumerate(zip(answer.citations, standings, strict=True), start=1)
            ],
        )


class SummaryOut(Wire):
    """How many citations hold."""

    answers: int
    citations: int
    holds: int
    moved: int
    gone: int

    @classmethod
    def of(cls, answers: int, states: Mapping[State, int]) -> SummaryOut:
        """Translate how often each state was found."""
        holds, moved, gone = (states.get(state, 0) for state in get_args(State))
        return cls(answers=answers, citations=holds + moved + gone, holds=holds, moved=moved, gone=gone)


class VerificationOut(Wire):
    """What has become of the citations of stored answers, in the order given."""

    answers: list[CheckedAnswerOut]
    summary: SummaryOut
    index: IndexOut
    took_ms: float

    @classmethod
    def of(cls, answers: Sequence[StoredAnswerIn], verification: Verification) -> VerificationOut:
        """Translate the standings of the citations of all answers, one after another."""
        standings = iter(verification.standings)
        return cls(
            answers=[CheckedAnswerOut.of(answer, islice(standings, len(answer.citations))) for answer in answers],
            summary=SummaryOut.of(len(answers), Counter(one.state for one in verification.standings)),
            index=IndexOut.of(verification.manifest),
            took_ms=verification.took_ms,
        )


def citations_of(answers: Iterable[StoredAnswerIn]) -> list[StoredCitation]:
    """Return the citations of all answers, one after another."""
    return [citation.stored() for answer in answers for citation in answer.citations]


def stored_answers(answers: Iterable[AnswerOut | StoredAnswerIn | Mapping[str, object]]) -> list[StoredAnswerIn]:
    """Return answers, as they were returned or as JSON was read of them, as what is checked; AnswersError names one."""
    return [_stored(place, answer) for place, answer in enumerate(answers, start=1)]


def _stored(place: int, answer: AnswerOut | StoredAnswerIn | Mapping[str, object]) -> StoredAnswerIn:
    if isinstance(answer, StoredAnswerIn):
        return answer
    try:
        return StoredAnswerIn.model_validate(answer.model_dump() if isinstance(answer, AnswerOut) else dict(answer))
    except (TypeError, ValidationError) as error:
        raise AnswersError(f"answer {place} is none as `ask` returns it: {error}") from error


def _place(cited: StoredCitationIn, standing: Standing) -> PlaceOut | None:
    if standing.document is None or standing.start is None:
        return None
    end = standing.start + len(cited.quote)
    return PlaceOut(document=DocumentRef.of(standing.document), start=standing.start, end=end)
