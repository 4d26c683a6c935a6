"""The same grid in every format has the same tables, and the same optimum."""

from __future__ import annotations

import pytest
from case_files import MATPOWER, powermodels_text
from grids import network_of

from loadsite.errors import InputError
from loadsite.inputs.problems import Problems
from loadsite.nodal.dcopf import solve_snapshot
from loadsite.nodal.flow_law import Convention
from loadsite.nodal.limits import Limits
from loadsite.nodal.open_grid import open_grid, read_source
from loadsite.nodal.snapshot import snapshots_of
from loadsite.nodal.write_grid import write_grid
from loadsite.writing.refusal import CannotWrite


@pytest.fixture
def case_m(tmp_path):
    path = tmp_path / "case3.m"
    path.write_text(MATPOWER)
    return path


def optimum(grid, convention=Convention.MATPOWER):
    return solve_snapshot(Limits(network_of(grid, convention)), snapshots_of(grid)[0])


def test_a_matpower_case(case_m):
    grid = open_grid(case_m)
    assert grid.buses["load_mw"].to_dict() == {"1": 0, "2": 20, "7": 130}
    assert grid.buses["name"].tolist() == ["North % one", "O'Brien", "East"]
    assert grid.buses["area"].tolist() == ["1", "1", "2"]
    assert grid.branches.index.tolist() == ["1-2", "1-7", "2-7"]
    line = grid.branches.loc["1-7"]
    assert (line["reactance_pu"], line["resistance_pu"]) == (0.1, 0.02)
    assert (line["tap_ratio"], line["shift_deg"], line["rating_mw"], line["outage_rating_mw"]) == (0.98, 2, 70, 90)
    assert (line["angle_min_deg"], line["angle_max_deg"]) == (-30, 30)
    assert grid.branches.loc["1-2", ["rating_mw", "angle_max_deg"]].tolist() == [float("inf"), float("inf")]
    assert grid.cost_points["2.1"].cost_usd_per_h.tolist() == [0, 900, 3900]
    assert grid.generators.loc["1.1", ["cost_usd_per_mw2h", "cost_usd_per_mwh", "cost_usd_per_h"]].tolist() == [
        0.01, 10, 5]
    assert grid.left_out == {"buses": 1, "branches": 2, "generators": 1}
    assert grid.dc_lines[["p_max_mw", "loss_mw", "loss_share"]].iloc[0].tolist() == [12, 0.5, 0.02]
    assert str(grid.origins["branches"]["2-7"]).endswith("case3.m:25")
    assert str(grid.origins["cost_points"]["2.1.150"]).endswith("case3.m:18")


def test_a_powermodels_file_is_the_same_grid(case_m, tmp_path):
    path = tmp_path / "case3.json"
    path.write_text(powermodels_text())
    grid, same = open_grid(path), open_grid(case_m)
    for convention in Convention:
        one, other = optimum(grid, convention), optimum(same, convention)
        assert one.cost_usd_per_h == pytest.approx(other.cost_usd_per_h, rel=1e-12)
        assert one.generation_mw.tolist() == pytest.approx(other.generation_mw.tolist())
        assert one.flows_mw.tolist() == pytest.approx(other.flows_mw.tolist())
    assert grid.branches.loc["2", "outage_rating_mw"] == pytest.approx(90)
    lines = path.read_text().splitlines()
    assert lines[grid.origins["branches"]["2"].line].strip() == '"f_bus": 1,'
    assert '"t_bus": 7' in lines[grid.origins["branches"]["2"].line + 1]


def test_units_of_powermodels_that_are_not_per_unit(tmp_path):
    """MW and degrees: the branch is rated 1.4 MW, the shift is of 0.035 degrees, the cost 500 USD/MWh."""
    path = tmp_path / "case3.json"
    path.write_text(powermodels_text(per_unit=False))
    grid = open_grid(path)
    assert grid.branches.loc["2", ["rating_mw", "shift_deg"]].tolist() == pytest.approx([1.4, 0.034906585])
    assert grid.generators.loc["1", "cost_usd_per_mwh"] == 500
    assert grid.branches.loc["2", "reactance_pu"] == 0.1


def test_tables_that_were_written_are_read_as_the_same_grid(case_m, tmp_path):
    problems = Problems()
    written = write_grid(read_source(case_m, problems), tmp_path / "folder")
    assert [path.name for path in written] == ["buses.csv", "branches.csv", "generators.csv", "cost_points.csv",
                                               "dc_lines.csv"]  # fmt: skip
    grid, same = open_grid(tmp_path / "folder"), open_grid(case_m)
    for name in ("buses", "branches", "generators", "dc_lines"):
        assert getattr(grid, name).equals(getattr(same, name))
    assert optimum(grid).cost_usd_per_h == optimum(same).cost_usd_per_h
    with pytest.raises(CannotWrite, match="not empty"):
        write_grid(read_source(case_m, problems), tmp_path / "folder")


def test_what_is_no_grid_is_refused(tmp_path):
    path = tmp_path / "grid.raw"
    path.write_text("0")
    with pytest.raises(InputError, match="is no grid; expected a folder of tables, a MATPOWER case"):
        open_grid(path)


def test_remarks_say_what_was_left_out(tmp_path):
    path = tmp_path / "case3.m"
    path.write_text(MATPOWER.replace("	2	0	0	3	0.01", "	2	900	0	3	0.01") + "mpc.weather = 'fine';\n")
    remarks = " ".join(open_grid(path).remarks)
    assert "1 costs of start-up or shutdown are left out" in remarks
    assert "holds weather, which nothing reads" in remarks
