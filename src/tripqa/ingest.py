"""Documents -> one generation of the index. A second run over the same documents changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, stdev

from pydantic import TypeAdapter

from tripqa.answerers.refusing import everyday_questions
from tripqa.domain import EVERYTHING, Document, Manifest, NameGroup, Passage, Spread, WrittenGroup
from tripqa.errors import CorpusError, FormatMismatch, IndexDamaged, IndexMissing
from tripqa.index.generations import FORMAT, Generation, add_generation, read_current, writing
from tripqa.ports import Encoder, EncoderChoice, PassageIndex, Progress, Searchable
from tripqa.retrieval import RANKING, Retrieval
from tripqa.text.names import Names, written_groups
from tripqa.text.passages import SPLITTER, search_text, sentence_texts, split
from tripqa.text.terms import passage_terms

RULES = f"splitter {SPLITTER}, ranking {RANKING}"  # of another, an index is built anew
_DOCUMENT, _PASSAGE, _GROUP = TypeAdapter(Document), TypeAdapter(Passage), TypeAdapter(NameGroup)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest found and did."""

    manifest: Manifest
    changed: bool  # False: the index already was of these documents


@dataclass(frozen=True, slots=True)
class _Prints:
    """What an index is known to be of."""

    documents: str
    names: str


def ingest(
    documents: Sequence[Document],
    index: Path,
    encoder: EncoderChoice,
    progress: Progress,
    *,
    names: Sequence[NameGroup] = (),
    rebuild: bool,
) -> IngestReport:
    """Build an index of documents and make it current, unless the current one is of the same.

    The encoder is loaded only if something must be encoded. `rebuild` encodes all of it in any case.
    """
    ordered = sorted(documents, key=lambda document: document.id)
    prints = _Prints(
        _fingerprint(_DOCUMENT.dump_json(document) for document in ordered),
        _fingerprint(_GROUP.dump_json(group) for group in names),
    )
    with writing(index):
        if not rebuild and (current := _current(index)) and _same(current, encoder.space, prints):
            return IngestReport(current, changed=False)
        manifest = _build(ordered, names, prints, index, encoder.load(), progress)
        return IngestReport(manifest, changed=True)


def _build(
    documents: Sequence[Document],
    names: Sequence[NameGroup],
    prints: _Prints,
    index: Path,
    encoder: Encoder,
    progress: Progress,
) -> Manifest:
    owned = [(document, passage) for document in documents for passage in split(document)]
    if not owned:
        raise CorpusError("the corpus holds no text; put reports into it and run `tripqa ingest` again")
    owned.sort(key=lambda pair: pair[1].id)
    passages = [passage for _, passage in owned]
    texts = [search_text(document, passage) for document, passage in owned]
    found_by = _searchable(owned, texts, Names(names), encoder, progress)
    created = datetime.now(UTC)
    manifest = Manifest(
        format=FORMAT,
        generation=f"{created:%Y%m%dT%H%M%S%fZ}-{prints.documents[:8]}",
        created=created.isoformat(timespec="seconds"),
        space=encoder.space,
        dimension=encoder.dimension,
        rules=RULES,
        documents_fingerprint=prints.documents,
        names_fingerprint=prints.names,
        passages_fingerprint=_fingerprint(_PASSAGE.dump_json(passage) for passage in passages),
        documents=len(documents),
        passages=len(passages),
        sentences=sum(len(passage.sentences) for passage in passages),
        everyday={},
        files={},
    )

    def write(folder: Path) -> Manifest:
        return _write(folder, manifest, documents, passages, found_by, written_groups(names, texts), encoder)

    return add_generation(index, manifest.generation, write)


def _write(
    folder: Path,
    manifest: Manifest,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    found_by: Searchable,
    names: Sequence[WrittenGroup],
    encoder: Encoder,
) -> Manifest:
    """Write the parts of a generation, open it, and return its manifest with what is measured in it."""
    from tripqa.index.local import LocalIndex, write_parts

    write_parts(folder, documents, passages, found_by, names)
    index = LocalIndex.read(Generation(folder, manifest), space=encoder.space)
    return replace(manifest, everyday=_everyday(index, encoder))


def _everyday(index: PassageIndex, encoder: Encoder) -> dict[str, Spread]:
    """Measure the support that everyday questions find in an index."""
    retrieval = Retrieval(index, encoder, reranker=None)
    found: dict[str, Spread] = {}
    for language, questions in everyday_questions().items():
        supports = [retrieval.rank(question, 0, EVERYTHING).support for question in questions]
        found[language] = Spread(mean(supports), stdev(supports))
    return found


def _searchable(
    owned: Sequence[tuple[Document, Passage]],
    texts: Sequence[str],
    names: Names,
    encoder: Encoder,
    progress: Progress,
) -> Searchable:
    sentences = [text for document, passage in owned for text in sentence_texts(document, passage)]
    total = len(texts) + len(sentences)
    return Searchable(
        encoder.encode_passages(texts, lambda done, _: progress(done, total)),
        encoder.encode_passages(sentences, lambda done, _: progress(len(texts) + done, total)),
        (passage_terms(text, passage, names) for text, (_, passage) in zip(texts, owned, strict=True)),
    )


def _current(index: Path) -> Manifest | None:
    """Return the manifest of the current generation if that can still be used."""
    try:
        return read_current(index, lambda generation: generation.manifest)
    except (IndexMissing, IndexDamaged, FormatMismatch):
        return None


def _same(manifest: Manifest, space: str, prints: _Prints) -> bool:
    found = (manifest.space, manifest.rules, manifest.documents_fingerprint, manifest.names_fingerprint)
    return found == (space, RULES, prints.documents, prints.names)


def _fingerprint(records: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for record in records:
        digest.update(len(record).to_bytes(8, "big") + record)
    return digest.hexdigest()
