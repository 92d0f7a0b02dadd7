"""The tools over the Model Context Protocol. This alone knows its package, which is an extra and slow to load."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from importlib import metadata
from typing import Any

from mcp.server.caching import CacheHint
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecurityMiddleware, TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as ToolOffered
from pydantic import ValidationError
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from tripqa.errors import NotFound, TripqaError
from tripqa.mcp.shapes import Taken
from tripqa.mcp.tools import TOOLS, Tool
from tripqa.wire.documents import Wire

Asked = Request | None  # None: over standard streams
Offer = Callable[[Asked], Sequence[Tool]]  # the tools for who asks
Run = Callable[[Asked, Tool, Taken], Awaitable[Wire]]
_Context = ServerRequestContext[Any, Any]
_INSTRUCTIONS = (
    "Official trip reports. `ask` answers in exact quotes or says that the reports do not answer; `search` and `fetch` "
    "find and read. Cite what you use by its url, and reword no quote."
)
_FRESH = CacheHint(ttl_ms=300_000, scope="private")  # another key may have other tools
_OPEN_TO = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_LOG = logging.getLogger(__name__)


def make_server(offer: Offer, run: Run) -> Server:
    """Return what speaks the protocol, newest and older versions of it."""

    async def listed(context: _Context, _: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_offered(tool) for tool in offer(context.request)])

    async def called(context: _Context, asked: CallToolRequestParams) -> CallToolResult:
        tool = next((one for one in offer(context.request) if one.name == asked.name), None)
        if tool is None:
            raise MCPError(
                INVALID_PARAMS, f"there is no tool {asked.name[:40]!r}, or the key was not made for it; see tools/list"
            )
        try:
            return _told(await run(context.request, tool, tool.takes.model_validate(asked.arguments or {})))
        except ValidationError as error:
            return _failed(_what_is_wrong(error))
        except NotFound as error:
            return _failed(f"there is no {error.kind} {error.wanted!r}; `list_documents` lists what there is")
        except TripqaError as error:
            return _failed(str(error))
        except Exception:
            _LOG.exception("unexpected failure of the tool %s", tool.name)
            return _failed("something went wrong in the server; its log says what")

    return Server(
        "tripqa",
        version=metadata.version("tripqa"),
        instructions=_INSTRUCTIONS,
        cache_hints={"tools/list": _FRESH},
        get_tool_input_schema={tool.name: _offered(tool).input_schema for tool in TOOLS}.get,  # or each call lists all
        on_list_tools=listed,
        on_call_tool=called,
    )


async def speak_on_streams(server: Server) -> None:
    """Speak on the standard streams until the other side closes them."""
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


class Speaker:
    """Speaks over HTTP: each request for itself, each reply as JSON."""

    def __init__(self, server: Server, hosts: Sequence[str], origins: Sequence[str]) -> None:
        self._server = server
        settings = TransportSecuritySettings(allowed_hosts=list(hosts), allowed_origins=list(origins))
        self._security = TransportSecurityMiddleware(settings)

    async def refusal(self, request: Request) -> int | None:
        """Return the status that a request is refused with: 421 for its host, 403 for its origin, 400 for its type."""
        refused = await self._security.validate_request(request, is_post=True)
        return refused.status_code if refused else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        manager = StreamableHTTPSessionManager(self._server, json_response=True, stateless=True)
        async with manager.run():  # one manager can be run once
            await manager.handle_request(scope, receive, send)


@cache
def _offered(tool: Tool) -> ToolOffered:
    return ToolOffered(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.takes.model_json_schema(),
        output_schema=tool.returns.model_json_schema(mode="serialization"),
        annotations=_OPEN_TO,
    )


def _told(out: Wire) -> CallToolResult:
    """Return a result as objects and, for programs that know none, as the same in JSON."""
    return CallToolResult(
        content=[TextContent(text=out.model_dump_json())], structured_content=out.model_dump(mode="json")
    )


def _failed(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=message)], is_error=True)


def _what_is_wrong(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, problem["loc"]))
    return f"the argument {where[:40]!r} cannot be used: {problem['msg']}"
