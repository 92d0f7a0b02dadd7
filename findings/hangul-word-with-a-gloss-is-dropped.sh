#!/bin/sh
# python-hwpx 6.9.0 gives three texts of one paragraph of a Hangul file (.hwpx).
#
# Hangul sets a gloss over a word as <hp:dutmal>, with the word in <hp:mainText>, and signs drawn over one another as
# <hp:compose composeText="…">. Both are words of the sentence. `paragraph.text` and `TextExtractor`, by which programs
# search and index, drop the word, its gloss and the signs without a warning; `text.plain()` of the same document gives the
# word with its gloss and the label 덧말: between them, which is in no file, and drops the signs.
#
# Guessed before the run: the gloss is left out or put in brackets behind its word, and the word stays in every text.
# Whom it surprises: whoever indexes Korean documents. A name with its Chinese characters above is not there to be found.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check python-hwpx==6.9.0
"$folder/env/bin/python" - "$folder" <<'PYTHON'
import sys
import zipfile
from pathlib import Path

from hwpx import HwpxDocument, TextExtractor

PLAIN, GLOSSED = (Path(sys.argv[1], name) for name in ("plain.hwpx", "glossed.hwpx"))
WORDS = (
    "<hp:t>담당은 </hp:t>"
    '<hp:dutmal posType="TOP" szRatio="0" option="0" styleIDRef="0" align="CENTER">'
    "<hp:mainText>총무과</hp:mainText><hp:subText>總務課</hp:subText></hp:dutmal>"
    '<hp:t>, 순서는 </hp:t><hp:compose circleType="CHAR" charSz="-3" composeType="SPREAD" charPrCnt="0" composeText="12"/>'
    "<hp:t>번이다.</hp:t>"
)

made = HwpxDocument.new()
made.add_paragraph("HERE")
made.save_to_path(str(PLAIN))
with zipfile.ZipFile(PLAIN) as before, zipfile.ZipFile(GLOSSED, "w") as after:
    for part in before.infolist():
        after.writestr(part, before.read(part).replace(b"<hp:t>HERE</hp:t>", WORDS.encode()))

document = HwpxDocument.open(str(GLOSSED))
with TextExtractor(str(GLOSSED)) as extractor:
    seen = {
        "paragraph.text": document.paragraphs[-1].text,
        "TextExtractor": extractor.extract_text().strip(),
        "text.plain()": document.text.plain().strip(),
    }
for name, text in seen.items():
    print(f"{name}: {text}")
sys.exit(
    seen
    != {
        "paragraph.text": "담당은 , 순서는 번이다.",
        "TextExtractor": "담당은 , 순서는 번이다.",
        "text.plain()": "담당은 총무과(덧말:總務課), 순서는 번이다.",
    }
)
PYTHON
