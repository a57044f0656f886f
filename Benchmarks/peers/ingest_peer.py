"""Ingest and query of a whole folder by LlamaIndex with Chroma, to compare with `wright index` and `wright search`.

    ingest_peer.py folder DATA COUNT FOLDER       make a folder of COUNT documents from the benchmark data
    ingest_peer.py run FOLDER MODEL [LIMIT]       index the folder with the model's folder; prints one JSON object

The made folder holds Markdown texts of the retrieval sets, one file each, and in every 100 files one PDF of the
document set under a new name (the set has few; each is used many times; scans are left out). The peer reads each file with LlamaIndex's
reader, cuts it into sentences of about 200 tokens with its default splitter, embeds them with the same MiniLM by
sentence-transformers on the processor, and stores them in a Chroma database on disk.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time


def texts(data):
    for name in ("scifact", "nfcorpus", "cranfield", "squad-v1.1-dev", "cacm"):
        path = os.path.join(data, "ir", name, "corpus.jsonl")
        if not os.path.exists(path):
            continue
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if record.get("text"):
                    yield name, record


def pdfs(data):
    found = []
    for folder, _, names in os.walk(os.path.join(data, "docs")):
        found += [os.path.join(folder, name) for name in names if name.endswith(".pdf")]
    return sorted(path for path in found if os.path.getsize(path) < 400_000 and has_text(path))


def has_text(path):
    """Whether the peer finds text on every page: Wright would read scanned pages by OCR, which takes its time."""
    text = subprocess.run(["pdftotext", "-q", path, "-"], stdout=subprocess.PIPE, check=False).stdout
    return all(len(page.split()) > 5 for page in text.split(b"\f")[:-1]) and len(text.split()) > 20


def make_folder(data, count, folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    sources, copies = texts(data), pdfs(data)
    for number in range(count):
        if copies and number % 100 == 99:
            source = copies[number // 100 % len(copies)]
            shutil.copyfile(source, os.path.join(folder, f"{number:05}.pdf"))
            continue
        name, record = next(sources)
        with open(os.path.join(folder, f"{number:05}-{name}.md"), "w", encoding="utf-8") as out:
            out.write(f"# {record.get('title') or record['_id']}\n\n{record['text']}\n")


def run(folder, model, limit):
    started = time.perf_counter()
    import chromadb
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    embedder = HuggingFaceEmbedding(model_name=model, embed_batch_size=32, device="cpu")
    loaded = time.perf_counter()
    with tempfile.TemporaryDirectory() as store:
        documents = SimpleDirectoryReader(folder, num_files_limit=limit or None, exclude_hidden=False).load_data()
        read = time.perf_counter()
        collection = chromadb.PersistentClient(path=store).create_collection("bench")
        context = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
        index = VectorStoreIndex.from_documents(
            documents, storage_context=context, embed_model=embedder,
            transformations=[SentenceSplitter(chunk_size=200, chunk_overlap=0)],
        )
        stored = time.perf_counter()
        retriever = index.as_retriever(similarity_top_k=10)
        retriever.retrieve("warm up")
        begun = time.perf_counter()
        for question in ("vitamin D and depression", "wing lift at low speed", "who wrote the play"):
            retriever.retrieve(question)
        queried = time.perf_counter()
        files = limit or len(os.listdir(folder))
        print(json.dumps({
            "files": files, "documents": len(documents), "chunks": collection.count(),
            "importSeconds": round(loaded - started, 2), "readSeconds": round(read - loaded, 2),
            "embedAndStoreSeconds": round(stored - read, 2), "ingestSeconds": round(stored - loaded, 2),
            "filesPerSecond": round(files / (stored - loaded), 2),
            "millisecondsPerQuery": round((queried - begun) / 3 * 1000, 1),
        }))


def main(arguments):
    if len(arguments) == 4 and arguments[0] == "folder":
        make_folder(arguments[1], int(arguments[2]), arguments[3])
    elif len(arguments) in (3, 4) and arguments[0] == "run":
        run(arguments[1], arguments[2], int(arguments[3]) if len(arguments) == 4 else 0)
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
