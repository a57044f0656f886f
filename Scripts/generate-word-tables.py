#!/usr/bin/env python3
"""Writes the character tables of Analyzer: what belongs to words, in which script, and how it is folded.

    pip install regex
    python3 Scripts/generate-word-tables.py Sources/WrightText
"""

import pathlib
import sys
import unicodedata

import regex

HEADER = (
    "// Generated tables: written by Scripts/generate-word-tables.py; do not edit.\n"
    f"// Folding: Unicode {unicodedata.unidata_version}; classes: regex {regex.__version__}."
)
LETTER_SCRIPTS = ["Latin", "Greek", "Cyrillic", "Armenian", "Hebrew", "Arabic", "Devanagari", "Tamil"]
CLUSTER_SCRIPTS = ["Thai", "Lao", "Khmer", "Myanmar"]
#: Scripts whose marks change or decorate a letter; those of other scripts are letters of their own.
COMPOSING_SCRIPTS = ["Latin", "Greek", "Cyrillic", "Hebrew", "Arabic", "Hiragana", "Katakana", "Common", "Inherited"]
SPECIAL_FOLDS = {0x130: "i", 0x3C2: "σ", 0x6CC: "ي", 0x6A9: "ك", 0x649: "ي"}


def matcher(pattern):
    return regex.compile(pattern).match


IS_WORD = matcher(r"[\p{Alphabetic}\p{M}\p{N}\p{Cf}]")
IS_ALPHABETIC = matcher(r"\p{Alphabetic}")
IS_LETTER_OR_NUMBER = matcher(r"[\p{Alphabetic}\p{N}]")
IS_MARK = matcher(r"\p{M}")
IS_NONSPACING = matcher(r"[\p{Mn}\p{Me}]")
IS_FORMAT = matcher(r"[\p{Cf}\p{Variation_Selector}\u0640]")
IS_DIGIT = matcher(r"[\p{Nd}\p{No}]")
IS_COMPOSING = matcher("[" + "".join(rf"\p{{Script={name}}}" for name in COMPOSING_SCRIPTS) + "]")
IS_LETTER_SCRIPT = {name.lower(): matcher(rf"\p{{Script={name}}}") for name in LETTER_SCRIPTS}
IS_CLUSTER = matcher("[" + "".join(rf"\p{{Script={name}}}" for name in CLUSTER_SCRIPTS) + "]")
IS_HAN = matcher(r"\p{Script=Han}")
IS_KANA = matcher(r"[\p{Script=Hiragana}\p{Script=Katakana}\u30FC\uFF70]")
IS_HANGUL = matcher(r"\p{Script=Hangul}")


def word_class(character):
    if not IS_WORD(character):
        return None
    if IS_FORMAT(character):
        return "format"
    if IS_CLUSTER(character) and not IS_DIGIT(character):
        return "clusterMark" if IS_MARK(character) else "cluster"
    if IS_MARK(character):
        if IS_NONSPACING(character) and IS_COMPOSING(character):
            return "composingMark"
        for name, matches in IS_LETTER_SCRIPT.items():
            if matches(character):
                return name
        return "otherLetter"
    if IS_DIGIT(character):
        return "digit"
    if IS_KANA(character):
        return "kana"
    if IS_HANGUL(character):
        return "hangul"
    if not IS_ALPHABETIC(character):
        return None
    if IS_HAN(character):
        return "han"
    for name, matches in IS_LETTER_SCRIPT.items():
        if matches(character):
            return name
    return "otherLetter"


def folded(code):
    if code in SPECIAL_FOLDS:
        return SPECIAL_FOLDS[code]
    character = chr(code)
    if IS_DIGIT(character) and (value := unicodedata.digit(character, None)) is not None:
        return str(value)
    result = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", character).lower())
    if 0xFB50 <= code <= 0xFEFF:
        result = "".join(SPECIAL_FOLDS.get(ord(part), part) for part in result)
    if not result or not all(IS_LETTER_OR_NUMBER(part) for part in result):
        return character
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


def ranges(codes):
    result = []
    for code in codes:
        if result and result[-1][1] == code - 1:
            result[-1][1] = code
        else:
            result.append([code, code])
    return [number for pair in result for number in pair]


def split_folds(folds):
    """Runs of (first, last, step, target of first); single pairs; sequences of (character, count, parts)."""
    runs, sequences = [], []
    for code, target in folds.items():
        if len(target) > 1:
            sequences += [code, len(target), *map(ord, target)]
            continue
        point = ord(target)
        for step in (1, 2):
            last = runs[-1] if runs else None
            if last and code - last[1] == step and last[2] in (0, step) and point - code == last[3] - last[0]:
                last[1], last[2] = code, step
                break
        else:
            runs.append([code, code, 0, point])
    pairs = [number for run in runs if run[0] == run[1] for number in (run[0], run[3])]
    return [number for run in runs if run[0] != run[1] for number in run], pairs, sequences


def main(sources):
    classes, folds = {}, {}
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        name = word_class(chr(code))
        if name is None:
            continue
        classes.setdefault(name, []).append(code)
        if name not in ("format", "composingMark", "clusterMark") and (target := folded(code)) != chr(code):
            folds[code] = target
    declarations = [
        declaration(name, "Pairs of first and last code point.", ranges(codes)) for name, codes in sorted(classes.items())
    ]
    text = "\n".join(declarations)
    (sources / "Analysis/WordClassTable.swift").write_text(
        f"{HEADER}\n\n/// The characters of words, by what the analyzer does with them.\nenum WordClassTable {{\n{text}}}\n"
    )
    runs, pairs, sequences = split_folds(folds)
    text = "\n".join([
        declaration("runs", "Quadruples: first, last, step, target of the first.", runs),
        declaration("pairs", "Pairs: character and target.", pairs),
        declaration("sequences", "Character, number of targets, targets.", sequences),
    ])
    (sources / "Analysis/WordFoldTable.swift").write_text(
        f"{HEADER}\n\n/// Lower case and compatibility forms of the characters of words.\nenum WordFoldTable {{\n{text}}}\n"
    )


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
