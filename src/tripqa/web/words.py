"""What the pages say, in each language that they speak, and which of these a reader gets."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from types import SimpleNamespace

from tripqa.domain import LANGUAGES, Language, NoAnswer
from tripqa.languages import FIRST, folder_of
from tripqa.languages.shapes import About
from tripqa.languages.tables import tables
from tripqa.text.language import ours

_ACCEPTED = re.compile(
    r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*[Qq]\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?"
)


@cache
def words_of(language: Language) -> SimpleNamespace:
    """Return the words of one language, each under its key in its `pages.toml`."""
    words = tomllib.loads((folder_of(language) / "pages.toml").read_text(encoding="utf-8"))
    newer = {other: about.called[language] for other, about in tables(About).items() if language in about.called}
    return SimpleNamespace(**words | {"languages": newer | words["languages"]})


def spoken(tag: str) -> Language | None:
    """Return the one of our languages that readers of a BCP 47 tag read: where it has two scripts, either."""
    primary = tag.split("-")[0]
    return ours(tag) or ours(primary)


def choose_language(accepted: str) -> Language:
    """Return the language that a reader likes best of ours, by `Accept-Language` (RFC 9110, section 12.5.4)."""
    ranges = [(found[1], float(found[2] or 1)) for part in accepted.split(",") if (found := _ACCEPTED.fullmatch(part))]
    named = {spoken(tag) for tag, _ in ranges}
    others = [language for language in LANGUAGES if language not in named]  # what `*` stands for
    liked = [
        (weight, language)
        for tag, weight in ranges
        for language in (others if tag == "*" else [spoken(tag)])
        if language and weight > 0
    ]
    return max(liked, key=lambda one: one[0])[1] if liked else FIRST  # of equals the first


def refusal_in(language: Language, answer: NoAnswer) -> str:
    """Return why there is no answer, as readers of a language say it: what the documents do not say, and of what."""
    words, missing = words_of(language), answer.missing
    if answer.why == "language":
        return str(words.unmeasured)
    if missing.about is None and missing.asked is None:
        return str(words.no_answer)
    if missing.asked is None:
        return str(words.missing_about.format(about=missing.about))
    said = words.missing_asked if missing.about is None else words.missing
    return str(said.format(about=missing.about, asked=words.asked[missing.asked]))
