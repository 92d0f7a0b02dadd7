"""Scores of reading: F1 by characters, and how well the answerable are told from the rest."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.stats import rankdata

_END_MARKS = "。.、,!?！？"


def f1(said: str, answers: Sequence[str]) -> float:
    """Return the best F1 by characters over the right answers, after NFKC, without space and end marks."""
    return max(_f1(_bare(said), _bare(answer)) for answer in answers)


def _f1(said: str, wanted: str) -> float:
    shared = sum((Counter(said) & Counter(wanted)).values())
    return 2 * shared / (len(said) + len(wanted)) if shared else 0.0


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip(_END_MARKS)


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """Return the chance that one of `higher` is above one of `lower`, ties counted half (Hanley and McNeil, 1982)."""
    if not higher or not lower:
        return float("nan")
    ranks = rankdata(np.concatenate([higher, lower]))
    count = len(higher)
    return float((ranks[:count].sum() - count * (count + 1) / 2) / (count * len(lower)))
