"""A report on the page is the report: every character, in its order, with its headings and the place that is meant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import document, texts
from tests.itinerary import REPORT
from tripqa.domain import Document, Section
from tripqa.text.folding import LINE_BREAK
from tripqa.text.passages import sections
from tripqa.web.report import Block, blocks, section_at

BREAKS = ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", "\n \t\n", "\n\u3000\n\n", "\ufeff", "\t", "■"]
BROKEN = st.lists(st.sampled_from([*BREAKS, "訪問", "9月8日(月) 14:00-16:00", "KLIDは機関です。"]), max_size=25).map(
    "".join
)


def text_of(found: Iterable[Block]) -> str:
    return "".join(run.text for block in found for run in block.runs)


def marked_in(found: Iterable[Block]) -> str:
    return "".join(run.text for block in found for run in block.runs if run.marked)


@given(texts() | BROKEN, st.sampled_from(["ja", "en", "ko", "und"]), st.data())
def test_the_blocks_together_are_the_text_and_the_marked_runs_the_place_that_is_meant(
    text: str, language: str, data: st.DataObject
) -> None:
    owner = document(text, language=language)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    found = blocks(owner, sections(owner), (start, end) if start < end else None)

    assert text_of(found) == text
    assert marked_in(found) == text[start:end]
    assert all(run.text for block in found for run in block.runs)
    assert all(block.runs for block in found)


@given(texts() | BROKEN)
def test_every_heading_is_one_and_levels_begin_with_2_and_leave_none_out(text: str) -> None:
    owner = document(text)

    found = blocks(owner, sections(owner), None)

    headings = [block for block in found if block.kind == "heading"]
    assert [text_of([block]).lstrip() for block in headings] == [*heading_lines(owner)]
    levels = [1, *(block.level for block in headings)]
    assert all(2 <= level <= min(above + 1, 6) for above, level in pairwise(levels))
    assert all(block.level == 0 for block in found if block.kind != "heading")


def heading_lines(owner: Document) -> Iterable[str]:
    """Return the rest of each line at whose beginning a section stands, with its line end."""
    ends = [*(found.end() for found in LINE_BREAK.finditer(owner.text)), len(owner.text)]
    for section in sections(owner):
        if section.headings:
            yield owner.text[section.start : next(end for end in ends if end > section.start)]


def test_the_headings_of_the_real_report_are_headings_and_nothing_else_is(report: Document) -> None:
    found = blocks(report, sections(report), None)

    headings = [text_of([block]).strip() for block in found if block.kind == "heading"]
    assert headings == [section.headings[-1] for section in sections(report) if section.headings]
    assert {"出張概要", "韓国地域情報開発院(KLID)訪問", "Startup Island TAIWAN訪問"} <= {*headings}
    assert "9月8日(月) 14:00-16:00" not in headings
    assert text_of(found) == report.text


def test_rows_gaps_and_text_are_told_apart() -> None:
    first = blocks(REPORT, sections(REPORT), None)[:6]

    assert [(block.kind, text_of([block]).split("\n")[0]) for block in first] == [
        ("heading", "出張行程"),
        ("gap", ""),
        ("row", "9月8日(月)\t(東京発、釜山着)"),
        ("gap", ""),
        ("heading", "港湾公社(BPA)訪問"),
        ("gap", ""),
    ]


def test_a_mark_may_reach_over_headings_gaps_and_rows() -> None:
    start, end = REPORT.text.index("京着)"), REPORT.text.index("岸壁は")

    found = blocks(REPORT, sections(REPORT), (start, end))

    assert marked_in(found) == REPORT.text[start:end]
    assert [block.kind for block in found if marked_in([block])] == [
        "row", "gap", "heading", "gap", "text", "gap", "text"
    ]  # fmt: skip
    (last,) = [block for block in found if marked_in([block]) not in ("", text_of([block])) and block.kind == "text"]
    assert marked_in([last]) == "港湾公社は、岸壁を管理する機関です。"


def test_a_heading_deeper_than_html_has_stands_at_the_deepest_level() -> None:
    lines = [f"{depth}\n" for depth in range(1, 9)]
    titles = tuple(line.strip() for line in lines)
    deep = [Section(titles[: i + 1], None, 2 * i, 2 * i + 2) for i in range(len(lines))]

    found = blocks(document("".join(lines)), deep, None)

    assert [block.level for block in found] == [2, 3, 4, 5, 6, 6, 6, 6]


def test_the_section_of_a_place_is_the_one_it_lies_in() -> None:
    found = sections(REPORT)

    place = section_at(found, REPORT.text.index("岸壁は30本"))
    assert place is not None
    assert place.headings == ("港湾公社(BPA)訪問",)
    assert section_at(found, found[0].start) == found[0]
    assert section_at(found, len(REPORT.text)) is None
    assert section_at([], 0) is None
