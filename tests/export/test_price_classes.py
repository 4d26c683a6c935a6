"""Classes of zones by price: below the median, above it, and at scarcity; in light and in dark."""

from __future__ import annotations

from itertools import combinations

import pytest

from loadsite.export.map_colours import DARK, LIGHT, MAP_COLOURS, ZONE_TONES
from loadsite.export.price_classes import price_classes


def test_three_classes_with_a_break_at_twice_the_median():
    """The median of 29, 31, 34.6, 41 and 146 is 34.6, in two digits 35; twice that is 69.2, in one digit 70."""
    told = price_classes([146.0, 31.0, 34.6, 41.0, 29.0])
    assert [(each.tone, each.label) for each in told.classes] == [
        ("zone-0", "below 35"), ("zone-1", "35 to 70"), ("zone-2", "70 and more (scarcity)")]  # fmt: skip
    assert [told.tone(usd) for usd in (34.99, 35.0, 69.99, 70.0)] == ["zone-0", "zone-1", "zone-1", "zone-2"]
    assert told.tone(float("nan")) == "zone-none"


def test_without_scarcity_there_are_two_classes_and_one_price_is_one():
    assert [each.label for each in price_classes([30.0, 32.0, 44.0]).classes] == ["below 32", "32 and more"]
    assert [each.label for each in price_classes([30.0, 30.0]).classes] == ["all"]
    assert [each.label for each in price_classes([-5.0, -3.0, 400.0]).classes] == ["below -3", "-3 and more"]
    assert price_classes([]).classes == () and price_classes([]).tone(3.0) == "zone-none"


def luminance(colour: str) -> float:
    """Of WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Of WCAG 2.2: 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_and_of_a_known_grey():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("world", [LIGHT, DARK], ids=["light", "dark"])
def test_campuses_states_and_numbers_stand_out_from_every_class(world):
    """WCAG asks 3 of shapes and 4.5 of text."""
    colour = {tone: both[world] for tone, both in MAP_COLOURS.items()}
    for zone in (*ZONE_TONES, "zone-none"):
        assert contrast(colour["campus"], colour[zone]) >= 4.5
        assert contrast(colour["state"], colour[zone]) >= 2.5
        assert contrast(colour["load-3"], colour[zone]) >= 3.0
    for disc in ("campus", "more", "fewer"):
        assert contrast(colour[f"on-{disc}"], colour[disc]) >= 4.5
    for one, other in combinations(ZONE_TONES, 2):
        assert contrast(colour[one], colour[other]) >= 1.1
