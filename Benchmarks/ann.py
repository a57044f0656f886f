"""The part `ann` of compare.py: Wright's graph and others at the same recall.

Without vectors of one's own: 100,000 sentences of the collections and 2,000 questions, embedded once by `wright embed`.
"""

import json
import math
import os
import random

PEERS = ["hnswlib", "faiss-hnsw", "usearch-f32", "usearch-bf16", "usearch-i8"]
RECALLS = [0.95, 0.97, 0.99]


def speed_at(recall, sweep):
    """Queries per second at a recall, between the two measured points around it; None where it is not reached."""
    points = sorted((point["recall"], point["queriesPerSecond"]) for point in sweep)
    for (low, fast), (high, slow) in zip(points, points[1:]):
        if low <= recall <= high:
            part = 0 if high == low else (recall - low) / (high - low)
            return math.exp((1 - part) * math.log(fast) + part * math.log(slow))
    return points[0][1] if points and points[0][0] >= recall else None


def embedded(given, output, sentences):
    """The files of the default vectors and questions."""
    paths = [os.path.join(given.work, name) for name in ("sentences.npy", "questions.npy")]
    if all(map(os.path.exists, paths)):
        return paths
    with open(sentences(given), encoding="utf-8") as lines:
        texts = list(dict.fromkeys(json.loads(line)["text"] for line in lines))
    with open(os.path.join(given.data, "qa/squad-v1.1-dev/questions.jsonl"), encoding="utf-8") as lines:
        questions = [json.loads(line)["question"] for line in lines]
    chosen = random.Random(1)
    texts = [text for text in texts if len(text) > 20]
    for path, pool, count in ((paths[0], texts, 100_000), (paths[1], questions, 2000)):
        source = path + ".jsonl"
        with open(source, "w", encoding="utf-8") as out:
            for text in chosen.sample(pool, min(count, len(pool))):
                out.write(json.dumps({"text": text}) + "\n")
        # Under another name until it is whole.
        part = os.path.join(given.work, "part-" + os.path.basename(path))
        command = [given.wright, "embed", "--quiet", "--input", source, "--output", part, "--json"]
        output(command + ["--model", given.model])
        os.rename(part, path)
    return paths


def compare(given, output, peer, sentences, row):
    paths = [given.vectors, given.queries]
    if not all(paths):
        paths = embedded(given, output, sentences)
    results = {"wright": []}
    rounds = max(1, given.rounds - 1)
    for _ in range(rounds):
        results["wright"].append(json.loads(output([given.benchmarks, "ann", *paths])))
        for name in PEERS:
            results.setdefault(name, []).append(json.loads(output(peer("vector_peer.py", "graph", name, *paths))))
    with open(os.path.join(given.work, "ann.json"), "w", encoding="utf-8") as out:
        json.dump(results, out, indent=2)
    rows = []
    for name in PEERS:
        for recall in RECALLS:
            pairs = [
                (speed_at(recall, mine["sweep"]), speed_at(recall, theirs["sweep"]))
                for mine, theirs in zip(results["wright"], results[name])
            ]
            if any(None in pair for pair in pairs):
                print(f"{'ann':9} queries/s, recall {recall:.2f}: not reached by both, {name}")
                continue
            ours, theirs = zip(*pairs)
            rows.append(row("ann", f"queries/s, recall {recall:.2f}", ours, theirs, name))
        ours = [1 / result["graphSeconds"] for result in results["wright"]]
        theirs = [1 / result["buildSeconds"] for result in results[name]]
        rows.append(row("ann", "builds/s, two threads", ours, theirs, name))
        ours = [result["bytesPerVectorSearched"] for result in results["wright"]]
        theirs = [result["bytesPerVector"] for result in results[name]]
        rows.append(row("ann", "bytes/vector (less is best)", ours, theirs, name))
    for filtered in results["wright"][0]["filtered"]:
        print(
            f"ann       filter {filtered['filter']:7} {filtered['share']:6.3f}: recall {filtered['recall']:.4f}, "
            f"{filtered['queriesPerSecond']:.0f} queries/s, {filtered['strategy']}, fewest hits {filtered['fewestHits']}"
        )
    return rows
