"""What a `.toml` beside a report says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from tripqa.errors import CorpusError
from tripqa.parsing import limits
from tripqa.parsing.toml_file import name_of, read_toml

TAG = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"  # BCP 47, as ja or zh-Hant
Tag = Annotated[str, StringConstraints(pattern=TAG, max_length=limits.LONGEST_TAG)]
Title = Annotated[str, StringConstraints(max_length=limits.LONGEST_TITLE)]
Name = Annotated[str, StringConstraints(pattern=r"\S", max_length=limits.LONGEST_NAME)]
Place = Annotated[dict[Tag, Name], Field(max_length=limits.MOST_LANGUAGES)]
Heading = Annotated[str, StringConstraints(pattern=r"\S", max_length=limits.LONGEST_TITLE)]
Questions = Annotated[list[Title], Field(max_length=limits.MOST_EXAMPLES)]
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


class Translated(BaseModel):
    """What a sidecar says of a document in another language."""

    model_config = ConfigDict(extra="forbid", strict=True)
    title: Title = ""
    publisher: Title = ""
    headings: Annotated[dict[Heading, Heading], Field(max_length=limits.MOST_HEADINGS)] = {}


class Sidecar(BaseModel):
    """The description of one report. Everything may be left out."""

    model_config = ConfigDict(extra="forbid", strict=True)
    id: Annotated[str, StringConstraints(max_length=limits.LONGEST_ID)] | None = None
    title: Title = ""
    publisher: Title = ""
    url: Annotated[str, StringConstraints(max_length=limits.LONGEST_URL)] = ""
    language: Tag | None = None
    trip: Trip | None = None
    places: Annotated[list[Place], Field(max_length=limits.MOST_PLACES)] = []
    examples: Annotated[dict[Tag, Questions], Field(max_length=limits.MOST_LANGUAGES)] = {}
    translations: Annotated[dict[Tag, Translated], Field(max_length=limits.MOST_LANGUAGES)] = {}

    @field_validator("id")
    @classmethod
    def _is_id(cls, value: str | None) -> str | None:
        if value is not None and not DOCUMENT_ID.fullmatch(value):
            raise ValueError("an id holds a-z, 0-9, dot, dash and underscore, and begins with a letter or digit")
        return value


def read_sidecar(file: Path, folder: Path) -> Sidecar:
    """Read a sidecar below a folder; one that is not there says nothing. CorpusError names it and the line or key."""
    said = read_toml(file, folder, limits.LARGEST_SIDECAR)
    try:
        return Sidecar.model_validate(said)
    except ValidationError as error:
        problem = error.errors()[0]
        key = name_of(problem["loc"])
        known = f"; the keys are {', '.join(_keys(problem['loc']))}" if problem["type"] == "extra_forbidden" else ""
        raise CorpusError(f"{file}: {key!r}: {problem['msg'].removeprefix('Value error, ')}{known}") from error


def _keys(place: tuple[int | str, ...]) -> Iterable[str]:
    """Return the keys of the table in which an unknown one stands."""
    match place:
        case "trip", _:
            return Trip.model_fields
        case "translations", _, _:
            return Translated.model_fields
    return Sidecar.model_fields
