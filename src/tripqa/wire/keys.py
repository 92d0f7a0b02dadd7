"""Shapes of `tripqa key --json`."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from tripqa.access.keys import Action, Key
from tripqa.wire.documents import Wire


class KeyOut(Wire):
    """What is kept of a key, without its secret."""

    id: str
    name: str
    actions: tuple[Action, ...]
    documents: tuple[str, ...]
    created: datetime
    expires: datetime | None
    expired: bool

    @classmethod
    def of(cls, key: Key, now: datetime) -> Self:
        """Translate a key as it is at that time."""
        return cls(
            id=key.id,
            name=key.name,
            actions=key.actions,
            documents=key.documents,
            created=key.created,
            expires=key.expires,
            expired=key.is_over(now),
        )

    def with_words(self, shown: str) -> NewKeyOut:
        """Add the words that its holder sends."""
        return NewKeyOut(**self.model_dump(), key=shown)


class NewKeyOut(KeyOut):
    """A key that was just made, with the words to send: they are shown this once."""

    key: str


class KeysOut(Wire):
    """Every key."""

    keys: list[KeyOut]
