"""Whole numbers as JSON has them: 42.0 is one, and what programs read exactly ends at 2^53."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

LARGEST = 2**53 - 1


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)  # after the bounds: the description shows only those that stand before it
Number = Annotated[int, Field(ge=-LARGEST, le=LARGEST), WHOLE]
Offset = Annotated[int, Field(ge=0, le=LARGEST), WHOLE]
