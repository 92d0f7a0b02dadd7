"""Keys: who may do what, and with which documents.

A key is 256 random bits, shown once. Kept is its SHA-256: of so many random bits nothing is found by trying, so no slow
hash is needed, as it is for words that people choose.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Action = Literal["ask", "search", "documents", "metrics", "admin"]

ACTIONS: tuple[Action, ...] = get_args(Action)
EVERY_DOCUMENT = ("*",)
_SHOWN = "tripqa"  # begins a key, so that scanners of repositories and mail can tell one
_BYTES, _ID_BYTES = 32, 6


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key."""

    id: str  # the public part of what its holder sends
    name: str
    sha256: str  # of the secret part
    actions: tuple[Action, ...]
    documents: tuple[str, ...]  # patterns of the ids it may see, as fnmatch reads them
    created: datetime  # UTC
    expires: datetime | None  # UTC; None: never

    def may(self, action: Action) -> bool:
        """Tell whether its holder may do this. Who administers may do everything."""
        return action in self.actions or "admin" in self.actions

    def is_over(self, now: datetime) -> bool:
        """Tell whether its time is over."""
        return self.expires is not None and now >= self.expires


@dataclass(frozen=True, slots=True)
class Made:
    """A new key, with the words to send: they are kept nowhere."""

    key: Key
    shown: str


def make_key(
    name: str,
    actions: Collection[Action],
    documents: Collection[str],
    created: datetime,
    expires: datetime | None,
) -> Made:
    """Return a new key."""
    id, secret = secrets.token_hex(_ID_BYTES), secrets.token_urlsafe(_BYTES)
    ordered = tuple(action for action in ACTIONS if action in actions)
    key = Key(id, name, _hash(secret), ordered, tuple(documents), created, expires)
    return Made(key, f"{_SHOWN}_{id}_{secret}")


def find_key(shown: str, keys: Iterable[Key]) -> Key | None:
    """Return the key that someone shows; None if it is none of these. How long it takes tells nothing of a secret."""
    begins, id, secret = [*shown.split("_", 2), "", ""][:3]
    found = {key.id: key for key in keys}.get(id)
    same = hmac.compare_digest(found.sha256 if found else _hash(""), _hash(secret))
    return found if same and begins == _SHOWN else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
