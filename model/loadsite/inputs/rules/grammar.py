"""The grammar of rules: from a text to an inequality, a price or a selector, or to a misfit with its position."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from loadsite.inputs.rules.expression import Condition, Inequality, QuantityText, Taken
from loadsite.inputs.rules.linear import Form, Misfit, form_of
from loadsite.inputs.rules.units import Measure, UnknownUnit, measure
from loadsite.inputs.suggestions import did_you_mean

if TYPE_CHECKING:  # most scenarios have no rules, and a parser takes a while to load
    from lark import Lark, Token, Tree
    from lark.exceptions import UnexpectedInput

MOST_CHARACTERS = 2000
MOST_DEPTH = 10

_GRAMMAR = r"""
rule: sum COMPARE sum
price: number
conditions: condition ("," condition)*
sum: signed (PLUS_MINUS product)*
signed: PLUS_MINUS? product
product: factor (times | over)*
times: "*" factor
over: "/" number
?factor: number | quantity | total | previous | "(" sum ")"
total: TOTAL "(" sum ")"
previous: PREVIOUS "(" sum ")"
number: NUMBER SCALE? UNIT? | NUMBER PERCENT
quantity: NAME ("[" condition ("," condition)* "]")?
condition: NAME IS value ("|" value)*
value: VALUE | STRING

