"""Early termination: a search that is told to end before its bounds meet, and ends with the best point it has."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext


class EarlyEnd:
    """Whether searches were told to end. Nobody tells this one: what ends a program ends it at once."""

    @property
    def is_told(self) -> bool:
        """Whether a search that has a point shall end with it."""
        return False

    def heard(self) -> AbstractContextManager[None]:
        """While this lasts, being told to end no longer ends the program at once."""
        return nullcontext()

    def taken_up(self) -> None:
        """Is called where a search ends because it was told to."""


NEVER = EarlyEnd()
