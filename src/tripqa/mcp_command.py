"""`tripqa mcp`: what an assistant on this machine starts, and asks over standard streams."""

from __future__ import annotations

import logging
from ipaddress import IPv4Address, ip_address

from tripqa.mcp.extra import check_installed
from tripqa.mcp.streams import speak
from tripqa.options import IndexFolder
from tripqa.settings import Settings, load_settings
from tripqa.web.addresses import Addresses
from tripqa.wiring import open_service

_LOG = logging.getLogger(__name__)


def mcp_command(index: IndexFolder = None) -> None:
    """Let an assistant on this machine ask, over standard streams (Model Context Protocol).

    Links in what it is told lead to TRIPQA_PUBLIC_URL or, without that, to where `tripqa serve` listens by default.
    """
    check_installed()
    settings = load_settings({"index": index})
    speak(open_service(settings, _LOG.warning), Addresses(settings.public_url or _here(settings)))


def _here(settings: Settings) -> str:
    """Return where this machine reaches `tripqa serve`: one that listens everywhere does so on the loopback too."""
    return f"http://{_written(settings.host)}:{settings.port}{settings.root_path}"


def _written(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return "127.0.0.1" if address.is_unspecified else host
    return "[::1]" if address.is_unspecified else f"[{address}]"
