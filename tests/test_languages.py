"""A language is a folder: each has all that is asked of it, and what one lacks is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from setuptools import Distribution

from tripqa.languages import FOLDER, LANGUAGES, folder_of
from tripqa.languages.shapes import FILES, WORDS, Questions
from tripqa.languages.tables import WrongTable, lacking, longest_first, read
from tripqa.text.calendar import month_named
from tripqa.text.contradictions import comparable
from tripqa.text.dates import find_years
from tripqa.text.values import find_values

ROOT = Path(__file__).parent.parent


def test_no_language_lacks_anything() -> None:
    assert lacking() == []


def test_every_folder_is_a_language_by_its_tag() -> None:
    folders = {file.parent for file in FOLDER.glob("*/*.toml")}

    assert {folder_of(language) for language in LANGUAGES} == folders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of one language, as somebody begins another."""
    shutil.copytree(folder_of(LANGUAGES[0]), tmp_path / "xx")
    return tmp_path


def test_a_file_that_a_folder_lacks_is_named(folder: Path) -> None:
    (folder / "xx" / "names.toml").unlink()

    (said,) = lacking(folder)
    assert said.startswith("xx/names.toml: ")


@pytest.mark.parametrize("name", [*FILES.values(), *WORDS])
def test_a_key_that_a_file_lacks_is_named(folder: Path, name: str) -> None:
    file = folder / "xx" / name
    key = next(line.split(" = ")[0] for line in file.read_text("utf-8").splitlines() if " = " in line)
    file.write_text(file.read_text("utf-8").replace(f"{key} = ", f"other_{key} = ", 1), "utf-8")

    (said,) = lacking(folder)
    assert said.startswith(f"xx/{name}: ")
    assert f"'{key}'" in said


def test_a_value_of_the_wrong_kind_is_named(folder: Path) -> None:
    file = folder / "xx" / "language.toml"
    words = file.read_text("utf-8").splitlines()
    file.write_text("\n".join("english = 3" if line.startswith("english") else line for line in words), "utf-8")

    assert lacking(folder) == ["xx/language.toml: 'english' is 3, which is no str"]


def test_alternatives_may_be_a_list_and_parts_have_names(tmp_path: Path) -> None:
    file = tmp_path / "questions.toml"
    asked = (folder_of(LANGUAGES[0]) / "questions.toml").read_text("utf-8")
    start = asked.index("why = ")
    line = asked[start : asked.index("\n", start)]
    file.write_text(asked.replace(line, "why = ['how {come}', 'why{2}']") + "come = 'come|so'\n", "utf-8")

    assert read(file, Questions).why == "how come|so|why{2}"


def test_a_table_that_nobody_can_read_says_so(tmp_path: Path) -> None:
    file = tmp_path / "questions.toml"
    file.write_text("", "utf-8")

    with pytest.raises(WrongTable, match="'why'"):
        read(file, Questions)


def test_a_longer_word_is_tried_before_the_one_it_begins_with() -> None:
    assert longest_first(["分(?![の])", "分鐘", "分", "分鐘"]) == "分鐘|分(?![の])|分"


def test_the_wheel_takes_every_file_of_every_language() -> None:
    distribution = Distribution({"package_dir": {"": "src"}})
    distribution.parse_config_files([str(ROOT / "pyproject.toml")])
    globs = distribution.package_data["tripqa"]

    taken = {file for pattern in globs for file in (ROOT / "src" / "tripqa").glob(pattern)}
    assert taken >= {file for file in FOLDER.rglob("*") if file.suffix not in {".py", ".pyc"} and file.is_file()}


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("서울시에서는", "place", "서울시"),
        ("부산시와의 협정", "place", "부산시"),
        ("부시장과의 면담", "person", "부시장"),
        ("중앙은행들까지", "organisation", "중앙은행"),
    ],
)
def test_particles_in_a_row_end_a_name(text: str, kind: str, name: str) -> None:
    assert (kind, name) in {(value.kind, text[value.start : value.end]) for value in find_values(text)}


def test_who_asks_who_names_no_district() -> None:
    assert [value.kind for value in find_values("누구누구인가요")] == []


@pytest.mark.parametrize("text", ["令和7年", "레이와 7년", "民國114年", "2025년", "平成37年"])
def test_a_year_is_one_in_whatever_language_its_era_is_named(text: str) -> None:
    assert list(find_years(text)) == ([] if text.startswith("平成") else [2025])


@pytest.mark.parametrize(
    ("text", "hour"),
    [("深夜0時", 0), ("夜7時", 19), ("朝9時", 9), ("저녁 7시", 19), ("晚上7點", 19)],
)
def test_halves_of_the_day_are_known_by_all_their_names(text: str, hour: float) -> None:
    assert comparable(text, "time").ends == ((60 * hour,),)


@pytest.mark.parametrize("name", ["September", "sept", "SEP"])
def test_a_month_has_several_names(name: str) -> None:
    assert month_named(name) == 9
