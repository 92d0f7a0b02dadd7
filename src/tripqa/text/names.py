"""Names that a corpus writes in several languages: a question is put in the words of the documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tripqa.text.folding import fold_question


@dataclass(frozen=True, slots=True)
class Names:
    """How each name is written where it is searched, by how someone may write it."""

    written: Mapping[str, str]  # folded and case-folded form -> the documents' form
    pattern: re.Pattern[str]

    def in_corpus_words(self, question: str) -> str:
        """Return a folded question with every known name written as the documents write it."""
        return self.pattern.sub(lambda found: self.written[found.group().casefold()], question)


def names_of(places: Iterable[tuple[str, Mapping[str, str]]]) -> Names:
    """Gather places: each with the language of its document and its name by language."""
    written: dict[str, str] = {}
    for language, names in places:
        if own := names.get(language):
            written |= {fold_question(name).casefold(): own for name in names.values() if name != own}
    longest_first = sorted(written, key=len, reverse=True)
    alternatives = "|".join(rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in longest_first)
    return Names(written, re.compile(alternatives or r"(?!)", re.IGNORECASE))
