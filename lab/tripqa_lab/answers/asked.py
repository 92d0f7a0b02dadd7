"""What answers are fitted on: questions of authors whom the reader never saw, each side of the siblings a corpus.

A passage is a document of its own: its title is the document's, and the headings below it stand above its text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from tripqa.domain import Document
from tripqa.evaluation.examples import Example, ExampleCorpus
from tripqa.evaluation.questions import Evidence
from tripqa_lab.reader import sheets


def corpora_of(examples: Sequence[sheets.Example]) -> Iterator[ExampleCorpus]:
    """Yield a corpus of the first passage of all siblings, one of the second, and so on."""
    for side in sorted({one.passage.id[-1] for one in examples}):
        mine = [one for one in examples if one.passage.id[-1] == side]
        documents = {one.passage.id: _document(one.passage) for one in mine}
        asked = [_example(one, documents[one.passage.id]) for one in mine]
        yield ExampleCorpus(f"side {side}", list(documents.values()), [], asked)


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
        held_out=False,
        answers=one.answers,
        documents=frozenset((document.id,)),
        evidence=tuple(
            Evidence(document=document.id, start=start, end=end, quote=document.text[start:end]) for start, end in spans
        ),
    )
