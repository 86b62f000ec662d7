"""The colour tokens as numbers: read from the style sheet, compared as eyes do."""

from __future__ import annotations

import math
import re
from pathlib import Path

TOKENS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text()

Colour = tuple[float, float, float]
"""Red, green and blue, 0 to 1, as a screen is told them."""


def of_hex(text: str) -> Colour:
    """`#f7a745`."""
    return int(text[1:3], 16) / 255, int(text[3:5], 16) / 255, int(text[5:7], 16) / 255


def of_oklch(text: str) -> Colour:
    """`oklch(.79 .145 68)`; outside sRGB the numbers leave 0 to 1."""
    light, chroma, hue = map(float, re.findall(r"[\d.]+", text))
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    cones = (
        (light + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (light - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (light - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    rows = (
        (4.0767416621, -3.3077115913, 0.2309699292),
        (-1.2684380046, 2.6097574011, -0.3413193965),
        (-0.0041960863, -0.7034186147, 1.7076147010),
    )
    red, green, blue = (sum(weight * cone for weight, cone in zip(row, cones, strict=True)) for row in rows)
    return encoded(red), encoded(green), encoded(blue)


def encoded(value: float) -> float:
    """Linear light as sRGB encodes it."""
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def luminance(colour: Colour) -> float:
    """WCAG's relative luminance."""
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """WCAG's ratio, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def over(below: Colour, alpha: float) -> Colour:
    """What is seen of a colour under black of this opacity."""
    red, green, blue = below
    return red * (1 - alpha), green * (1 - alpha), blue * (1 - alpha)


def block(start: str) -> str:
    """The declarations after `start`."""
    return TOKENS.split(start, 1)[1].split("}", 1)[0]


def hexes(start: str) -> dict[str, Colour]:
    """The sRGB fallbacks of one block."""
    return {name: of_hex(value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block(start))}


def pairs() -> dict[str, tuple[Colour, Colour]]:
    """The light and the dark colour of every token."""
    found = re.findall(r"--([\w-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\);", TOKENS)
    return {name: (of_oklch(light), of_oklch(dark)) for name, light, dark in found}


LIGHT = {name: light for name, (light, _dark) in pairs().items()}
DARK = {name: dark for name, (_light, dark) in pairs().items()}
THEMES = {"light": LIGHT, "dark": DARK}
FALLBACKS = {"light": hexes("[data-theme=light] {"), "dark": hexes(":root {")}
EVERYWHERE = hexes(":root {")
