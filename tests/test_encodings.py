"""Text files in the encodings of East Asian offices: the very characters, or a refusal that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tripqa.errors import CorpusError
from tripqa.parsing.corpus import read_corpus
from tripqa.parsing.encodings import decode

JAPANESE = (
    "9月8日(月)、調査団は韓国地域情報開発院を訪問し、自治体の情報システムの標準化について説明を受けた。\r\n"
    "同院は、電子政府法第72条に基づいて設立され、職員は約600名である。ソウル市との連携も進んでいる。\r\n"
)
KOREAN = (
    "9월 8일(월), 조사단은 한국지역정보개발원을 방문하여 지방자치단체 정보시스템의 표준화에 관한 설명을 들었다.\r\n"
)
TRADITIONAL = "9月8日（一），調查團拜訪了高雄市政府，聽取智慧城市與緊急應變系統的說明，並就合作方式交換意見。\r\n"
SIMPLIFIED = "9月8日（一），调查团访问了首尔市政府，听取了智慧城市和应急系统的说明，并就合作方式交换了意见。\r\n"
WESTERN = "The mayor’s office – “Smart City Seoul” – paid £5 million to Mr. Müller’s café.\r\n"
ENCODINGS = [
    (JAPANESE, "cp932", "Shift_JIS (assumed)"),
    (JAPANESE, "euc_jp", "EUC-JP (assumed)"),
    (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
    (JAPANESE, "utf-8-sig", "UTF-8"),
    (JAPANESE, "utf-16-le", "UTF-16 (assumed)"),
    (KOREAN, "cp949", "EUC-KR (assumed)"),
    (KOREAN, "utf-16-be", "UTF-16 (assumed)"),
    (TRADITIONAL, "cp950", "Big5 (assumed)"),
    (SIMPLIFIED, "gb18030", "GB18030 (assumed)"),
    (WESTERN, "cp1252", "Windows-1252 (assumed)"),
    (WESTERN, "utf-16-le", "UTF-16 (assumed)"),
    ("①令和7年度 ㈱東京の報告です。", "euc_jis_2004", "EUC-JP (assumed)"),
]


@pytest.mark.parametrize(("text", "encoding", "read_as"), ENCODINGS)
def test_a_text_is_read_in_its_own_encoding(text: str, encoding: str, read_as: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == (
        text.encode(encoding).decode(encoding.removesuffix("-sig")),
        read_as,
    )


@pytest.mark.parametrize(("text", "encoding", "read_as"), ENCODINGS)
def test_an_encoding_that_was_assumed_is_said_of_its_file(
    tmp_path: Path, text: str, encoding: str, read_as: str
) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    (tmp_path / "b.txt").write_bytes(text.encode())

    assert read_corpus(tmp_path).remarks == ({"a.txt": (f"read as {read_as}",)} if "assumed" in read_as else {})


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_says_the_encoding_and_stays_a_character(encoding: str) -> None:
    text = "\ufeff報告\r\n"

    assert decode(text.encode(encoding), "a.txt") == (text, encoding[:6].upper())


def test_the_circled_digits_of_windows_are_read_in_iso_2022_jp() -> None:
    data = b"\x1b$B-!\x1b(B" + JAPANESE.encode("iso2022_jp")  # row 13, which JIS X 0208 leaves empty

    assert decode(data, "a.txt") == (f"①{JAPANESE}", "ISO-2022-JP")


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [("보고서이다", "cp949", "ko"), ("報告", "cp950", "zh-Hant"), ("報告", "cp932", "ja")],
)
def test_the_language_of_the_sidecar_decides_what_a_few_characters_leave_open(
    text: str, encoding: str, language: str
) -> None:
    assert decode(text.encode(encoding), "a.txt", language=language)[0] == text


@pytest.mark.parametrize(
    ("declared", "text", "codec", "read_as"),
    [
        ("Shift_JIS", "港", "cp932", "Shift_JIS"),
        ("x-sjis", "①港", "cp932", "Shift_JIS"),
        ("EUC-KR", "항", "cp949", "EUC-KR"),
        ("gb2312", "港", "gb18030", "GB18030"),
        ("big5", "港", "cp950", "Big5"),
        ("Shift_JIS", "港", "utf-8", "UTF-8"),  # saved anew, and the declaration left as it was
        ("utf-8", JAPANESE, "cp932", "Shift_JIS (assumed)"),
        ("no-such-charset", JAPANESE, "cp932", "Shift_JIS (assumed)"),
    ],
)
def test_a_declared_charset_is_believed_where_it_is_true(declared: str, text: str, codec: str, read_as: str) -> None:
    assert decode(text.encode(codec), "a.html", declared=declared) == (text, read_as)


@pytest.mark.parametrize(
    "data",
    [b"\xff\xd8\xff\xe0\0\x10JFIF\0\1", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\3\4\x14\0\xff\xfe\xfd", b"\x80"],
)
def test_bytes_that_are_no_text_are_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(CorpusError, match=r"a\.txt is not UTF-8 .* save it as UTF-8"):
        decode(data, "a.txt")


@given(st.binary(max_size=300))
@settings(deadline=None, max_examples=300)
def test_no_character_is_ever_replaced(data: bytes) -> None:
    try:
        text, _ = decode(data, "a.txt")
    except CorpusError:
        return
    assert "\ufffd" not in text or b"\xef\xbf\xbd" in data or b"\xfd\xff" in data or b"\xff\xfd" in data


@given(st.text(st.characters(categories=["L", "N", "P"]), max_size=40))
@settings(deadline=None, max_examples=200)
def test_japanese_in_shift_jis_is_read_whatever_stands_in_it(more: str) -> None:
    data = (JAPANESE + more).encode("cp932", "ignore")

    assert decode(data, "a.txt", language="ja")[0] == data.decode("cp932")
