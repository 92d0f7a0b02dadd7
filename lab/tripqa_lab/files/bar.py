"""The table of docs/formats.md: what is read of the files in lab/data/files, by who made them."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from functools import reduce
from pathlib import Path

from tripqa.parsing.corpus import read_corpus
from tripqa_lab.benchmarks.table import Sheet
from tripqa_lab.files.measuring import Read, measure
from tripqa_lab.files.truth import Block, Truth

_LOST, _ORDERED, _ALIGNED, _HEADINGS, _VALUES = 0.005, 0.99, 0.98, 0.95, 0.99
_COLUMNS = ("files", "number", "characters lost", "order right", "columns aligned", "headings F1", "values whole")
_ROWS, _PRINTED = ".csv", "-sheet.libreoffice.pdf"


def read_all(folder: Path) -> dict[str, Read]:
    """Return what is read of each file, by its name."""
    documents = {Path(document.file).name: document for document in read_corpus(folder / "made").documents}
    return {name: measure(_written(folder / "truth", name), document) for name, document in sorted(documents.items())}


def _written(truths: Path, name: str) -> Truth:
    """Return what was written into a file."""
    truth = Truth.read(truths / f"{name.split('.')[0]}.txt")
    if name.endswith(_PRINTED):  # names of sheets are not
        return truth.only("paragraph", "table")
    if name.endswith(_ROWS):  # which say nothing of what is a heading
        return Truth(tuple(Block("paragraph", one.source) if one.kind == "heading" else one for one in truth.blocks))
    return truth


def kind(name: str) -> str:
    """Return who made a file, and its format."""
    _, maker, ending = name.split(".")
    return f"{maker} `.{ending}`"


def holds(read: Read) -> bool:
    """Tell whether what is read keeps to the bar."""
    return (
        read.lost <= _LOST
        and read.ordered.of_one >= _ORDERED
        and read.aligned.of_one >= _ALIGNED
        and read.headings_f1 >= _HEADINGS
        and read.values.of_one >= _VALUES
    )


def by_kind(found: dict[str, Read]) -> dict[str, list[Read]]:
    """Return what was read by kind."""
    kinds: dict[str, list[Read]] = {}
    for name, read in found.items():
        kinds.setdefault(kind(name), []).append(read)
    return kinds


def sheet(found: dict[str, Read]) -> Sheet:
    """Lay out what was read by kind, and of all files."""
    kinds = by_kind(found)
    rows = [(name, *_figures(kinds[name])) for name in sorted(kinds, key=lambda name: name.split("`")[1])]
    return Sheet("Files of real programs", _COLUMNS, (*rows, ("all", *_figures(list(found.values())))))


def total(reads: Iterable[Read]) -> Read:
    """Return what was read of several files."""
    return reduce(operator.add, reads)


def _figures(reads: Sequence[Read]) -> tuple[str, ...]:
    read = total(reads)
    shares = read.ordered, read.aligned
    return (
        str(len(reads)),
        f"{read.lost * 100:.2f} %",
        *(f"{share.of_one:.3f}" if share.whole else "–" for share in shares),
        f"{read.headings_f1:.3f}" if read.headings_found.whole else "–",
        f"{read.values.of_one:.3f}",
    )
