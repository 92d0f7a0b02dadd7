"""Hits and answers as JSON: the same shapes over HTTP, from `--json` and in answer files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from tripqa.domain import Answered, Citation, Gloss, Hit, Language, NoAnswer, WhyNot
from tripqa.generated import Generated
from tripqa.localising import value_in
from tripqa.manifest import Manifest
from tripqa.service import Found, Reply
from tripqa.text.pages import page_at
from tripqa.wire.answer_parts import BlockOut, ConflictOut, MissingOut, ValuePlaceOut
from tripqa.wire.documents import (
    ABOVE,
    BREAKS,
    LOCALISED,
    BreakOut,
    DocumentRef,
    LocalisedOut,
    StretchOut,
    VisitOut,
    Wire,
)
from tripqa.wire.statements import GeneratedOut, StatementOut
from tripqa.written import GENERATED


class ScoresOut(Wire):
    """How near a passage is by each arm; higher is better."""

    dense: float = Field(description="Cosine of question and passage in the index's space.")
    lexical: float = Field(description="Share of the question's terms that the passage holds, by rarity: 0 to 1.")
    reranker: float | None = Field(description="null where no reranker is set.")

    @classmethod
    def of(cls, hit: Hit) -> ScoresOut:
        """Translate the scores of a hit."""
        return cls(dense=hit.scores.dense, lexical=hit.scores.lexical, reranker=hit.reranked)


class NameMatchOut(Wire):
    """Why a passage was found that writes a name in another way than the question."""

    asked: str
    written: str


class HitOut(Wire):
    """A passage, as every route shows it. `start` and `end` count Unicode code points of the document's text."""

    brief = ("rank", "passage_id", "text")
    rank: int
    score: float
    scores: ScoresOut
    matched: list[str] = Field(description="What headings and text share with the question, as they write it.")
    names: list[NameMatchOut] = Field(description="Names that the question writes in another way.")
    passage_id: str
    document: DocumentRef
    section: list[str]
    above: list[StretchOut] = ABOVE
    visit: VisitOut | None
    page: int | None
    start: int
    end: int
    text: str
    breaks: list[BreakOut] = BREAKS
    localised: LocalisedOut | None = LOCALISED

    @classmethod
    def of(cls, hit: Hit, shown_in: Language | None = None) -> HitOut:
        """Translate a hit."""
        passage = hit.passage
        return cls(
            rank=hit.rank,
            score=hit.score,
            scores=ScoresOut.of(hit),
            matched=list(hit.matched),
            names=[NameMatchOut(asked=name.asked, written=name.written) for name in hit.names],
            passage_id=passage.id,
            document=DocumentRef.of(hit.document),
            section=list(passage.section),
            above=StretchOut.above(passage, hit.document),
            visit=VisitOut.of(passage.visit, shown_in),
            page=passage.page,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            breaks=BreakOut.inside(passage, passage.start, passage.end),
            localised=LocalisedOut.of(hit.document, passage.section, shown_in),
        )


class GlossOut(Wire):
    """A name in a quote, and what readers of `shown_in` call the thing."""

    written: str
    shown: str

    @classmethod
    def of(cls, gloss: Gloss) -> GlossOut:
        """Translate a gloss."""
        return cls(written=gloss.written, shown=gloss.shown)


class CitationOut(Wire):
    """A quote: the characters `start` to `end` of the document's text, exactly."""

    brief = ("number", "passage_id", "quote")
    number: int
    quote: str
    document: DocumentRef
    section: list[str]
    above: list[StretchOut] = ABOVE
    visit: VisitOut | None
    page: int | None = Field(description="Where the quote begins, from 1; null where the format has no pages.")
    passage_id: str
    start: int
    end: int
    breaks: list[BreakOut] = BREAKS
    localised: LocalisedOut | None = LOCALISED
    glosses: list[GlossOut] = Field([], description="Of names in the quote, where its language is not the reader's.")

    @classmethod
    def of(cls, citation: Citation, shown_in: Language | None = None, glosses: Sequence[Gloss] = ()) -> CitationOut:
        """Translate a citation."""
        passage = citation.hit.passage
        return cls(
            number=citation.number,
            quote=citation.quote,
            document=DocumentRef.of(citation.hit.document),
            section=list(passage.section),
            above=StretchOut.above(passage, citation.hit.document) if citation.is_of_passage else [],
            visit=VisitOut.of(passage.visit, shown_in),
            page=page_at(citation.hit.document, citation.start),
            passage_id=passage.id,
            start=citation.start,
            end=citation.end,
            breaks=BreakOut.inside(passage, citation.start, citation.end),
            localised=LocalisedOut.of(citation.hit.document, passage.section, shown_in),
            glosses=list(map(GlossOut.of, glosses)),
        )


