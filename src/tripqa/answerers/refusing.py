"""When to say that the documents do not say.

Scores mean nothing by themselves: they rise with the number of passages, and with question and passage being in one
language. So every ingest asks the new index 240 everyday questions, none of them about its subject as far as anyone
can expect (everyday.jsonl), and notes how much support those find. A question is refused if its own support lies too
few standard deviations above that of everyday questions in its language. How many is measured for an encoder's
space by scripts/calibrate.py; docs/decisions/0005-refusing.md has the figures. The idea is the impostor cohort of
speaker verification (Auckenthaler, Carey and Lloyd-Thomas, 2000, "Score normalization").
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from statistics import mean

from tripqa.domain import UNDETERMINED, Hit, Spread

_PACKAGE = "tripqa.answerers"
_NEAREST = 5  # hits among which the best sentence is looked for
_SHARED = 0.4  # of the mean sentence that is taken off
_UNMEASURED = 1.28  # deviations: refuses nine in ten everyday questions, whatever the encoder


def support(hits: Sequence[Hit]) -> float:
    """Return how far the best hits stand out for a question.

    It is the mean of the best hit's score and the best sentence's cosine among the nearest hits, less a share of the
    mean cosine of all their sentences: what a question has in common with everything supports nothing (the idea of
    CSLS, Conneau et al., 2018, "Word translation without parallel data").
    """
    best = (hits[0].score + max(max(hit.sentence_scores) for hit in hits[:_NEAREST])) / 2
    return best - _SHARED * mean(score for hit in hits for score in hit.sentence_scores)


def everyday_questions() -> dict[str, list[str]]:
    """Return questions on everyday topics, by language."""
    found: dict[str, list[str]] = {}
    for line in _read("everyday.jsonl").splitlines():
        row = json.loads(line)
        found.setdefault(row["language"], []).append(row["question"])
    return found


def thresholds(space: str, everyday: Mapping[str, Spread]) -> dict[str, float]:
    """Return the least support that is answered, by question language.

    `und` has the lowest of all: a question whose language is not known is rather answered than refused.
    """
    deviations = json.loads(_read("deviations.json")).get(space, {})
    found = {
        language: spread.mean + deviations.get(language, _UNMEASURED) * spread.deviation
        for language, spread in everyday.items()
    }
    return found | {UNDETERMINED: min(found.values(), default=float("-inf"))}


def _read(name: str) -> str:
    return files(_PACKAGE).joinpath(name).read_text(encoding="utf-8")
