"""Work waits in turn, and is dropped when nobody waits for it any more."""

from __future__ import annotations

import asyncio
import threading
from typing import TypeVar, cast

import pytest
from starlette.requests import Request
from starlette.types import Message

from tripqa.api.desk import Desk
from tripqa.api.visit import Gone
from tripqa.service import QuestionService

T = TypeVar("T")


class Caller:
    """A client that sends requests from one address, and leaves when it is told to."""

    def __init__(self, host: str = "192.0.2.1") -> None:
        self.gone = asyncio.Event()
        self.request = Request({"type": "http", "client": (host, 1), "headers": []}, self._receive)

    async def _receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}


class Work:
    """Work that ends when it is let go, and counts how much of it is under way."""

    def __init__(self) -> None:
        self.under_way = self.most = 0
        self.go_on = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, service: QuestionService) -> str:
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        self.go_on.wait(10)
        with self._lock:
            self.under_way -= 1
        return "done"


def as_it_is(found: T) -> T:
    return found


async def begun(work: Work, most: int) -> None:
    """Wait until so much work is under way."""
    while work.under_way < most:
        await asyncio.sleep(0.001)


@pytest.fixture
def service() -> QuestionService:
    return cast(QuestionService, None)  # nothing here looks at it


def test_as_many_questions_are_worked_on_as_there_are_threads(service: QuestionService) -> None:
    work = Work()

    async def ask() -> list[str]:
        desk, caller = Desk("question", 2), Caller()
        asked = [asyncio.create_task(desk.work(caller.request, service, work, as_it_is)) for _ in range(6)]
        await begun(work, 2)
        assert desk.taken_in == 6
        work.go_on.set()
        done = await asyncio.gather(*asked)
        await asyncio.sleep(0)
        assert desk.taken_in == 0
        return done

    assert asyncio.run(ask()) == ["done"] * 6
    assert work.most == 2


def test_work_that_fails_leaves_its_place(service: QuestionService) -> None:
    def fail(service: QuestionService) -> None:
        raise ZeroDivisionError

    async def ask() -> int:
        desk = Desk("question", 1)
        with pytest.raises(ZeroDivisionError):
            await desk.work(Caller().request, service, fail, as_it_is)
        await asyncio.sleep(0)
        return desk.taken_in

    assert asyncio.run(ask()) == 0


def test_a_stopped_server_works_on_nothing_that_still_waits(service: QuestionService) -> None:
    work, others = Work(), Work()

    async def ask() -> list[object]:
        desk, caller = Desk("question", 1), Caller()
        under_way = asyncio.create_task(desk.work(caller.request, service, work, as_it_is))
        waiting = asyncio.create_task(desk.work(caller.request, service, others, as_it_is))
        await begun(work, 1)
        desk.close()
        work.go_on.set()
        return await asyncio.gather(under_way, waiting, return_exceptions=True)

    done, dropped = asyncio.run(ask())

    assert (done, others.most) == ("done", 0)
    assert isinstance(dropped, asyncio.CancelledError)


def test_a_question_whose_client_leaves_while_it_waits_is_never_worked_on(service: QuestionService) -> None:
    work, left = Work(), Work()

    async def ask() -> None:
        desk, caller, leaver = Desk("question", 1), Caller(), Caller()
        under_way = asyncio.create_task(desk.work(caller.request, service, work, as_it_is))
        await begun(work, 1)
        waiting = [asyncio.create_task(desk.work(leaver.request, service, left, as_it_is)) for _ in range(5)]
        await asyncio.sleep(0)
        leaver.gone.set()
        gone = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(one) for one in gone] == [Gone] * 5
        assert desk.taken_in == 1
        work.go_on.set()
        await under_way

    asyncio.run(ask())

    assert left.most == 0


def test_what_is_found_for_a_client_that_left_is_not_written_and_keeps_its_thread_to_the_end(
    service: QuestionService,
) -> None:
    work, written = Work(), list[str]()

    async def ask() -> None:
        desk, leaver = Desk("question", 1), Caller()
        asked = asyncio.create_task(desk.work(leaver.request, service, work, written.append))
        await begun(work, 1)
        leaver.gone.set()
        with pytest.raises(Gone):
            await asked
        assert desk.taken_in == 1
        work.go_on.set()
        while desk.taken_in:
            await asyncio.sleep(0.001)

    asyncio.run(ask())

    assert written == []
