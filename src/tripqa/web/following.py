"""What browsers and feed readers take: how to search here, what to suggest while typing, which documents are new."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree

from tripqa.domain import Document
from tripqa.index.history import Noted
from tripqa.text.folding import fold_line
from tripqa.web.addresses import Addresses
from tripqa.web.shelf import Shelved

MOST_SUGGESTED = 8
MOST_ENTRIES = 50
_OPENSEARCH, _ATOM = "http://a9.com/-/spec/opensearch/1.1/", "http://www.w3.org/2005/Atom"
SUGGESTIONS = "application/x-suggestions+json"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that came or changed."""

    document: Document
    noted: Noted


def description(to: Addresses) -> bytes:
    """Return how a browser searches here: OpenSearch 1.1."""
    root = ElementTree.Element("OpenSearchDescription", xmlns=_OPENSEARCH)
    _put(root, "ShortName", "tripqa")
    _put(root, "Description", "Questions about official trip reports")
    _put(root, "InputEncoding", "UTF-8")
    _put(root, "Image", to.file("icon.svg"), type="image/svg+xml")
    for path, kind in (("?q={searchTerms}", "text/html"), ("suggest?q={searchTerms}", SUGGESTIONS)):
        _put(root, "Url", "", type=kind, template=to.file(path))
    return _xml(root)


def suggestions(text: str, shelf: Sequence[Shelved]) -> bytes:
    """Return what was typed, and the questions to start with that hold it, those that begin with it first."""
    typed = _folded(text)
    known = dict.fromkeys(one for shelved in shelf for asked in shelved.examples.values() for one in asked)
    found = [one for one in known if typed and typed in _folded(one)]
    found.sort(key=lambda one: not _folded(one).startswith(typed))
    return json.dumps([text, found[:MOST_SUGGESTED]], ensure_ascii=False).encode(errors="replace")


def feed(to: Addresses, entries: Iterable[Entry]) -> bytes:
    """Return documents that came or changed as Atom (RFC 4287), in their order; each text has an id of its own."""
    shown = list(entries)
    root = ElementTree.Element("feed", xmlns=_ATOM)
    _put(root, "id", to.file("feed.xml"))
    _put(root, "title", "tripqa")
    _put(root, "updated", shown[0].noted.when if shown else _NEVER)
    _put(root, "link", "", rel="self", href=to.file("feed.xml"))
    for one in shown:
        _put_entry(root, to, one)
    return _xml(root)


def _put_entry(root: ElementTree.Element, to: Addresses, entry: Entry) -> None:
    document, noted = entry.document, entry.noted
    one = ElementTree.SubElement(root, "entry")
    _put(one, "id", f"urn:tripqa:{quote(document.id, safe='')}:{document.text_sha256[:16]}")
    _put(one, "title", document.title)
    _put(one, "updated", noted.when)
    _put(ElementTree.SubElement(one, "author"), "name", document.publisher or "tripqa")
    _put(one, "link", "", href=to.document(document.id))
    _put(one, "category", "", term=noted.what)
    trip = " – ".join(map(str, document.trip)) if document.trip else ""
    _put(one, "summary", " · ".join(filter(None, (noted.what, document.publisher, trip))))


def _put(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    clean = {key: _NO_XML.sub("", value) for key, value in attributes.items()}
    ElementTree.SubElement(parent, name, clean).text = _NO_XML.sub("", text) or None


def _folded(text: str) -> str:
    return fold_line(text).casefold().strip()


def _xml(root: ElementTree.Element) -> bytes:
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
