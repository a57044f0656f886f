"""Lexical search by tantivy and bm25s, to compare with `WrightBenchmarks lexical`.

    lexical_peer.py sentences CORPUS.jsonl... > DOCUMENTS.jsonl   cut the texts of collections into sentences
    lexical_peer.py terms IN.jsonl FIELD > OUT.jsonl               lower-case, cut into words, stem: the same terms for all
    lexical_peer.py run DOCUMENTS.jsonl QUERIES.jsonl [--terms]    measure; prints one JSON object

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


def main(arguments):
    if len(arguments) >= 2 and arguments[0] == "sentences":
        sentences(arguments[1:])
    elif len(arguments) == 3 and arguments[0] == "terms":
        terms(arguments[1], arguments[2])
    elif len(arguments) in (3, 4) and arguments[0] == "run":
        run(arguments[1], arguments[2], "--terms" in arguments)
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
