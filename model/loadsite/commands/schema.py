"""`loadsite schema`: every table and scenario key, with unit, bounds and default; and the glossary."""

from __future__ import annotations

import math
import types
from typing import Any, get_args, get_origin

import pandas as pd
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from rich.text import Text

from loadsite.commands.forms import Form
from loadsite.commands.json_schema import json_schemas
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.errors import LoadsiteError
from loadsite.inputs.hourly_schema import SERIES, Series
from loadsite.inputs.optional_tables import COOLING, OPTIONAL_SERIES, OPTIONAL_TABLES, PERIODS
from loadsite.inputs.rules.keys import FIELDS
from loadsite.inputs.scenario import Plan, Scenario
from loadsite.inputs.schema import PROVENANCE, REQUIRED, TABLES, WHERE_IT_LIES, Column, Table
from loadsite.inputs.study import Study
from loadsite.inputs.suggestions import did_you_mean
from loadsite.results.glossary import TERMS, Term

GLOSSARY = "glossary"
NO_LIMIT = 1e12
"""A largest value from here on only keeps slips of the keyboard out."""


class NoSuchTable(LoadsiteError):
    """There is no table of the requested name."""



def show_schema(only: str | None, form: Form) -> None:
    """All tables, or the one named (`scenario`, `plan`, `rules` and `study` name the keys of those files, `glossary`
    the terms).

    As JSON, the files that people write are told by their JSON Schema.
    """
    rows = _rows()
    if only is not None:
        known = list(rows["table"].unique())
        if only not in known:
            hint = did_you_mean(only, known)
            raise NoSuchTable(f'"{only}" is no table; ' + (hint or f"expected one of {', '.join(known)}"))
        if form is Form.JSON and only in json_schemas():
            print_json(json_schemas()[only])
            return
        rows = rows[rows["table"] == only]
    if form is Form.JSON:
        print_json(rows)
    elif form is Form.CSV:
        print_csv(rows)
    else:
        _draw(rows)


def _rows() -> pd.DataFrame:
    """table, file, about, name, kind, unit, bounds, blank, refers_to, meaning: a row per column or key."""
    rows: list[dict[str, str]] = []
    question = {"table": "scenario", "file": "scenarios/<name>.yaml", "about": "a question"}
    rows += [question | key for key in _keys(Scenario, "")]
    plan = {"table": "plan", "file": "scenarios/plans/<name>.yaml", "about": "a build-out plan"}
    rows += [plan | key for key in _keys(Plan, "")]
    of_rules = {"table": "rules", "file": "scenarios/constraints/<name>.yaml or .csv", "about": "limits of a modeller"}
    rows += [of_rules | _rule_key(key, meaning) for key, meaning in FIELDS.items()]
    study = {"table": "study", "file": "scenarios/studies/<name>.yaml", "about": "many scenarios"}
    rows += [study | key for key in _keys(Study, "")]
    for table in (*TABLES, *OPTIONAL_TABLES, COOLING, PERIODS):
        said = {"table": table.name, "file": table.file, "about": _about(table)}
        rows += [said | _column(column, table.key) for column in table.columns]
        rows += [said | _column(column, ()) for column in WHERE_IT_LIES.get(table.name, ())]
    for series in (*SERIES, *OPTIONAL_SERIES):
        bounds = _bounds(series.least, series.most)
        rows.append(
            {"table": series.name, "file": " or ".join(series.files), "about": _about(series), "name": series.labels,
             "kind": "number per hour", "unit": series.unit, "bounds": bounds, "blank": "required", "refers_to": "",
             "meaning": series.meaning}
        )  # fmt: skip
    terms = {"table": GLOSSARY, "file": "docs/glossary.md", "about": "terms, and where they show"}
    rows += [terms | _term(term) for term in TERMS]
    every = {"table": "provenance", "file": "every table", "about": "columns that every table may hold"}
    rows += [every | _column(column, ()) for column in PROVENANCE]
    return pd.DataFrame(rows)


def _about(each: Table | Series) -> str:
    return f"{each.meaning}; may be absent: {each.absent}" if each.absent else each.meaning


def _column(column: Column, key: tuple[str, ...]) -> dict[str, str]:
    blank = "required" if column.blank is REQUIRED else _shown(column.blank)
    bounds = " | ".join(each for each in column.one_of if each) or _bounds(column.least, column.most)
    kind = f"{column.kind.value}, key" if column.name in key else column.kind.value
    return {
        "name": column.name, "kind": kind, "unit": column.unit, "bounds": bounds, "blank": blank,
        "refers_to": column.refers_to, "meaning": column.meaning,
    }  # fmt: skip


