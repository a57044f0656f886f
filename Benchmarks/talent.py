#!/usr/bin/env python3
"""Quality and time of the team's half, measured through the built program.

    Benchmarks/talent.py --wright .build/release/wright --data ../shared/data/people [PART...]

Parts: years (labelled pairs), cvs (months of synthetic CVs), injections, pdf, names, time. Times are
of one core, with `taskset` where there is one. No text of any posting is printed.
"""

import argparse
import collections
import json
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

MONTH = "2026-02"
HEADINGS = {"requirement": "Requirements:", "nice_to_have": "Nice to have:", "responsibility": "Responsibilities:"}
POSTING = "Requirements\n- Docker\n- TensorFlow\n- Kubernetes\n- Knowledge of payments\n"


def lines(path):
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def wilson(count, total, z=1.96):
    if total == 0:
        return 0.0, 1.0
    rate = count / total
    middle, spread = rate + z * z / (2 * total), z * (rate * (1 - rate) / total + z * z / (4 * total * total)) ** 0.5
    return max(0.0, (middle - spread) / (1 + z * z / total)), min(1.0, (middle + spread) / (1 + z * z / total))


def share(name, count, total):
    low, high = wilson(count, total)
    print(f"{name}: {count} of {total}, {100 * count / max(1, total):.1f} % ({100 * low:.1f} to {100 * high:.1f})")


class Wright:
    """Runs the program on one core."""

    def __init__(self, path):
        self.command = ["taskset", "-c", "0"] if shutil.which("taskset") else []
        self.command.append(str(pathlib.Path(path).resolve()))

    def run(self, *arguments, folder=None):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run([*self.command, *arguments], cwd=folder, capture_output=True, text=True)
        after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if done.returncode not in (0, 2, 3):
            sys.exit(f"error: wright {' '.join(arguments[:3])}: {done.stderr.strip()[:400]}")
        return done.stdout, wall, processor

    def audit(self, rows, folder):
        file = pathlib.Path(folder) / "postings.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        output, wall, processor = self.run("posting", "audit", "--input", str(file), "--json")
        return [json.loads(line) for line in output.splitlines()], wall, processor

    def assess(self, texts, folder):
        names = []
        for index, text in enumerate(texts):
            name = f"cv{index:04}.txt"
            (pathlib.Path(folder) / name).write_text(text, encoding="utf-8")
            names.append(name)
        (pathlib.Path(folder) / "posting.txt").write_text(POSTING, encoding="utf-8")
        output, wall, processor = self.run(
            "candidate", "assess", "--quiet", "--json", "--as-of", MONTH, "posting.txt", *names, folder=folder
        )
        return json.loads(output)["candidates"], wall, processor


def years(wright, data, folder):
    gold = lines(data / "ai-postings-2026/years-gold.jsonl")
    rows = [{"id": str(i), "text": pair["text"], "posted": pair["posted"]} for i, pair in enumerate(gold)]
    audits, _, _ = wright.audit(rows, folder)
    hit = wrong = missed = 0
    for pair, audit in zip(gold, audits):
        found = any(
            f["check"] == "P1" and f["verdict"] == "impossible" and f.get("technology") == pair["technology"]
            for f in audit["findings"]
        )
        truth = pair["label"] == "impossible"
        hit, wrong, missed = hit + (found and truth), wrong + (found and not truth), missed + (truth and not found)
    share("years, precision of verdicts on labelled pairs", hit, hit + wrong)
    share("years, recall of impossible pairs", hit, hit + missed)


def postings(data):
    """The postings as texts of their lines under headings."""
    texts = collections.OrderedDict()
    for row in lines(data / "ai-postings-2026/requirement-lines.jsonl"):
        parts, section = texts.setdefault(row["posting"], [[], None])
        if row["section"] != section:
            parts.append(HEADINGS.get(row["section"], "About:"))
            texts[row["posting"]][1] = row["section"]
        parts.append("- " + row["text"].replace("\n", " "))
    posted = {row["posting"]: row for row in lines(data / "ai-postings-2026/postings.jsonl")}
    return [
        {
            "id": name,
            "text": posted[name].get("title", "") + "\n" + "\n".join(texts.get(name, [["Requirements:"], None])[0]),
            "posted": str(posted[name].get("posted") or MONTH)[:7],
        }
        for name in posted
    ]


def cvs(wright, data, folder):
    rows = lines(data / "synthetic-cvs/cvs.jsonl")
    found, _, _ = wright.assess([row["text"].replace("{{NAME}}", "Jane Doe") for row in rows], folder)
    right = total = named = 0
    for row, candidate in zip(rows, found):
        evidence = {e["skill"]: e for e in candidate["evidence"]}
        for skill in row["gold_skills"]:
            total += 1
            own = evidence.get(skill["name"])
            named += own is not None
            right += own is not None and own["months"] == skill["months"] and own["lastUsed"] == skill["last_used"]
    share("cvs, skills found", named, total)
    share("cvs, skills with the right months and last month", right, total)
    share("cvs, clean ones flagged", sum(bool(c["findings"]) and not any(
        f["kind"] == "datedClaim" for f in c["findings"]) for c in found), len(found))


