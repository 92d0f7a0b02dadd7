"""A running server moves from one generation to the next: no request fails, none is of two, and nothing stays."""

from __future__ import annotations

import gc
import logging
import os
import re
import subprocess
import sys
import threading
import weakref
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.builders import document
from tests.conftest import built, quiet
from tests.raw import serving
from tests.serving import served
from tests.test_metrics import figures
from tests.waiting import soon
from tripqa.api.app import create_app
from tripqa.api.current import Current, Refused
from tripqa.api.following import AGAIN, Follower
from tripqa.domain import Document
from tripqa.encoders.hashing import HashingEncoder
from tripqa.errors import SettingsError
from tripqa.index.pointer import Pointer
from tripqa.index.publishing import roll_back
from tripqa.ingesting import ingest
from tripqa.ports import Encoder, EncoderChoice
from tripqa.service import QuestionService
from tripqa.wiring import load_for_all

QUESTION = {"question": "港の病院は何を話しましたか", "top_k": 20}
ASKERS, GENERATIONS = 4, 12
LINUX = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="what is mapped is told on Linux")


def reports(generation: int) -> list[Document]:
    """Return documents each of whose sentences says of which generation it is."""
    return [
        document(
            "".join(f"{place}の病院は〈{generation}〉で{number}番の話をしました。\n\n" for number in range(8)),
            id=f"report-{place}",
            title=f"〈{generation}〉",
        )
        for place in "abc"
    ]


class Published:
    """An index whose generations are told by number, and a server's app that follows it."""

    def __init__(self, folder: Path) -> None:
        self.settings, choice = built(folder / "index", reports(0))
        self.index, self.loaded = self.settings.index, 0
        self.choice = EncoderChoice(choice.space, self._load)
        self.app: FastAPI = create_app(Future(), [], threads=2)
        self.current: Current = self.app.state.current
        self.open = load_for_all(self.choice, self.settings)
        self.follower = Follower(self.current, self.index, self.open)
        self.numbers = {self.current.service().generation: 0}

    def _load(self) -> Encoder:
        self.loaded += 1
        return HashingEncoder()

    def publish(self, number: int) -> Path:
        """Make a generation current and return its folder; the server has not looked yet."""
        choice = EncoderChoice(self.choice.space, HashingEncoder)
        name = ingest(reports(number), self.index, choice, quiet, rebuild=True).manifest.generation
        self.numbers[name] = number
        return self.index / name


@pytest.fixture
def published(tmp_path: Path) -> Published:
    return Published(tmp_path)


def generations_in(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"〈(\d+)〉", text)}


class Askers:
    """Threads that ask one thing after another until they are told to stop, and what came back."""

    def __init__(self, address: str, numbers: dict[str, int]) -> None:
        self._address, self._numbers = address, numbers
        self.replies: Counter[int] = Counter()  # by generation
        self.wrong: list[object] = []
        self._stop, self._heard = threading.Event(), threading.Condition()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(ASKERS)]

    def __enter__(self) -> Askers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, generation: int, replies: int) -> None:
        """Wait until so many replies were of a generation."""
        with self._heard:
            assert self._heard.wait_for(lambda: self.wrong or self.replies[generation] >= replies, timeout=60)

    def _ask(self, number: int) -> None:
        asks: list[Callable[[httpx2.Client], set[int]]] = [self._answer, self._search, self._documents, self._page]
        with httpx2.Client(base_url=self._address, timeout=30) as client:
            while not self._stop.is_set():
                number += 1
                try:
                    found = asks[number % len(asks)](client)
                except Exception as error:
                    found = {repr(error)}
                with self._heard:
                    if len(found) == 1 and isinstance(one := found.pop(), int):
                        self.replies[one] += 1
                    else:
                        self.wrong.append((number, found))
                    self._heard.notify_all()

    def _answer(self, client: httpx2.Client) -> set[int]:
        reply = client.post("/v1/ask", json=QUESTION).raise_for_status().json()
        assert reply["status"] == "answered"
        assert reply["citations"]
        return self._of_index(reply)

    def _search(self, client: httpx2.Client) -> set[int]:
        reply = client.post("/v1/search", json=QUESTION).raise_for_status().json()
        assert reply["hits"]
        return self._of_index(reply)

    def _documents(self, client: httpx2.Client) -> set[int]:
        return generations_in(client.get("/v1/documents").raise_for_status().text)

    def _page(self, client: httpx2.Client) -> set[int]:
        return generations_in(client.get("/", params={"q": QUESTION["question"]}).raise_for_status().text)

    def _of_index(self, reply: dict[str, Any]) -> set[int]:
        return {self._numbers[reply["index"]["generation"]]} | generations_in(str(reply))


