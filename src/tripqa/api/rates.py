"""How often a client may ask, and how often one has: over a window that moves with the clock."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import HTTPConnection

from tripqa.api.client import Client
from tripqa.errors import QuotaExceeded

Clock = Callable[[], float]  # seconds


def rates_of(request: HTTPConnection) -> Mapping[str, Rate]:
    """Return how often a client may ask what, without what has no bound."""
    rates: Mapping[str, Rate] = request.scope.get("state", {}).get("rates", {})
    return rates


@dataclass(frozen=True, slots=True)
class Spent:
    """What a client has left of a rate after it has asked."""

    allowed: bool
    left: int
    reset: int  # whole seconds, at least 1, until it has more


class Rate:
    """So many requests in so much time, for each client. For one event loop."""

    def __init__(self, name: str, written: str, now: Clock = time.monotonic) -> None:
        """Take a rate as `limits` reads it, such as `60/minute`."""
        self.name, self.item = name, parse(written)
        self.policy = f'"{name}";q={self.item.amount};w={self.item.get_expiry()}'
        self._now = now
        self._limiter = MovingWindowRateLimiter(_Windows(now))

    def exceeded(self, spent: Spent) -> QuotaExceeded:
        """Return how one is refused who may not ask."""
        return QuotaExceeded(str(self.item), self.name, wait=spent.reset)

    def spend(self, client: Client, keep: int = 0) -> Spent:
        """Take note that a client asks, and tell whether it may. One that may not has spent nothing.

        One that leaves fewer than `keep` to what it asks besides may not either.
        """
        enough = self._limiter.test(self.item, client.name, cost=keep + 1)
        allowed = enough and self._limiter.hit(self.item, client.name)
        reset, left = self._limiter.get_window_stats(self.item, client.name)
        return Spent(allowed, left, max(1, math.ceil(reset - self._now())))


class _Windows(MemoryStorage):
    """When each client has asked, as long as that counts; and nothing of those of whom nothing counts.

    limits' own (5.8.0) starts a thread at every hit that comes 10 ms after the one before, looks there at all clients,
    and forgets none: a hit costs 0.7 ms of processor time, and 8 ms once 20,000 clients have asked.
    """

    def __init__(self, now: Clock) -> None:
        super().__init__()
        self._now = now
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()  # who asked last is last

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Take so many places of a client's window, unless too few are left."""
        now = self._now()
        self._forget(now - expiry)
        asked = self._asked.setdefault(key, deque())
        _drop(asked, now - expiry)
        if len(asked) + amount > limit:
            return False
        asked.extend([now] * amount)
        self._asked.move_to_end(key)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Return when the oldest request that counts was, and how many there are."""
        now = self._now()
        asked = self._asked.get(key, deque())
        _drop(asked, now - expiry)
        return (asked[0] if asked else now), len(asked)

    def _forget(self, before: float) -> None:
        """Forget those who asked last before a time: each is first in turn, for all have the same window."""
        while self._asked and (not (asked := next(iter(self._asked.values()))) or asked[-1] <= before):
            self._asked.popitem(last=False)


def _drop(asked: deque[float], before: float) -> None:
    while asked and asked[0] <= before:
        asked.popleft()
