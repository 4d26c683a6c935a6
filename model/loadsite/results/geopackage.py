"""sites.gpkg: campuses, candidates, zones and lines with their results, for any GIS."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

import geopandas as gpd
import pandas as pd
import shapely

from loadsite.errors import InputError, Problem
from loadsite.inputs.case import Case
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.geojson import LONGITUDE_LATITUDE, read_features
from loadsite.inputs.problems import Problems
from loadsite.inputs.schema import ZONES
from loadsite.results.tables import Results

PLACED_MW = 1.0
"""A site with less than this is a candidate, not a campus."""


def read_outlines(case: Case, files: StudyFiles) -> gpd.GeoSeries:
    """zone -> outline (EPSG:4326), from the file that the case was read from.

    Raises:
        InputError: the file is no longer what it was when the case was read.
    """
    (name,) = [each for each in case.input_hashes if PurePosixPath(each).name == ZONES.file]
    data = files.read(name)
    if hashlib.sha256(data).hexdigest() != case.input_hashes[name]:
        raise InputError([Problem(files.shown(name), 0, 0, "", "has changed since it was read")])
    problems = Problems()
    features = read_features(data, files.shown(name), ("Polygon", "MultiPolygon"), problems)
    problems.raise_if_any()
    assert features is not None
    at = features.cells.header.index("zone")
    zones = [row[at] for row in features.cells.rows]
    outlines = gpd.GeoSeries(features.shapes, index=pd.Index(zones, name="zone"), crs=LONGITUDE_LATITUDE)
    return outlines.loc[case.grid.zones.index]


def write_geopackage(path: Path, case: Case, results: Results, outlines: gpd.GeoSeries) -> None:
    """Four layers, a feature per thing and model year: campuses, candidates, zones, lines."""
    siting = results.siting
    points = gpd.points_from_xy(case.sites.sites["longitude"], case.sites.sites["latitude"], crs=LONGITUDE_LATITUDE)
    at_site = pd.Series(points, index=case.sites.sites.index)
    placed = siting["campus_mw"] >= PLACED_MW
    layers = {
        "campuses": _layer(siting[placed], "site", at_site),
        "candidates": _layer(siting[~placed], "site", at_site),
        "zones": _layer(_zones(case, results), "zone", outlines),
        "lines": _layer(_lines(case, results), "line", _between(case, outlines)),
    }
    for name, layer in layers.items():
        layer.to_file(path, layer=name, driver="GPKG")


def _layer(table: pd.DataFrame, label: str, shapes: pd.Series) -> gpd.GeoDataFrame:
    plain = table.astype({name: object for name in table.columns if isinstance(table[name].dtype, pd.CategoricalDtype)})
    geometry = gpd.GeoSeries(list(shapes.loc[list(plain[label])]), index=plain.index, crs=LONGITUDE_LATITUDE)
    return gpd.GeoDataFrame(plain, geometry=geometry)


def _zones(case: Case, results: Results) -> pd.DataFrame:
    """zone, year, name, market, load_mwh, campus_mw, unserved_mwh and the load-weighted price."""
    weight = results.snapshots.set_index("snapshot")["weight_h"]
    hours = results.balance[["zone", "year", "snapshot", "load_mw", "unserved_mw"]].copy()
    energy = hours["snapshot"].map(weight).to_numpy(dtype=float)
    hours["load_mwh"] = -hours["load_mw"] * energy
    hours["unserved_mwh"] = hours["unserved_mw"] * energy
    hours["paid_usd"] = hours["load_mwh"] * results.prices["price_usd_per_mwh"]
    hours["hours_price"] = results.prices["price_usd_per_mwh"] * energy / energy[: len(weight)].sum()
    by_zone = hours.groupby(["zone", "year"], observed=True, sort=False)[
        ["load_mwh", "unserved_mwh", "paid_usd", "hours_price"]
    ].sum()
    # a zone without load is priced by the hours alone
    price = by_zone["paid_usd"].div(by_zone["load_mwh"]).where(by_zone["load_mwh"] > 0, by_zone["hours_price"])
    campus = results.siting.groupby(["zone", "year"], observed=True)["campus_mw"].sum()
    table = by_zone[["load_mwh", "unserved_mwh"]].assign(price_usd_per_mwh=price)
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
    worth = results.limits[results.limits["kind"] == "transfer limit"].set_index(["label", "year"])
    table["worth_usd_per_mw_year"] = worth["worth_usd_per_mw_year"].loc[
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
