"""Whether a generation finds what it holds: each document by the vector and by the terms of its first passage.

No encoder is needed: the vectors are those that are stored, and the terms are made of the text as they were when it was
written. What was measured: docs/operations.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tripqa.domain import Document
from tripqa.errors import FormatMismatch, IndexDamaged
from tripqa.index.best import Rows
from tripqa.index.generations import Generation, damages, read_manifest
from tripqa.index.local import LocalIndex
from tripqa.index.pointer import Pointer
from tripqa.text.names import Names
from tripqa.text.passages import search_text
from tripqa.text.terms import passage_terms

_AT_ONCE = 2048  # documents whose vectors are searched with together: 256 take ten times as long each
_PRODUCTS = 4e11  # of numbers at most: beyond 10,000 documents among 100,000 passages, evenly spread ones are tried
_TERMS = 16  # of a passage, evenly spread, are asked for: all of them would take three times as long
_CLOSE = 1e-4  # what a cosine may differ by


def check_found(index: LocalIndex) -> None:
    """Look for each document of a generation that was just written; OSError if one is not found."""
    for fault in found_faults(index):
        raise OSError(f"what was written is not found again: {fault}")


def faults_of(pointer: Pointer) -> Iterator[str]:
    """Say what is wrong with a stored generation: its manifest, its files and, if they are whole, what it finds."""
    try:
        manifest = read_manifest(pointer)
        damaged = False
        for fault in damages(pointer.folder, manifest):
            damaged = True
            yield _words(fault)
        if not damaged:
            yield from found_faults(LocalIndex.read(Generation(pointer.folder, manifest), space=manifest.space))
    except IndexDamaged as fault:
        yield _words(fault)
    except FormatMismatch as fault:
        yield str(fault)


def found_faults(index: LocalIndex) -> Iterator[str]:
    """Say which documents are not found, and what else cannot be right."""
    first_of = {index.passage_at(row).document_id: row for row in index.parts.places.first_passages.tolist()}
    names = Names(index.names())
    for document in index.documents():
        row = first_of.pop(document.id, None)
        if row is not None:
            yield from _text_faults(index, document, row, names)
    yield from (f"the passages of {id!r} have no document" for id in first_of)
    yield from _vector_faults(index)


def _text_faults(index: LocalIndex, document: Document, row: int, names: Names) -> Iterator[str]:
    passage = index.passage_at(row)
    if document.text[passage.start : passage.end] != passage.text:
        yield f"{document.id!r} does not hold the text of its passage {passage.id}"
        return
    terms = sorted(passage_terms(search_text(document, passage), passage, names))
    coverage = index.parts.lexical.coverage(terms[:: max(1, len(terms) // _TERMS)])
    if coverage.worth and abs(coverage.of(np.array([row]))[0] - 1) > _CLOSE:
        yield f"{document.id!r} is not found by the terms of its passage {passage.id}"


def _vector_faults(index: LocalIndex) -> Iterator[str]:
    vectors = index.parts.vectors
    for rows in _spread(index):
        found, own = vectors.highest(rows), np.einsum("ij,ij->i", vectors.vectors[rows], vectors.vectors[rows])
        for row in rows[~(np.abs(found - own) <= _CLOSE)].tolist():
            yield f"{index.passage_at(row).id} is not found by its own vector"
    if not vectors.skims_rightly():
        yield "what skims the vectors is of other vectors"


def _spread(index: LocalIndex) -> Iterator[Rows]:
    """Return the first passages of all documents, or of as many as can be searched for in seconds."""
    rows, costs = index.parts.places.first_passages, index.manifest.passages * index.manifest.dimension
    if len(rows) * costs > _PRODUCTS:
        rows = rows[np.linspace(0, len(rows) - 1, max(1, int(_PRODUCTS / costs))).astype(np.int64)]
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))


def _words(fault: IndexDamaged) -> str:
    return f"{fault.file} {fault.what}"
