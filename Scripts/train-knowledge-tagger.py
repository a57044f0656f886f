"""Trains the tagger of named knowledge: python3 train-knowledge-tagger.py SKILLSPAN_FOLDER TIMELINE.tsv OUTPUT [--dev]

SKILLSPAN_FOLDER holds train.jsonl and dev.jsonl of SkillSpan (MIT licence). Without --dev the model is trained on both;
with --dev on train.jsonl only, and strict span F1 on dev.jsonl is printed. Needs python-crfsuite.

OUTPUT, little-endian: the count of terms, their 64-bit hashes in order, six transition weights of 16 bits (from B, I, O to
B, I, O: nine of them), the count of features, their hashes in order, and three weights of 16 bits a feature (B, I, O) in
units of 1/1024. Hashes are FNV-1a of the bytes; features must be those of KnowledgeFeatures.swift.
"""
import collections
import json
import struct
import sys

import pycrfsuite

LONGEST = 6


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def lower(token):
    return bytes(b | 0x20 if 65 <= b <= 90 else b for b in token)


def shape(token):
    out = bytearray()
    for b in token:
        kind = 88 if 65 <= b <= 90 else 120 if 97 <= b <= 122 else 100 if 48 <= b <= 57 else b
        if len(out) >= 2 and out[-1] == kind and out[-2] == kind:
            continue
        out.append(kind)
        if len(out) == 8:
            break
    return bytes(out)


def matches(tokens, terms):
    """O outside, S a term of one token, B, I, E of several; the longest from the left."""
    marks = [b"O"] * len(tokens)
    place = 0
    while place < len(tokens):
        for count in range(min(LONGEST, len(tokens) - place), 0, -1):
            if b" ".join(tokens[place:place + count]) in terms:
                if count == 1:
                    marks[place] = b"S"
                else:
                    marks[place:place + count] = [b"B"] + [b"I"] * (count - 2) + [b"E"]
                place += count - 1
                break
        place += 1
    return marks


def features(row, terms, timeline):
    tokens = row["bytes"]
    low = row["lower"]
    known, timed = matches(low, terms), matches(low, timeline)
    count = len(tokens)
    result = []
    for place in range(count):
        own = []

        def add(name, value):
            own.append(name + b"=" + value)

        for offset, letter in ((-2, b"a"), (-1, b"b"), (0, b"c"), (1, b"d"), (2, b"e")):
            other = place + offset
            inside = 0 <= other < count
            add(b"w" + letter, low[other] if inside else (b"<" if other < 0 else b">"))
            if -1 <= offset <= 1 and inside:
                add(b"h" + letter, shape(tokens[other]))
                add(b"t" + letter, timed[other])
                add(b"g" + letter, known[other])
                add(b"x" + letter, low[other][-3:])
        word = low[place]
        add(b"p3", word[:3])
        add(b"p4", word[:4])
        add(b"s2", word[-2:])
        add(b"s4", word[-4:])
        before = low[place - 1] if place else b"<"
        after = low[place + 1] if place + 1 < count else b">"
        add(b"bc", before + b"|" + word)
        add(b"cd", word + b"|" + after)
        add(b"k", b"1" if place == 0 else b"0")
        if place == 0 and count <= 6:
            add(b"k", b"short")
        if place > 0 and 65 <= tokens[place][0] <= 90:
            add(b"k", b"capital")
            if 65 <= tokens[place - 1][0] <= 90:
                add(b"k", b"capitals")
        if len(word) > 1 and tokens[place].isupper():
            add(b"k", b"acronym")
        if any(48 <= b <= 57 for b in word):
            add(b"k", b"digit")
        if any(b in b"+#/.-" for b in word):
            add(b"k", b"sign")
        add(b"l", b"%d" % min(count, 12))
        result.append(own)
    return result


def spans(tags):
    found, start = [], None
    for place, tag in enumerate(tags + ["O"]):
        if tag[0] != "I" and start is not None:
            found.append((start, place))
            start = None
        if tag[0] == "B" or tag[0] == "I" and start is None:
            start = place
    return found


def read(path):
    rows = []
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        row["bytes"] = [token.encode() for token in row["tokens"]]
        row["lower"] = [lower(token) for token in row["bytes"]]
        rows.append(row)
    return rows


