"""Shared arrays: those that are the same in many subproblems, such as the structure of a day, are held once."""

from __future__ import annotations

import hashlib
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Kind = TypeVar("Kind", bound=np.generic)


class SharedArrays:
    """Arrays that nobody writes to, by what they hold."""

    def __init__(self) -> None:
        self._known: dict[bytes, npt.NDArray[np.generic]] = {}

    def one(self, array: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
        """The array, or the one held so far that is the same."""
        digest = hashlib.blake2b(f"{array.dtype}{array.shape}".encode(), digest_size=32)
        digest.update(np.ascontiguousarray(array).data)
        return self._known.setdefault(digest.digest(), array)  # type: ignore[return-value]
