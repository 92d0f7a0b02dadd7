"""What a false premise says otherwise than its true twin is known by comparing the two."""

from __future__ import annotations

from tripqa_lab.reader.premises import swapped

QUESTION = (0, 5, 6, 7, 8, 2)


def test_what_the_likest_question_says_otherwise_is_what_was_swapped() -> None:
    found = swapped(QUESTION, [(0, 9, 10, 11, 8, 2), (0, 5, 6, 17, 8, 2)])

    assert found
    assert found.twin == (0, 5, 6, 17, 8, 2)
    assert found.places == (3,)


def test_a_question_that_none_is_like_has_no_twin() -> None:
    assert swapped(QUESTION, [(0, 9, 10, 11, 12, 2)]) is None
    assert swapped(QUESTION, []) is None


def test_what_only_leaves_a_word_out_names_none() -> None:
    assert swapped(QUESTION, [(0, 5, 6, 7, 7, 8, 2)]) is None
