"""Change tables of MATPOWER: outages and hours of a case."""

from __future__ import annotations

import pytest
from case_files import MATPOWER

from loadsite.commands.import_grid import Changes, import_grid
from loadsite.errors import InputError
from loadsite.nodal.open_grid import open_grid
from loadsite.nodal.outages import listed_outages
from loadsite.nodal.snapshot import snapshots_of

OUTAGES = """\
function chgtab = contab
define_constants;
chgtab = [
	1	0	CT_TBRCH	2	BR_STATUS	CT_REP	0;
	2	0	CT_TGEN	1	GEN_STATUS	CT_REP	0;
	3	0	CT_TBRCH	4	BR_STATUS	CT_REP	0;
];
"""
HOURS = """\
function chgtab = hours
define_constants;
chgtab = [
	1	0	CT_TAREALOAD	1	CT_LOAD_ALL_P	CT_REP	10;
	1	0	CT_TAREALOAD	2	CT_LOAD_ALL_P	CT_REP	65;
	2	0	CT_TAREALOAD	1	CT_LOAD_ALL_P	CT_REP	30;
	2	0	CT_TAREALOAD	2	CT_LOAD_ALL_P	CT_REP	117;
	3	0	CT_TAREALOAD	1	CT_LOAD_ALL_P	CT_REP	30;
];
"""


@pytest.fixture
def files(tmp_path):
    for name, text in (("case3.m", MATPOWER), ("contab.m", OUTAGES), ("hours.m", HOURS)):
        (tmp_path / name).write_text(text)
    return tmp_path


def changes(folder, first=1, count=168):
    return Changes(folder / "contab.m", folder / "hours.m", first, count)


def test_outages_and_hours_become_tables(files, capsys):
    """Area 1 has the 20 MW of bus 2 (99 more are out of service), area 2 the 130 of bus 7; shunts stay at 4 MW."""
    import_grid(files / "case3.m", files / "grid", changes(files, first=2, count=1))
    grid = open_grid(files / "grid")
    assert [grid.branches.index[at] for at in listed_outages(grid)] == ["1-7"]
    (hour,) = snapshots_of(grid)
    assert hour.name == "2"
    assert hour.withdrawal_mw.tolist() == [0, 30 + 4, 117]
    assert hour.p_min_mw.tolist() == [0, 0]
    told = capsys.readouterr().err
    assert "1 outages of generators and other changes are left out" in told
    assert "their least output is not held" in told


@pytest.mark.parametrize(("name", "old", "new", "expected"), [
    ("contab.m", "BR_STATUS	CT_REP	0", "BR_X	CT_REP	0", "contab.m:4 chgtab: changes BR_X of a branch"),
    ("contab.m", "CT_TBRCH	4", "CT_TBRCH	40", 'contab.m:6 row: "40" is no row of the branches; expected 1 to 5'),
    ("contab.m", "	3	0	CT_TBRCH", "	1	0	CT_TBRCH", "contab.m:6 label: 1 takes out two"),
    ("contab.m", "CT_REP	0;", "CT_REP;", "contab.m:4 chgtab: has 6 columns; expected 7"),
    ("hours.m", "	2	CT_LOAD_ALL_P	CT_REP	65", "	5	CT_LOAD_ALL_P	CT_REP	65", 'hours.m:5 area: "5"'),
    ("hours.m", "CT_REP	10", "CT_REL	10", "hours.m:4 chgtab: changes CT_LOAD_ALL_P of CT_TAREALOAD by CT_REL"),
    ("hours.m", "CT_REP	65", "CT_REP	-65", "hours.m:5 load_mw: -65 is below 0 MW"),
])
def test_what_no_table_can_say_is_refused(files, name, old, new, expected):
    (files / name).write_text((files / name).read_text().replace(old, new, 1))
    with pytest.raises(InputError) as error:
        import_grid(files / "case3.m", files / "grid", changes(files))
    assert expected in str(error.value)
    assert not (files / "grid").exists()


def test_hours_beyond_the_last(files):
    with pytest.raises(InputError, match=r"hours\.m: holds 3 hours; expected more than 7"):
        import_grid(files / "case3.m", files / "grid", changes(files, first=8))


def test_an_area_without_load_can_have_none(files):
    (files / "case3.m").write_text(MATPOWER.replace("2	2	20", "2	2	0"))
    with pytest.raises(InputError, match=r'hours\.m:4 load_mw: 10 MW of area "1", whose buses have no load'):
        import_grid(files / "case3.m", files / "grid", changes(files))
