"""What a benchmark says is what happened: counts, figures, verdicts; nothing here depends on how fast a machine is."""

from __future__ import annotations

import json
import math
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from tests.builders import document
from tests.datasets import jsonl, make_dataset
from tripqa.index.vectors import PassageVectors
from tripqa.parsing.corpus import read_corpus
from tripqa.text.language import find_language
from tripqa.text.passages import split
from tripqa_lab.benchmarks.bounds import bounds, bounds_sheet
from tripqa_lab.benchmarks.clients import Target, ask_all
from tripqa_lab.benchmarks.encoders import Speed, encode_passages, encode_questions
from tripqa_lab.benchmarks.growing import write_corpus
from tripqa_lab.benchmarks.load import Load, percentile
from tripqa_lab.benchmarks.machine import describe_machine, peak_of_this, resident, resident_of_this
from tripqa_lab.benchmarks.making import (
    ENCODER,
    READER,
    FirstStart,
    FirstStarts,
    Made,
    making_bounds,
    making_sheet,
    measure_making,
)
from tripqa_lab.benchmarks.nearest import alone_sheet, find_among, grown, recall_skimmed
from tripqa_lab.benchmarks.process import Probe, free_port, replies, running
from tripqa_lab.benchmarks.questions import Asked, distinct_questions, read_real_questions
from tripqa_lab.benchmarks.rates import rates_sheet
from tripqa_lab.benchmarks.rounds import Hand, measure_rounds
from tripqa_lab.benchmarks.sizes import documents_for
from tripqa_lab.benchmarks.starts import Start
from tripqa_lab.benchmarks.table import Sheet
from tripqa_lab.errors import BenchmarkError

DATA = Path(__file__).parent / "data"
THOUSANDS = 12_000
SLOWLY, QUICKLY = Load((0.2, 0.2), (), 0.4), Load((0.1, 0.1), (), 0.2)


@pytest.fixture(scope="module")
def real() -> list[Asked]:
    return read_real_questions(DATA / "questions.jsonl", DATA / "townhall/queries.jsonl")


