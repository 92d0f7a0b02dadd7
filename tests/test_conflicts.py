"""Where the documents contradict themselves both values are told; where they may agree, nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from tests.builders import document, found_in
from tripqa.answers.conflicts import find_conflicts
from tripqa.answers.evidence import Evidence, gather
from tripqa.domain import Document
from tripqa.text.asking import what_is_asked

QUESTION = "港湾公社を訪問したのはいつですか"
TRIP = (date(2025, 9, 8), date(2025, 9, 12))


def report(rows: str, *sections: str, id: str = "report") -> Document:
    """Return a report with an itinerary and sections, the heading and the date line of each given."""
    body = "\n\n".join(f"{section}\n\n岸壁を見学し、意見を交換しました。" for section in sections)
    return document(f"出張行程\n\n{rows}\n\n{body}\n", id=id, trip=TRIP)


def evidence_of(*documents: Document) -> list[Evidence]:
    hits = [hit for owner in documents for hit in found_in(owner)]
    return gather(QUESTION, what_is_asked(QUESTION), hits)


def conflicts_in(*documents: Document) -> list[set[str]]:
    """Return the values of each conflict between any sentences of documents."""
    return _values(evidence := evidence_of(*documents), evidence)


def _values(evidence: Sequence[Evidence], cited: Sequence[Evidence]) -> list[set[str]]:
    return [{value.folded for _, value in pair} for pair in find_conflicts(evidence, cited)]


ROW = "9月8日(月)\t(東京発、釜山着)\n\t港湾公社(BPA)訪問"
WRONG = report(ROW, "港湾公社(BPA)訪問\n\n9月9日(火) 14:00-16:00")


def test_a_row_of_the_itinerary_and_the_heading_of_its_visit_contradict_each_other() -> None:
    assert conflicts_in(WRONG) == [{"9月8日(月)", "9月9日(火)"}]


def test_so_do_they_in_the_first_row_below_the_heading_of_the_itinerary() -> None:
    assert conflicts_in(report("9月8日(月)\t港湾公社訪問", "港湾公社訪問\n\n9月9日(火) 14:00-16:00")) == [
        {"9月8日(月)", "9月9日(火)"}
    ]


def test_what_stands_in_brackets_does_not_matter() -> None:
    named_otherwise = report(ROW, "港湾公社訪問(意見交換)\n\n9月9日(火) 14:00-16:00")

    assert conflicts_in(named_otherwise) == [{"9月8日(月)", "9月9日(火)"}]


@pytest.mark.parametrize("cited", ["行程", "heading"])
def test_whichever_of_the_two_is_cited_comes_first(cited: str) -> None:
    evidence = evidence_of(WRONG)
    row, heading = [one for one in evidence if one.label == "港湾公社訪問"]
    first, second = (row, heading) if cited == "行程" else (heading, row)

    ((one, other),) = find_conflicts(evidence, [first])

    assert (one[0], other[0]) == (first, second)


def test_what_is_not_cited_conflicts_with_nothing() -> None:
    evidence = evidence_of(WRONG)

    assert _values(evidence, [one for one in evidence if not one.label]) == []


@pytest.mark.parametrize(
    "line",
    [
        "9月8日(月) 14:00-16:00",
        "9月8日",
        "2025年9月8日(月) 14:00-16:00",
        "9⽉8日(月)　14時から16時まで",
    ],
)
def test_the_same_day_in_another_writing_is_no_conflict(line: str) -> None:
    assert conflicts_in(report(ROW, f"港湾公社(BPA)訪問\n\n{line}")) == []


TWICE = f"{ROW}\n9月11日(木)\t港湾公社(BPA)訪問"


@pytest.mark.parametrize(
    "owner",
    [
        report(TWICE, "港湾公社(BPA)訪問\n\n9月8日(月) 14:00-16:00", "港湾公社(BPA)訪問\n\n9月11日(木) 9:00-10:00"),
        report(TWICE, "港湾公社(BPA)訪問\n\n9月11日(木) 9:00-10:00"),
        report(ROW, "港湾公社(BPA)訪問\n\n9月8日(月) 14:00-16:00", "港湾公社(BPA)訪問\n\n9月11日(木) 9:00-10:00"),
        report("9月8日(月)\t港訪問\n9月11日(木)\t港訪問", "港訪問\n\n9月8日(月) 9:00", "港訪問\n\n9月11日(木) 9:00"),
    ],
    ids=["two rows and two sections", "two rows", "two sections", "without brackets"],
)
def test_two_visits_to_one_place_are_no_conflict(owner: Document) -> None:
    assert conflicts_in(owner) == []


@pytest.mark.parametrize("name", ["港湾公社訪問", "港湾公社(BPA)訪問"])
def test_nor_are_they_where_not_all_of_them_are_among_the_hits(name: str) -> None:
    owner = report(
        f"9月8日(月)\t{name}\n9月11日(木)\t{name}", f"{name}\n\n9月8日(月) 9:00", f"{name}\n\n9月11日(木) 9:00"
    )
    evidence = evidence_of(owner)
    named = [one for one in evidence if one.label == "港湾公社訪問"]
    (row,) = [one for one in named if "9月8日" in one.values[0].folded and one.hit.passage.context]
    (heading,) = [one for one in named if "9月11日" in str(one.values) and not one.hit.passage.context]

    assert _values([row, heading], [row, heading]) == []


def test_itineraries_of_two_documents_are_two_trips() -> None:
    first, second = report(ROW, id="first"), report("", "港湾公社(BPA)訪問\n\n9月9日(火) 14:00-16:00", id="second")

    assert conflicts_in(first, second) == []


def test_visits_to_different_places_are_no_conflict() -> None:
    assert conflicts_in(report(ROW, "釜山市政府訪問\n\n9月9日(火) 14:00-16:00")) == []


SAID = "釜山港湾公社は国際旅客船埠頭の岸壁を{}保有し、貨物船の接岸を年中無休で管理しています。"


def said(*values: str) -> list[Document]:
    """Return a document in which the same is said of each value."""
    return [document("\n\n".join(map(SAID.format, values)))]


@pytest.mark.parametrize(
    ("one", "other"), [("30本", "40本"), ("30億円", "40億円"), ("30%", "40%"), ("30年間", "40年間")]
)
def test_numbers_contradict_each_other_where_sentences_say_the_same_of_them(one: str, other: str) -> None:
    assert conflicts_in(*said(one, other)) == [{one, other}]


def test_one_of_them_may_say_more() -> None:
    longer = SAID.format("40本").replace("管理しています", "常時管理しています")

    assert conflicts_in(document(f"{SAID.format('30本')}\n\n{longer}")) == [{"30本", "40本"}]


def test_two_documents_may_say_it_of_two_years() -> None:
    first, second = (document(SAID.format(value), id=value) for value in ("30本", "40本"))

    assert conflicts_in(first, second) == []


def test_names_in_hiragana_are_names() -> None:
    cities = (
        f"{city}では自動運転バスの運行を{count}始め、利用者の満足度調査を行いました。"
        for city, count in (("つくば市", "120台で"), ("さいたま市", "150台で"))
    )

    assert conflicts_in(document("\n\n".join(cities))) == []


def test_ordinals_tell_things_apart() -> None:
    meetings = (f"第{number}回検討会議では自動運転バスの安全対策と費用負担を議論しました。" for number in (1, 2))

    assert conflicts_in(document("\n\n".join(meetings))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("約30本", "40本"),
        ("30本以上", "40本"),
        ("20本から30本", "25本"),
        ("30本", "40隻"),
        ("30億円", "40億ウォン"),
        ("30本", "三十本"),
        ("30年間", "40か月間"),
    ],
)
def test_approximations_ranges_and_other_units_are_no_conflict(one: str, other: str) -> None:
    assert conflicts_in(*said(one, other)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SAID.format("30本"), SAID.format("40本").replace("釜山", "仁川")),
        (SAID.format("30本"), SAID.format("40本").replace("国際旅客船", "国内旅客船")),
        (f"2023年、{SAID.format('30本')}", f"2024年、{SAID.format('40本')}"),
        ("岸壁は30本です。", "岸壁は40本です。"),
        (
            "岸壁を30本も管理しているとのことでしたのでよろしくお願いします。",
            "人員を40本もいただいているとのことでしたのでよろしくお願いします。",
        ),
        (
            "Taipei runs 300 air quality sensors across its public schools since the programme began in autumn.",
            "Kaohsiung runs 500 air quality sensors across its public schools since the programme began in autumn.",
        ),
        (
            "The port of Busan shipped 300 containers to Japan on the first day of the new season.",
            "The port of Busan shipped 500 containers to Taiwan on the first day of the new season.",
        ),
    ],
    ids=["city", "kind", "year", "short", "endings", "city in English", "place in English"],
)
def test_numbers_of_different_things_are_no_conflict(one: str, other: str) -> None:
    assert conflicts_in(document(one, id="one"), document(other, id="other")) == []


def test_a_sentence_that_states_several_numbers_says_too_little_of_which_is_meant() -> None:
    one, other = (document(SAID.format(f"{number}本、うち大型10本を"), id=str(number)) for number in (30, 40))

    assert conflicts_in(one, other) == []


def test_what_two_passages_say_alike_is_no_conflict() -> None:
    assert conflicts_in(*said("30本", "30本")) == []
