"""Tables that are wrong, each with all that is said about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tiny_study import edit


def case(file: str, old: str, new: str, *said: str) -> object:
    """One edit of one file of the tiny study, and all that is said about it."""
    return pytest.param(file, old, new, "\n".join(said), id=f"{file}: {new[:40]}")


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    case(
        "lines", "line,from_zone", "line,from_zon",
        'sites/tiny/lines.csv:1 from_zon: nothing reads this column; did you mean "from_zone"?',
        "sites/tiny/lines.csv:1 from_zone: column missing; expected zone that sends",
    ),
    case(
        "lines", "loss_share,basis", "loss_share,basis,colour",
        "sites/tiny/lines.csv:1 colour: nothing reads this column",
        "sites/tiny/lines.csv:2: has 10 cells; expected 11 as in the header",
        "sites/tiny/lines.csv:3: has 10 cells; expected 11 as in the header",
        "sites/tiny/lines.csv:4: has 10 cells; expected 11 as in the header",
        "sites/tiny/lines.csv:5: has 10 cells; expected 11 as in the header",
    ),
    case(
        "lines", "capacity_low_mw,capacity_high_mw", "capacity_low_mw,capacity_low_mw",
        "sites/tiny/lines.csv:1 capacity_high_mw: column missing; expected highest of the published limits [MW]",
        "sites/tiny/lines.csv:1 capacity_low_mw: column stands 2 times; expected once",
    ),
    case(
        "lines", "capacity_mw,capacity_low_mw", "capacity,capacity_low_mw",
        'sites/tiny/lines.csv:1 capacity: nothing reads this column; did you mean "capacity_mw"?',
        "sites/tiny/lines.csv:1 capacity_mw: column missing; expected transfer limit used by default [MW]",
    ),
    case(
        "lines", "AC,400,", "AC,299,",
        "sites/tiny/lines.csv:2 capacity_mw: 299 is not between capacity_low_mw and capacity_high_mw, 300 and 500 MW",
    ),
    case(
        "lines", "AC,400,300,500", "AC,501,300,500",
        "sites/tiny/lines.csv:2 capacity_mw: 501 is not between capacity_low_mw and capacity_high_mw, 300 and 500 MW",
    ),
    case(
        "lines", "ISLE>SOUTH,ISLE,SOUTH,ISLE-SOUTH", "ISLE>SOUTH,ISLE,SOUTH,NORTH-SOUTH",
        'sites/tiny/lines.csv:4 corridor: "NORTH-SOUTH" joins NORTH and SOUTH; the line joins ISLE and SOUTH',
    ),
    case(
        "connection_costs", "345,2000,100000,40\n138,4000,150000,40\n", "",
        "sites/tiny/connection_costs.csv:1: has no rows; expected at least one: cost of connecting a campus to the "
        "grid, by voltage",
    ),
    case(
        "lines", "AC,400,", "AC,,",
        "sites/tiny/lines.csv:2 capacity_mw: blank; expected transfer limit used by default [MW]",
    ),
    case(
        "lines", "AC,400,", "AC,four hundred,",
        'sites/tiny/lines.csv:2 capacity_mw: "four hundred" is not a number; expected transfer limit used by default '
        "[MW]",
    ),
    case(
        "lines", "AC,400,", 'AC,"1,400",',
        'sites/tiny/lines.csv:2 capacity_mw: "1,400" is not a number; expected transfer limit used by default [MW]; '
        "write 1400 for thousands, or 1.400 with a decimal point",
    ),
    case(
        "lines", "AC,400,", "AC,400 MW,",
        'sites/tiny/lines.csv:2 capacity_mw: "400 MW" is not a number; expected transfer limit used by default [MW]; '
        "write the number alone: its unit stands in the name of the column",
    ),
    case(
        "lines", "AC,400,", "AC,nan,",
        'sites/tiny/lines.csv:2 capacity_mw: "nan" is not a finite number; expected transfer limit used by default '
        "[MW]",
    ),
    case(
        "lines", "AC,400,", "AC,-inf,",
        'sites/tiny/lines.csv:2 capacity_mw: "-inf" is not a finite number; expected transfer limit used by default '
        "[MW]",
    ),
    case(
        "lines", "AC,400,", "AC,1e999,",
        "sites/tiny/lines.csv:2 capacity_mw: 1e999 is too large a number",
    ),
    case(
        "lines", "AC,400,", "AC,-400,",
        "sites/tiny/lines.csv:2 capacity_mw: -400 is below 0 MW",
    ),
    case(
        "lines", "AC,400,300,", "AC,400,600,",
        "sites/tiny/lines.csv:2 capacity_low_mw: 600 is above capacity_high_mw, 500 MW",
    ),
    case(
        "lines", "500,0.02", "500,1.02",
        "sites/tiny/lines.csv:2 loss_share: 1.02 is above 1",
    ),
    case(
        "lines", "NORTH-SOUTH,AC,400", "NORTH-SOUTH,ac,400",
        'sites/tiny/lines.csv:2 kind: "ac" is not one of AC, DC; did you mean "AC"?',
    ),
    case(
        "lines", "NORTH>SOUTH,NORTH,SOUTH,", "NORTH>SOUTH,NORTH,SUOTH,",
        'sites/tiny/lines.csv:2 to_zone: "SUOTH" is not a zone of zones.geojson; did you mean "SOUTH"?',
    ),
    case(
        "lines", "NORTH>SOUTH,NORTH,SOUTH,", "NORTH>SOUTH,NORTH,NORTH,",
        'sites/tiny/lines.csv:2 to_zone: "NORTH" is also from_zone; expected another zone',
    ),
    case(
        "lines", "NORTH>SOUTH,NORTH,SOUTH,NORTH-SOUTH", "NORTH>SOUTH,NORTH,SOUTH,SOUTH-NORTH",
        'sites/tiny/lines.csv:2 corridor: "SOUTH-NORTH" is not a corridor of corridors.csv; expected one of '
        "ISLE-SOUTH, NORTH-SOUTH",
    ),
    case(
        "lines", "SOUTH>NORTH,SOUTH,NORTH", "NORTH>SOUTH,SOUTH,NORTH",
        'sites/tiny/lines.csv:3 line: "NORTH>SOUTH" stands here and in line 2; expected once',
    ),
    case(
        "lines", "NORTH>SOUTH,NORTH,SOUTH,", "NORTH>SOUTH,NORTH ,SOUTH,",
        'sites/tiny/lines.csv:2 from_zone: "NORTH " has spaces around it',
        'sites/tiny/lines.csv:2 from_zone: "NORTH " is not a zone of zones.geojson; did you mean "NORTH"?',
    ),
    case(
        "lines", "0.02,made up\nSOUTH", "0.02,made up, and more\nSOUTH",
        "sites/tiny/lines.csv:2: has 11 cells; expected 10 as in the header; write numbers with a decimal "
        "point; put text that holds commas in double quotes",
    ),
    case(
        "lines", "0.02,made up\nSOUTH", "0.02\nSOUTH",
        "sites/tiny/lines.csv:2: has 9 cells; expected 10 as in the header",
    ),
    case(
        "lines", "0.02,made up\nSOUTH", '0.02,"two\nlines"\nSOUTH>X,SOUTH,NOWHERE,NORTH-SOUTH,AC,1,1,1,0,x\nSOUTH',
        'sites/tiny/lines.csv:4 to_zone: "NOWHERE" is not a zone of zones.geojson; expected one of ISLE, NORTH, SOUTH',
    ),
    case(
        "lines", "0.02,made up\nSOUTH", '0.02,"made" up\nSOUTH',
        'sites/tiny/lines.csv:2: is not CSV: \',\' expected after \'"\'',
    ),
    case(
        "lines", "made up\nSOUTH>N", "m\x00de up\nSOUTH>N",
        "sites/tiny/lines.csv:2: holds a zero byte; expected text",
    ),
    case(
        "corridors", "500,4", "500,4.5",
        'sites/tiny/corridors.csv:2 lead_time_years: "4.5" is not a whole number; expected years from decision to '
        "service [years]",
    ),
    case(
        "corridors", "500,4", "500,40",
        "sites/tiny/corridors.csv:2 lead_time_years: 40 is above 30 years",
    ),
    case(
        "fuels", "coal,96\n", "",
        'sites/tiny/fuel_prices.csv:7 fuel: "coal" is not a fuel of fuels.csv; expected one of gas',
        'sites/tiny/fuel_prices.csv:8 fuel: "coal" is not a fuel of fuels.csv; expected one of gas',
        'sites/tiny/technologies.csv:4 fuel: "coal" is not a fuel of fuels.csv; expected one of gas',
    ),
    case(
        "fuel_prices", "ISLE,gas,2030,6\n", "",
        'sites/tiny/fuel_prices.csv fuel: has no price of "gas" in the zone "ISLE", where it is burnt',
    ),
    case(
        "fuel_prices", "NORTH,gas,2035,5", "NORTH,gas,2029,5",
        'sites/tiny/fuel_prices.csv:3 year: "NORTH.gas" has values for 2025 to 2029; expected one for 2030 as well',
    ),
    case(
        "fuel_prices", "NORTH,gas,2035,5", "NORTH,gas,2025,5",
        'sites/tiny/fuel_prices.csv:3 zone, fuel, year: "NORTH.gas.2025" stands here and in line 2; expected once',
    ),
    case(
        "fuel_prices", "NORTH,gas,2035", "NORTH,gas,35",
        "sites/tiny/fuel_prices.csv:3 year: 35 is below 1990",
    ),
    case(
        "technologies", "coal,coal steam,firm,,", "coal,coal steam,firm,coal,",
        'sites/tiny/technologies.csv:4 profile: "coal" is not read with dispatch firm; expected blank',
    ),
    case(
        "technologies", "solar,profile,solar,", "solar,profile,,",
        "sites/tiny/availability.parquet .ISLE: column missing; expected the availability of solar",
        "sites/tiny/availability.parquet .NORTH: column missing; expected the availability of solar",
        "sites/tiny/availability.parquet .SOUTH: column missing; expected the availability of solar",
        "sites/tiny/availability.parquet solar.ISLE: nothing reads this column; expected profile.zone; did you mean "
        '".ISLE"?',
        "sites/tiny/availability.parquet solar.NORTH: nothing reads this column; expected profile.zone; did you mean "
        '".NORTH"?',
        "sites/tiny/availability.parquet solar.SOUTH: nothing reads this column; expected profile.zone; did you mean "
        '".SOUTH"?',
        "sites/tiny/technologies.csv:5 profile: blank; expected a profile, since dispatch is profile",
    ),
    case(
        "technologies", "0.02,0.8,,0,4,0.81", "0.02,0.8,,0,,0.81",
        "sites/tiny/technologies.csv:8 duration_h: is blank or zero; expected more than 0 for storage",
    ),
    case(
        "technologies", "0.1,0.9,,0.1,,,3,30,", "0.1,0.9,,0.1,,,3,,",
        "sites/tiny/technologies.csv:3 life_years: blank; expected years, since technology_costs.csv says it can be "
        "built",
    ),
    case(
        "technologies", "0.1,0.85,0.2,1.9,,,,,", "0.1,0.85,0.2,1.9,4,,5,,",
        "sites/tiny/technologies.csv:4 duration_h: 4 is not read with dispatch firm; expected blank",
        "sites/tiny/technologies.csv:4 lead_time_years: 5 is not read; it has no row in technology_costs.csv",
    ),
    case(
        "technologies", "coal steam,firm", "coal steam,firmly",
        'sites/tiny/technologies.csv:4 dispatch: "firmly" is not one of firm, profile, energy_budget, storage; did '
        'you mean "firm"?',
    ),
    case(
        "technology_costs", "gas_ct,2030,1500,1000,20,5,10", "gas_ct,2030,1500,1000,20,5,",
        "sites/tiny/technology_costs.csv:4 heat_rate_mmbtu_per_mwh: is blank or zero; expected more than 0, since it "
        "burns gas",
    ),
    case(
        "technology_costs", "gas_cc,2035,", "gas_cc,2029,",
        'sites/tiny/technology_costs.csv:3 year: "gas_cc" has values for 2025 to 2029; expected one for 2030 as well',
    ),
    case(
        "technology_costs", "solar,2025,1400,1100,20,0,", "solar,2025,1400,1100,20,0,8",
        "sites/tiny/technology_costs.csv:5 heat_rate_mmbtu_per_mwh: 8 is not read; solar has no fuel in "
        "technologies.csv",
    ),
    case(
        "technology_costs", "gas_recip,2030,2000,1800,35,8,9\n", "",
        'sites/tiny/sites.geojson:30 onsite_technology: "gas_recip" has no row in technology_costs.csv',
        "sites/tiny/technologies.csv:9 lead_time_years: 1 is not read; it has no row in technology_costs.csv",
        "sites/tiny/technologies.csv:9 life_years: 20 is not read; it has no row in technology_costs.csv",
        "sites/tiny/technologies.csv:9 real_rate: 0.08 is not read; it has no row in technology_costs.csv",
    ),
    case(
        "generators", "NORTH.coal,NORTH,coal,500,10", "NORTH.coal,NORTH,coal,500,",
        "sites/tiny/generators.csv:3 heat_rate_mmbtu_per_mwh: is blank or zero; expected more than 0, since it burns "
        "coal",
    ),
    case(
        "generators", "NORTH.wind,NORTH,wind,400,,0", "NORTH.wind,NORTH,wind,400,3,0",
        "sites/tiny/generators.csv:4 heat_rate_mmbtu_per_mwh: 3 is not read; wind has no fuel in technologies.csv",
    ),
    case(
        "generators", "NORTH.coal,NORTH,coal,", "NORTH.coal.new,NORTH,coal,",
        'sites/tiny/generators.csv:3 generator: "NORTH.coal.new" ends in .new, which names what is built',
        'sites/tiny/retirements.csv:2 generator: "NORTH.coal" is not a generator of generators.csv; did you mean '
        '"NORTH.coal.new"?',
        'sites/tiny/retirements.csv:3 generator: "NORTH.coal" is not a generator of generators.csv; did you mean '
        '"NORTH.coal.new"?',
    ),
    case(
        "generators", "NORTH.coal,NORTH,coal,", "NORTH.coal,NORTH,battery,",
        'sites/tiny/generators.csv:3 technology: "battery" is storage; expected in storage.csv',
    ),
    case(
        "generators", "ISLE.hydro,ISLE,hydro,", "ISLE.hydro,SOUTH,hydro,",
        "sites/tiny/availability.parquet hydro.SOUTH: column missing; expected the availability of hydro",
    ),
    case(
        "retirements", "NORTH.coal,2032,300", "NORTH.coal,2032,301",
        'sites/tiny/retirements.csv:3 retired_mw: "NORTH.coal" retires 501 MW in all; it has 500 MW',
    ),
    case(
        "retirements", "NORTH.coal,2028,200", "NORTH.coal,2025,200",
        'sites/tiny/retirements.csv:2 year: "NORTH.coal" leaves in 2025; expected a year after the base year 2025',
    ),
    case(
        "retirements", "NORTH.coal,2028,200", "NORTH.cole,2028,200",
        'sites/tiny/retirements.csv:2 generator: "NORTH.cole" is not a generator of generators.csv; did you mean '
        '"NORTH.coal"?',
    ),
    case(
        "storage", "SOUTH.battery,SOUTH,battery", "SOUTH.battery,SOUTH,hydro",
        'sites/tiny/storage.csv:2 technology: "hydro" is not storage; expected in generators.csv',
    ),
    case(
        "storage", "200,0.81", "200,0",
        "sites/tiny/storage.csv:2 round_trip_efficiency: is zero; expected more than 0",
    ),
    case(
        "storage", "200,0.81", "200,81",
        "sites/tiny/storage.csv:2 round_trip_efficiency: 81 is above 1",
    ),
    case(
        "queues", "NORTH,wind,900", "NORTH,wnd,900",
        'sites/tiny/queues.csv:2 plan_technology: "wnd" is not a plan_technology of technologies.csv; did you mean '
        '"wind"?',
    ),
    case(
        "queues", "SOUTH,solar,1500", "NORTH,wind,1500",
        'sites/tiny/queues.csv:3 zone, plan_technology: "NORTH.wind" stands here and in line 2; expected once',
    ),
    case(
        "load_growth", "NORTH,2034,1.5", "NORTH,2029,1.5",
        'sites/tiny/load_growth.csv:3 year: "NORTH" has values for 2024 to 2029; expected one for 2030 as well',
    ),
    case(
        "load_growth", "NORTH,2024,1\n", "",
        'sites/tiny/load_growth.csv:2 year: "NORTH" has values for 2034 only; expected one for 2024 as well',
    ),
    case(
        "load_growth", "ISLE,2024,1\nISLE,2034,1.1\n", "",
        'sites/tiny/load_growth.csv zone: has no row for the zone "ISLE"',
    ),
    case(
        "load_growth", "ISLE,2024,1\n", "ISLE,2024,0\n",
        'sites/tiny/load_growth.csv:6 load_factor: "ISLE" has 0 in the load year 2024; expected more than 0',
    ),
    case(
        "reserve_margins", "M2,0.1", "M3,0.1",
        'sites/tiny/reserve_margins.csv:3 market: "M3" is not a market of zones.geojson; expected one of M1, M2',
    ),
    case(
        "site_phases", "plain,2028", "plane,2028",
        'sites/tiny/site_phases.csv:2 site: "plane" is not a site of sites.geojson; did you mean "plain"?',
    ),
    case(
        "site_phases", "plain,2031,400", "plain,2028,400",
        'sites/tiny/site_phases.csv:3 site, year: "plain.2028" stands here and in line 2; expected once',
    ),
    case(
        "connection_costs", "345,2000", "346,2000",
        "sites/tiny/sites.geojson:4 connection_kv: 345 kV is not in connection_costs.csv; expected one of 346, 138",
    ),
    case(
        "connection_costs", "138,4000,150000,40", "345,4000,150000,40",
        'sites/tiny/connection_costs.csv:3 connection_kv: "345" stands here and in line 2; expected once',
    ),
    case(
        "lines", "line,from_zone,to_zone", "\nline,from_zone,from_zone",
        "sites/tiny/lines.csv:2 from_zone: column stands 2 times; expected once",
        "sites/tiny/lines.csv:2 to_zone: column missing; expected zone that receives",
    ),
    case(
        "technologies", "battery,storage,,,battery,", "battery,storage,wind,,battery,",
        'sites/tiny/technologies.csv:8 profile: "wind" is not read with dispatch storage; expected blank',
    ),
    case(
        "technologies", "hydro,,,0.05,0.6,,0,,,,,", "hydro,,,0.05,0.6,,0,,,,,0.05",
        "sites/tiny/technologies.csv:7 real_rate: 0.05 is not read; it has no row in technology_costs.csv",
    ),
    case(
        "technology_costs", "wind,2030", "hydro,2030",
        "sites/tiny/technologies.csv:6 lead_time_years: 3 is not read; it has no row in technology_costs.csv",
        "sites/tiny/technologies.csv:6 life_years: 25 is not read; it has no row in technology_costs.csv",
        "sites/tiny/technologies.csv:6 real_rate: 0.05 is not read; it has no row in technology_costs.csv",
        "sites/tiny/technologies.csv:7 dispatch: energy_budget cannot be built; expected no row in "
        "technology_costs.csv",
        "sites/tiny/technologies.csv:7 lead_time_years: blank; expected years, since technology_costs.csv says it "
        "can be built",
        "sites/tiny/technologies.csv:7 life_years: blank; expected years, since technology_costs.csv says it can be "
        "built",
    ),
    case(
        "technologies", "plan_technology,outage", "plan_tecnology,outage",
        "sites/tiny/technologies.csv:1 plan_technology: column missing; expected name under which build-out plans "
        "count it; blank: it is not built for the grid",
        'sites/tiny/technologies.csv:1 plan_tecnology: nothing reads this column; did you mean "plan_technology"?',
    ),
    case(
        "storage", "SOUTH.battery,SOUTH", "SOUTH.battery.new,SOUTH",
        'sites/tiny/storage.csv:2 storage: "SOUTH.battery.new" ends in .new, which names what is built',
    ),
])
def test_a_wrong_cell_is_told_with_its_line_and_column(
    file: str, old: str, new: str, said: str, complaints: Callable[..., str]
) -> None:
    assert complaints(**{file: edit(old, new)}) == said


def test_a_corridor_named_by_no_zones_is_that_of_its_first_line(complaints: Callable[..., str]) -> None:
    said = complaints(
        lines=lambda text: text.replace(",NORTH-SOUTH,", ",big,").replace("ISLE,ISLE-SOUTH", "ISLE,big"),
        corridors=edit("NORTH-SOUTH", "big"),
    )
    assert said == ('sites/tiny/lines.csv:5 corridor: "big" joins NORTH and SOUTH, as line 2 says; the line joins '
                    "SOUTH and ISLE")  # fmt: skip


def test_a_table_of_a_hundred_thousand_columns_is_not_looked_through(complaints: Callable[..., str]) -> None:
    wide = ",".join(f"c{number}" for number in range(100_000))
    assert complaints(lines=wide) == "sites/tiny/lines.csv:1: has 100,000 columns; expected at most 1,000"
