"""`tripqa evaluate`: a dataset in, figures, a run and answers out; what is interrupted goes on."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Response
from rich.console import Console

from tests.conftest import service_over
from tests.datasets import CORPUS, QUESTIONS, jsonl, make_dataset
from tests.test_api import ready
from tripqa.api.app import create_app
from tripqa.domain import Missing, NoAnswer
from tripqa.errors import CorpusError, EvaluationError, ServerError
from tripqa.evaluate_command import Wished, evaluate_dataset, print_report
from tripqa.evaluation import evaluating
from tripqa.evaluation.asked import Asked
from tripqa.evaluation.dataset import read_dataset
from tripqa.evaluation.evaluating import Options, evaluate
from tripqa.evaluation.journal import Journal, working
from tripqa.evaluation.places import Here, here
from tripqa.parsing.corpus import read_corpus
from tripqa.questions import DEFAULT_HITS, MOST_HITS
from tripqa.service import QuestionService, Reply
from tripqa.settings import Settings, load_settings
from tripqa.wire.answers import AnswerOut
from tripqa.wire.reports import ReportOut
from tripqa.wiring import choose_encoder, make_service, open_index

PLAIN = Options(limit=None, answers=True, run_file=None, answers_file=None)


class Counted:
    """A service that counts what it is asked, and the index that it is opened over."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.opened = 0

    def __call__(self, settings: Settings) -> QuestionService:
        self.opened += 1
        encoder = choose_encoder(settings)
        service = make_service(open_index(settings, encoder), encoder, settings)
        asks = service.ask

        def ask(text: str, **options: Any) -> Reply:
            self.asked.append(text)
            return asks(text, **options)

        service.ask = ask  # type: ignore[method-assign]
        return service


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"encoder": "hashing", "cache": tmp_path / "cache", "index": tmp_path / "none"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_dataset(tmp_path / "set")


def run(folder: Path, settings: Settings, serve: Any = None, **changes: Any) -> ReportOut:
    url, compare_with = changes.pop("url", None), changes.pop("compare_with", None)
    wished = Wished(folder, replace(PLAIN, **changes), url, compare_with)
    return evaluate_dataset(wished, settings, serve or Counted(), Console(stderr=True))


def left(settings: Settings) -> list[Path]:
    return list((settings.cache / "evaluations").glob("*"))


def test_figures_come_by_question_language_and_for_all(folder: Path, settings: Settings) -> None:
    report = run(folder, settings)

    assert [(row.language, row.asked) for row in report.rows] == [("ja", 2), ("en", 2), ("all", 4)]
    figures = report.rows[-1].figures
    assert (figures["R@1"].value, figures["nDCG@10"].of) == (1, 3)
    assert (figures["gold_in_citations"].count, figures["gold_in_citations"].of) == (2, 3)
    assert (figures["refused"].count, figures["refused"].of) == (1, 1)
    assert (report.questions.asked, report.questions.not_judged) == (4, 1)
    assert (report.dataset.documents, report.index.other_documents) == (len(CORPUS), 0)
    assert set(report.by_question) == {"q1", "q2", "q3", "q4"}
    assert report.by_question["q2"].figures["gold_in_citations"] == 0


def test_the_index_is_temporary_and_the_operator_s_own_is_not_touched(folder: Path, settings: Settings) -> None:
    run(folder, settings)

    assert left(settings) == []
    assert not settings.index.exists()


def test_the_same_questions_of_the_same_index_give_the_same_report(folder: Path, settings: Settings) -> None:
    assert run(folder, settings).model_dump_json() == run(folder, settings).model_dump_json()


