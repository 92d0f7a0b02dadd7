"""What of a parsed page a browser shows: what is struck or hidden goes, and ends that libxml2 misses are mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_STRUCK = frozenset(("del", "s", "strike"))
_READINGS, _OF_LISTS = ("rt", "rp"), ("dt", "dd")
_OF_READINGS = frozenset(
    ("a", "abbr", "b", "bdi", "br", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u")
)
_CELLS = ("td", "th")
_NOT_SHOWN = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*(?:\.0*)?(?![\d.])"
    r"|font-size\s*:\s*0+(?![\d.])|text-decoration(?:-line)?\s*:[^;]*\bline-through)",
    re.IGNORECASE,
)
_SAYS = re.compile(r"(?<![\w-])(?:display|visibility|opacity|font-size|text-decoration(?:-line)?)\s*:", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_CONDITIONAL = re.compile(r"@[\w-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[\w-]+[^{};]*;")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"([a-zA-Z][\w-]*)?((?:[.#][\w-]+)*)")
_NAME = re.compile(r"([.#])([\w-]+)")
_Simple = tuple[str, frozenset[str], frozenset[str]]  # tag, ids, classes


def keep_shown(roots: Sequence[HtmlElement]) -> None:
    """Take out of a page what is struck or hidden, by its elements, its attributes or its own style sheets."""
    for root in roots:
        _mend_ends(root)
        sheet = _Sheet.of(root)
        for element in list(root.iter()):
            if element.tag in _STRUCK or _NOT_SHOWN.search(element.get("style") or "") or sheet.hides(element):
                _take_out(element)


def _take_out(element: HtmlElement) -> None:
    """Take out an element, or what a cell holds: the cell keeps its column."""
    if element.tag in _CELLS and not re.search(r"display\s*:\s*none", element.get("style") or "", re.IGNORECASE):
        element.text = None
        del element[:]
    elif element.getparent() is not None:
        element.drop_tree()


def _mend_ends(root: HtmlElement) -> None:
    """Let a reading, and a term or its description, end where the standard ends it; libxml2 reads on inside it."""
    for element in list(root.iter(*_READINGS, *_OF_LISTS)):
        reading = element.tag in _READINGS
        inside = [one for one in element if (one.tag not in _OF_READINGS if reading else one.tag in _OF_LISTS)]
        for one in reversed(inside):
            element.addnext(one)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The simple rules of a page's style sheets: whether they hide or strike what they select."""

    hiding: Sequence[_Simple]

    @classmethod
    def of(cls, root: HtmlElement) -> _Sheet:
        rules: dict[_Simple, bool] = {}
        for style in root.iter("style"):
            if (style.get("media") or "").strip().lower() != "print":
                rules |= _rules("".join(style.itertext()))
        return cls([selector for selector, hides in rules.items() if hides and any(selector)])

    def hides(self, element: HtmlElement) -> bool:
        """Tell whether a rule hides or strikes an element."""
        if not self.hiding:
            return False
        ids, classes = {element.get("id") or ""}, set((element.get("class") or "").split())
        return any(
            tag in ("", element.tag) and wanted_ids <= ids and wanted <= classes
            for tag, wanted_ids, wanted in self.hiding
        )


def _rules(sheet: str) -> Iterator[tuple[_Simple, bool]]:
    """Yield what rules with a simple selector say; those for print alone, and of other conditions, are passed over."""
    for found in _RULE.finditer(_CONDITIONAL.sub("", _COMMENT.sub("", sheet))):
        if _SAYS.search(found.group(2)):
            for selector in found.group(1).split(","):
                if simple := _SELECTOR.fullmatch(selector.strip()):
                    names = _NAME.findall(simple.group(2))
                    ids = frozenset(name for mark, name in names if mark == "#")
                    classes = frozenset(name for mark, name in names if mark == ".")
                    yield (simple.group(1) or "", ids, classes), _NOT_SHOWN.search(found.group(2)) is not None
