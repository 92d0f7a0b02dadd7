"""A paper as Markdown (CommonMark, with the footnotes that GitHub, Pandoc and others read).

Nothing of it is markup but what is written here: a reader shows each character of a document as it is. Besides what
CommonMark means by a character, some readers take `--` for a dash, `:x:` for a picture or `$` for mathematics, so that
these are escaped too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tripqa.exports.noting import Note, Said
from tripqa.exports.paper import Line, Paper
from tripqa.exports.seen import in_line, lines_of

_BREAK = "\\\n"  # a backslash before a line feed: the line is broken there
_MEANING = re.compile(  # what means something, its last character escaped
    r"""\A(?:[0-9]{1,9}|[A-Za-z]{1,9})[.)]"""  # at the start of a line an item of a list
    r"""|\A[!-/:-@\[-`{-~]"""  # … and any mark of ASCII
    r"""|[\\`*_\[\]<>&~|$^{}="'@#+]|:(?=[^\s0-9])|(?<![0-9]):(?=[0-9])|(?<=[.])[.]|(?<=-)-|(?<=www)[.]"""
    r"""|[(](?=[A-Za-z]{1,2}[)])"""  # (c) would become ©
)
_BLANKS = re.compile(r"(?<= ) +|\t")
_LINE = re.compile(r"([\s\ufeff]*)(.*?)([\s\ufeff]*)", re.DOTALL)  # margins, which readers drop, around the rest


def markdown(paper: Paper) -> bytes:
    """Return a paper as Markdown in UTF-8."""
    notes = [_note(number, note) for number, note in paper.notes.items()]
    return "\n".join([*_with_gaps(paper.lines), "", *notes, ""]).encode()


def escaped(text: str) -> str:
    """Return text that a reader of Markdown shows as it is, line by line."""
    return _BREAK.join(map(_line, lines_of(text)))


def _line(text: str) -> str:
    before, inner, after = _LINE.fullmatch(text).groups()  # type: ignore[union-attr]  # it matches anything
    marked = _MEANING.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", inner)
    kept = _BLANKS.sub(lambda found: _margin(found[0]), marked)  # readers make one space of several, Pandoc of tabs
    return _margin(before) + kept + _margin(after)


def _margin(white: str) -> str:
    return "".join(f"&#{ord(character)};" for character in white)


def _with_gaps(lines: Sequence[Line]) -> Iterator[str]:
    """Yield lines with an empty one between two; what stands above a row is in one block with it."""
    above = None
    for line in lines:
        if above:
            yield ">" if above.kind == "above" and line.kind in ("above", "quote") else ""
        yield _written(line)
        above = line


def _written(line: Line) -> str:
    number = "" if line.note is None else f"[^{line.note}]"
    text = _words(line.said) + number
    match line.kind:
        case "title":
            return f"# {text}"
        case "heading":
            return f"## {text}"
        case "said":
            first, *others = line.said
            return f"**{escaped(first.text)}**{_words(others)}{number}"
        case "value":
            return f"- {text}"
        case "above" | "quote":
            return "\n".join(f"> {one}" for one in text.split("\n"))
        case "remark" | "names":
            return text


def _words(said: Sequence[Said]) -> str:
    return escaped("".join(one.text for one in said))


def _note(number: int, note: Note) -> str:
    facts = [escaped(in_line("".join(one.text for one in fact))) for fact in note.facts]
    return f"[^{number}]: {' · '.join([*facts, *([f'<{note.url}>'] if note.url else [])])}"
