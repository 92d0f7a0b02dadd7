"""The models by themselves, in the shapes that programs know: embeddings from OpenAI, rerank from Cohere.

Nothing of the documents is in a reply. Texts are worked on like a question, in turn with those of others.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tripqa.api.current import Current
from tripqa.api.desk import Desk
from tripqa.api.errors import failure
from tripqa.api.loose import Loose, read_loosely, unusable
from tripqa.api.replied import UNIT
from tripqa.api.request_ids import make_id
from tripqa.errors import NotFound
from tripqa.models import Models, written_out
from tripqa.ports import Vector
from tripqa.service import QuestionService

EMBEDDINGS, RERANK = "/v1/embeddings", "/v1/rerank"
MOST_TEXTS = 100
MOST_CHARACTERS = 30_000  # of all texts together, written out: of a hundred, as many as a passage has
_PASSAGE, _QUESTION, _RERANK = "tripqa-passage", "tripqa-question", "tripqa-rerank"
_TYPES = {  # as different programs call them
    "query": _QUESTION, "question": _QUESTION, "search_query": _QUESTION,
    "passage": _PASSAGE, "document": _PASSAGE, "search_document": _PASSAGE,
}  # fmt: skip
_SEND_TEXTS = (
    f'send an object such as {{"model": "{_PASSAGE}", "input": ["text"]}}: text and no tokens (in LangChain, '
    f"check_embedding_ctx_length=False), at most {MOST_TEXTS} at once"
)
_SEND_DOCUMENTS = (
    f'send an object such as {{"query": "KLIDとは", "documents": ["text"]}}, at most {MOST_TEXTS} documents at once'
)
_Text = Annotated[str, Field(min_length=1)]
_Texts = Annotated[list[_Text], Field(min_length=1, max_length=MOST_TEXTS, fail_fast=True)]


class _EmbeddingsIn(Loose):
    model: str = _PASSAGE
    input: _Text | _Texts
    input_type: str | None = None
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: int | None = None

    @property
    def texts(self) -> list[str]:
        return [self.input] if isinstance(self.input, str) else self.input

    @property
    def kind(self) -> str | None:
        """Return which of ours the model is: what the texts are counts before the model's name."""
        return _TYPES.get(self.input_type, "") if self.input_type is not None else self.model


class _Document(Loose):
    text: _Text


class _RerankIn(Loose):
    model: str = _RERANK
    query: str
    documents: Annotated[list[_Text | _Document], Field(min_length=1, max_length=MOST_TEXTS, fail_fast=True)]
    top_n: Annotated[int, Field(ge=1)] | None = None
    return_documents: bool | None = None

    @property
    def texts(self) -> list[str]:
        return [one if isinstance(one, str) else one.text for one in self.documents]


class ByModels:
    """The models of one server."""

    def __init__(self, current: Current, desk: Desk) -> None:
        self._current, self._desk = current, desk

    def routes(self) -> list[BaseRoute]:
        """Return a route for each."""
        return [
            Route(EMBEDDINGS, self.embed, methods=["POST"]),
            Route(RERANK, self.rerank, methods=["POST"]),
        ]

    async def embed(self, request: Request) -> Response:
        """Return the vector of each text."""
        body = await read_loosely(request, _EmbeddingsIn, _SEND_TEXTS)
        if isinstance(body, Response):
            return body
        if not body.kind:
            return unusable("input_type", f"send one of {', '.join(_TYPES)}, or leave it out")
        if body.kind not in (_PASSAGE, _QUESTION):
            return _no_model(body.kind, f"{_PASSAGE} and {_QUESTION}")
        kind, written = body.kind, _as_base64 if body.encoding_format == "base64" else _as_list

        def work(models: Models) -> Response:
            if body.dimensions not in (None, models.encoder.dimension):
                return unusable("dimensions", f"vectors have {models.encoder.dimension}; leave it out")
            vectors = models.question_vectors if kind == _QUESTION else models.passage_vectors
            return JSONResponse(_embedded(kind, body.texts, [written(one) for one in vectors(body.texts)]))

        return await self._work(request, "input", body.texts, work)

    async def rerank(self, request: Request) -> Response:
        """Put texts in the order of how surely they answer a question."""
        body = await read_loosely(request, _RerankIn, _SEND_DOCUMENTS)
        if isinstance(body, Response):
            return body
        if body.model != _RERANK:
            return _no_model(body.model, _RERANK)

        def work(models: Models) -> Response:
            return JSONResponse(_ranked(body, models.relevance(body.query, body.texts)))

        return await self._work(request, "documents", body.texts, work)

    async def _work(
        self, request: Request, field: str, texts: Sequence[str], work: Callable[[Models], Response]
    ) -> Response:
        def of(service: QuestionService) -> Response:
            return _too_long(field, texts) or work(service.models)

        return await self._desk.work(request, self._current.service(), of, lambda reply: reply)


def _too_long(field: str, texts: Sequence[str]) -> Response | None:
    characters = written_out(texts)
    if characters <= MOST_CHARACTERS:
        return None
    return unusable(
        field,
        f"its texts have {characters} characters, written out; send at most {MOST_CHARACTERS} at once",
    )


def _no_model(model: str, models: str) -> Response:
    return failure(404, NotFound.code, f"there is no model {model[:40]!r} here; there is {models}")


def _embedded(model: str, texts: Sequence[str], vectors: Sequence[object]) -> dict[str, Any]:
    count = sum(map(len, texts))
    data = [{"object": "embedding", "index": place, "embedding": vector} for place, vector in enumerate(vectors)]
    usage = {"prompt_tokens": count, "total_tokens": count, **UNIT}
    return {"object": "list", "data": data, "model": model, "usage": usage}


def _as_list(vector: Vector) -> object:
    return vector.tolist()


def _as_base64(vector: Vector) -> object:
    return base64.b64encode(vector.astype(np.dtype("<f4")).tobytes()).decode()


def _ranked(body: _RerankIn, relevance: Sequence[float]) -> dict[str, Any]:
    texts = body.texts
    best = sorted(range(len(texts)), key=lambda place: -relevance[place])[: body.top_n]
    return {
        "id": make_id(),
        "model": _RERANK,
        "results": [
            {
                "index": place,
                "relevance_score": relevance[place],
                **({"document": {"text": texts[place]}} if body.return_documents else {}),
            }
            for place in best
        ],
    }