def _keys(model: type[BaseModel], above: str) -> list[dict[str, str]]:
    """The keys of a file, nested ones as `above.key`."""
    rows: list[dict[str, str]] = []
    for name, field in model.model_fields.items():
        inner = _nested(field.annotation)
        if inner is not None:
            rows += _keys(inner, f"{above}{name}.")
        else:
            rows.append(_key(f"{above}{name}", field))
    return rows


def _term(term: Term) -> dict[str, str]:
    return {"name": term.name, "kind": "text", "unit": term.unit, "bounds": "", "blank": "", "refers_to": "",
            "meaning": f"{term.meaning} Shows in: {term.shows_in}."}  # fmt: skip


def _rule_key(name: str, meaning: str) -> dict[str, str]:
    blank = "required" if name in ("name", "rule") else "none"
    return {"name": name, "kind": "text", "unit": "", "bounds": "", "blank": blank, "refers_to": "", "meaning": meaning}


def _key(name: str, field: FieldInfo) -> dict[str, str]:
    meaning = field.description or ""
    unit = meaning.rsplit("[", 1)[1].rstrip("]") if meaning.endswith("]") else ""
    meaning = meaning.removesuffix(f"[{unit}]").strip() if unit else meaning
    least, most = _limits(field)
    return {
        "name": name, "kind": _kind(field.annotation), "unit": unit, "bounds": _bounds(least, most),
        "blank": "required" if field.is_required() else _shown(field.default), "refers_to": "", "meaning": meaning,
    }  # fmt: skip


def _limits(field: FieldInfo) -> tuple[float, float]:
    """Least and most value of a key, wherever its type holds them; for mappings and lists, of what they hold."""
    constraints = list(field.metadata)
    parts = get_args(field.annotation)
    held = parts[1:] if get_origin(field.annotation) is dict else parts
    for part in (field.annotation, *held):
        for each in getattr(part, "__metadata__", ()):
            constraints += getattr(each, "metadata", [])
    least, most = -math.inf, math.inf
    for each in constraints:
        least = max(least, *(float(getattr(each, side)) for side in ("ge", "gt") if hasattr(each, side)), -math.inf)
        most = min(most, *(float(getattr(each, side)) for side in ("le", "lt") if hasattr(each, side)), math.inf)
    return least, most


def _nested(annotation: Any) -> type[BaseModel] | None:
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part
    return None


def _kind(annotation: Any) -> str:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is dict:
        return "mapping"
    if origin is list:
        return "list"
    if isinstance(annotation, types.UnionType):
        return _kind(next(part for part in parts if part is not type(None)))
    if parts and all(isinstance(part, str) for part in parts):
        return " | ".join(parts)
    if parts:
        return _kind(parts[0])
    return {str: "text", float: "number", int: "integer", bool: "true or false"}.get(annotation, "text")


def _bounds(least: float, most: float) -> str:
    unlimited = most >= NO_LIMIT
    if math.isinf(least) and unlimited:
        return ""
    if unlimited:
        return f"at least {least:g}"
    return f"at most {most:g}" if math.isinf(least) else f"{least:g} to {most:g}"


def _shown(value: object) -> str:
    if value is None or value == "":
        return "none"
    if isinstance(value, float):
        return "none" if math.isnan(value) else f"{value:g}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _draw(rows: pd.DataFrame) -> None:
    console = screen()
    for name in rows["table"].unique():
        of_table = rows_of(rows[rows["table"] == name])
        first = of_table[0]
        console.print()
        console.print(Text.assemble((name, "bold"), f"  {first['about']}", (f"  {first['file']}", "dim")))
        table = grid("name", "unit", "blank", "meaning", whole=("name",))
        for row in of_table:
            about = [row["meaning"], row["bounds"], f"one of {row['refers_to']}" if row["refers_to"] else ""]
            kind = "" if row["kind"] in ("number", "text") else f"({row['kind']}) "
            table.add_row(
                Text(row["name"]), Text(row["unit"]), Text(row["blank"], style="dim"),
                Text(kind + "; ".join(part for part in about if part)),
            )  # fmt: skip
        console.print(table)
