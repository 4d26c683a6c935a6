"""The report without a browser: what its figures draw, and what their tables say, against the tables of the result."""

from __future__ import annotations

from typing import Any

import pytest
from marks import figures, lengths_tell, marks, number_in, texts, tipped

from loadsite.report.answer_map import map_figure, sites_listing
from loadsite.report.figure import Facts, Listing, Words
from loadsite.report.legend import circles, classes, lines, scale
from loadsite.report.map import line_tone, line_width, radius_of
from loadsite.report.map_of_run import classes_of, corridors, map_of
from loadsite.report.part_answer import answer
from loadsite.report.part_basis import basis
from loadsite.report.part_build_out import build_out
from loadsite.report.part_cost import cost
from loadsite.report.part_others import others
from loadsite.report.part_why import why
from loadsite.report.scales import Shades

WIDE = 1040.0
PARTS = {part: part for part in ("energy", "congestion", "capacity", "connection", "interruption")} | {
    "onsite": "on-site generation"
}
NAMES = {"prairie": "Prairie", "harbour": "Harbour", "refinery": "Refinery", "mine": "Mine"}


def sites(rich: Any, year: int) -> Any:
    table = rich.results.siting
    return table[table["year"] == year].set_index("site").sort_values("campus_mw", ascending=False)


def facts(part: Any) -> dict[str, str]:
    return {what: value for block in part.blocks if isinstance(block, Facts) for value, what in block.facts}


def test_the_sentences_and_facts_of_the_answer(run, rich):
    part = answer(run)
    told = next(block for block in part.blocks if isinstance(block, Words)).paragraphs
    first, last = (next(each for each in told if f"placed in {year}" in each) for year in (2030, 2035))
    placed = {y: sites(rich, y)["campus_mw"] for y in (2030, 2035)}
    mine = {y: placed[y]["mine"] for y in placed}
    assert first.startswith("620 of 620 MW of AI campus placed in 2030")
    assert first.endswith(f"TX\u00a0{620 - mine[2030]:,.0f}, NM\u00a0{mine[2030]:,.0f}\u00a0MW.")
    total = placed[2035].sum()
    assert last.startswith(f"{total:,.0f} of 1,300 MW of AI campus placed in 2035, {1300 - total:,.0f} MW short: ")
    told = facts(cost(run))
    assert told["marginal cost of campus load in 2035, however many MW"] == "900,000 USD/MW-year"  # of a MW missing
    penalty = rich.results.costs["kind"] == "penalty"
    paid, missing = (rich.results.costs.loc[kept, "usd"].sum() / 1e9 for kept in (~penalty, penalty))
    assert told["total system cost, campuses included"] == f"{paid:,.2f} bn USD, present value of all years"
    assert (
        told["penalties for what is missing, not in the cost"] == f"{missing:,.2f} bn USD, present value of all years"
    )


@pytest.mark.parametrize("year", [2030, 2035])
def test_discs_of_the_map_have_the_area_of_their_mw_and_rings_that_of_their_limit(run, rich, year):
    plan, table = map_of(run, year), sites(rich, year)
    drawn = {mark.tip.split("\n")[0]: mark for mark in marks(map_figure(run, year).draw(WIDE))
             if mark.tag == "circle" and mark.tip}  # fmt: skip
    most = rich.results.siting["limit_mw"].max()
    assert plan.largest_mw == pytest.approx(most)
    rings = [mark for mark in marks(map_figure(run, year).draw(WIDE))
             if mark.tag == "circle" and not mark.tip and mark.tone == "campus"]  # fmt: skip
    largest = 0.042 * 0.58 * WIDE
    for position, (site, row) in enumerate(table.iterrows(), start=1):
        mark = drawn[f"{position} {NAMES[site]}, {row['state']}"]
        assert mark["r"] == pytest.approx(max(2.5, largest * (row["campus_mw"] / most) ** 0.5), abs=0.06)
        assert mark.tone == "campus"
        around = max(2.5, largest * (row["limit_mw"] / most) ** 0.5)
        found = [each["r"] for each in rings if (each["cx"], each["cy"]) == (mark["cx"], mark["cy"])]
        assert found == ([pytest.approx(around, abs=0.06)] if around > mark["r"] + 0.6 else [])
        told = mark.tip.split("\n")[1:]
        assert told == [f"{row['campus_mw']:,.0f} MW of at most {row['limit_mw']:,.0f} MW",
                        f"{row['full_cost_usd_per_mwh']:,.2f} USD/MWh full cost, zonal price " +
                        f"{row['zonal_price_usd_per_mwh']:,.2f}"]  # fmt: skip


