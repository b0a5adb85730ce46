"""Colours: the two dark lists are the same, and text can be read on everything it stands on."""

import re

import pytest

from gateway.assets import STATIC_FOLDER

TOKENS = (STATIC_FOLDER / "css/tokens.css").read_text()
HEX = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
LIGHT_TEXT = TOKENS.split("@media")[0]
MEDIA_TEXT = TOKENS.split("@media")[1]
CHOSEN_TEXT = TOKENS.split(':root[data-theme="dark"]')[1].split("}")[0]
THEMES = {"light": dict(HEX.findall(LIGHT_TEXT)), "dark": dict(HEX.findall(CHOSEN_TEXT))}

TEXT_PAIRS = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "raised"), ("ink", "teal-tint"),
    ("ink", "lotus-tint"), ("ink-soft", "paper"), ("ink-soft", "surface"), ("ink-soft", "raised"),
    ("ink-soft", "teal-tint"), ("teal", "paper"), ("teal", "surface"), ("teal", "teal-tint"),
    ("teal", "lotus-tint"), ("teal-strong", "paper"), ("teal-strong", "teal-tint"),
    ("lotus", "paper"), ("lotus", "raised"), ("lotus", "surface"), ("lotus-strong", "lotus-tint"),
    ("on-teal", "teal"), ("on-teal", "teal-strong"), ("on-lotus", "lotus"),
    ("on-lotus", "lotus-strong"), ("on-chart-best", "chart-best"),
    ("on-chart-middle", "chart-middle"), ("on-chart-low", "chart-low"),
]  # fmt: skip
SHAPE_PAIRS = [
    ("line-strong", "paper"), ("line-strong", "raised"), ("teal", "raised"),
    ("chart-best", "chart-middle"), ("chart-best", "paper"),
]  # fmt: skip


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_both_dark_lists_say_the_same() -> None:
    assert dict(HEX.findall(MEDIA_TEXT)) == THEMES["dark"]
    assert set(THEMES["dark"]) == set(THEMES["light"])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_can_be_seen(theme: str, shape: str, ground: str) -> None:
    wanted = 1.5 if "chart" in ground else 3
    assert contrast(THEMES[theme][shape], THEMES[theme][ground]) >= wanted


def test_pages_write_no_colour_of_their_own() -> None:
    for sheet in (STATIC_FOLDER / "css").glob("*.css"):
        if sheet.name in {"tokens.css", "modes.css"}:
            continue
        assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", sheet.read_text()), sheet.name
