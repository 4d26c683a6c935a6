"""One family of errors. Whatever ends a verb is one of these, with the exit status it ends with."""

from __future__ import annotations

from dataclasses import dataclass

from loadsite.origin import Origin

SIGNALLED = 128
"""Added to the number of the signal that ended a program, it is its exit status."""


class LoadsiteError(Exception):
    """Anything that stops loadsite and is not a defect of loadsite."""

    exit_status = 1


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with the input, and where.

    `field` is the column name or dotted key, "" where it does not apply. `excerpt` is the line itself with a caret
    below the place, for texts whose columns are hard to count.
    """

    origin: Origin
    field: str
    what: str
    hint: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        field = f" {self.field}" if self.field else ""
        hint = f"; {self.hint}" if self.hint else ""
        excerpt = f"\n{self.excerpt}" if self.excerpt else ""
        return f"{self.origin}{field}: {self.what}{hint}{excerpt}"


class InputError(LoadsiteError):
    """The input is wrong. Carries every problem found, sorted by place; its text lists the first 200.

    `further` counts problems that were found and not kept.
    """

    exit_status = 1
    listed = 200

    def __init__(self, problems: list[Problem], further: int = 0) -> None:
        self.problems = sorted(problems)
        self.further = further
        lines = [str(problem) for problem in self.problems[: self.listed]]
        unlisted = len(self.problems) - len(lines) + further
        if unlisted:
            lines.append(f"and {unlisted} more")
        super().__init__("\n".join(lines))


class NoAnswer(LoadsiteError):
    """There is no result to report: infeasible, unbounded, a limit reached, or an uncertified answer."""

    exit_status = 3
