"""The widget says what the languages say."""

from __future__ import annotations

from tripqa_lab.widget import FILE, with_words


def test_the_words_of_the_widget_are_those_of_the_languages() -> None:
    script = FILE.read_text(encoding="utf-8")

    assert script == with_words(script), "run `python scripts/widget_words.py`"
