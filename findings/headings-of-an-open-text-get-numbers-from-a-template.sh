#!/bin/sh
# odfdo 3.27.3 makes a text whose headings are numbered, though nobody asked for numbers.
#
# `Document("text")` begins with a template of its own. Its styles number the outline: a `Header(1, "Budget")` is seen in
# LibreOffice and on paper as "1. Budget", one below it as "1.1. Roads". The words of the heading do not say so, nor does
# `header.text`: the number is made of the outline style in styles.xml.
#
# Guessed before the run: a new document has plain headings, as one made by python-docx has.
# Whom it surprises: who writes reports with it, and who compares what was written with what a reader of the file sees.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check odfdo==3.27.3
"$folder/env/bin/python" - "$folder/report.odt" <<'PYTHON'
import sys
import zipfile

from lxml import etree
from odfdo import Document, Header

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"

made = Document("text")
made.body.clear()
made.body.append(Header(1, "Budget"))
made.save(sys.argv[1])

with zipfile.ZipFile(sys.argv[1]) as packed:
    content, styles = (etree.fromstring(packed.read(name)) for name in ("content.xml", "styles.xml"))
(heading,) = content.iter(f"{TEXT}h")
levels = [level for outline in styles.iter(f"{TEXT}outline-style") for level in outline]
numbered = [level.get(f"{TEXT}level") for level in levels if level.get(f"{STYLE}num-format")]
print(f"the heading says {heading.text!r}; levels of the outline that get a number: {numbered}")
sys.exit((heading.text, "1" in numbered) != ("Budget", True))
PYTHON
