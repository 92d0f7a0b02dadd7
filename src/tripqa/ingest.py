"""Documents -> one generation of the index. A second run over the same documents changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, stdev

from pydantic import TypeAdapter

from tripqa.answerers.refusing import everyday_questions, support
from tripqa.domain import Document, Manifest, Passage, Spread
from tripqa.errors import CorpusError, FormatMismatch, IndexDamaged, IndexMissing
from tripqa.index.generations import FORMAT, read_current, writing
from tripqa.index.memory import MemoryIndex
from tripqa.ports import Encoder, EncoderChoice, PassageIndex, PassageVectors, Progress
from tripqa.retrieval import RANKING, READ, rank
from tripqa.text.folding import fold_question
from tripqa.text.passages import SPLITTER, search_text, sentence_texts, split

RULES = f"splitter {SPLITTER}, ranking {RANKING}"  # of another, an index is built anew
_DOCUMENT, _PASSAGE = TypeAdapter(Document), TypeAdapter(Passage)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest found and did."""

    manifest: Manifest
    changed: bool  # False: the index already was of these documents


def ingest(
    documents: Sequence[Document], index: Path, encoder: EncoderChoice, progress: Progress, *, rebuild: bool
) -> IngestReport:
    """Build an index of documents and make it current, unless the current one is of the same.

    The encoder is loaded only if something must be encoded. `rebuild` encodes all of it in any case.
    """
    ordered = sorted(documents, key=lambda document: document.id)
    fingerprint = _fingerprint(_DOCUMENT.dump_json(document) for document in ordered)
    with writing(index):
        if not rebuild and (current := _current(index)) and _same(current, encoder.space, fingerprint):
            return IngestReport(current, changed=False)
        manifest = _build(ordered, fingerprint, index, encoder.load(), progress)
        return IngestReport(manifest, changed=True)


def _build(
    documents: Sequence[Document], fingerprint: str, index: Path, encoder: Encoder, progress: Progress
) -> Manifest:
    from tripqa.index.local import write_local

    owned = [(document, passage) for document in documents for passage in split(document)]
    if not owned:
        raise CorpusError("the corpus holds no text; put reports into it and run `tripqa ingest` again")
    owned.sort(key=lambda pair: pair[1].id)
    passages = [passage for _, passage in owned]
    vectors = _encode(owned, encoder, progress)
    created = datetime.now(UTC)
    manifest = Manifest(
        format=FORMAT,
        generation=f"{created:%Y%m%dT%H%M%S%fZ}-{fingerprint[:8]}",
        created=created.isoformat(timespec="seconds"),
        space=encoder.space,
        dimension=encoder.dimension,
        rules=RULES,
        documents_fingerprint=fingerprint,
        passages_fingerprint=_fingerprint(_PASSAGE.dump_json(passage) for passage in passages),
        documents=len(documents),
        passages=len(passages),
        sentences=sum(len(passage.sentences) for passage in passages),
        everyday={},
        files={},
    )
    everyday = _everyday(MemoryIndex(manifest, documents, passages, vectors), encoder)
    return write_local(index, replace(manifest, everyday=everyday), documents, passages, vectors)


def _everyday(index: PassageIndex, encoder: Encoder) -> dict[str, Spread]:
    """Measure the support that everyday questions find in an index."""
    found: dict[str, Spread] = {}
    for language, questions in everyday_questions().items():
        supports = [
            support(rank(index, encoder.encode_question(fold_question(question)), READ)) for question in questions
        ]
        found[language] = Spread(mean(supports), stdev(supports))
    return found


def _encode(owned: Sequence[tuple[Document, Passage]], encoder: Encoder, progress: Progress) -> PassageVectors:
    texts = [search_text(document, passage) for document, passage in owned]
    sentences = [text for document, passage in owned for text in sentence_texts(document, passage)]
    total = len(texts) + len(sentences)
    return PassageVectors(
        encoder.encode_passages(texts, lambda done, _: progress(done, total)),
        encoder.encode_passages(sentences, lambda done, _: progress(len(texts) + done, total)),
    )


def _current(index: Path) -> Manifest | None:
    """Return the manifest of the current generation if that can still be used."""
    try:
        return read_current(index, lambda generation: generation.manifest)
    except (IndexMissing, IndexDamaged, FormatMismatch):
        return None


def _same(manifest: Manifest, space: str, fingerprint: str) -> bool:
    found = (manifest.space, manifest.rules, manifest.documents_fingerprint)
    return found == (space, RULES, fingerprint)


def _fingerprint(records: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for record in records:
        digest.update(len(record).to_bytes(8, "big") + record)
    return digest.hexdigest()
