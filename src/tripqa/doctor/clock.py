"""Whether the clock can be right: it counts what keys are over and says when an index was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tripqa.doctor.finding import Finding, doubtful, well
from tripqa.doctor.installation import Installation

RELEASED = datetime(2026, 11, 1, tzinfo=UTC)  # no clock that is right shows less; write a later day with each release
_APART = timedelta(minutes=2)  # clocks of two machines
_SET = "sudo timedatectl set-ntp true"


def check_clock(installation: Installation) -> Iterator[Finding]:
    """Compare the clock with what cannot lie before now."""
    now, known = installation.machine.now, installation.manifest
    if now < RELEASED:
        yield doubtful(f"the clock shows {now:%Y-%m-%d}, before this version was made ({RELEASED:%Y-%m-%d})", _SET)
    made = datetime.fromisoformat(known.created) if known else now
    if now + _APART < made:
        yield doubtful(
            f"the clock shows {now:%Y-%m-%d %H:%M} UTC, and the index was made at {made:%Y-%m-%d %H:%M}; if the clock "
            "is right, `tripqa ingest --rebuild` dates the index anew",
            _SET,
        )
    yield well(f"{now:%Y-%m-%d %H:%M} UTC")
