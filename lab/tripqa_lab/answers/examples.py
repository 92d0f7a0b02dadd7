"""Questions with what answers them in a corpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tripqa.domain import Document, Hit, NameGroup, Span
from tripqa.evaluation.asked import holds
from tripqa.evaluation.questions import Evidence, Kind


@dataclass(frozen=True, slots=True)
class Example:
    """A question to one corpus."""

    group: str  # the set it is from
    text: str
    language: str
    kind: Kind
    answers: tuple[str, ...]  # texts one of which a right sentence holds
    documents: frozenset[str]  # that such a sentence is from
    evidence: tuple[Evidence, ...]  # or else the spans that a right sentence shares half of

    def answered_by(self, hit: Hit, span: Span) -> bool:
        """Tell whether a sentence of a hit answers."""
        if self.evidence:
            return any(_shares_half(one, hit.document.id, span) for one in self.evidence)
        return hit.document.id in self.documents and holds([hit.document.text[slice(*span)]], self.answers)


@dataclass(frozen=True, slots=True)
class ExampleCorpus:
    """Documents with the questions that are asked of them."""

    name: str
    documents: Sequence[Document]
    names: Sequence[NameGroup]
    examples: Sequence[Example]


def _shares_half(evidence: Evidence, document_id: str, span: Span) -> bool:
    """Tell whether a sentence and evidence share half of the shorter of them."""
    shared = min(span[1], evidence.end) - max(span[0], evidence.start)
    return evidence.document == document_id and shared >= min(evidence.end - evidence.start, span[1] - span[0]) / 2
