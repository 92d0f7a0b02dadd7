"""What is remembered of an object goes with it."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.builders import document
from tests.conftest import service_over
from tripqa.domain import EVERYTHING, Document
from tripqa.remembering import remembering


class Squares:
    def __init__(self, most: int) -> None:
        self.worked_out: list[int] = []
        self.of = remembering(self._work_out, most)

    def _work_out(self, number: int) -> int:
        self.worked_out.append(number)
        return number * number


@contextmanager
def no_collector() -> Iterator[None]:
    """Leave rings of objects where they are: what goes now goes because nothing holds it."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@pytest.mark.parametrize(("most", "worked_out"), [(2, [1, 2]), (0, [1, 2, 1, 2])])
def test_as_many_are_remembered_as_was_said(most: int, worked_out: list[int]) -> None:
    squares = Squares(most)

    assert [squares.of(number) for number in (1, 2, 1, 2)] == [1, 4, 1, 4]
    assert squares.worked_out == worked_out


def test_an_object_goes_with_the_last_who_holds_it_though_it_remembers() -> None:
    with no_collector():
        squares = Squares(2)
        squares.of(3)
        seen = weakref.ref(squares)

        del squares

        assert seen() is None


def test_a_service_goes_with_the_last_who_holds_it_whatever_it_was_asked(tmp_path: Path, report: Document) -> None:
    service = service_over(tmp_path, [report])
    service.warm_up()
    service.ask("KLIDはどの法律に基づいて設立されましたか")
    service.search("Kaohsiung", where=EVERYTHING)
    parts = [service, service._index, service._retrieval]
    seen = [weakref.ref(part) for part in parts]

    with no_collector():
        del service, parts

        assert [one() for one in seen] == [None] * 3


def test_a_service_goes_with_its_parts(tmp_path: Path) -> None:
    service = service_over(tmp_path, [document("港は広い。", id="a"), document("市場は朝に開く。", id="b")])
    service.matching(["a"]).ask("港")
    with no_collector():
        seen = [weakref.ref(service), weakref.ref(service.part(["a"]))]

        del service

        assert [one() for one in seen] == [None, None]
