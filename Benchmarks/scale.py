"""Indexes, searches, updates and deletes real text by the million chunks, and says what that takes.

    scale.py --wright PROGRAM --data FOLDER --work FOLDER [--chunks N] [--model NAME] [--output SCALE.jsonl]

The texts are the sentences of the test collections, each once, in files of some hundred. They are cut every 16 tokens.
Where one pass gives too few chunks, another follows in which each file begins some words later, so that every chunk is a
piece of real text and hardly two are the same. `--model none` indexes words only; with the default model a million chunks
take about a quarter of an hour on two cores.

Everything runs at the lowest priority. One line of JSON for each step: seconds, the most memory of the program, disk.
Times of a search are those that `wright search --json` prints: opening the index and one query, a process for each,
with the files of the index dropped from the page cache first (cold), after that with other questions (fresh) and with
the same once more (warm).
"""

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import time

SENTENCES_PER_FILE = 300
BYTES_PER_CHUNK = 72
SHIFT_WORDS = 5
SENTENCE_END = re.compile(r"(?<=[.!?。؟])\s+|\n+")


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for member in value:
            yield from strings(member)
    elif isinstance(value, dict):
        for member in value.values():
            yield from strings(member)


def texts(path):
    """The texts of one file of a collection."""
    with open(path, encoding="utf-8", errors="replace") as file:
        if path.endswith(".jsonl"):
            for line in file:
                yield from strings(json.loads(line))
        elif path.endswith(".json"):
            yield from strings(json.load(file))
        elif path.endswith((".csv", ".tsv")):
            for row in csv.reader(file, delimiter="\t" if path.endswith(".tsv") else ","):
                yield from row
        elif path.endswith((".md", ".txt")):
            yield file.read()


def sentences(data):
    """Every sentence of all collections once, in the order of their files."""
    csv.field_size_limit(1 << 30)
    seen = set()
    for folder, folders, names in os.walk(data):
        folders.sort()
        for name in sorted(names):
            for text in texts(os.path.join(folder, name)):
                for sentence in SENTENCE_END.split(text):
                    sentence = " ".join(sentence.split())
                    # Control characters would make a file look like one of bytes.
                    is_text = len(sentence) >= 25 and " " in sentence and sentence.isprintable()
                    if is_text and sentence not in seen:
                        seen.add(sentence)
                        yield sentence


def write_texts(given):
    """Fills the folder of documents until about so many chunks are there; the number of its files."""
    docs = os.path.join(given.work, "docs")
    marker = os.path.join(given.work, "texts.json")
    if os.path.exists(marker):
        with open(marker, encoding="utf-8") as file:
            known = json.load(file)
        if known["chunks"] == given.chunks:
            return known["files"]
    if os.path.isdir(given.work) and os.listdir(given.work) and not os.path.exists(marker):
        sys.exit(f"error: '{given.work}' holds something else.\nfix: Name a new folder with --work.")
    shutil.rmtree(given.work, ignore_errors=True)
    os.makedirs(docs)
    # First, so that a folder whose filling is cut off is known as ours.
    open(marker, "w", encoding="utf-8").write('{"chunks": 0, "files": 0}')
    all_sentences = list(sentences(given.data))
    groups = [
        " ".join(all_sentences[start : start + SENTENCES_PER_FILE])
        for start in range(0, len(all_sentences), SENTENCES_PER_FILE)
    ]
    left, files, shift = given.chunks * BYTES_PER_CHUNK, 0, 0
    while left > 0:
        os.makedirs(os.path.join(docs, f"pass{shift}"))
        for number, group in enumerate(groups):
            if left <= 0:
                break
            text = group.split(" ", shift * SHIFT_WORDS)[-1]
            with open(os.path.join(docs, f"pass{shift}", f"text{number:05}.txt"), "w", encoding="utf-8") as out:
                out.write(text + "\n")
            files += 1
            left -= len(text)
        shift += 1
    with open(marker, "w", encoding="utf-8") as out:
        json.dump({"chunks": given.chunks, "files": files}, out)
    return files


