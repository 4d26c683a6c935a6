"""Grids that are wrong in one place: each is refused, and the error says where and what was expected."""

from __future__ import annotations

import json

import numpy as np
import pytest
from case_files import MATPOWER, powermodels_text
from grids import TRIANGLE, branch, bus, dc_line, generator, network_of, write_tables

from loadsite.errors import InputError
from loadsite.nodal.open_grid import open_grid

A, B, C = TRIANGLE["buses"]
AB, AC, BC = TRIANGLE["branches"]
CHEAP, EXPENSIVE = TRIANGLE["generators"]


def points(*pairs):
    return [{"generator": "cheap", "power_mw": mw, "cost_usd_per_h": usd} for mw, usd in pairs]


FREE = [CHEAP | {"cost_usd_per_mwh": ""}, EXPENSIVE]

TABLES = {
    "missing bus": ({"branches": [AB, AC | {"to_bus": "d"}, BC]}, 'branches.csv:3 to_bus: "d" is not in the'),
    "missing bus of a generator": ({"generators": [CHEAP | {"bus": "A"}]}, 'generators.csv:2 bus: "A" is not in'),
    "missing bus of a DC line": ({"dc_lines": [dc_line("d", "a", "x", 5)]}, 'dc_lines.csv:2 to_bus: "x"'),
    "blank bus": ({"branches": [AB | {"from_bus": ""}, AC, BC]}, "branches.csv:2 from_bus: blank"),
    "duplicate bus": ({"buses": [A, B, C, B]}, 'buses.csv:5 bus: "b" stands here and in line 3'),
    "duplicate branch": ({"branches": [AB, AC, AC]}, 'branches.csv:4 branch: "ac" stands here and in line 3'),
    "duplicate generator": ({"generators": [CHEAP, CHEAP]}, 'generators.csv:3 generator: "cheap" stands here'),
    "negative rating": ({"branches": [AB, AC | {"rating_mw": -80}, BC]}, "branches.csv:3 rating_mw: -80 is below 0 MW"),
    "NaN load": ({"buses": [A, B, C | {"load_mw": "NaN"}]}, 'buses.csv:4 load_mw: "NaN" is not a finite number'),
    "infinite load": ({"buses": [A, B, C | {"load_mw": "inf"}]}, "buses.csv:4 load_mw"),
    "no reactance": ({"branches": [AB | {"reactance_pu": ""}, AC, BC]}, "branches.csv:2 reactance_pu: blank"),
    "text for a number": ({"branches": [AB | {"reactance_pu": "0.1 pu"}, AC, BC]}, "branches.csv:2 reactance_pu"),
    "load cut off": ({"buses": [A, B, C, bus("d", 40)]}, 'buses.csv:5 load_mw: "d" has 40 MW of load and no branch'),
    "load behind an open branch": (
        {"buses": [A, B, C, bus("d", 40)], "branches": [AB, AC, BC, branch("c", "d", 0.1, in_service="false")]},
        "buses.csv:5 load_mw"),
    "branch to itself": ({"branches": [AB, AC | {"to_bus": "a"}, BC]}, 'branches.csv:3 to_bus: "a" is the from_bus'),
    "DC line to itself": ({"dc_lines": [dc_line("d", "a", "a", 5)]}, "dc_lines.csv:2 to_bus"),
    "limits crossed": ({"generators": [CHEAP | {"p_min_mw": 600}, EXPENSIVE]}, "generators.csv:2 p_min_mw: 600 MW is"),
    "DC limits crossed": ({"dc_lines": [dc_line("d", "a", "b", 5, p_min_mw=7)]}, "dc_lines.csv:2 p_min_mw: 7 MW"),
    "angles crossed": ({"branches": [AB | {"angle_min_deg": 9, "angle_max_deg": 3}, AC, BC]},
                       "branches.csv:2 angle_min_deg: 9 degrees is above"),
    "angle in a full turn": ({"branches": [AB | {"angle_max_deg": 700}, AC, BC]}, "700 is above 360 degrees"),
    "tap in percent": ({"branches": [AB | {"tap_ratio": 98}, AC, BC]}, "branches.csv:2 tap_ratio: 98 is above 5"),
    "tap of zero": ({"branches": [AB | {"tap_ratio": 0}, AC, BC]}, "branches.csv:2 tap_ratio: 0 is below 0.2"),
    "voltage in volts": ({"buses": [A | {"base_kv": 230000}, B, C]}, "buses.csv:2 base_kv: 230000 is above 1500 kV"),
    "negative voltage": ({"buses": [A | {"base_kv": -1}, B, C]}, "buses.csv:2 base_kv"),
    "ohm for per unit": ({"branches": [each | {"reactance_pu": x} for each, x in
                                        zip((AB, AC, BC), (9, 70, 30), strict=True)]},
                         "branches.csv:3 reactance_pu: 70 p.u. on 100 MVA, and 30 in the middle"),
    "reactance in milliohm": ({"branches": [AB, AC, BC | {"reactance_pu": 5290}]}, "5290 is above 100 p.u."),
    "ohm of resistance": ({"branches": [AB, AC, BC | {"resistance_pu": 300}]}, "branches.csv:4 resistance_pu: 300 is"),
    "kW for MW": ({"buses": [A, B | {"load_mw": 4000}, C | {"load_mw": 150e3}]},
                  "buses.csv:4 load_mw: 150000 MW; all loads are 154000 MW, more than 10 times the 1000 MW"),
    "watts for MW": ({"buses": [A, B, C | {"load_mw": 150e6}]}, "buses.csv:4 load_mw"),
    "longitude for latitude": ({"buses": [A | {"latitude": -101.5, "longitude": 33}, B, C]}, "buses.csv:2 latitude"),
    "square that falls": ({"generators": [CHEAP | {"cost_usd_per_mw2h": -0.1}, EXPENSIVE]}, "cost_usd_per_mw2h: -0.1"),
    "cost not convex": ({"generators": FREE, "cost_points": points((0, 0), (100, 3000), (200, 4000))},
                        'cost_points.csv:3 cost_usd_per_h: of "cheap" grows by 10 USD/MWh above 100 MW'),
    "one point": ({"generators": FREE, "cost_points": points((0, 0))}, "has one point; expected at least two"),
    "point given twice": ({"generators": FREE, "cost_points": points((0, 0), (5, 1), (5, 2))}, "cost_points.csv:4"),
    "two costs": ({"cost_points": points((0, 0), (5, 90))}, "cost_points.csv:2 generator: \"cheap\" has cost columns"),
    "points of nobody": ({"cost_points": [{"generator": "x", "power_mw": 0, "cost_usd_per_h": 0}]},
                         'cost_points.csv:2 generator: "x" is not in the table generators'),
    "loss above all": ({"dc_lines": [dc_line("d", "a", "b", 5, loss_share=1.2)]}, "dc_lines.csv:2 loss_share"),
    "outage of nothing": ({"outages": [{"outage": "o", "branch": "ax"}]}, 'outages.csv:2 branch: "ax" is not in'),
    "hour of nobody": ({"snapshots": [{"snapshot": "h", "load_factor": 1}],
                        "snapshot_loads": [{"snapshot": "g", "bus": "a", "load_mw": 1}]}, "snapshot_loads.csv:2"),
    "factor in percent": ({"snapshots": [{"snapshot": "h", "load_factor": 101}]}, "snapshots.csv:2 load_factor"),
    "neither true nor false": ({"buses": [A | {"in_service": 1}, B, C]}, 'in_service: "1" is neither true nor false'),
    "no generators": ({"generators": []}, "generators.csv"),
    "a column unknown": ({"buses": [A | {"load_mva": 3}, B, C]}, "buses.csv:1 load_mva: nothing reads this column"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", TABLES)
def test_tables(wrong, tmp_path):
    changes, expected = TABLES[wrong]
    with pytest.raises(InputError) as error:
        open_grid(write_tables(tmp_path, **(TRIANGLE | changes)))
    assert expected in str(error.value)


def test_reactances_that_cancel(tmp_path):
    """Between a and b 0.1 and -0.1 p.u. are no branch at all, and b hangs on nothing else."""
    folder = write_tables(tmp_path, buses=[bus("a"), bus("b", 10)], generators=[CHEAP],
                          branches=[branch("a", "b", 0.1), branch("a", "b", -0.1, branch="series")])  # fmt: skip
    with pytest.raises(InputError, match=r"branches\.csv:3 reactance_pu: -0\.1 p\.u\. cancels what is beside it"):
        network_of(open_grid(folder)).flows(np.array([10.0, -10.0]))


def test_one_reactance_in_ohm_is_a_remark(tmp_path):
    """Grids have equivalents that look like it: 52.9 p.u. carry 3 MW at 90 degrees, of 80."""
    grid = open_grid(write_tables(tmp_path, **(TRIANGLE | {"branches": [AB, AC | {"reactance_pu": 52.9}, BC]})))
    (remark,) = grid.remarks
    assert "1 branches would need more than 90 degrees" in remark
    assert "branches.csv:3: 52.9 p.u., 80 MW" in remark


def test_a_missing_table(tmp_path):
    write_tables(tmp_path, **TRIANGLE)
    (tmp_path / "branches.csv").unlink()
    with pytest.raises(InputError, match=r"branches\.csv: no such file"):
        open_grid(tmp_path)


def test_everything_is_told_at_once(tmp_path):
    tables = {"buses": [A | {"base_kv": -1}, B, C], "branches": [AB | {"rating_mw": -1}, AC | {"to_bus": "d"}],
              "generators": [CHEAP | {"p_max_mw": "x"}]}  # fmt: skip
    with pytest.raises(InputError) as error:
        open_grid(write_tables(tmp_path, **tables))
    assert [(problem.origin.without_folder.file, problem.origin.line) for problem in error.value.problems] == [
        ("branches.csv", 2), ("branches.csv", 3), ("buses.csv", 2), ("generators.csv", 2)]


CASES = {
    "a statement": (("%% A triangle", "mpc.bus(:, 3) = 2 * mpc.bus(:, 3); %"), ':2: "mpc.bus(:, 3) = 2 * mpc.bus'),
    "version 1": (("function mpc = case3", "function [baseMVA, bus, gen] = case3"), "case3.m:1 function: is a case of"),
    "another version": (("'2'", "'1'"), 'case3.m:3 version: is "1"; expected 2'),
    "no base": (("mpc.baseMVA = 50;", ""), "baseMVA: missing"),
    "a base of zero": (("= 50", "= 0"), 'case3.m:4 baseMVA: "0" is no base'),
    "text in a matrix": (("0.98	2	1", "tap	2	1"), 'case3.m:24 branch.ratio: "tap" is not a number'),
    "NaN in a matrix": (("7	1	130", "7	1	NaN"), "case3.m:8 bus.Pd: NaN is not a number"),
    "infinite generation": (("1	200	10", "1	Inf	10"), 'case3.m:12 p_max_mw: "inf" is not a finite number'),
    "a row too short": (("	2	7	0.02	0.1	0	250	250	250	0	0	1	-360	360;", "	2	7	0.02	0.1;"),
                        "case3.m:25 branch: has 4 numbers; expected 13"),
    "half a bus": (("	7	1	130", "	7.5	1	130"), "case3.m:8 bus.bus_i: 7.5 is no number of a bus"),
    "missing bus": (("	1	7	0.01", "	1	8	0.01"), 'case3.m:24 to_bus: "8" is not in the table buses'),
    "duplicate bus": (("	9	4	99", "	7	4	99"), 'case3.m:9 bus: "7" stands here and in line 8'),
    "negative rating": (("70	70	90", "-70	70	90"), "case3.m:24 rating_mw: -70 is below 0 MW"),
    "a cube": (("2	0	0	3	0.01	10	5	0", "2	0	0	4	0.1	0.01	10	5"), "case3.m:17 gencost: is a"),
    "a cost too few": (("	2	0	0	2	1	0	0	0	0	0;\n", ""), "case3.m:16 gencost: has 2 rows"),
    "points too few": (("1	0	0	3	0", "1	0	0	9	0"), "case3.m:18 gencost: has 6 numbers"),
    "another model": (("	1	0	0	3	0", "	3	0	0	3	0"), "case3.m:18 gencost.model: 3 is no"),
    "user constraints": (("mpc.dcline = [", "mpc.A = [ 1 2 ];\nmpc.dcline = ["), "A: holds user constraints"),
    "interface limits": (("mpc.dcline = [", "mpc.if.map = [ 1 2 ];\nmpc.dcline = ["), "interface limits"),
    "costs of DC lines": (("mpc.dcline = [", "mpc.dclinecost = [ 2 0 0 2 7 0 ];\nmpc.dcline = ["), "dclinecost: holds"),
    "not closed": (("	'Off';\n};", "	'Off';\n"), "bus_name: is not closed; expected }"),
    "twice": (("mpc.dcline = [", "mpc.gen = [];\nmpc.dcline = ["), "gen: is assigned here and in line 11"),
    "no branches": (("mpc.branch", "mpc.branches"), "branch: missing; expected a table mpc.branch"),
}


@pytest.mark.parametrize("wrong", CASES)
def test_matpower_cases(wrong, tmp_path):
    (old, new), expected = CASES[wrong]
    assert old in MATPOWER
    (tmp_path / "case3.m").write_text(MATPOWER.replace(old, new, 1))
    with pytest.raises(InputError) as error:
        open_grid(tmp_path / "case3.m")
    assert expected in str(error.value)


def changed(kind: str, name: str, **fields):
    from case_files import POWERMODELS

    return {kind: POWERMODELS[kind] | {name: POWERMODELS[kind][name] | fields}}


FILES = {
    "storage": ({"storage": {"1": {"energy": 1}}}, "storage: holds storage"),
    "switches": ({"switch": {"1": {"f_bus": 1}}}, "switch: holds switches"),
    "several networks": ({"multinetwork": True}, "multinetwork: holds several networks"),
    "text for a number": (changed("branch", "2", br_x="0.05"), "br_x: 0.05 is not a number"),
    "no reactance": (changed("branch", "2", br_x=None), "br_x: missing; expected a number"),
    "missing bus": (changed("gen", "2", gen_bus=4), 'bus: "4" is not in the table buses'),
    "load at no bus": (changed("load", "2", load_bus=4), 'load_bus: "4" is no bus'),
    "NaN load": (changed("load", "2", pd=float("nan")), "pd: nan is not a number"),
    "a cube": (changed("gen", "1", cost=[1.0, 25.0, 500.0, 5.0]), "cost: is a polynomial of degree 3"),
    "no base": ({"baseMVA": -3}, "baseMVA: -3 is no base"),
    "negative rating": (changed("branch", "2", rate_a=-1.4), "rating_mw: -70 is below 0 MW"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", FILES)
def test_powermodels_files(wrong, tmp_path):
    changes, expected = FILES[wrong]
    path = tmp_path / "case3.json"
    path.write_text(powermodels_text(**changes))
    with pytest.raises(InputError) as error:
        open_grid(path)
    assert expected in str(error.value)
    assert all(problem.origin.line for problem in error.value.problems)


@pytest.mark.parametrize(("text", "expected"), [('{"bus": {"1": {"bus_i": 1,}}}', "case.json:1: is not JSON"),
                                                ("[1]", "case.json:1: is not JSON"),
                                                ('{\n"baseMVA": 100,\n"bus": {"1" 2}}', "case.json:3: is not JSON")])
def test_what_is_not_json(text, expected, tmp_path):
    path = tmp_path / "case.json"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        open_grid(path)
    assert expected in str(error.value)


PYPSA = {
    "network": "name\nsmall\n", "buses": "name,v_nom\na,230\nb,230\n", "snapshots": ",snapshot,objective\n0,h1,1\n",
    "lines": "name,bus0,bus1,x,s_nom\nab,a,b,50,100\n", "generators": "name,bus,p_nom,marginal_cost\ng,a,90,10\n",
    "loads": "name,bus,p_set\nl,b,50\n",
}
FOLDERS = {
    "storage units": ({"storage_units": "name,bus\ns,a\n"}, "storage_units.csv:2 storage_units.csv: holds"),
    "missing bus": ({"lines": "name,bus0,bus1,x,s_nom\nab,a,c,50,100\n"}, 'lines.csv:2 to_bus: "c" is not in'),
    "load at no bus": ({"loads": "name,bus,p_set\nl,c,50\n"}, 'loads.csv:2 bus: "c" is no bus of buses.csv'),
    "to be built": ({"lines": "name,bus0,bus1,x,s_nom,s_nom_extendable\nab,a,b,5,1,True\n"}, "lines.csv:2 s_nom_ext"),
    "direct current": ({"buses": "name,v_nom,carrier\na,230,DC\nb,230,DC\n"}, 'buses.csv:2 carrier: "DC" is no'),
    "a standard type": ({"lines": "name,bus0,bus1,type,s_nom\nab,a,b,Al/St 1,100\n"}, "lines.csv:2 type"),
    "text for a number": ({"generators": "name,bus,p_nom\ng,a,many\n"}, 'generators.csv:2 p_nom: "many" is not'),
    "costs by hour": ({"generators-marginal_cost": ",g\n0,10\n"}, "varies by hour"),
    "duplicate": ({"buses": "name,v_nom\na,230\nb,230\nb,230\n"}, 'buses.csv:4 name: "b" stands here and in line 3'),
    "an hour unknown": ({"loads-p_set": ",l\nh9,10\n"}, 'loads-p_set.csv:2 snapshot: "h9" is not the one'),
    "a blank hour": ({"loads-p_set": ",l\nh1,\n"}, "loads-p_set.csv:2 l: blank; expected a number"),
    "a series of nobody": ({"generators-p_max_pu": ",x\nh1,1\n"}, 'generators-p_max_pu.csv:2 x: "x" is no generator'),
}  # fmt: skip


@pytest.mark.parametrize("wrong", FOLDERS)
def test_pypsa_folders(wrong, tmp_path):
    changes, expected = FOLDERS[wrong]
    for name, text in (PYPSA | changes).items():
        (tmp_path / f"{name}.csv").write_text(text)
    with pytest.raises(InputError) as error:
        open_grid(tmp_path)
    assert expected in str(error.value)


def test_the_well_formed_ones_are_read(tmp_path):
    """What the tables above spoil is sound before."""
    for name, text in PYPSA.items():
        (tmp_path / f"{name}.csv").write_text(text)
    assert len(open_grid(tmp_path).branches) == 1
    assert len(open_grid(write_tables(tmp_path / "tables", **TRIANGLE)).branches) == 3
    (tmp_path / "case3.json").write_text(json.dumps(json.loads(powermodels_text())))
    assert len(open_grid(tmp_path / "case3.json").branches) == 3
    spare = generator("spare", "c", 5, 90, p_min_mw=-5, cost_usd_per_mw2h=0)
    folder = write_tables(tmp_path / "more", **(TRIANGLE | {"generators": [CHEAP, spare]}))
    assert len(open_grid(folder).generators) == 2
