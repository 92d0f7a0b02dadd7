"""Markdown: the file's own characters, and the headings that CommonMark sees in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import document, texts
from tripqa.parsing.corpus import read_corpus
from tripqa.parsing.extract import Extract
from tripqa.parsing.markdown import extract
from tripqa.parsing.sidecar import Sidecar
from tripqa.parsing.source import Source
from tripqa.text.passages import sections, split

REPORT = """---
title: "ソウル・台湾出張"
date: 2025-09-12
---

# 出張報告

本文は **太字** と [リンク](https://example.org/) をそのまま持つ。

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


def read(text: str | bytes) -> Extract:
    data = text if isinstance(text, bytes) else text.encode()
    return extract(data, Source(Path("a.md"), "a.md", Sidecar()))


def headings(found: Extract) -> list[tuple[str, int]]:
    return [(found.text[heading.start : heading.end], heading.level) for heading in found.headings or ()]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_report_keeps_every_character_and_its_headings_are_those_it_marks(line_end: str, mark: str) -> None:
    text = mark + REPORT.replace("\n", line_end)
    found = read(text)

    assert found.text == text
    assert headings(found) == [("出張報告", 1), ("ソウル市 `訪問`", 2), (f"所感{line_end}と課題", 2)]
    assert (found.title, found.pages, found.read_as) == ("ソウル・台湾出張", (), "UTF-8")


def test_sections_are_named_without_marks_and_hold_them() -> None:
    found = read(REPORT)
    report = document(found.text, headings=found.headings)

    assert [section.headings for section in sections(report)] == [
        (),
        ("出張報告",),
        ("出張報告", "ソウル市 `訪問`"),
        ("出張報告", "所感 と課題"),
    ]
    (last,) = [passage for passage in split(report) if "おわり" in passage.text]
    assert last.text.startswith("所感\nと課題\n------\n\nおわり。")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: 報告\n---\n# 別\n", "報告"),
        ("---\ntitle: '報告'\n...\n", "報告"),
        ("---\nauthor: 都\n---\n# 報告\n", "報告"),
        ("---\ntitle: >\n  長い\n---\n# 報告\n", "報告"),
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

    assert (document.title, document.text) == (title, text)


@pytest.mark.parametrize(
    "text", ["#\n本文", "#見出しではない\n", "    # コード\n", "\\# 字\n", "- # 項目\n", "本文だけ\n"]
)
def test_what_is_no_heading_of_the_document_is_text(text: str) -> None:
    assert read(text).headings is None


def test_markdown_in_another_encoding_is_read_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("# 出張報告\r\n\r\n港の視察について説明を受けた。\r\n".encode("cp932"))
    found = read_corpus(tmp_path)

    assert found.documents[0].text == "# 出張報告\r\n\r\n港の視察について説明を受けた。\r\n"
    assert found.remarks == {"a.md": ("read as Shift_JIS (assumed)",)}


@given(
    st.lists(
        st.one_of(st.sampled_from(["# ", "\n## ", " ##\n", "\n===\n", "\n---\n", "> ", "```\n", "\t"]), texts(3)),
        max_size=20,
    )
)
@settings(deadline=None, max_examples=300)
def test_the_law_holds_for_every_file(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = read(text)

    assert found.text == text
    spans = [(heading.start, heading.end) for heading in found.headings or ()]
    assert spans == sorted(spans)
    assert all(text[start:end].strip() for start, end in spans)
    for passage in split(document(text, headings=found.headings)):
        assert text[passage.start : passage.end] == passage.text
