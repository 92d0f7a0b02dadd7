"""A reader without a model: passages that share words say more, and a value of the kind that is asked for is found."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import in_order, texts
from tripqa.reading.shared_words import SharedWordsReader
from tripqa.reading.spans import best_span

TEXT = "港には岸壁が30本あり、職員は約500名います。"


def found(question: str, text: str) -> str:
    """Return the best span of a text."""
    (reading,) = SharedWordsReader().read(question, [((), text)])
    return text[slice(*best_span(reading).span)]


def test_a_passage_that_shares_more_words_says_it_more_surely_in_its_headings_too() -> None:
    passages = [((), "山の道"), ((), "港の道"), (("港の岸壁",), "30本ある"), ((), "港の岸壁は何本ありますか")]

    stands = [reading.stands for reading in SharedWordsReader().read("港の岸壁は何本ありますか", passages)]

    assert stands == sorted(stands)
    assert stands[0] < stands[1] < stands[2] < stands[3]
    assert stands[3] == -SharedWordsReader().read("港", [((), "山")])[0].stands > 0


def test_the_value_that_is_asked_for_is_found_and_of_two_numbers_the_one_that_counts_the_thing() -> None:
    assert found("岸壁は何本ありますか", TEXT) == "30本"
    assert found("職員は何名いますか", TEXT) == "約500名"
    assert found("岸壁の30本に職員は何名いますか", TEXT) == "約500名"


def test_where_no_value_of_that_kind_stands_none_is_better_than_nothing() -> None:
    (reading,) = SharedWordsReader().read("竣工はいつですか", [((), TEXT)])

    assert best_span(reading).score < 0


@settings(deadline=None, max_examples=50)
@given(texts(8), st.sampled_from(["いつ", "何人", "誰", "how much is it?", "몇 명", "哪個機構"]))
def test_whatever_the_text_its_tokens_are_all_of_it_in_order_and_apart(text: str, question: str) -> None:
    (reading,) = SharedWordsReader().read(question, [((), text)])

    assert in_order(reading.spans)
    assert "".join(text[slice(*span)] for span in reading.spans) == text
    assert len(reading.begins) == len(reading.ends) == len(reading.spans)