def test_zones_of_the_map_have_the_tone_and_the_words_of_their_price(run, rich):
    zones = rich.results.zone_years[rich.results.zone_years["year"] == 2035].set_index("zone")
    drawn = tipped(map_figure(run, 2035).draw(WIDE), "path")
    tones = {}
    placed = rich.results.siting[rich.results.siting["year"] == 2035].groupby("zone", observed=True)["campus_mw"].sum()
    for zone, row in zones.iterrows():
        mark = drawn[f"{rich.asked.grid.zones.loc[zone, 'name']} ({zone})"]
        assert mark.tip.split("\n")[1:] == [f"{row['price_usd_per_mwh']:,.1f} USD/MWh, average over its load",
                                            f"{placed[zone]:,.0f} MW of campus"]  # fmt: skip
        tones[zone] = mark.tone
    prices = sorted(rich.results.zone_years["price_usd_per_mwh"])
    middle = float(f"{(prices[2] + prices[3]) / 2:.1e}")  # the median of three zones in two years, in two digits
    scarce = float(f"{(prices[2] + prices[3]):.0e}")  # twice that, in one digit
    for zone, usd in zones["price_usd_per_mwh"].items():
        assert tones[zone] == ("zone-2" if usd >= scarce else "zone-1" if usd >= middle else "zone-0")
    assert len(set(tones.values())) > 1


def test_lines_of_the_map_tell_limit_loading_and_worth(run, rich):
    """Both directions as one line: the larger limit, the busier way, the more expensive worth."""
    results = rich.results
    told = corridors(run, 2035).set_index(["one", "other"])
    capacity = results.capacity[(results.capacity["year"] == 2035) & (results.capacity["kind"] == "line")].set_index(
        "label"
    )
    limits = results.limits[(results.limits["kind"] == "transfer limit") & (results.limits["year"] == 2035)].set_index(
        "label"
    )
    for pair, both in {
        ("east", "west"): ("west>east", "east>west"),
        ("east", "south"): ("east>south", "south>east"),
    }.items():
        own = capacity.loc[list(both)]
        loading = (own["energy_mwh"] / (own["capacity_mw"] * 8784)).max()
        expected = (own["capacity_mw"].max(), loading, limits.loc[list(both), "shadow_price_usd_per_mw_year"].max())
        assert tuple(told.loc[pair, ["limit_mw", "loading", "shadow_price"]]) == pytest.approx(expected)
    drawn = tipped(map_figure(run, 2035).draw(WIDE), "line")
    for pair, row in told.iterrows():
        mark = drawn[" – ".join(pair)]
        assert mark["stroke-width"] == pytest.approx(0.8 + 5.0 * row["limit_mw"] / told["limit_mw"].max(), abs=0.06)
        assert mark.tone == line_tone(row["loading"])
        assert f"mean loading {row['loading']:.0%} in" in mark.tip
        assert f"shadow price {row['shadow_price']:,.0f} USD/MW-year" in mark.tip


def test_tones_of_lines_change_at_a_quarter_a_half_and_three_quarters():
    assert [line_tone(share) for share in (0.0, 0.24, 0.25, 0.49, 0.5, 0.74, 0.75, 1.0)] == [
        "load-0", "load-0", "load-1", "load-1", "load-2", "load-2", "load-3", "load-3"]  # fmt: skip


def test_legends_say_what_is_drawn(run):
    """Edges between their tones; a sample line and a sample circle as the map draws that many MW."""
    shades = Shades("price", (25.0, 32.5, 40.0, 60.0))
    picture = scale(shades, "price [USD/MWh]")
    boxes = [mark for mark in marks(picture) if mark.tag == "rect"]
    assert [mark.tone for mark in boxes] == shades.tones()
    edges = [mark for mark in marks(picture) if mark.tag == "text"][1:]
    assert [number_in(mark.text) for mark in edges] == pytest.approx(shades.edges, rel=1e-3)
    assert [mark["x"] for mark in edges] == pytest.approx([mark["x"] for mark in boxes[1:]], abs=0.1)
    sample = next(mark for mark in marks(lines(750.0)) if mark.tag == "line")
    mw = number_in(texts(lines(750.0))[-1])
    assert sample["stroke-width"] == pytest.approx(line_width(mw, 750.0), abs=0.06) and 0 < mw <= 750
    assert [text for text in texts(lines(750.0)) if "%" in text] == ["25%", "50%", "75%"]
    assert [mark.tone for mark in marks(lines(750.0)) if mark.tag == "rect"] == [f"load-{k}" for k in range(4)]
    circle = next(mark for mark in marks(circles(450.0, 600.0)) if mark.tag == "circle" and mark["stroke-width"] == 1.2)
    mw = number_in(texts(circles(450.0, 600.0))[0].removeprefix("campus, "))
    assert circle["r"] == pytest.approx(radius_of(mw, 450.0, 600.0), abs=0.06) and 0 < mw <= 450