def run(given, *arguments):
    """Runs the program; its output, its seconds and its greatest resident set."""
    command = ["nice", "-n", "19", given.wright, *arguments]
    start = time.monotonic()
    child = subprocess.Popen(command, cwd=given.work, stdout=subprocess.PIPE)
    text = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"error: '{' '.join(command)}' failed with {child.returncode}.")
    return text, time.monotonic() - start, usage.ru_maxrss * 1024


def store_files(given):
    for folder, _, names in os.walk(os.path.join(given.work, ".wright")):
        for name in names:
            yield os.path.join(folder, name)


def drop_from_cache(given):
    if not hasattr(os, "posix_fadvise"):
        return
    for path in store_files(given):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def note(given, step, **facts):
    row = {"step": step} | facts
    line = json.dumps(row)
    print(line, flush=True)
    if given.output:
        with open(given.output, "a", encoding="utf-8") as out:
            out.write(line + "\n")


def index(given, step, *folders):
    # Said each time: an index of words only is made anew where a run does not say that it shall stay one.
    model = ["--model", given.model] if given.model else []
    options = ["--chunker", "fixed", "--chunk-tokens", "16", "--language", "en", *model]
    _, seconds, resident = run(given, "index", "--quiet", *options, *folders)
    status = json.loads(run(given, "status", "--json")[0])
    disk = sum(os.path.getsize(path) for path in store_files(given))
    note(
        given,
        step,
        seconds=round(seconds, 1),
        residentBytes=resident,
        diskBytes=disk,
        documents=status["documents"],
        chunks=status["chunks"],
        segments=status["segments"],
    )


def search(given, step, questions):
    mode = [] if given.model != "none" else ["--mode", "lexical"]

    def milliseconds(question):
        result = json.loads(run(given, "search", "--json", *mode, question)[0])
        if not result["hits"]:
            sys.exit(f"error: nothing was found for '{question}'.")
        return result["milliseconds"]

    cold = []
    for question in questions[:5]:
        drop_from_cache(given)
        cold.append(milliseconds(question))
    # Once before, so that what each question reads is in memory.
    fresh = sorted(milliseconds(question) for question in questions)
    warm = sorted(milliseconds(question) for question in questions)
    note(
        given,
        step,
        coldMilliseconds=[round(value, 1) for value in cold],
        freshP50Milliseconds=fresh[len(fresh) // 2],
        warmP50Milliseconds=warm[len(warm) // 2],
        warmP99Milliseconds=warm[min(len(warm) - 1, len(warm) * 99 // 100)],
        queries=len(warm),
    )


def documents(given):
    found = []
    for folder, _, names in os.walk(os.path.join(given.work, "docs")):
        found += [os.path.join(folder, name) for name in names]
    return sorted(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wright", required=True, type=os.path.abspath)
    parser.add_argument("--data", required=True, type=os.path.abspath)
    parser.add_argument("--work", required=True, type=os.path.abspath)
    parser.add_argument("--chunks", type=int, default=1_000_000)
    parser.add_argument("--model")
    parser.add_argument("--output", type=os.path.abspath)
    parser.add_argument("--queries", type=int, default=100)
    given = parser.parse_args()
    files = write_texts(given)
    shutil.rmtree(os.path.join(given.work, ".wright"), ignore_errors=True)
    note(given, "texts", files=files)
    with open(os.path.join(given.data, "qa/squad-v1.1-dev/questions.jsonl"), encoding="utf-8") as lines:
        questions = [json.loads(line)["question"] for line in lines][: 100 * given.queries : 100]
    index(given, "index", "docs")
    index(given, "nothing new")
    search(given, "search", questions)
    paths = documents(given)
    # The texts change now, so another run has to write them anew.
    with open(os.path.join(given.work, "texts.json"), "w", encoding="utf-8") as out:
        json.dump({"chunks": 0, "files": 0}, out)
    for path in paths[::100]:
        with open(path, "a", encoding="utf-8") as out:
            out.write("A line was added to this text after it had been indexed.\n")
    index(given, "one file in a hundred changed")
    for path in paths[7::20]:
        os.remove(path)
    index(given, "one file in twenty removed")
    search(given, "search after both", questions)
    if given.model != "none":
        text, seconds, _ = run(given, "status", "--recall", "--json")
        recall = json.loads(text)["vectorRecall"]
        note(given, "recall", seconds=round(seconds, 1), recall=recall["recall"], graphs=recall["graphChecks"])


main()
