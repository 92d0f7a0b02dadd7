"""A corpus in BEIR form: each row a document, its text untouched, and every line that cannot be used named."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.conftest import built, service_over
from tests.test_corpus import write
from tripqa.domain import Document
from tripqa.errors import CorpusError
from tripqa.parsing.corpus import read_corpus
from tripqa.text.passages import search_text, split
from tripqa.wiring import make_service, open_index

HARBOUR = {"_id": "harbour", "title": "港", "text": " 港の視察をしました。\r\nThe harbour.\n"}


def lines(*rows: dict[str, object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def read(folder: Path, *rows: dict[str, object]) -> tuple[Document, ...]:
    return read_corpus(write(folder, {"corpus.jsonl": lines(*rows)})).documents


def test_each_row_is_a_document_with_the_row_s_text_character_for_character(tmp_path: Path) -> None:
    first, second = read(tmp_path, HARBOUR, {"_id": "a1", "text": "市場"})

    assert (second.id, second.title, second.text, second.file) == ("harbour", "港", HARBOUR["text"], "corpus.jsonl")
    assert (first.id, first.title, first.text) == ("a1", "", "市場")


def test_the_title_is_context_and_no_part_of_the_text(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"_id": "a", "title": "札幌の雪", "text": "道は白い。"})
    (passage,) = split(found)

    assert passage.text == found.text == "道は白い。"
    assert "札幌の雪" in search_text(found, passage)
    answer = service_over(tmp_path / "index", (found,)).search("札幌の雪").hits[0]
    assert (answer.passage.text, answer.document.title) == ("道は白い。", "札幌の雪")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_the_hash_is_of_the_line_without_its_end(tmp_path: Path, end: bytes) -> None:
    line = '{"_id": "a",  "text": "港"}'.encode()
    (found,) = read_corpus(write(tmp_path, {"a.jsonl": line + end})).documents

    assert found.sha256 == hashlib.sha256(line).hexdigest()
    assert found.text_sha256 == hashlib.sha256("港".encode()).hexdigest()


def test_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + b'{"_id": "a", "text": "x"}\r\n\r\n  \n{"_id": "b", "text": "y"}'

    found = read_corpus(write(tmp_path, {"corpus.jsonl": data})).documents

    assert [(document.id, document.text) for document in found] == [("a", "x"), ("b", "y")]


def test_an_id_that_is_none_of_ours_becomes_one_and_stays_apart(tmp_path: Path) -> None:
    ids = ["doc-1", "Doc 1", "doc 1", "文書", "MED-10/2"]
    found = {document.text: document.id for document in read(tmp_path, *({"_id": id, "text": id} for id in ids))}

    assert len(set(found.values())) == len(ids)
    assert found["doc-1"] == "doc-1"
    assert found["文書"] == f"document-{hashlib.sha256('文書'.encode()).hexdigest()[:8]}"


def test_a_row_s_language_goes_before_the_sidecar_s_and_that_before_the_one_found(tmp_path: Path) -> None:
    rows = lines({"_id": "a", "text": "Harbour", "lang": "ko"}, {"_id": "b", "text": "Harbour"})
    said = read_corpus(write(tmp_path / "said", {"c.jsonl": rows, "c.toml": 'language = "ja"'})).documents
    unsaid = read_corpus(write(tmp_path / "unsaid", {"c.jsonl": rows})).documents

    assert [document.language for document in said] == ["ko", "ja"]
    assert [document.language for document in unsaid] == ["ko", "en"]


def test_a_sidecar_describes_every_row(tmp_path: Path) -> None:
    about = 'publisher = "東京都"\nurl = "https://example.org/"\nplaces = [{ja = "台北", en = "Taipei"}]'
    found = read_corpus(write(tmp_path, {"c.jsonl": lines(HARBOUR, {"_id": "b", "text": "y"}), "c.toml": about}))

    assert {document.publisher for document in found.documents} == {"東京都"}
    assert all(document.url and document.places for document in found.documents)


@pytest.mark.parametrize("line", ['id = "a"', 'title = "甲"', '[examples]\nja = ["何"]'])
def test_a_sidecar_cannot_say_of_many_what_is_of_one(tmp_path: Path, line: str) -> None:
    write(tmp_path, {"c.jsonl": lines(HARBOUR), "c.toml": line})

    with pytest.raises(CorpusError, match=r"c\.toml: '(id|title|examples)' is of one document"):
        read_corpus(tmp_path)


def test_questions_and_qrels_beside_a_corpus_are_neither_read_nor_passed_over(tmp_path: Path) -> None:
    rows = lines({"_id": "q", "text": "何"})
    files = {"queries.jsonl": rows, "qrels.tsv": "q\ta\t1", "qrels/test.tsv": "", "qrels/more.jsonl": rows}
    found = read_corpus(
        write(tmp_path, {"set/corpus.jsonl": lines(HARBOUR)} | {f"set/{n}": t for n, t in files.items()})
    )

    assert [document.id for document in found.documents] == ["harbour"]
    assert found.passed_over == ()


def test_without_a_corpus_beside_them_they_are_files_like_others(tmp_path: Path) -> None:
    found = read_corpus(write(tmp_path, {"queries.jsonl": lines({"_id": "q", "text": "何"}), "qrels.tsv": "港\t3隻\n"}))

    assert [document.id for document in found.documents] == ["q", "qrels"]
    assert found.passed_over == ()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "is not JSON"),
        ("[1]", "is not a JSON object"),
        ("[" * 100_000, "is not JSON"),
        (b"\xff", "is not UTF-8"),
        ('{"text": "x"}', "has no '_id'"),
        ('{"_id": "", "text": "x"}', "has an empty '_id'"),
        ('{"_id": 7.5, "text": "x"}', "has a '_id' that is not text"),
        ('{"_id": "b"}', "has no 'text'"),
        ('{"_id": "b", "text": null}', "has a 'text' that is not text"),
        ('{"_id": "b", "text": "x", "title": ["x"]}', "has a 'title' that is not text"),
        ('{"_id": "b", "text": "\\ud800"}', "half of a surrogate pair in 'text'"),
        ('{"_id": "b", "text": "x", "lang": "Japanese"}', "no language tag"),
        ('{"_id": "a", "text": "x"}', "as a line above has"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str | bytes, says: str) -> None:
    data = line if isinstance(line, bytes) else line.encode()

    with pytest.raises(CorpusError) as caught:
        read_corpus(write(tmp_path, {"corpus.jsonl": b'{"_id": "a", "text": "x"}\n\n' + data}))
    assert f"{tmp_path / 'corpus.jsonl'}, line 3 " in str(caught.value)
    assert says in str(caught.value)


def test_two_files_of_one_id_are_both_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"harbour\.txt and set\.jsonl both have the id 'harbour'"):
        read_corpus(write(tmp_path, {"set.jsonl": lines(HARBOUR), "harbour.txt": "港"}))


def test_a_row_without_text_is_a_document_that_nothing_finds(tmp_path: Path) -> None:
    documents = read(tmp_path, HARBOUR, {"_id": "empty", "title": "空", "text": ""})
    settings, encoder = built(tmp_path / "index", documents)
    service = make_service(open_index(settings, encoder), encoder, settings)

    assert [document.id for document in service.documents()] == ["empty", "harbour"]
    assert {hit.document.id for hit in service.search("空", top_k=50).hits} == {"harbour"}


def test_ids_that_would_become_one_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tripqa.parsing.beir.legal_id", lambda name: "document-0")

    with pytest.raises(CorpusError, match="line 2 has an '_id' that becomes 'document-0'"):
        read(tmp_path, {"_id": "甲", "text": "x"}, {"_id": "乙", "text": "y"})
