#!/usr/bin/env python3
"""Writes a tiny language model with random weights as a GGUF file, for tests of real servers.

Needs the package `gguf`. It says nothing sensible; it only has to be loaded and sampled from:
make-tiny-model.py FILE
"""
import sys

import gguf
import numpy as np

VOCABULARY, WIDTH, HEADS, LAYERS, HIDDEN, CONTEXT = 288, 64, 4, 2, 128, 2048


def main(path: str) -> None:
    random = np.random.default_rng(7)

    def tensor(*shape: int) -> np.ndarray:
        return (random.standard_normal(shape) * 0.05).astype(np.float32)

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny-random")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(VOCABULARY)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)

    # Three marks, a token for each byte, and some letters, so that any text can be read.
    tokens = [b"<unk>", b"<s>", b"</s>"] + [f"<0x{byte:02X}>".encode() for byte in range(256)]
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL] + [gguf.TokenType.BYTE] * 256
    words = ["▁", "a", "e", "i", "o", "u", "t", "n", "s", "r", "▁the", "▁a", "▁is", "▁in", "▁of"]
    for word in words + [f"w{number}" for number in range(VOCABULARY - len(tokens) - len(words))]:
        tokens.append(word.encode())
        kinds.append(gguf.TokenType.NORMAL)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * 259 + [-float(place) for place in range(VOCABULARY - 259)])
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)

    writer.add_tensor("token_embd.weight", tensor(VOCABULARY, WIDTH))
    for layer in range(LAYERS):
        prefix = f"blk.{layer}."
        writer.add_tensor(prefix + "attn_norm.weight", np.ones(WIDTH, np.float32))
        writer.add_tensor(prefix + "ffn_norm.weight", np.ones(WIDTH, np.float32))
        for name in ["attn_q", "attn_k", "attn_v", "attn_output"]:
            writer.add_tensor(prefix + name + ".weight", tensor(WIDTH, WIDTH))
        writer.add_tensor(prefix + "ffn_gate.weight", tensor(HIDDEN, WIDTH))
        writer.add_tensor(prefix + "ffn_up.weight", tensor(HIDDEN, WIDTH))
        writer.add_tensor(prefix + "ffn_down.weight", tensor(WIDTH, HIDDEN))
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    writer.add_tensor("output.weight", tensor(VOCABULARY, WIDTH))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make-tiny-model.py FILE")
    main(sys.argv[1])
