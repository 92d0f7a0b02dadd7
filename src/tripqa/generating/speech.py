"""What a model says, cut into statements as its lines end.

It was asked for a line each with numbers in brackets. Models also think aloud, make lists, fence their lines or write
JSON: what can be read of that is; a line without numbers is a statement without citations, which no check lets through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from tripqa.checking.statements import Statement
from tripqa.generating.prompt import NOTHING

LONGEST_LINE = 4_000  # characters: a line that goes on is no short statement, nor a thought that ends
MOST_LINES = 12  # that are read of one model's answer
MOST_SAID = 40_000  # characters, thinking among them
_THINKS, _THOUGHT = "<think>", "</think>"
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)  # and what turns text around
_FENCE = "```"
_NUMBERS = re.compile(r" ?[\[［【] ?(\d{1,4}(?: ?[,，、;] ?\d{1,4})*) ?[\]］】]")  # its white space is single blanks
_MARKS = re.compile(r"(?:(?:[-*–] |[•・‣] ?|[(（]?\d{1,2}[.)）、](?= ?\D) ?))+")  # of a list; -5 and 3.5 are none


class Speech:
    """What was said so far."""

    def __init__(self) -> None:
        self._line, self._said, self._lines = "", 0, 0
        self._thinking = self._overlong = False

    @property
    def is_enough(self) -> bool:
        """Tell whether so many lines were read that no more are."""
        return self._lines >= MOST_LINES

    @property
    def runs_on(self) -> bool:
        """Tell whether a model does not come to an end: of a line, or at all."""
        return self._said >= MOST_SAID or self._overlong or len(self._line) > LONGEST_LINE

    def hear(self, words: str) -> Iterator[Statement]:
        """Take the next words, and yield the statements whose lines end in them; none from where it runs on."""
        words = words[: max(0, MOST_SAID - self._said)]
        self._said += len(words)
        *whole, self._line = (self._line + words).split("\n")
        for line in whole:
            self._overlong = self._overlong or len(line) > LONGEST_LINE
            if not self._overlong:
                yield from self._read(line)

    def end(self) -> Iterator[Statement]:
        """Yield what stands on the last line: only for a model that has ended by itself, or it may be half of one."""
        line, self._line = self._line, ""
        yield from self._read(line)

    def _read(self, line: str) -> Iterator[Statement]:
        said = " ".join(_UNSEEN.sub("", self._aloud(line)).split())
        if not said or said.startswith(_FENCE) or said.strip(" .。*\"'") == NOTHING or self.is_enough:
            return
        self._lines += 1
        yield _json(said) or _plain(said)

    def _aloud(self, line: str) -> str:
        """Return a line without what is thought; some servers cut off the sign at which that begins."""
        _, ends, after = line.rpartition(_THOUGHT)
        self._thinking = self._thinking and not ends
        said, begins, _ = after.partition(_THINKS)
        silent, self._thinking = self._thinking, self._thinking or bool(begins)
        return "" if silent else said


def _json(line: str) -> Statement | None:
    """Return a statement that is written as an object on one line; None if it is not, or not whole."""
    if not line.startswith("{"):
        return None
    try:
        said = json.loads(line.rstrip(","))
    except (ValueError, RecursionError):
        return None
    text, numbers = said.get("text"), said.get("citations")
    if not isinstance(text, str) or not isinstance(numbers, list) or not all(type(one) is int for one in numbers):
        return None
    return _bare(" ".join(text.split()), numbers)


def _plain(line: str) -> Statement:
    said = line.replace("**", "")
    return _bare(said, [number for group in _NUMBERS.findall(said) for number in _numbers(group)])


def _bare(said: str, citations: Sequence[int]) -> Statement:
    """Return a statement without the numbers of its citations and the marks of lists: what is left is checked and sent.

    Other numbers in brackets are something that it says.
    """

    def left(group: re.Match[str]) -> str:
        return "" if set(_numbers(group[1])) <= set(citations) else group[0]

    text = _NUMBERS.sub(left, said).strip()
    marks = _MARKS.match(text)
    return Statement(text[marks.end() if marks else 0 :].strip(), tuple(dict.fromkeys(citations)))


def _numbers(group: str) -> list[int]:
    return [int(number) for number in re.split(r"\D+", group)]
