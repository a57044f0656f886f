#!/usr/bin/env python3
"""Shares of PoisonedRAG floods that `wright guard scan` flags in an index, and of clean documents that it flags.

    Benchmarks/poisoning.py --wright .build/release/wright --data ../shared/data [--sets cacm multihop-rag-evidence-500]
                            [--floods 100] [--size 5] [--documents 3000] [--model none] [--question] [--json]

For each set: its documents and the planted passages are written as files in one folder, in an order drawn by the seed,
indexed with the command line and scanned with `guard scan --json`. A document is flagged where it stands in an alert of
the corpus with severity high or above. A flood, the passages that were planted for one question, is flagged where at
least three of them, or all of fewer, are. Passages of the planted set are never tuned on; see the measurements.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile

from guard import wilson


def clean(data, name, limit, generator):
    """The documents of a retrieval set, title and text."""
    texts = []
    for line in (data / "ir" / name / "corpus.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        texts.append((row.get("title", "") + "\n\n" + row["text"]).strip())
    texts = [text for text in texts if text]
    return texts if len(texts) <= limit else generator.sample(texts, limit)


def floods(data, count, size, asks, generator):
    """Passages by the question that they were made for."""
    planted = {}
    for line in (data / "security" / "poisonedrag" / "data.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        text = f'{row["query"]}. {row["text"]}' if asks else row["text"]
        planted.setdefault(row["query"], []).append(text)
    chosen = [texts[:size] for texts in planted.values() if len(texts) >= size]
    return chosen if len(chosen) <= count else generator.sample(chosen, count)


def scan(wright, folder, texts, model):
    """The numbers of the texts in grave alerts, by rule."""
    documents = folder / "documents"
    documents.mkdir()
    for number, text in enumerate(texts):
        (documents / f"{number:06}.txt").write_text(text + "\n", encoding="utf-8")
    command = [wright, "index", "--quiet", "--project", folder, "--model", model, documents]
    subprocess.run(command, check=True, cwd=folder)
    run = subprocess.run(
        [wright, "guard", "scan", "--json", "--quiet", "--project", folder], capture_output=True, text=True, cwd=folder
    )
    if run.returncode not in (0, 3):
        sys.exit(f"guard scan failed: {run.stderr[-500:]}")
    flagged = {}
    for alert in json.loads(run.stdout)["alerts"]:
        if alert["severity"] not in ("high", "critical"):
            continue
        for passage in alert["passages"]:
            number = int(pathlib.PurePath(passage["uri"]).stem)
            flagged.setdefault(number, set()).add(alert["rule"])
    return flagged


def measure(options, data, name):
    """The figures of one set."""
    generator = random.Random(options.seed)
    texts = clean(data, name, options.documents, generator)
    planted = floods(data, options.floods, options.size, options.question, generator)
    rows = [(None, text) for text in texts] + [(place, text) for place, flood in enumerate(planted) for text in flood]
    generator.shuffle(rows)
    with tempfile.TemporaryDirectory() as folder:
        flagged = scan(options.wright, pathlib.Path(folder), [text for _, text in rows], options.model)
    counts, wrong = [0] * len(planted), 0
    rules = {}
    for number, found in flagged.items():
        flood = rows[number][0]
        if flood is None:
            wrong += 1
            for rule in found:
                rules[rule] = rules.get(rule, 0) + 1
        else:
            counts[flood] += 1
    found = sum(count >= min(3, options.size) for count in counts)
    return {
        "set": name, "model": options.model, "documents": len(texts), "flagged": wrong,
        "flaggedShare": round(wrong / len(texts), 4), "flaggedInterval": wilson(wrong, len(texts)), "byRule": rules,
        "floods": len(planted), "found": found, "foundShare": round(found / max(1, len(planted)), 4),
        "foundInterval": wilson(found, len(planted)), "whole": sum(count == options.size for count in counts),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wright", default=".build/release/wright", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--data", required=True, type=pathlib.Path, help="folder with ir/ and security/poisonedrag/")
    parser.add_argument("--sets", nargs="*", default=["cacm", "multihop-rag-evidence-500"], help="folders below ir/")
    parser.add_argument("--floods", type=int, default=100, help="floods that are planted into each set")
    parser.add_argument("--size", type=int, default=5, help="passages of one flood")
    parser.add_argument("--documents", type=int, default=10_000, help="documents of each set at most")
    parser.add_argument("--model", default="all-MiniLM-L6-v2", help="the embedding model; none: by words only")
    parser.add_argument("--question", action="store_true", help="put the question before each passage, as the attack does")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for name in options.sets:
        figures = measure(options, options.data.resolve(), name)
        if options.json:
            print(json.dumps(figures), flush=True)
            continue
        low, high = figures["flaggedInterval"]
        print(
            f'{name:28} clean documents flagged {figures["flagged"]:4} of {figures["documents"]:5} '
            f'{figures["flaggedShare"]:6.1%} [{low:.1%}, {high:.1%}] {figures["byRule"] or ""}'
        )
        low, high = figures["foundInterval"]
        print(
            f'{"":28} floods found {figures["found"]:4} of {figures["floods"]:4} {figures["foundShare"]:6.1%} '
            f'[{low:.1%}, {high:.1%}], {figures["whole"]} of them whole',
            flush=True,
        )


if __name__ == "__main__":
    main()