def test_the_legend_of_zones_says_the_classes_of_the_map(run):
    told = classes_of(run)
    boxes = [mark for mark in marks(classes(told, "price")) if mark.tag == "rect"]
    assert [mark.tone for mark in boxes] == [each.tone for each in told.classes]
    assert texts(classes(told, "price"))[1:] == [each.label for each in told.classes]


def test_a_value_has_the_tone_between_its_edges():
    shades = Shades("price", (25.0, 32.5, 40.0, 60.0))
    tones = shades.tones()
    assert len(tones) == len(shades.edges) + 1 >= 4
    for k, edge in enumerate(shades.edges):
        assert (shades.tone(edge - 1e-9), shades.tone(edge)) == (tones[k], tones[k + 1])


def test_bars_beside_the_map_are_as_long_as_their_mw_and_outlined_at_their_limit(run, rich):
    table = sites(rich, 2035)
    drawn = tipped(map_figure(run, 2035).draw(WIDE), "rect")
    values = {f"{NAMES[site]}: {row['campus_mw']:,.0f} MW": row["campus_mw"] for site, row in table.iterrows()}
    limits = {f"{NAMES[site]}: limit {row['limit_mw']:,.0f} MW": row["limit_mw"] for site, row in table.iterrows()}
    lengths_tell(drawn, values | limits)
    assert {drawn[name]["x"] for name in values} == {drawn[name]["x"] for name in limits}
    for site, row in table.iterrows():
        words = f"{row['campus_mw']:,.0f} MW, {row['full_cost_usd_per_mwh']:,.1f} USD/MWh"
        assert words in texts(map_figure(run, 2035).draw(WIDE)), site
    listed = sites_listing(run, 2035).frame.set_index("site")
    assert listed["campus_mw_2030"].to_dict() == pytest.approx(sites(rich, 2030)["campus_mw"].to_dict())
    assert listed["position"].to_dict() == {site: k for k, site in enumerate(table.index, start=1)}
    assert listed["campus_mw"].to_dict() == pytest.approx(table["campus_mw"].to_dict())


def test_columns_by_state_are_stacked_below_the_target(run, rich):
    figure = figures(answer(run))["by_state"]
    picture = figure.draw(WIDE)
    drawn = tipped(picture, "rect")
    values, level = {}, {}
    for year in (2030, 2035):
        for state, mw in sites(rich, year).groupby("state", observed=True)["campus_mw"].sum().items():
            name = f"{state} in {year}: {mw:,.0f} MW"
            values[name], level[state, year] = mw, drawn[name]
    lengths_tell(drawn, values, "height")
    lines_drawn = tipped(picture, "line")
    per_mw = max(values.values())
    per_mw = drawn[max(values, key=values.get)]["height"] / per_mw
    for year, target in ((2030, 620.0), (2035, 1300.0)):
        bottom = level["TX", year]["y"] + level["TX", year]["height"]
        assert level["NM", year]["y"] + level["NM", year]["height"] == pytest.approx(level["TX", year]["y"], abs=0.2)
        mark = lines_drawn[f"{year}: {target:,.0f} MW requested"]
        assert bottom - mark["y1"] == pytest.approx(target * per_mw, abs=0.3)
    frame = figure.listing.frame
    assert frame.groupby("year")["target_mw"].first().to_dict() == {2030: 620.0, 2035: 1300.0}


