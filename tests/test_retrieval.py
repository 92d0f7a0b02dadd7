"""One ranking out of two arms: what means the same, and what says the same words, names and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from tests.asking import scores
from tests.builders import document, manifest, passage
from tests.conftest import quiet
from tripqa.domain import EVERYTHING, Filter, Hit, NameGroup, NameMatch, Passage, Visit
from tripqa.encoders.hashing import HashingEncoder
from tripqa.index.memory import MemoryIndex, Searchable
from tripqa.ports import Encoder, Progress, Reranker, Vector, Vectors
from tripqa.retrieval import ARMS, CANDIDATES, RERANKED, Arm, Retrieval
from tripqa.text.names import Names
from tripqa.text.passages import search_text, sentence_texts
from tripqa.text.terms import passage_terms, question_terms

EAST, NORTH = np.eye(2, dtype=np.float32)
BOTH = (EAST + NORTH) / np.float32(2**0.5)
KLID = NameGroup("organisation", ("韓国地域情報開発院", "KLID", "지역정보개발원"))
KAOHSIUNG = NameGroup("place", ("高雄", "Kaohsiung"))
FIRST = 20  # hits among which repeats are put below


def towards(cosine: float) -> Vector:
    """Return the unit vector that has this cosine with EAST."""
    return np.array([cosine, (1 - cosine**2) ** 0.5], np.float32)


class Asks:
    """An encoder for which every question means EAST. It remembers what it was asked."""

    space, dimension = "east-north", 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        return np.repeat(EAST[None, :], len(texts), axis=0)

    def encode_question(self, text: str) -> Vector:
        self.asked.append(text)
        return EAST


class Longest:
    """A reranker for which the longest text is the best. It remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Sequence[str]]] = []

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((question, texts))
        return [float(len(text)) for text in texts]


@dataclass(frozen=True)
class Line:
    """A passage of one sentence, its meaning, and what else is known of it."""

    text: str
    meaning: Vector
    section: tuple[str, ...] = ()
    visit: Visit | None = None


class World:
    """One document of these lines, and an index of it, whose passage i is line i."""

    def __init__(self, lines: Sequence[Line], names: Sequence[NameGroup] = ()) -> None:
        padding = "\n" * 10_000  # all starts have as many digits, so that ids are in reading order
        owner = document(padding + "".join(line.text for line in lines))
        self.passages: list[Passage] = []
        at = len(padding)
        for line in lines:
            span = (at, at + len(line.text))
            self.passages.append(passage(owner, span, section=line.section, visit=line.visit))
            at = span[1]
        self.texts = [search_text(owner, found) for found in self.passages]
        meanings = np.stack([line.meaning for line in lines])
        known = Names(names)
        terms = [passage_terms(text, found, known) for text, found in zip(self.texts, self.passages, strict=True)]
        about = manifest([owner], self.passages, space="east-north", dimension=2)
        found_by = Searchable(meanings, meanings, terms)
        self.index = MemoryIndex(about, [owner], self.passages, found_by, names)

    def asked(self, encoder: Encoder | None = None, reranker: Reranker | None = None, arm: Arm = "both") -> Retrieval:
        return Retrieval(self.index, encoder or Asks(), reranker, ARMS[arm])

    def lines(self, hits: Sequence[Hit]) -> list[int]:
        """Return the lines that were found, by number."""
        return [self.passages.index(hit.passage) for hit in hits]

    def ranked(self, question: str, k: int = 50, where: Filter = EVERYTHING, arm: Arm = "both") -> list[int]:
        return self.lines(self.asked(arm=arm).rank(question, k, where).hits)


def unlike(count: int, cosine: float) -> list[Line]:
    """Return lines that share no word with each other or with a question."""
    return [Line(f"{chr(0x4E00 + 2 * i)}{chr(0x4E01 + 2 * i)}", towards(cosine)) for i in range(count)]


def test_a_passage_found_by_words_alone_comes_up_though_many_are_nearer_in_meaning() -> None:
    world = World([*unlike(CANDIDATES + 50, 0.2), Line("고속철도", towards(0.0))])

    assert world.ranked("고속철도")[0] == CANDIDATES + 50


