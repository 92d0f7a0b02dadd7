"""What `POST /v1/search` and `POST /v1/ask` take."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue
from pydantic.config import JsonDict

from tripqa.conversation import Turn
from tripqa.domain import EVERYTHING, LANGUAGES, Filter
from tripqa.questions import DEFAULT_HITS, LONGEST_QUESTION, MOST_HITS, MOST_SPOKEN_OF, MOST_TURNS
from tripqa.service import Sort
from tripqa.text.language import LANGUAGE_TAG
from tripqa.wire.numbers import WHOLE

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: object) -> datetime.date:
    """Take a day as JSON writes it; a number would be seconds since 1970, which nobody means."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return datetime.date.fromisoformat(value)
    raise ValueError("not a day")


Day = Annotated[datetime.date, BeforeValidator(_day)]
EXAMPLES: list[JsonValue] = [
    {"question": "KLIDはどのような機関ですか。"},
    {"question": "How many institutions share data in Kaohsiung?", "top_k": 3, "language": "en"},
    {"question": "誰と会いましたか", "filter": {"document": ["2025-09-seoul-taiwan"], "from": "2025-09-10"}},
    {"question": "設立の根拠となる法律は何ですか", "previous": [{"question": "KLIDとは何ですか"}]},
]


class FilterIn(BaseModel):
    """Which passages are looked at: those that everything given here holds for."""

    model_config = ConfigDict(extra="forbid", strict=True)
    document: list[str] | None = Field(None, min_length=1, description="Ids of documents.")
    section: str | None = Field(None, min_length=1, description="One of the headings above the passage.")
    language: str | None = Field(None, min_length=2, description="Of the document, BCP 47.")
    since: Day | None = Field(None, alias="from", description="First day of the visit or, without one, of the trip.")
    until: Day | None = Field(None, alias="to", description="Last day of the visit or, without one, of the trip.")

    def where(self) -> Filter:
        """Translate to a filter."""
        return Filter(
            documents=tuple(self.document) if self.document else None,
            section=self.section,
            language=self.language,
            since=self.since,
            until=self.until,
        )


_WORDS: JsonDict = {"pattern": r"[\p{L}\p{N}]"}  # of a question; the service says better what is wrong


class TurnIn(BaseModel):
    """A question that was asked before."""

    model_config = ConfigDict(extra="forbid", strict=True)
    question: str = Field(min_length=1, max_length=LONGEST_QUESTION, json_schema_extra=_WORDS)
    passages: list[str] | None = Field(
        None,
        max_length=MOST_SPOKEN_OF,
        description="Ids of the passages that its answer cited. Left out, the question is searched again, if it is one "
        "of the last three; ids that are not there are passed over.",
    )


class QuestionIn(BaseModel):
    """A question, in any words. Only `question` is needed."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": EXAMPLES})
    question: str = Field(
        min_length=1,
        max_length=LONGEST_QUESTION,
        json_schema_extra=_WORDS,
    )
    top_k: Annotated[int, Field(ge=1, le=MOST_HITS), WHOLE] = Field(
        DEFAULT_HITS, description="How many hits to return."
    )
    language: str | None = Field(
        None,
        pattern=LANGUAGE_TAG,
        description="Of the question, BCP 47; found from its characters if left out. "
        f"Questions in others than {', '.join(LANGUAGES)} are not answered.",
    )
    shown_in: str | None = Field(
        None,
        pattern=LANGUAGE_TAG,
        description="The reader's language, BCP 47: names, headings and days are given in it beside the document's own "
        "words, where they are known. That of the question if left out.",
    )
    filter: FilterIn | None = Field(None, description="Which passages to look at; all of them if left out.")
    previous: list[TurnIn] = Field(
        [],
        max_length=MOST_TURNS,
        description="Questions before this one, the last one last. What this one leaves out or points at is taken from "
        "them; the server keeps none.",
    )

    @property
    def turns(self) -> list[Turn]:
        """Return the questions before this one."""
        return [Turn(turn.question, None if turn.passages is None else tuple(turn.passages)) for turn in self.previous]

    @property
    def where(self) -> Filter:
        """Return the filter, or the one that lets everything through."""
        return self.filter.where() if self.filter else EVERYTHING


class AskIn(QuestionIn):
    """A question that is to be answered."""

    answerer: Literal["reader", "generated"] | None = Field(
        None,
        description="`reader`: quotes alone. `generated`: besides, a model writes statements from them, of which those "
        "are sent that hold. Left out, what the server's settings say.",
    )


class SearchIn(QuestionIn):
    """A question whose passages are looked for."""

    sort: Sort = Field("score", description="Which hits come first: the nearest, or those of the newest visits.")
