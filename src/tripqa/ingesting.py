"""Documents -> one generation of the index. A second run over the same documents changes nothing.

Documents are read several times and never held: to see whether anything has changed, to count what there is to
encode, and to split, encode and write them. Only a few numbers are held of each document and passage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import TypeAdapter

from tripqa.domain import Document, NameGroup, Passage
from tripqa.errors import CorpusError, FormatMismatch, IndexDamaged, IndexMissing
from tripqa.index.generations import FORMAT, Generation, read_current
from tripqa.index.lock import NO_WAIT, Wait
from tripqa.index.pointer import generation_name
from tripqa.index.publishing import KEPT, add_generation, writing
from tripqa.manifest import Manifest
from tripqa.ports import Encoder, EncoderChoice, Progress
from tripqa.retrieval import RANKING
from tripqa.text.folding import lowered
from tripqa.text.names import Names
from tripqa.text.passages import SPLITTER, search_text, sentence_texts, split
from tripqa.text.terms import passage_terms

if TYPE_CHECKING:  # they load FAISS and tantivy
    from tripqa.index.known import Embedded, KnownVectors
    from tripqa.index.writing import Counts, Parts

RULES = f"splitter {SPLITTER}, ranking {RANKING}"  # of another, an index is built anew
_SLICE = 1024  # passages that are encoded and written at once
_DOCUMENT, _PASSAGE, _GROUP = TypeAdapter(Document), TypeAdapter(Passage), TypeAdapter(NameGroup)
_Owned = tuple[Document, Passage]


@dataclass(frozen=True, slots=True)
class Changes:
    """How the documents of two generations differ: their ids, in order."""

    added: tuple[str, ...]
    changed: tuple[str, ...]  # in their text or in what is said of them
    removed: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest found and did."""

    manifest: Manifest
    changed: bool  # False: the index already was of these documents and names, made by these rules
    changes: Changes


@dataclass(frozen=True, slots=True)
class _Wished:
    """What an index is to be of."""

    documents: Sequence[Document]  # each read when it is looked at
    names: Sequence[NameGroup]
    order: Sequence[int]  # of the documents, such that their passages come in passage-id order
    ids: Sequence[str]  # of the documents, in that order
    prints: Sequence[bytes]  # of each of them
    documents_fingerprint: str
    names_fingerprint: str

    @classmethod
    def of(cls, documents: Sequence[Document], names: Sequence[NameGroup]) -> _Wished:
        """Read all documents once."""
        known = [(f"{document.id}:", _print(document)) for document in documents]
        order = sorted(range(len(known)), key=lambda number: known[number][0])
        ids = [known[number][0].removesuffix(":") for number in order]
        prints = [known[number][1] for number in order]
        names_fingerprint = _fingerprint(map(_GROUP.dump_json, names))
        return cls(documents, names, order, ids, prints, _fingerprint(prints), names_fingerprint)

    def split(self) -> Iterator[tuple[Document, list[Passage]]]:
        """Return the documents, one at a time, with their passages. CorpusError if one is not what it was."""
        for number, known in zip(self.order, self.prints, strict=True):
            document = self.documents[number]
            if _print(document) != known:
                raise CorpusError(f"{document.file} has changed while it was indexed; run `tripqa ingest` again")
            yield document, sorted(split(document), key=lambda passage: passage.id)


def ingest(
    documents: Sequence[Document],
    index: Path,
    encoder: EncoderChoice,
    progress: Progress,
    *,
    names: Sequence[NameGroup] = (),
    rebuild: bool,
    wait: Wait = NO_WAIT,
    kept: int = KEPT,
) -> IngestReport:
    """Build an index of documents and make it current, unless the current one is of the same.

    The encoder is loaded only if something must be encoded. `rebuild` encodes all of it in any case.
    So many generations are `kept`, the new one among them; `wait` is for another ingest.
    """
    wished = _Wished.of(documents, names)
    with writing(index, wait):
        current = _current(index)
        if current and not rebuild and _same(current.manifest, encoder.space, wished):
            return IngestReport(current.manifest, False, Changes((), (), (), len(documents)))
        changes, source = _changes(current, wished), None if rebuild else current
        return IngestReport(_build(wished, index, encoder, progress, source, kept), True, changes)


def changes_since(
    generation: Generation, documents: Sequence[Document], names: Sequence[NameGroup]
) -> tuple[Changes, bool]:
    """Return how documents differ from those of a generation, and whether the names do; CorpusError as `ingest`."""
    wished = _Wished.of(documents, names)
    return _changes(generation, wished), generation.manifest.names_fingerprint != wished.names_fingerprint


