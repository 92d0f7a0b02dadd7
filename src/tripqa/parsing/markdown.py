"""Markdown: what a reader of the page sees that it makes, by CommonMark with the tables and struck text of GitHub.

The page is read as any web page is, so that its tables, and HTML inside it, come out alike. But a line of the file
stays a line: whoever writes a record a line ends it there, and wrapped lines are joined as those of plain text are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tripqa.parsing.encodings import decode
from tripqa.parsing.extract import Extract, only_title
from tripqa.parsing.front_matter import front_matter
from tripqa.parsing.limits import Limits
from tripqa.parsing.source import Source

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

_LINE_END = re.compile(r"\r\n?")
_FOOTNOTE = "[^"


def text_of(data: bytes, source: Source) -> tuple[str, str]:
    """Return a file as text, and its encoding in words; FileDamaged if that is not known."""
    return decode(data, str(source.path), language=source.about.language)


def extract(data: bytes, limits: Limits) -> Extract:
    """Return the text of a Markdown file, given in UTF-8, with its headings and tables, and what it says of itself."""
    from tripqa.parsing.html import parsed
    from tripqa.parsing.html_text import body_text

    text = _LINE_END.sub("\n", data.decode().removeprefix("\ufeff"))
    front, reader = front_matter(text), _reader()
    tokens = reader.parse(text[front.end :])
    _keep_outer_headings(tokens)
    page = body_text(parsed(reader.renderer.render(tokens, reader.options, {})), all_is_main=True)
    return Extract(
        page.text,
        front.title or only_title(page.text, page.headings),
        page.headings or None,
        pages=(),
        read_as="UTF-8",
        tables=page.tables,
        language=front.language,
        date=front.date,
    )


def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block.reference import reference

    def reference_but_no_footnote(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        """Let a footnote be text: CommonMark takes one of a single word for the address of a link, and drops it."""
        start = state.bMarks[first] + state.tShift[first]
        return not state.src.startswith(_FOOTNOTE, start) and reference(state, first, last, silent)

    reader = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
    reader.block.ruler.at("reference", reference_but_no_footnote)
    return reader


def _keep_outer_headings(tokens: Sequence[Token]) -> None:
    """Make paragraphs of headings inside quotes and lists: they divide no document."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close") and token.level:
            token.tag = "p"
