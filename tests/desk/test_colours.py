"""The colours of tokens.css, computed again: every text pair is readable, every edge visible, and no colour stands elsewhere."""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[2] / "web" / "client" / "styles"
TOKENS = (STYLES / "tokens.css").read_text("utf-8")
DESK = (STYLES / "entry-desk.css").read_text("utf-8")

TEXT_PAIRS = [
    *((text, ground) for text in ("text", "muted") for ground in ("bg", "surface", "sunken", "accent-soft")),
    *(("faint", ground) for ground in ("bg", "surface", "sunken")),
    ("accent-text", "bg"),
    ("accent-text", "surface"),
    ("accent-text", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("soon", "soon-soft"),
    ("soon", "surface"),
    ("over", "over-soft"),
    ("over", "surface"),
    ("over", "bg"),
    ("on-over", "over-solid"),
    ("note", "note-soft"),
    ("note", "surface"),
]
EDGE_PAIRS = [
    *((edge, ground) for edge in ("line-strong", "focus", "accent") for ground in ("bg", "surface")),
    ("over", "surface"),
    ("over-solid", "surface"),
    ("soon-bar", "surface"),
]


def theme(selector: str) -> dict[str, str]:
    block = TOKENS[TOKENS.index(selector) :]
    block = block[: block.index("\n}")]
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9A-Fa-f]{6});", block))


LIGHT = theme(':root, [data-theme="light"] {')
THEMES = {"light": LIGHT, "dark": {**LIGHT, **theme('[data-theme="dark"] {')}}


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_every_text_pair_has_enough_contrast(name: str, text: str, ground: str) -> None:
    assert contrast(THEMES[name][text], THEMES[name][ground]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_every_edge_of_a_control_can_be_seen(name: str, edge: str, ground: str) -> None:
    assert contrast(THEMES[name][edge], THEMES[name][ground]) >= 3


def test_the_desks_styles_name_no_colour_but_by_its_token() -> None:
    for name in re.findall(r'@import "\./([a-z-]+\.css)"', DESK):
        if name == "tokens.css":
            continue
        style = (STYLES / name).read_text("utf-8")
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", style), name


def test_both_themes_have_every_colour_but_the_phones_own_which_is_always_light() -> None:
    light = {name for name in LIGHT if not name.startswith("phone-")}
    assert set(theme('[data-theme="dark"] {')) == light