def test_a_passage_found_by_meaning_alone_comes_up_though_many_share_the_words() -> None:
    world = World([*(Line(f"鉄道{chr(0xAC00 + i)}", towards(0.1)) for i in range(CANDIDATES + 50)), Line("歩", EAST)])

    assert world.ranked("鉄道")[0] == CANDIDATES + 50


def test_a_question_that_shares_no_word_with_anything_is_ranked_by_meaning_alone() -> None:
    world = World([Line("鉄道", towards(0.2)), Line("病院", towards(0.9)), Line("役所", towards(0.5))])

    assert world.ranked("Where do doctors work?") == [1, 2, 0]


def test_every_hit_has_the_scores_of_both_arms_whichever_found_it() -> None:
    world = World([*unlike(CANDIDATES + 10, 0.5), Line("鉄道の話", towards(-0.6)), Line("病院", towards(0.8))])

    hits = world.asked().rank("鉄道", 200, EVERYTHING).hits

    assert len(hits) == CANDIDATES + 1
    assert {hit.scores.lexical > 0 for hit in hits} == {True, False}
    asked = scores(world.index, EAST, ["鉄道", "鉄", "道"], [hit.passage.id for hit in hits])
    assert [hit.scores for hit in hits] == asked


def test_the_score_is_the_passage_its_best_sentence_and_the_words_together() -> None:
    owner = document("鉄道。病院。市場。役所。")
    passages = [passage(owner, (0, 3), (3, 6)), passage(owner, (6, 9), (9, 12))]
    sentences = np.stack([NORTH, BOTH, NORTH, EAST])
    vectors = Searchable(np.stack([BOTH, BOTH]), sentences, [question_terms("鉄道", Names([])), frozenset()])
    about = manifest([owner], passages, space="east-north", dimension=2)

    hits = Retrieval(MemoryIndex(about, [owner], passages, vectors), Asks(), None).rank("鉄道", 2, EVERYTHING).hits

    weights = ARMS["both"]
    passage_alone = weights.passage * 0.5**0.5
    assert {hit.passage.start: hit.score for hit in hits} == {
        0: pytest.approx(passage_alone + weights.best_sentence * 0.5**0.5 + weights.lexical),
        6: pytest.approx(passage_alone + weights.best_sentence),
    }
    assert {hit.passage.start: hit.cosines for hit in hits} == {
        0: pytest.approx((0, 0.5**0.5)),
        6: pytest.approx((0, 1)),
    }


def test_either_arm_can_be_asked_alone() -> None:
    world = World([Line("鉄道", towards(0.1)), Line("病院", towards(0.9)), Line("道路", towards(0.5))])

    assert world.ranked("鉄道", arm="dense") == [1, 2, 0]
    assert world.ranked("鉄道", arm="lexical") == [0, 2]


def test_equal_scores_come_in_passage_id_order() -> None:
    assert World([Line(text, EAST) for text in ("山川", "港町", "市場")]).ranked("何") == [0, 1, 2]


@pytest.mark.parametrize("k", [0, 1, 5, 50])
def test_as_many_hits_come_back_as_asked_for(k: int) -> None:
    ranking = World(unlike(60, 0.5)).asked().rank("何", k, EVERYTHING)

    assert [hit.rank for hit in ranking.hits] == [*range(1, k + 1)]


def test_what_repeats_a_higher_hit_comes_below_what_is_new_and_nearly_as_good_and_is_not_lost() -> None:
    world = World(
        [
            Line("台北市政府を訪問した。", towards(0.9)),
            Line("台北市政府を訪問した。", towards(0.9)),
            Line("台北市政府を訪問", towards(0.89)),
            Line("高雄の病院を見学した。", towards(0.87)),
            Line("方言の話を聞いた。", towards(0.8)),
        ]
    )

    hits = world.asked().rank("何", 5, EVERYTHING).hits

    assert world.lines(hits) == [0, 3, 1, 2, 4]
    assert [hit.score for hit in hits] == pytest.approx([0.9, 0.87, 0.9 - 0.05, 0.89 - 0.05, 0.8])


def test_a_passage_that_adds_something_to_a_higher_hit_is_no_repeat() -> None:
    world = World(
        [
            Line("台北市政府を訪問した。", towards(0.9)),
            Line("台北市政府を訪問した。高雄では病院の情報システムを見学した。", towards(0.88)),
            Line("方言の話を聞いた。", towards(0.87)),
        ]
    )

    assert world.ranked("何") == [0, 1, 2]