class Handler(BaseHTTPRequestHandler):
    """Answers with what the question asks for."""

    protocol_version = "HTTP/1.1"
    asked: list[str]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body["question"])
        if "hang up" in body["question"]:
            self.close_connection = True
            return
        hits = [] if "no hits" in body["question"] else [{"rank": rank} for rank in range(body["top_k"])]
        reply = json.dumps({"question": "あ" * 50_000, "hits": hits}, ensure_ascii=False).encode()
        self.send_response(500 if "fail" in body["question"] else 200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    request_queue_size = 64  # with five, the sixth client would be kept waiting for a second


@contextmanager
def listening() -> Iterator[tuple[Target, list[str]]]:
    asked: list[str] = []
    server = Server(("127.0.0.1", 0), type("Asked", (Handler,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Target(server.server_port, "/search", top_k=5), asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_thousands_of_questions_are_distinct_and_the_same_in_every_run(real: list[Asked]) -> None:
    questions = distinct_questions(real, THOUSANDS)

    assert len({" ".join(question.split()).casefold() for question in questions}) == THOUSANDS
    assert questions == distinct_questions(real, THOUSANDS)
    assert questions[:500] == distinct_questions(real, 500)


def test_questions_are_as_long_as_real_ones_in_every_stretch(real: list[Asked]) -> None:
    usual = median(len(one.text) for one in real)
    questions = distinct_questions(real, THOUSANDS)

    for start in range(0, THOUSANDS, 200):
        assert usual - 2 <= median(map(len, questions[start : start + 200])) <= usual + 8


def test_languages_take_turns(real: list[Asked]) -> None:
    found = [find_language(question) for question in distinct_questions(real, 1000)]

    for start in range(0, 1000, 100):
        assert min(found[start : start + 100].count(language) for language in {one.language for one in real}) >= 10


def test_more_questions_than_can_be_made_are_refused(real: list[Asked]) -> None:
    with pytest.raises(BenchmarkError, match="ask for fewer rounds"):
        distinct_questions(real, 1_000_000)


@pytest.mark.parametrize("clients", [1, 4, 16])
def test_clients_ask_every_question_once(clients: int) -> None:
    questions = [f"高雄港 {number}" for number in range(40)]

    with listening() as (target, asked):
        load = ask_all(target, questions, clients)

    assert sorted(asked) == sorted(questions)
    assert len(load.latencies) == 40
    assert load.failures == ()
    assert 0 < max(load.latencies) <= load.seconds


def test_more_clients_than_questions_leave_some_idle() -> None:
    with listening() as (target, asked):
        assert len(ask_all(target, ["a", "b"], 16).latencies) == len(asked) == 2


def test_what_is_no_answer_counts_as_a_failure_and_the_rest_is_asked() -> None:
    with listening() as (target, asked):
        load = ask_all(target, ["one", "fail", "hang up", "no hits", "two", "hang up"], 2)

    assert len(asked) == 6
    assert len(load.latencies) == 2
    said = ["HTTP/1.1 500 Internal Server Error", "a reply without hits", "the server hung up", "the server hung up"]
    assert sorted(load.failures) == said
    assert load.rate == pytest.approx(2 / load.seconds)


def test_a_server_that_is_not_there_is_an_error() -> None:
    with pytest.raises(BenchmarkError, match="there is no server"):
        ask_all(Target(free_port(), "/search", 5), ["a"], 1)


def test_percentiles_are_by_nearest_rank() -> None:
    hundred = [float(value) for value in range(100, 0, -1)]

    assert (percentile(hundred, 0.5), percentile(hundred, 0.99), percentile(hundred, 1)) == (50, 99, 100)
    assert (percentile([3.0, 1.0, 2.0], 0.5), percentile([7.0], 0.99)) == (2, 7)
    assert math.isinf(percentile([], 0.5))


def test_a_server_is_started_waited_for_and_ended() -> None:
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with running(command, {}, port, Probe("GET", "/")) as server:
        assert replies(port, Probe("GET", "/"))
        assert not replies(port, Probe("GET", "/nowhere"))
        assert server.ready > 0
        if sys.platform == "linux":
            assert resident(server.pid) > 1_000_000

    assert not replies(port, Probe("GET", "/"))


def test_a_server_that_does_not_start_leaves_its_last_words() -> None:
    command = [sys.executable, "-c", "raise SystemExit('the harbour is closed')"]

    with (
        pytest.raises(BenchmarkError, match="the harbour is closed"),
        running(command, {}, free_port(), Probe("GET", "/")),
    ):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_is_that_of_the_process() -> None:
    assert 1_000_000 < resident_of_this() <= peak_of_this()
    with pytest.raises(BenchmarkError, match="only Linux"):
        resident(2**22 + 1)  # beyond the greatest id that Linux gives


def test_threads_share_the_questions() -> None:
    load = encode_questions("hashing", [f"question {number}" for number in range(30)], threads=3)

    assert len(load.latencies) == 30
    assert encode_passages("hashing", ["高雄", "釜山"]) > 0


def test_every_round_goes_the_other_way_and_questions_are_shared_or_new() -> None:
    done: list[tuple[str, tuple[str, ...]]] = []

    def hand(name: str) -> Hand:
        return Hand(name, lambda texts, clients: done.append((name, tuple(texts))) or SLOWLY, shares=name != "own")

    hands = [hand("first"), hand("second"), hand("own")]
    questions = (str(number) for number in range(19))
    rounds = measure_rounds(hands, [1, 2], questions, each=1, rounds=2, progress=lambda done, total: None)

    del done[:3]  # what warms up
    names = "".join(name[0] for name, _ in done)
    assert names == "fso" * 2 + "osf" * 2
    by_hand = {name: [texts for who, texts in done if who == name] for name in ("first", "second", "own")}
    assert by_hand["first"] == by_hand["second"]
    assert len({*by_hand["first"], *by_hand["own"]}) == 8
    assert [set(one) for one in rounds] == [{(name, count) for name in by_hand for count in (1, 2)}] * 2


def test_rounds_end_where_questions_do() -> None:
    hand = Hand("hand", lambda texts, clients: SLOWLY)

    with pytest.raises(BenchmarkError, match="no more distinct questions"):
        measure_rounds([hand], [1], iter("abc"), each=2, rounds=2, progress=lambda done, total: None)


def test_bounds_say_what_holds_and_what_does_not() -> None:
    start = Start(ready=2.0, first_answer=2.1, asked=1000, resident=500_000_000, failures=())
    speeds = [(Speed(0.004, 120), Speed(0.01, 40)), (Speed(0.005, 100), Speed(0.01, 50))]
    one = {("search", 1): SLOWLY, ("encode", 1): QUICKLY, ("ask", 1): replace(SLOWLY, seconds=1.2)}

    rows = bounds_sheet(bounds([start], speeds, [one], clients=[1])).rows

    assert rows == (
        ("start to ready", "2.00 s", "2.00 s", "2.00 s", "at most 3 s", "holds"),
        ("resident after 1,000 questions", "500 MB", "500 MB", "500 MB", "at most 450 MB", "does not hold"),
        ("time of one question / reference encoder's", "0.45", "0.40", "0.50", "at most 0.45", "holds"),
        ("rate of passages / reference encoder's", "2.50", "2.00", "3.00", "at least 3", "does not hold"),
        ("time of /v1/search / encode_question, 1 client", "2.00", "2.00", "2.00", "at most 1.25", "does not hold"),
        ("time of /v1/ask / /v1/search, 1 client", "3.00", "3.00", "3.00", "at most 3", "holds"),
        ("p99 / p50 of /v1/search, 1 client", "1.00", "1.00", "1.00", "at most 3", "holds"),
    )


def test_where_every_question_failed_no_bound_holds() -> None:
    nothing = Load((), ("HTTP/1.1 500 Internal Server Error",) * 2, 0.1)

    found = bounds(
        [Start(9.0, 9.0, 2, 10**9, nothing.failures)],
        [(Speed(1, 1), Speed(1, 1))],
        [{("search", 1): nothing, ("encode", 1): QUICKLY, ("ask", 1): nothing}],
        clients=[1],
    )

    assert not any(one.holds for one in found)
    assert "does not hold" in {row[-1] for row in bounds_sheet(found).rows}


def test_one_round_without_any_answer_is_endless_and_no_bound_holds_by_it() -> None:
    nothing = Load((), ("HTTP/1.1 500 Internal Server Error",), 0.1)
    answered = {("search", 1): SLOWLY, ("encode", 1): SLOWLY, ("ask", 1): SLOWLY}
    start, speed = Start(1.0, 1.0, 2, 1, ()), Speed(1, 1)

    for silent in answered:
        found = bounds([start], [(speed, speed)], [answered, {**answered, silent: nothing}, answered], clients=[1])
        ratios = [one.spread for one in found if silent[0] in one.name and "client" in one.name]
        assert [(one.middle, one.least, one.most) for one in ratios] == [(1, 1, math.inf)] * len(ratios)
        assert ratios

    (row,) = rates_sheet([{("search", 1): nothing}, {("search", 1): SLOWLY}, {("search", 1): nothing}]).rows
    assert row == ("tripqa, /v1/search", "1", "0", "inf", "inf", "2")


def test_vectors_grow_by_real_ones_turned_a_little_and_recall_is_of_the_nearest_ten() -> None:
    real = np.random.default_rng(1).normal(size=(400, 96)).astype(np.float32)
    real /= np.linalg.norm(real, axis=1, keepdims=True)

    vectors = grown(real, 1000)

    assert np.array_equal(vectors[:400], real)
    assert np.mean(np.sum(vectors[400:800] * real, axis=1)) == pytest.approx(0.9, abs=0.01)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors, grown(real, 1000))
    questions = list(real[:20])
    assert recall_skimmed(vectors, PassageVectors(vectors, None), questions) == 1
    assert recall_skimmed(vectors, PassageVectors(np.zeros_like(vectors), None), questions) == 0
    assert recall_skimmed(real[:5], PassageVectors.skimming(real[:5]), questions) == 1


def test_vectors_alone_are_a_row_that_says_what_is_real() -> None:
    real = np.eye(300, 40, dtype=np.float32) + np.float32(0.1)

    (row,) = alone_sheet("bundled", [find_among(real, 500, list(real[:3]))]).rows

    assert (row[:3], row[5]) == (("500", "300", "bundled"), "1.000")


def test_what_is_ingested_at_a_size_is_read_back_as_it_was_made(tmp_path: Path) -> None:
    real = make_dataset(tmp_path)
    rows = [{"_id": "長" * 300 + str(number), "title": "題", "text": f"{number}番の港です。"} for number in range(3)]
    (real / "corpus.jsonl").write_text(jsonl(rows), encoding="utf-8")
    made = documents_for(read_corpus(real).documents, 5)

    write_corpus(real, 5, tmp_path / "made")

    found = read_corpus(tmp_path / "made").documents
    assert len(found) == len(made) >= 5
    assert {(one.title, one.text, one.language) for one in found} == {
        (one.title, one.text, one.language) for one in made
    }


def test_a_sheet_is_a_table_in_markdown() -> None:
    sheet = Sheet("Ports", ("name", "depth"), (("高雄", "16"), ("釜山", "17")))

    assert sheet.markdown() == "Ports:\n\n| name | depth |\n| --- | ---: |\n| 高雄 | 16 |\n| 釜山 | 17 |"
    assert sheet.for_terminal().row_count == 2


def test_a_corpus_grows_by_documents_that_differ() -> None:
    real = [document(f"{place}の港です。{place}には岸壁があります。", id=f"r{place}") for place in "甲乙丙丁"]

    made = documents_for(real, 14)

    assert made[:4] == real
    assert sum(len(split(one)) for one in made) == 14
    assert len({one.id for one in made}) == len({one.text for one in made}) == len(made)
    assert made == documents_for(real, 14)
    with pytest.raises(BenchmarkError, match="too few documents"):
        documents_for(real, 1000)
    with pytest.raises(BenchmarkError, match="no text"):
        documents_for([document("  ")], 1)


def test_the_machine_is_described() -> None:
    described = describe_machine()

    assert f"{len(os.sched_getaffinity(0))} cores" in described
    assert "faiss-cpu" in described


def first_start(seconds: float, peak: int) -> FirstStart:
    return FirstStart({ENCODER: Made(seconds, peak), READER: Made(2, 400_000_000)}, 3 * seconds)


def test_making_is_held_against_the_base_of_its_own_round() -> None:
    rounds = [(first_start(5, 400_000_000), first_start(20, 2_000_000_000)) for _ in range(2)]
    rounds.append((first_start(9, 500_000_000), first_start(30, 2_000_000_000)))

    time, memory = making_bounds(rounds)

    assert (time.spread.middle, time.spread.most, time.holds) == (0.25, 0.3, True)
    assert (memory.spread.middle, memory.spread.most, memory.holds) == (0.2, 0.25, True)
    assert making_sheet(rounds).rows[0] == ("here, encoder", "5.0 (5.0 to 9.0)", "400")
    assert making_sheet(rounds).rows[-1] == ("base, ingest to first answer", "60.0 (60.0 to 90.0)", "")
    assert making_bounds([(start,) for start, _ in rounds]) == []


def test_a_first_start_is_measured_of_any_checkout(tmp_path: Path) -> None:
    package = tmp_path / "checkout/src/tripqa"
    for folder in (package, package / "encoders"):
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
    (package / "encoders/bundled.py").write_text("def light_folder(cache, say): say('made')", encoding="utf-8")
    (package / "__main__.py").write_text("", encoding="utf-8")
    noted = list[tuple[int, int]]()
    plan = FirstStarts(tmp_path, "?", (tmp_path / "checkout",), rounds=2)

    rounds = measure_making(plan, lambda doing, counted: lambda done, total: noted.append((done, total)))

    assert noted == [(1, 2), (2, 2)]
    assert [list(start.parts) for (start,) in rounds] == [[ENCODER]] * 2  # it has no reader
    assert all(start.answered > 0 for (start,) in rounds)
