"""How building and searching grow with the number of vectors, and the drawing of it.

    growth.py run --benchmarks PROGRAM --folder FOLDER --output GROWTH.jsonl [--codes] [--keep] COUNT...
    growth.py draw GROWTH.jsonl > growth.svg

`run` builds and searches one index of made-up vectors for each size (see GrowthBenchmark.swift) and adds one line of
JSON for it. Sizes that the file holds already are left out, and an index that was built before the run was cut off is not
built again. An index is removed once it was searched, unless --keep says otherwise. Ten million vectors take about
22 GB of disk, with --codes 6 GB, and half an hour to an hour on two cores.
"""

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import time

PANELS = [
    ("build time", "s", [("buildSeconds", "build", 1)]),
    (
        "query time",
        "ms",
        [
            ("p50Milliseconds", "p50", 1),
            ("p99Milliseconds", "p99", 1),
            ("exactP50Milliseconds", "exact scan, p50", 1),
        ],
    ),
    (
        "memory",
        "MB",
        [
            ("searchedBytes", "codes and graph", 1e-6),
            ("buildResidentBytes", "building", 1e-6),
        ],
    ),
    ("disk", "MB", [("diskBytes", "index", 1e-6)]),
]
COLOURS = ["#0b6bcb", "#c2410c", "#15803d"]
WIDTH, HEIGHT, LEFT, TOP = 360, 240, 56, 34
BYTES_PER_VECTOR = {False: 2300, True: 650}


def lines_of(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def output(command):
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def built(given, count):
    """What building said, made now or by a run before; nothing where the disk has no room."""
    segment = os.path.join(given.folder, f"growth-{count}.vectors")
    record = segment + ".json"
    if os.path.exists(segment) and os.path.exists(record):
        with open(record, encoding="utf-8") as file:
            return json.load(file)
    needed = count * BYTES_PER_VECTOR[given.codes]
    if shutil.disk_usage(given.folder).free < needed * 1.1:
        print(f"{count}: left out, the disk has no room for {needed / 1e9:.0f} GB", file=sys.stderr)
        return None
    result = output([given.benchmarks, "growth-build", given.folder, str(count)] + ["--codes"] * given.codes)
    with open(record, "w", encoding="utf-8") as file:
        json.dump(result, file)
    return result


def run(given):
    os.makedirs(given.folder, exist_ok=True)
    known = {row["vectors"] for row in lines_of(given.output)}
    for count in sorted(set(given.counts)):
        if count in known:
            print(f"{count}: measured before", file=sys.stderr)
            continue
        start = time.monotonic()
        row = built(given, count)
        if row is None:
            continue
        row |= output([given.benchmarks, "growth-search", given.folder, str(count)])
        with open(given.output, "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        print(f"{count}: {time.monotonic() - start:.0f} s, recall {row['recall']:.3f}", file=sys.stderr)
        if not given.keep:
            segment = os.path.join(given.folder, f"growth-{count}.vectors")
            for path in (segment, segment + ".json"):
                os.remove(path)


def power(value):
    text = f"{value:,.0f}" if value >= 1 else f"{value:g}"
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return text


def scale(values, start, length):
    low, high = math.floor(min(map(math.log10, values))), math.ceil(max(map(math.log10, values)))
    high = max(high, low + 1)

    def place(value):
        return start + (math.log10(value) - low) / (high - low) * length

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
    for number, (colour, (key, name, factor)) in enumerate(zip(COLOURS, lines)):
        points = [(across(row["vectors"]), bottom - up(max(row[key] * factor, 1e-3))) for row in rows]
        path = "L".join(f"{left:.1f} {height:.1f}" for left, height in points)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for left, height in points:
            parts.append(f'<circle cx="{left:.1f}" cy="{height:.1f}" r="3" fill="{colour}"/>')
        # Names stand one below the other in the corner where rising lines leave room.
        parts.append(f'<text x="{x + LEFT + 8}" y="{y + TOP + 12 + 14 * number}" style="fill:{colour}">{name}</text>')
    return parts


def draw(given):
    rows = sorted(lines_of(given.growth), key=lambda row: row["vectors"])
    if not rows:
        sys.exit(f"error: '{given.growth}' holds no measurement.\nfix: Run 'growth.py run' first.")
    size = f"{2 * WIDTH} {2 * HEIGHT}"
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" font-family="sans-serif" font-size="11">')
    print("<style>.grid{stroke:#8884;fill:none}.title{font-size:13px;font-weight:bold}text{fill:#555}</style>")
    print("<title>Build time, query time, memory and disk by the number of vectors</title>")
    for number, (title, unit, lines) in enumerate(PANELS):
        print("\n".join(panel(rows, title, unit, lines, number % 2 * WIDTH, number // 2 * HEIGHT)))
    print("</svg>")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    running = commands.add_parser("run")
    running.add_argument("--benchmarks", required=True)
    running.add_argument("--folder", required=True)
    running.add_argument("--output", required=True)
    running.add_argument("--codes", action="store_true")
    running.add_argument("--keep", action="store_true")
    running.add_argument("counts", nargs="+", type=int, metavar="COUNT")
    running.set_defaults(work=run)
    drawing = commands.add_parser("draw")
    drawing.add_argument("growth", metavar="GROWTH.jsonl")
    drawing.set_defaults(work=draw)
    given = parser.parse_args()
    given.work(given)


main()
