"""Units of rule files: a closed list of names, their size, and what may be compared with what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pint

from loadsite.inputs.suggestions import did_you_mean, listed

_BASE = ("hour = [time] = h", "megawatt = [power] = MW", "tonne = [mass] = t", "cubic_metre = [volume] = m3",
         "dollar = [currency] = USD", "MMBtu = [heat]", "year = [model_year]")
_NAMES = {
    "W": "1e-6 MW", "kW": "1e-3 MW", "MW": "MW", "GW": "1e3 MW", "TW": "1e6 MW",
    "Wh": "1e-6 MW * h", "kWh": "1e-3 MW * h", "MWh": "MW * h", "GWh": "1e3 MW * h", "TWh": "1e6 MW * h",
    "h": "h", "kg": "1e-3 t", "t": "t", "kt": "1e3 t", "Mt": "1e6 t",
    "m3": "m3", "Mm3": "1e6 m3", "gal": "3.785411784e-3 m3", "Mgal": "3785.411784 m3", "acre_ft": "1233.48184 m3",
    "USD": "USD", "kUSD": "1e3 USD", "MUSD": "1e6 USD", "BUSD": "1e9 USD", "MMBtu": "MMBtu", "year": "year",
}
_SHOWN = {"[power]": "MW", "[time]": "h", "[mass]": "t", "[volume]": "m3", "[currency]": "USD", "[heat]": "MMBtu",
          "[model_year]": "year"}
_KIND = {
    "MW": "a power", "MWh": "an energy", "t": "a mass", "t/h": "a mass per hour", "m3": "a volume",
    "m3/h": "a volume per hour", "USD": "an amount of money", "USD/h": "money per hour", "MMBtu": "heat",
    "MMBtu/h": "heat per hour", "": "a plain number", "USD/MWh": "a price of energy", "USD/MW": "a price of power",
}

Dimension = tuple[tuple[str, int], ...]
"""Powers of the base units, sorted; empty for a plain number."""


class UnknownUnit(ValueError):
    """A unit that is not on the list; the hint says which it may have been."""

    def __init__(self, name: str) -> None:
        self.hint = did_you_mean(name, _NAMES) or f"expected one of {listed(_NAMES, 30)}"
        super().__init__(f'"{name[:40]}" is not a unit')


@dataclass(frozen=True)
class Measure:
    """A number with its dimension; `value` counts MW, h, t, m3, USD and MMBtu."""

    value: float
    dimension: Dimension = ()

    def __mul__(self, other: Measure) -> Measure:
        return Measure(self.value * other.value, _times(self.dimension, other.dimension))

    @property
    def unit(self) -> str:
        """The dimension as a unit: "MW", "MWh", "t/h"."""
        return shown(self.dimension)


def measure(number: float, unit: str = "") -> Measure:
    """A number in a unit such as GW, MWh, t/MWh or USD/MW-year.

    Raises:
        UnknownUnit: naming the part that is not on the list.
    """
    if not unit:
        return Measure(number)
    above, _, below = unit.partition("/")
    found = _one(above)
    for part in below.split("-") if below else ():
        divisor = _one(part)
        found = Measure(found.value / divisor.value, _times(found.dimension, divisor.dimension, -1))
    return Measure(number * found.value, found.dimension)


def dimension(unit: str) -> Dimension:
    """The dimension of a unit on the list."""
    return measure(1.0, unit).dimension


def shown(of: Dimension) -> str:
    """A dimension as its unit in MW, MWh, t, m3, USD."""
    powers = dict(sorted(of, key=lambda each: list(_SHOWN).index(each[0])))
    energy = powers.get("[power]") == 1 and powers.get("[time]") == 1
    if energy:
        del powers["[power]"], powers["[time]"]
    above = ["MWh"] * energy + [_power(name, n) for name, n in powers.items() if n > 0]
    below = _below({name: -n for name, n in powers.items() if n < 0})
    return (" ".join(above) or ("1" if below else "")) + (f"/{below}" if below else "")


def kind(of: Dimension) -> str:
    """A dimension in words: "an energy [MWh]"."""
    unit = shown(of)
    return f"{_KIND.get(unit, 'a quantity')} [{unit}]" if unit else _KIND[""]


def _below(powers: dict[str, int]) -> str:
    if powers.get("[power]") == 1 and powers.get("[time]") == 1:
        further = [_power(name, n) for name, n in powers.items() if name not in ("[power]", "[time]")]
        return "-".join(["MWh", *further])
    return "-".join(_power(name, n) for name, n in powers.items())


def _power(name: str, n: int) -> str:
    return _SHOWN[name] if n == 1 else f"{_SHOWN[name]}^{n}"


def _times(one: Dimension, other: Dimension, sign: int = 1) -> Dimension:
    powers = dict(one)
    for name, n in other:
        powers[name] = powers.get(name, 0) + sign * n
    return tuple(sorted((name, n) for name, n in powers.items() if n))


@cache
def _one(name: str) -> Measure:
    if name not in _NAMES:
        raise UnknownUnit(name)
    size = _registry().parse_expression(_NAMES[name]).to_base_units()
    powers = tuple(sorted((str(base), round(float(str(n)))) for base, n in size.dimensionality.items()))
    return Measure(float(size.magnitude), powers)


@cache
def _registry() -> pint.UnitRegistry[float]:
    """Only names of the list above ever reach it, never text of a user."""
    registry: pint.UnitRegistry[float] = pint.UnitRegistry(None)
    for definition in _BASE:
        registry.define(definition)
    return registry