def test_cost_terms_are_in_million_dollars(run, rich):
    figure = figures(cost(run))["cost_terms"]
    costs = rich.results.costs.set_index("term")["usd"]
    drawn = {name.partition(" (")[0]: mark for name, mark in tipped(figure.draw(WIDE), "rect").items()}
    words = {term: term.replace("onsite", "on-site generation").replace("_", " ") for term in costs.index}
    lengths_tell(drawn, {words[term]: usd for term, usd in costs.items()})
    for term, usd in costs.items():
        tip = drawn[words[term]].tip.split("\n")[1]
        share = usd / costs.sum() * 100
        assert tip == f"{usd / 1e6:,.1f} M USD, present value, {share:,.1f} % of the objective"
        assert f"{usd / 1e6:,.1f}" in texts(figure.draw(WIDE))
    assert f", {costs.sum() / 1e6:,.1f} M USD, present value" in figure.note
    frame = figure.listing.frame.set_index("term")
    assert frame["musd"].to_dict() == pytest.approx((costs / 1e6).to_dict())
    assert frame["share"].sum() == pytest.approx(100.0)
    for kind in ("cost", "penalty"):
        own = list(frame.loc[frame["kind"] == kind, "musd"])
        assert own == sorted(own, reverse=True) and len(own) > 2


def test_cost_of_power_at_each_campus_is_stacked_part_by_part(run, rich):
    figure = figures(cost(run))["campus_costs_2035"]
    table = rich.results.campus_costs
    table = table[table["year"] == 2035].set_index("site")
    found = [mark for mark in marks(figure.draw(WIDE)) if mark.tag == "rect" and "USD/MWh" in mark.tip]
    drawn = {"\n".join(mark.tip.split(":")[0].split("\n")): mark for mark in found}
    values = {}
    for site, row in table.iterrows():
        for part, words in PARTS.items():
            usd = row[f"{part}_usd_per_mwh"]
            values[f"{NAMES[site]}\n{words}"] = usd
            told = number_in(drawn[f"{NAMES[site]}\n{words}"].tip.split(": ")[1])
            assert told == pytest.approx(usd, abs=0.0051)
    lengths_tell(drawn, values)
    south, zero = drawn["Refinery\ncongestion"], drawn["Refinery\nenergy"]["x"]
    assert values["Refinery\ncongestion"] < 0 and south["x"] + south["width"] == pytest.approx(zero, abs=0.2)
    assert all(f"{usd:,.2f}" in texts(figure.draw(WIDE)) for usd in table["full_cost_usd_per_mwh"])


def test_effects_on_others_are_with_campuses_less_without(run, rich, bare):
    part = others(run)
    told = [block for block in part.blocks if isinstance(block, Facts)]
    for year, block in zip((2030, 2035), told, strict=True):
        now, before = (each.results.zone_years[each.results.zone_years["year"] == year].set_index("zone")
                       for each in (rich, bare))  # fmt: skip
        load = now["load_mwh"]
        paid = ((now["price_usd_per_mwh"] - before["price_usd_per_mwh"]) * load).sum() / load.sum()
        emitted = [
            each.results.emissions[each.results.emissions["year"] == year]["co2_t"].sum() for each in (rich, bare)
        ]
        values = {what.split(",")[0]: number_in(value) for value, what in block.facts}
        assert values["average price that all other load pays"] == pytest.approx(paid, abs=0.0051)
        assert values["carbon dioxide"] == pytest.approx((emitted[0] - emitted[1]) / 1e6, abs=0.0051)
        for what, column in (("unserved energy", "unserved_mwh"), ("curtailed energy", "curtailed_mwh")):
            assert values[what] == pytest.approx((now[column] - before[column]).sum(), abs=0.51)
        figure = figures(part)[f"effects_{year}"]
        frame = figure.listing.frame.set_index("zone")
        change = now["price_usd_per_mwh"] - before["price_usd_per_mwh"]
        assert frame["price_usd_per_mwh_change"].to_dict() == pytest.approx(change.to_dict())
        assert frame["curtailed_mwh_before"].to_dict() == pytest.approx(before["curtailed_mwh"].to_dict())
        rects = {mark.tip.split("\n")[0]: mark for mark in marks(figure.draw(WIDE)) if mark.tag == "rect" and mark.tip}
        lengths_tell(rects, {f"Zone {zone}": usd for zone, usd in change.items()})
        assert {rects[f"Zone {zone}"].tone for zone, usd in change.items() if usd > 0} <= {"change-6"}


