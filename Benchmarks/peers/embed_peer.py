"""Speed of sentence embedding with onnxruntime and sentence-transformers: the peers of `wright embed`.

    python embed_peer.py --model FOLDER --texts texts.jsonl --cache FOLDER

`texts.jsonl` holds one `{"text": …}` a line. The model is exported to ONNX from its safetensors once, into the cache
folder. Each peer gets its best case: texts sorted by length, several batch sizes, and the fastest one counts.
One JSON object a peer goes to standard output: {"peer", "texts", "tokens", "seconds", "tokensPerSecond",
"batch", "tokensPerProcessorSecond"}; the last one stands fast when other programs use the machine too.
Tokens are counted without padding; time includes tokenising, pooling and normalising, not loading.
"""

import argparse
import json
import os
import sys
import time


def arguments():
    parser = argparse.ArgumentParser(description="Speed of sentence embedding with the peers.")
    parser.add_argument("--model", required=True, help="folder in the layout of sentence-transformers")
    parser.add_argument("--texts", required=True, help="JSON lines with a 'text' each")
    parser.add_argument("--cache", required=True, help="folder for the exported ONNX file")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--batches", default="8,16,32,64")
    parser.add_argument("--only", choices=["onnxruntime", "sentence-transformers"])
    return parser.parse_args()


def settings(folder):
    with open(os.path.join(folder, "sentence_bert_config.json")) as file:
        limit = json.load(file)["max_seq_length"]
    with open(os.path.join(folder, "1_Pooling", "config.json")) as file:
        takes_first = json.load(file).get("pooling_mode_cls_token", False)
    return limit, takes_first


def export(folder, cache):
    """Writes the encoder as ONNX; the name holds the size of the weights, so that another model is not mistaken."""
    weights = os.path.join(folder, "model.safetensors")
    path = os.path.join(cache, f"encoder-{os.path.getsize(weights)}.onnx")
    if os.path.exists(path):
        return path
    import torch
    from transformers import AutoModel

    os.makedirs(cache, exist_ok=True)
    model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()

    class Encoder(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask, token_type_ids):
            return self.model(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state

    ids = torch.ones((2, 16), dtype=torch.long)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    torch.onnx.export(
        Encoder(),
        (ids, ids, torch.zeros_like(ids)),
        path + ".part",
        input_names=names,
        output_names=["states"],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names + ["states"]},
        opset_version=17,
        dynamo=False,
    )
    os.rename(path + ".part", path)
    return path


def graphs(path, folder):
    """The exported graph, and the same one rewritten by onnxruntime's optimiser for BERT (fused attention and GELU)."""
    fused = path.replace(".onnx", "-fused.onnx")
    try:
        if not os.path.exists(fused):
            from onnxruntime.transformers import optimizer

            with open(os.path.join(folder, "config.json")) as file:
                config = json.load(file)
            model = optimizer.optimize_model(
                path, model_type="bert", num_heads=config["num_attention_heads"], hidden_size=config["hidden_size"]
            )
            print(f"fused: {model.get_fused_operator_statistics()}", file=sys.stderr)
            model.save_model_to_file(fused)
        return {"plain": path, "fused": fused}
    except Exception as error:  # onnxruntime fuses some of it by itself, so the plain graph is a fair peer too.
        print(f"not fused: {error}", file=sys.stderr)
        return {"plain": path}


def session(path, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def run_onnxruntime(texts, options):
    import numpy
    from tokenizers import Tokenizer

    limit, takes_first = settings(options.model)
    tokenizer = Tokenizer.from_file(os.path.join(options.model, "tokenizer.json"))
    tokenizer.enable_truncation(max_length=limit)
    tokenizer.no_padding()
    encoders = {
        name: session(path, options.threads)
        for name, path in graphs(export(options.model, options.cache), options.model).items()
    }

    def once(encoder, batch):
        ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
        order = sorted(range(len(ids)), key=lambda index: -len(ids[index]))
        vectors = [None] * len(ids)
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            width = max(len(ids[index]) for index in part)
            tokens = numpy.zeros((len(part), width), dtype=numpy.int64)
            mask = numpy.zeros((len(part), width), dtype=numpy.int64)
            for row, index in enumerate(part):
                tokens[row, : len(ids[index])] = ids[index]
                mask[row, : len(ids[index])] = 1
            inputs = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": numpy.zeros_like(tokens)}
            states = encoder.run(None, inputs)[0]
            if takes_first:
                pooled = states[:, 0]
            else:
                weight = mask[:, :, None].astype(numpy.float32)
                pooled = (states * weight).sum(1) / weight.sum(1)
            pooled /= numpy.linalg.norm(pooled, axis=1, keepdims=True)
            for row, index in enumerate(part):
                vectors[index] = pooled[row]
        return sum(map(len, ids))

    results = [
        fastest("onnxruntime", lambda batch, encoder=encoder: once(encoder, batch), texts, options) | {"graph": name}
        for name, encoder in encoders.items()
    ]
    return max(results, key=lambda result: result["tokensPerSecond"])


def run_sentence_transformers(texts, options):
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(options.threads)
    model = SentenceTransformer(options.model, device="cpu")
    limit, _ = settings(options.model)
    tokens = sum(len(ids) for ids in model.tokenizer(texts, truncation=True, max_length=limit)["input_ids"])

    def once(batch):
        model.encode(texts, batch_size=batch, show_progress_bar=False, normalize_embeddings=True)
        return tokens

    return fastest("sentence-transformers", once, texts, options)


def fastest(peer, once, texts, options):
    once(16)
    best = None
    for batch in map(int, options.batches.split(",")):
        for _ in range(options.repeats):
            start, cpu = time.perf_counter(), time.process_time()
            tokens = once(batch)
            seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
            speed = f"{tokens / seconds:.0f} tokens/s, {tokens / cpu:.0f} a processor second"
            print(f"{peer} batch {batch}: {speed}", file=sys.stderr)
            if best is None or seconds < best["seconds"]:
                best = {"peer": peer, "texts": len(texts), "tokens": tokens, "seconds": round(seconds, 4)}
                best["batch"] = batch
                best["tokensPerProcessorSecond"] = round(tokens / cpu, 1)
    best["tokensPerSecond"] = round(best["tokens"] / best["seconds"], 1)
    return best


def main():
    options = arguments()
    with open(options.texts) as file:
        texts = [json.loads(line)["text"] for line in file]
    for peer, run in [("onnxruntime", run_onnxruntime), ("sentence-transformers", run_sentence_transformers)]:
        if options.only in (None, peer):
            print(json.dumps(run(texts, options)), flush=True)


if __name__ == "__main__":
    main()
