"""What a document's sidecar says of it in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tripqa.domain import Language, Translation
from tripqa.text.language import ours

UNTRANSLATED = Translation()


def translation_in(language: Language | None, own: str, translations: Mapping[str, Translation]) -> Translation:
    """Return what is said of a document of its `own` language in another; nothing in its own."""
    if language is None or language == ours(own):
        return UNTRANSLATED
    return next((said for tag, said in translations.items() if ours(tag) == language), UNTRANSLATED)


def headings_in(said: Translation, headings: Sequence[str]) -> list[str | None]:
    """Return each of some headings in the language of a translation; None for one that nobody has translated."""
    return [said.headings.get(heading) or None for heading in headings]