def test_a_run_holds_each_document_of_the_dataset_once_at_its_best_passage(tmp_path: Path, settings: Settings) -> None:
    long = "\n\n".join(f"高雄港の貨物を視察しました。第{i}岸壁です。" * 8 for i in range(6))
    rows = jsonl([*CORPUS, {"_id": "long", "title": "", "text": long}]).replace("Town Hall", "Town_Hall")
    qrels = "q1\tharbour\t1\nq2\tmarket\t1\nq3\tTown_Hall\t1\n"
    folder = make_dataset(tmp_path / "set", corpus_jsonl=rows, qrels_tsv=qrels)
    run(folder, settings, run_file=tmp_path / "run.txt")

    lines = [line.split(" ") for line in (tmp_path / "run.txt").read_text(encoding="utf-8").splitlines()]
    assert [line[0] for line in lines] == sorted(line[0] for line in lines)
    for question in ("q1", "q2", "q3", "q4"):
        mine = [line for line in lines if line[0] == question]
        assert {line[2] for line in mine} == {"harbour", "market", "Town_Hall", "long"}
        assert [line[3] for line in mine] == ["1", "2", "3", "4"]
        assert [float(line[4]) for line in mine] == sorted((float(line[4]) for line in mine), reverse=True)
        assert {(line[1], line[5]) for line in mine} == {("Q0", "tripqa")}


def test_ids_that_do_not_fit_into_a_run_are_refused_before_anything_is_asked(folder: Path, settings: Settings) -> None:
    counted = Counted()

    with pytest.raises(EvaluationError, match="'Town Hall' holds white space"):
        run(folder, settings, counted, run_file=folder / "run.txt")
    assert (counted.asked, left(settings)) == ([], [])


def test_answers_are_the_ask_shape_and_which_question_they_are_of(
    folder: Path, settings: Settings, tmp_path: Path
) -> None:
    run(folder, settings, answers_file=tmp_path / "answers.jsonl")

    lines = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line.pop("question_id") for line in lines] == ["q1", "q2", "q3", "q4"]
    for line in lines:
        answer = AnswerOut.model_validate(line)
        assert len(answer.hits) <= DEFAULT_HITS
    assert [line["status"] for line in lines] == ["answered", "answered", "answered", "no_answer"]
    assert lines[0]["question"] == QUESTIONS[0]["text"]


def test_a_table_has_a_row_for_each_question(folder: Path, settings: Settings, tmp_path: Path) -> None:
    report = run(folder, settings, table_file=tmp_path / "questions.csv")

    rows = list(csv.DictReader((tmp_path / "questions.csv").read_text("utf-8").splitlines()))
    assert [(row["question_id"], row["refused"]) for row in rows] == [
        ("q1", "False"), ("q2", "False"), ("q3", "False"), ("q4", "True"),
    ]  # fmt: skip
    assert rows[0]["question"] == QUESTIONS[0]["text"]
    assert rows[0]["found"].split()[0] == "harbour"
    for row in rows:
        figures = report.by_question[row["question_id"]].figures
        assert all(float(row[name]) == value for name, value in figures.items() if name != "refused")
    with pytest.raises(EvaluationError, match="no format"):
        run(folder, settings, table_file=tmp_path / "questions.txt")


def test_a_title_is_searched_and_never_quoted(tmp_path: Path, settings: Settings) -> None:
    rows = [
        {"_id": "a", "title": "札幌雪祭り", "text": "道は白い。"},
        {"_id": "b", "title": "港", "text": "船が着く。"},
    ]
    asked = [{"_id": "q", "text": "札幌雪祭り", "answers": ["札幌雪祭り"]}]
    folder = make_dataset(tmp_path / "set", corpus_jsonl=jsonl(rows), queries_jsonl=jsonl(asked), qrels_tsv="q\ta\t1")
    report = run(folder, settings, answers_file=tmp_path / "answers.jsonl")

    answer = json.loads((tmp_path / "answers.jsonl").read_text(encoding="utf-8"))
    assert [citation["quote"] for citation in answer["citations"]] == ["道は白い。"]
    assert answer["hits"][0]["document"]["title"] == "札幌雪祭り"
    assert report.rows[-1].figures["R@1"].value == 1
    assert report.rows[-1].figures["gold_in_citations"].value == 0


def test_other_files_of_the_folder_are_not_ingested(folder: Path, settings: Settings) -> None:
    (folder / "README.txt").write_text("高雄港の貨物は何を視察しましたか", encoding="utf-8")
    (folder / "more.jsonl").write_text('{"_id": "x", "text": "y"}', encoding="utf-8")

    assert run(folder, settings).by_question["q1"].figures["R@1"] == 1


