"""Statements made wrong: what is caught keeps to a floor, and the second extraction says what stands in a quote."""

from __future__ import annotations

from pathlib import Path

import pytest

from tripqa_lab.statements import extraction
from tripqa_lab.statements.measuring import Bench, Judged, share
from tripqa_lab.statements.mutating import Kind
from tripqa_lab.statements.written import read_statements

FOLDER = Path(__file__).parent.parent / "data" / "statements"
SAMPLE: dict[Kind, int] = {
    "number": 200,
    "unit": 60,
    "date": 120,
    "known name": 60,
    "other name": 60,
    "negation": 60,
    "citation": 60,
}
FLOORS: dict[Kind, float] = {
    "number": 0.99,
    "unit": 0.9,
    "date": 0.99,
    "known name": 0.98,
    "other name": 0.85,
    "negation": 0.55,
    "citation": 0.99,
}


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    return Bench(FOLDER).judge(read_statements(FOLDER), SAMPLE)


@pytest.mark.parametrize("kind", FLOORS)
def test_what_is_made_wrong_is_caught(judged: list[Judged], kind: Kind) -> None:
    assert share(one for one in judged if one.mutated.kind == kind) >= FLOORS[kind]


def test_right_statements_are_let_through() -> None:
    written = read_statements(FOLDER)

    assert (len(written), len(Bench(FOLDER).dropped(written)) <= 0.03 * len(written)) == (300, True)


def test_what_was_written_after_the_checker_is_let_through_too() -> None:
    written = read_statements(FOLDER / "after")

    assert len(Bench(FOLDER / "after").dropped(written)) <= 0.05 * len(written)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1万2千人", 12_000), ("9만 8,400톤", 98_400), ("2.74 million", 2_740_000), ("twenty-one", 21), ("세 곳", 3)],
)
def test_the_second_extraction_reads_numbers(text: str, value: float) -> None:
    assert value in extraction.numbers(text)


def test_the_second_extraction_reads_days() -> None:
    quote = "令和7年9月11日に訪問した。"

    assert (extraction.years(quote), extraction.months(quote), extraction.weekdays(quote)) == ({2025}, {9}, {3})
