"""What a model makes of an answer, and the events that it is sent in, as JSON."""

from __future__ import annotations

from pydantic import Field

from tripqa.generated import Generated, Sentence, Why
from tripqa.wire.documents import Wire


class StatementOut(Wire):
    """A short statement of a model. It was checked: what it says of numbers, days and names stands in its quotes."""

    text: str
    citations: list[int] = Field(description="Numbers of the citations that it rests on; one at least.")
    score: float = Field(
        description="Probability that an answer stands in one of these, by the reader; it says nothing of `text`."
    )

    @classmethod
    def of(cls, sentence: Sentence) -> StatementOut:
        """Translate a statement that holds."""
        return cls(text=sentence.text, citations=list(sentence.citations), score=sentence.score)


class GeneratedOut(Wire):
    """What became of a model's statements."""

    model: str | None = Field(description="Its name; null where the server has none.")
    dropped: int = Field(description="Statements that failed a check, and are not sent.")
    reason: Why | None = Field(
        description="Why there is none, or not all that there might be; null: nothing went wrong."
    )

    @classmethod
    def of(cls, made: Generated) -> GeneratedOut:
        """Translate what became of them."""
        return cls(model=made.model, dropped=len(made.dropped), reason=made.why)
