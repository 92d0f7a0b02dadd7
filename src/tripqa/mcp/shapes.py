"""What the tools of assistants take and return. Chat programs know `search` and `fetch` by these very fields."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tripqa.questions import LONGEST_QUESTION
from tripqa.text.language import LANGUAGE_TAG
from tripqa.wire.documents import Wire


class Taken(BaseModel):
    """Arguments: these and no others."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SearchIn(Taken):
    """What `search` takes."""

    query: str = Field(min_length=1, max_length=LONGEST_QUESTION, description="A question, or words, in any language.")


class FetchIn(Taken):
    """What `fetch` takes."""

    id: str = Field(
        min_length=1,
        max_length=500,
        description="An id that `search` or `list_documents` returned, or `metadata.next` of a part before.",
    )


class AskIn(Taken):
    """What `ask` takes."""

    question: str = Field(
        min_length=1, max_length=LONGEST_QUESTION, description="A question in ja, en, ko, zh-Hans or zh-Hant."
    )
    language: str | None = Field(
        None, pattern=LANGUAGE_TAG, description="Of the question, BCP 47; told from its characters if left out."
    )
    document: str | None = Field(None, description="Id of the one document to look in; all of them if left out.")


class ListIn(Taken):
    """What `list_documents` takes."""

    after: str | None = Field(None, description="`next` of the list before; the list begins if left out.")


class PassageFound(Wire):
    """A passage that may answer."""

    id: str = Field(description="To `fetch` what it stands in.")
    title: str
    url: str = Field(description="Of the page that shows it marked.")
    text: str = Field(description="How it begins.")


class FoundOut(Wire):
    """The nearest passages, best first."""

    results: list[PassageFound]


class PartOut(Wire):
    """Where a part lies. `start` and `end` count characters of the document's text."""

    document: str
    language: str
    publisher: str
    start: int
    end: int
    part: int = Field(description="From 1.")
    parts: int
    next: str | None = Field(description="Id of the part after it; null of the last.")
    passage: str | None = Field(description="The passage that the id names, exactly; null if it names none.")


class FetchedOut(Wire):
    """A document, or a part of one, character for character."""

    id: str
    title: str
    text: str
    url: str
    metadata: PartOut


class SourceOut(Wire):
    """A quote: the characters `start` to `end` of the document's text, exactly."""

    number: int = Field(description="As the answer writes it: [1].")
    quote: str
    title: str
    document: str
    start: int
    end: int
    page: int | None
    url: str = Field(description="Of the page that shows the quote marked.")


class AnsweredOut(Wire):
    """An answer made of quotes, or in words that there is none."""

    status: Literal["answered", "no_answer"]
    answer: str
    short_answer: str | None = Field(description="The value that was asked for, as a quote has it; null if unsure.")
    confidence: float = Field(description="Probability that the quotes answer the question.")
    sources: list[SourceOut]


class ListedDocument(Wire):
    """A document."""

    id: str
    title: str
    url: str
    publisher: str
    language: str
    trip: list[str] = Field(description="First and last day, as 2025-09-08; empty if it does not say.")
    characters: int


class ListedOut(Wire):
    """Documents by id."""

    documents: list[ListedDocument]
    next: str | None = Field(description="For `after`, if there are more.")
