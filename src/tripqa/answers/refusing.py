"""How sure an answer is, and when to say instead that the documents do not say.

Scores mean nothing by themselves: they rise with the number of passages, and with question and passage being in one
language. So every ingest asks the new index 480 everyday questions, none of them about its subject as far as anyone
can expect (everyday.jsonl), and notes how much support those find. What counts of a question's own support is how many
standard deviations it stands above that of everyday questions in its language: the idea is the impostor cohort of
speaker verification (Auckenthaler, Carey and Lloyd-Thomas, 2000, "Score normalization"). That tells foreign questions.
Near misses have the subject right: no sentence stands out for them, or none states what is asked for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from statistics import NormalDist, mean, stdev

from tripqa.answers.calibration import Calibration, Threshold, probability, weighed
from tripqa.answers.choosing import Share
from tripqa.answers.evidence import FEATURES
from tripqa.domain import Spread

CONFIDENCE_FEATURES = (
    "support",  # deviations above everyday questions
    "support_low",  # the same, no more than _ENOUGH
    "share",  # probability of the best sentence among itself and all that are not quoted
    "no_value",  # it states no value, though one is asked for
)
_KEPT = 0.75  # of the everyday questions
_ENOUGH = 2.0  # deviations: beyond them support says less
_ANSWER_ALL = Threshold(support=float("-inf"), confidence=0.0)  # in a language that was never measured
_LEAST_DEVIATION = 1e-6  # of a corpus in which all everyday questions find the same


def everyday_questions() -> dict[str, list[str]]:
    """Return questions on everyday and encyclopedic topics, by language."""
    found: dict[str, list[str]] = {}
    for line in files("tripqa.answers").joinpath("everyday.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.setdefault(row["language"], []).append(row["question"])
    return found


def spread_of(supports: Sequence[float]) -> Spread:
    """Return mean and deviation of what everyday questions find, by the three quarters that find least.

    The others may be about what the corpus is about, as in an encyclopedia. Both are corrected for what is left out as
    if all were normally distributed (Cohen, 1959, "Simplified estimators for the normal distribution when samples are
    singly censored or truncated").
    """
    least = sorted(supports)[: max(2, round(_KEPT * len(supports)))]
    normal = NormalDist()
    bound = normal.inv_cdf(_KEPT)
    shift = normal.pdf(bound) / _KEPT
    deviation = stdev(least) / math.sqrt(1 - bound * shift - shift * shift)
    return Spread(mean(least) + shift * deviation, deviation)


@dataclass(frozen=True, slots=True)
class Refusing:
    """How sure answers from one index are, and below what confidence none is given, by question language."""

    everyday: Mapping[str, Spread]
    calibration: Calibration
    named: bool  # the corpus has names in several writings: questions in other languages find more support then

    def confidence(self, language: str, features: Sequence[float]) -> float:
        """Return the probability that quotes answer a question, from CONFIDENCE_FEATURES."""
        logit = weighed(features, CONFIDENCE_FEATURES, self.calibration.confidence)
        own = self.calibration.languages.get(self._known(language), 0.0)
        return probability(logit + self.calibration.confidence["intercept"] + own)

    def refuses(self, language: str, support: float, confidence: float) -> bool:
        """Tell whether a question with this support is not answered at this confidence."""
        threshold = self._thresholds.get(self._known(language), _ANSWER_ALL)
        return self._above(language, support) < threshold.support or confidence < threshold.confidence

    def features(self, language: str, support: float, cited: Sequence[Share]) -> tuple[float, ...]:
        """Return CONFIDENCE_FEATURES of a question with this support and these quotes, the likeliest first."""
        best, share = cited[0]
        left = 1 - sum(share for _, share in cited)
        above, speaks = self._above(language, support), dict(zip(FEATURES, best.features, strict=True))
        return above, min(above, _ENOUGH), share / (share + left), speaks["no_value"]

    @property
    def _thresholds(self) -> Mapping[str, Threshold]:
        return self.calibration.thresholds if self.named else self.calibration.thresholds_unnamed

    def _above(self, language: str, support: float) -> float:
        spread = self.everyday.get(self._known(language))
        return _ENOUGH if spread is None else (support - spread.mean) / max(spread.deviation, _LEAST_DEVIATION)

    def _known(self, language: str) -> str:
        """Return a language that was measured. One that was not is taken for the one that asks for the least support.

        So it is rather answered than refused.
        """
        if language in self.everyday:
            return language
        thresholds = self._thresholds
        least = {
            known: spread.mean + thresholds.get(known, _ANSWER_ALL).support * max(spread.deviation, _LEAST_DEVIATION)
            for known, spread in self.everyday.items()
        }
        return min(least, key=lambda known: least[known], default="")
