"""Questions to fit answers on and to check them with: what is asked of which documents, and what answers it.

Of a public set a corpus holds some of its articles, and of these not every paragraph. A question whose article is
missing is foreign to that corpus; one whose paragraph alone is missing is a near miss. An article and its questions
are either fitted on or held out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from tripqa.answers.refusing import everyday_questions
from tripqa.domain import Document, Hit, NameGroup, Span
from tripqa.evaluation.asked import holds
from tripqa.evaluation.dataset import Dataset, DatasetQuestion, read_dataset
from tripqa.evaluation.questions import Evidence, JudgedQuestion, Kind
from tripqa.evaluation.sample import evenly
from tripqa.parsing.corpus import Corpus
from tripqa.parsing.ids import legal_id

_PRESENT = 4  # of five paragraphs of an article
_SMALL = 10  # articles of a small corpus: about as much text as a report
_SMALL_CORPORA = 6  # of each set
_MOST = 400  # questions of one kind and language that one corpus is asked


@dataclass(frozen=True, slots=True)
class Example:
    """A question to one corpus."""

    group: str  # the set it is from
    text: str
    language: str
    kind: Kind
    held_out: bool
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


def of_report(corpus: Corpus, fitted_on: Sequence[JudgedQuestion], held_out: Sequence[JudgedQuestion]) -> ExampleCorpus:
    """Return the report with our own questions on it, and with everyday questions, which are foreign to it."""
    examples = [
        *(_own(one, held_out=False) for one in fitted_on),
        *(_own(one, held_out=True) for one in held_out),
        *(_everyday(language, text) for language, texts in everyday_questions().items() for text in texts),
    ]
    return ExampleCorpus("report", list(corpus.documents), corpus.names, examples)


def _own(asked: JudgedQuestion, *, held_out: bool) -> Example:
    return Example(
        group="report",
        text=asked.question,
        language=asked.language,
        kind=asked.kind,
        held_out=held_out,
        answers=asked.answers,
        documents=frozenset(),
        evidence=tuple(span for alternative in asked.evidence for span in alternative),
    )


def _everyday(language: str, text: str) -> Example:
    return Example("everyday", text, language, "foreign", False, (), frozenset(), ())


def of_dataset(folder: Path) -> ExampleCorpus:
    """Return a dataset that says of its questions of what kind they are."""
    dataset = read_dataset(folder, None)
    documents, names = dataset.corpus()
    examples = [
        Example(
            group=dataset.name,
            text=asked.text,
            language=asked.language,
            kind=_kind(asked),
            held_out=False,
            answers=asked.answers,
            documents=_relevant(dataset, asked.id),
            evidence=(),
        )
        for asked in dataset.questions()
    ]
    return ExampleCorpus(dataset.name, documents, names, examples)


def of_articles(folder: Path, most_articles: int, language: str) -> Iterator[ExampleCorpus]:
    """Yield corpora of some articles of a public set, one of half of them and small ones, asked in one language."""
    dataset = read_dataset(folder, None)
    documents, _ = dataset.corpus()
    article = {document.id: document.title for document in documents}
    titles = evenly(sorted(set(article.values()), key=_digest), most_articles)
    asked = [
        one for one in dataset.questions() if one.language == language and _article(dataset, one, article) in titles
    ]
    small = list(_in_tens(titles))[:_SMALL_CORPORA]
    for name, there in [("half", titles[::2]), *((f"small {number}", some) for number, some in enumerate(small, 1))]:
        held = [one for one in documents if one.title in there and _digest(f"{name} {one.id}") % 5 < _PRESENT]
        ids = frozenset(one.id for one in held)
        examples = [_left_out(dataset, one, article, frozenset(there), ids) for one in asked]
        yield ExampleCorpus(f"{dataset.name}, {name}", held, [], _some_of_each(examples))


def _left_out(
    dataset: Dataset, asked: DatasetQuestion, article: Mapping[str, str], there: frozenset[str], held: frozenset[str]
) -> Example:
    relevant, title = _relevant(dataset, asked.id), _article(dataset, asked, article)
    kind: Kind = "answerable" if relevant & held else "near_miss" if title in there else "foreign"
    return Example(
        group=dataset.name,
        text=asked.text,
        language=asked.language,
        kind=kind,
        held_out=_digest(title) % 2 == 1,
        answers=asked.answers,
        documents=relevant & held,
        evidence=(),
    )


def _some_of_each(examples: Sequence[Example]) -> list[Example]:
    """Return a bounded number of the examples of each kind and language, spread evenly over them."""
    groups: dict[tuple[str, str], list[Example]] = {}
    for example in examples:
        groups.setdefault((example.kind, example.language), []).append(example)
    return [example for group in groups.values() for example in evenly(group, _MOST)]


def _in_tens(titles: Sequence[str]) -> Iterator[Sequence[str]]:
    return (titles[start : start + _SMALL] for start in range(0, len(titles), _SMALL))


def _relevant(dataset: Dataset, question_id: str) -> frozenset[str]:
    """Return the ids that the relevant documents of a question have with us."""
    relevant = {id for id, judged in dataset.qrels.get(question_id, {}).items() if judged > 0}
    return frozenset(legal_id(id) for id in relevant)


def _article(dataset: Dataset, asked: DatasetQuestion, article: Mapping[str, str]) -> str:
    return article[min(_relevant(dataset, asked.id))]


def _kind(asked: DatasetQuestion) -> Kind:
    if asked.answerable:
        return "answerable"
    return next((kind for kind in get_args(Kind) if kind == asked.kind), "near_miss")


def _shares_half(evidence: Evidence, document_id: str, span: Span) -> bool:
    """Tell whether a sentence and evidence share half of the shorter of them."""
    shared = min(span[1], evidence.end) - max(span[0], evidence.start)
    return evidence.document == document_id and shared >= min(evidence.end - evidence.start, span[1] - span[0]) / 2


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
