"""Whose turn it is: nobody waits for another's many questions."""

from __future__ import annotations

import asyncio

import pytest

from tripqa.api.client import Client
from tripqa.api.turns import MOST_WAITING, OTHERS_ASK, Place, Turns
from tripqa.errors import Busy

GREEDY, POLITE, THIRD = Client("greedy"), Client("polite"), Client("third")


class Clock:
    """A clock that goes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def at_work(*places: Place) -> list[bool]:
    return [place.turn.done() and not place.turn.exception() for place in places]


def most(turns: Turns, client: Client) -> list[Place]:
    """Take as many places as there are for a client."""
    taken = []
    try:
        while True:
            taken.append(turns.take(client))
    except Busy:
        return taken


@pytest.mark.parametrize("threads", [1, 2, MOST_WAITING + 8])
def test_a_client_gets_half_of_the_places_and_is_then_told_to_come_back(threads: int) -> None:
    async def ask() -> None:
        turns = Turns(threads)
        assert len(most(turns, GREEDY)) == (threads + MOST_WAITING) // 2
        assert turns.taken == (threads + MOST_WAITING) // 2

    asyncio.run(ask())


def test_clients_are_served_in_turn_and_each_in_the_order_it_asked() -> None:
    async def ask() -> None:
        turns = Turns(1)
        under_way = turns.take(GREEDY)
        waiting = [turns.take(client) for client in (GREEDY, GREEDY, POLITE, THIRD, POLITE)]
        served = []
        for _ in waiting:
            turns.leave(under_way)
            under_way = next(place for place in waiting if place not in served and at_work(place) == [True])
            served.append(under_way)
        assert served == [waiting[number] for number in (0, 2, 3, 1, 4)]

    asyncio.run(ask())


def test_one_who_asks_alone_is_worked_for_by_all_threads() -> None:
    async def ask() -> None:
        turns = Turns(4)
        assert at_work(*(turns.take(GREEDY) for _ in range(5))) == [True] * 4 + [False]

    asyncio.run(ask())


def test_while_others_ask_nobody_has_more_than_half_of_the_threads() -> None:
    async def ask() -> None:
        clock = Clock()
        turns = Turns(4, clock)
        turns.leave(turns.take(POLITE))
        clock.now = OTHERS_ASK
        assert at_work(*(turns.take(GREEDY) for _ in range(3))) == [True, True, False]
        assert at_work(turns.take(POLITE)) == [True]
        clock.now = 2 * OTHERS_ASK + 1
        third = turns.take(GREEDY)
        assert at_work(third) == [False]  # of those before it one has gone to work
        assert turns.taken == 5

    asyncio.run(ask())


def test_where_all_places_are_taken_one_who_holds_few_gets_the_last_of_one_who_holds_most() -> None:
    async def ask() -> None:
        turns = Turns(2)
        greedy = most(turns, GREEDY)
        most(turns, THIRD)
        polite = [turns.take(POLITE) for _ in range(2)]
        assert [type(place.turn.exception()) if place.turn.done() else None for place in greedy[-2:]] == [None, Busy]
        assert at_work(*polite) == [False, False]

    asyncio.run(ask())


def test_where_all_places_are_taken_by_those_who_hold_one_each_the_next_is_told_to_come_back() -> None:
    async def ask() -> None:
        turns = Turns(2)
        for number in range(2 + MOST_WAITING):
            turns.take(Client(str(number)))
        with pytest.raises(Busy):
            turns.take(POLITE)
        assert turns.taken == 2 + MOST_WAITING

    asyncio.run(ask())


def test_who_leaves_while_waiting_is_not_called_and_leaving_twice_is_leaving_once() -> None:
    async def ask() -> None:
        turns = Turns(1)
        under_way, waiting, last = (turns.take(GREEDY) for _ in range(3))
        turns.leave(waiting)
        turns.leave(waiting)
        turns.leave(under_way)
        turns.leave(under_way)
        assert at_work(waiting, last) == [False, True]
        assert turns.taken == 1

    asyncio.run(ask())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8:0:0:ffff::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("unknown", "unknown", True),
        ("", "192.0.2.1", False),
    ],
)
def test_clients_are_told_apart_by_address_and_ipv6_networks_of_64_bits_are_one(
    one: str, other: str, same: bool
) -> None:
    assert (Client.at(one) == Client.at(other)) is same
