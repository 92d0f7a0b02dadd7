"""Breaks of the layout: shown as what is read, and told apart from those that say something."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.builders import document, marked_documents, passage
from tripqa.domain import Document
from tripqa.text.breaks import layout_breaks
from tripqa.text.passages import split
from tripqa.web.laid import laid


def shown(text: str, *, section: tuple[str, ...] = ()) -> list[str]:
    report = document(text)
    return [one.shown for one in layout_breaks(passage(report, (0, len(text)), section=section))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("港湾局を訪\n問した。", [""]),
        ("負担は約\r\n　500名である。", [""]),
        ("KLIDの\nSeoul支部", [""]),
        ("The port of\n  Busan", [" "]),
        ("항만을\n방문했다", [" "]),
        ("in 20\n25", [" "]),
        ("一行である。", []),
    ],
)
def test_a_break_inside_a_sentence_is_read_as_a_space_or_as_nothing(text: str, found: list[str]) -> None:
    assert shown(text) == found


def test_a_break_below_a_heading_or_before_a_blank_line_says_something() -> None:
    assert shown("港湾局 訪問\n港湾局を訪\n問した。", section=("港湾局 訪問",)) == [""]
    assert shown("港湾局\n\n訪問した。") == []


def test_breaks_between_sentences_and_rows_say_something() -> None:
    report = document("・港を見た。\n・市場を見た。\n区分\t数\n港\t3")

    assert [one for found in split(report) for one in layout_breaks(found)] == []


@given(marked_documents())
def test_the_pieces_that_are_shown_are_the_text_character_for_character(report: Document) -> None:
    for found in split(report):
        pieces = laid(found.text, found.start, layout_breaks(found))
        assert "".join(piece.text for piece in pieces) == found.text
        assert all(piece.text for piece in pieces)
        assert not any(piece.text.strip() for piece in pieces if piece.kind != "words")


def test_cells_and_paragraphs_are_apart() -> None:
    pieces = laid("港\t\t3\n\n市場", 0, [])

    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("words", "港"), ("tab", "\t"), ("tab", "\t"), ("words", "3"), ("gap", "\n\n"), ("words", "市場"),
    ]  # fmt: skip
