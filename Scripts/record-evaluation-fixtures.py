#!/usr/bin/env python3
"""Records what reference programs compute, for the tests of WrightEvaluation.

    python3 -m venv venv
    venv/bin/pip install pytrec-eval-terrier numpy scipy scikit-learn
    venv/bin/python Scripts/record-evaluation-fixtures.py

Writes Tests/WrightEvaluationTests/Fixtures/*.json. Every random choice is seeded, so a second run changes nothing unless
a reference program changed.
"""

import collections
import json
import pathlib
import random
import re
import string

import numpy
import pytrec_eval
import scipy.stats
import sklearn.linear_model
import sklearn.preprocessing

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "WrightEvaluationTests" / "Fixtures"
CUTOFFS = (1, 3, 5, 10, 20, 100)


def write(name, value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    (FIXTURES / name).write_text(text + "\n", encoding="utf-8")


# Retrieval metrics, by pytrec_eval.


def trec_order(documents):
    """Best first: by score in single precision, then by the bytes of the identifier, both descending."""
    return sorted(documents, key=lambda d: (numpy.float32(documents[d]), d.encode()), reverse=True)


def trec_names():
    """Our name for each value of pytrec_eval, and the measures to ask it for."""
    names = {"ndcg": "ndcg", "map": "map", "recip_rank": "mrr", "Rprec": "rprec", "bpref": "bpref"}
    names |= {"set_recall": "recall", "set_P": "p"}
    for k in CUTOFFS:
        names |= {f"ndcg_cut_{k}": f"ndcg@{k}", f"map_cut_{k}": f"map@{k}", f"recall_{k}": f"recall@{k}"}
        names |= {f"P_{k}": f"p@{k}", f"success_{k}": f"success@{k}"}
    cuts = ",".join(map(str, CUTOFFS))
    measures = {"ndcg", "map", "recip_rank", "Rprec", "bpref", "set_recall", "set_P"}
    measures |= {f"{m}.{cuts}" for m in ("ndcg_cut", "map_cut", "recall", "P", "success")}
    return names, measures


def trec_values(run, judgements):
    names, measures = trec_names()
    evaluated = pytrec_eval.RelevanceEvaluator(judgements, measures).evaluate(run)
    values = {q: {names[m]: v for m, v in found.items() if m in names} for q, found in evaluated.items()}
    for k in CUTOFFS:
        cut = {q: {d: docs[d] for d in trec_order(docs)[:k]} for q, docs in run.items()}
        for q, found in pytrec_eval.RelevanceEvaluator(judgements, {"recip_rank"}).evaluate(cut).items():
            values[q][f"mrr@{k}"] = found["recip_rank"]
    return values


def retrieval_case(name, seed, queries, pool, scores, grades):
    source = random.Random(seed)
    documents = [f"d{i}" for i in range(pool)] + ["Ä-1", "ä-1", "z", "Z", "doc-10", "doc-9", "文書", "𝔡"]
    judgements, run = {}, {}
    for q in range(queries):
        judged = source.sample(documents, source.randint(1, min(25, pool)))
        judgements[f"q{q}"] = {d: source.choice(grades) for d in judged}
        # trec_eval reads memory of the query before where every grade is negative.
        if max(judgements[f"q{q}"].values()) < 0:
            judgements[f"q{q}"][judged[0]] = 0
        if source.random() < 0.1:
            continue
        returned = source.sample(documents, source.randint(0 if q % 7 == 0 else 1, min(40, pool)))
        run[f"q{q}"] = {d: scores(source) for d in returned}
    run["not judged"] = {documents[0]: 1.0}
    return {
        "name": name,
        "judgements": judgements,
        "run": {q: [[d, s] for d, s in docs.items()] for q, docs in run.items()},
        "values": trec_values(run, judgements),
    }


def retrieval():
    near = [1.0, 1.0 + 2**-24, 1.0 + 2**-24 + 2**-40, 1.0 + 2**-23, 1.0 - 2**-25, 1.0 - 2**-24, 1.0 - 2**-26]
    return [
        retrieval_case("distinct scores, binary grades", 1, 25, 40, lambda s: s.uniform(-5, 20), [0, 1]),
        retrieval_case("many ties, graded", 2, 30, 40, lambda s: float(s.randint(0, 4)), [0, 0, 1, 2, 3]),
        retrieval_case("all scores equal, graded with negatives", 3, 25, 30, lambda s: 1.0, [-2, -1, 0, 1, 4]),
        retrieval_case("scores that only single precision holds equal", 4, 25, 30, lambda s: s.choice(near), [0, 1, 2]),
        retrieval_case("long rankings, few relevant", 5, 12, 140, lambda s: s.gauss(0, 1), [0] * 9 + [-1, 1, 2]),
        retrieval_case("nothing relevant", 6, 6, 20, lambda s: s.random(), [0]),
    ]


# Short answers, by the definition of SQuAD 2.0's evaluation.


def normalised(text):
    text = "".join(c for c in text.lower() if c not in set(string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def f1(answer, reference):
    answer, reference = normalised(answer).split(), normalised(reference).split()
    if not answer or not reference:
        return float(answer == reference)
    common = sum((collections.Counter(answer) & collections.Counter(reference)).values())
    if common == 0:
        return 0.0
    precision, recall = common / len(answer), common / len(reference)
    return 2 * precision * recall / (precision + recall)


def answers():
    fixed = [
        ("", []), ("", ["The"]), ("the", ["x"]), ("x", []), ("The Normans.", ["normans", "Norman people"]),
        ("$12", ["12"]), ("a–b the—c", ["b c"]), ("a-b", ["ab"]), ("ÉCOLE an\u00a0école", ["école École"]),
        ("x\u001cy", ["x y"]), ("a\u0301 b", ["b"]), ("_a_ an", ["a"]), ("A's", ["as"]), ("theа the", ["theа"]),
        ("½ the ²", ["½ ²"]), ("¿an? «the» …a…", ["¿ « » … …"]), ("İstanbul", ["i̇stanbul"]), ("一 the 二", ["一 二"]),
        ("a", ["A.", "b"]), ("b\u2028c", ["c b"]), ("x the", ["x  THE\t"]), ("１２ the ３", ["１２ ３"]), ("ⅷ an", ["Ⅷ"]),
    ]
    words = ["the", "a", "an", "Norman", "duke", "duke,", "of", "Normandy.", "1066", "(the)", "an-d", "U.S.", "—", "É"]
    source = random.Random(7)
    pick = lambda most: " ".join(source.choice(words) for _ in range(source.randint(0, most)))
    drawn = [(pick(7), [pick(5) for _ in range(source.randint(0, 4))]) for _ in range(250)]
    result = []
    for answer, references in fixed + drawn:
        kept = [r for r in references if normalised(r)] or [""]
        exact = max(normalised(answer) == normalised(r) for r in kept)
        best = max(f1(answer, r) for r in kept)
        result.append({"answer": answer, "references": references, "exact": exact, "f1": best})
    return result


# Chunking, by counting positions one by one.


def chunking():
    source = random.Random(11)
    length = 60
    result = []
    for case in range(150):
        def spans(most, longest):
            starts = [source.randint(0, length - 1) for _ in range(source.randint(1, most))]
            return [(s, min(length, s + source.randint(1, longest))) for s in starts]

        references = spans(3, 15)
        step = source.randint(5, 20)
        overlap = source.choice([0, 0, step // 2])
        chunks = [(s, min(length, s + step + overlap)) for s in range(0, length, step)]
        retrieved = source.sample(chunks, source.randint(0, len(chunks)))
        foreign = source.choice([0, 0, step])
        at = lambda ranges: [p for s, e in ranges for p in range(s, e)]
        covered = set(at(references)) & set(at(retrieved))
        missed = [p for p in at(references) if p not in covered]
        ratio = lambda part, whole: part / whole if whole else 0.0
        holding = [c for c in chunks if any(max(c[0], r[0]) <= min(c[1], r[1]) for r in references)]
        best = set(at(references)) & set(at(holding))
        result.append({
            "references": references, "chunks": chunks, "retrieved": retrieved, "foreign": foreign,
            "recall": ratio(len(covered), len(at(references))),
            "precision": ratio(len(covered), len(at(retrieved)) + foreign),
            "iou": ratio(len(covered), len(at(retrieved)) + foreign + len(missed)),
            "omega": ratio(len(best), len(set(at(holding)) | set(at(references)))),
        })
    return result


# Calibration and intervals.


def delong(scores, labels):
    """Area and its standard error from the definition: every pair is compared."""
    positive = [s for s, label in zip(scores, labels) if label]
    negative = [s for s, label in zip(scores, labels) if not label]
    wins = numpy.array([[1.0 if p > n else 0.5 if p == n else 0.0 for n in negative] for p in positive])
    error = wins.mean(axis=1).var(ddof=1) / len(positive) + wins.mean(axis=0).var(ddof=1) / len(negative)
    return wins.mean(), error**0.5


def calibration():
    source = numpy.random.default_rng(13)
    cases = []
    for count, digits in ((40, 6), (300, 2), (120, 1)):
        latent = source.normal(size=count)
        labels = source.random(count) < 1 / (1 + numpy.exp(-1.5 * latent))
        scores = [round(float(s), digits) for s in 1 / (1 + numpy.exp(-latent + source.normal(size=count) / 2))]
        area, error = delong(scores, labels)
        z = scipy.stats.norm.ppf(0.975)
        bins = collections.defaultdict(list)
        for score, label in zip(scores, labels):
            bins[min(int(score * 10), 9)].append((score, bool(label)))
        ece = sum(abs(sum(s - l for s, l in b)) for b in bins.values()) / count
        cases.append({
            "probabilities": scores, "labels": [bool(label) for label in labels], "auroc": area,
            "low": max(0, area - z * error), "high": min(1, area + z * error), "ece": ece,
            "brier": float(numpy.mean((numpy.array(scores) - labels) ** 2)),
        })
    return cases


def regression():
    source = numpy.random.default_rng(17)
    cases = []
    for count, width, penalty in ((60, 2, 1.0), (200, 5, 0.1), (150, 4, 25.0), (400, 3, 1e-6)):
        features = source.normal(size=(count, width)) * 10.0 ** source.integers(-2, 4, size=width) + 5
        scaler = sklearn.preprocessing.StandardScaler().fit(features)
        latent = scaler.transform(features) @ source.normal(size=width) + source.normal(size=count)
        labels = latent > 0.3
        model = sklearn.linear_model.LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-12, max_iter=1000)
        model.fit(scaler.transform(features), labels)
        cases.append({
            "features": features.tolist(), "labels": [bool(label) for label in labels], "penalty": penalty,
            "probabilities": model.predict_proba(scaler.transform(features))[:, 1].tolist(),
        })
    return cases


def intervals():
    source = numpy.random.default_rng(19)
    samples = {
        "reciprocal ranks": 1 / source.geometric(0.5, size=80),
        "successes": (source.random(50) < 0.9).astype(float),
        "uniform": source.random(30),
        "rare": numpy.where(source.random(200) < 0.05, source.random(200), 0),
    }
    cases = []
    for name, sample in samples.items():
        found = scipy.stats.bootstrap((sample,), numpy.mean, n_resamples=200_000, method="BCa", batch=2_000, rng=23)
        interval = found.confidence_interval
        cases.append({
            "name": name, "values": sample.tolist(), "low": float(interval.low), "high": float(interval.high),
            "error": float(found.standard_error),
        })
    return cases


if __name__ == "__main__":
    FIXTURES.mkdir(parents=True, exist_ok=True)
    write("retrieval.json", retrieval())
    write("answers.json", answers())
    write("chunking.json", chunking())
    write("calibration.json", calibration())
    write("regression.json", regression())
    write("intervals.json", intervals())