def _build(
    wished: _Wished, index: Path, choice: EncoderChoice, progress: Progress, source: Generation | None, kept: int
) -> Manifest:
    """Build a generation; vectors that `source` has are taken from there."""
    from tripqa.index.known import NOTHING_KNOWN, keys_of
    from tripqa.index.writing import Counts, read_known

    known = read_known(source) if source and source.manifest.space == choice.space else NOTHING_KNOWN
    passages = sentences = unknown = 0
    for document, found in wished.split():
        passages += len(found)
        sentences += sum(len(passage.sentences) for passage in found)
        unknown += int(known.missing(keys_of(_texts(document, found))).sum())
    if not passages:
        raise CorpusError("the corpus holds no text; put reports into it and run `tripqa ingest` again")
    encoder, created = choice.load(), datetime.now(UTC)
    counts = Counts(passages, sentences, encoder.dimension)
    embed = _Embedding(encoder, progress, known, unknown)
    manifest = Manifest(
        format=FORMAT,
        generation=generation_name(created, wished.documents_fingerprint),
        created=created.isoformat(timespec="seconds"),
        space=encoder.space,
        dimension=encoder.dimension,
        rules=RULES,
        documents_fingerprint=wished.documents_fingerprint,
        names_fingerprint=wished.names_fingerprint,
        passages_fingerprint="",
        documents=len(wished.documents),
        passages=passages,
        sentences=sentences,
        files={},
    )
    return add_generation(
        index, manifest.generation, lambda folder: _write(folder, manifest, wished, counts, embed), kept
    )


def _write(folder: Path, manifest: Manifest, wished: _Wished, counts: Counts, embed: _Embedding) -> Manifest:
    """Write the parts of a generation, open it, and return its manifest."""
    from tripqa.index.checking import check_found
    from tripqa.index.local import LocalIndex
    from tripqa.index.writing import writing_parts

    names, digest = Names(wished.names), hashlib.sha256()
    with writing_parts(folder, counts) as parts:
        for owned in _slices(_added(wished, parts)):
            texts = [search_text(document, passage) for document, passage in owned]
            for (document, passage), text in zip(owned, texts, strict=True):
                _count(digest, _PASSAGE.dump_json(passage))
                parts.add_passage(document, passage, passage_terms(text, passage, names), names.writings(text))
            sentences = [text for one in owned for text in sentence_texts(*one)]
            parts.add_vectors(embed(texts), embed(sentences))
        parts.add_names(wished.names)
    whole = replace(manifest, passages_fingerprint=digest.hexdigest())
    index = LocalIndex.read(Generation(folder, whole), space=manifest.space)
    check_found(index)
    return whole


class _Embedding:
    """Gives the vectors of one slice of texts after another: known ones, or encoded. It tells how far encoding is."""

    def __init__(self, encoder: Encoder, progress: Progress, known: KnownVectors, total: int) -> None:
        self.encoder, self._progress, self._known = encoder, progress, known
        self._total, self._done = total, 0

    def __call__(self, texts: Sequence[str]) -> Embedded:
        """Return the vectors of some texts, which are encoded in lower case, as questions are."""
        from tripqa.index.known import Embedded, keys_of

        texts = list(map(lowered, texts))
        keys, before = keys_of(texts), self._done
        missing = self._known.missing(keys)
        new = [text for text, is_missing in zip(texts, missing, strict=True) if is_missing]
        vectors = np.empty((len(texts), self.encoder.dimension), np.float32)
        self._known.fill(vectors, keys)
        if new:
            vectors[missing] = self.encoder.encode_passages(
                new, lambda done, _: self._progress(before + done, self._total)
            )
        self._done += len(new)
        return Embedded(vectors, keys)


def _texts(document: Document, passages: Sequence[Passage]) -> list[str]:
    """Return what is encoded of passages."""
    sentences = [text for passage in passages for text in sentence_texts(document, passage)]
    return list(map(lowered, [*(search_text(document, passage) for passage in passages), *sentences]))


def _added(wished: _Wished, parts: Parts) -> Iterator[_Owned]:
    """Add the documents to an index, and return their passages with them."""
    for document, passages in wished.split():
        parts.add_document(document)
        yield from ((document, passage) for passage in passages)


def _slices(owned: Iterator[_Owned]) -> Iterator[list[_Owned]]:
    while some := list(islice(owned, _SLICE)):
        yield some


def _current(index: Path) -> Generation | None:
    """Return the current generation if it can still be used."""
    try:
        return read_current(index, lambda generation: generation)
    except (IndexMissing, IndexDamaged, FormatMismatch):
        return None


def _same(manifest: Manifest, space: str, wished: _Wished) -> bool:
    found = (manifest.space, manifest.rules, manifest.documents_fingerprint, manifest.names_fingerprint)
    return found == (space, RULES, wished.documents_fingerprint, wished.names_fingerprint)


def _changes(current: Generation | None, wished: _Wished) -> Changes:
    """Compare the documents that are wished for with those of a generation."""
    from tripqa.index.documents import LocalDocuments

    before = {one.id: _print(one) for one in LocalDocuments.read(current).documents()} if current else {}
    now = dict(zip(wished.ids, wished.prints, strict=True))
    alike = {id for id, found in now.items() if before.get(id) == found}
    return Changes(
        tuple(sorted(now.keys() - before.keys())),
        tuple(sorted(now.keys() & before.keys() - alike)),
        tuple(sorted(before.keys() - now.keys())),
        len(alike),
    )


def _print(document: Document) -> bytes:
    return hashlib.sha256(_DOCUMENT.dump_json(document)).digest()


def _fingerprint(records: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for record in records:
        _count(digest, record)
    return digest.hexdigest()


def _count(digest: hashlib._Hash, record: bytes) -> None:
    digest.update(len(record).to_bytes(8, "big") + record)
