"""What the linear program says of itself: the records of `build.py` in its order, in the words of their docstrings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loadsite.equations import build as page
from loadsite.equations import objective, risk, rules
from loadsite.equations.families import Rule as Written
from loadsite.equations.words import words_of


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


def decisions() -> tuple[Decision, ...]:
    """Every family of variables, in the order of `build.py`."""
    return tuple(Decision(record.name, record.sets) for record in page.decisions())


def constraints() -> tuple[Rule, ...]:
    """Every family of constraints, in the order of `build.py`."""
    return tuple(_in_words(record.name, record.rule, record.sets) for record in page.families())


def cost_terms() -> tuple[Rule, ...]:
    """The terms of the objective, those of risk and soft rules among them; the last is what hosting counts."""
    also = (risk.risk, rules.rules_broken, objective.campus_placed)
    further = {term.__name__: term for term, _ in objective.FURTHER_TERMS}
    named = {**objective.COST_TERMS, **further, **{term.__name__: term for term in also}}
    return tuple(_in_words(name, rule, ()) for name, rule in named.items())


def in_megawatts(words: str) -> str:
    """A sentence of a docstring with MW, MWh and USD in place of the solver's GW, GWh and M$."""
    return re.sub(r"\bGW(h?)\b", r"MW\1", words).replace("M$", "USD")


def _in_words(name: str, rule: Written, sets: tuple[str, ...]) -> Rule:
    return Rule(name, rule.__module__.rpartition(".")[2], sets, **vars(words_of(rule)))
