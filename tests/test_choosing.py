"""Choosing: as few sentences as make it likely that the answer is among them, and never more than allowed."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import document, found_in, hit, passage
from tests.itinerary import REPORT, evidence_for, said
from tripqa.answers.choosing import (
    MOST_CHARACTERS,
    MOST_CHARACTERS_OF_SEVERAL,
    Extent,
    choose,
    choose_rows,
    extent_of,
)
from tripqa.answers.evidence import Evidence
from tripqa.answers.logistic import shares
from tripqa.text.asking import Asked, Form

TEN = document("".join(f"{number}番の文です。" for number in range(10)))
SENTENCES = evidence_for("文", [hit(TEN, passage(TEN, (7 * n, 7 * n + 7))) for n in range(10)])
FEW = Extent(hits=10, share=0.7, least=0.1, sentences=3, characters=20)


def chosen(*given_shares: float, extent: Extent = FEW) -> list[int]:
    """Return the numbers of the sentences that are chosen by these shares."""
    found = choose(SENTENCES[: len(given_shares)], given_shares, extent)
    return [SENTENCES.index(one) for one, _ in found]


def test_the_likeliest_come_first_until_their_share_is_enough() -> None:
    assert chosen(0.1, 0.5, 0.3, 0.1) == [1, 2]
    assert chosen(0.1, 0.8, 0.1) == [1]


def test_what_is_unlikely_beside_the_best_is_left_out() -> None:
    assert chosen(0.6, 0.05, 0.05, 0.3) == [0, 3]
    assert chosen(0.69, 0.06, 0.06, 0.06) == [0]


def test_no_more_sentences_or_characters_are_chosen_than_allowed() -> None:
    assert chosen(0.2, 0.2, 0.2, 0.2, 0.2, extent=Extent(10, 1.0, 0.0, 3, 900)) == [0, 1, 2]
    assert chosen(0.2, 0.2, 0.2, 0.2, 0.2) == [0, 1]


def test_a_sentence_that_does_not_fit_makes_room_for_one_that_does() -> None:
    owner = document("長" * 18 + "短い。")
    two = evidence_for("文", [hit(owner, passage(owner, (0, 18))), hit(owner, passage(owner, (18, 21)))])

    assert [one.span for one, _ in choose([*two, *SENTENCES[:1]], [0.3, 0.3, 0.4], FEW)] == [(0, 7), (18, 21)]


def test_nothing_is_chosen_of_nothing() -> None:
    assert choose([], [], FEW) == []
    assert choose_rows([], [], all_of_them=True) == []


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=10), st.sampled_from(get_args(Form)))
def test_the_best_is_always_chosen_and_bounds_hold_for_any_shares(logits: list[float], form: Form) -> None:
    extent, given_shares = extent_of(Asked(form, frozenset(), "")), shares(logits)

    found = choose(SENTENCES[: len(logits)], given_shares, extent)

    assert found[0][1] == max(given_shares)
    assert [share for _, share in found] == sorted((share for _, share in found), reverse=True)
    assert len(found) <= extent.sentences
    assert sum(one.span[1] - one.span[0] for one, _ in found) <= extent.characters
    assert len({one.span for one, _ in found}) == len(found)


def test_each_form_has_a_bound_900_characters_for_lists_and_comparisons_and_400_for_others() -> None:
    assert {form: extent_of(Asked(form, frozenset(), "")).characters for form in get_args(Form)} == {
        form: 900 if form in ("list", "comparison") else 400 for form in get_args(Form)
    }
    assert (MOST_CHARACTERS, MOST_CHARACTERS_OF_SEVERAL) == (400, 900)


@pytest.mark.parametrize("form", ["value", "open"])
def test_a_value_of_a_told_kind_gets_two_short_sentences_at_most(form: Form) -> None:
    extent = extent_of(Asked(form, frozenset({"date"}), ""))

    assert (extent.sentences, extent.characters) == (2, 150)


def test_the_likeliest_sentence_is_quoted_however_long_it_is() -> None:
    owner = document("長" * 200 + "短い。")
    two = evidence_for("文", [hit(owner, passage(owner, (0, 200))), hit(owner, passage(owner, (200, 203)))])

    found = choose(two, [0.6, 0.4], extent_of(Asked("value", frozenset({"date"}), "")))

    assert [one.span for one, _ in found] == [(0, 200)]


QUESTION = "訪問先をすべて挙げてください"
EVIDENCE = evidence_for(QUESTION, found_in(REPORT))


def by(rows: float) -> list[float]:
    """Return shares of the evidence: rows and headings have this part of them, prose has the rest."""
    labelled = sum(bool(one.label) for one in EVIDENCE)
    return [rows / labelled if one.label else (1 - rows) / (len(EVIDENCE) - labelled) for one in EVIDENCE]


def labels(found: list[tuple[Evidence, float]]) -> list[str]:
    return [one.label for one, _ in found]


@pytest.mark.parametrize("all_of_them", [True, False])
def test_each_name_is_an_item_once(all_of_them: bool) -> None:
    found = labels(choose_rows(EVIDENCE, by(0.9), all_of_them=all_of_them))

    assert sorted(found) == sorted({one.label for one in EVIDENCE if one.label})
    assert {"港湾公社訪問", "釜山市政府訪問", "魚市場訪問", "文学財団訪問"} <= set(found)


def test_of_a_row_and_a_heading_of_one_name_the_likelier_is_taken() -> None:
    for words in ("魚市場訪問\n", "\t魚市場"):
        evens = by(0.9)
        likelier = next(i for i, one in enumerate(EVIDENCE) if words in REPORT.text[one.span[0] - 1 : one.span[1]])
        evens[likelier] += 0.05

        found = choose_rows(EVIDENCE, evens, all_of_them=False)

        assert found[0][0] == EVIDENCE[likelier]
        assert labels(found).count("魚市場訪問") == 1


def test_where_prose_is_likelier_no_row_is_an_item() -> None:
    assert choose_rows(EVIDENCE, by(0.2), all_of_them=True) == []
    assert choose_rows(EVIDENCE, by(0.4), all_of_them=True) != []


def test_unlikely_rows_are_items_only_where_all_of_them_are_asked_for() -> None:
    first = next(one for one in EVIDENCE if one.label)
    steep = [0.97 if one == first else 0.03 / (len(EVIDENCE) - 1) for one in EVIDENCE]

    assert labels(choose_rows(EVIDENCE, steep, all_of_them=False)) == [first.label]
    assert len(choose_rows(EVIDENCE, steep, all_of_them=True)) > 4


def test_prose_is_never_an_item() -> None:
    assert "朴亨埈市長と面会しました。" not in [
        said(one) for one, _ in choose_rows(EVIDENCE, by(0.9), all_of_them=True)
    ]
