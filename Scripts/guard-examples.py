#!/usr/bin/env python3
"""Writes examples for `wright guard train`: harmless text that uses the words of attacks, and attacks by mechanism.

    Scripts/guard-examples.py [--seed 1] [--per-template 30] [--documents FOLDER …] [--collections FOLDER …] > written.jsonl

Every line is {"text", "label", "set", "category", "channel", "split", "lang"}. The grammars were written for Wright;
nothing is copied from a data set, so no test set can leak into the weights through them.
"""

import argparse
import hashlib
import json
import pathlib
import random
import re
import sys

import guard_grammar_english as english
from guard_grammar_languages import LANGUAGES
from guard_grammar_more_languages import LANGUAGES as MORE_LANGUAGES

SLOTS = {name: re.split(r"[|\n]", text) for name, text in english.SLOTS.items()}
CHANNELS = {
    "planted": ("document", "tool"),
    "documents": ("document", "tool", "user"),
    "security": ("document", "user"),
    "override": ("user", "document", "tool"),
}


def expand(template, random):
    """One text of a template: innermost choices first, slots last."""
    while True:
        found = re.search(r"\{([^{}]*)\}", template)
        if not found:
            break
        template = template[: found.start()] + random.choice(found.group(1).split("|")) + template[found.end() :]
    for _ in range(3):
        template = re.sub(r"<(\w+)>", lambda m: random.choice(SLOTS.get(m.group(1), [m.group(0)])), template)
    return re.sub(r"\s+", " ", template).strip().replace("⏎", "\n").replace("¦", "|")


def written(templates, label, source, category, lang, count, random):
    """Rows of a mechanism's templates."""
    seen = set()
    for template in templates:
        for _ in range(count):
            text = expand(template, random)
            if text in seen:
                continue
            seen.add(text)
            channel = random.choice(CHANNELS.get(category, ("user",)))
            yield {
                "text": text, "label": label, "set": source, "category": category, "channel": channel,
                "split": "train", "lang": lang,
            }


def carried(rows, harmless, count, random):
    """Attacks planted in harmless text: the payload at the start, in the middle or at the end."""
    planted = [row for row in rows if row["category"] in ("planted", "override")]
    for _ in range(count):
        row = random.choice(planted)
        around = [random.choice(harmless)["text"] for _ in range(random.randint(1, 4))]
        around.insert(random.randint(0, len(around)), row["text"])
        joint = random.choice((" ", "\n", "\n\n"))
        yield {**row, "text": joint.join(around), "payload": row["text"], "channel": random.choice(("document", "tool"))}


def mixed(harmless, count, random):
    """Harmless text of several parts, as documents are."""
    for _ in range(count):
        rows = random.sample(harmless, random.randint(2, 5))
        yield {**rows[0], "text": random.choice((" ", "\n", "\n\n")).join(row["text"] for row in rows)}


def documents(folders):
    """Pieces of the Markdown and text files of folders, as harmless documents."""
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.suffix not in (".md", ".txt") or not path.is_file():
                continue
            piece = ""
            for paragraph in re.split(r"\n\s*\n", path.read_text(encoding="utf-8", errors="replace")):
                piece += paragraph.strip() + "\n\n"
                if len(piece) > 1200:
                    yield {
                        "text": piece[:4000].strip(), "label": "benign", "set": "documentation",
                        "category": path.name, "channel": "document", "split": "train", "lang": "en",
                    }
                    piece = ""


def number(text):
    """A number that stays the same for a text."""
    return int(hashlib.md5(text.encode()).hexdigest()[:8], 16)


def collections(folders):
    """Passages and questions of search collections (corpus.jsonl, queries.jsonl), half of them to be measured only."""
    for folder in map(pathlib.Path, folders):
        for name, channel in (("corpus.jsonl", "document"), ("queries.jsonl", "user")):
            lines = (folder / name).read_text(encoding="utf-8").splitlines()
            for row in sorted(map(json.loads, lines), key=lambda row: number(row["_id"]))[:160]:
                yield {
                    "text": row["text"], "label": "benign", "set": folder.name.split("-")[0], "channel": channel,
                    "split": "train" if number(row["_id"] + "s") % 2 else "test",
                }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-template", type=int, default=30)
    parser.add_argument("--documents", nargs="*", default=[], help="folders of harmless Markdown documents")
    parser.add_argument("--collections", nargs="*", default=[], help="folders of harmless search collections")
    options = parser.parse_args()
    source = random.Random(options.seed)
    attacks, harmless = [], []
    for category, text in english.ATTACKS.items():
        templates = text.strip().split("\n")
        attacks += written(templates, "injection", "written-attacks", category, "en", options.per_template, source)
    for category, text in english.HARMLESS.items():
        templates = text.strip().split("\n")
        harmless += written(
            templates, "hard_benign", "written-harmless", category, "en", options.per_template, source
        )
    for lang, text in LANGUAGES.items():
        lines = (text + MORE_LANGUAGES.get(lang, "")).strip().split("\n")
        for sign, label, name, rows in (
            ("+ ", "injection", "written-attacks-languages", attacks),
            ("- ", "hard_benign", "written-harmless-languages", harmless),
        ):
            templates = [line[2:] for line in lines if line.startswith(sign)]
            rows += written(templates, label, name, "languages", lang, options.per_template // 2, source)
    pages = [row for row in harmless if row["category"] in ("documents", "app-prompts", "security")]
    rows = attacks + harmless
    rows += list(carried(attacks, pages, len(attacks) // 5, source))
    rows += list(mixed(pages, len(pages) // 2, source))
    rows += list(documents(options.documents)) + list(collections(options.collections))
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
