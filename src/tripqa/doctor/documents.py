"""Whether questions find the documents: each is searched for by the text of one of its own passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tripqa.doctor.finding import Finding, NotChecked, broken, some, well
from tripqa.doctor.installation import Installation
from tripqa.doctor.mending import tripqa
from tripqa.domain import EVERYTHING, Passage
from tripqa.errors import EncoderError, FormatMismatch, IndexDamaged, IndexMissing, QuestionRefused, SpaceMismatch
from tripqa.index.local import LocalIndex
from tripqa.ports import Encoder
from tripqa.questions import question_of
from tripqa.retrieval import Retrieval
from tripqa.text.folding import lowered
from tripqa.text.passages import search_text

MOST = 200  # documents, evenly spread: a search and its encoding take some 20 ms
_HITS = 10
_TRIES = 3  # passages of one document: another document may say the same
_ALIKE = 0.8  # a cosine: int8 of two processors comes within .97, the vector of another text within .6


def check_documents(installation: Installation) -> Iterator[Finding]:
    """Search for documents, and compare what is stored of them with what the encoder makes of them now."""
    try:
        choice = installation.encoder
        index = LocalIndex.open(installation.settings.index, space=choice.space)
        encoder = choice.load()
    except (IndexMissing, IndexDamaged, FormatMismatch, SpaceMismatch, EncoderError) as error:
        rebuild = () if isinstance(error, IndexMissing) else ("--rebuild",)
        raise NotChecked(str(error), tripqa("ingest", *rebuild)) from error
    ids, tried = index.ids(), 0
    missed, strange = [], []
    search = Retrieval(index, encoder, None)
    for id in _spread(ids, MOST):
        if numbers := index.passages_of(id):
            tried += 1
            if not _is_found(id, [index.passage_at(number) for number in _spread(numbers, _TRIES)], search):
                missed.append(id)
            if not _is_of(encoder, index, numbers[0]):
                strange.append(id)
    told = f"{tried} of {len(ids)} document(s) were searched for by text of their own"
    if missed:
        yield broken(f"{told}; not found are {some(missed)}", tripqa("ingest", "--rebuild"))
    if strange:
        yield broken(
            f"this encoder makes other vectors than are stored, of {some(strange)}", tripqa("ingest", "--rebuild")
        )
    yield well(f"{told} and found")


def _spread(things: Sequence[Any], most: int) -> list[Any]:
    """Return things, or as many of them as may be, evenly spread."""
    return [things[at] for at in np.linspace(0, len(things) - 1, min(most, len(things))).astype(int).tolist()]


def _is_found(id: str, passages: Sequence[Passage], search: Retrieval) -> bool:
    """Tell whether a text of a document finds it, or another one that says the same; of what cannot be asked, yes."""
    asked = [passage.text for passage in passages if _can_be_asked(passage.text)]
    hits = ((text, hit) for text in asked for hit in search.rank(text, _HITS, EVERYTHING).hits)
    return not asked or any(hit.document.id == id or hit.passage.text == text for text, hit in hits)


def _can_be_asked(text: str) -> bool:
    try:
        question_of(text, None, 1)
    except QuestionRefused:
        return False
    return True


def _is_of(encoder: Encoder, index: LocalIndex, number: int) -> bool:
    passage = index.passage_at(number)
    text = lowered(search_text(index.document(passage.document_id), passage))
    now = encoder.encode_passages([text], lambda done, total: None)[0]
    return bool(index.parts.vectors.vectors[number] @ now >= _ALIKE)
