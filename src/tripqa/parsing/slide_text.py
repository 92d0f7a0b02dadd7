"""The text of DrawingML paragraphs, as slides show it: numbers that PowerPoint makes, equations; nothing struck."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from lxml import etree
from lxml.etree import _Element as Element

from tripqa.parsing.equations import MATHS, linear
from tripqa.parsing.ordinals import written
from tripqa.parsing.symbols import signs
from tripqa.parsing.writing import item, unbroken

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FORMS = {
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "arabicDb": "decimalFullWidth",
    "arabic": "decimal",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
    "circleNum": "decimalEnclosedCircle",
    "ea1": "japaneseCounting",
}
_AROUND: Mapping[str, Callable[[str], str]] = {
    "ParenBoth": "({})".format,
    "ParenR": "{})".format,
    "Period": "{}.".format,
    "Plain": "{}".format,
}
_STRUCK = ("sngStrike", "dblStrike")


def words(paragraph: Element) -> str:
    """Return the text of a paragraph, its line breaks among it."""
    return "".join(_said(paragraph)).strip()


def _said(element: Element) -> Iterator[str]:
    for child in element.iterchildren(tag=etree.Element):
        if child.tag in (f"{A}r", f"{A}fld"):
            yield _run(child)
        elif child.tag == f"{A}br":
            yield "\n"
        elif child.tag in MATHS:
            yield linear(child)
        elif child.tag not in (f"{A}pPr", f"{A}endParaRPr"):
            yield from _said(child)


def _run(run: Element) -> str:
    properties = run.find(f"{A}rPr")
    if properties is not None and properties.get("strike") in _STRUCK:
        return ""
    font = None if properties is None else properties.find(f"{A}sym")
    text = (run.findtext(f"{A}t") or "").replace("\v", "\n")
    return text if font is None else signs(font.get("typeface", ""), text)


def line(paragraphs: Iterable[Element]) -> str:
    """Return the text of a cell or a title on one line."""
    return unbroken("\n".join(map(words, paragraphs)))


def listed(paragraphs: Iterable[Element], *, bullets: bool) -> Iterator[str]:
    """Yield paragraphs that say something, with bullets and numbers; `bullets`: they have one unless they say no."""
    counted: dict[int, tuple[str, int]] = {}  # by level, how it is numbered and how far
    for paragraph in paragraphs:
        text, properties = words(paragraph), paragraph.find(f"{A}pPr")
        if not text:
            continue
        level = int("0" if properties is None else properties.get("lvl", "0"))
        for deeper in [one for one in counted if one > level]:
            del counted[deeper]
        auto = None if properties is None else properties.find(f"{A}buAutoNum")
        if auto is not None:
            kind, start = auto.get("type", "arabicPeriod"), int(auto.get("startAt", "1"))
            known, last = counted.get(level, ("", 0))
            counted[level] = kind, last + 1 if known == kind else start
            yield f"{_number(counted[level][1], kind)} {text}"
        else:
            counted.pop(level, None)
            yield item(text) if _has_bullet(properties, bullets) else text


def _has_bullet(properties: Element | None, otherwise: bool) -> bool:
    marks = () if properties is None else {child.tag.removeprefix(A) for child in properties}
    return "buChar" in marks or (otherwise and "buNone" not in marks)


def _number(number: int, kind: str) -> str:
    form = next((form for begin, form in _FORMS.items() if kind.startswith(begin)), "decimal")
    around = next((around for end, around in _AROUND.items() if kind.endswith(end)), "{}.".format)
    return around(written(number, form))
