"""What stands beside reports has limits too: sidecars, `aliases.toml`, and each line of a `.jsonl`."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.files import LIMITS
from tests.test_corpus import TEXT, lines, write
from tripqa.errors import CorpusError, FileDamaged, FileTooLarge
from tripqa.parsing import aliases, bounded, json_lines, limits
from tripqa.parsing.aliases import read_aliases
from tripqa.parsing.beir import read_rows_from
from tripqa.parsing.corpus import Corpus, Failed, read_corpus, survey
from tripqa.parsing.ids import legal_id
from tripqa.parsing.reading import Reading
from tripqa.parsing.sidecar import Sidecar, read_sidecar
from tripqa.parsing.source import Source
from tripqa.parsing.toml_file import read_toml


def surveyed(folder: Path) -> Corpus:
    with Reading(LIMITS) as reading:
        return survey(folder, reading)


def failure(folder: Path) -> Failed:
    (failed,) = surveyed(folder).failed
    return failed


# What cannot be read


def leads_to_itself(place: Path) -> None:
    place.symlink_to(place.name)


def leads_round(place: Path) -> None:
    place.symlink_to("round")
    (place.parent / "round").symlink_to(place.name)


def leads_to_nothing(place: Path) -> None:
    place.symlink_to("nowhere")


def leads_through_a_file(place: Path) -> None:
    place.symlink_to("a.txt/more")


def leads_out(place: Path) -> None:
    (place.parent.parent / "outside.toml").write_text('title = "secret"', encoding="utf-8")
    place.symlink_to("../outside.toml")


def leads_through_many(place: Path) -> None:
    (place.parent / ".0").write_text("", encoding="utf-8")
    for number in range(1500):
        (place.parent / f".{number + 1}").symlink_to(f".{number}")
    place.symlink_to(".1500")


UNUSABLE = [leads_to_itself, leads_round, leads_to_nothing, leads_through_a_file, leads_out, leads_through_many]
UNUSABLE.append(os.mkfifo)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", {"a.txt": TEXT})


@pytest.mark.parametrize("make", UNUSABLE)
@pytest.mark.parametrize("name", ["b.txt", "b.jsonl", "b.html"])
def test_a_report_that_cannot_be_read_costs_itself_alone(folder: Path, name: str, make: Callable[[Path], None]) -> None:
    make(folder / name)

    found = surveyed(folder)

    assert [document.id for document in found.documents] == ["a"]
    (failed,) = found.failed
    assert failed.file == name
    assert failed.why.startswith(f"{folder / name} ")
    assert "; " in failed.why


@pytest.mark.parametrize("make", [*UNUSABLE, Path.mkdir])
def test_a_sidecar_that_cannot_be_read_costs_its_report_alone(folder: Path, make: Callable[[Path], None]) -> None:
    write(folder, {"b.txt": TEXT})
    make(folder / "b.toml")

    found = surveyed(folder)

    assert [document.id for document in found.documents] == ["a"]
    (failed,) = found.failed
    assert failed.file == "b.txt"
    assert failed.why.startswith(f"{folder / 'b.toml'} ")
    assert "; " in failed.why


@pytest.mark.parametrize("make", [*UNUSABLE, Path.mkdir])
def test_aliases_that_are_there_and_cannot_be_read_are_never_none(folder: Path, make: Callable[[Path], None]) -> None:
    make(folder / "aliases.toml")

    with pytest.raises(CorpusError, match=r"aliases\.toml (cannot be read|is no file|is a link that leads out).*; "):
        read_corpus(folder)


def test_a_link_that_stays_in_the_corpus_is_followed(folder: Path) -> None:
    write(folder, {".a": 'title = "甲"', ".names": '[[group]]\nnames = ["台北", "Taipei"]'})
    (folder / "a.toml").symlink_to(".a")
    (folder / "aliases.toml").symlink_to(".names")

    found = read_corpus(folder)

    assert [document.title for document in found.documents] == ["甲"]
    assert [group.names for group in found.names] == [("台北", "Taipei")]


def test_a_folder_that_leads_to_itself_is_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to("corpus")

    with pytest.raises(CorpusError, match="there is no corpus folder"):
        read_corpus(tmp_path / "corpus")


# TOML


def test_no_more_of_a_sidecar_is_read_than_it_may_have(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_SIDECAR", 12)
    assert read_sidecar(write(folder, {"a.toml": 'title = "ab"'}) / "a.toml", folder).title == "ab"
    write(folder, {"a.toml": 'title = "abc"'})

    with pytest.raises(FileTooLarge, match=r"a\.toml has more than 12 bytes; shorten it"):
        read_sidecar(folder / "a.toml", folder)


def test_no_more_of_aliases_is_read_than_they_may_have(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aliases, "LARGEST_ALIASES", 12)
    write(folder, {"aliases.toml": "group = []  #"})

    with pytest.raises(FileTooLarge, match=r"aliases\.toml has more than 12 bytes; shorten it"):
        read_aliases(folder / "aliases.toml")


@pytest.mark.parametrize(
    "content",
    [
        "a.b.c.d.e = 1",
        "[a.b.c.d.e]",
        "[[ a . b\t.c.d.e ]]",
        "x = {a.b.c.d.e = 1}",
        "'a'.\"b.c\".d.e.f = 1",
        'x = "\\""\na.b.c.d.e = 1',
        'x = """a"""""\na.b.c.d.e = 1',
        "x = '''a''''\na.b.c.d.e = 1",
        'x = \'"\' # "\na.b.c.d.e = "',
        ".".join("a" * 20_000) + " = 1",
    ],
)
def test_a_key_of_many_parts_is_refused_before_it_is_parsed(
    folder: Path, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tomllib.loads", lambda text: pytest.fail("it was parsed"))

    with pytest.raises(FileDamaged, match=r"a\.toml has a key of more than 4 parts"):
        read_toml(write(folder, {"a.toml": content}) / "a.toml", folder, 100_000)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("x = 'https://www.city.example.co.jp/a.b.c.d.e'", "https://www.city.example.co.jp/a.b.c.d.e"),
        ('x = "\\"a.b.c.d.e"', '"a.b.c.d.e'),
        ('x = """\n"" a.b.c.d.e """""', '"" a.b.c.d.e ""'),
        ("x = '''\n' a.b.c.d.e '''''", "' a.b.c.d.e ''"),
        ("# a.b.c.d.e\nx = 'a'", "a"),
    ],
)
def test_dots_in_strings_and_comments_are_no_keys(folder: Path, content: str, value: str) -> None:
    assert read_toml(write(folder, {"a.toml": content}) / "a.toml", folder, 1000) == {"x": value}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (f'id = "{"a" * (limits.LONGEST_ID + 1)}"', "id"),
        (f'title = "{"a" * (limits.LONGEST_TITLE + 1)}"', "title"),
        (f'publisher = "{"a" * (limits.LONGEST_TITLE + 1)}"', "publisher"),
        (f'url = "https://{"a" * limits.LONGEST_URL}"', "url"),
        (f'language = "ja{"-abcdefgh" * 4}"', "language"),
        (f'places = [{{ja = "{"a" * (limits.LONGEST_NAME + 1)}"}}]', "places.0.ja"),
        (f"places = [{'{},' * (limits.MOST_PLACES + 1)}]", "places"),
        ("places = [{" + ", ".join(f"aa-{n:04} = 'a'" for n in range(limits.MOST_LANGUAGES + 1)) + "}]", "places.0"),
        (f'examples = {{ja = ["{"a" * (limits.LONGEST_TITLE + 1)}"]}}', "examples.ja.0"),
        ("examples = {ja = [" + "'a'," * (limits.MOST_EXAMPLES + 1) + "]}", "examples.ja"),
    ],
)
def test_a_value_that_would_burden_every_reply_is_refused(folder: Path, content: str, key: str) -> None:
    why = failure(write(folder, {"a.toml": content})).why

    assert why.startswith(f"{folder / 'a.toml'}: '{key}': ")
    assert "should have at most" in why


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (f'[[group]]\nnames = ["{"a" * (limits.LONGEST_NAME + 1)}"]', "group.1.names.1"),
        ("[[group]]\nnames = [" + "'ab'," * (limits.MOST_NAMES + 1) + "]", "group.1.names"),
        (f'[[group]]\nnames = ["ab"]\nkind = "{"a" * (limits.LONGEST_NAME + 1)}"', "group.1.kind"),
        ("group = [" + "{names=[]}," * (limits.MOST_GROUPS + 1) + "]", "group"),
    ],
)
def test_names_are_as_long_and_as_many_as_they_may_be(folder: Path, content: str, key: str) -> None:
    with pytest.raises(CorpusError, match=f"{key!r}.* should have at most"):
        read_aliases(write(folder, {"aliases.toml": content}) / "aliases.toml")


def test_an_error_does_not_repeat_a_whole_key(folder: Path) -> None:
    write(folder, {"a.toml": f"{'a' * 5000} = 1", "b.txt": TEXT, "b.toml": f"[{'b' * 5000}]\n" * 2})

    assert all(len(failed.why) < 1000 for failed in surveyed(folder).failed)


# Titles, headings and ids of the files themselves


def test_a_title_that_a_file_gives_itself_is_one_or_is_passed_by(folder: Path) -> None:
    write(folder, {"b.md": f"# {'あ' * limits.LONGEST_TITLE}\n", "c.md": f"# {'あ' * (limits.LONGEST_TITLE + 1)}\n"})

    _, longest, longer = read_corpus(folder).documents

    assert (len(longest.title), longest.headings is not None) == (limits.LONGEST_TITLE, True)
    assert (longer.title, longer.headings) == ("c", ())


def test_an_id_of_a_long_path_is_cut_and_stays_apart() -> None:
    long = "a" * limits.LONGEST_ID

    assert legal_id(long) == long
    assert len(legal_id(long + "a")) == len(legal_id(long + "b")) == limits.LONGEST_ID
    assert legal_id(long + "a") != legal_id(long + "b")


# Lines


def rows(file: Path, longest_text: int) -> list[str]:
    source, of = Source(file, file.name, Sidecar()), replace(LIMITS, longest_text=longest_text)
    return [found.document.text for found in read_rows_from(source, 0, of)]


@pytest.fixture
def _little_besides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MOST_BESIDES_TEXT", 40)
    monkeypatch.setattr(limits, "MOST_BESIDES_TEXT", 40)


@pytest.mark.usefixtures("_little_besides")
@pytest.mark.parametrize("text", ["港" * 100, "\x00" * 100, '"' * 100, "\\" * 100], ids=["plain", *"0q\\"])
def test_a_text_that_may_be_read_fits_its_line_however_it_is_escaped(folder: Path, text: str) -> None:
    assert rows(write(folder, {"a.jsonl": lines(text)}) / "a.jsonl", longest_text=100) == [text]


@pytest.mark.usefixtures("_little_besides")
def test_no_more_of_a_line_is_held_than_it_may_have(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"a.jsonl": lines("港") + " " * 100_000 + "\n"})
    asked: list[int] = []
    monkeypatch.setattr(json_lines, "opened", lambda file, within: Noting(file.read_bytes(), asked))

    with pytest.raises(FileTooLarge, match=r"a\.jsonl, line 2 has more than 100 bytes .*TRIPQA_LONGEST_TEXT"):
        rows(folder / "a.jsonl", longest_text=10)
    assert set(asked) == {101}


class Noting(io.BytesIO):
    """A file that notes how much is asked of it."""

    def __init__(self, data: bytes, asked: list[int]) -> None:
        super().__init__(data)
        self._asked = asked

    def readline(self, size: int | None = -1, /) -> bytes:
        self._asked.append(size or 0)
        return super().readline(size)

    def read(self, size: int | None = -1, /) -> bytes:
        pytest.fail("it was read whole")


@pytest.mark.usefixtures("_little_besides")
@pytest.mark.parametrize("more", ["{}," * 20 + "{}", '"a",' * 30 + '""', "1," * 40 + "1"])
def test_a_line_that_would_grow_when_it_is_parsed_is_refused_before(folder: Path, more: str) -> None:
    write(folder, {"a.jsonl": f'{{"_id": "a", "text": "港", "more": [{more}]}}'})

    with pytest.raises(FileTooLarge, match=r"line 1 holds more than 40 bytes of numbers, lists or short texts"):
        rows(folder / "a.jsonl", longest_text=100)


@pytest.mark.parametrize("key", ["_id", "title", "lang"])
def test_what_of_a_row_stands_in_replies_is_as_long_as_it_may_be(folder: Path, key: str) -> None:
    row = {"_id": '"x"', "text": '"港"'} | {key: f'"{"a" * 1001}"'}
    write(folder, {"b.jsonl": "{" + ", ".join(f'"{name}": {value}' for name, value in row.items()) + "}"})

    assert f"line 1 has a {key!r} of more than " in failure(folder).why


# Files in which nothing can be read

NOTHING = ["\ufeff", " \n\u3000\t", "\u200b\u200d\u2060", "\u200e\u202b\ufeff\n", "\ufe0f\u3164\u00ad"]


@pytest.mark.parametrize("text", NOTHING)
@pytest.mark.parametrize("name", ["b.txt", "b.md", "b.html"])
def test_a_file_in_which_nothing_is_seen_is_told(folder: Path, name: str, text: str) -> None:
    failed = failure(write(folder, {name: f"<p>{text}</p>" if name == "b.html" else text}))

    assert (failed.file, failed.why.split("; ")[1]) == (name, "save the report with its text, or take it out")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_mark_of_order_alone_is_no_text_in_any_encoding(folder: Path, encoding: str) -> None:
    assert failure(write(folder, {"b.txt": "\ufeff".encode(encoding)})).file == "b.txt"


@pytest.mark.parametrize("text", NOTHING)
def test_a_row_in_which_nothing_is_seen_is_counted_as_one_without_text(folder: Path, text: str) -> None:
    assert surveyed(write(folder, {"b.jsonl": lines(text, "港")})).without_text == {"b.jsonl": 1}