def carried(payload):
    """A visible payload in the carriers that the set describes."""
    yield "visible", payload
    yield "display:none", f'<span style="display:none">{payload}</span>'
    yield "white", f'<font color="#ffffff">{payload}</font>'
    yield "comment", f"<!-- {payload} -->"
    yield "tags", "".join(chr(0xE0000 + ord(c)) for c in payload if 32 <= ord(c) < 127)
    yield "bidi", "\u202e" + payload[::-1] + "\u202c"
    yield "zero-width", "\u200b".join(payload)


def injections(wright, data, folder):
    base = {row["id"]: row["text"].replace("{{NAME}}", "Jane Doe") for row in lines(data / "synthetic-cvs/cvs.jsonl")}
    cases = lines(data / "synthetic-cvs/injection-cases.jsonl")
    insert = lambda case, payload: base[case["base_cv"]].replace("EXPERIENCE\n", "EXPERIENCE\n" + payload + "\n")
    attacks = [case for case in cases if case["attack"] != "benign_lookalike"]
    plain = [case for case in attacks if case["carrier"] == "visible_text"]
    made = [(case, carrier, text) for case in plain for carrier, text in carried(case["payload"])]
    benign = [case for case in cases if case["attack"] == "benign_lookalike"]
    texts = [base[case["base_cv"]] for case in cases]
    clean, _, _ = wright.assess(texts, folder)
    clean = {case["id"]: found for case, found in zip(cases, clean)}
    for name, rows in (("as given", [(c, c["carrier"], c["payload"]) for c in attacks]), ("carried anew", made)):
        found, _, _ = wright.assess([insert(case, text) for case, _, text in rows], folder)
        share(f"injections {name}, found", sum(bool(f["findings"]) for f in found), len(rows))
        same = sum(f["evidence"] == clean[case["id"]]["evidence"] for (case, _, _), f in zip(rows, found))
        share(f"injections {name}, evidence unchanged", same, len(rows))
        for (case, carrier, _), f in zip(rows, found):
            if not f["findings"] or f["evidence"] != clean[case["id"]]["evidence"]:
                print("   missed:", case["attack"], carrier)
    found, _, _ = wright.assess([insert(case, case["payload"]) for case in benign], folder)
    share("injections, look-alikes flagged", sum(bool(f["findings"]) for f in found), len(benign))


def pdf(wright, data, folder):
    (pathlib.Path(folder) / "posting.txt").write_text(POSTING, encoding="utf-8")
    right = 0
    files = sorted((data / "synthetic-cvs/pdf").glob("*.pdf"))
    months = set()
    for file in files:
        output, _, _ = wright.run(
            "candidate", "assess", "--quiet", "--json", "--as-of", MONTH, "posting.txt", str(file.resolve()),
            folder=folder,
        )
        candidate = json.loads(output)["candidates"][0]
        right += bool(candidate["findings"]) == file.name.startswith("attack")
        months.add(candidate["totalMonths"])
    share("pdf, files judged right", right, len(files))
    print("pdf, months read of all files:", ", ".join(map(str, sorted(months))))


def names(wright, data, folder):
    rows = lines(data / "synthetic-cvs/cvs.jsonl")
    table = (data / "synthetic-cvs/counterfactual-first-names.csv").read_text(encoding="utf-8").splitlines()
    column = table[0].split(",").index("name") if "name" in table[0].split(",") else 0
    swapped = [line.split(",")[column] for line in table[1:] if line.strip()]
    outputs = collections.Counter()
    for name in swapped:
        found, _, _ = wright.assess([row["text"].replace("{{NAME}}", name) for row in rows], folder)
        outputs[json.dumps(found)] += 1
    share(f"names, of {len(swapped)} with the same bytes for {len(rows)} CVs", max(outputs.values()), len(swapped))


def times(wright, data, folder):
    rows = postings(data)
    audits, wall, processor = wright.audit(rows, folder)
    _, _, empty = wright.audit(rows[:1], folder)
    print(f"time, {len(audits)} audits: {wall:.2f} s, processor {processor:.2f} s (goal 5)")
    print(f"time, one audit of them: {1000 * (processor - empty) / (len(audits) - 1):.2f} ms (goal 5)")
    single = sorted(wright.audit(rows[i:i + 1], folder)[1] for i in range(20))
    print(f"time, one audit with the start of the program: {1000 * single[10]:.1f} ms in the median")
    command = ["programme", "simulate", "--scenario", "pulled-away", "--runs", "10000", "--json"]
    runs = [wright.run(*command) for _ in range(3)]
    print(f"time, 10,000 simulated programmes and four levers: {min(run[1] for run in runs):.2f} s (goal 2)")


PARTS = {"years": years, "cvs": cvs, "injections": injections, "pdf": pdf, "names": names, "time": times}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wright", default=".build/release/wright")
    parser.add_argument("--data", default="../shared/data/people")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    options = parser.parse_args()
    wright, data = Wright(options.wright), pathlib.Path(options.data)
    if not (data / "synthetic-cvs").is_dir():
        sys.exit(f"error: There is no data in '{data}'.\nfix: Name its folder with --data.")
    for part in options.parts or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[part](wright, data, folder)


main()
