"""That a model says no more."""

from __future__ import annotations

from tripqa.generated import Why


class Silent(Exception):
    """A model says nothing, or nothing more; the asker is told which of our words for it fits."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
