"""Colours, and whether they can be told from their ground.

Source: Analysis Function palette; contrast as in WCAG 2.2, 1.4.3 (text, 4.5) and 1.4.11 (graphics, 3).
"""

INK, WHITE, PAPER = "#0b0c0c", "#ffffff", "#f3f2f1"
NAVY, TEAL, WINE, ORANGE, GREY = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D"
MUTED, LINE, LINK, FOCUS = "#505a5f", "#b1b4b6", "#1d4f8f", "#ffdd00"
PALE = "#bccdde"

SERIES = (NAVY, TEAL, WINE, ORANGE)

# Every pair that stands on a page, with what it must reach: text on its fill, graphics on their ground.
TEXT_PAIRS = (
    (INK, WHITE),
    (INK, PAPER),
    (MUTED, WHITE),
    (MUTED, PAPER),
    (LINK, WHITE),
    (LINK, PAPER),
    (WHITE, NAVY),
    (INK, FOCUS),
    (NAVY, WHITE),
    (INK, PALE),
)
GRAPHIC_PAIRS = ((NAVY, WHITE), (TEAL, WHITE), (WINE, WHITE), (ORANGE, WHITE), (GREY, WHITE), (MUTED, WHITE))


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
