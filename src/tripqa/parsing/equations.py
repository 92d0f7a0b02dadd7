"""Equations of Office (OMML) on one line, as one would type them: `(a+b)/2`, `x^2`, `√(x+1)`, `∑_(i=1)^n i`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml import etree
from lxml.etree import _Element as Element

SPACE = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MATHS = frozenset((f"{SPACE}oMath", f"{SPACE}oMathPara"))
_WHOLE = re.compile(r"\w+(?:[.,]\w+)*|\([^()]*\)")  # what needs no brackets around it
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_LEFT_OUT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}del"


def linear(element: Element) -> str:
    """Return what an equation, or a part of one, says."""
    return "".join(map(_part, element.iterchildren(tag=etree.Element)))


def _part(element: Element) -> str:
    name = element.tag.removeprefix(SPACE)
    if name == "t":
        return (element.text or "").replace("\n", " ")
    if name.endswith("Pr") or element.tag == _LEFT_OUT:
        return ""
    return _FORMS.get(name, linear)(element)


def _in(element: Element, name: str) -> str:
    child = element.find(SPACE + name)
    return "" if child is None else linear(child).strip()


def _whole(element: Element, name: str) -> str:
    """Return a part so that what stands beside it cannot be read into it."""
    text = _in(element, name)
    return text if _WHOLE.fullmatch(text) or not text else f"({text})"


def _said(element: Element, properties: str, name: str, otherwise: str) -> str:
    found = element.find(f"{SPACE}{properties}/{SPACE}{name}")
    return otherwise if found is None else found.get(f"{SPACE}val", "")


def _raised(element: Element, sub: str, sup: str) -> str:
    return (f"_{sub}" if sub else "") + (f"^{sup}" if sup else "")


def _fraction(element: Element) -> str:
    return f"{_whole(element, 'num')}/{_whole(element, 'den')}"


def _scripts(element: Element) -> str:
    return _whole(element, "e") + _raised(element, _whole(element, "sub"), _whole(element, "sup"))


def _scripts_before(element: Element) -> str:
    return _raised(element, _whole(element, "sub"), _whole(element, "sup")) + _whole(element, "e")


def _root(element: Element) -> str:
    degree = _in(element, "deg")
    under = _whole(element, "e")
    return _ROOTS[degree] + under if degree in _ROOTS else f"{under}^(1/{degree})"


def _sum(element: Element) -> str:
    sign = _said(element, "naryPr", "chr", "∫")
    limits = _raised(element, _whole(element, "sub"), _whole(element, "sup"))
    return f"{sign}{limits} {_in(element, 'e')}"


def _brackets(element: Element) -> str:
    before, after = _said(element, "dPr", "begChr", "("), _said(element, "dPr", "endChr", ")")
    between = _said(element, "dPr", "sepChr", "|")
    return before + between.join(linear(inner).strip() for inner in element.iterchildren(f"{SPACE}e")) + after


def _function(element: Element) -> str:
    name, of = _in(element, "fName"), _in(element, "e")
    return f"{name}{of}" if of.startswith("(") else f"{name} {of}"


def _limit(element: Element) -> str:
    return _in(element, "e") + ("_" if element.tag.endswith("Low") else "^") + _whole(element, "lim")


def _lines(element: Element) -> str:
    return "; ".join(linear(line).strip() for line in element.iterchildren(f"{SPACE}e"))


def _matrix(element: Element) -> str:
    rows = (
        ", ".join(linear(one).strip() for one in row.iterchildren(f"{SPACE}e"))
        for row in element.iterchildren(f"{SPACE}mr")
    )
    return "; ".join(rows)


def _equations(element: Element) -> str:
    return " ".join(linear(one) for one in element.iterchildren(f"{SPACE}oMath"))


_FORMS: Mapping[str, Callable[[Element], str]] = {
    "oMathPara": _equations,
    "f": _fraction,
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "sPre": _scripts_before,
    "rad": _root,
    "nary": _sum,
    "d": _brackets,
    "func": _function,
    "limLow": _limit,
    "limUpp": _limit,
    "eqArr": _lines,
    "m": _matrix,
}
