"""Phrases that a question puts in straight quotation marks: what is looked for must hold them as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tripqa.text.folding import fold, fold_question, lowered

_QUOTED = re.compile(r'"([^"]+)"')


def find_phrases(question: str) -> frozenset[str]:
    """Return the phrases that a question quotes, folded, in lower case; none without a letter or digit."""
    quoted = (fold_question(found).strip() for found in _QUOTED.findall(question))
    return frozenset(phrase for phrase in quoted if any(map(str.isalnum, phrase)))


def holds_all(phrases: Iterable[str], texts: Iterable[str]) -> bool:
    """Tell whether each phrase stands in one of these texts; width, letter case and layout do not matter."""
    folded = [lowered(fold(text).text) for text in texts]
    return all(any(phrase in text for text in folded) for phrase in phrases)
