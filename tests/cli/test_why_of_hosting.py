"""`why` of a question of how many MW fit says what the screen and the tables of its run say."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tiny_study import edit, write_tiny_study

HOST = edit("place:\n  target_mw: {2030: 300}\n  shortfall_usd_per_mw_year: 5000000",
            "host: {unserved_limit_share: 0.00002}")  # fmt: skip


@pytest.mark.parametrize("method", ["single", pytest.param("decomposed", marks=pytest.mark.slow)])
def test_why_the_headline_and_the_tables_agree(loadsite, tiny, tmp_path, method):
    def asked(text: str) -> str:
        return HOST(text).replace("method: single", f"method: {method}")

    write_tiny_study(tmp_path, scenario=asked)
    ran = loadsite("run", str(tiny))
    assert ran.status == 0, ran.err
    limits = pd.read_parquet(tmp_path / "runs/tiny/hosting_limits.parquet").set_index(["kind", "label"])
    fits = json.loads((tmp_path / "runs/tiny/run.json").read_text())["hosting"]["hosted_mw"]["2030"]
    site, zone = (json.loads(loadsite("why", str(tiny), option, name, "--json").out)
                  for option, name in (("--site", "plain"), ("--zone", "NORTH")))  # fmt: skip
    of_folder = json.loads(loadsite("why", "runs/tiny", "--site", "plain", "--scenario", str(tiny), "--json").out)
    told = f"{fits:,.0f} MW of campus fit"
    assert told in ran.out
    assert site["verdict"][0] == zone["verdict"][0] == f"2030: {told}"
    parts = {row["part"]: row["mw_of_campus"] for row in site["parts"]}
    shadow_price = limits.loc[("site limit", "plain"), "shadow_price_mw_per_mw"]
    parts_of_folder = {row["part"]: row["mw_of_campus"] for row in of_folder["parts"]}
    assert of_folder["verdict"][0] == f"2030: {told}"
    if method == "single":  # by periods the duals alone are kept, which say too much at a kink
        assert parts_of_folder == pytest.approx(parts, abs=1e-3)
    assert shadow_price > 0.1 and parts["one more MW"] == pytest.approx(shadow_price, abs=1e-3)
    assert any(f"one MW more allowed adds {shadow_price:.2f} MW of campus" in each for each in site["verdict"])
    of_zone = {(row["kind"], row["label"]): row["shadow_price_mw_per_unit"] for row in zone["parts"]}
    assert of_zone["site limit", "plain"] == pytest.approx(shadow_price, abs=1e-3)
    assert not any("USD a year" in each for each in (*site["verdict"], *zone["verdict"]))


def test_headroom_names_the_verb_that_answers(loadsite, tiny, tmp_path):
    write_tiny_study(tmp_path, scenario=HOST)
    ended = loadsite("headroom", str(tiny), "--site", "plain")
    assert ended.status == 1 and f"loadsite why {tiny} --site plain" in " ".join(ended.err.split())