def test_passages_in_a_script_without_terms_are_no_repeats_of_one_another() -> None:
    world = World([Line("การเดินทาง", towards(0.9)), Line("รถไฟ", towards(0.8)), Line("เมือง", towards(0.7))])

    scores = [hit.score for hit in world.asked().rank("?", 5, EVERYTHING).hits]

    assert scores == pytest.approx([0.9, 0.8, 0.7], abs=1e-5)


def test_only_the_first_hits_are_searched_for_repeats() -> None:
    world = World([Line("台北市", towards(0.9)), *unlike(FIRST - 2, 0.8), *[Line("台北市", towards(0.7))] * 2])

    scores = [hit.score for hit in world.asked().rank("何", 50, EVERYTHING).hits]

    assert scores == pytest.approx([0.9, *[0.8] * (FIRST - 2), 0.7, 0.7 - 0.05])


def test_a_reranker_reads_what_is_left_at_the_top_when_repeats_are_lowered() -> None:
    world = World([*[Line("台北市", towards(0.9))] * 2, *unlike(RERANKED - 1, 0.87), *unlike(1, 0.1)])
    reranker = Longest()

    hits = world.asked(reranker=reranker).rank("何", 50, EVERYTHING).hits

    ((_, texts),) = reranker.asked
    assert texts.count("台北市") == 1
    assert [hit.reranked is None for hit in hits] == [False] * RERANKED + [True] * 2


@pytest.mark.parametrize("asked", ["KLID", "klid", "ＫＬＩＤとは", "지역정보개발원은 무엇인가요?"])
def test_a_name_is_found_however_it_is_written_and_the_hit_says_so(asked: str) -> None:
    world = World([*unlike(5, 0.05), Line("韓国地域情報開発院を訪問した。", towards(0.0))], [KLID])

    best, *others = world.asked().rank(asked, 5, EVERYTHING).hits

    assert best.passage == world.passages[5]
    assert [name.written for name in best.names] == ["韓国地域情報開発院"]
    assert best.names[0].asked.casefold() in ("klid", "지역정보개발원")
    assert all(hit.names == () for hit in others)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("韓国地域情報開発院", "韓国地域情報開発院を訪問した。"),
        ("ＫＬＩＤ", "KLIDを訪問した。"),
        ("k.l.i.d", "KLIDを訪問した。"),
        ("KLID", "韓国地域情報開発院(KLID)を訪問した。"),
        ("지역정보개발원 韓国地域情報開発院", "韓国地域情報開発院を訪問した。"),
        ("高雄", "韓国地域情報開発院を訪問した。"),
        ("KLID", "高雄を訪問した。"),
    ],
)
def test_a_name_that_stands_in_the_passage_as_it_was_asked_for_is_not_explained(asked: str, written: str) -> None:
    world = World([Line(written, EAST)], [KLID, KAOHSIUNG])

    (hit,) = world.asked().rank(asked, 5, EVERYTHING).hits

    assert hit.names == ()


def test_a_name_in_a_heading_is_seen_too() -> None:
    world = World([Line("意見を交換した。", EAST, section=("韓国地域情報開発院訪問",))], [KLID])

    (hit,) = world.asked().rank("KLID", 5, EVERYTHING).hits

    assert hit.names == (NameMatch("KLID", "韓国地域情報開発院"),)


def test_the_encoder_is_asked_in_the_words_of_the_documents() -> None:
    encoder = Asks()

    World([Line("韓国地域情報開発院を訪問した。", EAST)], [KLID]).asked(encoder).rank("KLIDとは？", 5, EVERYTHING)

    assert encoder.asked == ["韓国地域情報開発院とは"]


def test_a_name_in_another_writing_is_near_in_the_dense_arm_too() -> None:
    owner = document("韓国地域情報開発院とは何か。高雄の病院とは何か。台北の市場とは何か。")
    passages = [passage(owner, span) for span in ((0, 14), (14, 24), (24, 34))]
    encoder = HashingEncoder()
    vectors = encoder.encode_passages([search_text(owner, found) for found in passages], quiet)
    sentences = encoder.encode_passages([text for found in passages for text in sentence_texts(owner, found)], quiet)
    about = manifest([owner], passages, space=encoder.space, dimension=encoder.dimension)
    index = MemoryIndex(about, [owner], passages, Searchable(vectors, sentences, [frozenset()] * 3), [KLID])

    (best, *_) = Retrieval(index, encoder, None).rank("KLIDとは", 3, EVERYTHING).hits

    assert best.passage == passages[0]
    assert best.scores.lexical == 0


