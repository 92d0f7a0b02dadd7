"""Answers questions about the whole from the structure of the documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from tripqa.answers.missing import refused
from tripqa.answers.whole.asked import asked_whole
from tripqa.answers.whole.comparing import Read
from tripqa.answers.whole.completing import completed
from tripqa.answers.whole.matching import Sought
from tripqa.answers.whole.outline import Line, Outline, outline
from tripqa.answers.whole.parts import MISSING, Corpus, Part
from tripqa.answers.whole.resolving import may_be_whole, resolve
from tripqa.answers.whole.summing import Vectors
from tripqa.domain import (
    LANGUAGES,
    UNDETERMINED,
    Answer,
    Answered,
    Block,
    Citation,
    Filter,
    Hit,
    Question,
    Ranking,
    Span,
)
from tripqa.ports import PassageIndex, Vector
from tripqa.remembering import Once
from tripqa.text.asking import what_is_asked
from tripqa.text.folding import fold_question
from tripqa.text.names import CorpusNames

CONFIDENCE = 0.7  # mean share of what was asked for that such answers held, on w3 of tests/data/whole when it was new
_DOUBTED = 0.4  # of a list that may be more than what was asked for
_REFUSED = 0.1
_ALL = 16  # documents of a corpus that are all looked at
_FEW = 6  # that are looked at of a larger one: those of the first hits
_REMEMBERED = 64  # outlines: some 200 kB each
_MOST = 60  # quotes


Look = Callable[[str], tuple[Vector, Sequence[Hit]]]  # the vector of a text, and what is found for it


class WholeAnswerer:
    """Reads answers off the structure of one generation's documents. Safe to call from several threads."""

    name = "structure"

    def __init__(self, index: PassageIndex) -> None:
        self._index = index
        self._names = CorpusNames(index.names())
        self._outlines: Once[Outline] = Once(_REMEMBERED)

    def answer(self, question: Question, where: Filter, ranking: Ranking, look: Look, read: Read) -> Answer | None:
        """Return an answer, or that the documents do not say; None where a question is an ordinary one."""
        if question.language not in (*LANGUAGES, UNDETERMINED) or where != Filter(documents=where.documents):
            return None
        asked = asked_whole(self._names.in_corpus_words(fold_question(question.text)))
        if not may_be_whole(asked):
            return None

        def seek(text: str) -> Sought:
            return Sought.of(fold_question(text), *look(text))

        corpus = self._corpus(where, ranking)
        found = resolve(asked, corpus, seek, read) if corpus.outlines else None
        if found == MISSING:
            return refused(question, ranking.hits, _REFUSED)
        return _answered(found) if found else None

    def completed(self, question: Question, answer: Answer) -> Answer:
        """Return an answer with all items of the list that it quotes some of, if a list was meant."""
        form = what_is_asked(fold_question(question.text)).form
        if not isinstance(answer, Answered) or form == "value":
            return answer
        ids = dict.fromkeys(citation.hit.document.id for citation in answer.citations)
        outlines = [self._outlines.get(one, partial(self._outline, one)) for one in ids]
        return completed(answer, outlines, asked=form == "list")

    def _corpus(self, where: Filter, ranking: Ranking) -> Corpus:
        ids = list(where.documents or self._index.ids())
        complete = len(ids) <= _ALL
        if not complete:
            ids = list(dict.fromkeys(hit.document.id for hit in ranking.hits))[:_FEW]
        outlines = [self._outlines.get(one, partial(self._outline, one)) for one in ids]
        return Corpus(outlines, self._vectors, complete)

    def _outline(self, document_id: str) -> Outline:
        numbers = self._index.passages_of(document_id)
        passages = [(number, self._index.passage_at(number)) for number in numbers]
        return outline(self._index.document(document_id), passages)

    def _vectors(self, outlined: Outline) -> Vectors:
        def vector(line: Line) -> Vector:
            found: Vector = self._index.sentence_vectors(line.number)[line.sentence]
            return found

        return vector


def _answered(parts: Sequence[Part]) -> Answered:
    """Return parts as an answer, each quote once, whatever parts it is of."""
    numbers: dict[tuple[str, Span], int] = {}
    citations: list[Citation] = []
    blocks: list[Block] = []
    for part in parts:
        own: list[int] = []
        for quote in part.quotes:
            place = (quote.hit.document.id, quote.span)
            if place not in numbers and len(citations) < _MOST:
                numbers[place] = len(citations) + 1
                text = quote.hit.document.text[slice(*quote.span)]
                citations.append(Citation(numbers[place], text, *quote.span, quote.hit))
            own += [numbers[place]] if place in numbers else []
        blocks += [Block(part.heading, tuple(own))] if own else []
    read = [answer for part in parts for answer in part.answers]
    doubtful = any(part.doubtful for part in parts)
    confidence = min((answer.confidence for answer in read), default=_DOUBTED if doubtful else CONFIDENCE)
    doubtful = doubtful or any(answer.doubtful for answer in read)
    return Answered(None, confidence, doubtful=doubtful, citations=tuple(citations), conflicts=(), parts=tuple(blocks))
