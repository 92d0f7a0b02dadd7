"""A part of an index answers as an index that was built from its documents alone. Asked of every PassageIndex."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from tests.asking import matching, nearest
from tests.builders import document, passage
from tests.conftest import quiet
from tests.indexes import Build, Parts, in_id_order
from tripqa.citations.verify import StoredCitation, standings
from tripqa.domain import EVERYTHING, Document, Filter, NameGroup
from tripqa.encoders.hashing import HashingEncoder
from tripqa.errors import NotFound
from tripqa.index.memory import Searchable
from tripqa.ports import PassageIndex
from tripqa.retrieval import Retrieval
from tripqa.text.names import Names
from tripqa.text.passages import search_text, sentence_texts, split
from tripqa.text.terms import passage_terms, question_terms

ENCODER = HashingEncoder(64)
GROUPS = [
    NameGroup("organisation", ("韓国地域情報開発院", "KLID", "지역정보개발원")),
    NameGroup("place", ("台北", "Taipei", "타이베이")),
    NameGroup("place", ("釜山", "Busan")),
]
SAID = [
    "KLIDは電子政府法第72条に基づき設立された。",
    "韓国地域情報開発院は地方自治体の情報化を推進する。",
    "台北の病院では画像診断を試している。",
    "Taipei is building a data platform for its citizens.",
    "9月11日に高雄市を訪問した。",
    "지역정보개발원은 서울에 있습니다.",
    "港には古い灯台がある。",
    "市場では朝から魚が売られている。",
]
ASKED = ["KLIDとは何ですか？", "Where is Taipei?", "9月11日の予定", "魚はどこで売られていますか", "灯台", "釜山"]
DAYS = date(2025, 9, 1), date(2025, 9, 12)
FILTERS = [EVERYTHING, Filter(language="en"), Filter(since=DAYS[0], until=DAYS[1]), Filter(documents=("d3", "d4"))]
CHOSEN = [sorted(random.Random(seed).sample(range(12), 1 + 2 * seed)) for seed in range(6)]


def told(number: int) -> str:
    """Return the text of a document: every fourth one says what the one before it says."""
    chance = random.Random(number - (number % 4 == 3))
    return "\n\n".join("".join(chance.sample(SAID, 2)) for _ in range(3))


def written(number: int) -> Document:
    first = DAYS[0] + timedelta(days=3 * number)
    return document(told(number), id=f"d{number}", language="en" if number % 3 else "ja", trip=(first, first))


DOCUMENTS = [written(number) for number in range(12)]
SECRET = document("誰も知らない合言葉は「ひらけごま」である。", id="secret")


def made(documents: Collection[Document]) -> Parts:
    """Return what an index of these documents is built of."""
    owners, names = {owner.id: owner for owner in documents}, Names(GROUPS)
    passages = in_id_order(found for owner in documents for found in split(owner))
    owned = [(owners[found.document_id], found) for found in passages]
    texts = [search_text(*one) for one in owned]
    sentences = [text for one in owned for text in sentence_texts(*one)]
    terms = [passage_terms(text, found, names) for text, found in zip(texts, passages, strict=True)]
    vectors = (ENCODER.encode_passages(some, quiet) for some in (texts, sentences))
    return Parts(list(documents), passages, Searchable(*vectors, terms), GROUPS)


def part_and_alone(build: Build, chosen: Collection[int]) -> tuple[PassageIndex, PassageIndex]:
    """Return a part of the index of all documents, and an index of the same ones alone."""
    some = [DOCUMENTS[number] for number in chosen]
    return build(made(DOCUMENTS)).part({owner.id for owner in some}), build(made(some))


@pytest.mark.parametrize("chosen", CHOSEN, ids=len)
def test_a_part_finds_what_an_index_of_its_documents_alone_finds(build: Build, chosen: list[int]) -> None:
    part, alone = part_and_alone(build, chosen)

    for question in ASKED:
        vector, terms = ENCODER.encode_question(question), question_terms(question, Names(GROUPS))
        for where in FILTERS:
            for k in (3, 100):
                found, expected = (index.candidates(vector, terms, k, k, where) for index in (part, alone))
                assert found.worth == expected.worth
                assert found.numbers.tolist() == expected.numbers.tolist()
                assert found.lexical.tolist() == expected.lexical.tolist()
                assert found.bounds.tolist() == expected.bounds.tolist()
                np.testing.assert_allclose(found.dense, expected.dense, atol=1e-6)
                np.testing.assert_allclose(found.sentences, expected.sentences, atol=1e-6)


@pytest.mark.parametrize("chosen", CHOSEN, ids=len)
def test_a_part_ranks_as_an_index_of_its_documents_alone(build: Build, chosen: list[int]) -> None:
    part, alone = part_and_alone(build, chosen)
    by_part, by_alone = (Retrieval(index, ENCODER, None) for index in (part, alone))

    for question in ASKED:
        for where in FILTERS:
            found, expected = (retrieval.rank(question, 50, where) for retrieval in (by_part, by_alone))
            assert [hit.passage for hit in found.hits] == [hit.passage for hit in expected.hits]
            assert [hit.names for hit in found.hits] == [hit.names for hit in expected.hits]
            assert [hit.matched for hit in found.hits] == [hit.matched for hit in expected.hits]
            assert [hit.score for hit in found.hits] == pytest.approx([hit.score for hit in expected.hits], abs=1e-6)


@pytest.mark.parametrize("chosen", CHOSEN, ids=len)
def test_a_part_holds_and_says_what_an_index_of_its_documents_alone_does(build: Build, chosen: list[int]) -> None:
    part, alone = part_and_alone(build, chosen)
    count = alone.manifest.passages

    assert [*part.names()] == [*alone.names()]
    assert part.ids() == alone.ids()
    assert [*part.documents()] == [*alone.documents()]
    assert [part.passage_at(number) for number in range(count)] == [alone.passage_at(number) for number in range(count)]
    blank = {"documents_fingerprint": "", "passages_fingerprint": "", "files": {}}
    assert part.manifest == replace(alone.manifest, **blank)


@pytest.mark.parametrize("chosen", CHOSEN, ids=len)
def test_a_part_has_the_passages_and_sentence_vectors_of_its_documents_alone(build: Build, chosen: list[int]) -> None:
    part, alone = part_and_alone(build, chosen)

    for owner in DOCUMENTS:
        numbers = part.passages_of(owner.id)
        assert list(numbers) == list(alone.passages_of(owner.id))
        for number in numbers:
            np.testing.assert_allclose(part.sentence_vectors(number), alone.sentence_vectors(number), atol=1e-6)


def test_what_is_hidden_is_not_there_as_what_never_was(build: Build) -> None:
    whole = build(made([*DOCUMENTS, SECRET]))
    part = whole.part(["d1", "d2"])
    hidden = next(found.id for found in split(SECRET))

    assert whole.passage(hidden).document_id == "secret"
    with pytest.raises(NotFound, match="no document 'secret'") as of_hidden:
        part.document("secret")
    with pytest.raises(NotFound) as of_nothing:
        part.document("nothing")
    assert str(of_nothing.value) == str(of_hidden.value).replace("secret", "nothing")
    with pytest.raises(NotFound, match=f"no passage '{hidden}'"):
        part.passage(hidden)
    with pytest.raises(IndexError):
        part.passage_at(part.manifest.passages)
    assert matching(part, ["ひ", "ひら"], 5, Filter(documents=("secret",))) == []
    assert matching(part, ["ひら"], 5) == []


def test_a_quote_that_only_a_hidden_document_has_is_gone(build: Build) -> None:
    quote = "ひらけごま"
    start = SECRET.text.index(quote)
    stored = StoredCitation("secret", SECRET.text_sha256, start, start + len(quote), quote)
    whole = build(made([*DOCUMENTS, SECRET]))

    (seen,), (unseen,) = standings([stored], whole), standings([stored], whole.part(["d1"]))

    assert (seen.state, unseen.state, unseen.cited, unseen.places) == ("holds", "gone", "gone", 0)


def test_a_name_that_only_hidden_documents_write_is_written_by_none(build: Build) -> None:
    busan = document("釜山では会議が開かれた。", id="busan")
    part = build(made([DOCUMENTS[0], busan])).part(["d0"])

    assert part.names()[2].written == ()
    assert [*part.names()] == [*build(made([DOCUMENTS[0]])).names()]


def test_of_the_writings_of_a_name_the_most_frequent_in_sight_comes_first(build: Build) -> None:
    often = document("KLID、KLID、KLID。", id="often")
    once = document("韓国地域情報開発院とKLIDがある。", id="once")
    whole = build(made([often, once]))

    assert whole.names()[0].written == ("KLID", "韓国地域情報開発院")
    assert whole.part(["once"]).names()[0].written == ("韓国地域情報開発院", "KLID")


def test_the_true_nearest_of_what_a_part_shows_are_found(build: Build) -> None:
    raw = np.random.default_rng(5).normal(size=(601, 16)).astype(np.float32)
    vectors = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    owners = [document("港。" * 200, id=id) for id in "abc"]
    passages = in_id_order(passage(owner, (2 * i, 2 * i + 2)) for owner in owners for i in range(200))
    found_by = Searchable(vectors[1:], vectors[1:], [frozenset()] * 600)
    part = build(Parts(owners, passages, found_by)).part(["a", "c"])

    cosines = {one.id: row @ vectors[0] for one, row in zip(passages, vectors[1:], strict=True) if one.id[0] in "ac"}
    found = nearest(part, vectors[0], 10)

    assert [one.passage_id for one in found] == sorted(cosines, key=lambda id: -cosines[id])[:10]


def test_a_part_of_a_part_shows_what_both_show(build: Build) -> None:
    whole = build(made(DOCUMENTS))

    assert whole.part(["d1", "d2", "d3"]).part(["d2", "d3", "d4"]).ids() == ["d2", "d3"]


def test_documents_that_are_not_there_are_passed_over_and_a_part_may_show_nothing(build: Build) -> None:
    whole = build(made(DOCUMENTS))
    nothing = whole.part(["nowhere"])

    assert whole.part(["d1", "nowhere"]).ids() == ["d1"]
    assert (nothing.manifest.documents, nothing.manifest.passages, nothing.manifest.sentences) == (0, 0, 0)
    assert [*nothing.documents()] == []
    assert Retrieval(nothing, ENCODER, None).rank("KLIDとは", 5, EVERYTHING).hits == ()


def test_the_part_of_everything_is_the_index_itself(build: Build) -> None:
    whole = build(made(DOCUMENTS))

    assert whole.part([*whole.ids(), "nowhere"]) is whole
