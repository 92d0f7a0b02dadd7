"""Markdown: every character of the file is a character of the document; its headings are those that CommonMark sees.

Marks stay in the text: a quote is the file's own words. A front matter is text too, and may give the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from tripqa.domain import Heading, Span
from tripqa.parsing.encodings import decode
from tripqa.parsing.extract import Extract, only_title
from tripqa.parsing.source import Source

_LINE_END = re.compile(r"\r\n?|\n")  # what the parser takes for one
_FRONT_MATTER = re.compile(  # a line between dashes could be any text: its first line must be a key of YAML
    r"\ufeff?---[ \t]*(?:\r\n?|\n)([\w-]+[ \t]*:.*?(?:\r\n?|\n))(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL
)
_TITLE = re.compile(r"^title[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_QUOTED = re.compile(r"""(['"])(.*)\1""")


def extract(data: bytes, source: Source) -> Extract:
    """Return the text of a Markdown file with its headings; FileDamaged if its encoding is not known."""
    text, read_as = decode(data, str(source.path), language=source.about.language)
    front = _FRONT_MATTER.match(text)
    body = front.end() if front else int(text.startswith("\ufeff"))
    headings = tuple(_headings(text, body))
    title = _title(_LINE_END.sub("\n", front.group(1))) if front else ""
    return Extract(text, title or only_title(text, headings), headings or None, pages=(), read_as=read_as)


def _headings(text: str, start: int) -> Iterator[Heading]:
    from markdown_it import MarkdownIt

    lines, shown = _lines(text, start), text.replace("\0", "\ufffd")  # as the parser reads it
    tokens = MarkdownIt("commonmark").disable("inline").parse(text[start:])
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.level == 0 and inline.map and inline.content:
            words = inline.content.split("\n")
            (left, right), (_, end) = lines[inline.map[0]], lines[inline.map[1] - 1]
            begin = shown.index(words[0], left, right)
            yield Heading(begin, shown.rindex(words[-1], begin, end) + len(words[-1]), level=int(opening.tag[1:]))


def _lines(text: str, start: int) -> list[Span]:
    spans: list[Span] = []
    for found in _LINE_END.finditer(text, start):
        spans.append((start, found.start()))
        start = found.end()
    return [*spans, (start, len(text))]


def _title(front_matter: str) -> str:
    """Return the `title:` of a front matter where it is one line, as YAML reads it in plain cases."""
    found = _TITLE.search(front_matter)
    words = found.group(1).strip() if found else ""
    quoted = _QUOTED.fullmatch(words)
    return quoted.group(2) if quoted else "" if words[:1] in ("|", ">", "&", "*", "[", "{") else words
