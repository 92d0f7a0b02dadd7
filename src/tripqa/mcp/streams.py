"""The tools over the standard streams of a process that an assistant starts."""

from __future__ import annotations

import asyncio

from tripqa.mcp.shapes import Taken
from tripqa.mcp.tools import TOOLS, Tool
from tripqa.service import QuestionService
from tripqa.web.addresses import Addresses
from tripqa.wire.documents import Wire


def speak(service: QuestionService, to: Addresses) -> None:
    """Answer until the other side closes the streams; all that the service knows may be asked."""
    from tripqa.mcp.speaking import Asked, make_server, speak_on_streams

    async def run(_: Asked, tool: Tool, taken: Taken) -> Wire:
        return (await asyncio.to_thread(tool.work, service, to, taken)).out

    asyncio.run(speak_on_streams(make_server(lambda _: TOOLS, run)))
