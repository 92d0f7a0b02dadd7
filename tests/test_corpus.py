"""A folder of reports -> documents: every character kept, and every file that cannot be used named."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import texts
from tripqa.domain import Document, NameGroup
from tripqa.errors import CorpusError
from tripqa.parsing.corpus import read_corpus
from tripqa.parsing.encodings import decode
from tripqa.parsing.ids import document_id
from tripqa.parsing.sidecar import DOCUMENT_ID, read_sidecar

TEXT = "出張の報告です。"


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read_one(folder: Path) -> Document:
    (document,) = read_corpus(folder).documents
    return document


@given(texts())
@settings(deadline=None, max_examples=100)
def test_every_character_of_a_file_is_a_character_of_its_document(text: str) -> None:
    assert decode(text.encode(), "report.txt") == (text, "UTF-8")


def test_line_ends_and_a_byte_order_mark_are_kept(tmp_path: Path) -> None:
    write(tmp_path, {"report.txt": b"\xef\xbb\xbfa\r\nb\rc\n\x00\xe2\x80\xa8"})

    assert read_one(tmp_path).text == "\ufeffa\r\nb\rc\n\0\u2028"


def test_hashes_are_of_the_bytes_and_of_the_text(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf\xe5\x87\xba\r\n"
    found = read_one(write(tmp_path, {"report.txt": data}))

    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.text_sha256 == hashlib.sha256(found.text.encode("utf-8")).hexdigest()


def test_a_sidecar_says_what_a_report_is(tmp_path: Path) -> None:
    sidecar = """
        id = "seoul"
        title = "ソウル出張"
        publisher = "東京都"
        language = "ko"
        url = "https://example.org/"
        trip = {start = 2025-09-08, end = 2025-09-12}
        places = [{ja = "ソウル", en = "Seoul"}]
        examples = {ja = ["いつですか。"]}
    """
    found = read_one(write(tmp_path, {"a/b.txt": TEXT, "a/b.toml": sidecar}))

    assert (found.id, found.title, found.publisher, found.language) == ("seoul", "ソウル出張", "東京都", "ko")
    assert (found.url, found.file) == ("https://example.org/", "a/b.txt")
    assert found.trip == (date(2025, 9, 8), date(2025, 9, 12))
    assert found.places == ({"ja": "ソウル", "en": "Seoul"},)
    assert found.examples == {"ja": ("いつですか。",)}


@pytest.mark.parametrize(("report", "sidecar"), [("NFD", "NFC"), ("NFC", "NFD")])
def test_a_report_meets_a_sidecar_whose_letters_are_composed_otherwise(
    tmp_path: Path, report: Literal["NFC", "NFD"], sidecar: Literal["NFC", "NFD"]
) -> None:
    name = "港湾ビジョン・보고서"
    files = {f"{normalize(report, name)}.txt": TEXT, f"{normalize(sidecar, name)}.toml": 'title = "港湾"'}

    assert read_one(write(tmp_path, files)).title == "港湾"


def test_a_report_without_a_sidecar_is_named_after_its_file(tmp_path: Path) -> None:
    found = read_one(write(tmp_path, {"2025-09.seoul.txt": TEXT}))

    assert (found.id, found.title, found.file) == ("2025-09.seoul", "2025-09.seoul", "2025-09.seoul.txt")
    assert (found.publisher, found.url, found.trip, found.places, found.examples) == ("", None, None, (), {})


@pytest.mark.parametrize(("text", "language"), [(TEXT, "ja"), ("Report.", "en"), ("보고서", "ko"), ("2025", "und")])
def test_a_report_that_does_not_say_its_language_is_read_for_it(tmp_path: Path, text: str, language: str) -> None:
    assert read_one(write(tmp_path, {"report.txt": text})).language == language


def test_an_empty_url_is_none(tmp_path: Path) -> None:
    assert read_one(write(tmp_path, {"report.txt": TEXT, "report.toml": 'url = ""'})).url is None


def test_a_sidecar_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"empty.toml": ""})

    assert read_sidecar(tmp_path / "none.toml", tmp_path) == read_sidecar(tmp_path / "empty.toml", tmp_path)


def test_documents_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": TEXT, "a.toml": 'id = "z"', "b.txt": TEXT, "c/d.TXT": TEXT})

    assert [found.file for found in read_corpus(tmp_path).documents] == ["b.txt", "c/d.TXT", "a.txt"]


def test_an_empty_folder_has_no_documents(tmp_path: Path) -> None:
    assert list(read_corpus(tmp_path).documents) == []


@pytest.mark.parametrize("path", ["2025-09-seoul.txt", "a.txt", "2025.09_x.txt"])
def test_a_file_name_that_is_an_id_is_the_id(path: str) -> None:
    assert document_id(PurePosixPath(path)) == path.removesuffix(".txt")


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("Seoul Trip.txt", "seoul-trip"),
        ("2025/seoul.txt", "2025-seoul"),
        ("ソウル出張.txt", "document"),
        ("2025年9月.txt", "2025-9"),
        ("-a-.txt", "a"),
    ],
)
def test_a_file_name_with_other_characters_gets_a_short_hash(path: str, slug: str) -> None:
    name, _, digits = document_id(PurePosixPath(path)).rpartition("-")

    assert name == slug
    assert digits == hashlib.sha256(path.removesuffix(".txt").encode()).hexdigest()[:8]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1))
@settings(deadline=None, max_examples=100)
def test_every_file_has_an_id_that_a_sidecar_could_give_it(name: str) -> None:
    assert DOCUMENT_ID.fullmatch(document_id(PurePosixPath(f"a{name}.txt")))


def test_file_names_that_differ_only_in_other_characters_have_ids_of_their_own() -> None:
    assert (
        len({document_id(PurePosixPath(f"{name}.txt")) for name in ["ソウル", "台北", "a b", "a-b", "A-B", "a/b"]}) == 6
    )


def test_two_files_of_one_id_are_both_named(tmp_path: Path) -> None:
    write(tmp_path, {"seoul.txt": TEXT, "more/taipei.txt": TEXT, "more/taipei.toml": 'id = "seoul"'})

    with pytest.raises(CorpusError) as caught:
        read_corpus(tmp_path)
    assert all(words in str(caught.value) for words in ["more/taipei.txt", "seoul.txt", "'seoul'", "another `id`"])


def test_a_sidecar_is_never_a_document_nor_passed_over(tmp_path: Path) -> None:
    found = read_corpus(write(tmp_path, {"a.txt": TEXT, "a.toml": 'title = "甲"', "b.txt": TEXT}))

    assert [document.file for document in found.documents] == ["a.txt", "b.txt"]
    assert found.passed_over == ()


def test_files_that_no_reader_knows_are_passed_over_and_named(tmp_path: Path) -> None:
    found = read_corpus(write(tmp_path, {"a.txt": TEXT, "more/b.zip": b"%PDF", "README": "", "c.txt.bak": TEXT}))

    assert sorted(found.passed_over) == ["README", "c.txt.bak", str(Path("more", "b.zip"))]
    assert [document.file for document in found.documents] == ["a.txt"]


def test_hidden_files_and_folders_are_skipped(tmp_path: Path) -> None:
    found = read_corpus(write(tmp_path, {".a.txt": TEXT, ".git/b.txt": TEXT, ".c.toml": "", ".DS_Store": ""}))

    assert (list(found.documents), found.passed_over) == ([], ())


def test_a_corpus_may_lie_below_a_hidden_folder(tmp_path: Path) -> None:
    assert read_one(write(tmp_path / ".data", {"a.txt": TEXT})).file == "a.txt"


@pytest.mark.parametrize(
    ("files", "named", "advice"),
    [
        ({"a.toml": ""}, "a.toml", "rename or remove it"),
        ({"a.txt": b"\xff\xd8\xff\xe0\0\x10JFIF"}, "a.txt", "save it as UTF-8"),
        ({"a.txt": "報告".encode("utf-16") + b"!"}, "a.txt", "save it as UTF-8"),
        ({"a.txt": TEXT, "a.toml": "title = \n"}, "a.toml", "line 1"),
        ({"a.txt": TEXT, "a.toml": 'title = "報告"'.encode("cp932")}, "a.toml", "in UTF-8"),
        ({"a.txt": TEXT, "a.toml": 'titel = ""'}, "a.toml", "'titel'"),
        ({"a.txt": TEXT, "a.toml": 'titel = ""'}, "a.toml", "the keys are id, title, publisher"),
        ({"a.txt": TEXT, "a.toml": 'id = "Seoul Trip"'}, "a.toml", "an id holds a-z, 0-9"),
        ({"a.txt": TEXT, "a.toml": 'id = ""'}, "a.toml", "an id holds a-z, 0-9"),
        ({"a.txt": TEXT, "a.toml": 'id = "../up"'}, "a.toml", "an id holds a-z, 0-9"),
        ({"a.txt": TEXT, "a.toml": "title = 5"}, "a.toml", "'title'"),
        ({"a.txt": TEXT, "a.toml": "[trip]\nstart = 2025-09-08"}, "a.toml", "'trip.end'"),
        ({"a.txt": TEXT, "a.toml": 'trip = {start = "8 Sept", end = 2025-09-12}'}, "a.toml", "'trip.start'"),
        ({"a.txt": TEXT, "a.toml": "trip = {start = 2025-09-12, end = 2025-09-08}"}, "a.toml", "ends before it starts"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_to_do(
    tmp_path: Path, files: dict[str, str | bytes], named: str, advice: str
) -> None:
    write(tmp_path, files)

    with pytest.raises(CorpusError) as caught:
        read_corpus(tmp_path)
    assert str(tmp_path / named) in str(caught.value)
    assert advice in str(caught.value)


@pytest.mark.parametrize("name", ["none", "file.txt"])
def test_a_folder_that_is_not_there_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"file.txt": TEXT})

    with pytest.raises(CorpusError) as caught:
        read_corpus(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)
    assert "TRIPQA_CORPUS" in str(caught.value)


def test_a_sidecar_key_of_a_table_is_told_the_keys_of_that_table(tmp_path: Path) -> None:
    trip = "trip = {start = 2025-09-08, end = 2025-09-12, stop = 2025-09-12}"

    with pytest.raises(CorpusError) as caught:
        read_corpus(write(tmp_path, {"a.txt": TEXT, "a.toml": trip}))
    assert "'trip.stop'" in str(caught.value)
    assert "the keys are start, end" in str(caught.value)


def test_a_link_that_leads_out_of_the_corpus_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("秘密", encoding="utf-8")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").symlink_to(outside)

    with pytest.raises(CorpusError, match=r"a\.txt is a link that leads out"):
        read_corpus(tmp_path / "corpus")


def test_an_ordinary_japanese_file_name_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "出張\u3000報告.txt").write_text("港の視察", encoding="utf-8")

    (found,) = read_corpus(tmp_path).documents

    assert found.file == "出張\u3000報告.txt"


@pytest.mark.parametrize("line", ['language = "japanese"', '[[places]]\nja = ""', '[examples]\nJapanese = ["何"]'])
def test_a_sidecar_with_a_language_or_a_name_that_is_none_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.txt").write_text("港", encoding="utf-8")
    (tmp_path / "a.toml").write_text(line, encoding="utf-8")

    with pytest.raises(CorpusError, match=r"a\.toml"):
        read_corpus(tmp_path)


ALIASES = """
    [[group]]
    kind = "place"
    names = ["台北", "Taipei"]
