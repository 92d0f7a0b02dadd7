"""Write the words of the languages into the widget: after a change of `languages/*/widget.toml` or `pages.toml`."""

from __future__ import annotations

from tripqa_lab.widget import FILE, with_words

if __name__ == "__main__":
    FILE.write_text(with_words(FILE.read_text(encoding="utf-8")), encoding="utf-8")
