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
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from statistics import NormalDist

from tripqa.domain import Spread

_PACKAGE = "tripqa.answerers"
_LEAST_DEVIATION = 1e-6  # of a corpus in which all everyday questions find the same
_UNMEASURED = 1.28  # deviations: refuses nine in ten everyday questions, whatever the encoder


def everyday_questions() -> dict[str, list[str]]:
    """Return questions on everyday topics, by language."""
    found: dict[str, list[str]] = {}
    for line in _read("everyday.jsonl").splitlines():
        row = json.loads(line)
        found.setdefault(row["language"], []).append(row["question"])
    return found


@dataclass(frozen=True, slots=True)
class Refusing:
    """When to refuse in one index, by question language."""

    everyday: Mapping[str, Spread]
    deviations: Mapping[str, float]  # above the mean: less support than that is not answered

    def refuses(self, language: str, support: float) -> bool:
        """Tell whether a question with this support is not answered.

        Of a language that is not known the lowest threshold of all holds: rather answered than refused.
        """
        known = self._known(language)
        return known is not None and self._above(known, support) < self.deviations[known]

    def confidence(self, language: str, support: float) -> float:
        """Return the share of everyday questions that find less support, taken as normally distributed."""
        known = self._known(language)
        return NormalDist().cdf(self._above(known, support)) if known else 1.0

    def _known(self, language: str) -> str | None:
        if language in self.everyday:
            return language
        return min(self.everyday, key=lambda known: self._threshold(known), default=None)

    def _threshold(self, language: str) -> float:
        return self.everyday[language].mean + self.deviations[language] * self.everyday[language].deviation

    def _above(self, language: str, support: float) -> float:
        spread = self.everyday[language]
        return (support - spread.mean) / max(spread.deviation, _LEAST_DEVIATION)


def refusing(space: str, everyday: Mapping[str, Spread]) -> Refusing:
    """Return when to refuse in an index, by what everyday questions found in it."""
    measured = json.loads(_read("deviations.json"))
    known = measured["deviations"] if space in measured["spaces"] else {}
    return Refusing(everyday, {language: known.get(language, _UNMEASURED) for language in everyday})


def _read(name: str) -> str:
    return files(_PACKAGE).joinpath(name).read_text(encoding="utf-8")
