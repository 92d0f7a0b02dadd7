"""A server that starts over a damaged index answers from the last whole generation, and says so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.test_live import QUESTION, Published, flipped, generations_in, of_another_format
from tests.test_metrics import figures
from tripqa.api.app import create_app
from tripqa.api.current import Current
from tripqa.api.following import AGAIN, Follower
from tripqa.encoders.hashing import HashingEncoder
from tripqa.errors import IndexDamaged, IndexMissing, SpaceMismatch
from tripqa.index.generations import pointers
from tripqa.index.publishing import roll_back
from tripqa.ports import EncoderChoice
from tripqa.wiring import check_space


@pytest.fixture
def published(tmp_path: Path) -> Published:
    return Published(tmp_path)


def test_an_index_that_cannot_be_opened_at_first_is_an_error(tmp_path: Path, published: Published) -> None:
    with pytest.raises(IndexMissing):
        Follower(Current(Future()), tmp_path, published.open)
    for folder in (published.index / published.current.service().generation, published.publish(1)):
        flipped(folder)
    with pytest.raises(IndexDamaged, match=pointers(published.index)[0].folder.name):
        Follower(Current(Future()), published.index, published.open)


def without_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def without_anything(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))


@pytest.mark.parametrize("damage", [flipped, of_another_format, without_manifest, without_anything])
def test_what_is_damaged_at_the_start_is_refused_and_the_last_whole_one_before_it_answers(
    published: Published, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None]
) -> None:
    broken = published.publish(1)
    damage(broken)
    app = create_app(Future(), [], threads=2)
    with TestClient(app) as client, caplog.at_level(logging.INFO, "tripqa"):
        check_space(published.settings, published.choice)
        follower = Follower(app.state.current, published.index, published.open)
        for _ in range(AGAIN + 3):
            follower.look()
        told, answer, counted = client.get("/readyz"), client.post("/v1/ask", json=QUESTION), figures(client)
        published.publish(2)
        follower.look()
        mended = client.get("/readyz").json()

    assert told.status_code == answer.status_code == 200
    assert (told.json()["status"], told.json()["refused"]["generation"]) == ("ready", broken.name)
    assert "run `tripqa ingest --rebuild`" in told.json()["refused"]["why"]
    assert published.numbers[told.json()["generation"]] == 0
    assert generations_in(answer.text) == {0}
    assert (counted["tripqa_generations_refused_total", ""], counted["tripqa_reloads_total", ""]) == (1, 0)
    assert (published.numbers[mended["generation"]], mended["refused"]) == (2, None)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert f"generation {broken.name} is refused, {told.json()['generation']} answers" in caplog.text


def test_what_was_rolled_back_from_does_not_answer_at_the_start(published: Published) -> None:
    published.publish(1)
    roll_back(published.index)
    flipped(pointers(published.index)[0].folder)

    with pytest.raises(IndexDamaged):
        Follower(Current(Future()), published.index, published.open)


def test_a_server_starts_over_no_index_of_another_encoder(published: Published) -> None:
    other = EncoderChoice("another", HashingEncoder)
    with pytest.raises(SpaceMismatch):
        check_space(published.settings, other)

    without_manifest(published.publish(1))

    with pytest.raises(IndexDamaged, match=r"manifest\.json"):
        check_space(published.settings, other)
