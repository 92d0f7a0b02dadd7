"""How a server is, as probes are told: what it answers from, and what is wrong besides."""

from __future__ import annotations

from pydantic import BaseModel, Field
from starlette.requests import Request

from tripqa.api.current import Current
from tripqa.api.entry import entered_by
from tripqa.generating.health import State
from tripqa.generating.writing import Writer

_IN_LOG = "the server's log says why"  # to strangers: the words name folders


class StateOut(BaseModel):
    """How the server is."""

    status: str


class RefusedOut(BaseModel):
    """A generation that the index names and the server does not answer from."""

    generation: str | None = Field(description="null: what names it cannot be read.")
    why: str


class ModelOut(BaseModel):
    """The model that writes statements; the server answers without it too."""

    name: str
    state: State = Field(description="When it was last asked or looked at; `unknown` before that.")
    why: str | None = Field(description="It is down; null where it is not.")

    @classmethod
    def of(cls, writer: Writer, *, all_of_it: bool) -> ModelOut:
        """Return how it is."""
        health = writer.model.health
        why = health.why if all_of_it or not health.why else _IN_LOG
        return cls(name=writer.model.name, state=health.state, why=why)


class ReadyOut(StateOut):
    """What the server answers from."""

    generation: str
    refused: RefusedOut | None = Field(description="null: the index names what answers.")
    answerer: str | None = Field(description="What answers, as the settings name it; null to who does not administer.")
    model: ModelOut | None = Field(None, description="null: the server has none.")


def readiness_of(request: Request) -> ReadyOut:
    """Return what who asks may know of it; NotReady while it loads. A model that is down keeps nobody from asking."""
    current: Current = request.app.state.current
    service, refused = current.service(), current.refused
    entrance = entered_by(request)
    all_of_it = request.app.state.is_open or (entrance is not None and entrance.key.may("admin"))
    why = refused.why if refused and all_of_it else _IN_LOG
    writer: Writer | None = request.app.state.writer
    if writer:
        writer.look()
    return ReadyOut(
        status="ready",
        generation=service.generation,
        refused=RefusedOut(generation=refused.generation, why=why) if refused else None,
        answerer=request.app.state.answerer if all_of_it else None,
        model=ModelOut.of(writer, all_of_it=all_of_it) if writer else None,
    )
