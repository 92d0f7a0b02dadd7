"""The table in docs/formats.md of what is tried of each format, by kind, made from the names of the tests.

    python -m tests.promises

writes it anew. A test is named for what it promises, so that the table says no more than what is tried.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "formats.md"
BEGIN, END = "<!-- promises: python -m tests.promises -->\n", "<!-- end of promises -->\n"
FORMATS = {
    ".txt": ("test_encodings", "test_sections", "test_lines", "test_sentences"),
    ".md": ("test_markdown",),
    ".html": ("test_html",),
    ".pdf": ("test_pdf", "test_pdf_layout"),
    ".docx": ("test_docx", "test_word_text", "test_word_numbers"),
    ".pptx": ("test_pptx",),
    ".xlsx": ("test_xlsx", "test_cell_formats"),
    ".csv, .tsv": ("test_comma_separated",),
    ".odt, .odp, .ods": ("test_opendocument",),
    ".hwpx": ("test_hangul",),
}
_KINDS = {  # the first whose words a promise has
    "struck, hidden, left out": r"struck|hidden|deleted|left_out|shown_to|furniture|comments|are_no_text|invisible",
    "readings, signs, equations": r"reading|ruby|symbol|sign|equation|raised|formula|kana",
    "charts, boxes, notes": r"chart|box|note|diagram|group|picture|ink|form\b|filled_into",
    "tables": r"table|cell|column|row|sheet|grid|span",
    "numbers, lists": r"number|list|item|article|step|bullet|label",
    "headings, titles, pages": r"heading|title|section|page|slide|level|outline",
    "values, dates": r"value|date|day|figure|percent|amount",
    "encodings, files": r"encod|bytes|utf|shift|byte_order|damaged|macro|refused|password|zip|strict|file|unread|scan",
    "lines, sentences": r"sentence|line|paragraph|break|word|letter|indent|space|hyphen|character",
}


def promises() -> dict[tuple[str, str], list[str]]:
    """Return what tests promise, by format and kind, in the order of the tables above."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for format, files in FORMATS.items():
        names = [name for file in files for name in _tests(TESTS / f"{file}.py")]
        for kind in [*_KINDS, "other"]:
            if said := [name for name in names if _kind(name) == kind]:
                found[format, kind] = said
    return found


def table() -> str:
    """Return the table in Markdown."""
    rows = (
        f"| `{format}` | {kind} | {' · '.join(_words(name) for name in names)} |"
        for (format, kind), names in promises().items()
    )
    return "\n".join(["| format | kind | what is tried |", "|---|---|---|", *rows]) + "\n"


def shown(page: str) -> list[tuple[str, str]]:
    """Return what a page promises: each promise with its format."""
    rows = page[page.index(BEGIN) : page.index(END)].splitlines()[3:]
    cells = ([cell.strip(" `") for cell in row.strip("|").split("|")] for row in rows)
    return [(format, promise) for format, _, said in cells for promise in said.split(" · ")]


def _tests(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return (one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"))


def _kind(name: str) -> str:
    return next((kind for kind, words in _KINDS.items() if re.search(words, name)), "other")


def _words(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


if __name__ == "__main__":
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    PAGE.write_text(before + BEGIN + table() + END + rest.split(END)[1], "utf-8")
