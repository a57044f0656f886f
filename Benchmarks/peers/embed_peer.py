"""Speed of sentence embedding with onnxruntime and sentence-transformers: the peers of `wright embed`.

    python embed_peer.py --model FOLDER --texts texts.jsonl --cache FOLDER

`texts.jsonl` holds one `{"text": …}` a line. The model is exported to ONNX from its safetensors once, into the cache
folder. Each peer gets its best case: texts sorted by length, several batch sizes, and the fastest one counts.
`onnxruntime-int8` is the same graph after onnxruntime's dynamic quantisation; `fastembed` does as that library does:
onnxruntime, batches of 256 in the given order, padded to the longest text of each.
With `--vectors`, the vectors are written as a NumPy array. `questionMilliseconds` is the median of 100 single questions.
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
    parser.add_argument("--only", choices=["onnxruntime", "onnxruntime-int8", "sentence-transformers", "fastembed"])
    parser.add_argument("--vectors", help="where the vectors go")
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


QUESTION = "what is the capital of france and of spain"


def quantised(path):
    """The graph with dynamically quantised weights, made once."""
    target = path.replace(".onnx", "-int8.onnx")
    if not os.path.exists(target):
        from onnxruntime.quantization import QuantType, quantize_dynamic

        quantize_dynamic(path, target + ".part", weight_type=QuantType.QInt8)
        os.rename(target + ".part", target)
    return target


class OnnxEncoder:
    """Tokenising, running, pooling and normalising with one graph."""

    def __init__(self, graph, options, sorts=True):
        from tokenizers import Tokenizer

        limit, self.takes_first = settings(options.model)
        self.tokenizer = Tokenizer.from_file(os.path.join(options.model, "tokenizer.json"))
        self.tokenizer.enable_truncation(max_length=limit)
        self.tokenizer.no_padding()
        self.session = session(graph, options.threads)
        self.sorts = sorts

    def encode(self, texts, batch):
        import numpy

        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(ids)), key=lambda index: -len(ids[index])) if self.sorts else list(range(len(ids)))
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
            states = self.session.run(None, inputs)[0]
            if self.takes_first:
                pooled = states[:, 0]
            else:
                weight = mask[:, :, None].astype(numpy.float32)
                pooled = (states * weight).sum(1) / weight.sum(1)
            pooled /= numpy.linalg.norm(pooled, axis=1, keepdims=True)
            for row, index in enumerate(part):
                vectors[index] = pooled[row]
        return numpy.stack(vectors), sum(map(len, ids))


def measured(name, encoder, texts, options, batches=None):
    result = fastest(name, lambda batch: encoder.encode(texts, batch)[1], texts, options, batches)
    if options.vectors:
        import numpy

        numpy.save(options.vectors, encoder.encode(texts, result["batch"])[0].astype(numpy.float32))
    return result | {"questionMilliseconds": question(lambda: encoder.encode([QUESTION], 1))}


def question(once):
    times = []
    for _ in range(110):
        start = time.perf_counter()
        once()
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times[10:])[50]


def run_onnxruntime(texts, options):
    found = graphs(export(options.model, options.cache), options.model)
    results = [
        measured("onnxruntime", OnnxEncoder(graph, options), texts, options) | {"graph": name}
        for name, graph in found.items()
    ]
    return max(results, key=lambda result: result["tokensPerSecond"])


def run_onnxruntime_int8(texts, options):
    graph = quantised(export(options.model, options.cache))
    return measured("onnxruntime-int8", OnnxEncoder(graph, options), texts, options)


def run_fastembed(texts, options):
    graph = export(options.model, options.cache)
    return measured("fastembed", OnnxEncoder(graph, options, sorts=False), texts, options, batches=[256])


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

    result = fastest("sentence-transformers", once, texts, options)
    if options.vectors:
        import numpy

        vectors = model.encode(texts, batch_size=32, show_progress_bar=False, normalize_embeddings=True)
        numpy.save(options.vectors, vectors.astype(numpy.float32))
    encode = lambda: model.encode([QUESTION], show_progress_bar=False, normalize_embeddings=True)
    return result | {"questionMilliseconds": question(encode)}


def fastest(peer, once, texts, options, batches=None):
    once(16)
    best = None
    for batch in batches or map(int, options.batches.split(",")):
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
    for peer, run in [
        ("onnxruntime", run_onnxruntime), ("onnxruntime-int8", run_onnxruntime_int8), ("fastembed", run_fastembed),
        ("sentence-transformers", run_sentence_transformers),
    ]:
        if options.only in (None, peer):
            print(json.dumps(run(texts, options)), flush=True)


if __name__ == "__main__":
    main()
