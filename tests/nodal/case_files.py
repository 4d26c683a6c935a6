"""The same small grid as a MATPOWER case and as a PowerModels file."""

from __future__ import annotations

import json

MATPOWER = """\
function mpc = case3
%% A triangle with a tap, a shift, a shunt, a DC line, points and squares.
mpc.version = '2';
mpc.baseMVA = 50;   % not 100
mpc.bus = [ % bus_i type Pd Qd Gs Bs area Vm Va baseKV zone Vmax Vmin
	1	3	0	0	0	0	1	1	0	230	1	1.1	0.9;
	2	2	20	5	4	0	1	1	0	230	1	1.1	0.9;
	7	1	130	40	0	0	2	1	0	230	1	1.1	0.9;
	9	4	99	0	0	0	1	1	0	230	1	1.1	0.9;
];
mpc.gen = [
	1	60	0	0	0	1	100	1	200	10;
	2	60	0	0	0	1	100	1	150	0;
	2	60	0	0	0	1	100	0	150	0;
];
mpc.gencost = [
	2	0	0	3	0.01	10	5	0	0	0;
	1	0	0	3	0	0	50	900	150	...
	3900;
	2	0	0	2	1	0	0	0	0	0;
];
mpc.branch = [
	1	2	0.01	0.05	0	0	0	0	0	0	1	0	0;
	1	7	0.01	0.05	0	70	70	90	0.98	2	1	-30	30;
	2	7	0.02	0.1	0	250	250	250	0	0	1	-360	360;
	2	7	0.02	0.1	0	250	250	250	0	0	0	-360	360;
	2	9	0.02	0.1	0	250	250	250	0	0	1	-360	360;
];
mpc.dcline = [
	1	7	1	0	0	0	0	1	1	0	12	0	0	0	0	0.5	0.02;
];
mpc.bus_name = {
	'North % one'; 'O''Brien';
	'East';
	'Off';
};
"""

POWERMODELS = {
    "baseMVA": 50.0, "per_unit": True, "name": "case3", "source_type": "matpower",
    "bus": {
        "1": {"bus_i": 1, "bus_type": 3, "base_kv": 230.0, "area": 1, "name": "North % one"},
        "2": {"bus_i": 2, "bus_type": 2, "base_kv": 230.0, "area": 1},
        "7": {"bus_i": 7, "bus_type": 1, "base_kv": 230.0, "area": 2},
        "9": {"bus_i": 9, "bus_type": 4, "base_kv": 230.0, "area": 1},
    },
    "load": {"1": {"load_bus": 2, "pd": 0.4, "status": 1}, "2": {"load_bus": 7, "pd": 2.0, "status": 1},
             "3": {"load_bus": 7, "pd": 0.6, "status": 1}, "4": {"load_bus": 7, "pd": 8.0, "status": 0}},
    "shunt": {"1": {"shunt_bus": 2, "gs": 0.08, "bs": 0.0, "status": 1}},
    "gen": {
        "1": {"gen_bus": 1, "pmin": 0.2, "pmax": 4.0, "gen_status": 1, "model": 2, "cost": [25.0, 500.0, 5.0]},
        "2": {"gen_bus": 2, "pmin": 0.0, "pmax": 3.0, "gen_status": 1, "model": 1,
              "cost": [0.0, 0.0, 1.0, 900.0, 3.0, 3900.0]},
        "3": {"gen_bus": 2, "pmin": 0.0, "pmax": 3.0, "gen_status": 0, "model": 2, "cost": [50.0, 0.0]},
    },
    "branch": {
        "1": {"f_bus": 1, "t_bus": 2, "br_r": 0.01, "br_x": 0.05, "tap": 1.0, "shift": 0.0, "br_status": 1},
        "2": {"f_bus": 1, "t_bus": 7, "br_r": 0.01, "br_x": 0.05, "rate_a": 1.4, "rate_c": 1.8, "tap": 0.98,
              "shift": 0.03490658503988659, "br_status": 1, "angmin": -0.5235987755982988,
              "angmax": 0.5235987755982988},
        "3": {"f_bus": 2, "t_bus": 7, "br_r": 0.02, "br_x": 0.1, "rate_a": 5.0, "tap": 1.0, "shift": 0.0,
              "br_status": 1, "angmin": -6.283185307179586, "angmax": 6.283185307179586},
        "4": {"f_bus": 2, "t_bus": 7, "br_r": 0.02, "br_x": 0.1, "tap": 1.0, "shift": 0.0, "br_status": 0},
        "5": {"f_bus": 2, "t_bus": 9, "br_r": 0.02, "br_x": 0.1, "tap": 1.0, "shift": 0.0, "br_status": 1},
    },
    "dcline": {"1": {"f_bus": 1, "t_bus": 7, "br_status": 1, "pminf": 0.0, "pmaxf": 0.24, "loss0": 0.01,
                     "loss1": 0.02}},
    "storage": {}, "switch": {},
}  # fmt: skip


def powermodels_text(**changes: object) -> str:
    """The PowerModels file, some of its keys changed."""
    return json.dumps(POWERMODELS | changes, indent=1)
