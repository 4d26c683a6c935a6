"""The quantities that rules may name: what each counts, in which unit, over what, and of which decisions it is made.

A power, or anything else per hour, is a number for every hour in a rule `each: hour`; in every other rule it is added
up over the hours, so that power becomes energy. A level is a number for every model year and is never added up over
years. What is built counts in the year in which it enters service.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from loadsite.inputs.case_rules import Kind

TIMES: Final = ("hour", "day", "period", "year")
"""What a rule can be repeated for in time; the finest first."""
LOCAL = "hour_local"
"""Hours of the day by the clock of the zones that a rule is about."""
WITHIN_YEAR: Final = ("hour", LOCAL, "month", "season")
"""What `when` and selectors can pick out of a year."""
SEASON: Final = {12: "winter", 1: "winter", 2: "winter", 3: "spring", 4: "spring", 5: "spring", 6: "summer",
                 7: "summer", 8: "summer", 9: "autumn", 10: "autumn", 11: "autumn"}


class Nature(Enum):
    """How a quantity adds up over time."""

    HOURLY = "per hour; added up over hours in every rule but each: hour"
    LEVEL = "a level of each model year"
    ENTERING = "counted in the year it enters service"


@dataclass(frozen=True)
class Part:
    """One family of decisions (or table of data), over one kind of things, times a factor.

    `factor` names what a unit of it counts: see `loadsite.inputs.rules.factors`. With `crossing` the things are zones,
    and what counts are the lines that lead into, or out of, the zones chosen together.
    """

    family: str
    things: str
    kind: Kind
    factor: str = "one"
    sign: float = 1.0
    crossing: str = ""


@dataclass(frozen=True)
class Quantity:
    """A word of the rule files."""

    name: str
    unit: str
    nature: Nature
    meaning: str
    parts: tuple[Part, ...]

    @property
    def things(self) -> tuple[str, ...]:
        """What it is counted over: sites, generators, ..."""
        return tuple(dict.fromkeys(part.things for part in self.parts))


_HOURLY, _SHAPED, _YEARLY, _STANDING = Kind.HOURLY, Kind.SHAPED, Kind.YEARLY, Kind.STANDING
_ANNUITY, _FIXED = "investment_usd_per_mw_year", "fixed_usd_per_mw_year"
_OF_GENERATORS = Part("built", "candidates", Kind.BY_VINTAGE, _ANNUITY)
_OF_STORAGE = Part("storage_built", "new_storage", Kind.BY_VINTAGE, _ANNUITY)
_OF_LINES = Part("line_built", "corridors", Kind.BY_VINTAGE, _ANNUITY)
_ONSITE = Part("onsite_built", "supplied_sites", Kind.BY_VINTAGE, _ANNUITY)
_SERVED = (
    Part("campus", "sites", _SHAPED),
    Part("interrupted", "sites", _HOURLY, sign=-1.0),
    Part("campus_unserved", "supplied_sites", _HOURLY, sign=-1.0),
)

QUANTITIES: Final = (
    Quantity("campus_mw", "MW", Nature.LEVEL, "campus placed",
             (Part("campus", "sites", _YEARLY),)),
    Quantity("campus_energy", "MW", Nature.HOURLY, "requested load of campuses",
             (Part("campus", "sites", _SHAPED),)),
    Quantity("served", "MW", Nature.HOURLY, "what campuses are given: requested load, less interrupted and unserved",
        _SERVED),
    Quantity("interrupted", "MW", Nature.HOURLY, "campus load interrupted",
             (Part("interrupted", "sites", _HOURLY),)),
    Quantity("grid_withdrawal", "MW", Nature.HOURLY, "what campuses with on-site generation take from the grid",
             (Part("grid_withdrawal", "supplied_sites", _HOURLY),)),
    Quantity("onsite_generation", "MW", Nature.HOURLY, "what on-site generation gives",
             (Part("onsite_generation", "supplied_sites", _HOURLY),)),
    Quantity("generation", "MW", Nature.HOURLY, "what generators of the grid give",
             (Part("generation", "generators", _HOURLY),)),
    Quantity("capacity_mw", "MW", Nature.LEVEL, "generators of the grid, standing and built up to the year",
             (Part("existing_mw", "generators", Kind.YEARLY_DATA), Part("kept", "retiring_generators", _YEARLY),
              Part("built", "candidates", _STANDING))),
    Quantity("firm_mw", "MW", Nature.LEVEL, "capacity_mw times its capacity credit",
             (Part("existing_mw", "generators", Kind.YEARLY_DATA, "capacity_credit_share"),
              Part("kept", "retiring_generators", _YEARLY, "capacity_credit_share"),
              Part("built", "candidates", _STANDING, "capacity_credit_share"))),
    Quantity("built_mw", "MW", Nature.ENTERING, "generators of the grid that enter service",
             (Part("built", "candidates", _YEARLY),)),
    Quantity("retired_mw", "MW", Nature.LEVEL, "generators of the grid retired by choice up to the year",
             (Part("planned_mw", "retiring_generators", Kind.YEARLY_DATA),
              Part("kept", "retiring_generators", _YEARLY, sign=-1.0))),
    Quantity("storage_mw", "MW", Nature.LEVEL, "power of storage, standing and built up to the year",
             (Part("power_mw", "storage", Kind.YEARLY_DATA), Part("storage_built", "new_storage", _STANDING))),
    Quantity("storage_energy", "MWh", Nature.LEVEL, "what storage can hold, standing and built up to the year",
             (Part("energy_mwh", "storage", Kind.YEARLY_DATA),
              Part("storage_built", "new_storage", _STANDING, "duration_h"))),
    Quantity("charge", "MW", Nature.HOURLY, "what storage takes from the grid",
             (Part("charge", "storage", _HOURLY),)),
    Quantity("discharge", "MW", Nature.HOURLY, "what storage gives to the grid",
             (Part("discharge", "storage", _HOURLY),)),
    Quantity("storage_built_mw", "MW", Nature.ENTERING, "storage that enters service",
             (Part("storage_built", "new_storage", _YEARLY),)),
    Quantity("line_built_mw", "MW", Nature.ENTERING, "transmission that enters service",
             (Part("line_built", "corridors", _YEARLY),)),
    Quantity("flow", "MW", Nature.HOURLY, "what lines send, each in its own direction",
             (Part("flow", "lines", _HOURLY),)),
    Quantity("import", "MW", Nature.HOURLY, "what lines bring into the zones chosen, after losses, from all others",
             (Part("flow", "zones", _HOURLY, "received_share", crossing="into"),)),
    Quantity("export", "MW", Nature.HOURLY, "what lines send out of the zones chosen to all others",
             (Part("flow", "zones", _HOURLY, crossing="out of"),)),
    Quantity("unserved", "MW", Nature.HOURLY, "load of zones left unserved",
             (Part("unserved", "zones", _HOURLY),)),
    Quantity("load", "MW", Nature.HOURLY, "load of zones without the campuses placed here",
             (Part("load_mw", "zones", Kind.HOURLY_DATA),)),
    Quantity("emissions", "t/h", Nature.HOURLY, "carbon dioxide of generators and of on-site generation",
             (Part("generation", "generators", _HOURLY, "co2_t_per_mwh"),
              Part("onsite_generation", "supplied_sites", _HOURLY, "onsite_co2_t_per_mwh"))),
    Quantity("water_use", "m3/h", Nature.HOURLY, "water consumed by generators and by on-site generation",
             (Part("generation", "generators", _HOURLY, "water_m3_per_mwh"),
              Part("onsite_generation", "supplied_sites", _HOURLY, "onsite_water_m3_per_mwh"))),
    Quantity("fuel_use", "MMBtu/h", Nature.HOURLY, "fuel burnt by generators and by on-site generation",
             (Part("generation", "generators", _HOURLY, "heat_rate_mmbtu_per_mwh"),
              Part("onsite_generation", "supplied_sites", _HOURLY, "onsite_heat_rate_mmbtu_per_mwh"))),
    Quantity("cost", "USD/h", Nature.HOURLY, "fuel and variable cost of generators, storage and on-site generation",
             (Part("generation", "generators", _HOURLY, "running_usd_per_mwh"),
              Part("discharge", "storage", _HOURLY, "storage_usd_per_mwh"),
              Part("onsite_generation", "supplied_sites", _HOURLY, "onsite_usd_per_mwh"))),
    Quantity("investment", "USD/year", Nature.LEVEL,
             "annuities of the generators, storage, transmission and on-site generation built up to the year",
             (_OF_GENERATORS, _OF_STORAGE, _OF_LINES, _ONSITE)),
    Quantity("generator_investment", "USD/year", Nature.LEVEL, "annuities of the generators built up to the year",
             (_OF_GENERATORS,)),
    Quantity("storage_investment", "USD/year", Nature.LEVEL, "annuities of the storage built up to the year",
             (_OF_STORAGE,)),
    Quantity("line_investment", "USD/year", Nature.LEVEL,
             "annuities and upkeep of the transmission built up to the year", (_OF_LINES,)),
    Quantity("onsite_investment", "USD/year", Nature.LEVEL,
             "annuities and fixed cost of the on-site generation built up to the year", (_ONSITE,)),
    Quantity("fixed_cost", "USD/year", Nature.LEVEL,
             "fixed cost of generators and storage, standing and built up to the year",
             (Part("existing_mw", "generators", Kind.YEARLY_DATA, _FIXED),
              Part("kept", "retiring_generators", _YEARLY, _FIXED),
              Part("built", "candidates", Kind.BY_VINTAGE, _FIXED),
              Part("power_mw", "storage", Kind.YEARLY_DATA, _FIXED),
              Part("storage_built", "new_storage", Kind.BY_VINTAGE, _FIXED))),
)  # fmt: skip
BY_NAME: Final = {quantity.name: quantity for quantity in QUANTITIES}