def test_for_retrieval_alone_no_answer_is_asked_for(folder: Path, settings: Settings) -> None:
    counted = Counted()
    report = run(folder, settings, counted, answers=False)

    assert counted.asked == []
    assert report.rows[-1].figures["R@1"].value == 1
    assert all(
        report.rows[-1].figures[name].value is None for name in ("gold_in_citations", "false_refusals", "refused")
    )


def test_a_limit_leaves_questions_out_and_says_so(folder: Path, settings: Settings) -> None:
    counts = run(folder, settings, limit=2).questions

    assert (counts.asked, counts.over_limit) == (2, 2)


def test_a_question_that_the_service_does_not_take_finds_nothing(tmp_path: Path, settings: Settings) -> None:
    asked = [*QUESTIONS, {"_id": "long", "text": "港" * 3000}]
    folder = make_dataset(tmp_path / "set", queries_jsonl=jsonl(asked), qrels_tsv="q1\tharbour\t1\nlong\tharbour\t1\n")
    report = run(folder, settings, answers_file=tmp_path / "answers.jsonl")

    assert report.questions.not_taken == 1
    assert report.by_question["long"].figures["nDCG@10"] == 0
    assert report.by_question["long"].figures["false_refusals"] == 1
    assert "long" not in (tmp_path / "answers.jsonl").read_text(encoding="utf-8")


