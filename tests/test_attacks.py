"""What the attack script counts, on figures that anyone can check and on a server of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI, Response

from tests.raw import serving
from tests.scripted import scripted
from tests.test_answering import app_of, never_ends
from tests.test_api import ready
from tripqa.api.app import create_app
from tripqa.api.pieces import PIECE, Pieces
from tripqa.parsing.corpus import read_corpus
from tripqa.service import QuestionService
from tripqa_lab.benchmarks import large, streams
from tripqa_lab.benchmarks.attacks import Harm, Plan, attack, harm_sheet
from tripqa_lab.benchmarks.clients import Target
from tripqa_lab.benchmarks.load import Load
from tripqa_lab.benchmarks.process import Running

PLAN = Plan(hung_up=3, connections=20, seconds=1, asked=3)


def test_a_sheet_says_what_the_polite_client_paid_and_how_often_it_was_refused() -> None:
    alone, beside = Load((0.01, 0.02, 0.03), (), 1), Load((0.05,), ("HTTP/1.1 503 Service Unavailable",) * 2, 1)
    harm = Harm("here", 0.5, alone, beside, Load((1.0,) * 4, ("HTTP/1.1 503 Service Unavailable",) * 7, 1))

    assert harm.refused == 2
    assert [row[1] for row in harm_sheet([harm], PLAN).rows] == ["0.50", "20", "50", "2.5x", "1", "2", "4", "7"]


@pytest.mark.skipif(sys.platform != "linux", reason="the greedy client has another address of this machine")
def test_a_polite_client_is_answered_beside_a_greedy_one_that_is_told_to_come_back(
    hashing_service: QuestionService,
) -> None:
    with serving(create_app(ready(hashing_service), [], threads=2)) as port:
        harm = attack("here", Target(port, "/v1/ask", 5), ["港は?", "KLIDとは"], PLAN)

    assert (harm.refused, len(harm.alone.latencies)) == (0, 3)
    assert harm.beside.latencies
    assert harm.greedy.failures


@pytest.mark.skipif(sys.platform != "linux", reason="streams come from other addresses of this machine")
def test_a_round_asks_alone_and_beside_streams_that_are_all_open(hashing_service: QuestionService) -> None:
    said: list[str] = []
    plan = streams.Plan(Path(), streams=4, rounds=1, questions=2, seconds=1)

    with scripted(never_ends) as model, serving(app_of(hashing_service, model.address)) as port:
        target = Target(port, "/v1/ask", 5)
        seen = streams.measure_round(1, plan, target, iter(["KLIDとは", "港は?", "g0vとは", "台北は?"]), said.append)

    assert seen.open == 4
    assert min(seen.alone, seen.beside, seen.whole, seen.first) > 0
    assert "4 streams open" in said[0]


def test_streams_are_held_against_their_bounds() -> None:
    kept = streams.Seen(alone=0.1, beside=0.11, whole=0.1, first=0.13, open=50, statements=9)
    broken = streams.Seen(alone=0.1, beside=0.12, whole=0.1, first=0.14, open=0, statements=0)

    assert all(bound.holds for bound in streams.stream_bounds([kept], 50))
    assert [bound.holds for bound in streams.stream_bounds([broken], 50)] == [False] * 4


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_server_is_burdened_with_a_document_that_some_leave_and_some_do_not_read() -> None:
    app = FastAPI()
    app.get("/v1/documents/large")(lambda: Response(b"x" * (40 * PIECE)))
    app.post("/v1/ask")(lambda: {"hits": [{}]})
    app.add_middleware(Pieces)
    plan = large.Plan(characters=0, gone=2, unread=3, stays=0)

    with serving(app) as port:
        burden = large.burden("here", Running(os.getpid(), port, 0.0), plan)

    assert (burden.sent, burden.open) == (40 * PIECE, 3)
    rows = [row[0] for row in large.burden_sheet([burden], plan).rows]
    assert (len(rows), rows[-1]) == (9, "… connections open after 0 s")


def test_a_large_report_has_sections_and_as_many_characters_as_are_wanted(tmp_path: Path) -> None:
    large.write_large(2000, tmp_path / "corpus")

    (document,) = read_corpus(tmp_path / "corpus").documents
    assert 1900 < len(document.text) <= 2000
    assert document.text.count("節 視察の記録") > 20
