"""`loadsite equations`: the linear program as its rules tell it."""

from __future__ import annotations

import pandas as pd
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from loadsite.commands.forms import Form
from loadsite.commands.output import print_csv, print_json, screen
from loadsite.results.formulation import Rule, constraints, cost_terms, decisions


def show_equations(form: Form) -> None:
    """Decisions, constraints in the order of `build.py`, and the terms of the objective."""
    if form is Form.JSON:
        print_json({
            "decisions": [vars(each) for each in decisions()],
            "constraints": [vars(each) for each in constraints()],
            "objective": [vars(each) for each in cost_terms()],
        })  # fmt: skip
    elif form is Form.CSV:
        print_csv(_table())
    else:
        _draw(screen())


def _table() -> pd.DataFrame:
    kinds = [("constraint", rule) for rule in constraints()] + [("objective", rule) for rule in cost_terms()]
    return pd.DataFrame(
        [
            {
                "kind": kind,
                "name": rule.name,
                "family": rule.family,
                "sets": " ".join(rule.sets),
                "sentence": rule.sentence,
                "unit": rule.unit,
                "equation": " ".join(rule.equation.split()),
                "notes": rule.notes,
                "shadow_price_unit": rule.shadow_price_unit,
                "shadow_price": rule.shadow_price,
            }
            for kind, rule in kinds
        ]
    )


def _draw(console: Console) -> None:
    console.print(Text("Inside the solver: GW, GWh, million USD (M$) and hours.", style="dim"))
    _heading(console, "Decided")
    for decision in decisions():
        console.print(Text.assemble("  ", (decision.name, "bold"), f"[{', '.join(decision.sets)}]"))
    _heading(console, "Such that")
    for rule in constraints():
        _rule(console, rule)
    _heading(console, "At the least sum of")
    for rule in cost_terms():
        _rule(console, rule)


def _heading(console: Console, words: str) -> None:
    console.print()
    console.print(Text(words, style="bold underline"))


def _rule(console: Console, rule: Rule) -> None:
    sets = f"[{', '.join(rule.sets)}]" if rule.sets else ""
    console.print()
    console.print(Text.assemble((rule.name, "bold"), sets, (f"  {rule.family}.py", "dim")))
    console.print(Padding(Text(f"{rule.sentence} [{rule.unit}]"), (0, 0, 0, 2)))
    console.print(Padding(Text(rule.equation, style="cyan"), (0, 0, 0, 4)))
    if rule.notes:
        console.print(Padding(Text(rule.notes, style="dim"), (0, 0, 0, 2)))
    if rule.shadow_price:
        words = f"Shadow price [{rule.shadow_price_unit}]: {rule.shadow_price}"
        console.print(Padding(Text(words), (0, 0, 0, 2)))