@pytest.mark.parametrize(
    "asked",
    ["9月11日", "９月１１日の予定は", "9월 11일 일정", "Sept. 11", "September 11th", "11 Sep", "9/11", "2025-09-11"],
)
def test_a_day_is_found_however_it_is_written(asked: str) -> None:
    world = World(
        [
            Line("9月1日に出発した。", EAST),
            Line("11月9日に帰国した。", EAST),
            Line("方言の話を聞いた。", EAST),
            Line("9月11日に高雄市を訪問した。", EAST),
            Line("病院を見学した。", EAST, visit=Visit(date(2025, 9, 11), None, None)),
        ]
    )

    hits = world.asked().rank(asked, 5, EVERYTHING).hits

    assert world.lines(hits)[0] == 3
    assert "9月11日" in hits[0].matched
    by_visit, without = (hits[world.lines(hits).index(line)] for line in (4, 2))
    assert by_visit.scores.lexical > without.scores.lexical


def test_a_reranker_puts_the_first_hits_in_its_order_and_leaves_the_others() -> None:
    lines = [Line(f"{chr(0x4E00 + i)}" * (1 + i % 25), towards(0.9 - i / 100)) for i in range(RERANKED + 10)]
    world = World(lines)

    hits = world.asked(reranker=Longest()).rank("何", 50, EVERYTHING).hits

    assert world.ranked("何") == [*range(RERANKED + 10)]
    assert world.lines(hits) == [*reversed(range(RERANKED)), *range(RERANKED, RERANKED + 10)]
    assert [hit.reranked for hit in hits] == [*map(float, range(RERANKED, 0, -1)), *[None] * 10]
    assert [hit.score for hit in hits[:RERANKED]] == sorted(hit.score for hit in hits[:RERANKED])


def test_a_reranker_reads_the_folded_question_and_what_is_searched_of_the_first_passages() -> None:
    world = World([Line("韓国地域情報開発院\nを訪問。", EAST, section=("訪問",)), *unlike(RERANKED + 5, 0.5)], [KLID])
    reranker = Longest()

    world.asked(reranker=reranker).rank("ＫＬＩＤ\nとは？", 50, EVERYTHING)

    ((question, texts),) = reranker.asked
    assert question == "klid とは"
    assert texts == world.texts[:RERANKED]


def test_passages_that_a_reranker_scores_alike_stay_in_order() -> None:
    world = World([Line(text, towards(0.9 - i / 10)) for i, text in enumerate(("山川", "港町", "市場"))])

    assert world.lines(world.asked(reranker=Longest()).rank("何", 5, EVERYTHING).hits) == [0, 1, 2]


def test_a_reranker_is_asked_for_the_same_hits_whatever_number_is_shown() -> None:
    world = World([*unlike(RERANKED - 1, 0.5), Line("山" * 30, towards(0.4)), *unlike(5, 0.3)])

    one, many = (world.asked(reranker=Longest()).rank("何", k, EVERYTHING).hits for k in (1, 50))

    assert one[0] == many[0]
    assert world.lines(one) == [RERANKED - 1]


def test_without_a_reranker_no_hit_has_its_score() -> None:
    assert [hit.reranked for hit in World(unlike(3, 0.5)).asked().rank("何", 5, EVERYTHING).hits] == [None] * 3


def test_where_nothing_is_let_through_there_is_no_hit() -> None:
    ranking = World(unlike(3, 0.5)).asked().rank("何", 5, Filter(language="ko"))

    assert ranking.hits == ()


def test_a_filter_is_exact_however_few_hits_are_asked_for() -> None:
    world = World([*unlike(CANDIDATES * 2, 0.9), Line("高雄", towards(-0.5), section=("甲",))])

    assert world.ranked("何", 1, Filter(section="甲")) == [CANDIDATES * 2]
    assert world.ranked("台北", 50, Filter(section="甲")) == [CANDIDATES * 2]
