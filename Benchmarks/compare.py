"""Wright and its peers in turn, in one run: prints a table of ratios and writes JSON.

    compare.py PART... --wright PROGRAM --benchmarks PROGRAM --data FOLDER --model FOLDER --work FOLDER

Parts: embed, lexical, ingest, vectors, ann, ask, reindex, prompts, streams. `make bench` calls this in a virtual environment of its own.
Each pair is run --rounds times, ours and the peer's one after the other; the median ratio is what counts, since
machines are noisy.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

import ann as graphs

HERE = os.path.dirname(os.path.abspath(__file__))


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = ["embed", "lexical", "ingest", "vectors", "ann", "ask", "reindex", "prompts", "streams"]
    parser.add_argument("parts", nargs="+", choices=parts)
    for name in ("wright", "benchmarks", "data", "model", "work"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--texts", type=int, default=1000, help="texts to embed")
    parser.add_argument("--vectors", help="vectors.npy of your own")
    parser.add_argument("--queries", help="queries.npy of your own")
    return parser.parse_args()


def output(command, **arguments):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, **arguments).stdout


def peer(name, *arguments):
    return [sys.executable, os.path.join(HERE, "peers", name), *arguments]


def row(part, measure, ours, theirs, peer_name):
    ratios = [mine / other for mine, other in zip(ours, theirs)]
    entry = {
        "part": part, "measure": measure, "peer": peer_name, "ours": statistics.median(ours),
        "theirs": statistics.median(theirs), "ratio": statistics.median(ratios), "ratios": ratios,
    }
    print(f"{part:9} {measure:26} {entry['ours']:12.1f} {entry['theirs']:12.1f} {entry['ratio']:7.2f} ×  {peer_name}")
    return entry


def single(part, measure, values):
    entry = {"part": part, "measure": measure, "median": statistics.median(values), "all": values}
    print(f"{part:9} {measure:26} {entry['median']:12.2f} {'–':>12} {'':9} (least {min(values):.2f})")
    return entry


def scifact_texts(given):
    """Texts of about 195 tokens: abstracts cut after 150 words."""
    path = os.path.join(given.work, "texts.jsonl")
    with open(os.path.join(given.data, "ir/scifact/corpus.jsonl"), encoding="utf-8") as lines, open(path, "w") as out:
        count = 0
        for line in lines:
            words = json.loads(line)["text"].split()
            if len(words) < 135 or count == given.texts:
                continue
            out.write(json.dumps({"text": " ".join(words[:140])}) + "\n")
            count += 1
    return path


def embed(given):
    """All precisions beside all peers, in turn; cosines are those of the vectors with onnxruntime's in 32 bits."""
    texts = scifact_texts(given)
    precisions = ["f32", "bf16", "int8"]
    peers = ["onnxruntime", "onnxruntime-int8", "sentence-transformers", "fastembed"]
    speeds = {name: [] for name in precisions + peers}
    questions = {name: [] for name in precisions + peers}
    limits = {name: [] for name in precisions}
    for _ in range(given.rounds):
        products = json.loads(output(peer("products_peer.py")))
        for name in precisions:
            limits[name].append(products[name])
        for name in precisions:
            result = json.loads(output([given.benchmarks, "embed", given.model, texts, name]))
            speeds[name].append(result["tokensPerSecond"])
            questions[name].append(result["questionMilliseconds"])
        for name in peers:
            command = peer("embed_peer.py", "--model", given.model, "--texts", texts, "--cache", given.work)
            command += ["--only", name, "--repeats", "1", "--batches", "8,16,32"]
            command += ["--vectors", os.path.join(given.work, f"{name}.npy")]
            result = json.loads(output(command, stderr=subprocess.DEVNULL))
            speeds[name].append(result["tokensPerSecond"])
            questions[name].append(result["questionMilliseconds"])
    rows = []
    for name in precisions:
        for other in peers:
            rows.append(row("embed", f"tokens/s, {name}", speeds[name], speeds[other], other))
        rows.append(row("embed", f"tokens/s, {name}", speeds[name], limits[name], "torch's products alone, a limit"))
    for name in precisions:
        rows.append(row("embed", f"12-token query, ms, {name}", questions[name], questions["onnxruntime"], "onnxruntime"))
    for name in precisions:
        path = os.path.join(given.work, f"{name}.npy")
        output([given.wright, "embed", "--input", texts, "--output", path, "--model", given.model, "--precision", name, "-q"])
    for name in precisions + peers[1:]:
        rows.append(cosine(given, name))
    return rows


