"""An answerer that makes of true citations what a test wants, and a service that it answers for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from pathlib import Path

from tests.conftest import built, service_with
from tripqa.domain import Answer, Answered, Citation, Document, Hit, Question, Ranking
from tripqa.service import QuestionService

Lie = Callable[[Citation], Citation]


@dataclass(frozen=True)
class LyingAnswerer:
    """Cites the first sentence of each hit as the lies make it, in their order; truly where there are no more lies."""

    lies: Sequence[Lie]
    name: str = "lying"

    def answer(self, question: Question, ranking: Ranking) -> Answer:
        """Return an answer of as many citations as there are hits."""
        told = zip(ranking.hits, chain(self.lies, repeat(_truth)), strict=False)
        citations = tuple(lie(_first_sentence(number, hit)) for number, (hit, lie) in enumerate(told, start=1))
        return Answered(short=None, confidence=0.9, doubtful=False, citations=citations, conflicts=())


def _first_sentence(number: int, hit: Hit) -> Citation:
    start, end = hit.passage.sentences[0]
    return Citation(number, hit.document.text[start:end], start, end, hit)


def _truth(citation: Citation) -> Citation:
    return citation


def lying_service(folder: Path, documents: Sequence[Document], *lies: Lie) -> QuestionService:
    """Return a service over documents whose answerer lies."""
    return service_with(LyingAnswerer(lies), *built(folder, documents))


def wrong_span(citation: Citation) -> Citation:
    """Shift the span by one."""
    return replace(citation, start=citation.start + 1, end=citation.end + 1)


def wrong_quote(citation: Citation) -> Citation:
    """Say a word more than the document."""
    return replace(citation, quote=f"{citation.quote}でしょう")


def foreign(citation: Citation) -> Citation:
    """Cite a document that is not in the index."""
    return replace(citation, hit=replace(citation.hit, document=replace(citation.hit.document, id="nowhere")))
