"""The same questions through every face that a server has: each has the quotes that the library gives here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import httpx2
from mcp.client import Client as Assistant
from openai import OpenAI

from tripqa.client import Client
from tripqa.library import Opened
from tripqa.wire.answers import AnswerOut

Questions = Mapping[str, str]  # by name
Quotes = dict[str, list[str]]  # by the name of the question
Face = Callable[[str, Questions], Quotes]  # of a server's address


def differences(here: Opened, url: str, questions: Questions) -> Iterator[tuple[str, list[str]]]:
    """Yield for each face of a server the questions that it answers with other quotes than the library does."""
    expected = {name: _quotes(here.ask(question)) for name, question in questions.items()}
    for name, face in FACES.items():
        told = face(url, questions)
        yield name, [question for one, question in questions.items() if told.get(one) != expected[one]]


def _http(url: str, questions: Questions) -> Quotes:
    with httpx2.Client(base_url=url, timeout=None) as client:
        replies = {name: client.post("/v1/ask", json={"question": one}) for name, one in questions.items()}
    return {name: _quotes(AnswerOut.model_validate(reply.json())) for name, reply in replies.items()}


def _client(url: str, questions: Questions) -> Quotes:
    with Client(url) as client:
        return {name: _quotes(client.ask(one)) for name, one in questions.items()}


def _batch(url: str, questions: Questions) -> Quotes:
    with Client(url) as client:
        return {str(line.custom_id): _quotes(line.reply) for line in client.ask_all(questions) if line.reply}


def _chat(url: str, questions: Questions) -> Quotes:
    def ask(client: OpenAI, question: str) -> Any:
        return client.chat.completions.create(model="tripqa", messages=[{"role": "user", "content": question}])

    with _openai(url) as client:
        return {name: _of_sources(ask(client, one).sources) for name, one in questions.items()}


def _stream(url: str, questions: Questions) -> Quotes:
    def ask(client: OpenAI, question: str) -> Any:
        return [*client.responses.create(model="tripqa", input=question, stream=True)][-1]

    with _openai(url) as client:
        return {name: _of_sources(ask(client, one).sources) for name, one in questions.items()}


def _mcp(url: str, questions: Questions) -> Quotes:
    async def ask() -> Quotes:
        async with Assistant(f"{url}/mcp") as assistant:
            replies = {name: await assistant.call_tool("ask", {"question": one}) for name, one in questions.items()}
        return {name: _of_sources(reply.structured_content["sources"]) for name, reply in replies.items()}

    return asyncio.run(ask())


FACES: Mapping[str, Face] = {
    "HTTP": _http, "client": _client, "batch": _batch, "OpenAI's chat": _chat, "OpenAI's responses, streamed": _stream,
    "MCP": _mcp,
}  # fmt: skip


def _openai(url: str) -> OpenAI:
    return OpenAI(base_url=f"{url}/v1", api_key="none", timeout=None)


def _quotes(reply: AnswerOut) -> list[str]:
    return [citation.quote for citation in reply.citations]


def _of_sources(sources: Sequence[Mapping[str, Any]]) -> list[str]:
    return [source["quote"] for source in sources]
