"""Scores that can be checked by hand."""

from __future__ import annotations

import pytest

from tripqa_lab.reader.agreement import Twice, agreement
from tripqa_lab.reader.scoring import auroc, f1


@pytest.mark.parametrize(
    ("said", "answers", "wanted"),
    [
        ("５００ 円。", ["500円"], 1.0),
        ("約500円", ["500円"], 8 / 9),
        ("東京", ["大阪", "東京都"], 0.8),
        ("甲", ["乙"], 0.0),
        ("", ["乙"], 0.0),
    ],
)
def test_f1_counts_shared_characters(said: str, answers: list[str], wanted: float) -> None:
    assert f1(said, answers) == pytest.approx(wanted)


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    assert auroc([3.0, 2.0], [1.0, 2.0]) == pytest.approx(3.5 / 4)


def test_agreement_beyond_chance() -> None:
    both, first, none = (
        Twice(("answerable", "answerable"), ("五百円", "五百円")),
        Twice(("answerable", "near_miss"), ("五百円", "")),
        Twice(("near_miss", "false_premise"), ("", "")),
    )

    found = agreement([both, both, first, none])

    assert (found.pairs, found.answerable, found.spans) == (4, 0.75, 1.0)
    assert found.kappa == pytest.approx((0.75 - (0.75 * 0.5 + 0.25 * 0.5)) / 0.5)
