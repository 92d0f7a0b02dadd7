"""How a model's server was, when it was last asked or looked at."""

from __future__ import annotations

import logging
import math
from typing import Literal

State = Literal["up", "down", "unknown"]
_AGAIN = 20.0  # seconds after which it is looked at again
_LOG = logging.getLogger(__name__)


class Health:
    """What is known of a server. For one event loop."""

    def __init__(self) -> None:
        self.state: State = "unknown"  # until it was asked or looked at
        self.why: str | None = None  # it is down
        self._looked = -math.inf

    def begins_look(self, now: float) -> bool:
        """Tell whether it is time to look, and take note that someone does."""
        if now - self._looked < _AGAIN:
            return False
        self._looked = now
        return True

    def said(self, why: str | None) -> None:
        """Take note of why it is down; None: it is up. Each change to the worse is a line in the log."""
        state: State = "down" if why else "up"
        if why and self.state != "down":
            _LOG.warning("the model is down: %s", why)
        elif self.state == "down" and not why:
            _LOG.info("the model is up again")
        self.state, self.why = state, why
