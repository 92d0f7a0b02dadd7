"""What every PassageIndex promises, asked of each: the one on disk and the one that compares everything."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.asking import Scored, matching, nearest, scores, sentence_scores
from tests.builders import document, passage
from tests.indexes import Build, Parts, in_id_order, local, memory
from tripqa.domain import EVERYTHING, Filter, NameGroup, Passage, Scores, Span, Visit
from tripqa.errors import NotFound
from tripqa.index.memory import MemoryIndex, Searchable
from tripqa.ports import Vector, Vectors

EAST, NORTH = np.eye(2, dtype=np.float32)
TEXT = "港。市。川。山。" * 60


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def visit(text: str) -> Visit:
    return Visit(day(text), None, None)


AUTUMN = document(TEXT, id="a", trip=(day("2025-09-08"), day("2025-09-12")))
ENGLISH = document(TEXT, id="b", language="en")
SPRING = document(TEXT, id="c", trip=(day("2024-03-01"), day("2024-03-05")))
SEOUL = passage(AUTUMN, (0, 2), section=("訪問", "ソウル市（本庁）"), visit=visit("2025-09-08"))
TAIPEI = passage(AUTUMN, (2, 4), section=("台北",), visit=visit("2025-09-10"))
OVERVIEW = passage(AUTUMN, (4, 6))
TAIPEI_EN = passage(ENGLISH, (0, 2), section=("Taipei",), visit=visit("2025-09-10"))
UNDATED = passage(ENGLISH, (2, 4))
EARLIER = passage(SPRING, (0, 2))
DOCUMENTS = (AUTUMN, ENGLISH, SPRING)
PASSAGES = (SEOUL, TAIPEI, OVERVIEW, TAIPEI_EN, UNDATED, EARLIER)

FILTERS: list[tuple[Filter, list[Passage]]] = [
    (Filter(documents=("b",)), [TAIPEI_EN, UNDATED]),
    (Filter(documents=("c", "a")), [SEOUL, TAIPEI, OVERVIEW, EARLIER]),
    (Filter(language="en"), [TAIPEI_EN, UNDATED]),
    (Filter(section="台北"), [TAIPEI]),
    (Filter(section="訪問"), [SEOUL]),
    (Filter(section="ソウル市(本庁)"), [SEOUL]),
    (Filter(section="ソウル 市 (本庁)"), [SEOUL]),
    (Filter(section="TAIPEI"), [TAIPEI_EN]),
    (Filter(language="EN"), [TAIPEI_EN, UNDATED]),
    (Filter(since=day("2025-09-10")), [TAIPEI, TAIPEI_EN]),
    (Filter(until=day("2025-09-08")), [SEOUL, EARLIER]),
    (Filter(since=day("2025-09-08"), until=day("2025-09-12")), [SEOUL, TAIPEI, OVERVIEW, TAIPEI_EN]),
    (Filter(since=day("2025-09-10"), until=day("2025-09-10")), [TAIPEI, TAIPEI_EN]),
    (Filter(documents=("a",), since=day("2025-09-10"), until=day("2025-09-10")), [TAIPEI]),
    (Filter(documents=("a", "b", "c")), list(PASSAGES)),
    (EVERYTHING, list(PASSAGES)),
]
NOTHING = [
    Filter(documents=()),
    Filter(documents=("nowhere",)),
    Filter(language="ko"),
    Filter(section="台"),
    Filter(since=day("2026-01-01")),
    Filter(since=day("2025-09-11"), until=day("2025-09-10")),
    Filter(documents=("b",), section="台北"),
]


def parts(vectors: Vectors, terms: Sequence[Iterable[str]] | None = None) -> Parts:
    """Return one document of as many passages as there are vectors, a sentence each."""
    passages = in_id_order(passage(AUTUMN, (2 * i, 2 * i + 2)) for i in range(len(vectors)))
    held = [frozenset(row) for row in terms or [()] * len(vectors)]
    return Parts([AUTUMN], passages, Searchable(vectors, vectors, held))


def three_documents(vectors: Vectors, terms: Sequence[Iterable[str]]) -> Parts:
    return Parts(DOCUMENTS, PASSAGES, Searchable(vectors, vectors, [frozenset(row) for row in terms]))


def ids(found: Iterable[Scored | Passage]) -> list[str]:
    return [one.id if isinstance(one, Passage) else one.passage_id for one in found]


def test_the_nearest_passage_comes_first(build: Build) -> None:
    made_of = parts(np.stack([NORTH, EAST]))

    assert nearest(build(made_of), EAST, 2, EVERYTHING) == [
        Scored(made_of.passages[1].id, 1.0),
        Scored(made_of.passages[0].id, 0.0),
    ]


def test_the_passages_of_a_document_come_in_reading_order_each_with_the_vectors_of_its_sentences(build: Build) -> None:
    index = build(parts(np.stack([EAST, NORTH] * 6)))

    passages = [index.passage_at(number) for number in index.passages_of("a")]
    assert [one.start for one in passages] == [2 * i for i in range(12)]
    rows = {one.id: row for row, one in enumerate(in_id_order(passages))}
    for number, one in zip(index.passages_of("a"), passages, strict=True):
        assert np.array_equal(index.sentence_vectors(number), np.stack([EAST, NORTH] * 6)[[rows[one.id]]])
    assert list(index.passages_of("nowhere")) == []


def test_asking_for_more_than_there_is_returns_what_there_is(build: Build) -> None:
    index = build(parts(np.stack([EAST, NORTH]), ["山", "山"]))

    assert len(nearest(index, EAST, 10, EVERYTHING)) == 2
    assert len(matching(index, ["山"], 10, EVERYTHING)) == 2
    assert len(nearest(index, EAST, 10, Filter(documents=("a",)))) == 2


@pytest.mark.parametrize("k", [0, -1])
@pytest.mark.parametrize("where", [EVERYTHING, Filter(documents=("a",))], ids=["everything", "filtered"])
def test_asking_for_nothing_returns_nothing(build: Build, k: int, where: Filter) -> None:
    index = build(parts(EAST[None, :], ["山"]))

    assert nearest(index, EAST, k, where) == []
    assert matching(index, ["山"], k, where) == []


@pytest.mark.parametrize("where", [EVERYTHING, Filter(documents=("a",))], ids=["everything", "filtered"])
def test_equal_scores_come_back_in_passage_id_order_however_many_tie(build: Build, where: Filter) -> None:
    made_of = parts(np.repeat(EAST[None, :], 100, axis=0), [["山", "川", "港"]] * 100)
    index = build(made_of)

    assert ids(nearest(index, EAST, 7, where)) == ids(made_of.passages)[:7]
    assert ids(matching(index, ["港", "山", "市", "川"], 7, where)) == ids(made_of.passages)[:7]


def test_passages_whose_terms_are_worth_the_same_tie_in_whatever_order_these_are_added_up(build: Build) -> None:
    kinds = "abcde"  # the first is the rarest
    rows = [[f"{kind}{number}" for kind in kinds] for number in range(30)]
    common = [[f"{kind}{number}" for kind in kinds[i:] for number in range(30)] for i in range(1, len(kinds))]
    made_of = parts(np.repeat(EAST[None, :], 34, axis=0), [*rows, *common])
    index, asked = build(made_of), [term for row in rows for term in row]
    alike = ids(made_of.passages)[:30]

    assert len({both.lexical for both in scores(index, EAST, asked, alike)}) == 1
    assert ids(matching(index, asked, 34, EVERYTHING))[4:] == alike


def test_a_passage_that_holds_every_term_has_a_score_of_1_and_none_has_more(build: Build) -> None:
    rows = [[f"語{number}{i}" for i in range(number)] for number in range(1, 40)]
    index = build(parts(np.repeat(EAST[None, :], len(rows), axis=0), rows))

    assert [matching(index, row, 1, EVERYTHING)[0].score for row in rows] == [1.0] * len(rows)


@pytest.mark.parametrize(
    ("where", "through"), FILTERS, ids=lambda value: str(len(value)) if isinstance(value, list) else ""
)
def test_a_filter_lets_through_what_it_says_and_nothing_else(
    build: Build, where: Filter, through: list[Passage]
) -> None:
    index = build(three_documents(np.repeat(EAST[None, :], 6, axis=0), ["山"] * 6))

    assert ids(nearest(index, EAST, 10, where)) == ids(through)
    assert ids(matching(index, ["山"], 10, where)) == ids(through)


@pytest.mark.parametrize(
    ("where", "through"), FILTERS, ids=lambda value: str(len(value)) if isinstance(value, list) else ""
)
def test_the_best_of_what_a_filter_lets_through_is_found_though_all_others_are_better(
    build: Build, where: Filter, through: list[Passage]
) -> None:
    last = ids(PASSAGES).index(through[-1].id)
    vectors = np.stack([NORTH if found in through else EAST for found in PASSAGES])
    terms = [["山"] if found in through else ["山", "港", "川"] for found in PASSAGES]
    vectors[last], terms[last] = np.array([0.6, 0.8], np.float32), ["山", "川"]
    index = build(three_documents(vectors, terms))

    assert nearest(index, EAST, 1, where) == [Scored(PASSAGES[last].id, pytest.approx(0.6))]
    assert ids(matching(index, ["山", "港", "川"], 1, where)) == [PASSAGES[last].id]


@pytest.mark.parametrize("where", NOTHING, ids=lambda where: "")
def test_a_filter_that_lets_nothing_through_finds_nothing(build: Build, where: Filter) -> None:
    index = build(three_documents(np.repeat(EAST[None, :], 6, axis=0), ["山"] * 6))

    assert nearest(index, EAST, 5, where) == []
    assert matching(index, ["山"], 5, where) == []


def test_a_passage_that_holds_no_term_is_left_out(build: Build) -> None:
    made_of = parts(np.repeat(EAST[None, :], 3, axis=0), [["山"], [], ["川"]])
    index = build(made_of)

    assert ids(matching(index, ["山", "港"], 3, EVERYTHING)) == [made_of.passages[0].id]
    assert matching(index, ["港"], 3, EVERYTHING) == []
    assert matching(index, [], 3, EVERYTHING) == []


def test_a_rare_term_counts_more_and_all_terms_count_1(build: Build) -> None:
    made_of = parts(np.repeat(EAST[None, :], 4, axis=0), [["山山"], ["山山", "川川"], ["山山"], []])
    index = build(made_of)
    with_one, with_both, _, with_none = ids(made_of.passages)

    idf = {"山山": np.log(1 + 1.5 / 3.5), "川川": np.log(1 + 3.5 / 1.5)}
    assert [(found.passage_id, found.score) for found in matching(index, ["山山", "川川"], 2, EVERYTHING)] == [
        (with_both, pytest.approx(1)),
        (with_one, pytest.approx(idf["山山"] / sum(idf.values()))),
    ]
    assert scores(index, EAST, ["山山", "川川"], [with_none]) == [Scores(1.0, 0.0)]


def test_a_term_that_no_passage_holds_still_counts_against_all(build: Build) -> None:
    index = build(parts(np.repeat(EAST[None, :], 2, axis=0), [["klid"], ["klid"]]))

    (found, _), (of_two, _) = (matching(index, terms, 2, EVERYTHING) for terms in (["klid"], ["klid", "nowhere"]))

    assert found.score == pytest.approx(1)
    assert of_two.score < 0.5


def test_a_term_asked_for_twice_counts_once(build: Build) -> None:
    made_of = parts(np.repeat(EAST[None, :], 3, axis=0), [["山"], ["川"], []])
    index = build(made_of)

    once, twice = (scores(index, EAST, terms, ids(made_of.passages)) for terms in (["山", "川"], ["山", "川", "山"]))

    assert once == twice


def test_a_passage_has_the_same_scores_whoever_asks_for_them(build: Build) -> None:
    terms = [["山", "川"], ["山"], ["港", "山", "市"], [], ["川"], ["市"]]
    random = np.random.default_rng(7).normal(size=(7, 2)).astype(np.float32)
    vectors = random / np.linalg.norm(random, axis=1, keepdims=True)
    index, asked = build(three_documents(vectors[1:], terms)), ["山", "川", "市", "海"]
    order = ids(PASSAGES)[::-1]

    own = dict(zip(order, scores(index, vectors[0], asked, order), strict=True))

    for where in (EVERYTHING, Filter(documents=("a",))):
        for found in nearest(index, vectors[0], 6, where):
            assert found.score == pytest.approx(own[found.passage_id].dense, abs=1e-6)
        for found in matching(index, asked, 6, where):
            assert found.score == pytest.approx(own[found.passage_id].lexical, abs=1e-6)
    assert scores(index, vectors[0], asked, []) == []


def test_a_sentence_has_the_cosine_of_its_own_vector(build: Build) -> None:
    spans: list[list[Span]] = [[(0, 2), (2, 4)], [(4, 6)]]
    first, second = (passage(AUTUMN, *sentences) for sentences in spans)
    vectors = Searchable(np.stack([EAST, EAST]), np.stack([EAST, NORTH, NORTH]), [frozenset(), frozenset()])
    index = build(Parts([AUTUMN], [first, second], vectors))

    assert sentence_scores(index, NORTH, [second.id, first.id]) == [(1.0,), (0.0, 1.0)]


def test_what_each_term_is_worth_comes_with_the_candidates_and_is_one_in_all(build: Build) -> None:
    holding = [{"山"}, {"山", "川"}, set(), set(), set(), set()]
    index = build(three_documents(np.stack([EAST] * 6), [frozenset(terms) for terms in holding]))

    worth = index.candidates(EAST, ["山", "川", "海"], 3, 3, EVERYTHING).worth

    assert sum(worth.values()) == pytest.approx(1)
    assert worth["山"] < worth["川"] < worth["海"]
    assert index.candidates(EAST, [], 3, 3, EVERYTHING).worth == {}


def test_what_is_not_there_is_named_in_the_error(build: Build) -> None:
    index = build(parts(EAST[None, :]))

    with pytest.raises(NotFound, match="no document 'b'"):
        index.document("b")
    with pytest.raises(NotFound, match="no passage 'a:5-9'"):
        index.passage("a:5-9")


def test_documents_passages_and_names_come_back_as_they_went_in(build: Build) -> None:
    groups = [
        NameGroup("place", ("台北", "Taipei", "타이베이")),
        NameGroup("", ("ソウル市", "Seoul")),
        NameGroup("", ("\u2028釜山", "Busan")),
    ]
    index = build(replace(three_documents(np.repeat(EAST[None, :], 6, axis=0), ["山"] * 6), groups=groups))

    assert list(index.documents()) == list(DOCUMENTS)
    assert index.ids() == ["a", "b", "c"]
    assert [index.passage(found.id) for found in PASSAGES] == list(PASSAGES)
    assert [group.names for group in index.names()] == [group.names for group in groups]
    assert [group.written for group in index.names()] == [("台北", "Taipei"), ("ソウル市",), ()]


def filters() -> st.SearchStrategy[Filter]:
    """Draw filters of which some let all through, some nothing, most a part."""
    days = st.none() | st.dates(day("2024-02-28"), day("2025-09-13"))
    return st.builds(
        Filter,
        documents=st.none() | st.lists(st.sampled_from("abcd"), max_size=3).map(tuple),
        section=st.none() | st.sampled_from(["台北", "訪問", "nowhere"]),
        language=st.none() | st.sampled_from(["ja", "en", "ko"]),
        since=days,
        until=days,
    )


def passages_of_any_kind() -> st.SearchStrategy[list[Passage]]:
    kinds = st.tuples(
        st.sampled_from(DOCUMENTS),
        st.sampled_from([(), ("台北",), ("訪問", "台北")]),
        st.sampled_from([None, visit("2025-09-08"), visit("2025-09-10"), visit("2024-03-02")]),
    )
    return st.lists(kinds, min_size=1, max_size=60).map(
        lambda found: in_id_order(
            passage(owner, (2 * i, 2 * i + 2), section=section, visit=on)
            for i, (owner, section, on) in enumerate(found)
        )
    )


TERMS = st.sampled_from(["山", "川", "山川", "klid", "@9-11", "=東京", "0", "g0v"])
EXACT = np.array(  # unit vectors whose cosines have no rounding, so that ties are ties on any machine
    [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, -1, 0], [0.5, 0.5, 0.5, 0.5], [0.5, -0.5, 0.5, -0.5]], np.float32
)


@given(st.data(), passages_of_any_kind())
@settings(max_examples=60, deadline=None)
def test_the_index_on_disk_finds_what_the_one_that_compares_everything_finds(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, passages: list[Passage]
) -> None:
    count = len(passages)
    rows = data.draw(st.lists(st.integers(0, len(EXACT) - 1), min_size=count, max_size=count))
    held = data.draw(st.lists(st.frozensets(TERMS), min_size=count, max_size=count))
    made_of = Parts(DOCUMENTS, passages, Searchable(EXACT[rows], EXACT[rows], held))
    on_disk, compared = local(tmp_path_factory.mktemp("index"), made_of), memory(made_of)

    for _ in range(4):
        where = data.draw(filters())
        k = data.draw(st.integers(0, count + 2))
        asked = data.draw(st.frozensets(TERMS | st.just("nowhere")))
        vector: Vector = EXACT[data.draw(st.integers(0, len(EXACT) - 1))]

        assert nearest(on_disk, vector, k, where) == nearest(compared, vector, k, where)
        assert_same_coverage(matching(on_disk, asked, k, where), matching(compared, asked, k, where), compared, asked)
        all_ids = ids(passages)
        found, expected = (scores(index, vector, asked, all_ids) for index in (on_disk, compared))
        assert [both.dense for both in found] == [both.dense for both in expected]
        np.testing.assert_allclose([a.lexical for a in found], [b.lexical for b in expected], atol=1e-6)


def assert_same_coverage(
    found: list[Scored], expected: list[Scored], compared: MemoryIndex, asked: Iterable[str]
) -> None:
    """Assert that two adapters found the same, where passages within a rounding of each other may trade places."""
    np.testing.assert_allclose([one.score for one in found], [one.score for one in expected], atol=1e-6)
    true = scores(compared, EXACT[0], list(asked), ids(found))
    np.testing.assert_allclose([one.score for one in found], [both.lexical for both in true], atol=1e-6)
    assert len(set(ids(found))) == len(found)


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 60), k=st.integers(1, 70), where=filters())
@settings(max_examples=25, deadline=None)
def test_the_index_on_disk_ranks_as_the_one_that_compares_everything_to_a_rounding(
    tmp_path_factory: pytest.TempPathFactory, seed: int, count: int, k: int, where: Filter
) -> None:
    raw = np.random.default_rng(seed).normal(size=(count + 1, 24)).astype(np.float32)
    vectors = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    made_of = parts(vectors[1:])
    on_disk, compared = local(tmp_path_factory.mktemp("index"), made_of), memory(made_of)

    found, expected = (nearest(index, vectors[0], k, where) for index in (on_disk, compared))

    np.testing.assert_allclose([a.score for a in found], [b.score for b in expected], atol=1e-6)
    true = scores(compared, vectors[0], [], ids(found))
    np.testing.assert_allclose([a.score for a in found], [both.dense for both in true], atol=1e-6)
    assert len(set(ids(found))) == len(found)


def test_many_threads_find_what_one_finds(build: Build) -> None:
    words = [f"語{number}" for number in range(30)]
    rows = [words[number % 7 : number % 7 + number % 11] for number in range(200)]
    index = build(parts(np.repeat(EAST[None, :], 200, axis=0), rows))
    asked = [(words[i % 20 : i % 20 + 6], 1 + i % 40, (EVERYTHING, Filter(documents=("a",)))[i % 2]) for i in range(80)]
    some = ids(nearest(index, EAST, 50, EVERYTHING))

    def find(question: tuple[list[str], int, Filter]) -> tuple[list[Scored], list[Scores]]:
        return matching(index, *question), scores(index, EAST, question[0], some)

    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(find, asked * 3)) == list(map(find, asked)) * 3
