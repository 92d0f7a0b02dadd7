"""What a question may ask for as a whole: lists and sections, each as its head and what stands below it.

A list is what stands below one heading, or below headings of the same words (面会者 of each visit), or lines that one
word labels (予算 of each project).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tripqa.answers.whole.asked import COUNTED, count_of
from tripqa.answers.whole.outline import Line, Outline
from tripqa.answers.whole.summing import sentences_of
from tripqa.text.folding import fold_line

_LABEL = re.compile(r"\s*[-・*•]?\s*([^\s\d:：、。,|]{2,8})(?:[ \u3000]|[:：])\s?\S")
_ENOUGH = 3  # sentences of a section, beside which its lists are left out
_TITLE = 1  # headings at the very beginning that are the document's own


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that one heading, or one word, stands above."""

    outlined: Outline
    heads: tuple[int, ...]  # places of the headings; none where a word labels each line
    title: str
    words: str  # of the heading or label, folded
    lines: tuple[Line, ...]
    chapters: bool = False  # the lines are headings themselves


def lists_of(outlined: Outline, counts: frozenset[int]) -> Iterator[Block]:
    """Yield the lists of a document; where a question counts meetings or chapters, of those alone."""
    alike: defaultdict[str, list[Block]] = defaultdict(list)
    for place in outlined.headings():
        if place < _TITLE or not _counted(outlined, place, counts):
            continue
        head, below = outlined.lines[place], [outlined.lines[one] for one in outlined.right_below(place)]
        title, items = outlined.text_of(head), tuple(line for line in below if _is_listed(outlined, line))
        chapters = tuple(line for line in below if line.heading)
        if items:
            alike[head.words].append(Block(outlined, (place,), title, head.words, items))
        if len(chapters) > 1:
            yield Block(outlined, (place,), title, head.words, chapters, chapters=True)
    for words, blocks in alike.items():
        yield from (block for block in blocks if len(block.lines) > 1)
        if len(blocks) > 1:
            heads, lines = (one.heads[0] for one in blocks), (line for one in blocks for line in one.lines)
            yield Block(outlined, tuple(heads), blocks[0].title, words, tuple(lines))
    yield from _labelled(outlined, counts)


def sections_of(outlined: Outline, counts: frozenset[int]) -> Iterator[Block]:
    """Yield the sections of a document with the sentences, or where it has none the items, below each."""
    for place in outlined.headings():
        if place < _TITLE or not _counted(outlined, place, counts):
            continue
        head, below = outlined.lines[place], outlined.below(place)
        if any(not line.item and not line.heading for line in below):
            told = sentences_of(outlined, below)
            lines = tuple(told if len(told) >= _ENOUGH else sentences_of(outlined, below, lists=True))
            if lines:
                yield Block(outlined, (place,), outlined.text_of(head), head.words, lines)


def label_of(outlined: Outline, line: Line) -> str | None:
    """Return the word that a line begins with and that says what it is, as 説明員 before a name; None without one."""
    found = _LABEL.match(outlined.document.text[slice(*line.span)])
    return found[1] if found else None


def _is_listed(outlined: Outline, line: Line) -> bool:
    return line.item


def _labelled(outlined: Outline, counts: frozenset[int]) -> Iterator[Block]:
    """Yield the lines that one word labels, wherever they stand."""
    by_label: defaultdict[str, list[Line]] = defaultdict(list)
    for line in outlined.lines:
        label = label_of(outlined, line) if line.item else None
        if label and (not line.path or _counted(outlined, line.path[-1], counts)):
            by_label[label].append(line)
    for label, lines in by_label.items():
        if len({line.path[-1:] for line in lines}) > 1:
            yield Block(outlined, (), label, fold_line(label), tuple(lines))


def _counted(outlined: Outline, heading: int, counts: frozenset[int]) -> bool:
    """Tell whether a heading, or one above it, has the number that is asked for, or none has any."""
    if not counts:
        return True
    texts = [outlined.lines[place].text for place in (*outlined.lines[heading].path, heading)]
    counted = frozenset(count_of(found) for text in texts for found in COUNTED.finditer(text.lower()))
    return bool(counted & counts)
