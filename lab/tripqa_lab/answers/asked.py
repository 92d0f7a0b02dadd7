"""What answers are fitted on and measured with, all by authors whom the reader never saw.

Of siblings each side is a corpus, and a passage a document of its own: its title is the document's, and the headings
below it stand above its text. Whole documents are a corpus together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from tripqa.domain import Document
from tripqa.evaluation.questions import Evidence
from tripqa.parsing.corpus import read_corpus
from tripqa_lab.answers.examples import Example, ExampleCorpus
from tripqa_lab.reader import sheets
from tripqa_lab.reader.held_out import read_held_out


def corpora_of(examples: Sequence[sheets.Example]) -> Iterator[ExampleCorpus]:
    """Yield a corpus of the first passage of all siblings, one of the second, and so on."""
    for side in sorted({one.passage.id[-1] for one in examples}):
        mine = [one for one in examples if one.passage.id[-1] == side]
        documents = {one.passage.id: _document(one.passage) for one in mine}
        asked = [_example(one, documents[one.passage.id]) for one in mine]
        yield ExampleCorpus(f"side {side}", list(documents.values()), [], asked)


def whole_documents(folder: Path) -> ExampleCorpus:
    """Return documents and what is asked of all of them at once (reader/held_out.py)."""
    documents = {Path(one.file).stem: one for one in read_corpus(folder).documents}
    _, asked = read_held_out(folder)
    examples = []
    for one in asked:
        found = [documents[one.document]] if one.document else []
        examples.append(
            Example(
                group=one.document or "off",
                text=one.question,
                language=one.language,
                kind=one.kind,
                answers=tuple(document.text[start:end] for document in found for start, end in one.spans),
                documents=frozenset(document.id for document in found),
                evidence=_evidence(found, one.spans),
            )
        )
    return ExampleCorpus(folder.name, list(documents.values()), [], examples)


def _evidence(documents: Sequence[Document], spans: Sequence[tuple[int, int]]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(document=one.id, start=start, end=end, quote=one.text[start:end])
        for one in documents
        for start, end in spans
    )


def _document(passage: sheets.Passage) -> Document:
    text = "".join(f"{heading}\n" for heading in passage.path[1:]) + passage.text
    return Document(
        id=_id(passage),
        title=passage.path[0],
        publisher="",
        url=None,
        language=passage.language,
        trip=None,
        places=(),
        examples={},
        file=f"{_id(passage)}.txt",
        text=text,
        headings=None,
        pages=(),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _id(passage: sheets.Passage) -> str:
    return passage.id.lower().replace(":", "-")


def _example(one: sheets.Example, document: Document) -> Example:
    above = len(document.text) - len(one.passage.text)
    spans = [(start + above, end + above) for start, end in one.spans]
    return Example(
        group=one.author,
        text=one.question,
        language=one.language,
        kind=one.kind,
        answers=one.answers,
        documents=frozenset((document.id,)),
        evidence=_evidence([document], spans),
    )