def mapped(*words: str) -> list[str]:
    """Return the files that this process has mapped whose names hold one of these words."""
    lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    return sorted({line.split(maxsplit=5)[5] for line in lines if any(word in line for word in words)})


@LINUX
def test_under_load_no_request_fails_none_is_of_two_generations_and_only_the_last_stays_mapped(
    published: Published,
) -> None:
    gc.collect()  # what earlier tests left mapped is gone before the count, not within it
    scratch = len(mapped("/tripqa-"))
    gone = []
    with serving(published.app) as port, Askers(f"http://127.0.0.1:{port}", published.numbers) as askers:
        for number in range(GENERATIONS):
            askers.wait_for(number, replies=ASKERS)
            gone.append(weakref.ref(published.current.service()))
            published.publish(number + 1)
            published.follower.look()
        askers.wait_for(GENERATIONS, replies=ASKERS)

    assert askers.wrong == []
    assert soon(lambda: not any(one() for one in gone))  # a thread may still be laying down what it has answered
    last = published.current.service().generation
    assert published.numbers[last] == GENERATIONS
    assert {Path(file).parent.name for file in mapped(str(published.index))} == {last}
    assert len(mapped("/tripqa-")) <= scratch
    assert (published.current.moves, published.current.refusals, published.loaded) == (GENERATIONS, 0, 1)


@LINUX
def test_a_request_under_way_ends_on_the_generation_it_began_with_which_then_goes(published: Published) -> None:
    before = published.current.service().generation
    under_way, go_on = threading.Event(), threading.Event()
    replies: list[str] = []

    def ask(service: QuestionService) -> None:
        under_way.set()
        go_on.wait(30)
        replies.append(str(service.ask("港の病院は何を話しましたか")))

    asker = threading.Thread(target=ask, args=(published.current.service(),))
    asker.start()
    under_way.wait(30)
    for number in (1, 2, 3):  # the files of the first are gone by then
        published.publish(number)
        published.follower.look()
    assert before in str(mapped(str(published.index)))
    go_on.set()
    asker.join()

    assert not (published.index / before).exists()
    assert generations_in(replies[0]) == {0}
    assert soon(lambda: before not in str(mapped(str(published.index))))


def flipped(folder: Path) -> None:
    file = folder / "passages.f32"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def truncated(folder: Path) -> None:
    os.truncate(folder / "terms.zip", 100)


def of_another_format(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"format": 99}', encoding="utf-8")


def gone(folder: Path) -> None:
    (folder / "places.rows").unlink()


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (flipped, "passages.f32 is not what was written"),
        (truncated, "terms.zip is not what was written"),
        (of_another_format, "has format 99"),
        (gone, "places.rows is missing"),
    ],
)
def test_a_broken_generation_is_refused_and_told_once_while_the_old_one_answers(
    published: Published, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None], why: str
) -> None:
    broken = published.publish(1)
    damage(broken)
    with TestClient(published.app) as client, caplog.at_level(logging.INFO, "tripqa"):
        for _ in range(AGAIN + 3):
            published.follower.look()
        told = client.get("/readyz")
        answer, counted = client.post("/v1/ask", json=QUESTION), figures(client)
        published.publish(2)
        published.follower.look()
        mended = client.get("/readyz").json()

    assert told.status_code == answer.status_code == 200
    assert (told.json()["status"], told.json()["refused"]["generation"]) == ("ready", broken.name)
    assert why in told.json()["refused"]["why"]
    assert published.numbers[told.json()["generation"]] == 0
    assert generations_in(answer.text) == {0}
    assert (counted["tripqa_generations_refused_total", ""], counted["tripqa_reloads_total", ""]) == (1, 0)
    assert (published.numbers[mended["generation"]], mended["refused"]) == (2, None)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_generation_of_another_encoder_is_refused(published: Published) -> None:
    other = HashingEncoder(64)
    ingest(reports(1), published.index, EncoderChoice(other.space, lambda: other), quiet, rebuild=True)

    published.follower.look()

    assert published.current.refused
    assert "change TRIPQA_ENCODER back" in published.current.refused.why
    assert published.numbers[published.current.service().generation] == 0


def test_a_generation_that_was_not_whole_yet_answers_once_it_is(published: Published) -> None:
    folder = published.publish(1)
    whole = (folder / "terms.zip").read_bytes()
    truncated(folder)
    published.follower.look()
    assert published.current.refused

    (folder / "terms.zip").write_bytes(whole)
    published.follower.look()

    assert published.current.refused is None
    assert published.numbers[published.current.service().generation] == 1


def test_what_failed_for_another_reason_is_tried_again_after_a_while(published: Published) -> None:
    failures: list[Exception] = []

    def opened(pointer: Pointer) -> QuestionService:
        if failures:
            raise failures.pop()
        return published.open(pointer)

    follower = Follower(published.current, published.index, opened)
    published.publish(1)
    failures.append(SettingsError("the system's temporary folder is full"))
    for _ in range(AGAIN):
        follower.look()
        assert published.current.refused
    follower.look()

    assert published.current.refused is None
    assert published.numbers[published.current.service().generation] == 1


