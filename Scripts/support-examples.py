#!/usr/bin/env python3
"""Turns published grounding sets into examples for `wright eval train-verifier`.

Usage: support-examples.py DATA > examples.jsonl, where DATA is a folder with begin, summedits, scifact-claims,
fever-symmetric and summac-partial under qa/, and scifact under ir/.
Each line: {"id", "context", "response", "supported", "set", "source"}.

Polytope is left out: an omission counts as an error there, which no verifier of support can see.
"""
import json
import sys
from pathlib import Path

data = Path(sys.argv[1])


def lines(path):
    with open(data / path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def put(id, context, response, supported, set, source):
    print(
        json.dumps(
            {
                "id": id,
                "context": context,
                "response": response,
                "supported": bool(supported),
                "set": set,
                "source": source,
            },
            ensure_ascii=False,
        )
    )


for row in lines("qa/begin/turns.jsonl"):
    put(row["id"], row["knowledge"], row["response"], row["label"].startswith("Fully"), "begin", row["knowledge"])
for row in lines("qa/summedits/pairs.jsonl"):
    put(row["id"], row["document"], row["summary"], row["consistent"], "summedits", row["document"][:400])
for row in lines("qa/fever-symmetric/pairs.jsonl"):
    # A claim stands beside two evidences and an evidence beside two claims; the split of the set keeps them together.
    put(row["id"], row["evidence"], row["claim"], row["label"] == "SUPPORTS", "fever-symmetric", row["id"])
abstracts = {row["_id"]: row for row in lines("ir/scifact/corpus.jsonl")}
for row in lines("qa/scifact-claims/claims.jsonl"):
    evidence = row["evidence"]
    ids = [piece["doc_id"] for piece in evidence] or row["cited_doc_ids"]
    abstract = abstracts.get(str(ids[0]))
    if abstract:
        supported = bool(evidence) and all(piece["label"] == "SUPPORT" for piece in evidence)
        put(row["id"], f"{abstract['title']}. {abstract['text']}", row["claim"], supported, "scifact-claims", str(ids[0]))
for row in lines("qa/summac-partial/pairs.jsonl"):
    if row["dataset"] != "polytope":
        put(row["id"], row["document"], row["claim"], row["consistent"], row["dataset"], row["document"][:400])
