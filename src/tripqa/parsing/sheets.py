"""Sheets as sections: each under its name, but for a lone one that nobody has named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from tripqa.parsing.tables import Row, write_rows
from tripqa.parsing.writing import Writing

_UNNAMED = re.compile(r"(sheet|シート|工作表|시트|表)\s*\d*", re.IGNORECASE)


def headed(
    writing: Writing, name: str, rows: Iterable[Row], *, alone: bool, drawn: Iterable[Sequence[str]] = ()
) -> None:
    """Write the rows of a sheet below its name, and the lines of what is drawn on it, if there are any."""
    found = iter(rows)
    first = list(islice(filter(None, found), 1))
    lines = list(filter(None, drawn))
    if not first and not lines:
        return
    if not (alone and _UNNAMED.fullmatch(name)):
        writing.block(" ".join(name.split()), level=1)
    write_rows(writing, chain(first, found))
    for one in lines:
        for number, text in enumerate(one):
            writing.block(text, close=number > 0)
