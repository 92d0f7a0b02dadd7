"""What a question leaves out or points at, by its words alone."""

from __future__ import annotations

import pytest

from tripqa.text.folding import fold_typed
from tripqa.text.pointing import left, of_everything, pointers


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("And in Taipei?", "Taipei"),
        ("What about Busan?", "Busan"),
        ("では高雄市は？", "高雄市"),
        ("台北ではどうですか", "台北"),
        ("그럼 부산에서는요?", "부산"),
        ("대만은 어때요?", "대만"),
        ("那高雄呢？", "高雄"),
        ("When?", ""),
        ("なぜですか", ""),
        ("언제요?", ""),
        ("為什麼呢？", ""),
    ],
)
def test_a_question_whose_rest_is_left_out_says_one_thing(question: str, said: str) -> None:
    folded = fold_typed(question)

    gap = left(folded)

    assert gap is not None
    assert folded[slice(*gap.said)] == said


@pytest.mark.parametrize(
    "question",
    [
        "Whom did they meet in Taipei?",
        "台北では誰と会いましたか",
        "타이베이에서 누구를 만났습니까?",
        "在台北拜訪了誰？",
        "KLID",
    ],
)
def test_a_question_that_says_all_leaves_nothing_out(question: str) -> None:
    assert left(fold_typed(question)) is None


@pytest.mark.parametrize(
    ("question", "means", "word"),
    [
        ("What did he say?", "person", "he"),
        ("What is her office?", "person", "her"),
        ("Who works there?", "place", "there"),
        ("When did that agency open?", "organisation", "that agency"),
        ("When was it founded?", "thing", "it"),
        ("彼は何と言いましたか", "person", "彼"),
        ("同市の人口は", "place", "同市"),
        ("その機関はいつできましたか", "organisation", "その機関"),
        ("その予算は", "thing", "その"),
        ("그는 무엇을 말했나요?", "person", "그"),
        ("그곳의 인구는?", "place", "그곳"),
        ("그 기관은 언제 생겼나요?", "organisation", "그 기관"),
        ("他說了什麼？", "person", "他"),
        ("該市的人口？", "place", "該市"),
        ("該機構何時成立？", "organisation", "該機構"),
    ],
)
def test_a_word_that_points_tells_what_it_may_mean(question: str, means: str, word: str) -> None:
    folded = fold_typed(question)

    first = next(pointers(folded))

    assert (first.means, folded[slice(*first.span)]) == (means, word)


@pytest.mark.parametrize(
    "question",
    [
        "Are there any risks?",
        "How long does it take?",
        "その他の訪問先",
        "其他機構有哪些？",
        "그래서 결과는 무엇인가요?",
        "それぞれの役割",
    ],
)
def test_a_word_that_only_looks_so_points_at_nothing(question: str) -> None:
    assert not list(pointers(fold_typed(question)))


@pytest.mark.parametrize("question", ["List the whole itinerary", "出張の目的は何ですか", "출장 일정", "報告的摘要"])
def test_a_question_of_everything_is_told(question: str) -> None:
    assert of_everything(fold_typed(question))
