"""What docs/geography.md shows is read as it stands there, on the tiny study."""

from __future__ import annotations

import re
from pathlib import Path

from shapely.geometry import Point, box

from layer_files import FOLDER, save

DOCUMENT = Path(__file__).parents[2] / "docs" / "geography.md"
EVERYWHERE = box(-101, 30, -93, 36)


def test_the_layers_of_the_document_are_read(case_with):
    layers, cooling = re.findall(r"^```yaml\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)
    save("parks.gpkg", [{}], [box(-95.1, 32.9, -94.9, 33.1)])
    save("water.geojson", [{"class": "high"}, {"class": "extreme"}], [EVERYWHERE, box(-101, 30, -100.5, 31)])
    save("towns.shp", [{"name": "x"}], [box(-100, 31, -99.9, 31.1)])
    save("basins.parquet", [{"basin": "Brazos"}], [box(-99.2, 33.8, -98.8, 34.2)])
    save("grid.gpkg", [{"voltage_kv": 345}], [Point(-99.1, 34)], layer="substations")
    rows = [f"AA,{month},{hour},1.2" for month in range(1, 13) for hour in range(24)]
    rows += [row.replace("AA", "BB") for row in rows]
    (FOLDER / "cooling.csv").write_text("\n".join(["climate,month,hour_utc,pue", *rows, ""]), encoding="utf-8")
    layers = layers.replace("four_states", "tiny").replace("[TX, NM]", "[AA, BB]")
    cooling = cooling.replace("four_states", "tiny").replace("by: climate", "by: state")
    assert cooling.startswith("campus:\n")
    sites = case_with(lambda text: text.replace("campus:\n", cooling) + layers).sites
    assert list(sites.limit_mw[2030]) == [100, 0]
    assert list(sites.charge_usd_per_mw_year) == [6000, 6000]
    assert dict(sites.labels["river"]) == {"plain": "Brazos", "cove": "none"}
    assert str(sites.connection.loc["plain", "origin"]) == "grid.gpkg:1"
    assert sites.load_shape.loc["plain"].round(9).unique().tolist() == [0.8]
