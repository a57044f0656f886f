#!/usr/bin/env python3
"""Times the evaluation: 100,000 scored examples, and the statistics of a paired comparison of 10,000.

    swift build -c release --product wright
    python3 Benchmarks/evaluation.py .build/release/wright

Makes its files from seeded random words in a temporary folder, runs each command three times, and prints one JSON line
with the best wall-clock seconds of each.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

EXAMPLES = 100_000
PAIRS = 10_000
CHEAP = "squad,rouge-l,abstention"
ALL = "squad,rouge-1,rouge-2,rouge-l,bleu,chrf,abstention"


def sentence(chosen, words, low, high):
    return " ".join(chosen.choices(words, k=chosen.randint(low, high)))


def write_examples(folder):
    chosen = random.Random(1)
    words = [f"{a}{b}" for a in ("ba", "co", "di", "fu", "ge", "ha", "lo", "mi", "na", "pe") for b in ("r", "st", "nd", "l", "ms")]
    with open(folder / "set.jsonl", "w") as examples, open(folder / "outcomes.jsonl", "w") as outcomes:
        for number in range(EXAMPLES):
            reference = sentence(chosen, words, 5, 25)
            example = {"id": f"e{number}", "input": "What is it?", "references": [reference], "cluster": f"d{number // 20}"}
            if number % 10 == 0:
                example |= {"references": [], "answerable": False}
            examples.write(json.dumps(example) + "\n")
            answer = reference if chosen.random() < 0.2 else sentence(chosen, words, 5, 25)
            outcomes.write(json.dumps({"id": f"e{number}", "answer": answer}) + "\n")


def write_scores(folder):
    chosen = random.Random(2)
    with open(folder / "a.jsonl", "w") as left, open(folder / "b.jsonl", "w") as right:
        for number in range(PAIRS):
            score = chosen.random()
            row = {"id": f"e{number}", "cluster": f"d{number // 5}"}
            left.write(json.dumps(row | {"score": score}) + "\n")
            right.write(json.dumps(row | {"score": score + chosen.gauss(0.001, 0.2)}) + "\n")


def best(command, allowed):
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        result = subprocess.run(command, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - start)
        if result.returncode not in allowed:
            raise SystemExit(f"{command} ended with {result.returncode}")
    return round(min(seconds), 3)


def main():
    wright = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_examples(folder)
        write_scores(folder)
        project = ["--project", name, "--quiet", "--json"]
        run = [wright, "eval", "run", str(folder / "set.jsonl"), "--outcomes", str(folder / "outcomes.jsonl")]
        compare = [wright, "eval", "compare", str(folder / "a.jsonl"), str(folder / "b.jsonl")]
        figures = {
            "examples": EXAMPLES, "cheapSeconds": best(run + ["--scorers", CHEAP] + project, {0}),
            "allSeconds": best(run + ["--scorers", ALL] + project, {0}),
            "storedSeconds": best(run + ["--scorers", CHEAP, "--name", "speed"] + project, {0}),
            "pairs": PAIRS, "compareSeconds": best(compare + project, {0, 3}),
        }
        print(json.dumps(figures))


main()
