"""Vector search by FAISS, hnswlib and usearch, to compare with `WrightBenchmarks vectors` and `WrightBenchmarks ann`.

    vector_peer.py embed MODEL DOCUMENTS.jsonl COUNT > VECTORS.npy   real embeddings of "text" or "question"
    vector_peer.py clustered COUNT DIMENSION SEED > VECTORS.npy      made-up ones: clusters with noise
    vector_peer.py run VECTORS.npy QUERIES.npy                       measure exact search; prints one JSON object
    vector_peer.py graph PEER VECTORS.npy QUERIES.npy                measure a graph, breadth after breadth; the same

Speeds are by the processor time of this process, so that other work on the machine counts little.
MODEL is a folder or name that sentence-transformers loads. FAISS: IndexFlatIP, one thread, one query at a time, 10 hits.
Graphs (hnswlib, faiss-hnsw, usearch-f32, usearch-bf16, usearch-i8): M 16 (32 links on the ground), breadth 200 while
building, built by two threads, walked by one, one query at a time, 10 hits; the seconds of a build are the wall's.
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


BREADTHS = [10, 16, 24, 32, 40, 50, 64, 80, 100, 128, 160, 200, 256, 320, 400]


def resident():
    with open("/proc/self/statm", encoding="ascii") as numbers:
        return int(numbers.read().split()[1]) * 4096


def hnswlib_graph(vectors):
    import hnswlib

    index = hnswlib.Index(space="ip", dim=vectors.shape[1])
    index.init_index(len(vectors), ef_construction=200, M=16)
    index.set_num_threads(2)
    index.add_items(vectors)
    index.set_num_threads(1)
    return index.set_ef, lambda query: index.knn_query(query, 10)[0][0]


def faiss_graph(vectors):
    import faiss

    faiss.omp_set_num_threads(2)
    index = faiss.IndexHNSWFlat(vectors.shape[1], 16, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 200
    index.add(vectors)
    faiss.omp_set_num_threads(1)

    def set_breadth(breadth):
        index.hnsw.efSearch = breadth

    return set_breadth, lambda query: index.search(query[None, :], 10)[1][0]


def usearch_graph(kind):
    def build(vectors):
        from usearch.index import Index

        index = Index(ndim=vectors.shape[1], metric="ip", dtype=kind, connectivity=16, expansion_add=200)
        index.add(numpy.arange(len(vectors)), vectors, threads=2)

        def set_breadth(breadth):
            index.expansion_search = breadth

        return set_breadth, lambda query: index.search(query, 10, threads=1).keys

    return build


GRAPHS = {
    "hnswlib": hnswlib_graph, "faiss-hnsw": faiss_graph, "usearch-f32": usearch_graph("f32"),
    "usearch-bf16": usearch_graph("bf16"), "usearch-i8": usearch_graph("i8"),
}


def graph(name, vectors_path, queries_path):
    import faiss

    vectors, queries = numpy.load(vectors_path), numpy.load(queries_path)
    exact = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(vectors)
    truth = [set(row) for row in exact.search(queries, 10)[1]]
    del exact
    before, start, worked = resident(), time.perf_counter(), time.process_time()
    set_breadth, search = GRAPHS[name](vectors)
    seconds, processor = time.perf_counter() - start, time.process_time() - worked
    result = {
        "peer": name, "vectors": len(vectors), "buildSeconds": round(seconds, 2),
        "buildProcessorSeconds": round(processor, 2),
        "bytesPerVector": round((resident() - before) / len(vectors)), "sweep": [],
    }
    for breadth in BREADTHS:
        set_breadth(breadth)
        best, found = float("inf"), []
        for _ in range(3):
            start = time.process_time()
            found = [search(query) for query in queries]
            best = min(best, time.process_time() - start)
        recall = sum(len(mine.intersection(map(int, row))) for mine, row in zip(truth, found)) / 10 / len(queries)
        result["sweep"].append({
            "breadth": breadth, "recall": round(recall, 4), "queriesPerSecond": round(len(queries) / best, 1),
        })
        if recall > 0.9975:
            break
    print(json.dumps(result))


def main(arguments):
    if len(arguments) == 4 and arguments[0] == "embed":
        embed(arguments[1], arguments[2], int(arguments[3]))
    elif len(arguments) == 4 and arguments[0] == "clustered":
        clustered(*map(int, arguments[1:]))
    elif len(arguments) == 3 and arguments[0] == "run":
        run(arguments[1], arguments[2])
    elif len(arguments) == 4 and arguments[0] == "graph" and arguments[1] in GRAPHS:
        graph(*arguments[1:])
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