class IndexOut(Wire):
    """Which generation of the index replied."""

    generation: str
    space: str = Field(description="Names the encoder, its weights and how it was run.")
    passages: int

    @classmethod
    def of(cls, manifest: Manifest) -> IndexOut:
        """Translate a manifest."""
        return cls(generation=manifest.generation, space=manifest.space, passages=manifest.passages)


SHOWN_IN = Field(None, description="The reader's language, in which days and names are given too; null: none of ours.")
WROTE = Field(None, description="What became of a model's statements; null where none were asked for.")
UNDERSTOOD = Field(
    description="The question with what it takes from those in `previous`, as it was looked for; null where it stands "
    "alone."
)


class SearchOut(Wire):
    """The passages nearest to a question, best first."""

    brief = ("question", "hits")
    question: str
    understood_as: str | None = UNDERSTOOD
    language: str
    shown_in: Language | None = SHOWN_IN
    hits: list[HitOut]
    index: IndexOut
    took_ms: float

    @classmethod
    def of(cls, found: Found) -> SearchOut:
        """Translate what a search found."""
        return cls(
            question=found.question.text,
            understood_as=found.understood_as,
            language=found.question.language,
            shown_in=found.shown_in,
            hits=[HitOut.of(hit, found.shown_in) for hit in found.hits],
            index=IndexOut.of(found.manifest),
            took_ms=found.took_ms,
        )


class AnswerOut(Wire):
    """An answer with its citations, or `no_answer` with the nearest passages."""

    brief = ("question", "status", "answer", "confidence", "citations")
    id: str
    question: str
    understood_as: str | None = UNDERSTOOD
    language: str = Field(description="As given, or as found; `und` if unsure.")
    shown_in: Language | None = SHOWN_IN
    status: Literal["answered", "no_answer"]
    reason: WhyNot | None = Field(
        description="Of `no_answer`: the documents do not say, or answers in the question's language are not measured."
    )
    missing: MissingOut | None = Field(description="null of an answer.")
    answer: str | None = Field(description="The quotes, one a line, each followed by its number in brackets.")
    short_answer: str | None = Field(
        description="The value that was asked for, as a quote has it; null if unsure, or if no value was asked for."
    )
    short_answer_place: ValuePlaceOut | None
    short_answer_localised: str | None = Field(
        None, description="The same as readers of `shown_in` write it; null if unsure, or if that says no more."
    )
    confidence: float = Field(description="Probability that the quotes answer; of `no_answer`, that they would have.")
    doubtful: bool = Field(description="The confidence of an answer is so low that whoever shows it should say so.")
    citations: list[CitationOut]
    blocks: list[BlockOut] = Field(description="How the quotes are laid out: one block, unless the whole is asked for.")
    conflicts: list[ConflictOut] = Field(description="Where the quotes contradict each other.")
    hits: list[HitOut]
    answerer: str
    statements: list[StatementOut] = Field(
        default=[], description="What a model states by the quotes; each was checked."
    )
    generated: GeneratedOut | None = WROTE
    index: IndexOut
    took_ms: float

    @classmethod
    def of(cls, reply: Reply) -> AnswerOut:
        """Translate a reply."""
        answered = reply.answer if isinstance(reply.answer, Answered) else None
        refused = reply.answer if isinstance(reply.answer, NoAnswer) else None
        short = answered.short if answered else None
        return cls(
            id=reply.id,
            question=reply.question.text,
            understood_as=reply.understood_as,
            language=reply.question.language,
            shown_in=reply.shown_in,
            status="answered" if answered else "no_answer",
            reason=refused.why if refused else None,
            missing=MissingOut.of(refused.missing) if refused else None,
            answer=answered.text if answered else None,
            short_answer=short.text if short else None,
            short_answer_place=ValuePlaceOut.of(short) if short else None,
            short_answer_localised=value_in(reply, short) if short else None,
            confidence=reply.answer.confidence,
            doubtful=answered is not None and answered.doubtful,
            citations=[
                CitationOut.of(citation, reply.shown_in, reply.glosses.get(citation.number, ()))
                for citation in (answered.citations if answered else ())
            ],
            blocks=[BlockOut.of(block, reply) for block in answered.blocks] if answered else [],
            conflicts=[ConflictOut.of(conflict, reply) for conflict in answered.conflicts] if answered else [],
            hits=[HitOut.of(hit, reply.shown_in) for hit in reply.hits],
            answerer=reply.answerer,
            index=IndexOut.of(reply.manifest),
            took_ms=reply.took_ms,
        )

    def written_by(self, made: Generated, took_ms: float) -> AnswerOut:
        """Return the same with what a model made of it."""
        said = {"statements": list(map(StatementOut.of, made.sentences)), "generated": GeneratedOut.of(made)}
        maker = {"answerer": GENERATED} if made.sentences else {}
        return self.model_copy(update={**said, **maker, "took_ms": took_ms})