def test_the_area_is_of_the_confidence_that_replies_carry(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve(settings: Settings) -> QuestionService:
        service = Counted()(settings)
        asks = service.ask
        sure = {"zzz qqq xxx": 0.1}
        service.ask = lambda text, **options: replace(  # type: ignore[method-assign]
            asks(text, **options), answer=NoAnswer(sure.get(text, 0.9), Missing(None, None), "not_stated")
        )
        return service

    assert run(folder, settings, serve).rows[-1].figures["auroc"].value == 1


def parts(settings: Settings, serve: Counted) -> Here:
    return Here(
        settings,
        choose_encoder(settings),
        lambda index: serve(settings.model_copy(update={"index": index})),
        lambda done, total: None,
    )


def interrupted_after(count: int) -> Any:
    def progress(done: int, total: int) -> None:
        if done == count:
            raise KeyboardInterrupt

    return progress


def test_an_interrupted_run_goes_on_where_it_stopped(folder: Path, settings: Settings, tmp_path: Path) -> None:
    dataset, options = read_dataset(folder, None), replace(PLAIN, answers_file=tmp_path / "answers.jsonl")
    first, second = Counted(), Counted()
    with pytest.raises(KeyboardInterrupt):
        evaluate(dataset, here(dataset, parts(settings, first), answers=True), options, settings.cache,
                 interrupted_after(2))  # fmt: skip
    (work,) = left(settings)
    with (work / "journal.jsonl").open("ab") as stream:
        stream.write(b'{"question_id": "q3", "torn')

    seen: list[tuple[int, int]] = []
    report = evaluate(dataset, here(dataset, parts(settings, second), answers=True), options, settings.cache,
                      lambda done, total: seen.append((done, total)))  # fmt: skip

    assert [len(first.asked), len(second.asked)] == [2, 2]
    assert seen == [(3, 4), (4, 4)]
    assert left(settings) == []
    assert report == run(folder, settings)
    assert len((tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()) == 4


def test_what_was_indexed_is_not_indexed_again(folder: Path, settings: Settings) -> None:
    dataset = read_dataset(folder, None)
    encoded: list[int] = []
    watched = replace(parts(settings, Counted()), progress=lambda done, total: encoded.append(done))
    for done in (1, 2):
        with pytest.raises(KeyboardInterrupt):
            evaluate(dataset, here(dataset, watched, answers=True), PLAIN, settings.cache, interrupted_after(done))

    assert len(encoded) == 2  # passages and sentences, once


def test_other_wishes_are_other_work(folder: Path, settings: Settings) -> None:
    dataset = read_dataset(folder, None)
    place = here(dataset, parts(settings, Counted()), answers=True)
    for options in (PLAIN, replace(PLAIN, answers_file=folder / "answers.jsonl")):
        with pytest.raises(KeyboardInterrupt):
            evaluate(dataset, place, options, settings.cache, interrupted_after(1))

    assert len(left(settings)) == 2


def test_an_interruption_says_how_to_go_on(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(evaluating, "judge_reply", interrupt)

    with pytest.raises(KeyboardInterrupt):
        run(folder, settings)
    assert "run the same command again to go on" in capsys.readouterr().err


def interrupt(*_: object, **__: object) -> Asked:
    raise KeyboardInterrupt


def test_two_at_once_do_not_share_a_work_folder(tmp_path: Path) -> None:
    with (
        working(tmp_path / "work"),
        pytest.raises(EvaluationError, match="already running"),
        working(tmp_path / "work"),
    ):
        pass
    with working(tmp_path / "work") as again:
        assert again.is_dir()
    assert not (tmp_path / "work").exists()


def test_a_damaged_journal_is_named(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_text("{}\n", encoding="utf-8")

    with pytest.raises(EvaluationError, match="is damaged; delete"):
        list(Journal(tmp_path / "journal.jsonl"))


@pytest.mark.parametrize("option", ["run_file", "answers_file"])
def test_a_file_without_a_place_is_refused_before_anything_is_asked(
    folder: Path, settings: Settings, option: str
) -> None:
    with pytest.raises(EvaluationError, match="in a folder that is there"):
        run(folder, settings, **{option: folder / "none" / "file"})
    assert left(settings) == []


def test_a_comparison_with_itself_shows_no_difference(folder: Path, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(run(folder, settings).model_dump_json(), encoding="utf-8")
    found = run(folder, settings, compare_with=tmp_path / "old.json").comparison

    assert found
    assert found.same_dataset
    assert {change.verdict for change in found.changes} == {"no difference shown"}
    assert {change.language for change in found.changes} == {"ja", "en", "all"}


def test_a_comparison_with_a_report_of_another_dataset_is_refused_before_anything_is_asked(
    folder: Path, settings: Settings, tmp_path: Path
) -> None:
    report = run(folder, settings)
    other = report.model_copy(update={"by_question": {"x": report.by_question["q1"]}})
    (tmp_path / "old.json").write_text(other.model_dump_json(), encoding="utf-8")
    serve = Counted()

    with pytest.raises(EvaluationError, match="no question of set"):
        run(folder, settings, serve, compare_with=tmp_path / "old.json")
    assert serve.opened == 0


def test_the_run_and_the_answers_go_to_two_files(folder: Path, settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="two files"):
        run(folder, settings, run_file=tmp_path / "x", answers_file=tmp_path / "x")


@pytest.mark.parametrize("text", ["", "{}", "[]"])
def test_a_comparison_with_something_else_is_refused(
    folder: Path, settings: Settings, tmp_path: Path, text: str
) -> None:
    (tmp_path / "old.json").write_text(text, encoding="utf-8")

    for name in ("old.json", "none.json"):
        with pytest.raises(EvaluationError, match="that --json printed"):
            run(folder, settings, compare_with=tmp_path / name)


def test_the_table_says_what_was_asked_and_what_was_left_out(
    folder: Path, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.json").write_text(run(folder, settings).model_dump_json(), encoding="utf-8")
    report = run(folder, settings, limit=3, compare_with=tmp_path / "old.json")
    capsys.readouterr()
    print_report(report, Console(soft_wrap=True))

    shown = capsys.readouterr().out
    for words in ("set ", "3 questions, 4 documents", "splitter", "space hashing", "1 questions left out by --limit",
                  "nDCG@10", "gold answer in citations", "AUROC", "no difference shown"):  # fmt: skip
        assert words in shown, words


def test_refusals_of_each_kind_that_a_dataset_names_are_reported_apart(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = [
        {"_id": "q6", "text": "yyy www vvv", "lang": "en", "answerable": False, "kind": "near_miss"},
        {"_id": "q7", "text": "uuu ttt sss", "lang": "en", "answerable": False, "kind": "false_premise"},
    ]
    folder = make_dataset(tmp_path / "set", queries_jsonl=jsonl([*QUESTIONS, *unknown]))
    report = run(folder, settings)
    capsys.readouterr()
    print_report(report, Console(soft_wrap=True))

    figures = report.rows[-1].figures
    assert figures["refused"].of == 3
    assert (figures["refused_near_miss"].of, figures["refused_false_premise"].of) == (1, 1)
    assert "refused_foreign" not in figures
    shown = capsys.readouterr().out
    assert "near miss refused" in shown
    assert "foreign refused" not in shown


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def service_of(folder: Path, tmp_path: Path) -> QuestionService:
    return service_over(tmp_path / "served", read_corpus(folder).documents)


@pytest.mark.parametrize("answers", [True, False])
def test_a_server_gives_the_figures_that_this_process_gives(
    folder: Path, settings: Settings, tmp_path: Path, answers: bool
) -> None:
    with serving(create_app(ready(service_of(folder, tmp_path)), [], threads=2)) as url:
        served = run(folder, settings, url=url, answers=answers)
    own = run(folder, settings, answers=answers)

    assert (served.rows, served.by_question) == (own.rows, own.by_question)
    assert (served.index.space, served.index.passages) == (own.index.space, own.index.passages)
    assert (served.index.rules, served.settings) == (None, {})
    assert left(settings) == []


def test_a_server_that_is_still_loading_is_waited_for(
    folder: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading: Future[QuestionService] = Future()
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if not loading.done():
            loading.set_result(service_of(folder, tmp_path))

    monkeypatch.setattr("tripqa.evaluation.server.time.sleep", wait)
    with serving(create_app(loading, [], threads=2)) as url:
        assert run(folder, settings, url=url).questions.asked == 4
    assert waits == [2]


def test_a_server_that_is_not_there_is_named(folder: Path, settings: Settings) -> None:
    for url in ("http://127.0.0.1:9", "nowhere", "http://[", "ftp://127.0.0.1"):
        with pytest.raises(ServerError):
            run(folder, settings, url=url)


def test_a_server_of_other_documents_is_refused(folder: Path, settings: Settings, tmp_path: Path) -> None:
    other = make_dataset(tmp_path / "other", corpus_jsonl=jsonl([CORPUS[0] | {"text": "別の文章です。"}, *CORPUS[1:]]))
    with serving(create_app(ready(service_of(other, tmp_path)), [], threads=2)) as url:
        with pytest.raises(ServerError, match="has another text for the document 'harbour'"):
            run(folder, settings, url=url)
        fewer = make_dataset(tmp_path / "fewer", corpus_jsonl=jsonl(CORPUS[1:]))
        assert run(fewer, settings, url=url).index.other_documents == 1


def test_something_that_is_no_tripqa_is_named(folder: Path, settings: Settings) -> None:
    app = FastAPI()
    app.post("/v1/search")(lambda: {"hits": []})

    with serving(app) as url:
        with pytest.raises(ServerError, match="not a tripqa of this version"):
            run(folder, settings, url=url)
        with pytest.raises(ServerError, match="replied 404"):
            run(folder, settings, url=f"{url}/elsewhere")


def test_a_server_that_changes_its_index_is_not_asked_on(folder: Path, settings: Settings, tmp_path: Path) -> None:
    service = service_of(folder, tmp_path)
    app = create_app(ready(service), [], threads=2)

    @app.middleware("http")
    async def renamed(request: Any, proceed: Any) -> Response:
        response = await proceed(request)
        body = b"".join([part async for part in response.body_iterator])
        if request.url.path == "/v1/ask":
            body = body.replace(b'"generation":"2', b'"generation":"9')
        return Response(body, response.status_code, {"content-type": "application/json"})

    with serving(app) as url, pytest.raises(ServerError, match="has changed its index"):
        run(folder, settings, url=url)


def test_as_many_hits_are_asked_for_as_can_be(folder: Path, settings: Settings) -> None:
    assert run(folder, settings).top_k == MOST_HITS


def test_a_folder_that_is_no_dataset_is_named(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"corpus\.jsonl; name a folder in BEIR form"):
        run(tmp_path / "none", settings)
