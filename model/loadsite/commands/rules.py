"""`loadsite rules`: the quantities that rule files may name, and the rules of a scenario as they are understood."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from rich.text import Text

from loadsite.commands.forms import Form
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.commands.tables import print_table
from loadsite.inputs.rules.labels import KEYS_OF
from loadsite.inputs.rules.quantities import QUANTITIES, Nature
from loadsite.inputs.rules.rule_file import RuleText
from loadsite.inputs.scenario_file import open_scenario
from loadsite.inputs.sources import read_sources

TIMES = {
    Nature.HOURLY: "added up over hours, but in each: hour", Nature.LEVEL: "a level of each year",
    Nature.ENTERING: "counts in the year it enters service",
}  # fmt: skip


def list_quantities(form: Form) -> None:
    """Every quantity: unit, what its selectors may name, how it adds up over time, and what it means."""
    rows = pd.DataFrame(
        [
            {
                "quantity": quantity.name,
                "unit": quantity.unit,
                "selectors": " ".join(_keys(quantity.things)),
                "time": TIMES[quantity.nature],
                "meaning": quantity.meaning,
            }
            for quantity in QUANTITIES
        ]
    )
    if form is Form.JSON:
        print_json(rows)
    elif form is Form.CSV:
        print_csv(rows)
    else:
        table = grid("quantity", "unit", "what it is", "[key=label|label, key!=label]", whole=("quantity", "unit"))
        for row in rows_of(rows):
            table.add_row(
                Text(row["quantity"], style="bold"), Text(row["unit"]), Text(f"{row['meaning']}; {row['time']}"),
                Text(row["selectors"], style="dim"),
            )  # fmt: skip
        console = screen()
        console.print(table)
        further = "every quantity also takes year; hourly ones take month, season, hour [UTC] and hour_local"
        console.print(Text(further, style="dim"))


def show_rules(scenario: Path, form: Form) -> None:
    """The rules of a scenario as one rule file: parameters put in, numbers in MW, MWh, t, m3 and USD; or a row each."""
    rules = read_sources(open_scenario(scenario)).rules
    if form is Form.SCREEN:
        print(rules_as_yaml(rules), end="")
    else:
        print_table(rules_as_rows(rules), form)


def rules_as_rows(rules: list[RuleText]) -> pd.DataFrame:
    """name, rule, each, soft, when, if_empty, source, origin (file:line); "" where a rule does not say it."""
    rows = [
        (rule.name, str(rule.inequality), " ".join(part for part in (rule.time, *rule.keys) if part),
         "" if rule.soft is None else f"{rule.soft.value:.15g} {rule.soft.unit}", ", ".join(map(str, rule.when)),
         "allow" if rule.may_match_nothing else "", rule.source, str(rule.origin))
        for rule in rules
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["name", "rule", "each", "soft", "when", "if_empty", "source", "origin"])


def rules_as_yaml(rules: list[RuleText]) -> str:
    """A rule file that says the same."""
    if not rules:
        return "rules: []\n"
    lines = ["rules:"]
    for rule in rules:
        lines.append(f"  - name: {rule.name}")
        lines.append(f"    rule: {_quoted(str(rule.inequality))}")
        repeated = [part for part in (rule.time, *rule.keys) if part]
        if repeated:
            lines.append(f"    each: [{', '.join(repeated)}]")
        if rule.soft is not None:
            lines.append(f"    soft: {_quoted(f'{rule.soft.value:.15g} {rule.soft.unit}')}")
        if rule.when:
            lines.append(f"    when: {_quoted(', '.join(str(condition) for condition in rule.when))}")
        if rule.may_match_nothing:
            lines.append("    if_empty: allow")
        if rule.source:
            lines.append(f"    source: {_quoted(rule.source)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _keys(things: tuple[str, ...]) -> list[str]:
    return [key for key in KEYS_OF[things[0]] if all(key in KEYS_OF[name] for name in things)]
