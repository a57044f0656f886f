#!/usr/bin/env python3
"""Records what the reference tokenizer makes of the benchmark texts and of hand-made strings.

    pip install tokenizers
    python3 Scripts/record-tokenizer-fixtures.py MODEL_FOLDER DATA_FOLDER Tests/WrightTextTests/Fixtures

MODEL_FOLDER holds tokenizer.json and vocab.txt of all-MiniLM-L6-v2; DATA_FOLDER holds the benchmark sets. The fixtures
hold no text of the sets: for each text there is one 32-bit hash of its token ids, special tokens included. The hash is
FNV-1a (64 bits) over the ids as little-endian 32-bit numbers, its two halves combined by exclusive or.
"""

import json
import pathlib
import shutil
import sys

from tokenizers import Tokenizer
from tokenizers.normalizers import BertNormalizer

LANGUAGES = ("ar", "de", "en", "es", "ru", "th", "zh")
FILES = [
    ("ir/scifact/corpus.jsonl", ("title", "text")),
    ("ir/scifact/queries.jsonl", ("text",)),
    ("qa/squad-v1.1-dev/contexts.jsonl", ("title", "text")),
    ("qa/squad-v1.1-dev/questions.jsonl", ("question",)),
    ("qa/squad-v2.0-dev/contexts.jsonl", ("title", "text")),
    ("qa/squad-v2.0-dev/questions.jsonl", ("question",)),
    *((f"ir/xquad-{language}/corpus.jsonl", ("title", "text")) for language in LANGUAGES),
    *((f"ir/xquad-{language}/queries.jsonl", ("text",)) for language in LANGUAGES),
]
CONFIGURATIONS = {
    "uncased": {},
    "cased": {"lowercase": False},
    "lowercased with accents": {"strip_accents": False},
    "cased without accents": {"lowercase": False, "strip_accents": True},
    "ideographs together": {"handle_chinese_chars": False},
}
NASTY = [
    "", " ", "\n\t\r ", "a", "Hello, World!", "[SEP]", "x[SEP]y", "[CLS][SEP][PAD][MASK][UNK]", "[sep] [Mask]", "[[SEP]]",
    "[SEP", "[ SEP ]", "##ing", "ing ##", "don't won't it's O'Neill's", "naïve café Ångström İstanbul ISTANBUL ı",
    "STRASSE straße ẞ", "ΟΔΥΣΣΕΥΣ ὈΔΥΣΣΕΎΣ ς σ", "e\u0301 e\u0301\u0323 q\u0307\u0323", "\u0301", "a\u0300" * 60,
    "한국어 텍스트 각각", "日本語のテキスト", "漢字and英語mixed一", "豈更車\uf900\U0002f800", "𠀀𠀁㐀", "ไทย ภาษาไทย น้ำ", "עִבְרִית", "العَرَبِيَّة ٣٤٥",
    "हिन्दी में कि", "русский Йод ёлка", "a\u0000b\u0001c\u007fd\u0085e", "zero\u200bwidth\u200djoin\ufeffbom", "soft\u00adhyphen",
    "a\ufffdb", "\u00a0nbsp\u2003em\u3000ideographic\u2028line\u2029para", "private\ue000use", "𝒳𝔘𝕏 ﬁ ﬀ Ⅷ ½ ²", "👍🏽👨‍👩‍👧 🇩🇪 ☃️",
    "\u1e9b\u0323 \u212b \u2126 \u037e \u1fef \u2260 \u226e", "x" * 100, "x" * 101, "ab" * 50, "é" * 100, "é" * 101, "e\u0301" * 100,
    "e\u0301" * 101, "İ" * 51, "한" * 34, "한" * 33, "각" * 34, "中" * 150, "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "IL-6 TNF-α 1,25-dihydroxy-vitamin D3 CD4+ β-catenin", "http://example.org/a?b=c&d=%20#e user@example.org", "$+<=>^`|~", "!\"#$%&'()*+,-./:;<=>?@[\\]^_{|}",
    "“quoted” ‘single’ «guillemets» 「日本」 … — – ‐", "3.14159 1,000,000 10^-6 ±5% €20 £3 ¥500 №5 §7", "tab\tand\nnewline\r\nreturn", "\u0e33 \u0eb3",
    "\u1c89 \ua7cb \ua7da \U00010d50 \U00016ea0", "\u166d \U000111c9 \u0df4", "\u1734 \u0c3c \u09fe", "\U00011938 \U0001d15e",
    "\u0958 \u0929 \u0b94 \u0ddd", "ſt ﬆ Ǆ ǅ ǆ", "q\u0323\u0307\u302e\u0323x", "unaffable unwanted,running", "UN\u200bAFFABLE", "\ud7a3\uac00\u1100\u1161\u11a8",
]


def folded_hash(ids):
    value = 0xCBF29CE484222325
    for number in ids:
        for byte in number.to_bytes(4, "little"):
            value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{(value >> 32) ^ (value & 0xFFFFFFFF):08x}"


def encode(tokenizer, texts):
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]


def texts_of(path, fields):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            for field in fields:
                yield record.get(field) or ""


def scalar_blocks():
    """For each 256 code points a text that has every character inside a word and alone."""
    for block in range(0, 0x110000, 256):
        codes = [code for code in range(block, block + 256) if not 0xD800 <= code < 0xE000]
        yield "".join(f"a{chr(code)}b {chr(code)} " for code in codes)


def record(tokenizer, data, target):
    total = 0
    with open(target / "tokenizer-hashes.jsonl", "w", encoding="utf-8") as output:
        for name, fields in FILES:
            rows = encode(tokenizer, list(texts_of(data / name, fields)))
            total += len(rows)
            entry = {"file": name, "fields": fields, "texts": len(rows), "tokens": sum(map(len, rows))}
            entry["hashes"] = "".join(map(folded_hash, rows))
            output.write(json.dumps(entry) + "\n")
        rows = encode(tokenizer, list(scalar_blocks()))
        entry = {"file": "scalars", "fields": [], "texts": len(rows), "tokens": sum(map(len, rows))}
        output.write(json.dumps(entry | {"hashes": "".join(map(folded_hash, rows))}) + "\n")
    print(f"{total} texts, {len(rows)} blocks of characters")


def main(model, data, target):
    target.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    record(tokenizer, data, target)
    with open(target / "tokenizer-strings.jsonl", "w", encoding="utf-8") as output:
        for name, steps in CONFIGURATIONS.items():
            tokenizer.normalizer = BertNormalizer(**steps)
            for text, ids in zip(NASTY, encode(tokenizer, NASTY)):
                output.write(json.dumps({"configuration": name, "text": text, "ids": ids}) + "\n")
    shutil.copyfile(model / "vocab.txt", target / "vocab.txt")


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:4]))
