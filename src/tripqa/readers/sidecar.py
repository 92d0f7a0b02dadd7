"""What a `.toml` beside a report says of it."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, field_validator, model_validator

from tripqa.errors import CorpusError

TAG = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"  # BCP 47, as ja or zh-Hant
Tag = Annotated[str, StringConstraints(pattern=TAG)]
Name = Annotated[str, StringConstraints(pattern=r"\S")]
DOCUMENT_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")


class Trip(BaseModel):
    """First and last day of a trip."""

    model_config = ConfigDict(extra="forbid", strict=True)
    start: date
    end: date

    @model_validator(mode="after")
    def _in_order(self) -> Trip:
        if self.end < self.start:
            raise ValueError("it ends before it starts")
        return self


class Sidecar(BaseModel):
    """The description of one report. Everything may be left out."""

    model_config = ConfigDict(extra="forbid", strict=True)
    id: str | None = None
    title: str = ""
    publisher: str = ""
    url: str = ""
    language: Tag | None = None
    trip: Trip | None = None
    places: list[dict[Tag, Name]] = []
    examples: dict[Tag, list[str]] = {}

    @field_validator("id")
    @classmethod
    def _is_id(cls, value: str | None) -> str | None:
        if value is not None and not DOCUMENT_ID.fullmatch(value):
            raise ValueError("an id holds a-z, 0-9, dot, dash and underscore, and begins with a letter or digit")
        return value


def read_sidecar(file: Path) -> Sidecar:
    """Read a sidecar; one that is not there says nothing. CorpusError names the file and the line or key."""
    if not file.is_file():
        return Sidecar()
    try:
        return Sidecar.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(str(part) for part in problem["loc"])
        table = Trip if problem["loc"][0] == "trip" and len(problem["loc"]) > 1 else Sidecar
        known = f"; the keys are {', '.join(table.model_fields)}" if problem["type"] == "extra_forbidden" else ""
        raise CorpusError(f"{file}: {key!r}: {problem['msg'].removeprefix('Value error, ')}{known}") from error
    except (OSError, ValueError, RecursionError) as error:
        raise CorpusError(f"{file} cannot be read as TOML in UTF-8: {error}") from error
