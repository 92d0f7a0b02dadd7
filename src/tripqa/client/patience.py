"""When a call is sent once more, and how long before that: asking changes nothing, so it may be asked again."""

from __future__ import annotations

from dataclasses import dataclass

import httpx2

Outcome = httpx2.Response | httpx2.TransportError
_LATER = (429, 503)
_FIRST_PAUSE = 0.5  # seconds, where the server does not say; twice as long each time


@dataclass(frozen=True, slots=True)
class Patience:
    """So often a call is sent again, and no longer than so is waited before one, in seconds."""

    retries: int
    longest: float

    def pause(self, sent: int, outcome: Outcome) -> float | None:
        """Return how long to wait before sending again what was sent so often; None: it is not sent again.

        A server that says to come back later than the longest pause is not asked again: whoever calls decides.
        """
        if sent > self.retries or not _may_pass(outcome):
            return None
        said = outcome.headers.get("Retry-After") if isinstance(outcome, httpx2.Response) else None
        pause = float(said) if said and said.isdecimal() else _FIRST_PAUSE * 2 ** (sent - 1)
        return pause if pause <= self.longest else None


def _may_pass(outcome: Outcome) -> bool:
    """Tell whether it may go better the next time: an answer that took too long would again."""
    if isinstance(outcome, httpx2.Response):
        return outcome.status_code in _LATER
    return not isinstance(outcome, httpx2.TimeoutException) or isinstance(outcome, httpx2.ConnectTimeout)
