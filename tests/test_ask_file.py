"""`tripqa ask --file`: the questions of a spreadsheet, answered beside its own columns; what is interrupted goes on."""

from __future__ import annotations

import csv
import datetime
import errno
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from rich.console import Console
from typer.testing import CliRunner

from tests.conftest import service_over
from tests.raw import serving
from tests.test_api import ready
from tests.test_entry import HIDDEN, SECRET, SHOWN, add, document
from tripqa.access.key_file import KeyFile
from tripqa.api.app import create_app
from tripqa.ask_command import Wished, ask_file
from tripqa.cli import app
from tripqa.client import KeyRefused
from tripqa.domain import Document
from tripqa.errors import AnswersError, TripqaError
from tripqa.library import Opened
from tripqa.service import QuestionService
from tripqa.settings import Settings, load_settings
from tripqa.tabular.rows import read_rows
from tripqa.tabular.writing import guarded, write_rows
from tripqa.wire.answers import AnswerOut
from tripqa.wire.batches import BatchLineOut

LIGHTHOUSE = "灯台はいつ建てられましたか"
OURS = ["status", "answer", "short_answer", "confidence", "doubtful", "documents", "places", "error"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, report: Document) -> QuestionService:
    shown = document(report, SHOWN, "灯台は1903年に建てられました。\n展望台は工事中です。\n")
    return service_over(tmp_path_factory.mktemp("file"), [shown, document(report, HIDDEN, f"{SECRET}\n")])


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def ask(service: QuestionService, tmp_path: Path, said: io.StringIO) -> Callable[..., bool]:
    def asked(file: str, out: str, opened: Opened | None = None, settings: Settings | None = None, **more: Any) -> bool:
        how = {"top_k": 5, "language": None, **more.pop("how", {})}
        wished = Wished(
            tmp_path / file, tmp_path / out, more.get("column"), more.get("url"), more.get("bom", False), how
        )
        here = opened or Opened(service, threads=2)
        return ask_file(wished, settings or load_settings({}), lambda: here, Console(file=said, soft_wrap=True))

    return asked


class Interrupted(Opened):
    """An index whose user loses patience after some answers; and what it was asked."""

    def __init__(self, service: QuestionService, after: int) -> None:
        super().__init__(service)
        self.after, self.asked = after, list[str]()

    def ask_all(self, questions: Mapping[str, str], **how: Any) -> Iterator[BatchLineOut]:
        for line in super().ask_all(questions, **how):
            if len(self.asked) == self.after:
                raise KeyboardInterrupt
            self.asked.append(line.custom_id or "")
            yield line


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))


def test_a_spreadsheet_keeps_its_columns_and_gets_the_answers_beside_them(
    ask: Callable[..., bool], tmp_path: Path, said: io.StringIO, service: QuestionService
) -> None:
    (tmp_path / "q.csv").write_text(f"no,Question,note\n1,{LIGHTHOUSE},a;b\n2,,\n3,zzz qqq,\n", encoding="utf-8")

    assert ask("q.csv", "a.csv")

    first, second, third = rows_of(tmp_path / "a.csv")
    assert list(first) == ["no", "Question", "note", *OURS]
    reply = Opened(service).ask(LIGHTHOUSE)
    assert (first["no"], first["note"], first["status"], first["answer"]) == ("1", "a;b", "answered", reply.answer)
    assert first["places"].splitlines()[0].startswith(f"[1] {SHOWN}:0-")
    assert (second["no"], second["status"], third["status"]) == ("2", "", "no_answer")
    assert "2 questions, 1 answered: " in said.getvalue()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv", "q.csv"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "utf-16"])
def test_csv_is_read_as_excel_writes_it_and_written_as_excel_reads_it(
    ask: Callable[..., bool], tmp_path: Path, encoding: str
) -> None:
    rows = ["番号\tquestion\tメモ", f"1\t{LIGHTHOUSE}\t港湾局の報告書", "2\t展望台は誰が設計しましたか\t視察の前に確認"]
    text = "\r\n".join(rows)
    (tmp_path / "q.csv").write_bytes(text.encode(encoding))

    assert ask("q.csv", "a.csv", bom=True)

    assert (tmp_path / "a.csv").read_bytes().startswith("\ufeff番号,question,メモ,status".encode())
    assert [row["メモ"] for row in rows_of(tmp_path / "a.csv")] == ["港湾局の報告書", "視察の前に確認"]


