"""The screens of `run`, `why` and `headroom`, read as numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from math import inf
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from by_hand import ByHand
from marks import number_in

from loadsite.commands import headroom as headroom_verb
from loadsite.commands import output, run_screen
from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.run_screen import draw, summary
from loadsite.commands.why import _draw
from loadsite.explain.explanation import Topic, explain
from loadsite.explain.headroom import headroom
from loadsite.explain.why import why_site
from loadsite.report.part_answer import answers
from loadsite.report.run import Run
from loadsite.results.families import Solved
from loadsite.results.one_more import Slopes
from loadsite.solve import Method

YEARS = (2030, 2035)
WARNINGS = [
    {"file": f"costs_{k}.csv", "line": 10 + k, "field": "usd", "value": str(7 * k), "what": "is low", "expected": "",
     "source": ""}
    for k in range(1, 8)
]  # fmt: skip


def recorded(run: Run) -> dict[str, Any]:
    return json.loads((run.folder / "run.json").read_text())


@pytest.fixture
def lines(rich, run, capsys, monkeypatch) -> list[str]:
    """The screen of `run`, line by line, wide enough for all of a row to stand in one."""
    monkeypatch.setattr(output, "WIDTH", 200)
    draw(rich, Path("runs/rich"), {"warnings": WARNINGS, **recorded(run)})
    return capsys.readouterr().out.splitlines()


def cells(lines: list[str], name: str) -> list[str]:
    """The words of the first line that begins so."""
    return next(line for line in lines if line.startswith(name)).split()


def siting(rich, year):
    table = rich.results.siting
    return table[table["year"] == year].set_index("site")


def test_the_first_lines_tell_mw_chips_and_the_next_mw(lines, rich):
    placed = siting(rich, 2035)["campus_mw"].sum()
    chips = f"{620e6 / 2250:,.0f} accelerators at 2,250 W"
    assert f"620 of 620 MW of campus placed in 2030, target met in full   {chips}" in lines
    assert (f"{placed:,.0f} of 1,300 MW of campus placed in 2035, {1300 - placed:,.0f} MW short   "
            f"{placed * 1e6 / 2250:,.0f} accelerators at 2,250 W") in lines  # fmt: skip
    assert any("no place is left for one more MW at less than the price of falling short" in line for line in lines)


def test_the_screen_asks_and_answers_in_the_order_of_the_report(lines, run):
    """The same questions, word by word the same answers, before any table."""
    told = answers(run)
    places = [next(k for k, line in enumerate(lines) if line.startswith(each.question)) for each in told]
    assert places == sorted(places) and places[-1] < next(k for k, line in enumerate(lines) if line.startswith("site "))
    for at, each in zip(places, told, strict=True):
        words = " ".join(" ".join(lines[at : at + 12]).split())
        assert f"{each.question} {' '.join(each.answer.split())}" in words


def test_shadow_prices_are_told_per_mw_year_and_per_mwh(lines, rich):
    limits = rich.results.limits
    first = limits[~limits["stands"]].iloc[0]
    at = next(k for k, line in enumerate(lines) if line.startswith("Binding limits by shadow price"))
    usd = first["shadow_price_usd_per_mw_year"]
    assert lines[at + 2].removeprefix("at most ").split()[:2] == [f"{usd:,.0f}", f"{usd / 8784:,.2f}"]
    assert "USD/MWh: the shadow price over all 8,784 hours of a year" in lines


def test_a_line_per_campus_the_largest_first(lines, rich):
    now, last = siting(rich, 2030), siting(rich, 2035).sort_values("campus_mw", ascending=False)
    names = [line.split()[0] for line in lines if line.split()[:1] and line.split()[0] in set(last["name"])]
    assert names == list(last["name"])
    longest = last["campus_mw"].max()
    for site, row in last.iterrows():
        _name, zone, state, market, before, after, *bar, limit, full, price = cells(lines, row["name"])
        assert (zone, state, market) == (row["zone"], row["state"], row["market"])
        assert number_in(before) == pytest.approx(now.loc[site, "campus_mw"], abs=0.51)
        assert number_in(after) == pytest.approx(row["campus_mw"], abs=0.51)
        assert number_in(limit) == pytest.approx(row["limit_mw"], abs=0.51)
        assert number_in(full) == pytest.approx(row["full_cost_usd_per_mwh"], abs=0.0051)
        assert number_in(price) == pytest.approx(row["zonal_price_usd_per_mwh"], abs=0.0051)
        eighths = round(row["campus_mw"] / longest * 72)
        drawn = "".join(bar)
        assert drawn.count("█") == eighths // 8 and (len(drawn) > eighths // 8) == (eighths % 8 > 0)


def test_states_and_markets_of_the_last_year(lines, rich):
    for area in ("state", "market"):
        by_area = siting(rich, 2035).groupby(area, observed=True)["campus_mw"].sum().sort_values(ascending=False)
        told = "  ·  ".join(f"{name} {mw:,.0f}" for name, mw in by_area.items())
        assert next(line for line in lines if line.startswith(f"by {area}")) == f"by {area:<8}{told} MW"


def test_cost_by_term_is_in_million_dollars_with_its_share(lines, rich):
    costs = rich.results.costs.set_index("term")["usd"]
    for term, usd in costs.items():
        words = term.replace("onsite", "on-site generation").replace("_", " ")
        line = next(line for line in lines if line.startswith(f"{words} "))
        millions, share = line[len(words) :].split()[:2]
        assert number_in(millions) == pytest.approx(usd / 1e6, abs=0.051), term
        assert number_in(share) == pytest.approx(usd / costs.sum() * 100, abs=0.051), term
    assert any("M USD, present value" in line for line in lines)


def test_costs_penalties_and_the_objective_are_added_up(lines, rich):
    costs = rich.results.costs.set_index("term")["usd"] / 1e6
    missing = costs[["unserved_load", "shortfall", "capacity_shortfall", "rules_broken"]].sum()
    told = {name: number_in(cells(lines, f"{name} ")[1]) for name in ("costs", "penalties", "objective")}
    assert told == pytest.approx({"costs": costs.sum() - missing, "penalties": missing, "objective": costs.sum()},
                                 abs=0.051)  # fmt: skip
    places = [lines.index(next(line for line in lines if line.startswith(name)))
              for name in ("site charge", "costs ", "unserved load", "penalties ", "objective ")]  # fmt: skip
    assert places == sorted(places)


def test_five_warnings_are_told_and_the_others_are_counted(lines):
    told = [line for line in lines if line.startswith("warning: ")]
    assert told == [f"warning: costs_{k}.csv:{10 + k} usd: {7 * k} is low" for k in range(1, 6)]
    assert lines[-1] == "and 2 more warnings; all are in runs/rich/warnings.parquet"


def test_what_is_built_adds_up_the_years(lines, rich):
    built = rich.results.built
    text = "\n".join(lines)
    for technology, mw in built[built["kind"] == "generator"].groupby("technology")["built_mw"].sum().items():
        zone = {"wind": "west", "gas_cc": "east", "solar": "south", "gas_ct": "south", "nuclear": "east"}[technology]
        assert f"{technology.replace('_', ' ')}" in text
        assert f"{mw:,.0f}  {zone} {mw:,.0f}" in text, technology
    own = built[built["kind"] == "on-site generation"]["built_mw"].sum()
    assert "on-site gas ct" in text and f"{own:,.0f}  west {own:,.0f}" in text


def test_the_limits_worth_most_come_first(lines, rich, run):
    limits = rich.results.limits
    top = limits[~limits["stands"] & (limits["shadow_price_usd_per_mw_year"] >= 1)].head(10)
    at = next(k for k, line in enumerate(lines) if line.startswith("Binding limits by shadow price"))
    for line, (_, row) in zip(lines[at + 2 : at + 12], top.iterrows(), strict=True):
        shadow_price, _, valid, unit, limit = line.removeprefix("at most ").split()[:5]
        assert number_in(shadow_price) == pytest.approx(row["shadow_price_usd_per_mw_year"], abs=0.51)
        assert (number_in(valid), unit) == (pytest.approx(row["valid_for_mw"], rel=5e-3), "MW")
        assert number_in(limit) == pytest.approx(row["limit_mw"], abs=0.51)
        assert f"{row['kind']}  " in line and f"{row['label']} {row['year']}" in line
    told = summary(rich, Path("runs/rich"), {"warnings": [], **recorded(run)})
    assert told["limits"]["shadow_price_usd_per_mw_year"].to_numpy() == pytest.approx(
        top["shadow_price_usd_per_mw_year"].to_numpy())
    assert told["result_hash"] == run.record.result_hash
    by_zone = told["built"].set_index(["technology", "zone"])["built_mw"]
    assert by_zone["gas_cc", "east"] == pytest.approx(1500.0)


def test_rules_that_bind_are_told_and_the_others_counted(lines):
    at = next(k for k, line in enumerate(lines) if line.startswith("Binding rules"))
    first, second = (
        next(line for line in lines[at + 1 :] if line.startswith(name)) for name in ("prairie_share", "dry ")
    )
    assert lines.index(first) < lines.index(second)
    assert first.split()[:4] == ["prairie_share", "1", "of", "2"] and "missed by" in first
    assert second.split()[:4] == ["dry", "1", "of", "2"] and "1 m3 more here saves" in second
    assert "1 of 3 rules are not binding" in lines


def test_a_rule_that_binds_in_two_rows_is_one_rule(rich, run, capsys):
    """The share of the prairie missed in both years, not in 2035 alone."""
    table = rich.results.rules
    missed = table[(table["name"] == "prairie_share") & (table["year"] == 2035)]
    others = table[~((table["name"] == "prairie_share") & (table["year"] == 2030))]
    both = pd.concat([missed.assign(year=2030), others], ignore_index=True)
    told = replace(rich, results=replace(rich.results, rules=both))
    draw(told, Path("runs/rich"), {"warnings": [], **recorded(run)})
    lines = capsys.readouterr().out.splitlines()
    assert cells(lines, "prairie_share")[1:4] == ["2", "of", "2"]
    assert "1 of 3 rules are not binding" in lines


def test_the_proof_is_that_of_the_answer(lines, rich, run):
    checks = rich.solve.certificate.checks
    told = next(line for line in lines if line.startswith("proof"))
    assert f"optimal: {len(checks)} conditions hold to {max(check.error for check in checks):.0e}" in told
    assert f"{len(rich.audit.checks)} comparisons with the inputs" in told
    program = rich.solve.program
    told = next(line for line in lines if line.startswith("solve"))
    assert f"{program.row_count:,} rows, {program.column_count:,} columns" in told
    assert run.record.result_hash[:12] in next(line for line in lines if line.startswith("results"))
    assert any(line.startswith("time") and "2 representative days of 6 hours" in line for line in lines)


@pytest.mark.parametrize(("share", "drawn"), [(1.0, "█" * 9), (0.5, "████▌"), (0.0, ""), (2.0, "█" * 9), (1 / 72, "▏")])
def test_a_bar_is_as_long_as_its_share(share, drawn):
    assert run_screen._bar(share) == drawn


def test_why_a_site_adds_up_to_the_worth_of_its_limit(rich, capsys):
    """Prairie in 2030, full: what one more MW saves is its parts, and the worth of its limit."""
    solved = Solved(rich.solve.case, rich.solve.program, rich.solve.solution)
    told = explain(solved, rich.results.by_name(), Topic(site="prairie"))
    verdict, table = told.verdict, told.table
    shadow_price = siting(rich, 2030).loc["prairie", "limit_shadow_price_usd_per_mw_year"]
    assert shadow_price > 10_000
    assert verdict[0].startswith(
        f"2030: 300 of 300 MW; its own limit stops it, one MW more allowed saves {shadow_price:,.0f} USD"
    )
    _draw(verdict, table)
    out = capsys.readouterr().out.splitlines()
    last = next(line for line in out if line.startswith("2030") and "one more MW" in line)
    assert number_in(last.split()[-1]) == pytest.approx(-shadow_price, abs=0.51)
    parts = why_site(solved, "prairie", Slopes(solved)).set_index(["year", "part"])["usd_per_mw_year"]
    for year in YEARS:
        own = parts[year]
        assert own["one more MW"] == pytest.approx(own.drop("one more MW").sum(), abs=1.0)
        assert own["its place: aquifer"] == pytest.approx(2_400.0)
        assert own["connection to the grid"] == pytest.approx(9_000.0)
    firm = parts[2035, "firm capacity for its peak, with the reserve margin"]
    assert firm == pytest.approx(65_000 * 1.12 * 0.7 * 0.85)
    price = rich.results.shortfall.set_index("year")["campus_price_usd_per_mw_year"]
    assert parts[2035, "credit for the target"] == pytest.approx(-price[2035])


def test_headroom_is_the_cost_of_the_whole_answer_at_each_mw(rich, tmp_path):
    """Prairie in 2035 from nothing to 450 MW, worked out by hand at three points."""
    program = rich.solve.program
    curve = headroom(rich.asked, program, "prairie", 3, 60.0)
    assert curve["campus_mw"].to_numpy() == pytest.approx([0.0, 225.0, 450.0])
    costs = []
    for mw in curve["campus_mw"]:
        held = ByHand(rich.asked)
        held.equal(("held",), {("campus", "prairie", 2035): 1.0}, mw)
        costs.append(held.cost_usd)
        slope = held.price("held") / held.count[2035]
        if 0 < mw < 450:
            told = curve.loc[curve["campus_mw"] == mw, "one_more_mw_usd_per_year"].item()
            assert told == pytest.approx(slope, rel=1e-6)
    above = [(usd - costs[0]) / 3.5 for usd in costs]
    assert curve["cost_usd_per_year"].to_numpy() == pytest.approx(above, rel=1e-6, abs=1.0)
    assert curve["cost_usd_per_year"].iloc[-1] < -1e6


def test_how_far_an_answer_by_periods_is_from_the_least_cost(rich):
    """0.4 M USD of the objective of 15,989: 2.5 in 100,000."""
    certificate = replace(rich.solve.certificate, dual_objective=rich.solve.certificate.primal_objective - 0.4)
    told = replace(rich, solve=replace(rich.solve, method=Method.DECOMPOSED, certificate=certificate))
    assert run_screen._how_good(told) == "at most 2.5e-05 (0.4 M USD) above the proven least cost"


def test_the_screen_of_headroom_tells_mw_millions_and_the_next_mw(rich, capsys, monkeypatch):
    """A curve of three of the four points asked for."""
    curve = pd.DataFrame({
        "campus_mw": [0.0, 225.0, 450.0],
        "cost_usd_per_year": [0.0, -3_456_000.0, 12_340_000.0],
        "one_more_mw_usd_per_year": [-15_360.4, 70_204.6, inf],
        "begins_to_bind": ["", "a; b; c; d; e", "annual_build gas.east"],
    })  # fmt: skip
    opened = SimpleNamespace(scenario=SimpleNamespace(solve=SimpleNamespace(time_limit_s=60.0)))
    for name, found in (("open_scenario", opened), ("read_sources", None), ("build_case", rich.asked),
                        ("compiled", rich.solve.program), ("curve_of", curve)):  # fmt: skip
        monkeypatch.setattr(headroom_verb, name, lambda *_, found=found: found)
    headroom_verb.headroom(Path("rich.yaml"), "prairie", 4, Form.SCREEN, ProgressForm.NONE)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[-4:]] == [
        ["0", "0.00", "-15,360"],
        ["225", "-3.46", "70,205", "a;", "b;", "c", "and", "2", "more"],
        ["450", "12.34", "no", "answer", "annual_build", "gas.east"],
        ["no", "answer", "beyond"],
    ]
