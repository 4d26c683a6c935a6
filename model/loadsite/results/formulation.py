"""What the linear program says of itself: the rules in the order of `build.py`, as their docstrings tell them.

A docstring says in one sentence what must hold, with its [unit], then the equation, then further words, and last what
the shadow price means. Nothing of it is repeated elsewhere: tables, screens and documents quote it from here.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from loadsite.equations import build as contents
from loadsite.equations import objective, risk, rules

_SHADOW_PRICE = re.compile(r"Shadow price[^\[]*\[(?P<unit>[^\]]*)\]: (?P<meaning>.*)\Z", re.DOTALL)
_FIRST = re.compile(r"(?P<sentence>.*?)\s*\[(?P<unit>[^\]]*)\]\Z", re.DOTALL)


@dataclass(frozen=True)
class Decision:
    """A family of variables: its name, and the names of its index sets."""

    name: str
    sets: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A family of constraints, or a term of the objective, in the words of its docstring.

    `unit` is that of both sides [the solver's: GW, GWh, M$]; `notes` may be empty, as is `shadow_price` for a term.
    """

    name: str
    family: str
    sets: tuple[str, ...]
    sentence: str
    unit: str
    equation: str
    notes: str
    shadow_price_unit: str
    shadow_price: str


@cache
def decisions() -> tuple[Decision, ...]:
    """Every family of variables, in the order of `build.py`."""
    return tuple(Decision(name, _sets(call)) for name, call in _declared("Var"))


@cache
def constraints() -> tuple[Rule, ...]:
    """Every family of constraints, in the order of `build.py`."""
    return tuple(_told(name, _rule_of(call), _sets(call)) for name, call in _declared("Constraint"))


@cache
def cost_terms() -> tuple[Rule, ...]:
    """The terms of the objective, those of risk and soft rules among them; the last is what hosting counts."""
    further = (risk.risk, rules.rules_broken, objective.campus_placed)
    named = {**objective.COST_TERMS, **{term.__name__: term for term in further}}
    return tuple(_told(name, rule, ()) for name, rule in named.items())


def in_megawatts(words: str) -> str:
    """A sentence of a docstring with MW, MWh and USD in place of the solver's GW, GWh and M$."""
    return re.sub(r"\bGW(h?)\b", r"MW\1", words).replace("M$", "USD")


def _declared(constructor: str) -> Iterator[tuple[str, ast.Call]]:
    """Every `m.name = pyo.<constructor>(...)` of `build.py`, from top to bottom."""
    assigned = [node for node in ast.walk(ast.parse(inspect.getsource(contents))) if isinstance(node, ast.Assign)]
    for node in sorted(assigned, key=lambda each: each.lineno):
        target, call = node.targets[0], node.value
        made = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == constructor
        if made and isinstance(target, ast.Attribute) and isinstance(call, ast.Call):
            yield target.attr, call


def _sets(call: ast.Call) -> tuple[str, ...]:
    return tuple(ast.unparse(argument).removeprefix("m.") for argument in call.args)


def _rule_of(call: ast.Call) -> Callable[..., Any]:
    written = next(keyword.value for keyword in call.keywords if keyword.arg == "rule")
    found: Any = contents
    for name in ast.unparse(written).split("."):
        found = getattr(found, name)
    return found  # type: ignore[no-any-return]


def _told(name: str, rule: Callable[..., Any], sets: tuple[str, ...]) -> Rule:
    text = inspect.getdoc(rule) or ""
    first, _, rest = text.partition("\n\n")
    opening = _FIRST.match(first)
    if opening is None:
        raise ValueError(f"{name}: the docstring must open with one sentence and its [unit], got {first!r}")
    equation, _, words = rest.partition("\n\n")
    price = _SHADOW_PRICE.search(words)
    return Rule(
        name=name,
        family=rule.__module__.rsplit(".", 1)[1],
        sets=sets,
        sentence=_one_line(opening["sentence"]),
        unit=opening["unit"],
        equation=equation.strip(),
        notes=_one_line(words[: price.start()] if price else words),
        shadow_price_unit=price["unit"] if price else "",
        shadow_price=_one_line(price["meaning"]) if price else "",
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
