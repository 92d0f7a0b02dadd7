"""What there is to ask about: documents, newest trip first, and the visits in the order they took place."""

from __future__ import annotations

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import document
from tests.itinerary import REPORT
from tripqa.domain import Document, Section, Visit
from tripqa.text.passages import sections
from tripqa.web.shelf import shelve, timeline

DAYS = [date(2025, 9, day) for day in (8, 9, 10)]


def trip(id: str, first: date | None, title: str = "") -> Document:
    return document("本文", id=id, title=title or id, trip=(first, DAYS[-1]) if first else None)


def section(heading: str, visit: Visit | None, *below: str) -> Section:
    return Section((heading, *below), visit, 0, 1)


def test_the_newest_trip_comes_first_and_documents_without_one_last_by_title() -> None:
    shelf = shelve([trip("b", None), trip("old", DAYS[0]), trip("a", None), trip("new", DAYS[1]), trip("c", None, "A")])

    assert [one.id for one in shelf] == ["new", "old", "c", "a", "b"]


@given(st.permutations([trip("x", DAYS[0], "same"), trip("y", DAYS[0], "same"), trip("z", DAYS[0], "other")]))
def test_trips_of_the_same_days_are_ordered_by_title_and_id_however_they_come(given_documents: list[Document]) -> None:
    assert [one.id for one in shelve(given_documents)] == ["z", "x", "y"]


def test_visits_are_in_the_order_they_took_place_not_in_that_of_the_report(report: Document) -> None:
    days = timeline(sections(report))

    assert [day.date for day in days] == sorted(day.date for day in days)
    (tenth,) = [day for day in days if day.date == date(2025, 9, 10)]
    shown = [(one.visit.start, one.headings[0]) for one in tenth.visits if one.visit]
    assert shown == sorted(shown)
    assert [name.split("(")[0].removesuffix("訪問") for _, name in shown][-2:] == ["Startup Island TAIWAN", "gOv"]
    assert [at for at, _ in shown][-2:] == [time(17, 30), time(18, 15)]


def test_every_visit_stands_there_once_and_what_is_no_visit_does_not(report: Document) -> None:
    for owner in (report, REPORT):
        found = sections(owner)
        shown = [one for day in timeline(found) for one in day.visits]

        assert {one.headings[0] for one in shown} == {one.headings[0] for one in found if one.visit}
        assert len({one.headings[0] for one in shown}) == len(shown)


def test_a_day_without_times_comes_before_those_with_them_and_a_report_without_visits_has_no_days() -> None:
    found = [
        section("late", Visit(DAYS[0], time(16), None)),
        section("some time", Visit(DAYS[0], None, None)),
        section("early", Visit(DAYS[0], time(9), time(10))),
        section("early", Visit(DAYS[0], time(9), time(10)), "a heading below"),
        section("overview", None),
    ]

    (day,) = timeline(found)
    assert [one.headings[0] for one in day.visits] == ["some time", "early", "late"]
    assert timeline([section("overview", None)]) == []
    assert timeline([]) == []
