"""What of a text can be seen: whether there is anything to read in it."""

from __future__ import annotations

import unicodedata

_UNSEEN = ("Zs", "Zl", "Zp", "Cc", "Cf", "Mn")  # white space, marks of order, zero width, what stands on a letter
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and a symbol by their kind, that show nothing


def has_text(text: str) -> bool:
    """Tell whether a text has a character that is seen."""
    return any(unicodedata.category(one) not in _UNSEEN and one not in _BLANK for one in text)
