"""Lexical search by tantivy and bm25s, to compare with `WrightBenchmarks lexical`.

    lexical_peer.py sentences CORPUS.jsonl... > DOCUMENTS.jsonl   cut the texts of collections into sentences
    lexical_peer.py terms IN.jsonl FIELD > OUT.jsonl               lower-case, cut into words, stem: the same terms for all
    lexical_peer.py run DOCUMENTS.jsonl QUERIES.jsonl [--terms]    measure; prints one JSON object
    lexical_peer.py copies DOCUMENTS.jsonl BYTES > OUT.jsonl       the texts again and again up to a size
    lexical_peer.py indexing DOCUMENTS.jsonl THREADS               measure only that, by the clock on the wall
    lexical_peer.py quality FOLDER...                              nDCG@10 of tantivy on retrieval sets in BEIR's layout

Speeds are by the processor time of this process, so that other work on the machine counts little.
Documents have "text", queries "question" or "text". With --terms, texts are terms with spaces between.
tantivy: one thread, one merged segment in memory, tokenizer en_stem (it keeps stop words), any term may match, 10 hits.
bm25s: numpy back end, English stemmer, no stop words removed, 10 hits.
"""

import json
import re
import sys
import time


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def query_text(record):
    return record.get("question") or record.get("text")


def sentences(paths):
    for path in paths:
        for record in read(path):
            for part in (record.get("title"), record.get("text")):
                for sentence in re.split(r"(?<=[.!?])\s+", part or ""):
                    if sentence.strip():
                        print(json.dumps({"text": sentence.strip()}, ensure_ascii=False))


def terms(path, field):
    import Stemmer

    stem = Stemmer.Stemmer("english").stemWords
    for record in read(path):
        words = re.findall(r"\w+", (record.get(field) or "").lower())
        print(json.dumps({"text": " ".join(stem(words))}, ensure_ascii=False))


def measure(search, queries):
    for query in queries[:200]:
        search(query)
    best = None
    for _ in range(3):
        start = time.process_time()
        for query in queries:
            search(query)
        seconds = time.process_time() - start
        best = seconds if best is None else min(best, seconds)
    return round(len(queries) / best, 1)


def run_tantivy(documents, queries, is_terms):
    import tantivy

    tokenizer = "whitespace" if is_terms else "en_stem"
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name=tokenizer, index_option="freq")
    index = tantivy.Index(builder.build())
    start = time.process_time()
    writer = index.writer(heap_size=512_000_000, num_threads=1)
    for text in documents:
        writer.add_document(tantivy.Document(text=text))
    writer.commit()
    writer.wait_merging_threads()
    built = time.process_time() - start
    index.reload()
    searcher = index.searcher()
    plain = [re.sub(r"[^\w\s]", " ", text).replace("AND", "and").replace("OR", "or").replace("NOT", "not") for text in queries]
    parsed = [index.parse_query(text, ["text"]) for text in plain]
    return {
        "segments": searcher.num_segments,
        "buildSeconds": round(built, 2),
        "queriesPerSecond": measure(lambda text: searcher.search(index.parse_query(text, ["text"]), 10, count=False), plain),
        "queriesPerSecondAlreadyParsed": measure(lambda query: searcher.search(query, 10, count=False), parsed),
    }


def run_bm25s(documents, queries, is_terms):
    import bm25s
    import Stemmer

    stemmer = None if is_terms else Stemmer.Stemmer("english")
    pattern = r"\S+" if is_terms else r"(?u)\b\w\w+\b"

    def tokens(texts):
        return bm25s.tokenize(texts, stopwords=None, stemmer=stemmer, token_pattern=pattern, show_progress=False)

    start = time.process_time()
    retriever = bm25s.BM25(k1=1.2, b=0.75)
    retriever.index(tokens(documents), show_progress=False)
    built = time.process_time() - start

    def search(text):
        try:
            retriever.retrieve(tokens([text]), k=10, show_progress=False, n_threads=0)
        except ValueError:
            pass

    return {"buildSeconds": round(built, 2), "queriesPerSecond": measure(search, queries[:2000])}


