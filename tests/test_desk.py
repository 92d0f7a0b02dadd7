"""Questions wait in turn: so many are worked on at once, and so many more wait."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future

import pytest

from tripqa.api.current import Current
from tripqa.api.desk import MOST_WAITING, Desk
from tripqa.errors import Busy, NotReady
from tripqa.service import QuestionService


def desk_over(service: QuestionService, threads: int) -> Desk:
    loaded: Future[QuestionService] = Future()
    loaded.set_result(service)
    return Desk(Current(loaded), threads)


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


def test_as_many_questions_are_worked_on_as_there_are_threads(hashing_service: QuestionService) -> None:
    desk, work = desk_over(hashing_service, 2), Work()

    async def ask() -> list[str]:
        asked = [asyncio.create_task(desk.work(work)) for _ in range(6)]
        while work.under_way < 2:
            await asyncio.sleep(0.001)
        assert desk.taken_in == 6
        work.go_on.set()
        return await asyncio.gather(*asked)

    assert asyncio.run(ask()) == ["done"] * 6
    assert (work.most, desk.taken_in) == (2, 0)


@pytest.mark.parametrize("threads", [1, MOST_WAITING + 8])
def test_more_than_may_wait_are_told_to_come_back_and_the_others_are_answered(
    hashing_service: QuestionService, threads: int
) -> None:
    desk, work = desk_over(hashing_service, threads), Work()

    async def ask() -> list[object]:
        asked = [asyncio.create_task(desk.work(work)) for _ in range(threads + MOST_WAITING + 3)]
        await asyncio.sleep(0)
        work.go_on.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    replies = asyncio.run(ask())

    assert replies[:-3] == ["done"] * (threads + MOST_WAITING)
    assert [type(reply) for reply in replies[-3:]] == [Busy] * 3
    assert desk.taken_in == 0


def test_work_that_fails_leaves_its_place(hashing_service: QuestionService) -> None:
    desk = desk_over(hashing_service, 1)

    def fail(service: QuestionService) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(desk.work(fail))
    assert desk.taken_in == 0


def test_before_the_service_is_there_nothing_is_taken_in() -> None:
    desk = Desk(Current(Future()), 1)

    with pytest.raises(NotReady):
        asyncio.run(desk.work(lambda service: None))
    assert desk.taken_in == 0


def test_a_stopped_server_works_on_nothing_that_still_waits(hashing_service: QuestionService) -> None:
    desk, work, begun = desk_over(hashing_service, 1), Work(), []

    async def ask() -> list[object]:
        under_way = asyncio.create_task(desk.work(work))
        waiting = asyncio.create_task(desk.work(begun.append))
        while not work.under_way:
            await asyncio.sleep(0.001)
        desk.close()
        work.go_on.set()
        return await asyncio.gather(under_way, waiting, return_exceptions=True)

    done, dropped = asyncio.run(ask())

    assert (done, begun, desk.taken_in) == ("done", [], 0)
    assert isinstance(dropped, asyncio.CancelledError)
