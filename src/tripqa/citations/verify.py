"""Whether a citation is true: asked of every one before it is sent, and of stored ones whenever someone wants to know.

Both compare characters with what the index holds today, and nothing else: no encoder, no ranking, no folding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from tripqa.domain import Answer, Answered, Block, Citation, Conflict, Document, NoAnswer, StatedValue
from tripqa.errors import NotFound
from tripqa.ports import Documents

State = Literal["holds", "moved", "gone"]
DocumentState = Literal["unchanged", "changed", "gone"]
Fault = Callable[[Citation], str | None]  # why a citation must not be sent; None if it may
_HASHES = 4096  # documents whose text need not be hashed again


@dataclass(frozen=True, slots=True)
class Removed:
    """A citation that an answerer made and nobody is sent, and why."""

    citation: Citation
    fault: str


@dataclass(frozen=True, slots=True)
class StoredCitation:
    """What an answer that was kept says of one of its quotes."""

    document_id: str
    text_sha256: str  # of the document's text as it was
    start: int
    end: int
    quote: str  # never empty


@dataclass(frozen=True, slots=True)
class Standing:
    """What has become of a stored citation.

    It `holds` if its document has its quote at its span, whatever else has changed there. It has `moved` if the quote,
    byte for byte, is at another place of its document or, where that has it no longer, in another one: the one with
    the very text that was cited before the first by id, the place nearest to the old one before others. Else it is
    `gone`.
    """

    state: State
    cited: DocumentState  # what has become of the document that it cites
    document: Document | None  # that holds the quote now; None if none does
    start: int | None  # of the quote in that document
    places: int  # that hold the quote: in its own document or, where that does not, in all; overlaps count once


def faults(documents: Documents) -> Fault:
    """Return what compares a citation with the documents of a generation: hash of the text, span, and quote.

    A text is hashed once, since a generation never changes. Safe to call from several threads.
    """

    @lru_cache(_HASHES)
    def text_sha256(document_id: str) -> str:
        return hashlib.sha256(documents.document(document_id).text.encode()).hexdigest()

    def fault(citation: Citation) -> str | None:
        cited = citation.hit.document
        try:
            text = documents.document(cited.id).text
        except NotFound:
            return "there is no such document"
        if text_sha256(cited.id) != cited.text_sha256:
            return "the document's text has another hash"
        if not 0 <= citation.start < citation.end <= len(text):
            return "the span is not within the document"
        if text[citation.start : citation.end] != citation.quote:
            return "the quote is not what stands there"
        return None

    return fault


def verified(answer: Answer, fault: Fault) -> tuple[Answer | None, tuple[Removed, ...]]:
    """Return an answer without the citations that have a fault, and those; None where no other is left.

    Those that are left are numbered from 1. A value that does not stand in its quote goes, and so does a number of a
    block that no citation has. An answer that is right comes back equal.
    """
    if isinstance(answer, NoAnswer):
        return answer, ()
    judged = [(citation, fault(citation)) for citation in answer.citations]
    removed = tuple(Removed(citation, why) for citation, why in judged if why is not None)
    left = [citation for citation, why in judged if why is None]
    if not left:
        return None, removed
    return _of(left, answer), removed


def standings(citations: Sequence[StoredCitation], documents: Documents) -> list[Standing]:
    """Return what has become of each citation, in the order given.

    Where a quote has left its document, every document is read once, for all such quotes together.
    """
    found = {citation: _in_own_document(citation, documents) for citation in set(citations)}
    left = [citation for citation, standing in found.items() if standing.state == "gone"]
    if left:
        found |= _in_any(left, found, documents.documents())
    return [found[citation] for citation in citations]


def _of(left: Sequence[Citation], answer: Answered) -> Answered:
    """Return an answer that rests on these citations alone, numbered from 1."""
    citations = tuple(replace(citation, number=number) for number, citation in enumerate(left, start=1))
    numbered = {before.number: now for before, now in reversed(list(zip(left, citations, strict=True)))}  # the first
    conflicts = (_values_of(conflict.values, numbered) for conflict in answer.conflicts)
    parts = tuple(Block(part.heading, _left_of(part, numbered)) for part in answer.parts)
    return replace(
        answer,
        short=next(iter(_values_of([answer.short] if answer.short else [], numbered)), None),
        citations=citations,
        conflicts=tuple(Conflict(values[0].kind, values) for values in conflicts if len(values) > 1),
        parts=parts if any(part.citations for part in parts) else (),
    )


def _left_of(part: Block, numbered: Mapping[int, Citation]) -> tuple[int, ...]:
    return tuple(numbered[number].number for number in part.citations if number in numbered)


def _values_of(values: Iterable[StatedValue], numbered: Mapping[int, Citation]) -> tuple[StatedValue, ...]:
    """Return the values that stand in the quotes that are left, by the numbers that these have now."""
    return tuple(
        replace(value, citation=numbered[value.citation].number)
        for value in values
        if value.citation in numbered and _stands_in(value, numbered[value.citation])
    )


def _stands_in(value: StatedValue, citation: Citation) -> bool:
    within = citation.start <= value.start < value.end <= citation.end
    return within and citation.quote[value.start - citation.start : value.end - citation.start] == value.text


def _in_own_document(citation: StoredCitation, documents: Documents) -> Standing:
    try:
        document = documents.document(citation.document_id)
    except NotFound:
        return Standing("gone", "gone", None, None, 0)
    cited: DocumentState = "unchanged" if document.text_sha256 == citation.text_sha256 else "changed"
    places = document.text.count(citation.quote)
    if not places:
        return Standing("gone", cited, None, None, 0)
    start = _nearest(document.text, citation)
    holds = (start, start + len(citation.quote)) == (citation.start, citation.end)
    return Standing("holds" if holds else "moved", cited, document, start, places)


def _in_any(
    left: Collection[StoredCitation], found: dict[StoredCitation, Standing], documents: Iterable[Document]
) -> dict[StoredCitation, Standing]:
    """Return what has become of citations whose own document does not hold their quote."""
    anywhere = {citation: found[citation] for citation in left}
    for document in documents:
        for citation in left:
            if places := document.text.count(citation.quote):
                anywhere[citation] = _moved(citation, anywhere[citation], document, places)
    return anywhere


def _moved(citation: StoredCitation, before: Standing, document: Document, places: int) -> Standing:
    """Return where a quote is that another document holds too, beside those that were looked at before."""
    total = before.places + places
    same_text = document.text_sha256 == citation.text_sha256  # its file was given another name
    if before.document is None or (same_text and before.document.text_sha256 != citation.text_sha256):
        return Standing("moved", before.cited, document, _nearest(document.text, citation), total)
    return replace(before, places=total)


def _nearest(text: str, citation: StoredCitation) -> int:
    """Return where a text that holds a quote does so nearest to its old place, the earlier of two as near."""
    quote, old = citation.quote, citation.start
    after = text.find(quote, old)
    before = text.rfind(quote, 0, old - 1 + len(quote))
    if before < 0:
        return after
    return after if 0 <= after - old < old - before else before
