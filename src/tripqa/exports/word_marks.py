"""Text as WordprocessingML (ECMA-376): paragraphs, runs in the type of their language, marks of notes."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from tripqa.domain import Language
from tripqa.exports.noting import Said
from tripqa.exports.seen import lines_of
from tripqa.languages import FIRST
from tripqa.languages.shapes import About
from tripqa.languages.tables import table
from tripqa.text.language import ours

_LATIN = Language("en")  # whose type has the Latin letters of every language
_MARK = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
_LINK = '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>'
OWN_MARK = f"<w:r>{_MARK}<w:footnoteRef/></w:r>"  # what a note begins with


def paragraph(style: str, *inside: str) -> str:
    """Return a paragraph in a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(inside)}</w:p>'


def runs(said: Iterable[Said], *, bold: bool = False) -> str:
    """Return words, each in the type of its language."""
    return "".join(_run(_properties(one, bold=bold or one.marked), one.text) for one in said)


def plain(text: str) -> str:
    """Return words of no language in particular."""
    return _run("", text)


def link(id: str, text: str) -> str:
    """Return text that leads to the target of a relationship."""
    return f'<w:hyperlink r:id="{id}">{_run(_LINK, text)}</w:hyperlink>'


def mark(place: int) -> str:
    """Return the mark of a note, which others can refer to; Word numbers notes as they come, from 1."""
    name = _bookmark(place)
    return (
        f'<w:bookmarkStart w:id="{place}" w:name="{name}"/><w:r>{_MARK}<w:footnoteReference w:id="{place}"/></w:r>'
        f'<w:bookmarkEnd w:id="{place}"/>'
    )


def mark_again(place: int) -> str:
    """Return a mark that refers to a note's: a field, in which a program shows the number until it counts anew."""
    return f'<w:fldSimple w:instr=" NOTEREF {_bookmark(place)} \\f \\h ">{_run(_MARK, str(place))}</w:fldSimple>'


def typeface(language: Language) -> str:
    """Return the type of Latin letters and that of others, which is a language's own if it is written in others."""
    latin = table(_LATIN, About).font
    return f'w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{table(_eastern(language), About).font}" w:cs="{latin}"'


def tongue(language: Language, name: str = "lang") -> str:
    """Return how Word names the language of Latin letters and that of others."""
    eastern = table(_eastern(language), About).region
    return f'<w:{name} w:val="{table(_LATIN, About).region}" w:eastAsia="{eastern}"/>'


def _eastern(language: Language) -> Language:
    return FIRST if _is_latin(language) else language


def _is_latin(language: Language) -> bool:
    return table(language, About).scripts == table(_LATIN, About).scripts


def _properties(said: Said, *, bold: bool) -> str:
    language = ours(said.language) if said.language else None
    inside = "<w:b/>" if bold else ""
    if language and not _is_latin(language):
        inside = f'<w:rFonts w:hint="eastAsia" {typeface(language)}/>{inside}{tongue(language)}'
    return f"<w:rPr>{inside}</w:rPr>" if inside else ""


def _run(properties: str, text: str) -> str:
    return f"<w:r>{properties}{'<w:br/>'.join(map(_line, lines_of(text)))}</w:r>"


def _line(text: str) -> str:
    cells = (
        f'<w:t xml:space="preserve">{escape(cell, quote=False)}</w:t>' if cell else "" for cell in text.split("\t")
    )
    return "<w:tab/>".join(cells)


def _bookmark(place: int) -> str:
    return f"_Ref{place:06}"