COMPARE: "<=" | ">=" | "=="
PLUS_MINUS: "+" | "-"
IS: "!=" | "="
PERCENT: "%"
TOTAL: "total"
PREVIOUS: "previous"
SCALE.2: /(million|billion)(?![A-Za-z0-9_])/
NUMBER: /([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?(?![0-9.,_]*[0-9])/
UNIT: /[A-Za-z][A-Za-z0-9_]*(\/[A-Za-z][A-Za-z0-9_]*(-[A-Za-z]+)?)?/
NAME: /[A-Za-z_][A-Za-z0-9_]*/
VALUE: /[A-Za-z0-9_][A-Za-z0-9_.:+>-]*/
STRING: /"[^"\n]*"/
%import common.WS_INLINE
%ignore WS_INLINE
"""
SCALES = {"million": 1e6, "billion": 1e9}
WORDS_OF_GRAMMAR = frozenset({Taken.TOTAL.value, Taken.PREVIOUS.value})
"""Names that nothing else may have."""
_WORDS = {
    "COMPARE": "<=, >= or ==", "PLUS_MINUS": "+ or -", "IS": "= or !=", "PERCENT": "%", "NUMBER": "a number",
    "UNIT": "a unit", "NAME": "a name", "VALUE": "a label", "STRING": '"a label"', "STAR": "*", "SLASH": "/",
    "LPAR": "(", "RPAR": ")", "LSQB": "[", "RSQB": "]", "COMMA": ",", "VBAR": "|", "$END": "the end",
}
_WORD_AFTER_NUMBER = re.compile(r"[0-9.]\s*([A-Za-z]+)\s+$")
_TOGETHER = {
    frozenset({"LPAR", "NAME", "NUMBER", "PLUS_MINUS"}): "a number or a quantity",
    frozenset({"LPAR", "NAME", "NUMBER"}): "a number or a quantity",
    frozenset({"STAR", "SLASH", "PLUS_MINUS", "COMPARE"}): "one of + - * / <= >= ==",
    frozenset({"VALUE", "STRING"}): "a label",
    frozenset({"UNIT", "PERCENT", "SCALE"}): "a unit",
    frozenset({"UNIT", "SCALE"}): "a unit",
}
"""Terminals that always come together -> one word for them."""
_HINTS = {
    "<": "write <=", ">": "write >=", "=": "write == between two sides, = in a selector", "≤": "write <=",
    "≥": "write >=", "×": "write *", "·": "write *", "^": "a rule is linear: a quantity has no power",
}


def read_rule(text: str, parameters: Mapping[str, Measure], quantities: frozenset[str]) -> Inequality:
    """The inequality that a text says; names are quantities, or parameters that stand for numbers.

    Raises:
        Misfit: what does not fit, and where in the text.
    """
    left, compare, right = _parsed("rule", text).children
    known = (parameters, quantities)
    sides = [form_of(_value(side, *known)) for side in (left, right)]
    if not any(term.quantity for side in sides for term in side):
        raise Misfit(0, "holds no quantity", "expected one such as campus_mw; see loadsite rules --list")
    return Inequality(sides[0], str(compare), sides[1])


def read_price(text: str) -> Measure:
    """A number with its unit, such as 5000 USD/MWh; Misfit as for `read_rule`."""
    return _number(_parsed("price", text).children[0])


def read_conditions(text: str) -> tuple[Condition, ...]:
    """A selector without its brackets, such as year=2029|2030, month=7; Misfit as for `read_rule`."""
    return tuple(_condition(tree) for tree in _parsed("conditions", text).children)


@cache
def _parser() -> Lark:
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", start=["rule", "price", "conditions"],
                propagate_positions=True, maybe_placeholders=False)


def _parsed(start: str, text: str) -> Tree[Token]:
    from lark.exceptions import UnexpectedInput

    if len(text) > MOST_CHARACTERS:
        raise Misfit(0, f"holds {len(text)} characters; expected at most {MOST_CHARACTERS}")
    depth = 0
    for position, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth > MOST_DEPTH:
            raise Misfit(position, f"is nested more than {MOST_DEPTH} deep")
    if not text.strip():
        raise Misfit(0, "is empty", "expected such as campus_mw[state=TX] <= 2 GW")
    try:
        return _parser().parse(text, start=start)
    except UnexpectedInput as error:
        raise _misfit(error, text) from None


def _misfit(error: UnexpectedInput, text: str) -> Misfit:
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    if isinstance(error, UnexpectedToken):
        expected = error.expected
        ended = error.token.type == "$END"
        position = len(text.rstrip()) if ended else int(error.token.start_pos or 0)
        found = "ends here" if ended else f'"{str(error.token)[:30]}" is out of place'
    else:
        expected = error.allowed if isinstance(error, UnexpectedCharacters) else set()
        position = int(error.pos_in_stream or 0)
        found = f'"{text[position]}" is out of place'
    unopened = {"RPAR"} if "(" not in text[:position] else set()
    words = _expected(set(expected or ()) - unopened)
    rest = text[position:]
    hint = next((said for sign, said in _HINTS.items() if rest.startswith(sign)), "")
    if rest[:2] in ("<=", ">=", "=="):
        hint = ""
    word = _WORD_AFTER_NUMBER.search(text[:position])
    meant = did_you_mean(word[1], SCALES) if word and word[1] not in SCALES else ""
    if word and meant:
        return Misfit(word.start(1), f'"{word[1]}" is not a unit', meant)
    if rest[:1] in set("0123456789"):
        hint = "write numbers without separators, with one decimal point"
    return Misfit(position, f"{found}; expected {words}" if words else found, hint)


def _expected(names: set[str]) -> str:
    """Terminals in words; those that always come together as one."""
    words = []
    names = names - {"TOTAL", "PREVIOUS"}  # they stand wherever a quantity may
    for together, word in _TOGETHER.items():
        if together <= names:
            names = names - together
            words.append(word)
    words += sorted(_WORDS.get(name, name) for name in names)
    return " or ".join(words)


def _value(tree: Any, parameters: Mapping[str, Measure], quantities: frozenset[str]) -> Form:
    known = (parameters, quantities)
    start = _start(tree)
    match tree.data:
        case "number":
            return Form.number(_number(tree, quantities), start)
        case "quantity":
            return _quantity(tree, *known)
        case "total" | "previous":
            return _taken(tree, *known)
        case "product":
            form = _value(tree.children[0], *known)
            for part in tree.children[1:]:
                factor = _value(part.children[0], *known)
                form = form.over(factor) if part.data == "over" else form.times(factor)
            return form
        case "signed":
            form = _value(tree.children[-1], *known)
            return form.negative() if str(tree.children[0]) == "-" else form
        case _:
            form = _value(tree.children[0], *known)
            for sign, part in zip(tree.children[1::2], tree.children[2::2], strict=True):
                other = _value(part, *known)
                form = form.plus(other.negative() if str(sign) == "-" else other)
            return form


def _quantity(tree: Tree[Token], parameters: Mapping[str, Measure], quantities: frozenset[str]) -> Form:
    name, *conditions = tree.children
    text, start = str(name), _start(tree)
    if text in parameters and not conditions:
        return Form.number(parameters[text], start)
    if text in parameters:
        raise Misfit(start, f"{text} is a parameter, which has no selector")
    if text not in quantities:
        what = "is neither a quantity nor a parameter of the scenario"
        raise Misfit(start, f'"{text[:60]}" {what}', did_you_mean(text, [*quantities, *parameters])
                     or "loadsite rules --list names the quantities")
    return Form.quantity(QuantityText(text, tuple(_condition(each) for each in conditions), start), start)


def _taken(tree: Any, parameters: Mapping[str, Measure], quantities: frozenset[str]) -> Form:
    """A quantity alone, taken as the word before it says."""
    taken, start = Taken(str(tree.data)), _start(tree)
    form = _value(tree.children[-1], parameters, quantities)
    for term in form.terms:
        if term.quantity is not None and term.quantity.taken is not Taken.ITSELF:
            raise Misfit(term.quantity.start, f"{term.quantity.taken.value}(...) stands inside {taken.value}(...)",
                         f"expected a quantity alone, such as {taken.value}({term.quantity.name})")
    quantity = form.terms[0].quantity
    if len(form.terms) > 1 or quantity is None or form.terms[0].factor != Measure(1.0):
        raise Misfit(form.start, f"is no quantity alone; expected one such as {taken.value}(campus_mw)",
                     f"{taken.value}(...) may be multiplied and added to")
    return Form.quantity(replace(quantity, taken=taken, start=start), start)


def _condition(tree: Any) -> Condition:
    key, sign, *values = tree.children
    labels = tuple(str(value.children[0]).strip('"') for value in values)
    return Condition(str(key), str(sign) == "=", labels, _start(tree))


def _number(tree: Any, quantities: frozenset[str] = frozenset()) -> Measure:
    digits, *unit = tree.children
    number, start = float(digits), _start(tree)
    if unit and unit[0].type == "SCALE":
        number *= SCALES[str(unit.pop(0))]
    if number > 1e15:
        raise Misfit(start, f"{str(digits)[:30]} is too large a number", "expected at most 1e15")
    if not unit:
        return Measure(number)
    if unit[0].type == "PERCENT":
        return Measure(number / 100.0)
    if str(unit[0]) in quantities:
        raise Misfit(int(unit[0].start_pos or 0), f'"{unit[0]}" is not a unit', "write * before a quantity")
    try:
        return measure(number, str(unit[0]))
    except UnknownUnit as error:
        raise Misfit(int(unit[0].start_pos or 0), str(error), error.hint) from error


def _start(tree: Any) -> int:
    return int(tree.meta.start_pos) if not tree.meta.empty else 0
