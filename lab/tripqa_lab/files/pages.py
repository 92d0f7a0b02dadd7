"""What stands in a file, as a web page, as Markdown, and as rows."""

from __future__ import annotations

import csv
import html
import io
from itertools import groupby

from tripqa_lab.files.truth import ABOVE, Block, Truth, seen, span, with_ruby

PLAIN = (
    "body { font: 11pt/1.7 '%s', serif; text-align: justify } h1, h2, th { font-weight: normal } "
    "h1 { font-size: 17pt } h2 { font-size: 13pt }"
)
LINES = "table { border-collapse: collapse } td, th { border: 1px solid; padding: 3pt 8pt; text-align: left }"
NO_LINES = (
    "table { border-spacing: 12pt 2pt } td, th { text-align: left; font-weight: normal } td + td { text-align: right }"
)
COLUMNS = "main { column-count: 2; column-gap: 24pt } h1 { column-span: all } table { break-inside: avoid }"
VERTICAL = "html { writing-mode: vertical-rl }"
_RUBY = "<ruby>{0}<rt>{1}</rt></ruby>"


def page(truth: Truth, style: str, language: str) -> str:
    """Return a page of HTML."""
    blocks = "\n".join(map(_html, map(list, (group for _, group in groupby(truth.blocks, key=_is_item)))))
    title = html.escape(truth.headings[0])
    head = f"<meta charset='utf-8'><title>{title}</title><style>{style}</style>"
    return f"<!DOCTYPE html><html lang='{language}'><head>{head}</head><body><main>\n{blocks}\n</main></body></html>\n"


def _is_item(block: Block) -> bool:
    return block.kind == "item"


def _html(blocks: list[Block]) -> str:
    if _is_item(blocks[0]):
        return f"<ol>{''.join(f'<li>{_words(block.source)}</li>' for block in blocks)}</ol>"
    return "\n".join(map(_block, blocks))


def _block(block: Block) -> str:
    match block.kind:
        case "heading":
            return f"<h{block.level}>{_words(block.source)}</h{block.level}>"
        case "table":
            return f"<table>{''.join(_row(block, row) for row in range(len(block.rows)))}</table>"
    return f"<p>{_words(block.source)}</p>"


def _row(block: Block, row: int) -> str:
    name = "td" if row else "th"
    cells = [
        f"<{name} rowspan={span(block.rows, row, column)}>{_words(cell)}</{name}>"
        for column, cell in enumerate(block.rows[row])
        if cell != ABOVE
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _words(source: str) -> str:
    return with_ruby(html.escape(source, quote=False), _RUBY)


def markdown(truth: Truth) -> str:
    """Return a page of Markdown."""
    return (
        "\n\n".join(
            "\n".join(map(_markdown, group)) if is_item else "\n\n".join(map(_markdown, group))
            for is_item, group in groupby(truth.blocks, key=_is_item)
        )
        + "\n"
    )


def _markdown(block: Block) -> str:
    match block.kind:
        case "heading":
            return f"{'#' * block.level} {block.text}"
        case "item":
            return f"1. {block.text}"
        case "table":
            rows = [f"| {' | '.join(map(seen, row))} |" for row in block.rows]
            return "\n".join([rows[0], "|---" * len(block.rows[0]) + "|", *rows[1:]])
    return block.text


def rows(truth: Truth, delimiter: str) -> str:
    """Return a file of rows: of headings and paragraphs one cell, an empty row between blocks."""
    into = io.StringIO()
    writer = csv.writer(into, delimiter=delimiter)
    for block in truth.blocks:
        writer.writerows([list(map(seen, row)) for row in block.rows] or [[block.text]])
        writer.writerow([])
    return into.getvalue()
