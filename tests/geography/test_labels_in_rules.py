"""A rule selects sites by a label that a layer carries to them."""

from __future__ import annotations

from pathlib import Path

from shapely.geometry import box

from layer_files import save

CARRIED = """
labels:
  - {file: ../sites/tiny/basins.gpkg, column: basin, label: river, outside: none}
rules: [rules.yaml]
"""


def test_a_rule_names_a_label_of_a_layer(case_with):
    save("basins.gpkg", [{"basin": "Brazos"}], [box(-99.2, 33.8, -98.8, 34.2)])
    Path("scenarios/rules.yaml").write_text(
        "rules:\n  - {name: river, rule: 'campus_mw[river=Brazos] <= 50 MW', each: year}\n", encoding="utf-8")
    (rule,) = case_with(CARRIED).rules
    assert rule.terms[0].members == {"": ("plain",)}


def test_a_rule_repeats_for_every_value_of_a_label(case_with):
    save("basins.gpkg", [{"basin": "Brazos"}], [box(-99.2, 33.8, -98.8, 34.2)])
    Path("scenarios/rules.yaml").write_text(
        "rules:\n  - {name: river, rule: 'campus_mw <= 50 MW', each: [river, year]}\n", encoding="utf-8")
    (rule,) = case_with(CARRIED).rules
    assert rule.groups == ("Brazos", "none")


def test_a_value_that_no_site_has_is_refused(refusal_of):
    save("basins.gpkg", [{"basin": "Brazos"}], [box(-99.2, 33.8, -98.8, 34.2)])
    Path("scenarios/rules.yaml").write_text(
        "rules:\n  - {name: river, rule: 'campus_mw[river=Brasos] <= 50 MW', each: year}\n", encoding="utf-8")
    assert 'no river of campus_mw is "Brasos"; did you mean "Brazos"?' in refusal_of(CARRIED)
