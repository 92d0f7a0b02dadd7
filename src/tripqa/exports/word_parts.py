"""The parts of a Word file that are the same for every paper, but for its language (ECMA-376, parts 1 and 2)."""

from __future__ import annotations

from html import escape

from tripqa.domain import Language
from tripqa.exports.word_marks import tongue, typeface

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"document": "document.main", "footnotes": "footnotes", "settings": "settings", "styles": "styles"}
MEDIA_TYPE = f"{_WORD}.document"

CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>' for name, kind in _PARTS.items()
    )
    + '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{id}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for id, kind in ((-1, "separator"), (0, "continuationSeparator"))
)
SECTION = (  # A4
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/>'
    "</w:sectPr>"
)


def part(root: str, inside: str) -> str:
    """Return a part of the text, below its root element."""
    names = f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_OFFICE}/relationships"'
    return f"{_XML}<w:{root} {names}>{inside}</w:{root}>"


def core(title: str) -> str:
    """Return what a package says of itself."""
    names = f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    said = f"<dc:title>{escape(title)}</dc:title><dc:creator>tripqa</dc:creator>"
    return f"{_XML}<cp:coreProperties {names}>{said}</cp:coreProperties>"


def package() -> str:
    """Return what a package begins with."""
    return _related(
        _relation("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
        _relation("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    )


def document_relations() -> str:
    """Return what the text goes with."""
    others = [name for name in _PARTS if name != "document"]
    return _related(*(_relation(f"rId-{name}", f"{_OFFICE}/relationships/{name}", f"{name}.xml") for name in others))


def links(urls: dict[str, str]) -> str:
    """Return where links lead, by their ids."""
    kind = f"{_OFFICE}/relationships/hyperlink"
    return _related(*(_relation(id, kind, url, ' TargetMode="External"') for id, url in urls.items()))


def settings(language: Language) -> str:
    """Return settings: which notes are no notes, and that this is no file of an older Word."""
    notes = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    newest = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    return part("settings", f"{notes}<w:compat>{newest}</w:compat>{tongue(language, 'themeFontLang')}")


def styles(language: Language) -> str:
    """Return the styles of a paper for readers of a language."""
    plain = f'<w:rFonts {typeface(language)}/><w:sz w:val="21"/><w:szCs w:val="21"/>{tongue(language)}'
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{plain}</w:rPr></w:rPrDefault>"
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="300" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    return part("styles", defaults + "".join(_STYLES))


def _style(id: str, name: str, lines: str = "", letters: str = "", *, kind: str = "paragraph") -> str:
    based = '<w:basedOn w:val="Normal"/>' if kind == "paragraph" and id != "Normal" else ""
    default = ' w:default="1"' if id == "Normal" else ""
    formed = (f"<w:pPr>{lines}</w:pPr>" if lines else "") + (f"<w:rPr>{letters}</w:rPr>" if letters else "")
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{id}"><w:name w:val="{name}"/>{based}<w:qFormat/>{formed}'
        "</w:style>"
    )


_SOFT = '<w:color w:val="595959"/>'
_SMALL = '<w:sz w:val="18"/><w:szCs w:val="18"/>'
_BAR = '<w:pBdr><w:left w:val="single" w:sz="12" w:space="10" w:color="A6A6A6"/></w:pBdr>'
_INDENT = '<w:ind w:left="340"/>'
_STYLES = (
    _style("Normal", "Normal"),
    _style(
        "Heading1",
        "heading 1",
        '<w:keepNext/><w:spacing w:after="240"/><w:outlineLvl w:val="0"/>',
        '<w:b/><w:sz w:val="30"/><w:szCs w:val="30"/>',
    ),
    _style(
        "Heading2",
        "heading 2",
        '<w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="1"/>',
        '<w:b/><w:sz w:val="23"/><w:szCs w:val="23"/>',
    ),
    _style("Said", "Said", "", '<w:sz w:val="25"/><w:szCs w:val="25"/>'),
    _style("Value", "Value", _INDENT),
    _style("Above", "Above", f"<w:keepNext/>{_BAR}{_INDENT}", f"{_SOFT}{_SMALL}"),
    _style("Quote", "Quote", f"{_BAR}{_INDENT}"),
    _style("Names", "Names", _INDENT, f"{_SOFT}{_SMALL}"),
    _style("Remark", "Remark", "", f"{_SOFT}{_SMALL}"),
    _style(
        "FootnoteText",
        "footnote text",
        '<w:spacing w:after="40" w:line="240" w:lineRule="auto"/><w:ind w:left="170" w:hanging="170"/>',
        _SMALL,
    ),
    _style("FootnoteReference", "footnote reference", letters='<w:vertAlign w:val="superscript"/>', kind="character"),
    _style("Hyperlink", "Hyperlink", letters='<w:color w:val="0563C1"/><w:u w:val="single"/>', kind="character"),
)


def _related(*relations: str) -> str:
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(relations)}</Relationships>'


def _relation(id: str, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="{id}" Type="{kind}" Target="{escape(target)}"{more}/>'
