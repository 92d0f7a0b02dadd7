"""What is shown as shared: exact slices of the passage, whatever folding did to it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.builders import texts
from tripqa.text.dates import find_days
from tripqa.text.folding import fold, fold_question
from tripqa.text.matching import Wording
from tripqa.text.names import Names
from tripqa.text.terms import find_terms, question_terms

ANY_TEXT = st.one_of(texts(), st.text(st.characters(exclude_categories=["Cs"])))


def asked(question: str) -> frozenset[str]:
    return question_terms(fold_question(question), Names([]))


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        ("システム", "緊急時のシス テム開発", "シス テム"),
        ("システム", "緊急時のシス\r\nテム開発", "シス\r\nテム"),
        ("システム", "緊急時のシス \n\t テム開発", "シス \n\t テム"),
        ("KLID", "ＫＬＩＤを訪問", "ＫＬＩＤ"),
        ("ｋｌｉｄ", "KLIDを訪問", "KLID"),
        ("バス", "大型ﾊﾞｽで", "ﾊﾞｽ"),
        ("がい国", "か\u3099い國で", "か\u3099い國"),
        ("株式会社", "第㍿へ", "㍿"),
        ("蔣萬安", "台北の蔣万安氏", "蔣万安"),
        ("한국", "\u1112\u1161\u11ab국へ", "\u1112\u1161\u11ab국"),
        ("システム", "\ufeff\u3000😀システム", "システム"),
        ("September 8", "訪問は９月 ８日(月)", "９月 ８日"),
        ("g0v", "GOVとの", "GOV"),
    ],
)
def test_what_is_shared_is_shown_as_the_passage_writes_it(question: str, text: str, shown: str) -> None:
    assert Wording([text]).matched(asked(question)) == (shown,)


@given(ANY_TEXT, ANY_TEXT)
@settings(deadline=None, max_examples=200)
def test_what_is_shown_is_a_slice_of_the_original(text: str, question: str) -> None:
    for shown in Wording([text]).matched(asked(question + text[:20])):
        assert shown in text
        assert shown.strip() == shown != ""


@given(ANY_TEXT)
@example("\n2025年9月8日\nが")
@settings(deadline=None, max_examples=200)
def test_a_text_that_is_asked_for_whole_shows_all_its_words(text: str) -> None:
    folded = fold(text)
    days = list(find_days(folded.text))
    shown = Wording([text]).matched({term.text for term in find_terms(folded.text)})

    for term in find_terms(folded.text):
        start, end = folded.origin(term.start, term.end)
        little = term.end - term.start < 2 or all("\u3041" <= c <= "\u309f" for c in folded.text[term.start : term.end])
        half_a_day = any(day.start <= term.start < day.end < term.end for day in days)
        assert little or half_a_day or any(text[start:end] in stretch for stretch in shown)


def test_two_hiragana_are_not_shown_nor_the_digits_of_a_day_that_was_not_asked_for() -> None:
    assert Wording(["訪問しました。"]).matched(asked("面会して")) == ()
    assert Wording(["9月9日(火)に訪問"]).matched(asked("9月7日は何を")) == ()
    assert Wording(["9月9日(火)に訪問"]).matched(asked("9/9の訪問")) == ("9月9日", "訪問")
    assert Wording(["gOvは、ハッカソンを"]).matched(asked("g0v ハッカソン")) == ("gOv", "ハッカソン")


@given(st.lists(texts(4), max_size=6), texts(4))
@settings(deadline=None, max_examples=100)
def test_each_stretch_is_shown_once_in_reading_order_and_none_inside_another(some: list[str], question: str) -> None:
    terms = asked(question + "".join(some)[:30])
    shown = Wording(some).matched(terms)
    alone = [stretch for text in some for stretch in Wording([text]).matched(terms)]

    assert shown == tuple(one for one in dict.fromkeys(alone) if not any(one in other != one for other in alone))
    assert not any(one in other for one in shown for other in shown if one != other)


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        ("ソウル 市長", "ソウル市長が語る", ("ソウル市長",)),
        ("KLID 訪問", "KLID訪問の日", ("KLID訪問",)),
        ("ソウル 市長", "ソウルの市長", ("ソウル", "市長")),
        ("smart city", "Smart City", ("Smart City",)),  # one word of the glossary
        ("klid city", "KLID City", ("KLID", "City")),
        ("위원회의 예산", "委員会の予算", ("委員会", "予算")),
        ("情報化戦略", "情報化の戦略", ("情報化", "戦略")),
    ],
)
def test_terms_that_touch_are_shown_as_one(question: str, text: str, shown: tuple[str, ...]) -> None:
    assert Wording([text]).matched(asked(question)) == shown


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("の市は", "こノ村"),
        ("市", "都市と市"),
        ("시", "시 도시"),
        ("a 5", "A and 5"),
        ("", "台北"),
        ("台北", ""),
        ("東京", "大阪"),
    ],
)
def test_a_single_character_alone_is_not_shown(question: str, text: str) -> None:
    assert Wording([text]).matched(asked(question)) == ()


def test_a_stretch_does_not_go_on_from_one_text_to_the_next() -> None:
    assert Wording(["台", "北", "東京"]).matched(asked("台北東京")) == ("東京",)


def test_texts_are_read_in_the_order_given() -> None:
    texts_of_a_hit = ["見出し: 高雄", "", "台北から高雄へ", "台北"]

    assert Wording(texts_of_a_hit).matched(asked("台北と高雄")) == ("高雄", "台北")


def test_two_writings_of_one_word_are_both_shown() -> None:
    assert Wording(["台湾、臺灣、台湾"]).matched(asked("台灣")) == ("台湾", "臺灣")


def test_without_terms_or_texts_nothing_is_shown() -> None:
    assert Wording([]).matched(asked("台北")) == ()
    assert Wording(["台北"]).matched(frozenset()) == ()


def test_a_very_long_text_is_matched() -> None:
    assert Wording(["東京" * 50_000 + "1 " * 50_000]).matched(asked("東京")) == ("東京" * 50_000,)
