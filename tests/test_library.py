"""Documents are made once for all who want them, and by no thread that answers questions."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from typing import cast

import pytest

from tests.test_desk import Caller
from tripqa.api import library
from tripqa.api.library import THREADS, Library
from tripqa.api.visit import Gone
from tripqa.errors import NotFound
from tripqa.remembering import Once
from tripqa.service import QuestionService


@dataclass
class Generation:
    """As much of a service as a library looks at."""

    generation: str = "g1"


class Making:
    """Something that is made when it is let go, and counts how often."""

    def __init__(self, made: bytes = b"made") -> None:
        self.made, self.begun = made, 0
        self.go_on = threading.Event()

    def __call__(self, service: QuestionService) -> bytes:
        self.begun += 1
        assert threading.current_thread().name.startswith("document")
        self.go_on.wait(10)
        return self.made


def service(generation: str = "g1") -> QuestionService:
    return cast(QuestionService, Generation(generation))


async def begun(making: Making) -> None:
    while not making.begun:
        await asyncio.sleep(0.001)


def test_what_many_want_at_once_is_made_once_and_kept() -> None:
    making = Making()

    async def read() -> list[bytes]:
        shelves = Library()
        wanted = [asyncio.create_task(shelves.read(Caller().request, service(), "a", making)) for _ in range(80)]
        await begun(making)
        making.go_on.set()
        await asyncio.gather(*wanted)
        return [*await asyncio.gather(*wanted), await shelves.read(Caller().request, service(), "a", making)]

    assert asyncio.run(read()) == [b"made"] * 81
    assert making.begun == 1


def test_what_is_not_begun_when_all_who_want_it_leave_is_not_made() -> None:
    busy, unwanted = Making(), Making()

    async def read() -> None:
        shelves, leaver = Library(), Caller()
        under_way = [
            asyncio.create_task(shelves.read(Caller().request, service(), str(number), busy))
            for number in range(THREADS)
        ]
        while busy.begun < THREADS:
            await asyncio.sleep(0.001)
        waiting = [asyncio.create_task(shelves.read(leaver.request, service(), "a", unwanted)) for _ in range(20)]
        await asyncio.sleep(0)
        leaver.gone.set()
        gone = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(one) for one in gone] == [Gone] * 20
        busy.go_on.set()
        await asyncio.gather(*under_way)

    asyncio.run(read())

    assert unwanted.begun == 0


def test_what_is_begun_is_made_to_its_end_for_those_who_come_later() -> None:
    making = Making()

    async def read() -> bytes:
        shelves, leaver = Library(), Caller()
        asked = asyncio.create_task(shelves.read(leaver.request, service(), "a", making))
        await begun(making)
        leaver.gone.set()
        with pytest.raises(Gone):
            await asked
        later = asyncio.create_task(shelves.read(Caller().request, service(), "a", making))
        await asyncio.sleep(0)
        making.go_on.set()
        return await later

    assert asyncio.run(read()) == b"made"
    assert making.begun == 1


def test_each_generation_has_its_own_and_what_fails_is_not_kept() -> None:
    def missing(service: QuestionService) -> bytes:
        raise NotFound("document", "a")

    def named(service: QuestionService) -> bytes:
        return service.generation.encode()

    async def read() -> list[bytes]:
        shelves = Library()
        with pytest.raises(NotFound):
            await shelves.read(Caller().request, service(), "a", missing)
        return [await shelves.read(Caller().request, service(name), "a", named) for name in ("g1", "g2", "g1")]

    assert asyncio.run(read()) == [b"g1", b"g2", b"g1"]


def test_what_is_kept_is_bounded_and_the_last_one_is_kept_whatever_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "_MOST_KEPT", 10)
    small, large = Making(b"1234"), Making(b"12345678")
    small.go_on.set()
    large.go_on.set()

    async def read() -> None:
        shelves = Library()
        for name, making in [("a", small), ("b", small), ("a", small), ("c", large), ("c", large), ("a", small)]:
            await shelves.read(Caller().request, service(), name, making)

    asyncio.run(read())

    assert (small.begun, large.begun) == (3, 1)


def test_what_several_threads_want_at_once_is_made_once() -> None:
    memory, made, together = Once[object](2), list[object](), threading.Barrier(4)
    found = list[object]()

    def make() -> object:
        made.append(object())
        return made[-1]

    def want() -> None:
        together.wait(10)
        found.append(memory.get("a", make))

    threads = [threading.Thread(target=want) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(made), set(found)) == (1, {made[0]})


def test_of_what_was_made_the_last_wanted_is_remembered() -> None:
    memory, made = Once[str](2), list[str]()

    for name in ("a", "b", "a", "c", "a", "b"):
        memory.get(name, lambda name=name: made.append(name) or name)  # type: ignore[func-returns-value,misc]

    assert made == ["a", "b", "c", "b"]
