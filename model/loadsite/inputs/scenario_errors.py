"""What pydantic finds wrong with a file, as located problems in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from loadsite.inputs.number_text import rewrite_hint
from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario import Keys
from loadsite.inputs.suggestions import NOW_CALLED, did_you_mean, listed
from loadsite.inputs.yaml_source import Path_, YamlSource, dotted
from loadsite.origin import Origin

KeysT = TypeVar("KeysT", bound=Keys)

WANTED = {
    "int": "a whole number: ",
    "float": "a number: ",
    "bool": "true or false: ",
    "string": "text: ",
    "list": "a list: ",
    "tuple": "a list: ",
    "dict": "a mapping: ",
    "model": "",
}
KIND_OF_VALUE = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
    type(None): "blank",
}


def validated(model: type[KeysT], source: YamlSource, problems: Problems) -> KeysT | None:
    """The file as `model`; where it does not fit, every misfit is noted in `problems` and None returned."""
    if not isinstance(source.data, dict):
        kind = KIND_OF_VALUE[type(source.data)]
        problems.add(Origin(source.shown, 1, 1), "", f"is {kind}; expected a mapping of keys")
        return None
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            _note(model, source, each, problems)
        return None


@dataclass(frozen=True)
class Misfit:
    """What is wrong at which key; `of_key` where it is the key itself, not its value."""

    path: Path_
    what: str
    hint: str
    of_key: bool


def misfit(model: type[Any], error: Mapping[str, Any]) -> Misfit:
    """One of the errors that pydantic finds in the data of a model, in words."""
    wrong_key = error["loc"][-1:] == ("[key]",)
    path: Path_ = error["loc"][:-1] if wrong_key else error["loc"]
    keys, meaning = _described(model, path)
    value = path[-1] if wrong_key else error["input"]
    hint = ""
    match error["type"]:
        case "extra_forbidden":
            hint = did_you_mean(str(path[-1]), keys)
            what = "unknown key" if hint else f"unknown key; expected one of {listed(keys, 20)}"
            if hint.startswith(NOW_CALLED):
                what, hint = hint, ""
        case "missing":
            what = f"missing; expected {meaning}"
        case "literal_error" | "enum":
            allowed = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
            what = f"{shown_value(value)} is not one of {listed(allowed)}"
            hint = did_you_mean(str(value), allowed)
        case "value_error":
            what = str(error["ctx"]["error"])
        case _:
            off, wanted = _off(error, value)
            what = f"{off}; expected {wanted}{meaning or 'a mapping of keys'}"
            if isinstance(value, str) and wanted in ("a number: ", "a whole number: "):
                hint = rewrite_hint(value, "key")
    return Misfit(path, what, hint, wrong_key or error["type"] == "extra_forbidden")


def _note(model: type[Keys], source: YamlSource, error: Mapping[str, Any], problems: Problems) -> None:
    found = misfit(model, error)
    place = source.keys.get(found.path) if found.of_key else None
    place = place or source.place(found.path)
    problems.add(place.of(source.shown), dotted(found.path), found.what, found.hint)


def _off(error: Mapping[str, Any], value: object) -> tuple[str, str]:
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
        case "finite_number":
            return "is not finite", "a number: "
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


def _described(model: type[Any], path: Path_) -> tuple[list[str], str]:
    """The keys known beside the last part of `path`, and the meaning of the key it stands under."""
    fields = _fields(model)
    keys, meaning = list(fields), ""
    for part in path:
        if fields and isinstance(part, int):
            continue
        field = fields.get(str(part))
        keys = list(fields) or keys
        if field is None:
            break
        meaning = field.description or ""
        fields = _fields(_model_in(field.annotation))
    return keys, meaning


def _fields(model: type[Any] | None) -> dict[str, FieldInfo]:
    """The fields of a model, or of a dataclass that pydantic reads; none where there is no model."""
    found: dict[str, FieldInfo] = getattr(model, "__pydantic_fields__", {})
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds, also where it may be absent."""
    for each in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(each, type) and issubclass(each, BaseModel):
            return each
    return None
