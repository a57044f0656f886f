#!/usr/bin/env python3
"""Shares of texts that the guard flags, set by set, with Wilson intervals.

    Benchmarks/guard.py --wright .build/release/wright --data ../shared/data/security
                        [--channel set=document] [--json] [--latency]

Runs `wright guard check` over the rows of every set that are not for training (split other than "train"). A share of
harmless texts is a rate of false positives, one of attacks the share found. No threshold is fitted here.
"""

import argparse
import collections
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import time

ATTACKS = {"injection", "jailbreak"}
HARMLESS = {"benign", "hard_benign"}
CHANNELS = {"document": "document", "indirect": "document", "tool_output": "tool", "tool": "tool", "hidden": "hidden"}


def wilson(flagged, count, z=1.96):
    """The 95 % interval of a share."""
    if count == 0:
        return 0.0, 1.0
    share = flagged / count
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, (middle - spread) / (1 + z * z / count)), min(1.0, (middle + spread) / (1 + z * z / count))


def group(folder, row):
    """The line of the table that a row belongs to."""
    name = folder
    if row["split"].startswith("test_"):
        name += "/" + row["split"].removeprefix("test_")
    if folder == "injecagent-tool-output" and row["label"] in ATTACKS:
        name += "/" + row["source"].split("/")[-1]
    return name, row["label"] in ATTACKS


def rows(data, channels):
    """The rows to measure, each with its line of the table."""
    for path in sorted(pathlib.Path(data).glob("*/data.jsonl")):
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            if row["label"] not in ATTACKS | HARMLESS or row["split"] == "train" or row.get("disputed"):
                continue
            channel = CHANNELS.get(row.get("channel"), channels.get(path.parent.name, "user"))
            yield group(path.parent.name, row), {"text": row["text"], "channel": channel}


def latency(wright, measured, size=2000):
    """Milliseconds from a line given to the line answered, for texts cut after `size` bytes, one after the other."""
    times = {False: [], True: []}
    command = [wright, "guard", "check", "--input", "-", "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for (_, attacks), row in measured:
            text = row["text"].encode()[:size].decode(errors="ignore")
            if len(text.encode()) < size - 4:
                continue
            start = time.perf_counter()
            process.stdin.write(json.dumps({"id": "", **row, "text": text}).encode() + b"\n")
            process.stdin.flush()
            process.stdout.readline()
            times[attacks].append((time.perf_counter() - start) * 1000)
        process.stdin.close()
    for attacks, values in times.items():
        values = sorted(values[5:])
        if values:
            middle, late = values[len(values) // 2], values[int(len(values) * 0.95)]
            kind = "attacks" if attacks else "harmless texts"
            print(f"{len(values)} {kind} of {size} bytes: median {middle:.2f} ms, 95th percentile {late:.2f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wright", default=".build/release/wright")
    parser.add_argument("--data", required=True, help="folder of sets, each with data.jsonl")
    parser.add_argument("--channel", nargs="*", default=["security-prose=document"], help="set=channel for rows without")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--latency", action="store_true", help="time texts of 2,000 bytes instead")
    options = parser.parse_args()
    measured = list(rows(options.data, dict(pair.split("=") for pair in options.channel)))
    if options.latency:
        return latency(options.wright, measured)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for number, (_, row) in enumerate(measured):
            file.write(json.dumps({"id": str(number), **row}) + "\n")
        file.flush()
        run = subprocess.run(
            [options.wright, "guard", "check", "--input", file.name, "--json"], capture_output=True, text=True
        )
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    if len(answers) != len(measured):
        sys.exit(f"{len(answers)} answers for {len(measured)} texts: {run.stderr[-500:]}")
    counts = collections.defaultdict(lambda: [0, 0])
    for (key, _), answer in zip(measured, answers):
        counts[key][0] += bool(answer.get("flagged"))
        counts[key][1] += 1
    for (name, attacks), (flagged, count) in sorted(counts.items(), key=lambda item: (item[0][1], item[0][0])):
        low, high = wilson(flagged, count)
        figures = {
            "set": name, "attacks": attacks, "texts": count, "flagged": flagged, "share": round(flagged / count, 4),
            "low": round(low, 4), "high": round(high, 4),
        }
        if options.json:
            print(json.dumps(figures))
        else:
            kind = "found" if attacks else "false positives"
            print(f"{name:45} {kind:16} {flagged:5} of {count:5}  {flagged/count:6.1%}  [{low:.1%}, {high:.1%}]")


if __name__ == "__main__":
    main()
