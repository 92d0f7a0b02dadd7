"""Server-sent events that hold JSON."""

from __future__ import annotations

import json
from typing import Any

Shape = dict[str, Any]
EVENTS = "text/event-stream"


def event(shape: Shape, name: str | None = None) -> str:
    """Write an event in ASCII: some clients end a line at U+2028, which may stand in a quote."""
    named = f"event: {name}\n" if name else ""
    return f"{named}data: {json.dumps(shape)}\n\n"