def test_what_is_built_by_technology_and_against_the_pace(run, rich):
    part = build_out(run)
    figure = figures(part)["built"]
    built = rich.results.built
    what = built["technology"].where(built["kind"] != "on-site generation", "on-site " + built["technology"])
    totals = built.assign(what=what).groupby(["year", "what"])["built_mw"].sum()
    drawn = tipped(figure.draw(WIDE), "rect")
    values = {
        f"{kind.replace('_', ' ')} in {year}: {mw:,.0f} MW": mw for (year, kind), mw in totals.items() if mw >= 0.5
    }
    lengths_tell(drawn, values, "height")
    annual_build = figures(part)["annual_build"]
    table = rich.results.build_out
    annual_builds = (
        table[table["kind"] == "annual_build"]
        .groupby(["plan_technology", "year"], observed=True)[["used_mw", "limit_mw"]]
        .sum()
    )
    frame = annual_build.listing.frame.set_index(["technology", "year"])
    bars = tipped(annual_build.draw(WIDE), "rect")
    values = {}
    for (kind, year), row in annual_builds.iterrows():
        assert tuple(frame.loc[(kind, year), ["built_mw", "annual_build_limit_mw"]]) == pytest.approx(tuple(row))
        assert frame.loc[(kind, year), "share"] == pytest.approx(100 * row["used_mw"] / row["limit_mw"])
        values[
            f"{kind} in {year}: {row['used_mw']:,.0f} MW built of {row['limit_mw']:,.0f} MW that the plan allows"
        ] = row["used_mw"]
        values[f"{kind} in {year}: the plan allows {row['limit_mw']:,.0f} MW"] = row["limit_mw"]
    lengths_tell(bars, values)


def test_limits_stand_by_worth_with_the_place_they_are_said(run, rich):
    part = why(run)
    figure = figures(part)["limits"]
    table = rich.results.limits
    binding = table[(table["shadow_price_usd_per_mw_year"] > 1e-3) & ~table["stands"]]
    frame = figure.listing.frame
    assert frame["shadow_price_usd_per_mw_year"].to_numpy() == pytest.approx(
        binding["shadow_price_usd_per_mw_year"].to_numpy())
    assert frame["shadow_price_usd_per_mw_year"].is_monotonic_decreasing
    drawn = tipped(figure.draw(WIDE), "rect")
    first = binding.head(12)
    lengths_tell(drawn, dict(zip(first["sentence"], first["shadow_price_usd_per_mw_year"], strict=True)))
    standing = next(
        block for block in part.blocks if isinstance(block, Listing) and block.title.startswith("Value of existing")
    )
    assert standing.frame["stands"].all() and len(standing.frame) > 3
    rules = next(block for block in part.blocks if isinstance(block, Listing) and block.title.startswith("Rules of"))
    told = rules.frame.set_index("name")
    assert told["binding_rows"].to_dict() == {"dry": 1, "prairie_share": 1, "far_away": 0}
    assert (told["rows"] == 2).all() and next(iter(told.index)) == "prairie_share"
    assert told.loc["dry", "place"] == "rules.yaml:2"


def test_the_last_part_says_what_the_record_says(run, rich):
    part = basis(run)
    told = next(block for block in part.blocks if isinstance(block, Facts)).facts
    certificate = rich.solve.certificate
    worst = max(check.error for check in certificate.checks)
    assert told[0] == (f"optimal to {worst:.0e}", "largest relative error of its conditions")
    assert told[1][0] == f"{len(rich.audit.checks)} checks hold" and f"{rich.audit.worst.error:.0e}" in told[1][1]
    program = rich.solve.program
    assert told[2][0] == f"{program.row_count:,} rows, {program.column_count:,} columns"
    assert told[3][0] == "12.5 CPU s"
    words = [paragraph for block in part.blocks if isinstance(block, Words) for paragraph in block.paragraphs]
    assert any("dollars of 2024" in each and "04 March 2026, 05:06 UTC" in each for each in words)


def test_the_captions_tell_how_many_hours_stand_for_a_year(run):
    assert run.time_of_a_year == "12 hours that stand for 8,784 (2 representative days of 6 hours)"


def test_the_map_has_north_up_and_one_scale_both_ways(run):
    """From campus to campus as many pixels a metre to the east as to the south; none of the four is moved aside."""
    plan = map_of(run, 2035)
    circles_drawn = [mark for mark in marks(map_figure(run, 2035).draw(WIDE)) if mark.tag == "circle" and mark.tip]
    west, _, east, north = plan.layers.bounds
    scale_px = 0.58 * WIDE / (east - west)
    for dot, mark in zip(plan.dots, circles_drawn, strict=True):
        x, y = plan.layers.sites[dot.site]
        assert (mark["cx"], mark["cy"]) == pytest.approx(((x - west) * scale_px, (north - y) * scale_px), abs=0.11)
    heights = {dot.site: mark["cy"] for dot, mark in zip(plan.dots, circles_drawn, strict=True)}
    assert heights["mine"] < heights["prairie"] < heights["refinery"]
