"""Whole numbers as JSON has them: 42.0 is one, and what programs read exactly ends at 2^53."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

LARGEST = 2**53 - 1


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]