def test_a_workbook_keeps_its_values_and_no_cell_of_it_is_a_formula(ask: Callable[..., bool], tmp_path: Path) -> None:
    book = Workbook()
    for row in (["when", "question", "=1+1"], [datetime.datetime(2025, 9, 8), LIGHTHOUSE, -5], [None, "?!", "'=x"]):
        book.active.append(row)
    book.active["C1"].data_type = "s"
    book.save(tmp_path / "q.xlsx")

    assert not ask("q.xlsx", "a.xlsx")

    heads, first, second = load_workbook(tmp_path / "a.xlsx").active.iter_rows()
    assert [cell.value for cell in heads] == ["when", "question", "=1+1", *OURS]
    assert [cell.value for cell in first][:4] == [datetime.datetime(2025, 9, 8), LIGHTHOUSE, -5, "answered"]
    assert "no word" in second[-1].value
    assert {cell.data_type for row in (heads, first, second) for cell in row} <= {"s", "n", "d", "b"}


def test_lines_of_json_keep_what_they_hold_and_get_the_whole_reply(ask: Callable[..., bool], tmp_path: Path) -> None:
    line = {"custom_id": "x", "question": LIGHTHOUSE, "answer": ["1903"], "more": {"a": 1}}
    (tmp_path / "q.jsonl").write_text(json.dumps(line), encoding="utf-8")

    assert ask("q.jsonl", "a.jsonl", how={"top_k": 1})

    (told,) = map(json.loads, (tmp_path / "a.jsonl").read_text("utf-8").splitlines())
    assert {name: told[name] for name in line} == line
    assert told["tripqa_answer"] == AnswerOut.model_validate(told["reply"]).answer
    assert len(told["reply"]["hits"]) == 1


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-- a", "'-- a"), ("@x", "'@x"), ("\t=1", "'\t=1"), (" =1", "' =1"),
        ("＝1+1", "'＝1+1"), ("＋cmd", "'＋cmd"), ("－ a", "'－ a"), ("−a", "'−a"), ("＠x", "'＠x"),
        ("\u3000＝1", "'\u3000＝1"), ("－5", "－5"), ("−5", "−5"), ("a＝1", "a＝1"),
        ("-5", "-5"), ("+81", "+81"), ("-1,200.5%", "-1,200.5%"), ("a=1", "a=1"), ("", ""), (None, None), (-5, -5),
    ],
)  # fmt: skip
def test_no_cell_of_csv_is_run_as_a_formula(tmp_path: Path, text: object, reads: object) -> None:
    assert guarded(text) == reads
    write_rows(tmp_path / "a.csv", ["x", "=y"], [{"x": text, "=y": 1}])

    (row,) = rows_of(tmp_path / "a.csv")
    assert row == {"x": "" if reads is None else str(reads), "'=y": "1"}


def test_what_is_interrupted_goes_on_and_asks_nothing_twice(
    ask: Callable[..., bool], tmp_path: Path, service: QuestionService, said: io.StringIO
) -> None:
    questions = [f"灯台{number}はいつ建てられましたか" for number in range(5)]
    (tmp_path / "q.csv").write_text("\n".join(["question", *questions]), encoding="utf-8")
    first, second = Interrupted(service, 2), Interrupted(service, 99)

    with pytest.raises(KeyboardInterrupt):
        ask("q.csv", "a.csv", first)
    assert "run the same command again" in said.getvalue()
    assert not (tmp_path / "a.csv").exists()
    with (tmp_path / "a.csv.part").open("a") as torn:
        torn.write('{"question": "灯')
    assert ask("q.csv", "a.csv", second)

    assert (first.asked, second.asked) == (["1", "2"], ["3", "4", "5"])
    assert [row["question"] for row in rows_of(tmp_path / "a.csv")] == questions
    assert not (tmp_path / "a.csv.part").exists()


