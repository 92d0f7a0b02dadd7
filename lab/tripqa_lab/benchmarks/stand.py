"""Where ingests are killed: a small index that has what a large one has.

It has an earlier generation, whose vectors are used again, and an index that skims.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tripqa.domain import EVERYTHING
from tripqa.encoders.hashing import HashingEncoder
from tripqa.index import writing
from tripqa.index.checking import faults_of
from tripqa.index.generations import pointers
from tripqa.index.local import LocalIndex
from tripqa.ingesting import ingest
from tripqa.manifest import Manifest
from tripqa.parsing.corpus import read_corpus
from tripqa.ports import EncoderChoice
from tripqa.retrieval import Retrieval
from tripqa_lab.benchmarks.dying import told

_ENCODER = EncoderChoice(HashingEncoder().space, HashingEncoder)
_DOCUMENTS, _ASKED = 40, 7


class Stand:
    """Where it is tried: an index of the old documents, copied for each try, and what an index of the new ones is."""

    def __init__(self, folder: Path) -> None:
        self._base, self.index = folder / "base", folder / "index"
        old = [_row(number, "市場") for number in range(_DOCUMENTS)]
        self._corpus = _written(folder / "new", [_row(0, "空港"), *old[2:], _row(_DOCUMENTS, "市場")])
        self._old = _built(_written(folder / "old", old), self._base)
        self._fresh = _built(self._corpus, folder / "fresh")

    def prepare(self) -> None:
        """Put the old index into place."""
        shutil.rmtree(self.index, ignore_errors=True)
        shutil.copytree(self._base, self.index)

    def ingest(self) -> None:
        """Index the new documents."""
        _ingest(self._corpus, self.index)

    def found(self) -> str:
        """Open the index and ask it; return which generation it is: `old`, `new`, or what is wrong."""
        opened = LocalIndex.open(self.index, space=_ENCODER.space)
        ranking = Retrieval(opened, _ENCODER.load(), reranker=None).rank(f"第{_ASKED}回の会議", 1, EVERYTHING)
        if ranking.hits[0].document.id != f"d{_ASKED}":
            return "another answer"
        names = {self._old.documents_fingerprint: "old", self._fresh.documents_fingerprint: "new"}
        return names[opened.manifest.documents_fingerprint]

    def next_faults(self) -> Iterator[str]:
        """Say what is wrong after another ingest, which has ended well."""
        current = pointers(self.index)[0]
        manifest = LocalIndex.open(self.index, space=_ENCODER.space).manifest
        if _comparable(manifest) != _comparable(self._fresh):
            yield "is not what a fresh index is"
        yield from faults_of(current)
        expected = {"current", ".lock", *(one.folder.name for one in pointers(self.index))}
        if left := {path.name for path in self.index.iterdir()} - expected:
            yield f"leaves {', '.join(sorted(left))}"


def _ingest(corpus: Path, index: Path) -> None:
    ingest(read_corpus(corpus).documents, index, _ENCODER, lambda done, total: None, rebuild=False)


def _built(corpus: Path, index: Path) -> Manifest:
    told(lambda: _ingest(corpus, index))  # in a process of its own: tantivy starts threads to write
    return LocalIndex.open(index, space=_ENCODER.space).manifest


def _comparable(manifest: Manifest) -> Manifest:
    """Return a manifest without what two indexes of the same documents differ in."""
    files = {name: facts for name, facts in manifest.files.items() if name != "terms.zip"}
    return replace(manifest, generation="", created="", files=files)


def _written(folder: Path, rows: Sequence[dict[str, str]]) -> Path:
    folder.mkdir()
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    (folder / "corpus.jsonl").write_text(text, encoding="utf-8")
    return folder


def _row(number: int, about: str) -> dict[str, str]:
    text = f"{number}番の港を視察しました。\n\n{about}の話です。第{number}回の会議を行いました。"
    return {"_id": f"d{number}", "text": text}


def make_small_like_large() -> None:
    """Let few passages have an index that skims."""
    defaults = writing.writing_parts.__wrapped__.__kwdefaults__  # type: ignore[attr-defined]
    defaults["exact_up_to"] = 0
