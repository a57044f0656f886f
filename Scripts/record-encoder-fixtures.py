#!/usr/bin/env python3
"""Records what the reference implementation makes of texts: the fixtures of WrightEncoderTests.

    pip install torch transformers sentence-transformers safetensors
    python3 Scripts/record-encoder-fixtures.py MODEL_FOLDER Tests/WrightEncoderTests/Fixtures

MODEL_FOLDER holds all-MiniLM-L6-v2. Written are:
- `sentences.json`, the texts, and `sentences.bin`, their vectors by sentence-transformers;
- a folder for each of some tiny BERT models with random weights (`cls`, `heads`, `odd`), with `tokens.json`, token
  numbers of a few texts, and `vectors.bin`, their vectors by transformers and the pooling that the folder asks for.
A `.bin` file holds little-endian 32-bit floats, vector after vector.
"""

import json
import pathlib
import random
import sys

import numpy
import torch
from transformers import BertConfig, BertModel

PROSE = (
    "Retrieval grounds an answer in documents that the reader can open and check. A document is cut into chunks, each "
    "chunk is turned into a vector, and a question is answered from the chunks whose vectors lie nearest to its own. "
)
TEXTS = [
    "",
    " ",
    "word",
    "Hello, world!",
    "What is the capital of France?",
    "The quick brown fox jumps over the lazy dog.",
    "vitamin D deficiency in older adults",
    "0.0001 % of 1,234,567 is not 12.5 mg/kg",
    "https://example.org/a/b?c=d&e=f#g",
    "func embed(_ texts: [String]) async throws -> [Embedding]",
    "日本語の文章を埋め込みに変換します。",
    "检索增强生成把答案建立在文档之上。",
    "검색 증강 생성",
    "Приложение отвечает на вопросы по документам.",
    "Η αναζήτηση βρίσκει τα σχετικά κείμενα.",
    "البحث الدلالي يجد النصوص القريبة في المعنى.",
    "हिन्दी में एक छोटा वाक्य।",
    "Ünïcödé àccénts ñ ß ø œ",
    "naïve café, naïve café",
    "🙂 👩‍👩‍👧‍👦 🏳️‍🌈 emoji",
    "mixed 日本 and English と emoji 🚀 together",
    "tab\tnew\nline\r\nand\u00a0no-break\u200bzero-width",
    "control\u0001characters\ufffdand replacement",
    "[CLS] special [SEP] tokens [MASK] inside [PAD]",
    "supercalifragilisticexpialidocious " * 3,
    "a" * 150,
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "?!?!... --- ### $$$ %%%",
    "ALL CAPITAL LETTERS",
    "one\n\ntwo\n\nthree",
    PROSE,
    PROSE * 2,
    PROSE * 4,
    PROSE * 7,
    PROSE * 12,
    "检索" * 200,
    " ".join(str(number) for number in range(300)),
]

TINY = {
    "cls": dict(
        sizes=dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=80),
        activation="relu",
        pooling="cls",
        normalises=False,
    ),
    "heads": dict(
        sizes=dict(hidden_size=48, num_hidden_layers=1, num_attention_heads=6, intermediate_size=64),
        activation="gelu_new",
        pooling="mean",
        normalises=False,
    ),
    "odd": dict(
        sizes=dict(hidden_size=30, num_hidden_layers=2, num_attention_heads=3, intermediate_size=45),
        activation="gelu",
        pooling="mean",
        normalises=True,
    ),
}
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + [chr(ord("a") + letter) for letter in range(26)] + [
    "##" + chr(ord("a") + letter) for letter in range(26)
]
LENGTHS = [1, 2, 3, 7, 12, 13, 16, 17, 31, 40]


def write(path, vectors):
    path.write_bytes(numpy.ascontiguousarray(vectors, dtype="<f4").tobytes())


def record_sentences(model_folder, target):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(model_folder, device="cpu")
    # One text at a time: what padding does to the last decimals is not part of the reference.
    vectors = [model.encode([text], batch_size=1, show_progress_bar=False)[0] for text in TEXTS]
    (target / "sentences.json").write_text(json.dumps(TEXTS, ensure_ascii=True, indent=0) + "\n")
    write(target / "sentences.bin", numpy.stack(vectors))


def record_tiny(name, case, target):
    torch.manual_seed(sum(map(ord, name)))
    random.seed(name)
    folder = target / name
    (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
    config = BertConfig(
        vocab_size=len(VOCABULARY), max_position_embeddings=40, type_vocab_size=2, layer_norm_eps=1e-6,
        initializer_range=0.3, hidden_act=case["activation"], **case["sizes"]
    )
    model = BertModel(config, add_pooling_layer=False).eval()
    with torch.no_grad():
        for parameter in model.parameters():  # Biases and norms start at 0 and 1, which would hide mistakes.
            parameter.add_(torch.randn_like(parameter) * 0.05)
    model.save_pretrained(folder, safe_serialization=True)
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n")
    (folder / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": True}) + "\n")
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 40}) + "\n")
    pooling = {f"pooling_mode_{mode}": case["pooling"] == mode.split("_")[0] for mode in ("cls_token", "mean_tokens")}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling) + "\n")
    types = [("", "Transformer"), ("1_Pooling", "Pooling")]
    if case["normalises"]:
        types.append(("2_Normalize", "Normalize"))
    modules = [{"path": path, "type": f"sentence_transformers.models.{kind}"} for path, kind in types]
    (folder / "modules.json").write_text(json.dumps(modules) + "\n")
    tokens = [[random.randrange(len(VOCABULARY)) for _ in range(length)] for length in LENGTHS]
    (folder / "tokens.json").write_text(json.dumps(tokens) + "\n")
    vectors = []
    for ids in tokens:
        with torch.no_grad():
            states = model(input_ids=torch.tensor([ids])).last_hidden_state[0]
        vector = states[0] if case["pooling"] == "cls" else states.mean(0)
        vectors.append((vector / vector.norm() if case["normalises"] else vector).numpy())
    write(folder / "vectors.bin", numpy.stack(vectors))


def main():
    model_folder, target = sys.argv[1], pathlib.Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    record_sentences(model_folder, target)
    for name, case in TINY.items():
        record_tiny(name, case, target)


if __name__ == "__main__":
    main()