def gazetteer(rows, least=0.5):
    tagged, seen = collections.Counter(), collections.Counter()
    for row in rows:
        for start, end in spans(row["tags_knowledge"]):
            if end - start <= LONGEST:
                tagged[b" ".join(row["lower"][start:end])] += 1
    for row in rows:
        low = row["lower"]
        for start in range(len(low)):
            for count in range(1, min(LONGEST, len(low) - start) + 1):
                term = b" ".join(low[start:start + count])
                if term in tagged:
                    seen[term] += 1
    return {term for term in tagged if seen[term] and tagged[term] / seen[term] >= least}


def train(rows, timeline, path, folds=5):
    trainer = pycrfsuite.Trainer(verbose=False)
    size = len(rows)
    for fold in range(folds):
        inside = [r for i, r in enumerate(rows) if i * folds // size == fold]
        terms = gazetteer([r for i, r in enumerate(rows) if i * folds // size != fold])
        for row in inside:
            named = [[name.decode("latin-1") for name in own] for own in features(row, terms, timeline)]
            trainer.append(named, row["tags_knowledge"])
    trainer.set_params({"c1": 0.05, "c2": 0.1, "max_iterations": 120})
    trainer.train(path)


def report(rows, predict, source):
    hit = wrong = missed = 0
    for row in rows:
        if row["source"] == source:
            gold, found = set(spans(row["tags_knowledge"])), set(spans(predict(row)))
            hit, wrong, missed = hit + len(gold & found), wrong + len(found - gold), missed + len(gold - found)
    print(source, "P %.3f R %.3f F1 %.3f" % (hit / (hit + wrong), hit / (hit + missed), 2 * hit / (2 * hit + wrong + missed)))


def decode(row, terms, timeline, states, transitions):
    """The best tags with `states` raised by a bias towards spans in transitions; what the program does."""
    labels = "BIO"
    best, back = None, []
    for own in features(row, terms, timeline):
        score = [sum(states[f][l] for f in own if f in states) for l in range(3)]
        score[2] -= BIAS
        if best is None:
            score[1] -= 100
            best = score
            continue
        previous = [max(range(3), key=lambda p: best[p] + transitions[p][l]) for l in range(3)]
        back.append(previous)
        best = [best[previous[l]] + transitions[previous[l]][l] + score[l] for l in range(3)]
    if best is None:
        return []
    tag = max(range(3), key=lambda l: best[l])
    tags = [tag]
    for previous in reversed(back):
        tag = previous[tag]
        tags.append(tag)
    return [labels[t] for t in reversed(tags)]


BIAS = 0.3


def main():
    folder, table, output = sys.argv[1:4]
    rows = read(folder + "/train.jsonl")
    dev = read(folder + "/dev.jsonl")
    is_dev = "--dev" in sys.argv
    if not is_dev:
        rows += dev
    timeline = set()
    for line in open(table, encoding="utf-8"):
        if not line.startswith("#"):
            cells = line.rstrip("\n").split("\t")
            for name in [cells[0]] + cells[1].split(";"):
                timeline.add(lower(name.strip().lstrip("~").encode()))
    timeline.discard(b"")
    train(rows, timeline, output + ".crf")
    tagger = pycrfsuite.Tagger()
    tagger.open(output + ".crf")
    info = tagger.info()
    labels = "BIO"
    states = collections.defaultdict(lambda: [0.0, 0.0, 0.0])
    for (name, label), weight in info.state_features.items():
        states[name.encode("latin-1")][labels.index(label)] = weight
    transitions = [[info.transitions.get((a, b), 0.0) for b in labels] for a in labels]
    transitions[2][1] = -100.0
    terms = gazetteer(rows)
    kept = {name: weights for name, weights in states.items() if max(abs(w) for w in weights) >= 0.04}
    print(len(states), "features,", len(kept), "kept,", len(terms), "terms")
    if is_dev:
        global BIAS
        for BIAS in (0.0, 0.15, 0.3, 0.45):
            print("bias", BIAS)
            for source in ("tech", "house"):
                report(dev, lambda row: decode(row, terms, timeline, kept, transitions), source)
    with open(output, "wb") as file:
        hashes = sorted(fnv(term) for term in terms)
        file.write(struct.pack("<I", len(hashes)) + b"".join(struct.pack("<Q", h) for h in hashes))
        file.write(b"".join(struct.pack("<h", max(-32768, round(w * 1024))) for row in transitions for w in row))
        entries = sorted((fnv(name), weights) for name, weights in kept.items())
        file.write(struct.pack("<I", len(entries)) + b"".join(struct.pack("<Q", h) for h, _ in entries))
        for _, weights in entries:
            file.write(b"".join(struct.pack("<h", max(-32768, min(32767, round(w * 1024)))) for w in weights))


main()
