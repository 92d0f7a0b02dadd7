"""Sentences that can be quoted: whole where a reader would say so, and short enough."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import in_order, outside, texts
from tripqa.text.folding import cluster_starts
from tripqa.text.sentences import cut, sentences

LONGEST = 300


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


def pieces(text: str, longest: int = LONGEST) -> list[str]:
    return [text[start:end] for start, end in cut(text, (0, len(text)), longest)]


@given(texts(), st.data())
@settings(deadline=None, max_examples=150)
def test_sentences_hold_all_that_is_not_white_space_in_order(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = sentences(text, start, end)

    assert in_order([(start, start + 1), *((left + 1, right + 1) for left, right in found)])
    assert all(start <= left < right <= end for left, right in found)
    assert outside(text[start:end], [(left - start, right - start) for left, right in found]) == ""


@given(texts())
@settings(deadline=None, max_examples=150)
def test_a_sentence_has_no_white_space_around_it(text: str) -> None:
    assert all(sentence == sentence.strip() != "" for sentence in split(text))


@pytest.mark.parametrize(
    "parts",
    [
        ["KLIDは公共機関です。", "全国にあります。"],
        ["「はい。行きます。」と述べました。", "以上です。"],
        ["『「賛成だ。」と言った。』と書いた。", "以上です。"],
        ["迅速でした(45日で構築しました。)。", "以上です。"],
        ["発言した（後日確認。）。", "以上です。"],
        ["本当ですか？！", "はい！", "そうです。"],
        ["ｶﾅです｡", "次です．", "以上"],
        ["你好嗎？", "很好！", "再見。"],
        ["방문을 환영합니다.", "다음 일정입니다.", "언제인가요?"],
        ["It was founded in 1997.", "It serves all cities!", "Does it?", "Yes."],
        ["Wait...", "Go on."],
        ["See https://example.org/page.", "It opened in 2024.", "35 came."],
        ["参加者は３５名．", "２０２４年に開いた．"],
        ["1. 조사하였다.", "끝났다."],
    ],
    ids=lambda parts: parts[0],
)
def test_a_sentence_ends_at_its_mark(parts: list[str]) -> None:
    assert split("".join(part + " " if part[-1].isascii() else part for part in parts)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "KLIDのVer. 2を使う",
        "See No. 5 and Fig. 3 of Dr. Park, e.g. the map",
        "성장률은 3.5퍼센트",
        "10.8%から3.5%へ",
        "Pay.Taipeiというプラットフォーム",
        "(2025.9.8-9.12)",
        "- 韓国は国が共通システムを作る",
        "給与は４．５パーセント引き上げた",
        "普及率は９７． ８％である",
        "https://www.example.jp/a?id=3&b=!x を参照",
        "詳細はhttp://example.jp/?q=1を見る",
        'See <a href="a.html?x=1. y">the page</a> for more',
        "2025. 9. 8.(월) 14:00 ~ 16:00",
        "지난 2025. 9. 8. 부산에서 열렸다",
        "9. 8.(월) ~ 9. 12.(금) 출장",
        "1. 출장 목적",
        "Ⅰ. 출장 개요",
        "가. 단장",
        "２．１　一日目",
        "二．行程",
        "Held on Jan. 5 at approx. 300 sites of the Dept. of Ports",
        "About 5 p.m. on Sept. 3 the mayor of St. Ives spoke",
        "The fee is approx. 300 yen incl. tax for all",
    ],
)
def test_a_point_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize("bracket", "「『（(【〈《［[｢")
def test_a_bracket_that_is_never_closed_does_not_swallow_the_rest(bracket: str) -> None:
    assert split(f"彼は{bracket}はい。次の文。") == [f"彼は{bracket}はい。", "次の文。"]


def test_a_bracket_that_was_never_opened_changes_nothing() -> None:
    assert split("はい」。次の文)。以上。") == ["はい」。", "次の文)。", "以上。"]


def test_a_line_break_inside_a_sentence_does_not_end_it() -> None:
    assert split("行政の情\r\n報化です。次\nの文。") == ["行政の情\r\n報化です。", "次\nの文。"]


@given(texts(), st.integers(5, 300))
@settings(deadline=None, max_examples=150)
def test_pieces_are_never_too_long_never_empty_and_lose_nothing(text: str, longest: int) -> None:
    found = cut(text, (0, len(text)), longest)

    assert in_order(found)
    assert all(end - start <= longest for start, end in found)
    assert all(piece == piece.strip() != "" for piece in pieces(text, longest))
    assert outside(text, found) == ""


@pytest.mark.parametrize("length", [1, 299, 300])
def test_a_sentence_of_at_most_the_longest_stays_whole(length: int) -> None:
    assert pieces("長" * length) == ["長" * length]


@pytest.mark.parametrize(("length", "lengths"), [(301, [300, 1]), (600, [300, 300]), (750, [300, 300, 150])])
def test_a_run_without_marks_is_cut_where_it_must_be(length: int, lengths: list[int]) -> None:
    assert [len(piece) for piece in pieces("長" * length)] == lengths


@pytest.mark.parametrize("mark", "、,，;；:：")
def test_a_long_sentence_is_cut_after_a_clause(mark: str) -> None:
    assert pieces("長" * 200 + mark + "い" * 200) == ["長" * 200 + mark, "い" * 200]


def test_a_long_sentence_without_clauses_is_cut_between_words() -> None:
    found = pieces(" ".join(["government"] * 60))

    assert {word for piece in found for word in piece.split(" ")} == {"government"}


def test_a_clause_that_ends_early_is_no_place_to_cut() -> None:
    assert [len(piece) for piece in pieces("はい、" + "長" * 400)] == [300, 103]


@pytest.mark.parametrize("letter", ["か\u3099", "ﾊﾞ", "e\u0301", "\u1112\u1161\u11ab"])
def test_a_cut_leaves_a_letter_and_its_marks_together(letter: str) -> None:
    text = "長" + letter * 300
    starts = set(cluster_starts(text))

    assert all(start in starts for start, _ in cut(text, (0, len(text)), LONGEST))


def test_white_space_alone_gives_no_piece() -> None:
    assert pieces(" \u3000\n" * 300) == []


def test_a_long_sentence_is_never_cut_inside_an_address() -> None:
    address = "https://example.org/a,b;c/d:e?f=g,h" + ",i" * 20
    found = pieces("長" * 250 + " " + address + "い" * 250)

    assert any(address in piece for piece in found)