def cosine(given, name):
    import numpy

    found, exact = (numpy.load(os.path.join(given.work, f"{one}.npy")) for one in (name, "onnxruntime"))
    lengths = numpy.linalg.norm(found, axis=1) * numpy.linalg.norm(exact, axis=1)
    cosines = (found * exact).sum(1) / lengths
    print(f"{'embed':9} {'cosine, ' + name:26} mean {cosines.mean():.5f}  least {cosines.min():.5f}")
    return {"part": "embed", "measure": f"cosine, {name}", "mean": float(cosines.mean()), "least": float(cosines.min())}


def sentences(given):
    path = os.path.join(given.work, "sentences.jsonl")
    corpora = [os.path.join(given.data, "ir", name, "corpus.jsonl") for name in sorted(os.listdir(given.data + "/ir"))]
    with open(path, "wb") as out:
        out.write(output(peer("lexical_peer.py", "sentences", *[corpus for corpus in corpora if os.path.exists(corpus)])))
    return path


def lexical(given):
    documents = sentences(given)
    questions = os.path.join(given.data, "qa/squad-v1.1-dev/questions.jsonl")
    same = [os.path.join(given.work, name) for name in ("terms.jsonl", "query-terms.jsonl")]
    for source, field, target in ((documents, "text", same[0]), (questions, "question", same[1])):
        with open(target, "wb") as out:
            out.write(output(peer("lexical_peer.py", "terms", source, field)))
    rows = []
    for name, paths, flags in (("the same terms", same, ["--terms"]), ("own analysis", [documents, questions], [])):
        ours, tantivy, bm25s = [], [], []
        for _ in range(given.rounds):
            ours.append(json.loads(output([given.benchmarks, "lexical", *paths, *flags]))["queriesPerSecond"])
            result = json.loads(output(peer("lexical_peer.py", "run", *paths, *flags)))
            tantivy.append(result["tantivy"]["queriesPerSecond"])
            bm25s.append(result["bm25s"]["queriesPerSecond"])
        rows.append(row("lexical", f"queries/s, {name}", ours, tantivy, "tantivy"))
        rows.append(row("lexical", f"queries/s, {name}", ours, bm25s, "bm25s"))
    return rows + lexical_indexing(given, documents)


def lexical_indexing(given, documents):
    """71 MB of text with two threads, by the clock on the wall; and the bytes of both indexes."""
    path = os.path.join(given.work, "large.jsonl")
    with open(path, "wb") as out:
        out.write(output(peer("lexical_peer.py", "copies", documents, "71000000")))
    ours, theirs = [], []
    for _ in range(given.rounds):
        ours.append(json.loads(output([given.benchmarks, "lexical-indexing", path, "2"])))
        theirs.append(json.loads(output(peer("lexical_peer.py", "indexing", path, "2"))))
    rows = []
    for name in ("Positions", "Frequencies"):
        seconds, size = "secondsWith" + name, "bytesWith" + name
        note = "with positions" if name == "Positions" else "frequencies"
        speed = [[result["textBytes"] / 1e6 / each[seconds] for each in some] for some in (ours, theirs)
                 for result in ours[:1]]
        rows.append(row("lexical", f"MB/s indexed, {note}", speed[0], speed[1], "tantivy"))
        rows.append(row("lexical", f"index MB, {note}", [each[size] / 1e6 for each in ours],
                        [each[size] / 1e6 for each in theirs], "tantivy"))
    return rows


def ingest(given):
    """A folder of 5,000 Markdown and PDF files; the peer reads a part of it, both are measured in files per second."""
    folder = os.path.join(given.work, "ingest")
    output(peer("ingest_peer.py", "folder", given.data, "5000", folder))
    project = os.path.join(given.work, "ingest-project")
    shutil.rmtree(project, ignore_errors=True)
    os.makedirs(project)
    seconds = timed([given.wright, "index", "--project", project, "--quiet", folder]) / 1000
    theirs = json.loads(output(peer("ingest_peer.py", "run", folder, given.model, "500")))
    return [row("ingest", "files/s, 5k Markdown, PDF", [5000 / seconds], [theirs["filesPerSecond"]],
                "LlamaIndex + Chroma, 500 files")]


