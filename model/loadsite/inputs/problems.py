"""Collects what is wrong with the input, so that all of it is told at once."""

from __future__ import annotations

from loadsite.errors import InputError, Problem
from loadsite.origin import Origin

KEPT = 1000


class Problems:
    """Problems found so far, each once. Those beyond the first thousand are counted, not kept."""

    def __init__(self) -> None:
        self._kept: dict[Problem, None] = {}
        self._further = 0
        self._places: set[tuple[Origin, str]] = set()

    def __bool__(self) -> bool:
        return bool(self._kept)

    def add(self, origin: Origin, field: str, what: str, hint: str = "", excerpt: str = "") -> None:
        """Note one problem; the arguments are those of `Problem`."""
        problem = Problem(origin, field, what, hint, excerpt)
        self._places.add((origin, field))
        if len(self._kept) < KEPT:
            self._kept[problem] = None
        elif problem not in self._kept:
            self._further += 1

    def places(self) -> set[tuple[Origin, str]]:
        """Place and field of each problem so far, of those that are not kept too."""
        return set(self._places)

    def take(self, error: InputError) -> None:
        """Take over what an error of another reader carries."""
        for each in error.problems:
            self.add(each.origin, each.field, each.what, each.hint, each.excerpt)
        self._further += error.further

    def error(self) -> InputError:
        """Everything collected, as an error."""
        return InputError(list(self._kept), self._further)

    def raise_if_any(self) -> None:
        """Raises InputError with everything collected."""
        if self._kept:
            raise self.error()
