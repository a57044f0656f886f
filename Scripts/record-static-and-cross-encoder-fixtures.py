#!/usr/bin/env python3
"""Records what reference implementations make of texts with static models and cross-encoders: fixtures of
WrightEncoderTests.

    pip install torch transformers sentence-transformers safetensors tokenizers model2vec
    python3 Scripts/record-static-and-cross-encoder-fixtures.py Tests/WrightEncoderTests/Fixtures
    python3 Scripts/record-static-and-cross-encoder-fixtures.py FOLDER --large

Written are folders of models with random weights: `static-model2vec` (weights, a mapping and a limit), `static-plain`
(model2vec without either, in 16-bit floats), `static-module` (StaticEmbedding of sentence-transformers), `cross-one`
and `cross-three` (BertForSequenceClassification with one label and three). `texts.json` holds what was asked,
`vectors.bin` the vectors or logits as little-endian 32-bit floats. With `--large`, a cross-encoder of the size of
MiniLM-L6 is written instead; it is too large to be kept.
"""

import argparse
import json
import pathlib
import random

import numpy
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import WordPiece
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
VOCABULARY = SPECIAL + list(LETTERS) + ["##" + letter for letter in LETTERS] + ["the", "text", "##ing", "é", "."]
TEXTS = [
    "", " ", "the text", "the text.", "texting the texting", "É é e", "1234 the 5678", "a b c d e f g h i j k l m n o",
    "[MASK] the [SEP]", "the " * 60, "日本 the", "THE TEXT", "z" * 120 + " the", "the\ttext\nthe",
]
PAIRS = [
    ["the text", "a text"], ["", "the"], ["the", ""], ["a b c", "the texting text " * 30],
    ["the texting text " * 30, "a b c"], ["the text " * 20, "text the " * 25], ["text the " * 25, "the text " * 20],
    ["a b c d e f g h i j k l m n o p q r s", "a b c d e f g h i j k l m n o p q r s t"], ["É", "[SEP] the"],
]


def tokenizer(vocabulary):
    made = Tokenizer(WordPiece({token: number for number, token in enumerate(vocabulary)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.add_special_tokens([token for token in SPECIAL if token in vocabulary])
    return made


def write(folder, asked, vectors):
    (folder / "texts.json").write_text(json.dumps(asked, ensure_ascii=False))
    numpy.asarray(vectors, dtype="<f4").tofile(folder / "vectors.bin")


def model2vec(folder, plain):
    from model2vec import StaticModel

    folder.mkdir(exist_ok=True, parents=True)
    draw = numpy.random.default_rng(7)
    vocabulary = ["[PAD]", "[UNK]"] + VOCABULARY[5:] if plain else VOCABULARY
    rows = len(vocabulary) if plain else 20
    tensors = {"embeddings": draw.standard_normal((rows, 12)).astype("float16" if plain else "float32")}
    if not plain:
        tensors["weights"] = draw.random(len(vocabulary))
        tensors["mapping"] = draw.integers(0, rows, len(vocabulary))
    save_file(tensors, folder / "model.safetensors")
    tokenizer(vocabulary).save(str(folder / "tokenizer.json"))
    settings = {"model_type": "model2vec", "architectures": ["StaticModel"], "normalize": not plain}
    if not plain:
        settings["max_length"] = 25
    (folder / "config.json").write_text(json.dumps(settings))
    model = StaticModel.from_pretrained(folder, max_length=settings.get("max_length", 512))
    write(folder, TEXTS, numpy.stack([model.encode(text) for text in TEXTS]))


def module(folder):
    from sentence_transformers import SentenceTransformer

    folder.mkdir(exist_ok=True, parents=True)
    part = folder / "0_StaticEmbedding"
    part.mkdir(exist_ok=True)
    weights = numpy.random.default_rng(8).standard_normal((len(VOCABULARY), 10)).astype("float32")
    save_file({"embedding.weight": weights}, part / "model.safetensors")
    tokenizer(VOCABULARY).save(str(part / "tokenizer.json"))
    kind = "sentence_transformers.models."
    modules = [
        {"idx": 0, "name": "0", "path": "0_StaticEmbedding", "type": kind + "StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": kind + "Normalize"},
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    model = SentenceTransformer(str(folder), device="cpu")
    write(folder, TEXTS, numpy.stack([model.encode([text])[0] for text in TEXTS]))


def cross(folder, labels, limit, shape):
    folder.mkdir(exist_ok=True, parents=True)
    torch.manual_seed(labels)
    config = BertConfig(
        vocab_size=len(VOCABULARY), num_labels=labels, max_position_embeddings=max(limit, 64), type_vocab_size=2, **shape
    )
    model = BertForSequenceClassification(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * (0.02 if labels else 0))
        model.classifier.weight.mul_(10)
    model.save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n")
    (folder / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": True, "model_max_length": limit}))
    cut = BertTokenizerFast(str(folder / "vocab.txt"), do_lower_case=True)
    logits = []
    for first, second in PAIRS:
        tokens = cut([[first, second]], truncation="longest_first", max_length=limit, return_tensors="pt")
        with torch.no_grad():
            logits.append(model(**tokens).logits[0].numpy())
    write(folder, PAIRS, numpy.stack(logits))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--large", action="store_true")
    given = parser.parse_args()
    random.seed(1)
    if given.large:
        shape = {"hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 12, "intermediate_size": 1536}
        cross(given.folder / "cross-large", 1, 256, shape)
        return
    model2vec(given.folder / "static-model2vec", plain=False)
    model2vec(given.folder / "static-plain", plain=True)
    module(given.folder / "static-module")
    shape = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 80}
    cross(given.folder / "cross-one", 1, 40, shape)
    cross(given.folder / "cross-three", 3, 41, shape)


if __name__ == "__main__":
    main()
