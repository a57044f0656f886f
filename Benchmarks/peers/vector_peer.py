"""Exact vector search by FAISS, to compare with `WrightBenchmarks vectors`.

    vector_peer.py embed MODEL DOCUMENTS.jsonl COUNT > VECTORS.npy   real embeddings of "text" or "question"
    vector_peer.py clustered COUNT DIMENSION SEED > VECTORS.npy      made-up ones: clusters with noise
    vector_peer.py run VECTORS.npy QUERIES.npy                       measure; prints one JSON object

Speeds are by the processor time of this process, so that other work on the machine counts little.
MODEL is a folder or name that sentence-transformers loads. FAISS: IndexFlatIP, one thread, one query at a time, 10 hits.
"""

import io
import json
import sys
import time

import numpy


def save(vectors):
    buffer = io.BytesIO()
    numpy.save(buffer, numpy.ascontiguousarray(vectors, dtype="<f4"))
    sys.stdout.buffer.write(buffer.getvalue())


def embed(model_name, path, count):
    from sentence_transformers import SentenceTransformer

    texts = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            texts.append(record.get("question") or record.get("text"))
            if len(texts) == count:
                break
    model = SentenceTransformer(model_name, device="cpu")
    save(model.encode(texts, batch_size=64, normalize_embeddings=True, show_progress_bar=False))


def clustered(count, dimension, seed):
    random = numpy.random.default_rng(seed)
    centres = random.standard_normal((max(1, count // 200), dimension))
    vectors = centres[random.integers(0, len(centres), count)] + 0.7 * random.standard_normal((count, dimension))
    save(vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True))


def run(vectors_path, queries_path):
    import faiss

    faiss.omp_set_num_threads(1)
    vectors, queries = numpy.load(vectors_path), numpy.load(queries_path)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    index.search(queries[:1], 10)
    best, batch = float("inf"), float("inf")
    for _ in range(3):
        start = time.process_time()
        for query in queries:
            index.search(query[None, :], 10)
        best = min(best, time.process_time() - start)
        start = time.process_time()
        index.search(queries, 10)
        batch = min(batch, time.process_time() - start)
    print(json.dumps({
        "vectors": len(vectors), "dimension": vectors.shape[1], "queries": len(queries),
        "queriesPerSecond": round(len(queries) / best, 1), "queriesPerSecondBatch": round(len(queries) / batch, 1),
    }))


def main(arguments):
    if len(arguments) == 4 and arguments[0] == "embed":
        embed(arguments[1], arguments[2], int(arguments[3]))
    elif len(arguments) == 4 and arguments[0] == "clustered":
        clustered(*map(int, arguments[1:]))
    elif len(arguments) == 3 and arguments[0] == "run":
        run(arguments[1], arguments[2])
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
