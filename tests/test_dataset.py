"""A dataset in BEIR form: which questions are asked, by which qrels, and what is wrong with a broken one."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.datasets import CORPUS, QUESTIONS, jsonl, make_dataset
from tests.test_corpus import write
from tripqa.errors import CorpusError
from tripqa.evaluation.dataset import read_dataset
from tripqa.evaluation.qrels import qrels_file, read_qrels
from tripqa.evaluation.sample import evenly, sample

WANTED = {"q1": {"d1": 1, "d2": 0}, "q2": {"d1": 2}}


@pytest.mark.parametrize(
    "text",
    [
        "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\nq2\td1\t2\n",
        "q1\td1\t1\r\nq1\td2\t0\r\n\r\nq2\td1\t2",
        "q1 0 d1 1\nq1 0 d2 0\nq2 0 d1 2\n",
        "q1\t0\td1\t1\nq1\t0\td2\t0\nq2\t0\td1\t2\n",
        "query_id iteration document relevance\nq1 Q0 d1 1\nq1 Q0 d2 0\nq2 Q0 d1 2\n",
    ],
)
def test_qrels_have_three_columns_or_trec_s_four_with_a_header_or_without(tmp_path: Path, text: str) -> None:
    assert read_qrels(write(tmp_path, {"qrels.tsv": text}) / "qrels.tsv") == WANTED


def test_ids_between_tabs_may_hold_spaces(tmp_path: Path) -> None:
    file = write(tmp_path, {"qrels.tsv": "q 1\td 1\t1\n"}) / "qrels.tsv"

    assert read_qrels(file) == {"q 1": {"d 1": 1}}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("q1\td1\t1\nq2\td1\thigh", "line 2 has the relevance 'high'"),
        ("q1\td1", "line 1 has 2 columns"),
        ("q1\td1\t1\nq1\td1\t0", "line 2 judges 'd1' for 'q1' otherwise"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"q1\td1\t1\n" + b"x" * 1_000_001, "line 2 has more than 1,000,000 bytes"),
    ],
    ids=range(5),
)
def test_qrels_that_cannot_be_used_are_named(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(CorpusError, match=says):
        read_qrels(write(tmp_path, {"qrels.tsv": text}) / "qrels.tsv")


def test_qrels_lie_beside_the_questions_or_in_a_folder_of_their_own(tmp_path: Path) -> None:
    folder = write(tmp_path, {"qrels/test.tsv": "", "qrels/dev.tsv": ""})
    assert qrels_file(folder) == folder / "qrels/test.tsv"

    write(folder, {"qrels.tsv": ""})
    assert qrels_file(folder) == folder / "qrels.tsv"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1.0\nq1\td2\t0.0\nq2\td1\t2.0\n"),
        ("qrels.tsv", "q1\td1\t1\t\nq1\td2\t0 \nq2\td1\t2\t\t\n"),
        ("qrels.tsv", "q1 Q0 d1 1\t\nq1 Q0 d2 0 \nq2 Q0 d1 2\n"),
        ("qrels.tsv", "query-id,corpus-id,score\nq1,d1,1\nq1,d2,0\nq2,d1,2\n"),
        (
            "qrels.jsonl",
            '{"query-id": "q1", "corpus-id": "d1", "score": 1}\n{"query-id": "q1", "corpus-id": "d2", "score": 0}\n'
            '{"query-id": "q2", "corpus-id": "d1", "score": 2.0}\n',
        ),
    ],
)
def test_qrels_are_read_as_other_tools_write_them(tmp_path: Path, name: str, text: str) -> None:
    assert read_qrels(write(tmp_path, {name: text}) / name) == WANTED


@pytest.mark.parametrize("score", ["0.5", "1.", "nan", "true"])
def test_a_relevance_that_is_no_whole_number_is_refused_or_read(tmp_path: Path, score: str) -> None:
    file = write(tmp_path, {"qrels.tsv": f"q1\td1\t1\nq2\td1\t{score}\n"}) / "qrels.tsv"

    if score == "1.":
        assert read_qrels(file)["q2"] == {"d1": 1}
    else:
        with pytest.raises(CorpusError, match="line 2 has the relevance"):
            read_qrels(file)


def test_another_split_is_read_where_it_is_the_only_one_or_named(tmp_path: Path) -> None:
    folder = write(tmp_path, {"qrels/dev.tsv": "", "qrels/README.md": ""})
    assert qrels_file(folder) == folder / "qrels/dev.tsv"

    write(folder, {"qrels/train.jsonl": ""})
    with pytest.raises(CorpusError, match=r"name one with --split: dev, train"):
        qrels_file(folder)
    assert qrels_file(folder, "train") == folder / "qrels/train.jsonl"
    with pytest.raises(CorpusError, match="no qrels of the split 'test'; it has dev, train"):
        qrels_file(folder, "test")


def test_ids_may_be_whole_numbers(tmp_path: Path) -> None:
    corpus, questions = jsonl([{"_id": 7, "title": None, "text": "港"}]), jsonl([{"_id": 1, "text": "港は"}])
    folder = make_dataset(tmp_path, corpus_jsonl=corpus, queries_jsonl=questions, qrels_tsv="1\t7\t1\n")

    dataset = read_dataset(folder, None)

    assert (dataset.chosen, dict(dataset.names)) == ({"1"}, {"7": "7"})
    assert [document.id for document in dataset.corpus()[0]] == ["7"]


@pytest.mark.parametrize("id", ["1.5", "true", "null", "[1]"])
def test_an_id_that_is_neither_text_nor_a_whole_number_is_refused(tmp_path: Path, id: str) -> None:
    folder = make_dataset(tmp_path, queries_jsonl=f'{{"_id": {id}, "text": "x"}}\n')

    with pytest.raises(CorpusError, match="line 1 has a '_id' that is not text"):
        read_dataset(folder, None)


def test_files_may_be_compressed(tmp_path: Path) -> None:
    plain, packed = make_dataset(tmp_path / "plain"), tmp_path / "packed"
    packed.mkdir()
    for file in plain.iterdir():
        (packed / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))

    one, other = read_dataset(plain, None), read_dataset(packed, None)

    assert (one.chosen, one.names, one.qrels) == (other.chosen, other.names, other.qrels)
    assert one.corpus()[0] == other.corpus()[0]


def test_a_compressed_file_that_is_cut_short_is_named(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path)
    data = gzip.compress((folder / "corpus.jsonl").read_bytes() * 50)
    (folder / "corpus.jsonl").unlink()
    (folder / "corpus.jsonl.gz").write_bytes(data[: len(data) // 2])

    with pytest.raises(CorpusError, match=r"corpus\.jsonl\.gz is no whole gzip file"):
        read_dataset(folder, None)


def test_questions_of_qrels_that_nobody_asks_are_counted(tmp_path: Path) -> None:
    dataset = read_dataset(make_dataset(tmp_path, qrels_tsv="q1\tharbour\t1\nPLAIN-2\tmarket\t1\n"), None)

    assert (dataset.not_asked, dataset.unknown) == (1, 0)


def test_questions_are_asked_that_have_a_relevant_document_or_are_said_to_have_no_answer(tmp_path: Path) -> None:
    dataset = read_dataset(make_dataset(tmp_path / "set"), None)

    assert [question.id for question in dataset.questions()] == ["q1", "q2", "q3", "q4"]
    assert (dataset.not_judged, dataset.over_limit, dataset.unknown) == (1, 0, 0)
    assert dataset.name == "set"


def test_a_question_s_language_is_the_one_given_or_the_one_found(tmp_path: Path) -> None:
    dataset = read_dataset(make_dataset(tmp_path), None)

    assert [question.language for question in dataset.questions()] == ["ja", "ja", "en", "en"]


def test_a_document_judged_as_irrelevant_is_no_reason_to_ask(tmp_path: Path) -> None:
    dataset = read_dataset(make_dataset(tmp_path, qrels_tsv="q1\tharbour\t1\nq2\tmarket\t0\n"), None)

    assert dataset.chosen == {"q1", "q4"}
    assert dataset.not_judged == 3


def test_qrels_of_documents_that_are_not_there_are_counted(tmp_path: Path) -> None:
    dataset = read_dataset(make_dataset(tmp_path, qrels_tsv="q1\tharbour\t1\nq1\tlost\t1\nq2\tlost\t1\n"), None)

    assert dataset.unknown == 2


def test_documents_keep_the_name_that_the_dataset_has_for_them(tmp_path: Path) -> None:
    dataset = read_dataset(make_dataset(tmp_path), None)

    assert sorted(dataset.names.values()) == sorted(row["_id"] for row in CORPUS)
    assert dataset.names["harbour"] == "harbour"


@pytest.mark.parametrize("name", ["corpus_jsonl", "queries_jsonl", "qrels_tsv"])
def test_another_file_is_another_fingerprint(tmp_path: Path, name: str) -> None:
    before = read_dataset(make_dataset(tmp_path), None).fingerprint
    file = tmp_path / name.replace("_", ".")
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    assert read_dataset(tmp_path, None).fingerprint != before


def test_a_limit_keeps_the_proportion_of_languages_that_take_turns(tmp_path: Path) -> None:
    rows = [{"_id": f"q{i}", "text": "x", "lang": ("en", "ko", "ja")[i % 3]} for i in range(90)]
    qrels = "".join(f"q{i}\tharbour\t1\n" for i in range(90))
    dataset = read_dataset(make_dataset(tmp_path, queries_jsonl=jsonl(rows), qrels_tsv=qrels), 30)

    asked = list(dataset.questions())
    assert Counter(question.language for question in asked) == {"en": 10, "ko": 10, "ja": 10}
    assert dataset.over_limit == 60
    assert int(asked[-1].id[1:]) > 80


def test_a_sample_takes_all_where_there_are_fewer_and_never_more() -> None:
    assert sorted(sample([[1, 2], [3]], 5)) == [1, 2, 3]
    assert [len(sample([range(7), range(2), range(91)], most)) for most in (1, 10, 99)] == [1, 10, 99]
    assert list(evenly(range(10), 4)) == [0, 3, 6, 9]


@pytest.mark.parametrize(
    ("name", "row", "says"),
    [
        ("queries_jsonl", {"_id": "q1"}, "has no 'text'"),
        ("queries_jsonl", {"_id": "q1", "text": "x", "answers": "x"}, "has 'answers' that are no list"),
        (
            "queries_jsonl",
            {"_id": "q1", "text": "x", "answerable": "no"},
            "has an 'answerable' that is neither true nor false",
        ),
        ("corpus_jsonl", {"text": "x"}, "has no '_id'"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, name: str, row: dict[str, object], says: str) -> None:
    with pytest.raises(CorpusError, match=rf"{name.replace('_', '.')}, line 1 {says}"):
        read_dataset(make_dataset(tmp_path, **{name: json.dumps(row)}), None)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_file_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    (make_dataset(tmp_path) / name).unlink()

    with pytest.raises(CorpusError, match=name):
        read_dataset(tmp_path, None)


def test_a_dataset_that_judges_none_of_its_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no question of"):
        read_dataset(make_dataset(tmp_path, queries_jsonl=jsonl(QUESTIONS[4:])), None)
