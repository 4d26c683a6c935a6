"""Units of rule files: a closed list of names, their size, and what may be compared with what."""

from __future__ import annotations

from dataclasses import dataclass

from loadsite.inputs.suggestions import did_you_mean, listed

_MW, _H, _T, _M3, _USD, _HEAT, _YEAR = "[power]", "[time]", "[mass]", "[volume]", "[currency]", "[heat]", "[model_year]"
_SIZES = {
    "W": (1e-6, (_MW,)), "kW": (1e-3, (_MW,)), "MW": (1.0, (_MW,)), "GW": (1e3, (_MW,)), "TW": (1e6, (_MW,)),
    "Wh": (1e-6, (_MW, _H)), "kWh": (1e-3, (_MW, _H)), "MWh": (1.0, (_MW, _H)), "GWh": (1e3, (_MW, _H)),
    "TWh": (1e6, (_MW, _H)),
    "h": (1.0, (_H,)), "kg": (1e-3, (_T,)), "t": (1.0, (_T,)), "kt": (1e3, (_T,)), "Mt": (1e6, (_T,)),
    "m3": (1.0, (_M3,)), "Mm3": (1e6, (_M3,)), "gal": (3.785411784e-3, (_M3,)), "Mgal": (3785.411784, (_M3,)),
    "acre_ft": (1233.48184, (_M3,)),
    "USD": (1.0, (_USD,)), "kUSD": (1e3, (_USD,)), "MUSD": (1e6, (_USD,)), "BUSD": (1e9, (_USD,)),
    "MMBtu": (1.0, (_HEAT,)), "year": (1.0, (_YEAR,)),
}  # fmt: skip
"""Unit -> its size in MW, h, t, m3, USD, MMBtu and years, and what it is a product of."""
_SHOWN = {_MW: "MW", _H: "h", _T: "t", _M3: "m3", _USD: "USD", _HEAT: "MMBtu", _YEAR: "year"}
_KIND = {
    "MW": "a power", "MWh": "an energy", "t": "a mass", "t/h": "a mass per hour", "m3": "a volume",
    "m3/h": "a volume per hour", "USD": "an amount of money", "USD/h": "money per hour", "MMBtu": "heat",
    "MMBtu/h": "heat per hour", "": "a plain number", "USD/MWh": "a price of energy", "USD/year": "money per year",
    "USD/MW": "a price of power",
}

Dimension = tuple[tuple[str, int], ...]
"""Powers of the base units, sorted; empty for a plain number."""


class UnknownUnit(ValueError):
    """A unit that is not on the list; the hint says which it may have been."""

    def __init__(self, name: str) -> None:
        self.hint = did_you_mean(name, _SIZES) or f"expected one of {listed(_SIZES, 30)}"
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


def _one(name: str) -> Measure:
    if name not in _SIZES:
        raise UnknownUnit(name)
    size, bases = _SIZES[name]
    return Measure(size, tuple((base, 1) for base in sorted(bases)))