def vectors(given):
    paths = [given.vectors, given.queries]
    if not all(paths):
        paths = [os.path.join(given.work, name) for name in ("vectors.npy", "queries.npy")]
        for path, count, seed in ((paths[0], "100000", "1"), (paths[1], "200", "2")):
            with open(path, "wb") as out:
                out.write(output(peer("vector_peer.py", "clustered", count, "384", seed)))
    exact, quantised, faiss = [], [], []
    for _ in range(given.rounds):
        result = json.loads(output([given.benchmarks, "vectors", *paths]))
        exact.append(result["queriesPerSecond"]["exact"])
        quantised.append(result["queriesPerSecond"]["quantised"])
        faiss.append(json.loads(output(peer("vector_peer.py", "run", *paths)))["queriesPerSecond"])
    return [
        row("vectors", "queries/s, exact f32", exact, faiss, "FAISS IndexFlatIP"),
        row("vectors", "queries/s, int8, rescored", quantised, faiss, "FAISS IndexFlatIP"),
    ]


def ann(given):
    return graphs.compare(given, output, peer, sentences, row)


def scifact_folder(given):
    """5,183 abstracts as files, indexed; made once."""
    folder, project = os.path.join(given.work, "scifact"), os.path.join(given.work, "scifact-project")
    if not os.path.exists(os.path.join(project, "complete")):
        shutil.rmtree(project, ignore_errors=True)
        os.makedirs(folder, exist_ok=True)
        os.makedirs(project)
        with open(os.path.join(given.data, "ir/scifact/corpus.jsonl"), encoding="utf-8") as lines:
            for line in lines:
                document = json.loads(line)
                with open(os.path.join(folder, document["_id"] + ".md"), "w", encoding="utf-8") as out:
                    out.write(f"# {document['title']}\n\n{document['text']}\n")
        time.sleep(3)
        output([given.wright, "index", "--project", project, "--quiet", folder])
        open(os.path.join(project, "complete"), "w").close()
    return folder, project


def timed(command):
    start = time.perf_counter()
    output(command)
    return (time.perf_counter() - start) * 1000


def ask(given):
    _, project = scifact_folder(given)
    questions = [
        "Does vitamin D deficiency raise the risk of depression?", "What does 0-dimensional biomaterial lack?",
        "How many people carry abnormal prion protein?", "Which cells express the receptor?",
    ]
    command = [given.wright, "ask", "--project", project, "--quiet"]
    timed(command + [questions[0]])
    return [single("ask", "ms, cold process, 5k docs", [timed(command + [text]) for text in questions * 5])]


def reindex(given):
    folder, project = scifact_folder(given)
    command = [given.wright, "index", "--project", project, "--quiet", folder]
    timed(command)
    return [single("reindex", "ms, 5k files unchanged", [timed(command) for _ in range(10)])]


def prompts(given):
    """Rendering a prompt of 4 kB, and checking 1 kB of JSON against a schema of 2 kB: processor time of one thread."""
    rounds = [json.loads(output([given.benchmarks, "prompt"])) for _ in range(given.rounds)]
    names = {
        "render": "µs, 4 kB rendered", "renderChecked": "µs, inputs checked too", "validate": "µs, 1 kB JSON fits",
        "report": "µs, 1 kB JSON does not fit",
    }
    return [single("prompts", name, [each[key + "Microseconds"] for each in rounds]) for key, name in names.items()]


def streams(given):
    """A streamed answer of 1,000 pieces: the processor time of our process for each piece, the call included."""
    server = subprocess.Popen(peer("stream_server.py"), stdout=subprocess.PIPE, text=True)
    try:
        address = server.stdout.readline().strip()
        rounds = [json.loads(output([given.benchmarks, "provider", address])) for _ in range(given.rounds)]
    finally:
        server.terminate()
    return [
        single("streams", f"µs a piece, {name}", [each[name + "MicrosecondsPerChunk"] for each in rounds])
        for name in ("chat", "messages", "ollama")
    ]


def main():
    given = options()
    os.makedirs(given.work, exist_ok=True)
    print(f"{'part':9} {'measure':26} {'ours':>12} {'peer':>12} {'ratio':>9}")
    rows = [entry for part in given.parts for entry in globals()[part](given)]
    path = os.path.join(given.work, "results.json")
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"processors": os.cpu_count(), "rows": rows}, out, indent=2)
    print(f"Written to {path}")


main()
