"""Charts and diagrams of Office files, whose words lie in parts of their own: a chart is read as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from tripqa.parsing.cell_formats import shown
from tripqa.parsing.equations import MATHS
from tripqa.parsing.writing import item

Part = Any  # of python-docx or python-pptx, which agree in what is used here

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
GRAPHICS = frozenset((f"{_C}chart", f"{_CX}chart", f"{_DIAGRAM}relIds"))
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_INK = tuple(
    f"{{http://schemas.openxmlformats.org/{space}}}contentPart"
    for space in ("presentationml/2006/main", "drawingml/2006/spreadsheetDrawing")
)
_MOST_POINTS = 100_000  # of a series
_Points = Mapping[int, str]


def graphics_in(element: Element) -> Iterator[Element]:
    """Yield the references to charts and diagrams that an element holds."""
    yield from element.iter(*GRAPHICS)


def settle(tree: Element) -> None:
    """Leave of a thing in several forms the first that says something, and take out ink, which says nothing."""
    for ink in list(tree.iter(*_INK)):
        ink.getparent().remove(ink)
    for choice in list(tree.iter(_CHOICE)):
        above, forms = choice.getparent(), list(choice)
        if above is not None:
            kept = next(filter(_says, forms), forms[0] if forms else ())
            at = above.index(choice)
            above[at : at + 1] = list(kept)


def _says(form: Element) -> bool:
    return any(True for _ in form.iter(*GRAPHICS, *MATHS)) or any(
        (text.text or "").strip() for text in form.iter(f"{_A}t")
    )


def lines_of(reference: Element, part: Part) -> list[str] | None:
    """Return the lines of a chart or a diagram that a part refers to; None if what it refers to is not there."""
    link = part.rels.get(part_of(reference))
    if link is None or link.is_external:
        return None
    return graphic_lines(etree.fromstring(link.target_part.blob, etree.XMLParser(resolve_entities=False)))


def part_of(reference: Element) -> str:
    """Return the id of the part that holds a chart or a diagram."""
    return str(reference.get(f"{_RELATION}dm") or reference.get(f"{_RELATION}id", ""))


def graphic_lines(tree: Element, sheets: Collection[str] = ()) -> list[str]:
    """Return the lines of a chart or a diagram: a chart's title alone if its values stand on these sheets."""
    if tree.tag == f"{_DIAGRAM}dataModel":
        return list(_diagram(tree))
    if tree.tag == f"{_CX}chartSpace":
        return list(_new_chart(tree))
    is_shown = bool(named := _sheets(tree)) and named <= set(sheets)
    return list(_title(tree) if is_shown else _chart(tree))


def _sheets(chart: Element) -> set[str]:
    """Return the names of the sheets that a chart has its values from."""
    values = chart.iter(f"{_C}val", f"{_C}yVal")
    places = [held.text or "" for one in values for held in one.iter(f"{_C}f")]
    return {place.rpartition("!")[0].strip("'").replace("''", "'") for place in places}


def _diagram(tree: Element) -> Iterator[str]:
    for point in tree.iter(f"{_DIAGRAM}pt"):
        if words := _words(point):
            yield item(words)


def _words(element: Element | None) -> str:
    """Return the text of an element's runs, its paragraphs with spaces between them."""
    paragraphs = () if element is None else element.iter(f"{_A}p")
    said = ("".join(text.text or "" for text in paragraph.iter(f"{_A}t")) for paragraph in paragraphs)
    return " ".join(" ".join(said).split())


def _chart(tree: Element) -> Iterator[str]:
    """Yield the title, what the axis of values is called, and the table of a chart."""
    yield from _title(tree)
    yield from (f"（{name}）" for axis in tree.iter(f"{_C}valAx") if (name := _words(axis.find(f"{_C}title"))))
    names = [_words(axis.find(f"{_C}title")) for tag in ("catAx", "dateAx") for axis in tree.iter(f"{_C}{tag}")]
    series = list(tree.iter(f"{_C}ser"))
    labels = dict(chain.from_iterable(_labels(one).items() for one in reversed(series)))
    columns = [_points(one, "val", "yVal") for one in series]
    yield from _table(next(filter(None, names), ""), labels, [_name(one) for one in series], columns)


def _title(tree: Element) -> Iterator[str]:
    yield from filter(None, [_words(tree.find(f"{_C}chart/{_C}title"))])


def _table(corner: str, labels: _Points, heads: list[str], columns: list[_Points]) -> Iterator[str]:
    if any(heads):
        yield "\t".join([corner, *heads]).rstrip()
    for number in sorted({number for column in (labels, *columns) for number in column}):
        cells = [column.get(number, "") for column in (labels, *columns)]
        if any(cells[1:]):
            yield "\t".join(cells).rstrip("\t")


def _name(series: Element) -> str:
    named = series.find(f"{_C}tx")
    return "" if named is None else " ".join(" ".join(one.text or "" for one in named.iter(f"{_C}v")).split())


def _labels(series: Element) -> _Points:
    """Return the names of the points: of levels that hold groups, the outermost first."""
    levels = series.findall(f"{_C}cat/{_C}multiLvlStrRef/{_C}multiLvlStrCache/{_C}lvl")
    if not levels:
        return _points(series, "cat", "xVal")
    inner, *outer = [_cached(level) for level in levels]
    found = dict(inner)
    for level in outer:
        for number in found:
            above = max((at for at in level if at <= number), default=None)
            found[number] = f"{'' if above is None else level[above]} {found[number]}".strip()
    return found


def _points(series: Element, *names: str) -> _Points:
    found = next((one for name in names if (one := series.find(_C + name)) is not None), None)
    return {} if found is None else _cached(found)


def _cached(held: Element) -> _Points:
    """Return the values that a file keeps of its points, as they are shown."""
    code = next((form.text or "" for form in held.iter(f"{_C}formatCode")), "")
    points: dict[int, str] = {}
    for point in held.iter(f"{_C}pt"):
        number, value = point.get("idx", ""), point.find(f"{_C}v")
        if number.isdecimal() and value is not None and len(points) < _MOST_POINTS:
            points[int(number)] = _value(value.text or "", point.get("formatCode") or code)
    return points


def _value(text: str, code: str) -> str:
    try:
        return shown(float(text), code) if code else " ".join(text.split())
    except ValueError:
        return " ".join(text.split())


def _new_chart(tree: Element) -> Iterator[str]:
    """Yield the title and the table of a chart of the kinds that came in 2016: waterfall, funnel, treemap."""
    yield from filter(None, [_words(tree.find(f"{_CX}chart/{_CX}title"))])
    for data in tree.iter(f"{_CX}data"):
        levels = [_new_points(level) for level in data.iterfind(f"{_CX}strDim/{_CX}lvl")]
        labels = {at: " ".join(level[at] for level in reversed(levels) if at in level) for at in set().union(*levels)}
        columns = [_new_points(level) for level in data.iterfind(f"{_CX}numDim/{_CX}lvl")]
        yield from _table("", labels, [], columns)


def _new_points(level: Element) -> _Points:
    code = level.get("formatCode", "")
    points = [(point.get("idx", ""), point.text or "") for point in level.iterchildren(f"{_CX}pt")]
    return {int(number): _value(text, code) for number, text in points[:_MOST_POINTS] if number.isdecimal()}
