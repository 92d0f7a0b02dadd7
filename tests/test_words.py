"""The pages say the same in each language, and every reader gets the language that they like best."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripqa import web
from tripqa.domain import LANGUAGES, Contact, Language, Missing, NoAnswer, ValueKind
from tripqa.languages import folder_of
from tripqa.web.words import choose_language, refusal_in, spoken, words_of

ROOM = Path(web.__file__).parent
TEMPLATES = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOM / "templates").iterdir()))
CODE = "\n".join(file.read_text(encoding="utf-8") for file in sorted(ROOM.glob("*.py")))
WORDS = {
    language: tomllib.loads((folder_of(language) / "pages.toml").read_text(encoding="utf-8")) for language in LANGUAGES
}
ASKED = Literal[ValueKind, Contact, "reason"]
HAN_KANA_HANGUL = re.compile(r"[\u3041-\u30fa\u4e00-\u9fff\uac00-\ud7a3]")


def leaves(words: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in words.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{key}.")
        else:
            yield from ((f"{above}{key}", text) for text in (value if isinstance(value, list) else [value]))


def said(language: str) -> dict[str, Any]:
    """Return the words of a language but for names of languages: an older one does not know the newer."""
    return {key: words for key, words in WORDS[Language(language)].items() if key != "languages"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_in_the_same_order_and_no_empty_text(language: Language) -> None:
    assert [key for key, _ in leaves(said(language))] == [key for key, _ in leaves(said("en"))]
    assert all(text.strip() == text != "" for _, text in leaves(WORDS[language]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_in_the_same(language: Language) -> None:
    for (key, text), (_, english) in zip(leaves(said(language)), leaves(said("en")), strict=True):
        assert sorted(re.findall(r"\{.*?\}", text)) == sorted(re.findall(r"\{.*?\}", english)), key


def test_no_language_was_left_in_another_script() -> None:
    assert not [text for key, text in leaves(WORDS["en"]) if HAN_KANA_HANGUL.search(text)]
    for language, script in (
        ("ja", r"[\u3041-\u30fa]"),
        ("ko", r"[\uac00-\ud7a3]"),
        ("zh-Hant", r"[\u4e00-\u9fff]"),
        ("zh-Hans", r"[\u4e00-\u9fff]"),
    ):
        texts = [text for _, text in leaves(WORDS[language])]
        assert sum(bool(re.search(script, text)) for text in texts) > len(texts) / 2
    for language in ("ko", "zh-Hant", "zh-Hans"):
        assert not [text for _, text in leaves(WORDS[language]) if re.search(r"[\u3041-\u3096]", text)]
    assert not [text for _, text in leaves(WORDS["ja"]) if re.search(r"[\uac00-\ud7a3]", text)]


def test_every_word_is_used_and_every_word_that_is_used_is_there() -> None:
    used = {*re.findall(r"\bwords\.([a-z_]+)", TEMPLATES + CODE), *re.findall(r"\bwords_of\(\w+\)\.(\w+)", CODE)}

    assert used == {*WORDS["en"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_found_by_their_keys(language: Language) -> None:
    assert {**vars(words_of(language)), "languages": None} == {**WORDS[language], "languages": None}
    assert set(words_of(language).languages) == {*LANGUAGES}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "ja"),
        ("ja", "ja"),
        ("en-US,en;q=0.9", "en"),
        ("fr-CH, fr;q=0.9, ko;q=0.8, en;q=0.7", "ko"),
        ("en;q=0.3, ko;q=0.31", "ko"),
        ("en;q=0.5,ko;q=0.5", "en"),  # the first of those liked alike
        ("en ; q = 0.2 , KO", "ko"),
        ("en;Q=0.2, ko;q=0.3", "ko"),
        ("EN-gb", "en"),
        ("ja;q=0, en;q=0.001", "en"),
        ("en;q=0", "ja"),
        ("en;q=0.000, ko;q=0", "ja"),
        ("fr, de", "ja"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh", "zh-Hant"),
        ("jam, enm", "ja"),  # Jamaican Creole and Middle English are neither
        ("*", "ja"),
        ("*, en;q=0.5", "ja"),
        ("en, *;q=0.5", "en"),
        ("en;q=0.1, *;q=0.5", "ja"),
        ("ja;q=0.2, *;q=0.5", "en"),  # any but Japanese
        ("ja;q=0, *", "en"),
        ("*;q=0, ko", "ko"),
        ("*;q=0", "ja"),
        ("en;q=2, ko", "ko"),
        ("en;q=0.1234, ko;q=0.1", "ko"),
        ("en;q=-1, ko;q=0.1", "ko"),
        ("en;q=, ko;q=0.1", "ko"),
        ("en;q=nan, ko;q=0.1", "ko"),
        ("en;level=1, ko;q=0.1", "ko"),
        ("en_US, ko;q=0.1", "ko"),
        ("en--US, ko;q=0.1", "ko"),
        ("ｅｎ, ko;q=0.1", "ko"),
        (",,, ;q=1 ,ko,", "ko"),
        ("en" * 4000, "ja"),
    ],
)
def test_readers_get_the_language_they_like_best_of_ours(accepted: str, language: Language) -> None:
    assert choose_language(accepted) == language


@given(st.text(max_size=60) | st.lists(st.sampled_from(["en", "ko-KR", "*", ";q=", "0.5", "1", ",", " "])).map("".join))
def test_whatever_a_browser_sends_there_is_a_language(accepted: str) -> None:
    assert choose_language(accepted) in LANGUAGES


NO = [
    (Missing("KLID", "phone"), "The documents mention KLID and give no phone number."),
    (Missing("KLID", None), "The documents do not say this of KLID."),
    (Missing(None, "phone"), "The documents give no such phone number."),
    (Missing(None, None), "The report does not seem to answer this."),
]


@pytest.mark.parametrize(("missing", "says"), NO)
def test_a_refusal_says_what_is_asked_for_and_of_what(missing: Missing, says: str) -> None:
    assert refusal_in("en", NoAnswer(0.1, missing, "not_stated")) == says


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_worded_in_every_language_for_every_kind_of_thing(language: Language) -> None:
    said = [refusal_in(language, NoAnswer(0.1, Missing("{KLID}", kind), "not_stated")) for kind in get_args(ASKED)]

    assert set(words_of(language).asked) == {*get_args(ASKED)}
    assert len({*said}) == len(said) == 16
    assert all("{KLID}" in one for one in said)
    assert refusal_in(language, NoAnswer(0.0, Missing("KLID", "phone"), "language")) == words_of(language).unmeasured


def test_a_tag_means_one_of_ours_by_its_first_part() -> None:
    assert [spoken(tag) for tag in ("ja-JP", "zh-Hans", "KO", "und", "jam", "")] == ["ja", "zh-Hans", "ko"] + [None] * 3
