"""Fields of Word that show something without storing it as text: boxes to tick, lists to choose from, EQ."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element as Element

from tripqa.parsing.word_names import qn
from tripqa.parsing.word_styles import value

_ENCLOSED = re.compile(r"^\s*EQ\b.*?\\o\s*(?:\\a[lcr]\s*)?\(\s*([○◯〇□△◇])\s*[,;]\s*([^(),;\\]+)\)", re.IGNORECASE)
_READ_ALOUD = re.compile(r"^\s*EQ\b.*\\s\s*\\(?:up|do)\s*\d*\s*\([^()]*\)\s*[,;]\s*([^()\\]+)\)", re.IGNORECASE)
_DIVIDED = re.compile(r"^\s*EQ\b.*?\\f\s*\(([^(),;\\]+)[,;]([^(),;\\]+)\)", re.IGNORECASE)
_TICKED = {True: "☑", False: "☐"}
_OFF = ("0", "false", "off")


@dataclass(slots=True)
class Field:
    """A field that has begun: its code so far, and where among the parts of the paragraph."""

    begin: Element
    start: int
    code: str = ""
    has_text: bool = False  # its code is over, what follows is its text, if any

    def shown(self) -> str:
        """Return what the field shows where it stores no text."""
        form = self.begin.find(qn("w:ffData"))
        return _equation(self.code) if form is None else _form(form)


def _equation(code: str) -> str:
    """Return what an EQ field shows: an enclosed sign as two, a word without its reading, a fraction on one line."""
    if found := _ENCLOSED.search(code):
        return _enclosed(found[1], found[2].strip())
    if found := _READ_ALOUD.search(code):
        return found[1].strip()
    found = _DIVIDED.search(code)
    return f"{found[1].strip()}/{found[2].strip()}" if found else ""


def _enclosed(around: str, inside: str) -> str:
    circled = around in "○◯〇" and inside.isdecimal() and 1 <= int(inside) <= 20
    return chr(ord("①") + int(inside) - 1) if circled else around + inside


def _form(form: Element) -> str:
    box, choice = form.find(qn("w:checkBox")), form.find(qn("w:ddList"))
    if box is not None:
        state = box.find(qn("w:checked"))
        state = box.find(qn("w:default")) if state is None else state
        return _TICKED[state is not None and state.get(qn("w:val")) not in _OFF]
    if choice is None:
        return ""
    entries = [one.get(qn("w:val"), "") for one in choice.iterchildren(tag=qn("w:listEntry"))]
    chosen = value(choice, "w:result") or value(choice, "w:default") or "0"
    return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""
