"""Only what changed is encoded, and what comes of it is what a fresh build gives."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from tests.builders import FRAGMENTS, document
from tests.conftest import quiet
from tripqa.domain import EVERYTHING, Document, NameGroup
from tripqa.encoders.hashing import HashingEncoder
from tripqa.index.documents import LocalDocuments
from tripqa.index.generations import pointers
from tripqa.index.known import KEY, KnownVectors, keys_of
from tripqa.index.local import LocalIndex
from tripqa.ingesting import ingest
from tripqa.ports import EncoderChoice, Progress, Vectors
from tripqa.retrieval import Retrieval

HARBOUR = document("港は広い。\n\n灯台は古い。", id="harbour")
MARKET = document("市場は朝に開く。\n\n魚が並ぶ。", id="market")
SPACE = HashingEncoder().space


class Counting(HashingEncoder):
    """The hashing encoder, with a list of what it encoded."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        self.encoded += texts
        return super().encode_passages(texts, progress)

    @property
    def choice(self) -> EncoderChoice:
        return EncoderChoice(self.space, lambda: self)


def encoded(folder: Path, documents: Sequence[Document], *, rebuild: bool = False) -> list[str]:
    """Return what an ingest of these documents encodes."""
    counting = Counting()
    ingest(documents, folder, counting.choice, quiet, rebuild=rebuild)
    return counting.encoded


def test_an_added_document_is_encoded_alone(tmp_path: Path) -> None:
    encoded(tmp_path, [HARBOUR])

    new = encoded(tmp_path, [HARBOUR, MARKET])

    assert new
    assert not [text for text in new if "港" in text or "灯台" in text]


def test_of_a_changed_document_only_what_changed_is_encoded(tmp_path: Path) -> None:
    encoded(tmp_path, [HARBOUR])

    new = encoded(tmp_path, [replace(HARBOUR, text="港は広い。\n\n灯台は新しい。")])

    assert "灯台は新しい。" in new
    assert "港は広い。" not in new


@pytest.mark.parametrize("change", [{"id": "port"}, {"file": "other.txt"}, {"url": "https://example.org/"}])
def test_a_document_that_is_renamed_or_described_otherwise_is_not_encoded_again(
    tmp_path: Path, change: dict[str, str]
) -> None:
    encoded(tmp_path, [HARBOUR])

    assert encoded(tmp_path, [replace(HARBOUR, **change)]) == []


def test_new_names_encode_nothing(tmp_path: Path) -> None:
    encoded(tmp_path, [HARBOUR])
    counting = Counting()

    names = [NameGroup("place", ("港", "harbour"))]
    assert ingest([HARBOUR], tmp_path, counting.choice, quiet, names=names, rebuild=False).changed
    assert counting.encoded == []


def test_a_title_is_encoded_with_each_passage_and_with_no_sentence(tmp_path: Path) -> None:
    encoded(tmp_path, [HARBOUR])

    assert all("別の題" in text for text in encoded(tmp_path, [replace(HARBOUR, title="別の題")]))


def test_all_is_encoded_again_on_request(tmp_path: Path) -> None:
    first = encoded(tmp_path, [HARBOUR])

    assert encoded(tmp_path, [HARBOUR], rebuild=True) == first


def test_progress_counts_what_is_encoded_and_nothing_else(tmp_path: Path) -> None:
    encoded(tmp_path, [HARBOUR])
    told: list[tuple[int, int]] = []
    counting = Counting()

    ingest([HARBOUR, MARKET], tmp_path, counting.choice, lambda *count: told.append(count), rebuild=False)

    assert told[-1] == (len(counting.encoded), len(counting.encoded))


def test_nothing_of_a_damaged_generation_is_taken_over(tmp_path: Path) -> None:
    first = encoded(tmp_path, [HARBOUR])
    (vectors,) = tmp_path.glob("*/passages.f32")
    vectors.write_bytes(bytes(len(vectors.read_bytes())))

    assert encoded(tmp_path, [HARBOUR]) == first


def test_keys_tell_texts_apart() -> None:
    keys = keys_of(["港", "港 ", "", "港"])

    assert keys.dtype == KEY
    assert len(np.unique(keys)) == 3
    assert keys[0] == keys[3]


def test_nothing_is_known_of_nothing() -> None:
    assert KnownVectors(()).missing(keys_of(["港", "市"])).all()


IDS = st.sampled_from(["a", "b", "a-1", "a.b", "zz"])
PARTS = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=4)
SAME = ("passages.jsonl", "documents.jsonl", "places.rows", "labels.json", "passages.f32", "sentences.f32")


class Corpora(RuleBasedStateMachine):
    """Documents are added, edited, renamed and removed; after each ingest the index equals one built afresh."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.index = Path(self.folder.name) / "index"
        self.documents: dict[str, Document] = {}
        self.count = 0

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(target=ids, id=IDS, parts=PARTS)
    def put(self, id: str, parts: list[str]) -> str:
        """Add a document or replace its text."""
        self.documents[id] = document("\n\n".join(parts), id=id)
        return id

    @rule(id=ids, title=st.sampled_from(["", "報告", "Report"]))
    def describe(self, id: str, title: str) -> None:
        if id in self.documents:
            self.documents[id] = replace(self.documents[id], title=title)

    @rule(old=ids, new=st.sampled_from(["c", "d-2"]))
    def rename(self, old: str, new: str) -> None:
        if found := self.documents.pop(old, None):
            self.documents[new] = replace(found, id=new)

    @rule(id=ids)
    def remove(self, id: str) -> None:
        self.documents.pop(id, None)

    @precondition(lambda self: self.documents)
    @rule()
    def ingested(self) -> None:
        """Bring the index up to date, and compare it with one that knew nothing before."""
        self.count += 1
        afresh = Path(self.folder.name) / f"afresh-{self.count}"
        documents = list(self.documents.values())
        for folder in (self.index, afresh):
            ingest(documents, folder, EncoderChoice(SPACE, HashingEncoder), quiet, rebuild=False)
        for name in SAME:
            assert bytes_of(self.index, name) == bytes_of(afresh, name), name
        assert found(self.index) == found(afresh)

    @invariant()
    def the_last_generation_answers(self) -> None:
        if self.count:
            assert list(LocalDocuments.open(self.index).documents())


def bytes_of(index: Path, name: str) -> bytes:
    return (pointers(index)[0].folder / name).read_bytes()


def found(index: Path) -> list[str]:
    opened = LocalIndex.open(index, space=SPACE)
    retrieval = Retrieval(opened, HashingEncoder(), reranker=None)
    hits = [retrieval.rank(question, 5, EVERYTHING).hits for question in ("KLIDの設立", "스마트", "高雄市 health")]
    return [json.dumps([(hit.passage.id, hit.score) for hit in ranked]) for ranked in hits]


Corpora.TestCase.settings = settings(max_examples=10, stateful_step_count=12, deadline=None)
TestCorpora = Corpora.TestCase
