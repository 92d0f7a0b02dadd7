"""Stored answers in a file: read a line at a time, checked some at a time, told for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.builders import document
from tests.conftest import built
from tripqa import verify_command
from tripqa.errors import AnswersError
from tripqa.parsing import bounded
from tripqa.ports import Documents
from tripqa.verify_command import check_file, print_json, print_text, read_lines
from tripqa.wire.verification import VerificationOut
from tripqa.wiring import open_documents

TEXT = "港を見た。市を見た。川を見た。"
DOCUMENT = {"id": "report", "text_sha256": document(TEXT).text_sha256}
CITED = {"quote": "市を見た。", "document": DOCUMENT, "start": 5, "end": 10}
ANSWER = {"question_id": "q1", "citations": [CITED]}


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    """A report that has grown since it was cited, and one that has not."""
    grown, other = document(f"概要。{TEXT}市を見た。", id="report"), document(TEXT, id="other")
    settings, _ = built(tmp_path_factory.mktemp("grown"), [grown, other])
    return open_documents(settings)


def written(folder: Path, answers: Sequence[Mapping[str, object]]) -> Path:
    file = folder / "answers.jsonl"
    file.write_text("".join(f"{json.dumps(answer)}\n" for answer in answers), encoding="utf-8")
    return file


def citing(**changes: object) -> dict[str, object]:
    return ANSWER | {"citations": [CITED | changes]}


def told(file: Path, documents: Documents) -> list[str]:
    said: list[str] = []
    print_text(check_file(file, documents), said.append)
    return said


def test_each_citation_is_one_line_that_says_what_has_become_of_it(tmp_path: Path, documents: Documents) -> None:
    same, nowhere = DOCUMENT | {"id": "other"}, DOCUMENT | {"id": "nowhere"}
    answers = [
        citing(number=3),
        citing(document=same),
        citing(start=8, end=13),
        citing(quote="空を見た。"),
        citing(quote="空を見た。", document=same),
        citing(document=nowhere),
        citing(quote="空", document=nowhere),
        {"question": "川を\n見ましたか", "citations": [CITED | {"quote": "川を見た。", "start": 10, "end": 15}]},
        {"question": "長い問い" * 20, "citations": []},
    ]

    assert told(written(tmp_path, answers), documents) == [
        "line 1 q1 [3] moved report:5-10 -> report:8-13 (nearest of 2 places)",
        "line 2 q1 [1] holds other:5-10",
        "line 3 q1 [1] holds report:8-13 (the text around it has changed)",
        "line 4 q1 [1] gone report:5-10 (the document's text has changed)",
        "line 5 q1 [1] gone other:5-10 (the document never held it)",
        "line 6 q1 [1] moved nowhere:5-10 -> other:5-10 (nearest of 3 places)",
        "line 7 q1 [1] gone nowhere:5-10 (no such document)",
        "line 8 川を 見ましたか [1] moved report:10-15 -> report:13-18",
        "8 citations: 2 hold, 3 moved, 3 gone",
    ]


def test_a_terminal_is_shown_names_and_does_not_obey_them(tmp_path: Path, documents: Documents) -> None:
    there = {"id": "\x1b[2Jreport", "text_sha256": ""}
    answers = [{"question_id": "\x1b]0;q\x07", "citations": [CITED | {"document": there}]}]

    line, _ = told(written(tmp_path, answers), documents)

    assert line.isprintable()


def test_json_is_the_shape_of_the_http_api_an_answer_on_each_line(
    tmp_path: Path, documents: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_command, "_AT_ONCE", 2)
    file = written(tmp_path, [ANSWER | {"question_id": f"q{number}"} for number in range(5)])
    said: list[str] = []

    summary = print_json(check_file(file, documents), documents, said.append)

    found = VerificationOut.model_validate_json("\n".join(said))
    assert [answer.question_id for answer in found.answers] == ["q0", "q1", "q2", "q3", "q4"]
    assert found.summary == summary
    assert (summary.answers, summary.citations, summary.moved) == (5, 5, 5)
    assert found.index.generation == documents.manifest.generation
    assert len(said) == 1 + 5


def test_a_file_is_read_no_further_than_it_is_checked(
    tmp_path: Path, documents: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_command, "_AT_ONCE", 2)
    file = written(tmp_path, [ANSWER, ANSWER])
    file.write_text(file.read_text("utf-8") + "{\n", encoding="utf-8")

    checked = check_file(file, documents)

    assert [next(checked).line.number for _ in range(2)] == [1, 2]
    with pytest.raises(AnswersError, match="line 3 is not JSON"):
        next(checked)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (b'"' + b"x" * 400 + b'"', "line 2 has more than 300 bytes; a line holds one answer"),
        (b"[" + b"1," * 90 + b"1]", "line 2 holds more than 150 bytes of numbers, lists or short texts"),
    ],
)
def test_of_a_line_no_more_is_read_than_a_row_may_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: bytes, said: str
) -> None:
    monkeypatch.setattr(verify_command, "LONGEST_LINE", 300)
    monkeypatch.setattr(bounded, "MOST_BESIDES_TEXT", 150)
    file = tmp_path / "answers.jsonl"
    long_text = b'{"citations": [], "hits": "' + b"x" * 200 + b'"}\n'
    file.write_bytes(long_text + b'{"citations": [], "hits": ' + more + b"}\n{\n")

    lines = read_lines(file)

    assert next(lines).number == 1
    with pytest.raises(AnswersError, match=said):
        next(lines)


def test_blank_lines_a_byte_order_mark_and_line_ends_of_any_kind_are_no_matter(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    line = json.dumps(ANSWER).encode()
    file.write_bytes(b"\xef\xbb\xbf" + line + b"\r\n\r\n  \n" + line)

    assert [found.number for found in read_lines(file)] == [1, 4]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "is not JSON in UTF-8"),
        (b'{"citations": "\xff"}', "is not JSON in UTF-8"),
        (b'{"citations": [], "id": "\\ud800"}', "is not JSON in UTF-8"),
        (b"[]", "is not a JSON object"),
        (b"null", "is not a JSON object"),
        (b'{"question": "KLID"}', "has no 'citations'"),
        (b'{"citations": [{"quote": "a"}]}', "has no 'citations.0.document'"),
        (b'{"citations": {}}', "has a 'citations' that cannot be used"),
        (json.dumps(citing(quote="")).encode(), "has a 'citations.0.quote' that cannot be used"),
        (json.dumps(citing(start="5")).encode(), "has a 'citations.0.start' that cannot be used"),
    ],
    ids=str,
)
def test_a_line_that_is_no_answer_is_named_with_what_it_lacks(tmp_path: Path, line: bytes, says: str) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_bytes(json.dumps(ANSWER).encode() + b"\n\n" + line + b"\n")

    with pytest.raises(AnswersError) as caught:
        list(read_lines(file))

    assert f"{file}, line 3 {says}" in str(caught.value)
    assert "as `POST /v1/ask` returns it" in str(caught.value)


def test_a_file_of_nothing_is_not_taken_for_one_that_holds(tmp_path: Path, documents: Documents) -> None:
    with pytest.raises(AnswersError, match="is empty; a line holds one answer"):
        list(check_file(written(tmp_path, []), documents))
    with pytest.raises(AnswersError, match="cannot be read"):
        list(check_file(tmp_path, documents))