def run(documents_path, queries_path, is_terms):
    documents = [record["text"] for record in read(documents_path)]
    queries = [query_text(record) for record in read(queries_path)]
    result = {"documents": len(documents), "queries": len(queries), "terms": is_terms}
    result["tantivy"] = run_tantivy(documents, queries, is_terms)
    result["bm25s"] = run_bm25s(documents, queries, is_terms)
    print(json.dumps(result))


def copies(path, size):
    """Texts of each copy carry its number in some words, so that the lexicon grows as that of a larger corpus does."""
    texts = [record["text"] for record in read(path)]
    written, copy = 0, 0
    while written < size:
        for number, text in enumerate(texts):
            words = text.split(" ")
            if copy and number % 4 == 0:
                words[number % len(words)] += f"x{copy}"
            text = " ".join(words)
            print(json.dumps({"text": text}, ensure_ascii=False))
            written += len(text.encode())
            if written >= size:
                return
        copy += 1


def tantivy_index(texts, option, threads):
    """Seconds to make an index in memory, and the bytes of its files made anew on disk by one thread."""
    import os
    import tempfile

    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name="en_stem", index_option=option)
    schema = builder.build()
    best = None
    for _ in range(2):
        documents = [tantivy.Document(text=text) for text in texts]
        index = tantivy.Index(schema)
        start = time.perf_counter()
        writer = index.writer(heap_size=512_000_000, num_threads=threads)
        for document in documents:
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        seconds = time.perf_counter() - start
        best = seconds if best is None else min(best, seconds)
    with tempfile.TemporaryDirectory() as folder:
        index = tantivy.Index(schema, path=folder)
        writer = index.writer(heap_size=512_000_000, num_threads=1)
        for text in texts:
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
    return best, size


def indexing(path, threads):
    texts = [record["text"] for record in read(path)]
    result = {"documents": len(texts), "threads": threads}
    for name, option in (("Positions", "position"), ("Frequencies", "freq")):
        result["secondsWith" + name], result["bytesWith" + name] = tantivy_index(texts, option, threads)
    print(json.dumps(result))


def quality(folders):
    import math
    import os

    import tantivy

    for folder in folders:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=False, tokenizer_name="en_stem", index_option="freq")
        builder.add_unsigned_field("number", stored=True)
        index = tantivy.Index(builder.build())
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        ids = []
        for record in read(os.path.join(folder, "corpus.jsonl")):
            text = " ".join(part for part in (record.get("title"), record.get("text")) if part)
            writer.add_document(tantivy.Document(text=text, number=len(ids)))
            ids.append(record["_id"])
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        relevant = {}
        with open(os.path.join(folder, "qrels/test.tsv"), encoding="utf-8") as lines:
            for query, document, grade in (line.split("\t") for line in list(lines)[1:]):
                if int(grade) > 0:
                    relevant.setdefault(query, {})[document] = int(grade)
        total, count = 0.0, 0
        for record in read(os.path.join(folder, "queries.jsonl")):
            grades = relevant.get(record["_id"])
            if not grades:
                continue
            count += 1
            words = re.sub(r"[^\w\s]", " ", record["text"])
            words = re.sub(r"\b(AND|OR|NOT|IN)\b", lambda word: word[0].lower(), words)
            hits = searcher.search(index.parse_query(words, ["text"]), 10).hits if words.strip() else []
            found = [grades.get(ids[searcher.doc(address)["number"][0]], 0) for _, address in hits]
            best = sorted(grades.values(), reverse=True)[:10]
            gain = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(found))
            total += gain / sum(grade / math.log2(rank + 2) for rank, grade in enumerate(best))
        print(json.dumps({"set": os.path.basename(folder.rstrip("/")), "queries": count, "ndcg10": round(total / count, 4)}))


def main(arguments):
    if len(arguments) >= 2 and arguments[0] == "sentences":
        sentences(arguments[1:])
    elif len(arguments) == 3 and arguments[0] == "terms":
        terms(arguments[1], arguments[2])
    elif len(arguments) in (3, 4) and arguments[0] == "run":
        run(arguments[1], arguments[2], "--terms" in arguments)
    elif len(arguments) == 3 and arguments[0] == "copies":
        copies(arguments[1], int(arguments[2]))
    elif len(arguments) == 3 and arguments[0] == "indexing":
        indexing(arguments[1], int(arguments[2]))
    elif len(arguments) >= 2 and arguments[0] == "quality":
        quality(arguments[1:])
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
