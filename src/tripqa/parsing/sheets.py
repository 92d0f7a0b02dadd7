"""Sheets as sections: each under its name, but for a lone one that nobody has named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from tripqa.parsing.tables import Row, write_rows
from tripqa.parsing.writing import Writing

_UNNAMED = re.compile(r"(sheet|シート|工作表|시트|表)\s*\d*", re.IGNORECASE)


def headed(writing: Writing, name: str, rows: Iterable[Row], *, alone: bool) -> None:
    """Write the rows of a sheet below its name, if there are any."""
    found = iter(rows)
    first = next(filter(None, found), None)
    if first is None:
        return
    if not (alone and _UNNAMED.fullmatch(name)):
        writing.block(" ".join(name.split()), level=1)
    write_rows(writing, chain([first], found))
