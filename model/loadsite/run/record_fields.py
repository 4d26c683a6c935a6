"""What the fields of records may hold: types as written, numbers finite."""

from __future__ import annotations

import math
from pathlib import PurePath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from loadsite.writing.listed import LONGEST_PART

LONGEST_PLACE = 2000
"""A longer text is no place of a file [bytes]."""

Text = Annotated[str, Field(max_length=1_000_000)]
Count = Annotated[int, Field(ge=0, le=10**15)]
Musd = Annotated[float, Field(ge=-1e15, le=1e15)]
Mw = Annotated[float, Field(ge=-1e15, le=1e15)]
Seconds = Annotated[float, Field(ge=0, le=1e12)]
Megabytes = Annotated[float, Field(ge=0, le=1e12)]
Error = Annotated[float, Field(ge=0)]
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


def _finite(value: JsonValue) -> JsonValue:
    """JSON has no infinity and no NaN, but readers of it have."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("holds a number that is not finite; expected none")
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _finite(each)
    return value


Anything = Annotated[JsonValue, AfterValidator(_finite)]


def _place(text: str) -> str:
    """A name that a file can have."""
    parts = PurePath(text).parts
    if "\0" in text or len(text.encode()) > LONGEST_PLACE or any(len(part.encode()) > LONGEST_PART for part in parts):
        raise ValueError(f'"{text[:60]}..." is longer than names of files are; expected one of a file')
    return text


Place = Annotated[str, AfterValidator(_place)]


class Part(BaseModel):
    """A part of a record: types as written, numbers finite."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", allow_inf_nan=False)
