"""What of a web page is furniture: menus, the head and foot of a site, breadcrumbs, notices, controls.

A name alone is weak evidence. So a menu by name must consist of links, a head or foot by name stands outside the main
part and has no heading of its own, and nothing that holds most of a page's text is furniture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NEVER_SHOWN = re.compile(
    "script|style|template|noscript|head|svg|iframe|object|embed|audio|video|canvas|datalist|select|option|input|textarea"
    "|meter|progress|rt|rp|dialog|nav|noframes"
)
_ROLE = re.compile("navigation|search|dialog|alertdialog|menu|menubar")
_EDGE_ROLES = frozenset(("banner", "contentinfo", "complementary"))
_EDGES = frozenset(("header", "footer", "aside"))  # of a page, unless they are those of its main part
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NAME = re.compile(r"[^\s]+")
_NOTICE = re.compile(
    r"breadcrumbs?(-?(list|nav|area|wrap))?|pankuzu|topics?-?path|skip(-?(link|nav|to-content))?s?"
    r"|cookies?(-?(banner|consent|notice|bar|policy|popup|modal))?|consent-?banner|page-?top|(back-)?to-?top"
)
_MENU = re.compile(
    r"nav|navi|navbar|navigation|menu|sub-?menu|(g|l|s|global|local|site|main|side|sub|header|foot|footer)-?(nav|navi|navigation|menu)"
    r"|pager?|paging|pagination|page-?navi?|wp-pagenavi|page-numbers|prev-?next|next-?prev|(post|posts)-navigation|nav-?links"
    r"|sidebar|side|share|share-?(buttons|links)|sns(-?(share|area|links))?|social(-?(links|share))?|language(-?(switcher|select))?|related-?links"
)
_EDGE = re.compile(r"((site|global|page|main|common|l)-?)?(header|footer)(-?(area|wrap|inner))?|copyright")
_TURNING = re.compile(  # what a link says that leads to another page of the same, or to the top of this one
    r"[\W\d_]*(?:(?:このページの|ページの?)?(?:先頭|上|トップ|一番上)(?:へ|に)?(?:戻る|もどる)?|(?:前|次|先)(?:の(?:ページ|記事|\d+件))?(?:へ|に)?"
    r"|最初へ?|最後へ?|(?:一覧|目次|トップ(?:ページ)?|ホーム)(?:へ|に)?(?:戻る|もどる)?|戻る|もどる|page\s*top|(?:back\s*to\s*)?top|prev(?:ious)?(?:\s*page)?"
    r"|next(?:\s*page)?|back|first|last|이전(?:글|\s*페이지)?|다음(?:글|\s*페이지)?|목록(?:으로)?|처음|맨\s*위로?|위로|上一[頁页則]|下一[頁页則]|第一頁|最[後末]頁"
    r"|回(?:上一?頁|首頁|頂端|列表)|頁首|返回)?[\W\d_]*",
    re.IGNORECASE,
)
_TURNERS = ("p", "div", "ul", "ol", "li", "span", "center", "a")
_PLACE = re.compile(r"#.+")
_FEWEST_CONTENTS = 3  # links
_LONGEST_TURNER, _MOST_NODES = 100, 60  # characters and elements of what only turns pages
_MOST_LINKS = 0.5  # share of a menu's characters that are links
_MOST_TEXT = 0.5  # share of the page's characters that no furniture has


def is_furniture(element: HtmlElement, *, inside: bool, whole: int) -> bool:
    """Tell whether an element is none of the text of its page.

    `inside` the main part a header belongs to what it heads; `whole` is how many characters the page has.
    """
    tag, role = element.tag, (element.get("role") or "").strip().lower()
    if _NEVER_SHOWN.fullmatch(tag) or _ROLE.fullmatch(role) or element.get("hidden") is not None:
        return True
    if _HIDDEN.search(element.get("style") or "") or (tag == "button" and not _in_heading(element)):
        return True
    if not inside and (tag in _EDGES or role in _EDGE_ROLES):
        return not _has_own_heading(element)
    return _is_turner(element) or _is_contents(element) or _is_by_name(element, inside=inside, whole=whole)


def length(element: HtmlElement) -> int:
    """Return how many characters an element has, white space left out."""
    return sum(len("".join(text.split())) for text in element.itertext())


def _is_by_name(element: HtmlElement, *, inside: bool, whole: int) -> bool:
    names = _names(element)
    if not names or element.tag in ("html", "body", "main", "article"):
        return False
    notice, menu, edge = (any(map(kind.fullmatch, names)) for kind in (_NOTICE, _MENU, _EDGE))
    if not (notice or menu or (edge and not inside)):
        return False
    size = length(element)
    if size > _MOST_TEXT * whole or element.find(".//main") is not None or element.find(".//article") is not None:
        return False
    links = sum(map(length, element.iter("a")))
    return notice or (menu and links >= _MOST_LINKS * size) or (edge and not _has_own_heading(element))


def _is_turner(element: HtmlElement) -> bool:
    """Tell whether an element holds nothing but links to other pages of the same, and to its top."""
    if element.tag not in _TURNERS or len(list(islice(element.iter(), _MOST_NODES))) == _MOST_NODES:
        return False
    if next(element.iter("a"), None) is None or length(element) > _LONGEST_TURNER:
        return False
    links = [link for link in element.iter("a") if link.get("href") is not None and length(link)]
    said = ["".join(link.itertext()) for link in links]
    others = "".join(element.itertext())
    for words in said:
        others = others.replace(words, "", 1)
    return bool(said) and all(map(_TURNING.fullmatch, said)) and _TURNING.fullmatch(others) is not None and _turns(said)


def _is_contents(element: HtmlElement) -> bool:
    """Tell whether a list holds nothing but links to places of its own page, which has their words again."""
    if element.tag not in ("ul", "ol"):
        return False
    links = list(element.iter("a"))
    own = sum(_letters(link) for link in links if _PLACE.fullmatch(link.get("href") or ""))
    return len(links) >= _FEWEST_CONTENTS and own == _letters(element)


def _letters(element: HtmlElement) -> int:
    return sum(map(str.isalnum, "".join(element.itertext())))


def _turns(said: Sequence[str]) -> bool:
    """Tell whether links say where they turn, or count pages up: a lone number may be text."""
    return len(said) > 1 or not re.fullmatch(r"[\W\d_]*", said[0])


def _names(element: HtmlElement) -> list[str]:
    given = f"{element.get('id') or ''} {element.get('class') or ''}"
    return [name.replace("_", "-").lower() for name in _NAME.findall(given)]


def _has_own_heading(element: HtmlElement) -> bool:
    """Tell whether an element has a heading of the first level that is no link, as the name of a site is."""
    return any(length(heading) > sum(map(length, heading.iter("a"))) for heading in element.iter("h1"))


def _in_heading(element: HtmlElement) -> bool:
    return any(above.tag in ("h1", "h2", "h3", "h4", "h5", "h6", "summary") for above in element.iterancestors())
