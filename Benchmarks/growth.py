"""Draws how building and searching grow, from the JSON of `WrightBenchmarks growth`: four panels, both axes by powers.

    growth.py GROWTH.json > growth.svg
"""

import json
import math
import sys

PANELS = [
    ("build time", "s", [("buildSeconds", "build", 1)]),
    ("query time", "ms", [("p50Milliseconds", "p50", 1), ("p99Milliseconds", "p99", 1)]),
    ("memory a search reads", "MB", [("searchedBytes", "codes and graph", 1e-6)]),
    ("disk", "MB", [("diskBytes", "segment", 1e-6)]),
]
COLOURS = ["#0b6bcb", "#c2410c"]
WIDTH, HEIGHT, LEFT, TOP = 360, 240, 56, 34


def power(value):
    text = f"{value:,.0f}" if value >= 1 else f"{value:g}"
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return text


def scale(values, start, length):
    low, high = math.floor(min(map(math.log10, values))), math.ceil(max(map(math.log10, values)))
    high = max(high, low + 1)
    place = lambda value: start + (math.log10(value) - low) / (high - low) * length
    return place, [10.0**exponent for exponent in range(low, high + 1)]


def panel(rows, title, unit, lines, x, y):
    counts = [row["vectors"] for row in rows]
    values = [row[key] * factor for key, _, factor in lines for row in rows]
    across, columns = scale(counts, x + LEFT, WIDTH - LEFT - 16)
    up, steps = scale([max(value, 1e-3) for value in values], 0, HEIGHT - TOP - 34)
    bottom = y + HEIGHT - 34
    parts = [f'<text x="{x + LEFT}" y="{y + 20}" class="title">{title}, {unit}</text>']
    for step in steps:
        height = bottom - up(step)
        parts.append(f'<path d="M{x + LEFT} {height:.1f}H{x + WIDTH - 16}" class="grid"/>')
        parts.append(f'<text x="{x + LEFT - 6}" y="{height + 4:.1f}" text-anchor="end">{power(step)}</text>')
    for column in columns:
        parts.append(f'<text x="{across(column):.1f}" y="{bottom + 16}" text-anchor="middle">{power(column)}</text>')
    for colour, (key, name, factor) in zip(COLOURS, lines):
        points = [(across(row["vectors"]), bottom - up(max(row[key] * factor, 1e-3))) for row in rows]
        path = "L".join(f"{left:.1f} {height:.1f}" for left, height in points)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for left, height in points:
            parts.append(f'<circle cx="{left:.1f}" cy="{height:.1f}" r="3" fill="{colour}"/>')
        left, height = points[-1]
        parts.append(f'<text x="{left - 6:.1f}" y="{height - 8:.1f}" text-anchor="end" fill="{colour}">{name}</text>')
    return parts


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    with open(arguments[0], encoding="utf-8") as file:
        rows = sorted(json.load(file), key=lambda row: row["vectors"])
    size = f"{2 * WIDTH} {2 * HEIGHT}"
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" font-family="sans-serif" font-size="11">')
    print("<style>.grid{stroke:#8884;fill:none}.title{font-size:13px;font-weight:bold}text{fill:#555}</style>")
    print("<title>Build time, query time, memory and disk by the number of vectors</title>")
    for number, (title, unit, lines) in enumerate(PANELS):
        print("\n".join(panel(rows, title, unit, lines, number % 2 * WIDTH, number // 2 * HEIGHT)))
    print("</svg>")


main(sys.argv[1:])
