"""What a statement of a model must keep of the quotes that it cites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripqa.checking.checker import Checker
from tripqa.checking.statements import Fault, Statement
from tripqa.domain import NameGroup

GROUPS = [NameGroup("place", ("高松市", "Takamatsu", "다카마쓰시")), NameGroup("place", ("徳島市", "Tokushima"))]
QUOTES = ["令和7年9月8日、高松市で1万2千人が参加した。", "費用は1.2億円であった。"]


def kinds(text: str, *citations: int) -> list[str]:
    return [fault.kind for fault in Checker(GROUPS).faults(Statement(text, citations), QUOTES)]


def test_what_stands_in_the_cited_quotes_passes_in_any_language() -> None:
    assert kinds("In Takamatsu 12,000 people took part.", 1) == []
    assert kinds("2025년 다카마쓰시에서 12,000명이 참가했다.", 1) == []


def test_a_citation_that_no_quote_has_is_a_fault_and_so_is_none() -> None:
    assert kinds("費用は1.2億円であった。", 3) == ["citation"]
    assert kinds("費用は1.2億円であった。") == ["citation"]
    assert Checker(GROUPS).faults(Statement("費用は高い。", (0,)), QUOTES) == [Fault("citation", "0")]


def test_a_number_must_stand_in_a_quote_that_is_cited() -> None:
    assert kinds("In Takamatsu 13,000 people took part.", 1) == ["number"]
    assert kinds("費用は1.2億円であった。", 1) == ["number"]


def test_a_known_name_must_stand_there_in_one_of_its_writings() -> None:
    assert kinds("In Tokushima 12,000 people took part.", 1) == ["name"]


def test_a_statement_without_words_is_empty() -> None:
    assert kinds("…", 1) == ["empty"]


def test_several_quotes_are_read_together() -> None:
    assert kinds("高松市で12,000人が参加し、1億2千万円かかった。", 1, 2) == []


def test_marks_of_citations_and_of_lists_say_nothing() -> None:
    assert kinds("2. In Takamatsu 12,000 people took part. [1]", 1) == []


def test_a_fault_says_what_is_written_in_the_statement() -> None:
    (fault,) = Checker(GROUPS).faults(Statement("１３，０００人が参加した。", (1,)), QUOTES)

    assert fault == Fault("number", "１３，０００人")


@pytest.mark.parametrize("said", ["İİソウル", "İİİİİソウル", "İİİソウル市の "])
def test_a_letter_that_is_two_in_lower_case_moves_nothing(said: str) -> None:
    assert Checker(GROUPS).faults(Statement(said, (1,)), QUOTES) == [Fault("name", "ソウル")]


_PIECES = [
    "İ",
    "ソウル",
    "市の ",
    " two million",
    " yen",
    "-3,000",
    "1111兆兆円",
    "usd9000",
    "9" * 400,
    "-1111兆兆円",
    "1/3",
    "0人",
    "令和元年",
    "[1]",
    "ﾞ",
    "a",
]


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=8).map("".join))
def test_any_text_can_be_checked(text: str) -> None:
    Checker(GROUPS).faults(Statement(text, (1, 2)), [*QUOTES, text])
    Checker(GROUPS).faults(Statement("ソウルで2人が話した。", (1,)), [text])


def test_a_minus_at_the_head_of_a_statement_is_no_mark_of_a_list() -> None:
    assert kinds("-12,000 people took part.", 1) == ["number"]
    assert kinds("- 12,000 people took part.", 1) == []


def test_only_what_is_cited_is_a_citation() -> None:
    assert kinds("高松市で12,000人が参加し、1億2千万円かかった。[1, 2]", 1, 2) == []
    assert kinds("In Takamatsu [9] 12,000 people took part. [1]", 1) == ["number"]
    assert kinds("In Takamatsu 12,000 people took part. [1, 300]", 1) == ["number", "number"]
