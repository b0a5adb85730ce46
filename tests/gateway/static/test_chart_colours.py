"""The colours of a bar stay apart for people who see colours otherwise, in light and in dark.

Dichromacy is simulated after Viénot, Brettel and Mollon (1999) for red and green, and with the
matrix of Machado, Oliveira and Fernandes (2009) for blue; distances are CIE76 in L*a*b*.
"""

import re

import numpy as np
import pytest

from gateway.assets import STATIC_FOLDER

TOKENS = STATIC_FOLDER / "css/tokens.css"
PARTS = ("best", "middle", "low")
LEAST_DISTANCE = 15.0
"""Six times what is just noticeable; a line parts them as well, and the lowest is hatched."""

VISIONS = {
    "usual": np.eye(3),
    "no red": np.array([[0.1124, 0.8876, 0], [0.1124, 0.8876, 0], [0.004, -0.004, 1]]),
    "no green": np.array([[0.2928, 0.7072, 0], [0.2928, 0.7072, 0], [-0.0223, 0.0223, 1]]),
    "no blue": np.array(
        [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]
    ),
    "no colour": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def palettes() -> list[dict[str, str]]:
    """Return the chart colours of each place that sets them all: light, dark, dark by choice."""
    blocks = re.split(r"[{}]", TOKENS.read_text("utf-8"))
    found = [dict(re.findall(r"--chart-(\w+): (#[0-9a-f]{6})", block)) for block in blocks]
    return [one for one in found if set(PARTS) <= one.keys()]


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    xyz = _TO_XYZ @ np.clip(light, 0, 1) / np.array([0.9505, 1, 1.089])
    curved = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = curved
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_both_themes_are_looked_at() -> None:
    assert len(palettes()) >= 2
    assert np.linalg.norm(lab(linear("#ffffff")) - lab(linear("#000000"))) == pytest.approx(100)


@pytest.mark.parametrize("vision", VISIONS)
def test_neighbours_in_a_bar_stay_apart(vision: str) -> None:
    for palette in palettes():
        seen = [lab(VISIONS[vision] @ linear(palette[part])) for part in PARTS]
        assert np.linalg.norm(seen[0] - seen[1]) > LEAST_DISTANCE, palette
        if vision != "no colour":  # who sees none tells the lowest part by its hatching
            assert np.linalg.norm(seen[1] - seen[2]) > LEAST_DISTANCE, palette


def test_the_lowest_part_is_hatched() -> None:
    markup = (
        STATIC_FOLDER.parent / "templates/components/stacked_bar/stacked_bar.html"
    ).read_text()
    assert "<pattern" in markup
    assert "hatch" in markup
