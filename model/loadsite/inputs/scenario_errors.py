"""What pydantic finds wrong with a YAML file, as located problems in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from loadsite.inputs.number_text import rewrite_hint
from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario import Keys
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.inputs.yaml_source import Path_, YamlSource, dotted

KeysT = TypeVar("KeysT", bound=Keys)

WANTED = {"int": "a whole number: ", "float": "a number: ", "bool": "true or false: ", "string": "text: ",
          "list": "a list: ", "dict": "a mapping: ", "model": ""}
KIND_OF_VALUE = {str: "text", bool: "true or false", int: "a number", float: "a number",
                 list: "a list", dict: "a mapping", type(None): "blank"}


def validated(model: type[KeysT], source: YamlSource, problems: Problems) -> KeysT | None:
    """The file as `model`; where it does not fit, every misfit is noted in `problems` and None returned."""
    if not isinstance(source.data, dict):
        kind = KIND_OF_VALUE[type(source.data)]
        problems.add(source.shown, 1, "", f"is {kind}; expected a mapping of keys", column=1)
        return None
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            _note(model, source, each, problems)
        return None


def _note(model: type[Keys], source: YamlSource, error: Mapping[str, Any], problems: Problems) -> None:
    wrong_key = error["loc"][-1:] == ("[key]",)
    path: Path_ = error["loc"][:-1] if wrong_key else error["loc"]
    keys, meaning = _described(model, path)
    value = path[-1] if wrong_key else error["input"]
    hint = ""
    match error["type"]:
        case "extra_forbidden":
            hint = did_you_mean(str(path[-1]), keys)
            what = "unknown key" if hint else f"unknown key; expected one of {listed(keys, 20)}"
        case "missing":
            what = f"missing; expected {meaning}"
        case "literal_error":
            allowed = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
            what = f"{shown_value(value)} is not one of {listed(allowed)}"
            hint = did_you_mean(str(value), allowed)
        case _:
            misfit, wanted = _misfit(error, value)
            what = f"{misfit}; expected {wanted}{meaning}"
            if isinstance(value, str) and wanted in ("a number: ", "a whole number: "):
                hint = rewrite_hint(value, "key")
    place = source.keys.get(path) if wrong_key or error["type"] == "extra_forbidden" else None
    place = place or source.place(path)
    problems.add(source.shown, place.line, dotted(path), what, hint, place.column)


def _misfit(error: Mapping[str, Any], value: object) -> tuple[str, str]:
    """What is wrong with a value, and the kind of value expected where that is what is wrong."""
    ctx = error.get("ctx", {})
    said = shown_value(value)
    match error["type"]:
        case "greater_than_equal":
            return f"{said} is below {ctx['ge']:g}", ""
        case "less_than_equal":
            return f"{said} is above {ctx['le']:g}", ""
        case "greater_than":
            return f"{said} is not above {ctx['gt']:g}", ""
        case "too_short" | "string_too_short":
            return "is empty", ""
        case "string_too_long":
            return f"has more than {ctx['max_length']} characters", ""
        case "too_long":
            return f"has more than {ctx['max_length']} entries", ""
        case "string_pattern_mismatch":
            return f"{said} does not fit", ""
        case kind:
            wanted = WANTED.get(kind.partition("_")[0], "")
            if value is None:
                return "blank", wanted
            if wanted == WANTED["int"] and isinstance(value, float):
                return f"{said} is not a whole number", ""
            return f"{said} is {KIND_OF_VALUE.get(type(value), 'of another kind')}", wanted


def shown_value(value: object) -> str:
    """A value as messages quote it, cut to a readable length."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value[:60]}"' + ("..." if len(value) > 60 else "")
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return f"a mapping of {len(value)} keys"
    return f"{value:g}" if isinstance(value, float) else str(value)[:60]


def _described(model: type[Keys], path: Path_) -> tuple[list[str], str]:
    """The keys known beside the last part of `path`, and the meaning of the key it stands under."""
    keys: list[str] = list(model.model_fields)
    meaning = ""
    at: type[BaseModel] | None = model
    for part in path:
        if at is not None and isinstance(part, int):
            continue
        field: FieldInfo | None = at.model_fields.get(str(part)) if at else None
        keys = list(at.model_fields) if at else keys
        if field is None:
            break
        meaning = field.description or ""
        at = _model_in(field.annotation)
    return keys, meaning


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds, also where it may be absent."""
    for each in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(each, type) and issubclass(each, BaseModel):
            return each
    return None
