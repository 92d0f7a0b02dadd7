"""Threads that several callers share: a piece of work of each in turn."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.waiting import soon
from tripqa.reading.in_turn import InTurn


def test_who_has_few_waits_for_nobodys_many() -> None:
    shared, done, both_wait = InTurn(1, "read"), list[str](), threading.Event()

    def work(item: str) -> str:
        assert item != "many 1" or both_wait.wait(20)
        done.append(item)
        return item.upper()

    with ThreadPoolExecutor(2) as callers:
        many = callers.submit(shared.map, work, ["many 1", "many 2", "many 3", "many 4"])
        assert soon(lambda: shared.waiting == 3)
        few = callers.submit(shared.map, work, ["few 1"])
        assert soon(lambda: shared.waiting == 4)
        both_wait.set()

        assert few.result() == ["FEW 1"]
        assert many.result() == ["MANY 1", "MANY 2", "MANY 3", "MANY 4"]

    assert done == ["many 1", "many 2", "few 1", "many 3", "many 4"]


def test_what_fails_is_raised_and_holds_nobody_else_up() -> None:
    shared = InTurn(1, "read")

    with pytest.raises(ZeroDivisionError):
        shared.map(lambda item: 1 // item, [1, 0, 2])

    assert shared.map(str, [1, 2]) == ["1", "2"]
    assert shared.map(str, []) == []
