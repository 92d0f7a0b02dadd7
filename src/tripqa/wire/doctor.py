"""What `tripqa doctor --json` prints."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tripqa.wire.documents import Wire

StateOut = Literal["pass", "warn", "fail"]


class CheckOut(Wire):
    """What one check found. A check that finds several things amiss comes as often."""

    name: str = Field(description="Of the check, such as `index`.")
    state: StateOut
    found: str = Field(description="In words for people, which may change.")
    command: str | None = Field(description="That mends it; null where nothing is to be mended, or no command can.")


class DoctorOut(Wire):
    """How an installation stands."""

    state: StateOut = Field(description="The worst of all.")
    version: str = Field(description="Of tripqa.")
    checks: list[CheckOut]
