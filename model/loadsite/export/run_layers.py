"""Sites and zones of a finished result as layers with geometry, one row a model year."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

GEOPACKAGE = "sites.gpkg"


def site_layer(folder: Path, siting: pd.DataFrame) -> gpd.GeoDataFrame:
    """The table `siting`, each row with the point of its site (EPSG:4326)."""
    return _with_geometry(siting, "site", [_layer(folder, name, "site") for name in ("campuses", "candidates")])


def zone_layer(folder: Path, zone_years: pd.DataFrame) -> gpd.GeoDataFrame:
    """The table `zone_years`, each row with the outline of its zone (EPSG:4326)."""
    return _with_geometry(zone_years, "zone", [_layer(folder, "zones", "zone")])


def _with_geometry(table: pd.DataFrame, label: str, layers: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    shapes = pd.concat([layer.set_index(label).geometry for layer in layers])
    of_label = shapes[~shapes.index.duplicated()]
    found = of_label.reindex(table[label].astype(str))
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry=found.to_numpy(), crs=layers[0].crs)


def _layer(folder: Path, name: str, label: str) -> gpd.GeoDataFrame:
    layer = gpd.read_file(folder / GEOPACKAGE, layer=name)
    return layer.astype({label: str})