def test_a_row_that_asks_something_else_is_asked_anew(
    ask: Callable[..., bool], tmp_path: Path, service: QuestionService
) -> None:
    """A row is known by its name and its words, wherever it stands."""
    (tmp_path / "q.csv").write_text("custom_id,question\na,灯台\nb,展望台\nc,港\n", encoding="utf-8")
    first, second = Interrupted(service, 2), Interrupted(service, 99)
    with pytest.raises(KeyboardInterrupt):
        ask("q.csv", "a.csv", first)
    (tmp_path / "q.csv").write_text("custom_id,question\nc,港\nb,高台\na,灯台\n", encoding="utf-8")

    assert ask("q.csv", "a.csv", second)

    assert second.asked == ["c", "b"]


@pytest.mark.parametrize(
    "more",
    [
        lambda: {"how": {"top_k": 3}},
        lambda: {"settings": load_settings({"index": "elsewhere"})},
        lambda: {"url": "http://127.0.0.1:9"},
    ],
    ids=["option", "index", "server"],
)
def test_what_was_answered_to_another_wish_is_left_alone(
    ask: Callable[..., bool], tmp_path: Path, service: QuestionService, more: Callable[[], dict[str, Any]]
) -> None:
    (tmp_path / "q.csv").write_text("question\n灯台\n展望台\n港\n", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        ask("q.csv", "a.csv", Interrupted(service, 2))
    kept = (tmp_path / "a.csv.part").read_bytes()

    with pytest.raises(AnswersError, match=r"a\.csv\.part has answers to other options.*another --out"):
        ask("q.csv", "a.csv", **more())

    assert (tmp_path / "a.csv.part").read_bytes() == kept
    on = Interrupted(service, 99)
    assert ask("q.csv", "a.csv", on)
    assert on.asked == ["3"]


def test_answers_outlive_a_start_that_fails(
    ask: Callable[..., bool], tmp_path: Path, service: QuestionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "q.csv").write_text("question\n灯台\n展望台\n港\n", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        ask("q.csv", "a.csv", Interrupted(service, 2))
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    def full(file: Path, data: bytes) -> int:
        with file.open("wb") as stream:
            stream.write(data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(AnswersError, match="No space left"):
        ask("q.csv", "a.csv")

    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_row_that_asks_nothing_any_more_has_no_answer(ask: Callable[..., bool], tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(f"custom_id,question\na,{LIGHTHOUSE}\nb,?!\n", encoding="utf-8")
    assert not ask("q.csv", "a.csv")
    (tmp_path / "q.csv").write_text("custom_id,question\na,\nb,灯台\n", encoding="utf-8")

    assert ask("q.csv", "a.csv")

    first, second = rows_of(tmp_path / "a.csv")
    assert [first[name] for name in OURS] == [""] * len(OURS)
    assert second["status"]


def test_what_was_not_taken_is_asked_again(ask: Callable[..., bool], tmp_path: Path, service: QuestionService) -> None:
    (tmp_path / "q.csv").write_text("question\n灯台\n?!\n", encoding="utf-8")
    again = Interrupted(service, 99)

    assert not ask("q.csv", "a.csv")
    assert not ask("q.csv", "a.csv", again)

    assert again.asked == ["2"]


@pytest.mark.parametrize(
    ("content", "column", "says"),
    [
        ("a,b\n1,2\n", None, "no column 'question'.*'a', 'b'"),
        ("question\nx\n", "frage", "no column 'frage'"),
        ("question\n\n", None, "no column|asks nothing"),
        ("question,note\n,x\n", None, "asks nothing"),
        ("custom_id,question\na,x\na,y\n", None, "two rows with the custom_id 'a'"),
        ("question\n\nWhat was agreed, and with whom?\n", None, "more values than columns in row 3; .* in quotes"),
        ("no,question\n1,x\n2,Who, and when?\n3,y\n", None, "more values than columns in row 3"),
    ],
)
def test_a_file_that_cannot_be_asked_is_named(
    ask: Callable[..., bool], tmp_path: Path, content: str, column: str | None, says: str
) -> None:
    (tmp_path / "q.csv").write_text(content, encoding="utf-8")

    with pytest.raises(AnswersError, match=says):
        ask("q.csv", "a.csv", column=column)


@pytest.mark.parametrize(
    ("file", "out"),
    [
        ("q.txt", "a.csv"),
        ("q.csv", "a.txt"),
        ("q.csv", "q.csv"),
        ("none.csv", "a.csv"),
        ("x.xlsx", "a.csv"),
        ("x.jsonl", "a.csv"),
    ],
)
def test_files_that_cannot_be_read_or_written_are_told(
    ask: Callable[..., bool], tmp_path: Path, file: str, out: str
) -> None:
    for name in ("q.txt", "q.csv", "x.xlsx", "x.jsonl"):
        (tmp_path / name).write_text("question\nx\n", encoding="utf-8")

    with pytest.raises(AnswersError, match=r"a\.txt|" + file):
        ask(file, out)


@pytest.mark.parametrize("line", ['{"question": "half \\ud800"}', '{"question": "x", "more": [{"a": "\\udfff"}]}'])
def test_half_of_a_surrogate_pair_is_told_before_anything_is_asked(
    ask: Callable[..., bool], tmp_path: Path, service: QuestionService, line: str
) -> None:
    (tmp_path / "q.jsonl").write_text(f'{{"question": "\\ud83d\\ude00"}}\n{line}\n', encoding="utf-8")
    asked = Interrupted(service, 99)

    with pytest.raises(AnswersError, match=r"q\.jsonl has half of a surrogate pair in the row '2'"):
        ask("q.jsonl", "a.csv", asked)

    assert asked.asked == []


@pytest.mark.parametrize(
    "member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
)
def test_a_workbook_that_is_broken_inside_is_told(tmp_path: Path, member: str) -> None:
    book = Workbook()
    book.active.append(["question"])
    book.save(tmp_path / "whole.xlsx")
    with ZipFile(tmp_path / "whole.xlsx") as whole, ZipFile(tmp_path / "q.xlsx", "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, "<broken" if name == member else whole.read(name))

    with pytest.raises(AnswersError, match=r"q\.xlsx cannot be read as a workbook"):
        read_rows(tmp_path / "q.xlsx", None)


def test_a_lone_column_is_the_one_that_asks_and_columns_without_a_name_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("何を聞くか\n灯台\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("x,question,x,\n1,灯台,2,3,,\n", encoding="utf-8")

    assert read_rows(tmp_path / "a.csv", None).rows[0].question == "灯台"
    found = read_rows(tmp_path / "b.csv", None)
    assert list(found.columns) == ["x", "question", "x 3", "4"]
    assert list(found.rows[0].values.values()) == ["1", "灯台", "2", "3"]


def test_it_is_asked_on_a_server_with_the_key_of_the_environment(
    ask: Callable[..., bool], tmp_path: Path, service: QuestionService, keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = add(keys, "ask", documents=["2025-*"])
    (tmp_path / "q.csv").write_text(f"question\n{LIGHTHOUSE}\n秘密の展望台は誰が設計しましたか\n", encoding="utf-8")

    with serving(create_app(ready(service), [], threads=1, keys=keys)) as port:
        url = f"http://127.0.0.1:{port}"
        with pytest.raises(KeyRefused):
            ask("q.csv", "a.csv", url=url)
        monkeypatch.setenv("TRIPQA_CLIENT_KEY", shown)
        assert ask("q.csv", "a.csv", url=url, settings=load_settings({}))
    assert "tripqa_" not in repr(load_settings({}))

    assert rows_of(tmp_path / "a.csv")[0]["status"] == "answered"
    assert "佐藤花子" not in (tmp_path / "a.csv").read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    [[], ["灯台", "--file", "q.csv", "--out", "a.csv"], ["--file", "q.csv"], ["灯台", "--bom"], ["灯台", "--url", "x"]],
)
def test_a_question_and_a_file_exclude_each_other(words: list[str]) -> None:
    assert CliRunner().invoke(app, ["ask", *words]).exit_code == 2


def test_the_command_asks_a_file(tmp_path: Path, service: QuestionService, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "q.csv").write_text("question\n?!\n", encoding="utf-8")
    monkeypatch.setattr("tripqa.cli.Opened.of", lambda settings, say: Opened(service))

    done = CliRunner().invoke(app, ["ask", "--file", str(tmp_path / "q.csv"), "--out", str(tmp_path / "a.jsonl")])

    assert done.exit_code == 1
    assert issubclass(AnswersError, TripqaError)
    assert json.loads((tmp_path / "a.jsonl").read_text("utf-8"))["error"]
