"""The folded form that search works on, and the map from it back to the characters of the file."""

from __future__ import annotations

import sys
from itertools import pairwise
from unicodedata import decomposition, name, normalize

import pytest
from hypothesis import given, settings

from tests.builders import texts
from tripqa.text.folding import ALIKE, LINE_BREAK, UNSEEN, cluster_starts, fold, fold_question, is_japanese

EVERY_CHARACTER = [
    character
    for character in map(chr, [*range(0xD800), *range(0xE000, sys.maxunicode + 1)])
    if not character.isspace()  # white space is folded by rules of its own
]
DECOMPOSING = {character for character in EVERY_CHARACTER if normalize("NFKD", character) != character}
PARTS = [decomposition(character).split() for character in sorted(DECOMPOSING)]
COMPOSING_PAIRS = [chr(int(p[0], 16)) + chr(int(p[1], 16)) for p in PARTS if len(p) == 2 and p[0].isalnum()]


def nfkc(text: str) -> str:
    return normalize("NFKC", UNSEEN.sub("", text)).translate(ALIKE)


def clusters(text: str) -> list[str]:
    return [text[start:end] for start, end in pairwise([*cluster_starts(text), len(text)])]


@given(texts())
@settings(deadline=None, max_examples=150)
def test_text_without_white_space_folds_to_its_nfkc_form(text: str) -> None:
    text = "".join(text.split())

    assert fold(text).text == nfkc(text)


@pytest.mark.parametrize("letter", ["a", "か", "ハ", "가", "\u1100", "\u09c7"])
def test_every_character_that_decomposes_folds_to_nfkc_beside_a_letter(letter: str) -> None:
    folds = [(character, fold(letter + character + letter).text) for character in DECOMPOSING]

    assert [character for character, folded in folds if folded != nfkc(letter + character + letter)] == []


def test_every_other_character_folds_to_nfkc_beside_a_letter() -> None:
    text = "".join(character + "か" for character in EVERY_CHARACTER if character not in DECOMPOSING)

    assert fold(text).text == nfkc(text)


def test_every_pair_that_composes_folds_to_one_cluster() -> None:
    assert [pair for pair in COMPOSING_PAIRS if clusters(pair) != [pair] or fold(pair).text != nfkc(pair)] == []


@given(texts())
@settings(deadline=None, max_examples=150)
def test_clusters_fold_one_by_one_to_the_nfkc_form_of_the_whole(text: str) -> None:
    assert "".join(normalize("NFKC", cluster) for cluster in clusters(text)) == normalize("NFKC", text)
    assert "".join(clusters(text)) == text


@given(texts())
@settings(deadline=None, max_examples=150)
def test_the_map_runs_forward_through_the_text(text: str) -> None:
    folded = fold(text)
    spans = list(zip(folded.starts, folded.ends, strict=True))

    assert len(spans) == len(folded.text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left == right or left[1] <= right[0] for left, right in pairwise(spans))


@given(texts())
@settings(deadline=None, max_examples=150)
def test_every_folded_character_is_found_in_what_the_map_says_it_comes_from(text: str) -> None:
    folded = fold(text)

    for i, character in enumerate(folded.text):
        start, end = folded.origin(i, i + 1)
        assert character in nfkc(text[start:end]) or (character == " " and LINE_BREAK.search(text, start, end))


@given(texts())
@settings(deadline=None, max_examples=150)
def test_the_map_reaches_every_character_that_is_not_white_space(text: str) -> None:
    folded = fold(text)
    reached = {i for span in zip(folded.starts, folded.ends, strict=True) for i in range(*span)}

    left = [character for i, character in enumerate(text) if i not in reached and not character.isspace()]
    assert UNSEEN.sub("", "".join(left)) == ""


