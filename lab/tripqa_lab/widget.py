"""The words of the widget, which is one file and cannot read those of the languages: written into it from these."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path

from tripqa.languages import LANGUAGES, Language, folder_of
from tripqa.text.language import tags
from tripqa.web.words import words_of

FILE = Path(str(files("tripqa"))) / "web" / "static" / "widget.js"
_BEGIN, _END = "// WORDS: scripts/widget_words.py writes what stands up to END OF WORDS.\n", "// END OF WORDS\n"


def words() -> str:
    """Return what the widget says in each language, and which tag means which: flush left, to be small."""
    said = "".join(f"{json.dumps(language)}: {{\n{_said(language)}}},\n" for language in LANGUAGES)
    return f"const TAGS = {json.dumps(tags())};\nconst WORDS = {{\n{said}}};\n"


def with_words(script: str) -> str:
    """Return the widget with the words of the languages."""
    before, after = script.split(_BEGIN)[0], script.split(_END)[1]
    return f"{before}{_BEGIN}{words()}{_END}{after}"


def _said(language: Language) -> str:
    own = tomllib.loads((folder_of(language) / "widget.toml").read_text(encoding="utf-8"))
    pages = words_of(language)
    shared = {
        "missing": _marked(pages.missing),
        "missingAbout": _marked(pages.missing_about),
        "missingAsked": _marked(pages.missing_asked),
        "doubt": pages.doubt,
        "wrote": pages.written,
        "asked": pages.asked,
    }
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)},\n" for key, value in (own | shared).items())


def _marked(said: str) -> str:
    return said.replace("{about}", "ABOUT").replace("{asked}", "ASKED")
