"""What lies on a sheet of a workbook: the words of boxes, charts and diagrams, from top to bottom.

A chart of values that the file shows on a sheet is its title alone: they are read there.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator
from posixpath import dirname, join, normpath

from lxml import etree
from lxml.etree import _Element as Element

from tripqa.parsing.graphics import GRAPHICS, graphic_lines, part_of, settle
from tripqa.parsing.slide_text import A, listed

_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_DRAWING = "/drawing"


def drawn_on(archive: zipfile.ZipFile, sheet: str, shown: Collection[str]) -> Iterator[list[str]]:
    """Yield the lines of each box and chart on the sheet that is this part. `shown` are the names of sheets."""
    for kind, part in _related(archive, sheet).values():
        if kind.endswith(_DRAWING):
            tree = _tree(archive, part)
            settle(tree)
            for anchor in sorted(tree, key=_place):
                yield from _lines(archive, anchor, _related(archive, part), shown)


_Related = dict[str, tuple[str, str]]  # by id, the kind and the name of a part


def _lines(archive: zipfile.ZipFile, anchor: Element, related: _Related, shown: Collection[str]) -> Iterator[list[str]]:
    for element in anchor.iter(f"{_XDR}txBody", *GRAPHICS):
        if _is_hidden(element):
            continue
        _, part = related.get(part_of(element), ("", ""))
        if element.tag == f"{_XDR}txBody":
            yield list(listed(element.iterchildren(f"{A}p"), bullets=False))
        elif part:
            yield graphic_lines(_tree(archive, part), shown)


def _is_hidden(element: Element) -> bool:
    holder = next(element.iterancestors(f"{_XDR}sp", f"{_XDR}graphicFrame"), None)
    name = None if holder is None else next(holder.iter(f"{_XDR}cNvPr"), None)
    return name is not None and name.get("hidden") in ("1", "true")


def _place(anchor: Element) -> tuple[int, int]:
    """Return the row and the column in which something begins; the first ones where it does not say."""
    return tuple(int(anchor.findtext(f"{_XDR}from/{_XDR}{name}") or 0) for name in ("row", "col"))  # type: ignore[return-value]


def _related(archive: zipfile.ZipFile, part: str) -> _Related:
    """Return the parts that one refers to, by the ids of these relations."""
    folder, name = dirname(part), part.rpartition("/")[2]
    relations = join(folder, "_rels", f"{name}.rels")
    if relations not in archive.namelist():
        return {}
    found = (one for one in _tree(archive, relations) if one.get("TargetMode") != "External")
    named = ((one.get("Id", ""), one.get("Type", ""), one.get("Target", "")) for one in found)
    inside = {id: (kind, normpath(join("/", folder, target)).lstrip("/")) for id, kind, target in named}
    return {id: held for id, held in inside.items() if held[1] in archive.namelist()}


def _tree(archive: zipfile.ZipFile, part: str) -> Element:
    return etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False))