def test_a_bug_ends_neither_what_answers_nor_the_looking(
    published: Published, caplog: pytest.LogCaptureFixture
) -> None:
    bugs: list[Exception] = []

    def opened(pointer: Pointer) -> QuestionService:
        if bugs:
            raise bugs[0]
        return published.open(pointer)

    follower = Follower(published.current, published.index, opened)
    published.publish(1)
    bugs.append(ZeroDivisionError("a secret"))
    for _ in range(2 * AGAIN):
        follower.look()

    assert published.current.refused
    assert "an unexpected failure" in published.current.refused.why
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
    assert published.numbers[published.current.service().generation] == 0


@pytest.mark.parametrize("content", [None, "", "2026", "2026 0", "../index 0"])
def test_a_pointer_that_is_gone_or_half_written_is_no_reason_to_fail(published: Published, content: str | None) -> None:
    pointer = published.index / "current"
    before = pointer.read_text(encoding="utf-8")
    if content is None:
        pointer.unlink()
    else:
        pointer.write_text(content, encoding="utf-8")
    with TestClient(published.app) as client:
        published.follower.look()
        told = client.get("/readyz").json()
        assert client.post("/v1/ask", json=QUESTION).status_code == 200
        pointer.write_text(before, encoding="utf-8")
        published.follower.look()
        again = client.get("/readyz").json()

    assert told["status"] == "ready"
    assert told["refused"]["generation"] is None
    assert {name: again[name] for name in ("status", "generation", "refused")} == {
        "status": "ready",
        "generation": told["generation"],
        "refused": None,
    }


def test_a_pipe_in_the_place_of_the_pointer_is_told_and_not_waited_for(published: Published) -> None:
    pointer = published.index / "current"
    before = pointer.read_bytes()
    pointer.unlink()
    os.mkfifo(pointer)
    published.follower.look()
    refused = published.current.refused
    pointer.unlink()
    pointer.write_bytes(before)
    published.follower.look()

    assert refused
    assert "current is a pipe and not a file: remove it" in refused.why
    assert published.current.refused is None


def test_a_generation_that_was_rolled_back_to_answers(published: Published) -> None:
    published.publish(1)
    published.follower.look()
    assert published.numbers[published.current.service().generation] == 1

    roll_back(published.index, None)
    published.follower.look()

    assert published.numbers[published.current.service().generation] == 0
    assert published.current.moves == 2


def test_what_was_counted_before_a_move_still_is_after_it(published: Published) -> None:
    with TestClient(published.app) as client:
        for number in range(3):
            for _ in range(2):
                client.post("/v1/search", json=QUESTION)
            published.publish(number + 1)
            published.follower.look()
            counted = figures(client)
            assert counted["tripqa_asked_total", "no"] == counted["tripqa_asked_total", "yes"] == number + 1
            assert counted["tripqa_reloads_total", ""] == number + 1
            assert counted["tripqa_generation_info", published.current.service().generation] == 1


def test_what_is_refused_is_told_until_it_is_replaced(published: Published) -> None:
    service, current = published.current.service(), Current(Future())

    assert current.generation() is None
    current.replace(service)
    current.refuse(Refused("b", "it is broken"))

    assert (current.generation(), current.refused, current.moves) == (
        service.generation,
        Refused("b", "it is broken"),
        0,
    )
    current.replace(service)
    assert (current.refused, current.moves, current.refusals) == (None, 1, 1)


def test_a_running_server_answers_from_what_was_ingested_beside_it(tmp_path: Path) -> None:
    report = tmp_path / "corpus" / "report.txt"
    report.parent.mkdir()
    report.write_text("港の病院は〈0〉の話をしました。", encoding="utf-8")
    variables = os.environ | {
        "TRIPQA_ENCODER": "hashing",
        "TRIPQA_CORPUS": str(report.parent),
        "TRIPQA_INDEX": str(tmp_path / "index"),
        "TRIPQA_RELOAD_SECONDS": "0.05",
    }
    ingest = [sys.executable, "-m", "tripqa", "ingest"]
    subprocess.run(ingest, env=variables, capture_output=True, check=True)
    with served(variables, tmp_path / "serve.log") as (_, client):
        first = client.get("/readyz").json()["generation"]
        report.write_text("港の病院は〈1〉の話をしました。", encoding="utf-8")
        subprocess.run(ingest, env=variables, capture_output=True, check=True)
        assert soon(lambda: client.get("/readyz").json()["generation"] != first)
        found = client.post("/v1/search", json=QUESTION)

    assert generations_in(found.text) == {1}
