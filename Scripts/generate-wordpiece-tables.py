#!/usr/bin/env python3
"""Writes the character tables of WordPieceTokenizer from the reference implementation.

The reference mixes Unicode versions (8 for categories, 13 for decomposition, the current one for lower-casing), so the
tables are read off its behaviour, code point by code point, instead of from the Unicode database.

    pip install tokenizers
    python3 Scripts/generate-wordpiece-tables.py Sources/WrightText
"""

import pathlib
import sys
import unicodedata

import tokenizers
from tokenizers.normalizers import NFD, BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

SCALARS = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
HEADER = (
    "// Generated tables: written by Scripts/generate-wordpiece-tables.py from tokenizers "
    f"{tokenizers.__version__}; do not edit."
)


def normalizer(**steps):
    names = ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
    return BertNormalizer(**{name: steps.get(name, False) for name in names})


def ranges(codes):
    result = []
    for code in sorted(codes):
        if result and result[-1][1] == code - 1:
            result[-1][1] = code
        else:
            result.append([code, code])
    return result


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


def declaration(name, comment, numbers):
    return f"    /// {comment}\n    static let {name}: [UInt32] = [\n{literal(numbers)}\n    ]\n"


def write(path, kind, comment, declarations):
    body = "\n".join(declarations)
    path.write_text(f"{HEADER}\n\n/// {comment}\nenum {kind} {{\n{body}}}\n")


def flat(pairs):
    return [number for pair in pairs for number in pair]


def lower_case_runs(mapping):
    """Runs of (first, last, step, target of first) in which code and target advance alike."""
    runs = []
    for code, target in sorted(mapping.items()):
        for step in (1, 2):
            if runs and code - runs[-1][1] == step and target - code == runs[-1][3] - runs[-1][0]:
                if runs[-1][2] in (0, step):
                    runs[-1][1], runs[-1][2] = code, step
                    break
        else:
            runs.append([code, code, 0, target])
    return [[first, last, step or 1, target] for first, last, step, target in runs]


def main(sources):
    clean, chinese = normalizer(clean_text=True), normalizer(handle_chinese_chars=True)
    strip, lower = normalizer(strip_accents=True), normalizer(lowercase=True)
    split, decompose = BertPreTokenizer(), NFD()
    removed, spaces, alone, marks, punctuation = [], [], [], [], []
    decompositions, lower_case = {}, {}
    for code in SCALARS:
        character = chr(code)
        framed = f"a{character}a"
        cleaned = clean.normalize_str(framed)
        if cleaned == "aa":
            removed.append(code)
        elif cleaned == "a a":
            spaces.append(code)
        if chinese.normalize_str(character) != character:
            alone.append(code)
        if strip.normalize_str(framed) == "aa":
            marks.append(code)
        if len(split.pre_tokenize_str(framed)) == 3:
            punctuation.append(code)
        decomposed = decompose.normalize_str(character)
        if decomposed != character and not 0xAC00 <= code <= 0xD7A3:
            decompositions[code] = unicodedata.decomposition(character).split()
            assert decomposed == unicodedata.normalize("NFD", character), hex(code)
        lowered = lower.normalize_str(character)
        if lowered != character and code != 0x130:
            assert len(lowered) == 1, hex(code)
            lower_case[code] = ord(lowered)
    pairs = [[code] + [int(part, 16) for part in parts + ["0"] * (2 - len(parts))] for code, parts in decompositions.items()]
    write(
        sources / "Unicode/CanonicalDecompositionTable.swift", "CanonicalDecompositionTable",
        "Canonical decomposition, one step for each character; Hangul syllables are computed.",
        [declaration("pairs", "Triples: character, first part, second part or 0.", flat(pairs))],
    )
    write(
        sources / "Unicode/LowercaseTable.swift", "LowercaseTable",
        "Lower-casing of single characters; only U+0130 becomes two and is not here.",
        [declaration("runs", "Quadruples: first, last, step, target of the first.", flat(lower_case_runs(lower_case)))],
    )
    write(
        sources / "WordPiece/WordPieceCharacterTable.swift", "WordPieceCharacterTable",
        "What the reference does with characters, as pairs of first and last code point.",
        [
            declaration("removed", "Dropped: control, format and private-use characters.", flat(ranges(removed))),
            declaration("spaces", "Taken as a space.", flat(ranges(spaces))),
            declaration("alone", "Ideographs: each a word of its own.", flat(ranges(alone))),
            declaration("marks", "Non-spacing marks: dropped with accents.", flat(ranges(marks))),
            declaration("punctuation", "Each a word of its own.", flat(ranges(punctuation))),
        ],
    )


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
