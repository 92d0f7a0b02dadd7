"""`tripqa mcp`: what an assistant on this machine starts, and asks over standard streams."""

from __future__ import annotations

import logging

from tripqa.mcp.extra import check_installed
from tripqa.mcp.streams import speak
from tripqa.options import IndexFolder
from tripqa.settings import load_settings
from tripqa.web.addresses import Addresses
from tripqa.wiring import open_service

_LOG = logging.getLogger(__name__)


def mcp_command(index: IndexFolder = None) -> None:
    """Let an assistant on this machine ask, over standard streams (Model Context Protocol).

    Links in what it is told lead to TRIPQA_PUBLIC_URL or, without that, to where `tripqa serve` listens by default.
    """
    check_installed()
    settings = load_settings({"index": index})
    here = f"http://{settings.host}:{settings.port}{settings.root_path}"
    speak(open_service(settings, _LOG.warning), Addresses(settings.public_url or here))
