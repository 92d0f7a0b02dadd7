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
        return self.pattern.sub(lambda found: self.written.get(found.group().casefold(), found.group()), question)


def names_of(places: Iterable[tuple[str, Mapping[str, str]]]) -> Names:
    """Gather places: each with the language of its document and its name by language.

    A name that documents in several languages write in their own ways is left as it was typed.
    """
    forms: dict[str, set[str]] = {}
    for language, names in places:
        if own := names.get(language):
            for name in filter(None, map(fold_question, names.values())):
                forms.setdefault(name.casefold(), set()).add(own)
    written = {
        name: form for name, (form, *others) in forms.items() if not others and fold_question(form).casefold() != name
    }
    longest_first = sorted(written, key=len, reverse=True)
    return Names(written, re.compile("|".join(map(_alternative, longest_first)) or r"(?!)", re.IGNORECASE))


def _alternative(name: str) -> str:
    whole = re.escape(name)
    return rf"(?<![A-Za-z0-9]){whole}(?![A-Za-z0-9])" if name.isascii() else whole
