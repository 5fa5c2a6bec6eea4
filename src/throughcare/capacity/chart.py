"""Untreated releases against added groups, as a figure with its numbers."""

from collections.abc import Sequence
from html import escape
from typing import Any

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 320, 70, 50


def make_chart(rows: Sequence[dict[str, Any]]) -> str:
    """An SVG figure: one dot and interval for each scenario, with its sentence; the caller prints the table beside it."""
    top = max((row["untreated_a_year"]["high"] for row in rows), default=1.0) or 1.0
    step = (WIDTH - LEFT - 20) / max(len(rows), 1)

    def height(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 20) * value / top

    marks = []
    for place, row in enumerate(rows):
        x, found = LEFT + step * (place + 0.5), row["untreated_a_year"]
        marks.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{height(found["low"]):.1f}" y2="{height(found["high"]):.1f}" stroke="#12436D" stroke-width="2"/>'
            f'<circle cx="{x:.1f}" cy="{height(found["mean"]):.1f}" r="5" fill="#12436D"/>'
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" font-size="11" fill="#0b0c0c">{escape(row["scenario"])}</text>'
        )
    best = min(rows, key=lambda row: row["untreated_a_year"]["mean"])
    says = f"Fewest releases without a programme: {best['scenario']}, {best['untreated_a_year']['mean']:.0f} a year."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="cap-t cap-d" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<title id="cap-t">Releases without a programme, by scenario</title><desc id="cap-d">{escape(says)}</desc>'
        f'<line x1="{LEFT}" x2="{LEFT}" y1="20" y2="{HEIGHT - BOTTOM}" stroke="#3D3D3D"/>'
        f'<text x="{LEFT - 8}" y="24" text-anchor="end" font-size="12" fill="#0b0c0c">{top:.0f}</text>'
        f'<text x="{LEFT - 8}" y="{HEIGHT - BOTTOM}" text-anchor="end" font-size="12" fill="#0b0c0c">0</text>'
        f"{''.join(marks)}</svg>"
    )
