"""sites.gpkg: campuses, candidates, zones, lines, states and cities, with results, units and styles, for any GIS."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from shutil import disk_usage

import geopandas as gpd
import pandas as pd
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from loadsite.export.background import Background
from loadsite.export.layer_fields import write_fields
from loadsite.export.map_styles import styles, write_styles
from loadsite.inputs.case import Case
from loadsite.inputs.places.features import LONGITUDE_LATITUDE
from loadsite.results.tables import Results
from loadsite.writing.refusal import CannotWrite

PLACED_MW = 1.0
"""A site with less than this is a candidate, not a campus."""
LEAST_FREE = 1_000_000
"""With less left on the disk, a file that cannot be written is taken to lack room: its library does not say [bytes]."""


def write_geopackage(
    path: Path, case: Case, results: Results, outlines: gpd.GeoSeries, behind: Background | None = None
) -> None:
    """Four layers, a feature per thing and model year: campuses, candidates, zones, lines; and how QGIS draws each.

    Behind them states and cities, where they are given. Columns without any value are left out; the others have a
    title with their unit, and a description (GeoPackage extension `gpkg_schema`).

    Raises:
        CannotWrite: the disk is full.
    """
    siting = _sites(case, results)
    points = gpd.points_from_xy(case.sites.sites["longitude"], case.sites.sites["latitude"], crs=LONGITUDE_LATITUDE)
    at_site = pd.Series(points, index=case.sites.sites.index)
    placed = siting["campus_mw"] >= PLACED_MW
    layers = {
        "campuses": _layer(siting[placed], "site", at_site),
        "candidates": _layer(siting[~placed], "site", at_site),
        "zones": _layer(_zones(case, results), "zone", outlines),
        "lines": _layer(_lines(case, results), "line", _between(case, outlines)),
    }
    if behind is not None:
        layers |= {"states": behind.states, "cities": behind.cities}
    kept = {name: _with_values(layer) for name, layer in layers.items()}
    try:
        for name, layer in kept.items():
            layer.to_file(path, layer=name, driver="GPKG")
        write_fields(path, kept)
        write_styles(path, styles(kept))
    except (DataSourceError, DataLayerError, sqlite3.Error) as error:  # what both say of a disk that is full
        full = "full" in str(error) or disk_usage(path.parent).free < LEAST_FREE
        why = "the disk is full" if full else str(error).partition("\n")[0]
        raise CannotWrite(f"{path} cannot be written: {why}") from error


def _layer(table: pd.DataFrame, label: str, shapes: pd.Series) -> gpd.GeoDataFrame:
    plain = table.astype({name: object for name in table.columns if isinstance(table[name].dtype, pd.CategoricalDtype)})
    geometry = gpd.GeoSeries(list(shapes.loc[list(plain[label])]), index=plain.index, crs=LONGITUDE_LATITUDE)
    return gpd.GeoDataFrame(plain, geometry=geometry)


def _with_values(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The layer without columns that say nothing in any row; a layer without rows keeps all."""
    if layer.empty:
        return layer
    empty = [name for name in layer.columns
             if name != layer.geometry.name and (layer[name].isna() | (layer[name] == "")).all()]  # fmt: skip
    return layer.drop(columns=empty)


def _sites(case: Case, results: Results) -> pd.DataFrame:
    """The table `siting`, how each site is connected, and its labels as `label_<name>`."""
    sites = case.sites
    about = sites.connection[["kv", "km"]].astype(float).add_prefix("connection_").reindex(sites.sites.index)
    return results.siting.merge(about.join(sites.labels.add_prefix("label_")), left_on="site", right_index=True)


def _zones(case: Case, results: Results) -> pd.DataFrame:
    """zone, year, the columns of the table `zone_years`, campus_mw, name, market and states."""
    campus = results.siting.groupby(["zone", "year"], observed=True)["campus_mw"].sum()
    table = results.zone_years.set_index(["zone", "year"])
    table["campus_mw"] = campus.reindex(table.index).fillna(0.0)
    return table.reset_index().merge(case.grid.zones.reset_index(), on="zone")


def _lines(case: Case, results: Results) -> pd.DataFrame:
    """line, year, from_zone, to_zone, kind, capacity_mw, new_mw, sent_mwh, loading_share and the worth of a MW more."""
    lines = results.capacity[results.capacity["kind"] == "line"]
    table = lines[["label", "year", "capacity_mw", "new_mw", "energy_mwh"]].set_axis(
        ["line", "year", "capacity_mw", "new_mw", "sent_mwh"], axis=1
    )
    hours = float(results.snapshots["weight_h"].sum())
    possible = table["capacity_mw"] * hours
    table["loading_share"] = table["sent_mwh"].div(possible).where(possible > 0, 0.0)
    shadow_price = results.limits[results.limits["kind"] == "transfer limit"].set_index(["label", "year"])
    table["shadow_price_usd_per_mw_year"] = shadow_price["shadow_price_usd_per_mw_year"].loc[
        list(zip(table["line"], table["year"], strict=True))
    ].to_numpy()
    about = case.grid.lines[["from_zone", "to_zone", "kind"]]
    return table.merge(about, left_on="line", right_index=True).reset_index(drop=True)


def _between(case: Case, outlines: gpd.GeoSeries) -> pd.Series:
    """line -> straight line from inside one zone to inside the other."""
    inside = outlines.representative_point()
    lines = case.grid.lines
    shapes = [
        shapely.LineString([inside.loc[start], inside.loc[end]])
        for start, end in zip(lines["from_zone"], lines["to_zone"], strict=True)
    ]
    return pd.Series(shapes, index=lines.index)
