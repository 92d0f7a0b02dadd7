"""Chosen sentences become quotes that can be checked: exact, apart, in reading order, within the characters allowed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import document, found_in, hit, in_order, passage
from tests.itinerary import REPORT, evidence_for, said
from tripqa.answers.conflicts import Said
from tripqa.answers.evidence import Evidence, Stated
from tripqa.answers.quoting import answered, quotes_of, quotes_of_said
from tripqa.citations.quoting import Quote
from tripqa.domain import Answered

TEN = document("".join(f"{number}番の文です。" for number in range(10)), id="ten")
OTHER = document("".join(f"{number}番の行です。" for number in range(10)), id="other")
EVIDENCE = evidence_for("いつ訪問しましたか", found_in(REPORT))


def quote(number: int, owner: str = "ten", length: int = 1) -> Quote:
    """Return a quote of so many sentences."""
    source = TEN if owner == "ten" else OTHER
    span = (7 * number, 7 * (number + length))
    return Quote(hit(source, passage(source, span)), span)


def answer(
    *quotes: Quote, characters: int = 400, short: Stated | None = None, conflicts: Sequence[tuple[Said, Said]] = ()
) -> Answered:
    return answered(quotes, characters, short, conflicts, 0.9, doubtful=False)


def texts_of(found: Answered) -> list[str]:
    return [citation.quote for citation in found.citations]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["ten", "other"]), st.integers(1, 1)), min_size=1),
    st.integers(7, 80),
)
def test_quotes_are_exact_apart_in_reading_order_and_within_the_characters(
    given_quotes: list[tuple[int, str, int]], characters: int
) -> None:
    found = answer(*(quote(*one) for one in given_quotes), characters=characters)

    assert sum(map(len, texts_of(found))) <= characters
    assert [one.number for one in found.citations] == [*range(1, len(found.citations) + 1)]
    assert found.citations[0].hit.document.id == given_quotes[0][1]
    for owner in (TEN, OTHER):
        own = [one for one in found.citations if one.hit.document.id == owner.id]
        assert in_order((one.start, one.end) for one in own)
        assert [owner.text[one.start : one.end] for one in own] == [one.quote for one in own]


def test_every_line_of_the_answer_is_a_quote_and_its_number() -> None:
    assert answer(quote(3), quote(1)).text == "1番の文です。 [1]\n3番の文です。 [2]"


def test_the_most_important_come_first_where_there_is_no_room_for_all_and_a_shorter_one_may_take_what_is_left() -> None:
    assert texts_of(answer(quote(5), quote(1), quote(3), characters=14)) == ["1番の文です。", "5番の文です。"]
    assert texts_of(answer(quote(5), quote(1, length=2), quote(0), characters=14)) == ["0番の文です。", "5番の文です。"]


def test_the_same_place_is_quoted_once_and_the_same_words_of_two_documents_twice() -> None:
    twin = document(TEN.text, id="twin")
    same_words = Quote(hit(twin, passage(twin, (0, 7))), (0, 7))

    assert texts_of(answer(quote(0), quote(0), same_words)) == ["0番の文です。", "0番の文です。"]


def test_what_holds_a_quote_takes_its_place() -> None:
    assert texts_of(answer(quote(1), quote(0, length=3))) == ["0番の文です。1番の文です。2番の文です。"]
    assert texts_of(answer(quote(0, length=3), quote(1))) == ["0番の文です。1番の文です。2番の文です。"]
    assert texts_of(answer(quote(1), quote(0, length=3), characters=20)) == ["1番の文です。"]


def test_what_overlaps_a_quote_in_part_is_left_out() -> None:
    assert texts_of(answer(quote(0, length=2), quote(1, length=2))) == ["0番の文です。1番の文です。"]


def named(words: str) -> Evidence:
    return next(one for one in EVIDENCE if words in said(one))


def test_the_date_above_a_row_comes_with_it_where_it_is_wanted() -> None:
    row, first_row = named("文学財団訪問"), named("釜山市政府訪問(市長")

    spans = {date: [one.span for one in quotes_of(row, date=date)] for date in (True, False)}
    assert [REPORT.text[slice(*span)] for span in spans[True]] == ["9月9日(火)", "文学財団訪問"]
    assert spans[False] == [row.span]
    assert [one.span for one in quotes_of(first_row, date=True)] == [first_row.span]


@pytest.mark.parametrize("words", ["文学財団訪問", "釜山市政府訪問(市長", "魚市場訪問\n"])
def test_a_value_is_shown_with_what_it_is_of(words: str) -> None:
    evidence = named(words)
    (date,) = [value for value in evidence.values if value.kind == "date"]

    found = answer(*quotes_of_said((evidence, date)), short=date)

    assert said(evidence) in texts_of(found)
    assert found.short is not None
    assert found.short.text == REPORT.text[date.start : date.end]


def test_a_short_answer_lies_in_the_quote_that_it_names() -> None:
    evidence = named("岸壁は30本")
    value = next(value for value in evidence.values if value.folded == "30本")

    found = answer(quote(2), *quotes_of(evidence, date=False), short=value)

    assert found.short is not None
    assert found.short.citation == 2
    cited = found.citations[found.short.citation - 1]
    assert cited.quote[found.short.start - cited.start : found.short.end - cited.start] == found.short.text == "30本"


def test_a_short_answer_that_is_not_quoted_is_none() -> None:
    value = named("岸壁は30本").values[0]

    assert answer(quote(2), short=value).short is None


def test_a_short_answer_is_given_in_the_characters_of_the_document() -> None:
    owner = document("⽉には３０ 本の岸壁がある。")
    (evidence,) = evidence_for("岸壁は何本ですか", [hit(owner, passage(owner, (0, len(owner.text))))])
    value = next(value for value in evidence.asked if value.kind == "number")

    found = answer(*quotes_of(evidence, date=False), short=value)

    assert found.short is not None
    assert found.short.text == owner.text[found.short.start : found.short.end]
    assert found.short.text.startswith("３０")


def conflict() -> tuple[Said, Said]:
    one, other = named("岸壁は30本"), named("毎日200隻")
    first, second = (next(v for v in evidence.values if v.kind == "number") for evidence in (one, other))
    return (one, first), (other, second)


def test_a_conflict_names_both_values_in_reading_order_and_neither_is_the_short_answer() -> None:
    one, other = conflict()
    quotes = [*quotes_of_said(other), *quotes_of_said(one)]

    for short in (one[1], other[1]):
        found = answer(*quotes, short=short, conflicts=[(other, one)])

        (told,) = found.conflicts
        assert [value.text for value in told.values] == ["30本", "200隻"]
        assert [value.citation for value in told.values] == [1, 2]
        assert found.short is None


def test_of_a_conflict_that_cannot_be_shown_whole_neither_side_is_the_short_answer() -> None:
    one, other = conflict()
    found = answer(*quotes_of_said(one), *quotes_of_said(other), characters=30, short=one[1], conflicts=[(one, other)])

    assert len(found.citations) == 1
    assert found.conflicts == ()
    assert found.short is None
