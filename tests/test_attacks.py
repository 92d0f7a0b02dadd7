"""What the attack script counts, on figures that anyone can check and on a server of its own."""

from __future__ import annotations

import sys

import pytest

from tests.raw import serving
from tests.test_api import ready
from tripqa.api.app import create_app
from tripqa.service import QuestionService
from tripqa_lab.benchmarks.attacks import Harm, Plan, attack, harm_sheet
from tripqa_lab.benchmarks.clients import Target
from tripqa_lab.benchmarks.load import Load

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
