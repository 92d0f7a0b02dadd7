"""Titles in the properties of files: what people gave them, and not what programs left there."""

from __future__ import annotations

import pytest

from tripqa.parsing.titles import own_title


@pytest.mark.parametrize(
    "title",
    [
        *["FEFF00420075006400670065007430B7", "<feff5831544a66f8>", "þÿ\0B\0u\0d\0g\0e\0t", "䈀甀搀最攀琀", "0Æ0¹0È"],
        *["報告書.jtd", "budget.xlsx", "Microsoft Excel - 予算.xls", r"C:\Users\soumu\予算.doc", "議案.xdw", "Book1"],
        "予算書".encode("cp932").decode("latin-1"),
    ],
)
def test_titles_that_are_bytes_or_names_of_files_are_none(title: str) -> None:
    assert own_title(title) == ""


@pytest.mark.parametrize(
    "title",
    [
        "令和7年度 予算書",
        "2025 Budget",
        "예산안 2025",
        "㈱みなと 事業報告",
        "Café Müller",
        "20250908",
        "DECADE",
        "第3回㍿会議",
    ],
)
def test_titles_that_people_gave_are_kept(title: str) -> None:
    assert own_title(title) == title
