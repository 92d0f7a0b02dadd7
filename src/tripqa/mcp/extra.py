"""Whether what speaks the protocol is installed."""

from __future__ import annotations

from importlib.util import find_spec

from tripqa.errors import ExtraMissing


def check_installed() -> None:
    """Raise ExtraMissing if it is not. Nothing is loaded."""
    if find_spec("mcp") is None:
        raise ExtraMissing("this needs the extra `mcp`, which is not installed: pip install 'tripqa[mcp]'")
