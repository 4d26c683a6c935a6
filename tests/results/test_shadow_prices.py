"""Every dual with limit, unit and sign."""

from __future__ import annotations

import numpy as np
import pytest


def test_every_row_that_is_not_hourly_is_told_once(worked):
    told = worked.results.shadow_prices
    blocks = {block.name: block for block in worked.solve.program.rows}
    for family in ("annual_build", "queue", "target", "reserve_margin", "interruption_budget", "energy_budget",
        "no_shrinking"):
        assert (told["family"] == family).sum() == blocks[family].size, family
    assert set(told["price_unit"]) == {"USD/MW-year", "USD/MWh"}
    assert (told["meaning"] != "").all() and (told["sign"] != "").all()


def test_a_limit_from_above_that_binds_has_a_negative_shadow_price(worked):
    told = worked.results.shadow_prices
    annual_build = told[(told["family"] == "annual_build") & (told["label"] == "gas.east") & (told["year"]
        == 2035)].iloc[0]
    assert annual_build["limit"] == pytest.approx(700.0) and annual_build["slack"] == pytest.approx(0.0, abs=1e-6)
    assert annual_build["shadow_price"] < 0 and annual_build[
        "sign"] == "negative: raising the limit by one unit would save"
    from_above = told[told["side"] == "at most"]
    assert (from_above["shadow_price"] <= 1e-9).all()


def test_a_requirement_costs(worked):
    told = worked.results.shadow_prices
    target = told[(told["family"] == "target") & (told["year"] == 2030)].iloc[0]
    assert target["shadow_price"] > 0 and target["price_unit"] == "USD/MW-year"
    placed = worked.results.shortfall.set_index("year").loc[2030, "campus_price_usd_per_mw_year"]
    assert target["shadow_price"] == pytest.approx(placed)


def test_what_does_not_bind_is_worth_nothing(worked):
    """shadow price x slack == 0"""
    for table in (worked.results.shadow_prices, *worked.results.hourly_shadow_prices.values()):
        finite = np.isfinite(table["slack"])
        worth = (table["shadow_price"] * table["slack"])[finite].abs()
        assert worth.max() < 1e-3 if len(worth) else True


def test_hourly_families_hold_a_row_per_label_year_and_hour(worked):
    hourly = worked.results.hourly_shadow_prices
    balance = hourly["balance"]
    assert list(balance.columns) == [
        "zone", "year", "snapshot", "side", "limit", "activity", "slack", "shadow_price"
    ]  # fmt: skip
    assert balance["shadow_price"].to_numpy() == pytest.approx(
        worked.results.prices["price_usd_per_mwh"].to_numpy()
    )
    assert (hourly["balance"]["side"] == "equal").all()
    assert {"generation bound", "flow bound", "discharge bound"} <= set(hourly)


def test_bounds_are_told_only_where_they_bind(worked):
    bounds = worked.results.hourly_shadow_prices["flow bound"]
    assert 0 < len(bounds) < worked.solve.program.column_block("flow").size
    assert (bounds["slack"].abs() < 1e-3).all()
    assert (np.sign(bounds["shadow_price"]) == np.where(bounds["side"] == "at most", -1, 1)).all()


def test_families_say_unit_and_meaning(worked):
    told = worked.results.families.set_index("family")
    assert told.loc["balance", "price_unit"] == "USD/MWh"
    assert told.loc["reserve_margin", "price_unit"] == "USD/MW-year"
    assert told.loc["storage_energy", "unit"] == "MWh"
    assert told["rows"].sum() == worked.solve.program.row_count
