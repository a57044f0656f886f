#!/usr/bin/env python3
"""Writes the tables of compatibility characters and of letter pairs that the guard's normaliser uses.

Compatibility characters come from the Unicode database of Python; letter pairs are counted in plain texts that are
named on the command line, one JSON object with a "text" a line.

    python3 Scripts/generate-guard-tables.py Sources/WrightGuard/Normalising texts.jsonl
"""

import collections
import json
import math
import pathlib
import sys
import unicodedata

HEADER = "// Generated table: written by Scripts/generate-guard-tables.py (Unicode {}); do not edit."
SEQUENCE_LIMIT = 8
# Letters of emblems, which Unicode does not decompose.
EMBLEMS = [(0x1F150, 0x1F169), (0x1F170, 0x1F189)]
SMALL_CAPITALS = "ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢzɡgɑa"


def literal(numbers):
    lines, line = [], "       "
    for number in numbers:
        digits = f"{number:X}"
        if len(digits) > 4:
            digits = digits[:-4] + "_" + digits[-4:]
        word = f" 0x{digits},"
        if len(line) + len(word) > 118:
            lines.append(line)
            line = "       "
        line += word
    return "\n".join(lines + [line])


def compatibility():
    single, sequences = {}, []
    for code in range(0xA0, 0x110000):
        if 0xD800 <= code < 0xE000 or 0xAC00 <= code < 0xD7A4:
            continue
        character = chr(code)
        if not unicodedata.decomposition(character).startswith("<"):
            continue
        folded = unicodedata.normalize("NFKC", character)
        if folded == character or (folded[0] == " " and len(folded) > 1) or len(folded) > SEQUENCE_LIMIT:
            continue
        if len(folded) == 1:
            single[code] = ord(folded)
        else:
            sequences += [code, len(folded)] + [ord(part) for part in folded]
    for first, last in EMBLEMS:
        for code in range(first, last + 1):
            single[code] = ord("A") + code - first
    for place in range(0, len(SMALL_CAPITALS), 2):
        single[ord(SMALL_CAPITALS[place])] = ord(SMALL_CAPITALS[place + 1])
    del single[0xB5]
    return single, sequences


def runs(single):
    result = []
    for code in sorted(single):
        if result:
            first, last, target = result[-1]
            if code == last + 1 and single[code] == target + code - first:
                result[-1][1] = code
                continue
        result.append([code, code, single[code]])
    return [number for run in result for number in run]


def pairs(path):
    counts = collections.Counter()
    firsts = collections.Counter()
    for line in open(path, encoding="utf-8"):
        text = json.loads(line)["text"].lower()
        for a, b in zip(text, text[1:]):
            if "a" <= a <= "z" and "a" <= b <= "z":
                counts[a, b] += 1
                firsts[a] += 1
    rows = []
    for a in map(chr, range(97, 123)):
        row = ""
        for b in map(chr, range(97, 123)):
            share = (counts[a, b] + 0.05) / (firsts[a] + 1.3)
            row += str(max(0, min(9, round(9 + 1.5 * math.log2(share * 4)))))
        rows.append(row)
    return rows


def main():
    folder = pathlib.Path(sys.argv[1])
    header = HEADER.format(unicodedata.unidata_version)
    single, sequences = compatibility()
    (folder / "CompatibilityTable.swift").write_text(
        f"""{header}

/// What compatibility characters (NFKC) and letters in emblems stand for.
enum CompatibilityTable {{
    /// Triples: first, last, target of the first.
    static let runs: [UInt32] = [
{literal(runs(single))}
    ]

    /// Sequences: character, count, that many characters.
    static let sequences: [UInt32] = [
{literal(sequences)}
    ]
}}
"""
    )
    rows = "\n".join(f'        "{row}",' for row in pairs(sys.argv[2]))
    (folder / "LetterPairTable.swift").write_text(
        f"""{header}

/// How usual a letter is after another in English, 0 (never) to 9 (a quarter of the time or more).
enum LetterPairTable {{
    /// A row for each first letter, a digit for each second.
    static let rows: [StaticString] = [
{rows}
    ]
}}
"""
    )


main()
