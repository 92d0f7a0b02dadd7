"""Whose turn it is: clients are served one after the other, and of each the one first that came first.

Late places, those of batches, have their turn when no other place could have it. So many are at work at once, so many
more wait. No client holds more than half of all places, nor of those at work while
others ask; where all are taken, one who holds few gets the last place of one who holds most.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

from tripqa.api.client import Client
from tripqa.errors import Busy

MOST_WAITING = 32  # beside those at work
OTHERS_ASK = 10  # seconds after a client has asked in which no other has more than half of those at work
LONGEST_LATE = 10  # seconds after which one late place is the next, whoever waits: so no batch stands still
_LATER = "ask again in a few seconds"


@dataclass(eq=False, frozen=True, slots=True)
class Place:
    """A client's place."""

    client: Client
    turn: asyncio.Future[None]  # done when its turn has come; Busy if it was taken away
    since: float = 0  # when it was taken, if it is a late one
    late: bool = False


class Turns:
    """The places of one counter. For one event loop."""

    def __init__(self, at_once: int, now: Callable[[], float] = time.monotonic) -> None:
        self._at_once, self._places, self._now = at_once, at_once + MOST_WAITING, now
        self._lines: dict[Client, deque[Place]] = {}  # of those that wait; the client to be served next is first
        self._late: dict[Client, deque[Place]] = {}  # likewise
        self._at_work: set[Place] = set()
        self._late_at_work: set[Place] = set()
        self._late_began = now()  # the last of them
        self._held: Counter[Client] = Counter()
        self._working: Counter[Client] = Counter()
        self._asked: dict[Client, float] = {}  # when each did last, the latest last

    @property
    def taken(self) -> int:
        """Return how many places are taken."""
        return self._held.total()

    def take(self, client: Client) -> Place:
        """Return a place whose turn will come; Busy if there is none for this client."""
        self._note(client)
        if self._held[client] >= _half(self._places):
            raise Busy(f"{self._held[client]} of your questions are waiting; {_LATER}")
        if self.taken >= self._places:
            self._make_room(self._held[client] + 1)
        place = Place(client, asyncio.get_running_loop().create_future())
        self._lines.setdefault(client, deque()).append(place)
        self._held[client] += 1
        self._call()
        return place

    def take_late(self, client: Client) -> Place:
        """Return a place that waits behind all others, of which there may be any number.

        While others ask, one of them is at work at a time.
        """
        place = Place(client, asyncio.get_running_loop().create_future(), self._now(), late=True)
        self._late.setdefault(client, deque()).append(place)
        self._call()
        return place

    def leave(self, place: Place) -> None:
        """Give a place back, at work or not; one that was taken away already stays so."""
        if place.late:
            self._late_at_work.discard(place)
            if place in self._late.get(place.client, ()):
                self._take_out(place)
        elif place in self._at_work:
            self._at_work.remove(place)
            self._working -= Counter([place.client])
            self._held -= Counter([place.client])
        elif place in self._lines.get(place.client, ()):
            self._drop(place)
        self._call()

    def close(self) -> None:
        """Drop all that wait."""
        for place in [place for lines in (self._lines, self._late) for line in lines.values() for place in line]:
            self._drop(place)
            place.turn.cancel()

    def _call(self) -> None:
        while len(self._at_work) + len(self._late_at_work) < self._at_once and (place := self._next()):
            self._take_out(place)
            self._begin(place)
            lines = self._lines_of(place)
            if lines.get(place.client):
                lines[place.client] = lines.pop(place.client)  # behind the others
            if not place.turn.done():  # else its client has left and is about to say so
                place.turn.set_result(None)

    def _begin(self, place: Place) -> None:
        if place.late:
            self._late_at_work.add(place)
            self._late_began = self._now()
        else:
            self._at_work.add(place)
            self._working[place.client] += 1

    def _next(self) -> Place | None:
        first = next((line[0] for client, line in self._lines.items() if self._may_work(client)), None)
        late = self._next_late()
        return late if late and (first is None or self._is_overdue(late)) else first

    def _is_overdue(self, late: Place) -> bool:
        return self._now() - max(late.since, self._late_began) > LONGEST_LATE

    def _next_late(self) -> Place | None:
        if self._late_at_work and self._are_asking():
            return None
        return next((line[0] for line in self._late.values()), None)

    def _are_asking(self) -> bool:
        """Tell whether anyone has asked of late, batches aside."""
        return bool(self._asked) and self._now() - next(reversed(self._asked.values())) <= OTHERS_ASK

    def _may_work(self, client: Client) -> bool:
        others = any(other != client for other in self._asked)
        return not others or self._working[client] < _half(self._at_once)

    def _note(self, client: Client) -> None:
        """Take note that a client asks, and forget those who have not for a while."""
        now = self._now()
        self._asked.pop(client, None)
        self._asked[client] = now
        while now - self._asked[longest_ago := next(iter(self._asked))] > OTHERS_ASK:
            del self._asked[longest_ago]

    def _make_room(self, wanted: int) -> None:
        """Take the last place of one who holds most, if that is more than `wanted`; Busy if not."""
        most = max(self._lines, key=self._held.__getitem__, default=None)
        if most is None or self._held[most] <= wanted:
            raise Busy(f"{self.taken} questions are waiting; {_LATER}")
        place = self._lines[most][-1]
        self._drop(place)
        if not place.turn.done():
            place.turn.set_exception(Busy(f"others have asked, who had fewer questions waiting; {_LATER}"))

    def _drop(self, place: Place) -> None:
        self._take_out(place)
        if not place.late:
            self._held -= Counter([place.client])

    def _take_out(self, place: Place) -> None:
        lines = self._lines_of(place)
        line = lines[place.client]
        line.remove(place)
        if not line:
            del lines[place.client]

    def _lines_of(self, place: Place) -> dict[Client, deque[Place]]:
        return self._late if place.late else self._lines


def _half(places: int) -> int:
    return max(1, places // 2)
