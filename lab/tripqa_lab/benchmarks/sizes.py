"""A corpus of any size, made of real documents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from tripqa.domain import Document
from tripqa.text.passages import split
from tripqa.text.sentences import sentences
from tripqa_lab.errors import BenchmarkError


def documents_for(real: Sequence[Document], passages: int) -> list[Document]:
    """Return as many documents as it takes to hold so many passages: real ones first, then new ones made of them."""
    if not any(document.text.strip() for document in real):
        raise BenchmarkError("the documents hold no text; name a folder that does")
    chosen, found = [], 0
    for document in _endless(real):
        if found >= passages:
            break
        chosen.append(document)
        found += len(split(document))
    return chosen


def _endless(real: Sequence[Document]) -> Iterator[Document]:
    yield from real
    seen = {document.text for document in real}
    for turn in count(1):
        before = len(seen)
        for place, document in enumerate(real):
            made = _mixed(document, real[(place + turn) % len(real)], turn)
            if made.text not in seen:
                seen.add(made.text)
                yield made
        if len(seen) == before:
            raise BenchmarkError("the folder holds too few documents to make that many passages of; name a larger one")


def _mixed(document: Document, other: Document, turn: int) -> Document:
    """Return a document of the first half of one and the second half of another: new, and of real sentences."""
    first, second = _sentences(document), _sentences(other)
    text = "".join([*first[: -(-len(first) // 2)], *second[len(second) // 2 :]])
    digest = hashlib.sha256(text.encode()).hexdigest()
    return replace(document, id=f"{document.id}-mixed-{turn}", text=text, text_sha256=digest)


def _sentences(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in sentences(document.text, 0, len(document.text))]
