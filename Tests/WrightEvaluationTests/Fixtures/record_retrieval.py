#!/usr/bin/env python3
"""Records further measures of trec_eval, for the tests of WrightEvaluation.

    python3 -m venv venv
    venv/bin/pip install pytrec-eval-terrier
    venv/bin/python Tests/WrightEvaluationTests/Fixtures/record_retrieval.py

Writes trec.json beside itself, from seeded random runs and judgements.
"""

import json
import math
import pathlib
import random

import pytrec_eval

NAMES = {
    "infAP": "infap", "11pt_avg": "11pt", "set_F": "set-f", "set_map": "set-map", "num_ret": "num-ret",
    "num_rel": "num-rel", "num_rel_ret": "num-rel-ret",
}
NAMES |= {f"iprec_at_recall_{k / 10:.2f}": f"iprec@{k * 10}" for k in range(11)}


def main():
    chosen = random.Random(19)
    documents = [f"d{i:03}" for i in range(80)]
    run, judgements = {}, {}
    for number in range(60):
        query = f"q{number}"
        returned = chosen.sample(documents, chosen.randint(1, 50))
        run[query] = {d: chosen.randint(0, 40) / 4 for d in returned}
        judged = chosen.sample(documents, chosen.randint(1, 40))
        judgements[query] = {d: chosen.choice([-1, 0, 0, 0, 1, 1, 2]) for d in judged}
        if all(grade < 1 for grade in judgements[query].values()):
            judgements[query][judged[0]] = 1
    measures = {"infAP", "11pt_avg", "set_F", "set_map", "num_ret", "num_rel", "num_rel_ret", "iprec_at_recall", "map"}
    found = pytrec_eval.RelevanceEvaluator(judgements, measures).evaluate(run)
    values = {q: {NAMES[m]: v for m, v in row.items() if m in NAMES} for q, row in found.items()}
    gmap = math.exp(sum(math.log(max(row["map"], 0.00001)) for row in found.values()) / len(found))
    text = json.dumps({"run": run, "judgements": judgements, "values": values, "gmap": gmap}, separators=(",", ":"))
    (pathlib.Path(__file__).resolve().parent / "trec.json").write_text(text + "\n", encoding="utf-8")


main()
