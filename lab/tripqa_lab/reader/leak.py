"""How much the wording of a question alone betrays of its label: it must betray nearly nothing.

A classifier of character n-grams learns from some authors and is asked about the others: answerable against near misses
and false premises. A model that could tell from the question would not need to read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.stats import rankdata
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tripqa_lab.reader.scoring import auroc
from tripqa_lab.reader.sheets import LANGUAGES, Example

FOLDS = 5


def leak(examples: Sequence[Example]) -> Mapping[str, float]:
    """Return for each language the AUROC over authors that the classifier has not seen. Without a leak it is .50."""
    asked = [example for example in examples if example.kind != "foreign"]
    found = {}
    for language in LANGUAGES.values():
        mine = [example for example in asked if example.language == language]
        scores = _over_unseen_authors(mine)
        answerable = [score for score, one in zip(scores, mine, strict=True) if one.kind == "answerable"]
        others = [score for score, one in zip(scores, mine, strict=True) if one.kind != "answerable"]
        found[language] = auroc(answerable, others)
    return found


def _over_unseen_authors(examples: Sequence[Example]) -> list[float]:
    """Return the classifier's score of each example: a rank within its fold, since folds have scales of their own."""
    authors = sorted({example.author for example in examples})
    scores = np.zeros(len(examples))
    for fold in range(FOLDS):
        unseen = set(authors[fold::FOLDS])
        held = np.array([example.author in unseen for example in examples])
        learnt = [one for one, out in zip(examples, held, strict=True) if not out]
        model = make_pipeline(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=2, sublinear_tf=True),
            LogisticRegression(C=1.0, max_iter=500),
        )
        model.fit([one.question for one in learnt], [one.kind == "answerable" for one in learnt])
        asked = [one.question for one, out in zip(examples, held, strict=True) if out]
        if asked:
            said = model.predict_proba(asked)[:, 1]
            scores[held] = rankdata(said) / len(said)  # ties share a rank: most questions are asked of two passages
    return [float(score) for score in scores]
