"""Reports of runs: one HTML file each, its drawings as SVG inside and as files beside it.

Plain documents for a reader without a network: no script, no font, no address of another host.
"""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from pathlib import Path

_WIDTH, _HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 40, 34
_COLOURS = ("#0f6b6b", "#c2477f", "#5b6472", "#b7791f")
_STYLE = """
body{font:16px/1.55 system-ui,sans-serif;color:#1d2329;max-width:760px}
body{margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:1rem 0;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d8dde3;vertical-align:top}
.n{text-align:right!important}figure{margin:1.5rem 0}svg{max-width:100%;height:auto}
"""


@dataclass(frozen=True)
class Line:
    """One line of a drawing: points by x, and its name."""

    name: str
    points: Sequence[tuple[float, float]]


def drawing(
    title: str, lines: Sequence[Line], *, x: str, y: str, marks: Sequence[tuple[float, str]] = ()
) -> str:
    """Return a chart of lines as SVG; `marks` are moments with a name, drawn as ticks below."""
    xs = [at for line in lines for at, _ in line.points] + [at for at, _ in marks]
    most_x, most_y = (
        max(xs, default=1) or 1,
        _round_up(max((value for line in lines for _, value in line.points), default=1)),
    )

    def place(at: float, value: float) -> str:
        across = _LEFT + (_WIDTH - _LEFT - _RIGHT) * at / most_x
        down = _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / most_y
        return f"{across:.1f},{down:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT + 24}" role="img" '
        f'font-family="system-ui,sans-serif" font-size="12"><title>{escape(title)}</title>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT + 24}" fill="#fff"/>',
    ]
    for share in (0, 0.5, 1):
        _, down = place(0, most_y * share).split(",")
        parts.append(f'<path d="M{_LEFT} {down}H{_WIDTH - _RIGHT}" stroke="#d8dde3"/>')
        parts.append(
            f'<text x="{_LEFT - 6}" y="{float(down) + 4:.1f}" text-anchor="end" fill="#5b6472">'
            f"{most_y * share:g}</text>"
        )
    for at, name in marks:
        across = place(at, 0).split(",")[0]
        parts.append(
            f'<path d="M{across} {_HEIGHT - _BOTTOM}v8" stroke="#c2477f" stroke-width="2">'
            f"<title>{escape(name)}</title></path>"
        )
    for number, line in enumerate(lines):
        colour = _COLOURS[number % len(_COLOURS)]
        path = " ".join(place(*point) for point in line.points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(
            f'<text x="{_LEFT + number * 160}" y="{_HEIGHT + 14}" fill="{colour}">'
            f"{escape(line.name)}</text>"
        )
    parts.append(
        f'<text x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 8}" text-anchor="end" fill="#5b6472">'
        f"{escape(x)}, to {most_x:.3g}</text>"
        f'<text x="{_LEFT}" y="20" fill="#1d2329">{escape(title)}, {escape(y)}</text></svg>'
    )
    return "".join(parts)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table; numbers stand at the right."""
    first = rows[0] if rows else ()
    kinds = [' class="n"' if isinstance(value, int | float) else "" for value in first]
    head = "".join(
        f'<th scope="col"{kind}>{escape(name)}</th>'
        for name, kind in zip_longest(heads, kinds, fillvalue="")
    )
    body = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def write(
    path: Path,
    title: str,
    before: Sequence[str],
    drawings: Mapping[str, str],
    after: Sequence[str] = (),
) -> None:
    """Write the page, its drawings in the middle, and each as `<page>-<name>.svg` beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figures = []
    for name, picture in drawings.items():
        path.with_name(f"{path.stem}-{name}.svg").write_text(picture + "\n", "utf-8")
        figures.append(f"<figure>{picture}</figure>")
    page = (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n"
        f'<meta name="viewport" content="width=device-width">\n<style>{_STYLE}</style>\n'
        f"<h1>{escape(title)}</h1>\n" + "\n".join([*before, *figures, *after]) + "\n</html>\n"
    )
    path.write_text(page, "utf-8")


def machine() -> str:
    """Say what a run was made on."""
    load = os.getloadavg()[0]
    return (
        f"<p>{os.cpu_count()} processors ({escape(platform.machine())}), Python "
        f"{platform.python_version()}, load at the end {load:.1f}; embedded engines, everything on "
        "one machine, the people who call too.</p>"
    )


def _cell(value: object) -> str:
    if isinstance(value, int | float):
        return f'<td class="n">{value:,.6g}</td>'
    return f"<td>{escape(str(value))}</td>"


def _round_up(value: float) -> float:
    size: float = 10 ** (len(str(int(max(value, 1)))) - 1)
    return next(size * step for step in (1, 2, 5, 10) if size * step >= value)
