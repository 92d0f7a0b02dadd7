"""Documents to an index: once, and again only when something has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.asking import matching
from tests.builders import document
from tests.conftest import quiet
from tripqa.domain import EVERYTHING, Document, NameGroup, WrittenGroup
from tripqa.encoders.hashing import HashingEncoder
from tripqa.errors import CorpusError
from tripqa.index.local import LocalIndex
from tripqa.ingesting import ingest
from tripqa.parsing.corpus import read_corpus
from tripqa.ports import Encoder, EncoderChoice


class Loads:
    """An encoder choice that counts how often it is loaded."""

    def __init__(self) -> None:
        self.count = 0
        self.choice = EncoderChoice(HashingEncoder().space, self._load)

    def _load(self) -> Encoder:
        self.count += 1
        return HashingEncoder()


TEXT = "台北市の調査をしました。\n\nKLID(韓国地域情報開発院)を9月8日に訪問しました。\n\n台北とＫＬＩＤの話です。"
TAIPEI = NameGroup("place", ("Taipei", "台北", "タイペイ"))
KLID = NameGroup("organisation", ("韓国地域情報開発院", "KLID"))
PUSAN = NameGroup("place", ("釜山", "Busan"))


@pytest.fixture(scope="module")
def short() -> Document:
    """A document that is indexed in no time."""
    return document(TEXT)


@pytest.fixture
def loads() -> Loads:
    return Loads()


def written(index: Path) -> dict[Path, int]:
    """Return when each file was written, but for who writes."""
    return {path: path.stat().st_mtime_ns for path in index.rglob("*") if path.name != ".lock"}


def test_a_second_run_changes_nothing_and_loads_no_encoder(tmp_path: Path, short: Document, loads: Loads) -> None:
    first = ingest((short,), tmp_path, loads.choice, quiet, rebuild=False)
    before = written(tmp_path)
    second = ingest((short,), tmp_path, loads.choice, quiet, rebuild=False)

    assert (first.changed, second.changed) == (True, False)
    assert first.manifest.generation == second.manifest.generation
    assert written(tmp_path) == before
    assert loads.count == 1


@pytest.mark.parametrize("change", [{"text": "別の文章です。"}, {"title": "別の題"}, {"url": "https://example.org/"}])
def test_a_changed_document_is_indexed_anew(
    tmp_path: Path, short: Document, loads: Loads, change: dict[str, str]
) -> None:
    ingest((short,), tmp_path, loads.choice, quiet, rebuild=False)

    assert ingest((replace(short, **change),), tmp_path, loads.choice, quiet, rebuild=False).changed


@pytest.mark.parametrize(
    "names",
    [
        (),
        (TAIPEI,),
        (TAIPEI, NameGroup("organisation", ("韓国地域情報開発院", "KLID", "지역정보개발원"))),
        (TAIPEI, KLID, PUSAN),
    ],
    ids=lambda names: " ".join(group.names[0] for group in names) or "none",
)
def test_changed_names_make_a_new_generation(
    tmp_path: Path, short: Document, loads: Loads, names: tuple[NameGroup, ...]
) -> None:
    before = ingest((short,), tmp_path, loads.choice, quiet, names=(TAIPEI, KLID), rebuild=False).manifest
    same = ingest((short,), tmp_path, loads.choice, quiet, names=(TAIPEI, KLID), rebuild=False)
    other = ingest((short,), tmp_path, loads.choice, quiet, names=names, rebuild=False)

    assert not same.changed
    assert other.changed
    assert other.manifest.names_fingerprint != before.names_fingerprint
    assert other.manifest.documents_fingerprint == before.documents_fingerprint
    assert other.manifest.passages_fingerprint == before.passages_fingerprint


def test_names_are_kept_with_the_writings_that_the_documents_use_most_frequent_first(
    tmp_path: Path, short: Document, loads: Loads
) -> None:
    ingest((short,), tmp_path, loads.choice, quiet, names=(TAIPEI, KLID, PUSAN), rebuild=False)

    assert LocalIndex.open(tmp_path, space=loads.choice.space).names() == [
        WrittenGroup(TAIPEI.names, ("台北",), TAIPEI.kind),
        WrittenGroup(KLID.names, ("KLID", "韓国地域情報開発院"), KLID.kind),
        WrittenGroup(PUSAN.names, (), PUSAN.kind),
    ]


def test_a_passage_is_found_by_its_words_its_names_and_its_days(tmp_path: Path, short: Document, loads: Loads) -> None:
    ingest((short,), tmp_path, loads.choice, quiet, names=(KLID,), rebuild=False)
    index = LocalIndex.open(tmp_path, space=loads.choice.space)

    def found(term: str) -> list[str]:
        return [index.passage(scored.passage_id).text for scored in matching(index, [term], 5, EVERYTHING)]

    assert [len(found(term)) for term in ("調査", "klid", "=韓国地域情報開発院", "@9-8", "海")] == [1, 1, 1, 1, 0]


def test_indexing_the_same_text_again_never_renames_a_passage(tmp_path: Path, short: Document, loads: Loads) -> None:
    first = ingest((short,), tmp_path, loads.choice, quiet, rebuild=False).manifest
    second = ingest((short,), tmp_path, loads.choice, quiet, rebuild=True).manifest

    assert first.passages_fingerprint == second.passages_fingerprint


def test_the_order_of_documents_does_not_matter(tmp_path: Path, short: Document, loads: Loads) -> None:
    other = replace(short, id="other", text="港の視察をしました。")

    ingest((short, other), tmp_path, loads.choice, quiet, rebuild=False)

    assert not ingest((other, short), tmp_path, loads.choice, quiet, rebuild=False).changed
    opened = LocalIndex.open(tmp_path, space=loads.choice.space)
    assert [document.id for document in opened.documents()] == ["other", short.id]


@pytest.mark.parametrize("text", ["", " \n\t\n\u3000"])
def test_a_corpus_without_text_is_an_error_that_says_what_to_do(
    tmp_path: Path, short: Document, loads: Loads, text: str
) -> None:
    with pytest.raises(CorpusError, match="holds no text"):
        ingest((replace(short, text=text),), tmp_path, loads.choice, quiet, rebuild=False)


def test_progress_counts_passages_and_sentences_to_the_end(tmp_path: Path, short: Document, loads: Loads) -> None:
    seen: list[tuple[int, int]] = []

    manifest = ingest(
        (short,), tmp_path, loads.choice, lambda done, total: seen.append((done, total)), rebuild=False
    ).manifest

    assert seen[-1] == (manifest.passages + manifest.sentences,) * 2


class Rewritten(Sequence[Document]):
    """Documents of which one is rewritten after all have been read so many times."""

    def __init__(self, documents: Sequence[Document], times: int) -> None:
        self._documents, self._reads, self._times = documents, 0, times

    def __len__(self) -> int:
        return len(self._documents)

    def __getitem__(self, number: Any) -> Any:
        self._reads += 1
        found = self._documents[number]
        return found if self._reads <= self._times * len(self) else replace(found, text="港の視察をしました。")


@pytest.mark.parametrize("times", [1, 2])
def test_a_document_that_changes_while_it_is_indexed_is_an_error_and_leaves_the_old_index(
    tmp_path: Path, short: Document, loads: Loads, times: int
) -> None:
    before = ingest((short,), tmp_path, loads.choice, quiet, rebuild=False).manifest

    with pytest.raises(CorpusError, match="has changed while it was indexed; run `tripqa ingest` again"):
        ingest(Rewritten([short], times), tmp_path, loads.choice, quiet, rebuild=True)

    assert LocalIndex.open(tmp_path, space=loads.choice.space).manifest == before
    assert not list(tmp_path.glob(".building-*"))


@pytest.mark.parametrize("name", ["a.txt", "corpus.jsonl"])
def test_a_file_that_cannot_be_read_again_is_not_said_to_have_changed(
    tmp_path: Path, loads: Loads, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_text('{"_id": "a", "text": "港"}\n', encoding="utf-8")
    documents = read_corpus(tmp_path).documents

    def refuse(path: Path, *_: object, **__: object) -> NoReturn:
        raise OSError(24, "Too many open files")

    with monkeypatch.context() as broken:
        broken.setattr("tripqa.plain_file.open", refuse, raising=False)
        with pytest.raises(CorpusError, match=rf"{name} cannot be read \(Too many open files\)"):
            ingest(documents, tmp_path / "index", loads.choice, quiet, rebuild=False)


def test_documents_whose_ids_begin_alike_keep_their_passages_apart(
    tmp_path: Path, short: Document, loads: Loads
) -> None:
    owners = [replace(short, id=id) for id in ("a", "a-b", "a.b", "a_b", "a0", "ab")]
    ingest([*reversed(owners), replace(short, id="empty", text="")], tmp_path, loads.choice, quiet, rebuild=False)
    index = LocalIndex.open(tmp_path, space=loads.choice.space)

    passages = [index.passage_at(number) for number in range(index.manifest.passages)]
    assert [found.id for found in passages] == sorted(found.id for found in passages)
    assert all(index.passage(found.id) == found for found in passages)
    assert {found.document_id for found in passages} == {owner.id for owner in owners}
    assert [found.id for found in index.documents()] == sorted([*(owner.id for owner in owners), "empty"])


def test_more_passages_than_are_encoded_at_once_are_found_as_fewer_are(
    tmp_path: Path, loads: Loads, monkeypatch: pytest.MonkeyPatch
) -> None:
    owners = [document(f"{number}番の港を視察しました。\n\n市場の話です。" * 3, id=f"d{number}") for number in range(9)]
    whole = ingest(owners, tmp_path / "whole", loads.choice, quiet, names=(TAIPEI,), rebuild=False).manifest
    monkeypatch.setattr("tripqa.ingesting._SLICE", 2)
    sliced = ingest(owners, tmp_path / "sliced", loads.choice, quiet, names=(TAIPEI,), rebuild=False).manifest

    same = {name: facts for name, facts in whole.files.items() if name != "terms.zip"}
    assert {name: facts for name, facts in sliced.files.items() if name != "terms.zip"} == same