@pytest.mark.parametrize(
    ("text", "found", "original"),
    [
        ("大型ﾊﾞｽで", "バス", "ﾊﾞｽ"),
        ("ソウルか\u3099い", "が", "か\u3099"),
        ("\u1112\u1161\u11ab국", "한", "\u1112\u1161\u11ab"),
        ("第㍿社", "式会", "㍿"),
        ("安定的なシス テム構築", "システム", "シス テム"),
        ("行政の情\r\n報化", "情報", "情\r\n報"),
        ("\ufeffＫＬＩＤ", "KLID", "ＫＬＩＤ"),
        ("\ufdfa", "صلى الله", "\ufdfa"),
        ("1\u200b20\u200b台", "120台", "1\u200b20\u200b台"),
        ("120\u200b台", "120", "120"),
        ("葛\U000e0100城市の", "葛城市", "葛\U000e0100城市"),
        ("辻\ufe00さん", "辻", "辻\ufe00"),
        ("二○二五年", "二〇二五", "二○二五"),
        ("約 １ ３ ０ 名", "130", "１ ３ ０"),
        ("12\u202f345 円", "12345", "12\u202f345"),
        ("𠮟る👨‍👩‍👧会", "会", "会"),
    ],
)
def test_what_is_found_leads_back_to_the_characters_of_the_file(text: str, found: str, original: str) -> None:
    folded = fold(text)
    at = folded.text.index(found)
    start, end = folded.origin(at, at + len(found))

    assert text[start:end] == original


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("シス テム構築", "システム構築"),
        ("システム 開発", "システム開発"),
        ("例えば、 防犯カメラ", "例えば、防犯カメラ"),
        ("台 湾", "台湾"),
        ("公務員 30万人", "公務員 30万人"),
        ("GovTech 東京", "GovTech 東京"),
        ("KLID 방문을 환영합니다", "KLID 방문을 환영합니다"),
        ("SusHi Tech Tokyo", "SusHi Tech Tokyo"),
        ("東京\u3000大阪", "東京 大阪"),
        ("東京  大阪", "東京  大阪"),
        ("約 １ ３ ０ 名", "約 130 名"),
        ("1 2 , 3 4 5 円", "12,345 円"),
        ("令和 8 年 1 1 月 2 3 日", "令和 8 年 11 月 23 日"),
        ("12 345 円", "12 345 円"),
        ("12\u00a0345 円", "12345 円"),
        ("4,\u2009500 円", "4,500 円"),
        ("3 5 7", "3 5 7"),
        ("18 20 22 人", "18 20 22 人"),
        ("03 1 2 人", "03 1 2 人"),
    ],
)
def test_a_layout_space_is_dropped_only_between_japanese_characters(text: str, folded: str) -> None:
    assert fold(text).text == folded


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", " \n\t"])
@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("行政の情", "報化", "行政の情報化"),
        ("高雄市如何運用智", "慧醫療", "高雄市如何運用智慧醫療"),
        ("公務員", "30万人", "公務員 30万人"),
        ("health care", "stations", "health care stations"),
        ("방문을", "환영합니다", "방문을 환영합니다"),
    ],
)
def test_joined_lines_have_a_space_between_them_only_where_words_do(
    above: str, below: str, joined: str, line_break: str
) -> None:
    assert fold(above + line_break + below).text == joined


@given(texts())
@settings(deadline=None, max_examples=150)
def test_no_line_break_is_left_in_a_folded_text(text: str) -> None:
    assert LINE_BREAK.search(fold(text).text) is None


@pytest.mark.parametrize("mark", ["\u0301", "ﾞ"])
@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\u2028"])
def test_a_combining_mark_that_begins_a_line_does_not_keep_the_break(line_break: str, mark: str) -> None:
    assert LINE_BREAK.search(fold(f"行政{line_break}{mark}情報").text) is None


@pytest.mark.parametrize("dash", "〜～∼∿~")
def test_wave_dashes_are_one(dash: str) -> None:
    assert fold(f"9月8日{dash}12日").text == "9月8日~12日"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ＫＬＩＤ とは？", "klid とは"),
        ("K\u200bLID\ufeff とは。。", "klid とは"),
        ("台北 市長", "台北 市長"),
        ("  台北\u3000\t市長\r\n", "台北 市長"),
        ("９〜１２日", "9~12日"),
        ("", ""),
    ],
)
def test_a_question_keeps_the_spaces_between_its_words_and_no_capitals_nor_end_marks(typed: str, folded: str) -> None:
    assert fold_question(typed) == folded


@pytest.mark.parametrize("character", "あアー漢々〆〇𠮟\uf900")
def test_kana_and_ideographs_are_written_without_spaces(character: str) -> None:
    assert is_japanese(character)


@pytest.mark.parametrize("character", "aé1한ㄅ、 \n☆")
def test_other_characters_are_not_taken_for_japanese(character: str) -> None:
    assert not is_japanese(character)


@pytest.mark.parametrize(
    ("drawn", "meant"), [("⾏政と⺠間", "行政と民間"), ("東⻄ ⻑⻘", "東西長青"), ("⻭⻲⻯", "歯亀竜")]
)
def test_a_radical_is_the_character_that_it_is_drawn_as(drawn: str, meant: str) -> None:
    assert fold(drawn).text == meant
    assert fold_question(drawn.replace(" ", "")) == meant


def test_no_radical_but_one_without_an_ideograph_is_left() -> None:
    radicals = [chr(code) for code in range(0x2E80, 0x2FE0) if name(chr(code), "")]

    assert [radical for radical in radicals if fold(radical).text == radical] == ["⺀"]
