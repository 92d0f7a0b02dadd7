"""HTML: what a page says, without what every page of its site says: menus, heads and feet, breadcrumbs, notices.

Text is left out only where the page marks it as such (an element, a role, a customary name): what is not sure to be
furniture is text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tripqa.errors import FileDamaged
from tripqa.parsing.encodings import decode
from tripqa.parsing.extract import Extract, only_title
from tripqa.parsing.limits import Limits
from tripqa.parsing.source import Source

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEAD = 4096  # bytes in which a page declares its charset
_CHARSET = re.compile(rb"""<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)


def page_of(data: bytes, source: Source) -> tuple[str, str]:
    """Return a page as text, and its encoding in words; FileDamaged if that is not known."""
    found = _CHARSET.search(data[:_HEAD])
    declared = found.group(1).decode("ascii", "replace") if found else ""
    return decode(data, str(source.path), language=source.about.language, declared=declared)


def extract(data: bytes, limits: Limits) -> Extract:
    """Return the text of a page, given in UTF-8, with its headings; FileDamaged if it cannot be parsed."""
    from tripqa.parsing.html_text import body_text, title_of

    roots = parsed(data.decode())
    title, page = title_of(roots), body_text(roots)
    title = title or only_title(page.text, page.headings)
    return Extract(page.text, title, page.headings or None, pages=(), read_as="UTF-8", tables=page.tables)


def parsed(page: str) -> list[HtmlElement]:
    """Return the roots of a page: what stands behind `</html>` has one of its own, and an empty page has none."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(page.replace("\0", "\ufffd").lstrip("\ufeff").encode(), parser=parser)
    except etree.ParserError:
        return []
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise FileDamaged("nests its elements too deeply to be read; save it as text or print it to PDF")
    return [root, *root.itersiblings("html")]
