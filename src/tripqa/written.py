"""How settings are written: each check returns what it was given, or raises ValueError with what to write."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

UNLIMITED = "off"
READER, GENERATED = "reader", "generated"
_NO_RATE = "write one rate such as 60/minute or 1000 per 2 hours, or off"
_ORIGIN = r"https?://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?"
_ROOT_PATH = r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*"
_FACTORY = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")


def _folder(value: object) -> object:
    if value in ("", Path()):
        raise ValueError("name a folder, or leave the setting out")
    return value


def _split(value: object) -> object:
    return tuple(part for part in re.split(r"[,\s]+", value) if part) if isinstance(value, str) else value


def _origins(value: tuple[str, ...]) -> tuple[str, ...]:
    for origin in value:
        if not re.fullmatch(_ORIGIN, origin.lower()):
            raise ValueError(f"{origin!r} is not an origin: write scheme, host and port only, as https://intra.example")
    return value


def _prefix(value: str) -> str:
    if not re.fullmatch(_ROOT_PATH, value):
        raise ValueError(
            "write a path such as /tripqa, with a slash before each name and none at the end, "
            "the names of letters, digits and -._~ alone, or leave the setting out"
        )
    return value


def _address(value: str) -> str:
    if value and not re.fullmatch(_ORIGIN + _ROOT_PATH, value):
        raise ValueError("write an address such as https://intra.example/tripqa, in small letters up to the path")
    return value


def _network(value: str) -> str:
    try:
        return value and str(ip_network(value)).removesuffix("/32").removesuffix("/128")
    except ValueError as error:
        raise ValueError("write an address or a network such as 127.0.0.1 or 10.0.0.0/8") from error


def _rate(value: str) -> str:
    if value == UNLIMITED:
        return value
    from limits import parse_many  # slow to load, and the defaults need no check

    try:
        (rate,) = parse_many(value)
    except ValueError as error:
        raise ValueError(_NO_RATE) from error
    if not rate.amount:
        raise ValueError(_NO_RATE)
    return value


def _answerer(value: str) -> str:
    if value not in (READER, GENERATED) and not _FACTORY.fullmatch(value):
        raise ValueError("write `reader`, `generated`, or package.module:factory for one of your own")
    return value


Folder = Annotated[Path, BeforeValidator(_folder), AfterValidator(Path.expanduser)]
Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_origins)]
Prefix = Annotated[str, AfterValidator(_prefix)]
Address = Annotated[str, AfterValidator(_address)]
Network = Annotated[str, AfterValidator(_network)]
Rate = Annotated[str, AfterValidator(_rate)]
AnswererName = Annotated[str, AfterValidator(_answerer)]
