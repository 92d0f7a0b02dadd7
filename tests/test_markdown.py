"""Markdown: what a reader of the page sees that it makes, and the headings that CommonMark sees in it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import document, texts
from tripqa.domain import Table
from tripqa.parsing.corpus import read_corpus
from tripqa.parsing.extract import Extract
from tripqa.parsing.limits import Limits
from tripqa.parsing.markdown import extract, text_of
from tripqa.parsing.sidecar import Sidecar
from tripqa.parsing.source import Source
from tripqa.text.passages import sections, split

REPORT = """---
title: "ソウル・台湾出張"
date: 2025-09-12
lang: ja
---

# 出張報告

本文は **太字** と [リンク](https://example.org/) を見せる。

## ソウル市 `訪問` ##

- 項目

```python
# これは注釈
```

所感
と課題
------

おわり。

> # 引用の見出し
"""
SHOWN = """出張報告

本文は 太字 と リンク を見せる。

ソウル市 訪問

- 項目

# これは注釈

所感
と課題

おわり。

引用の見出し"""


def read(text: str | bytes) -> Extract:
    data = text if isinstance(text, bytes) else text.encode()
    shown, read_as = text_of(data, Source(Path("a.md"), "a.md", Sidecar()))
    return replace(extract(shown.encode(), Limits()), read_as=read_as)


def headings(found: Extract) -> list[tuple[str, int]]:
    return [(found.text[heading.start : heading.end], heading.level) for heading in found.headings or ()]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_report_is_read_as_its_page_shows_it(line_end: str, mark: str) -> None:
    found = read(mark + REPORT.replace("\n", line_end))

    assert found.text == SHOWN
    assert headings(found) == [("出張報告", 1), ("ソウル市 訪問", 2), ("所感\nと課題", 2)]
    assert (found.title, found.pages, found.read_as) == ("ソウル・台湾出張", (), "UTF-8")
    assert (found.language, found.date) == ("ja", datetime.date(2025, 9, 12))


def test_sections_are_named_by_the_headings() -> None:
    found = read(REPORT)
    report = document(found.text, headings=found.headings)

    assert [section.headings for section in sections(report)] == [
        ("出張報告",),
        ("出張報告", "ソウル市 訪問"),
        ("出張報告", "所感 と課題"),
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: 報告\n---\n# 別\n", "報告"),
        ("---\ntitle: '報告'\n...\n本文\n", "報告"),
        ("---\nauthor: 都\n---\n# 報告\n", "報告"),
        ("---\ntitle: >\n  長い\n  題\n---\n# 報告\n", "長い 題"),
        ("---\ntitle: [一\n---\n# 報告\n", "報告"),
        ('+++\ntitle = "報告"\ndate = 2025-09-12\n+++\n# 別\n', "報告"),
        ("# 報告\n\n## 節\n", "報告"),
        ("# 一\n\n# 二\n", "a"),
        ("報告\n", "a"),
        ("---\n\n# 報告\n\n---\n", "報告"),  # lines between sections, and no front matter
    ],
)
def test_a_title_is_that_of_the_front_matter_or_the_only_heading_of_the_first_level(
    tmp_path: Path, text: str, title: str
) -> None:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    (document,) = read_corpus(tmp_path).documents

    assert document.title == title


def test_a_front_matter_is_never_text_and_gives_language_and_day(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ndate: 2025-09-12T10:00:00\nlang: zh_Hant\ntags: [港]\n---\n港の視察。\n", "utf-8"
    )
    (document,) = read_corpus(tmp_path).documents

    assert document.text == "港の視察。"
    assert document.language == "zh-Hant"
    assert document.trip == (datetime.date(2025, 9, 12), datetime.date(2025, 9, 12))


@pytest.mark.parametrize("day", ["2025-13-40", "never", "[2025]", "1"])
def test_a_date_that_there_is_not_is_none(day: str) -> None:
    assert read(f"---\ntitle: 報告\ndate: {day}\n---\n本文\n").date is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("参加費は~~500円~~800円とする。", "参加費は800円とする。"),
        ("定員は<del>三十名</del>四十五名です。", "定員は四十五名です。"),
        ("会場は<span style='text-decoration:line-through'>旧庁舎</span>新庁舎です。", "会場は新庁舎です。"),
        ("前<!-- 内部の注記 -->後", "前後"),
        ("**800**円、*約*2割", "800円、約2割"),
        ("会場：みなと館\n日時：９月８日", "会場：みなと館\n日時：９月８日"),
        ("本文[^1]\n\n[^1]: 注釈", "本文[^1]\n\n[^1]: 注釈"),
        ("A * B\\*C &amp; D", "A * B*C & D"),
    ],
)
def test_marks_comments_and_struck_text_are_no_text(text: str, shown: str) -> None:
    assert read(text).text == shown


@pytest.mark.parametrize(
    "table",
    [
        "| 棟 | 使用料 |\n|---|---|\n| 東棟 | 3,000円 |",
        "<table><tr><th>棟</th><th>使用料</th></tr>\n<tr><td>東棟</td><td>3,000円</td></tr></table>",
    ],
)
def test_a_table_is_rows_with_tabs_in_either_notation(table: str) -> None:
    found = read(f"# 案内\n\n{table}\n\n以上\n")

    assert found.text == "案内\n\n棟\t使用料\n東棟\t3,000円\n\n以上"
    assert found.tables == (Table(4, 19, 1),)


@pytest.mark.parametrize(
    "text", ["#\n本文", "#見出しではない\n", "    # コード\n", "\\# 字\n", "- # 項目\n", "本文だけ\n"]
)
def test_what_is_no_heading_of_the_document_is_text(text: str) -> None:
    assert read(text).headings is None


def test_markdown_in_another_encoding_is_read_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("# 出張報告\r\n\r\n港の視察について説明を受けた。\r\n".encode("cp932"))
    found = read_corpus(tmp_path)

    assert found.documents[0].text == "出張報告\n\n港の視察について説明を受けた。"
    assert found.remarks == {"a.md": ("read as Shift_JIS (assumed)",)}


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "# ",
                    "\n## ",
                    " ##\n",
                    "\n===\n",
                    "\n---\n",
                    "> ",
                    "```\n",
                    "\t",
                    "|",
                    "~~",
                    "<td>",
                    "<table>",
                    "</p>",
                ]
            ),
            texts(3),
        ),
        max_size=20,
    )
)
@settings(deadline=None, max_examples=100)
def test_the_law_holds_for_every_file(pieces: list[str]) -> None:
    found = read("".join(pieces))

    spans = [(heading.start, heading.end) for heading in found.headings or ()]
    assert spans == sorted(spans)
    assert all(found.text[start:end].strip() for start, end in spans)
    for passage in split(document(found.text, headings=found.headings, tables=found.tables)):
        assert found.text[passage.start : passage.end] == passage.text
