"""The list of documents: their files and formats, by date, and those of a year, a place or a publisher alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from tests.builders import document
from tests.conftest import service_over
from tests.visiting import page_at, visiting

BUSAN, DAEGU = {"ja": "釜山", "en": "Busan"}, {"ja": "大邱"}
REPORTS = [
    document(
        "港", id="a", title="Port", publisher="City", trip=(date(2024, 12, 30), date(2025, 1, 2)), places=(BUSAN,)
    ),
    document("水", id="b", title="Water", publisher="Ward", trip=(date(2023, 5, 1), date(2023, 5, 2)), places=(DAEGU,)),
    document("山", id="c", title="Hills", publisher="City", file="notes/山.pdf"),
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with visiting(service_over(tmp_path_factory.mktemp("choices"), REPORTS)) as open_reader:
        yield open_reader


def titles(reader: TestClient, **wanted: str) -> list[str]:
    return [link.text for link in page_at(reader, f"/documents?{urlencode(wanted)}").one(class_="shelf").all("a")]


def test_files_and_formats_are_shown(reader: TestClient) -> None:
    shown = [one.text for one in page_at(reader, "/documents").all(class_="file")]

    assert shown == ["report.txt · TXT", "report.txt · TXT", "山.pdf · PDF"]


def test_the_oldest_may_come_first_and_what_has_no_date_comes_last_anyhow(reader: TestClient) -> None:
    assert titles(reader) == ["Port", "Water", "Hills"]
    assert titles(reader, sort="oldest") == ["Water", "Port", "Hills"]


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ({"year": "2025"}, ["Port"]),
        ({"year": "2024"}, ["Port"]),
        ({"year": "2022"}, []),
        ({"place": "釜山"}, ["Port"]),
        ({"place": "Busan"}, ["Port"]),
        ({"publisher": "City"}, ["Port", "Hills"]),
        ({"publisher": "City", "year": "2023"}, []),
        ({"year": "", "place": "", "publisher": ""}, ["Port", "Water", "Hills"]),
    ],
)
def test_a_year_a_place_and_a_publisher_must_all_fit(
    reader: TestClient, wanted: dict[str, str], shown: list[str]
) -> None:
    assert titles(reader, **wanted) == shown


def test_what_there_is_to_choose_is_offered_in_the_reader_s_language_and_stays_chosen(reader: TestClient) -> None:
    page = page_at(reader, "/documents?place=Busan&year=1999")

    offered = {one.attributes["name"]: [each.text for each in one.all("option")] for one in page.all("select")}
    assert offered["place"][1:] == ["Busan", "大邱"]
    assert offered["publisher"][1:] == ["City", "Ward"]
    assert offered["year"][1:] == ["2025", "2024", "2023", "1999"]
    assert [one.text for one in page.all("option") if "selected" in one.attributes] == ["1999", "Busan"]
