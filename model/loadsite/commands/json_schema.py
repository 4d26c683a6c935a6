"""JSON Schema (draft-07) of the files that people write, so that editors complete and underline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from loadsite.inputs.rules.keys import FIELDS
from loadsite.inputs.rules.quantities import QUANTITIES
from loadsite.inputs.scenario import Plan, Scenario
from loadsite.inputs.study import Study
from loadsite.writing.one_file import write_file
from loadsite.writing.refusal import CannotWrite, cannot_write

DRAFT = "http://json-schema.org/draft-07/schema#"


def json_schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file: scenario, plan, rules, study."""
    return {"scenario": _of_model(Scenario), "plan": _of_model(Plan), "rules": _of_rules(), "study": _of_study()}


def write_json_schemas(folder: Path, force: bool = False) -> list[Path]:
    """Write `<kind>.json` for each kind of file into a folder; the files written.

    Raises:
        CannotWrite: the folder cannot be made or written, or (without `force`) a file of that name says something else.
    """
    written = []
    if folder.exists() and not folder.is_dir():
        raise CannotWrite(f"{folder} is a file; expected a folder for the schemas")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, schema in json_schemas().items():
            path = folder / f"{kind}.json"
            data = (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()
            if path.is_symlink() or not path.is_file() or path.read_bytes() != data:
                write_file(path, data, force)
            written.append(path)
    except OSError as error:
        raise cannot_write(folder, error) from error
    return written


def _of_model(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/definitions/{model}")
    definitions = schema.pop("$defs", {})
    return {"$schema": DRAFT, **schema, "definitions": definitions}


def _of_study() -> dict[str, Any]:
    """The keys of a study; the keys of a scenario that it may replace are told by their dotted names."""
    schema = _of_model(Study)
    keys = dotted_keys(Scenario)
    one_key = {"anyOf": [{"enum": keys}, {"pattern": r"^(parameters|place\.target_mw|sites_where)\.[A-Za-z0-9_]+$"}]}
    values = {"anyOf": [{"type": "array", "minItems": 1}, {"type": "object", "minProperties": 1}]}
    properties = schema["properties"]
    properties["set"] |= {"propertyNames": one_key}
    for each in properties["grid"]["anyOf"]:
        if each["type"] == "object":
            each |= {"propertyNames": one_key, "additionalProperties": values}
    for each in properties["cases"]["anyOf"]:
        if each["type"] == "array":
            named = {"anyOf": [{"const": "name"}, *one_key["anyOf"]]}
            each["items"] = {"type": "object", "propertyNames": named, "required": ["name"]}
    ways = [{"required": [way], "properties": {way: {"not": {"type": "null"}}}} for way in ("grid", "cases", "table")]
    return {**schema, "oneOf": ways}


def dotted_keys(model: type[BaseModel], above: str = "") -> list[str]:
    """Every key of a file by its dotted name, mappings of keys among them; but for `name`."""
    found = []
    for name, field in model.model_fields.items():
        if not above and name == "name":
            continue
        found.append(f"{above}{name}")
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found += dotted_keys(part, f"{above}{name}.")
    return found


def _of_rules() -> dict[str, Any]:
    text = {"type": "string", "maxLength": 2000}
    labels = {"type": ["string", "integer"]}
    named = ", ".join(quantity.name for quantity in QUANTITIES)
    kinds: dict[str, dict[str, Any]] = {
        "name": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]{0,59}$"},
        "rule": text,
        "each": {"anyOf": [text, {"type": "array", "items": {"type": "string"}, "maxItems": 4}]},
        "soft": text,
        "when": {
            "anyOf": [
                text,
                {
                    "type": "object",
                    "propertyNames": {"enum": ["year", "month", "season", "hour", "hour_local"]},
                    "additionalProperties": {"anyOf": [labels, {"type": "array", "items": labels, "minItems": 1}]},
                },
            ]
        },
        "if_empty": {"enum": ["allow", "error"]},
        "source": text,
    }
    rule = {
        "type": "object",
        "properties": {
            key: {**kinds[key], "description": meaning + (f". Quantities: {named}" if key == "rule" else "")}
            for key, meaning in FIELDS.items()
        },
        "required": ["name", "rule"],
        "additionalProperties": False,
    }
    return {
        "$schema": DRAFT,
        "title": "Rules",
        "description": "Limits that a modeller writes, one linear inequality each.",
        "type": "object",
        "properties": {"rules": {"type": "array", "items": rule, "maxItems": 1000}},
        "required": ["rules"],
        "additionalProperties": False,
    }
