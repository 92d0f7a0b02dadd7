#!/bin/sh
# python-pptx 1.0.2 does not list a text box that a slide holds in two forms.
#
# PowerPoint writes what an older program could not show as <mc:AlternateContent>: a <mc:Choice> for new programs and a
# <mc:Fallback> with the same words for old ones. A box with an equation is written so. `slide.shapes` gives neither form: the box
# is not among the shapes, and nothing says that anything is missing.
#
# Guessed before the run: the fallback is read, as by any program that does not know the choice.
# Whom it surprises: whoever takes the text out of slides. Whole boxes of prose go with one equation in them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check python-pptx==1.0.2
"$folder/env/bin/python" - "$folder/slides.pptx" <<'PYTHON'
import copy
import sys

from lxml import etree
from pptx import Presentation
from pptx.util import Cm

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SPACES = {"mc": MC.strip("{}"), "a14": "http://schemas.microsoft.com/office/drawing/2010/main"}

deck = Presentation()
slide = deck.slides.add_slide(deck.slide_layouts[6])
for words in ("in one form", "in two forms"):
    slide.shapes.add_textbox(Cm(1), Cm(1), Cm(5), Cm(1)).text_frame.text = words
box = slide.shapes[1].element
both = etree.SubElement(box.getparent(), f"{MC}AlternateContent", nsmap=SPACES)
etree.SubElement(both, f"{MC}Choice", Requires="a14").append(copy.deepcopy(box))
etree.SubElement(both, f"{MC}Fallback").append(box)
deck.save(sys.argv[1])

(slide,) = Presentation(sys.argv[1]).slides
in_the_file = {one.text for one in slide.element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")}
listed = [shape.text_frame.text for shape in slide.shapes]
print(f"in the file: {sorted(in_the_file)}")
print(f"slide.shapes: {listed}")
sys.exit((in_the_file, listed) != ({"in one form", "in two forms"}, ["in one form"]))
PYTHON
