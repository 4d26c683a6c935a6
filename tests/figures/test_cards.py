"""The cards of sites of the rich case, against the tables of the result; no browser."""

from __future__ import annotations

import pytest
from marks import number_in

from loadsite.report.cards import cards
from loadsite.report.page import page
from loadsite.report.part_answer import answer

NAMES = {"prairie": "Prairie", "harbour": "Harbour", "refinery": "Refinery", "mine": "Mine"}


@pytest.fixture(scope="module")
def told(run):
    return {card.site: card for card in cards(run, 2035)}


def test_there_is_a_card_per_site_with_its_mw_and_its_limit_and_who_says_so(told, rich):
    assert {site: card.title for site, card in told.items()} == NAMES
    table = rich.results.siting.set_index(["site", "year"])
    limits = rich.results.limits[rich.results.limits["kind"] == "site limit"].set_index(["label", "year"])
    for site, card in told.items():
        lines = dict(card.lines)
        for year in (2030, 2035):
            placed = table.loc[(site, year), "campus_mw"]
            assert number_in(lines[f"campus in {year}"]) == pytest.approx(placed, abs=0.51)
        assert number_in(lines["limit of the site"]) == pytest.approx(table.loc[(site, 2035), "limit_mw"], abs=0.51)
        origin = limits.loc[(site, 2035), "origin"]
        assert not origin or f"({origin})" in lines["limit of the site"]
        assert card.place.startswith(f"{table.loc[(site, 2035), 'state']}; ")


def test_a_connection_that_is_not_known_is_not_told(told, rich):
    """The rich case says what connections cost, not where they lead; see the test in the browser for one that does."""
    assert rich.asked.sites.connection.empty
    assert not any("grid connection" in dict(card.lines) for card in told.values())


def test_cost_by_part_adds_up_to_the_full_cost(told, rich):
    table = rich.results.campus_costs[rich.results.campus_costs["year"] == 2035].set_index("site")
    for site, row in table.iterrows():
        parts = {name: number_in(value) for name, value in told[site].costs}
        assert parts.pop("zonal price") == pytest.approx(row["zonal_price_usd_per_mwh"], abs=0.0051)
        full = parts.pop("full cost")
        assert full == pytest.approx(row["full_cost_usd_per_mwh"], abs=0.0051)
        assert sum(parts.values()) == pytest.approx(full, abs=0.04) and len(parts) > 2


def test_what_binds_is_told_at_both_ends_of_a_line_and_premiums_where_there_are_some(told, rich):
    table = rich.results.siting[rich.results.siting["year"] == 2035].set_index("site")
    for site, card in told.items():
        words = " ".join(card.binding)
        usd, premium = table.loc[site, "limit_shadow_price_usd_per_mw_year"], table.loc[site, "premium_usd_per_mw_year"]
        assert (f"shadow price {usd:,.0f} USD/MW-year" in words) == (usd >= 1.0)
        assert (f"at least {premium:,.0f} USD/MW-year more" in words) == (premium >= 1.0)
    limits = rich.results.limits
    of_year = limits[(limits["kind"] == "transfer limit") & (limits["year"] == 2035)]
    lines = of_year[of_year["shadow_price_usd_per_mw_year"] > 1]
    first = lines.iloc[0]
    ends = rich.asked.grid.lines.loc[first["label"], ["from_zone", "to_zone"]]
    at_ends = [card for site, card in told.items() if table.loc[site, "zone"] in set(ends)]
    said = [any(first["sentence"][1:] in each for each in card.binding) for card in at_ends]
    assert len(at_ends) > 1 and all(said)


def test_cards_are_data_in_the_page_and_stay_data(run):
    html = page("rich", "", [answer(run)], "")
    assert '"cards":{"prairie":{"title":"Prairie"' in html and html.count("data-site=") >= 8