"""


def test_the_aliases_of_a_corpus_are_neither_a_report_nor_a_lone_sidecar_nor_passed_over(tmp_path: Path) -> None:
    found = read_corpus(write(tmp_path, {"a.txt": TEXT, "aliases.toml": ALIASES}))

    assert [document.file for document in found.documents] == ["a.txt"]
    assert found.passed_over == ()
    assert found.names == (NameGroup("place", ("台北", "Taipei")),)


def test_a_corpus_without_aliases_knows_the_places_of_its_sidecars(tmp_path: Path) -> None:
    sidecars = {
        "a.toml": 'places = [{ja = "高雄", ko = "가오슝"}]',
        "b.toml": 'places = [{ja = "高雄", en = "Kaohsiung"}]',
    }
    found = read_corpus(write(tmp_path, {"b.txt": TEXT, "a.txt": TEXT, **sidecars}))

    shown = {"ja": "高雄", "en": "Kaohsiung", "ko": "가오슝"}
    assert found.names == (NameGroup("place", ("高雄", "가오슝", "Kaohsiung"), shown),)


def test_a_corpus_without_aliases_and_places_knows_no_names(tmp_path: Path) -> None:
    assert read_corpus(write(tmp_path, {"a.txt": TEXT})).names == ()


def test_the_places_of_sidecars_are_among_the_names_of_a_corpus(tmp_path: Path) -> None:
    sidecar = 'places = [{ja = "臺北", ko = "타이베이"}, {ja = "高雄"}]'
    found = read_corpus(write(tmp_path, {"a.txt": TEXT, "a.toml": sidecar, "aliases.toml": ALIASES}))

    assert found.names == (
        NameGroup("place", ("台北", "Taipei", "臺北", "타이베이"), {"ja": "臺北", "ko": "타이베이"}),
        NameGroup("place", ("高雄",), {"ja": "高雄"}),
    )


def test_only_at_the_top_of_a_corpus_is_a_file_of_aliases_one(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"aliases\.toml describes no report"):
        read_corpus(write(tmp_path, {"a.txt": TEXT, "more/aliases.toml": ALIASES}))


def test_an_empty_corpus_may_have_aliases(tmp_path: Path) -> None:
    assert len(read_corpus(write(tmp_path, {"aliases.toml": ALIASES})).names) == 1


@pytest.mark.parametrize(
    ("aliases", "told"), [("group = 5", "'group'"), (ALIASES + ALIASES, "two groups"), ("x", "TOML")]
)
def test_aliases_that_cannot_be_used_are_told(tmp_path: Path, aliases: str, told: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_corpus(write(tmp_path, {"a.txt": TEXT, "aliases.toml": aliases}))
    assert str(tmp_path / "aliases.toml") in str(caught.value)
    assert told in str(caught.value)


def test_a_place_that_aliases_have_in_two_groups_is_refused(tmp_path: Path) -> None:
    aliases = ALIASES + '[[group]]\nnames = ["臺灣", "Taiwan"]'

    with pytest.raises(CorpusError, match="names of two groups"):
        read_corpus(
            write(
                tmp_path, {"a.txt": TEXT, "a.toml": 'places = [{ja = "台北", en = "Taiwan"}]', "aliases.toml": aliases}
            )
        )


def test_the_corpus_that_is_delivered_knows_its_places(report: Document) -> None:
    names = read_corpus(Path(__file__).parent.parent / "corpus").names

    assert all(
        any(set(place.values()) <= set(group.names) for group in names if group.kind == "place")
        for place in report.places
    )


def lines(*texts: str) -> str:
    return "".join(json.dumps({"_id": f"row{number}", "text": text}) + "\n" for number, text in enumerate(texts))


def test_documents_are_read_when_they_are_looked_at_as_often_as_one_likes(tmp_path: Path) -> None:
    write(tmp_path, {"z.txt": TEXT, "rows.jsonl": "\ufeff" + lines("山", "川\n港", "") + "\n", "a.txt": "港"})
    documents = read_corpus(tmp_path).documents

    assert [found.id for found in documents] == ["a", "row0", "row1", "row2", "z"]
    assert list(documents) == list(documents)
    assert [documents[3].text, documents[1].text, documents[-1].text] == ["", "山", TEXT]
    assert [found.id for found in documents[1:3]] == ["row0", "row1"]


@pytest.mark.parametrize("name", ["a.txt", "rows.jsonl"])
@pytest.mark.parametrize("content", [None, "\xff", '{"_id": "other", "text": ""}\n'], ids=["gone", "odd", "other"])
def test_a_file_that_is_no_longer_what_it_was_says_to_run_again(tmp_path: Path, name: str, content: str | None) -> None:
    documents = read_corpus(write(tmp_path, {"a.txt": "港", "a.toml": "", "rows.jsonl": lines("山", "川")})).documents
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content.encode("latin-1"))

    if (name, content) == ("a.txt", '{"_id": "other", "text": ""}\n'):
        assert documents[0].text == content
    else:
        with pytest.raises(CorpusError, match=f"{name} has changed while it was read; run `tripqa ingest` again"):
            list(documents)


def test_documents_without_text_are_counted_by_file(tmp_path: Path) -> None:
    found = read_corpus(write(tmp_path, {"b.txt": TEXT, "rows.jsonl": lines("", "川", "\u3000\u200b")}))

    assert found.without_text == {"rows.jsonl": 2}
