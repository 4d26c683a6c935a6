"""Calling a rule once with symbolic indices, for one expression that stands for a whole family."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyomo.common.errors import PyomoException
from pyomo.core.expr.template_expr import IndexTemplate, templatize_rule

from loadsite.arrays.components import Rule
from loadsite.arrays.refusal import CannotCompile


def symbolic(model: Any, rule: Rule, index_set: Any | None) -> tuple[Any, tuple[Any, ...]]:
    """Call a rule once with symbolic indices: the expression of the whole family, and those indices.

    CannotCompile where the rule needs to know its index, for example to branch on it.
    """
    try:
        with _no_comparison_with_text():
            return templatize_rule(model, lambda m, index: rule(m, *_as_tuple(index)), index_set)  # type: ignore[no-any-return]
    except (PyomoException, TypeError, KeyError, ValueError) as error:
        # Pyomo lets an error inside a sum end in one about a loop; the first of the two tells more.
        first = error.__context__ if isinstance(error.__context__, TypeError) else error
        raise CannotCompile(f"a rule must hold for every index alike, without branches or loops: {first}") from error


def _as_tuple(index: Any) -> tuple[Any, ...]:
    return index if isinstance(index, tuple) else (index,)


@contextmanager
def _no_comparison_with_text() -> Iterator[None]:
    """Comparing a symbolic index with text is an error.

    Pyomo refuses `t == 0` where a bool is needed. For `z == "west"` it leaves the answer to Python, which says False:
    a branch on the index would silently be taken for every index.
    """
    equal, unequal = IndexTemplate.__eq__, IndexTemplate.__ne__

    def guarded_equal(index: Any, other: Any) -> Any:
        _refuse_text(index, other)
        return equal(index, other)

    def guarded_unequal(index: Any, other: Any) -> Any:
        _refuse_text(index, other)
        return unequal(index, other)

    IndexTemplate.__eq__, IndexTemplate.__ne__ = guarded_equal, guarded_unequal
    try:
        yield
    finally:
        IndexTemplate.__eq__, IndexTemplate.__ne__ = equal, unequal


def _refuse_text(index: Any, other: Any) -> None:
    if isinstance(other, str):
        raise TypeError(f"the index {index} is compared with {other!r}")
