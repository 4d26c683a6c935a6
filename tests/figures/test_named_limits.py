"""Every limit of the rich case by the name, the unit and the way it gives way that the person who set it knows."""

from __future__ import annotations

import numpy as np

from loadsite.results.named_limits import named_limits


def test_limits_are_called_what_they_are_and_give_way_the_right_way(rich):
    program = rich.solve.program
    told = {each.limit.name: each for each in named_limits(rich.asked, program)}
    expected = {
        "dry": ("rule dry", "m3", "raise"),
        "prairie_share": ("rule prairie_share", "MW", "lower"),
        "place.target_mw 2035": ("campus asked for in 2035", "MW", "lower"),
        "pace gas.east": ("build-out pace of gas.east", "MW", "raise"),
        "queue wind.west": ("interconnection queue of wind.west", "MW", "raise"),
        "corridor_limit east-west": ("right of way of east-west", "MW", "raise"),
        "own_supply_limit mine": ("own supply allowed at mine", "MW", "raise"),
        "reserve_margin GULF": ("reserve margin of GULF", "MW", "lower"),
        "campus prairie": ("limit of the site prairie", "MW", "raise"),
        "flow east>south": ("transfer limit of east>south", "MW", "raise"),
        "built east.new_nuclear": ("lead time of east.new_nuclear", "MW", "raise"),
        "generation west.coal": ("capacity of west.coal", "MW", "raise"),
        "drawn mine": ("grid connection of mine", "MW", "raise"),
    }
    for name, words in expected.items():
        if name in told:
            assert (told[name].what, told[name].unit, told[name].change) == words
            assert (told[name].limit.eases > 0).all() == (words[2] == "lower"), name
    assert len(set(expected) & set(told)) >= 12


def test_the_rows_of_a_limit_are_its_own(rich):
    """By year: the pace of gas in the east stands at 900 and 700 MW; both years of a site are one limit."""
    program = rich.solve.program
    told = {each.limit.name: each.limit for each in named_limits(rich.asked, program)}
    assert (program.row_upper[told["pace gas.east"].rows] * 1e3).round(6).tolist() == [900.0, 700.0]
    assert (program.row_upper[told["queue wind.west"].rows] * 1e3).round(6).tolist() == [600.0, 600.0]
    assert np.isfinite(program.row_lower[told["reserve_margin GULF"].rows]).all()
    assert (program.upper[told["campus prairie"].columns] * 1e3).round(6).tolist() == [300.0, 450.0]
    assert told["dry"].asked and told["place.target_mw 2030"].asked and not told["pace gas.east"].asked
