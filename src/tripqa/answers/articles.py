"""Which sentences a question asks for that names an article or an item of a list by its number (第5条, 手順の2番目).

What only mentions an article is no answer to who asks what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tripqa.answers.evidence import Evidence
from tripqa.text.folding import fold
from tripqa.text.numbering import numbered
from tripqa.text.numerals import number

_COUNT = r"(?:\d{1,4}|[一二三四五六七八九十百〇]{1,6})"
_ARTICLE = re.compile(
    rf"(?:第\s?(?P<han>{_COUNT})\s?[条條](?:[のノ之]\s?(?P<branch>{_COUNT}))?"
    r"|제\s?(?P<hangul>\d{1,4})\s?조(?:의\s?(?P<part>\d{1,3}))?"
    r"|\b(?:article|art\.)\s?(?P<latin>\d{1,4})\b)",
    re.IGNORECASE,
)
_ITEM = re.compile(  # not 2番目に大きい, which counts by size
    rf"(?P<list>\w{{2,12}}?)の(?P<place>{_COUNT})[番つ]目(?!に|の)|(?P<next>{_COUNT})番目の(?P<kind>\w{{2}})"
)
_LABEL = 30  # characters of a line in which its number stands

Article = tuple[float, float]  # its number, and that of its branch (第5条の2); 0 without one


def of_asked_articles(question: str, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return what is of an article or item that a folded question names; all of it where nothing is."""
    articles = frozenset(map(_article, _ARTICLE.finditer(question)))
    found = [one for one in evidence if articles and _article_of(one) in articles]
    item = _ITEM.search(question)
    if not found and item:
        found = [one for one in evidence if _is_item(one, item)]
    return found or evidence


def names_article(question: str) -> bool:
    """Tell whether a folded question names an article."""
    return _ARTICLE.search(question) is not None


def _article(found: re.Match[str]) -> Article:
    count = found["han"] or found["hangul"] or found["latin"]
    branch = found["branch"] or found["part"]
    return number(count) or 0.0, (number(branch) or 0.0) if branch else 0.0


def _article_of(evidence: Evidence) -> Article | None:
    """Return the article that a sentence stands in: the last that begins a sentence up to it, else a heading."""
    passage, text = evidence.hit.passage, evidence.hit.document.text
    above = [text[slice(*span)] for span in passage.sentences if span[0] <= evidence.span[0]]
    lines = [line for said in above for line in said.splitlines()]
    labels = (_ARTICLE.match(fold(line[:_LABEL]).text) for line in (*reversed(lines), *reversed(passage.section)))
    return next((_article(label) for label in labels if label), None)


def _is_item(evidence: Evidence, asked: re.Match[str]) -> bool:
    """Tell whether a sentence is the asked one of a list, by the name of the list in its headings."""
    found = numbered(fold(evidence.hit.document.text[slice(*evidence.span)]).text)
    place, kind = number(asked["place"] or asked["next"]), asked["kind"] or asked["list"][-2:]
    return found is not None and found.place == place and any(kind in one for one in evidence.hit.passage.section)
