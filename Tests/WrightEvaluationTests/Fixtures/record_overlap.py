#!/usr/bin/env python3
"""Records what rouge-score, sacrebleu and NLTK's Porter stemmer compute, for the tests of WrightEvaluation.

    python3 -m venv venv
    venv/bin/pip install rouge-score sacrebleu
    venv/bin/python Tests/WrightEvaluationTests/Fixtures/record_overlap.py

Writes overlap.json and stems.json beside itself. The sentences are made up here; words are put together at random from
stems and endings.
"""

import json
import pathlib
import random

import sacrebleu
from nltk.stem import porter
from rouge_score import rouge_scorer

FOLDER = pathlib.Path(__file__).resolve().parent
TYPES = ["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"]

SENTENCES = [
    "The hotel keeps receipts for six months, and the auditor reads 1,024 of them.",
    "The auditor (a careful one) read 1024 receipts; the hotel kept them for half a year.",
    "Prices rose by 3.5% in 2019-2020, to $12.40 per unit...",
    "Prices have risen 3.5 percent since 2019 - to 12.40 dollars.",
    "Don't panic! It's only a test-case, isn't it?",
    "Do not panic: it is just a test case.",
    "Die Straße ist länger als die Brücke; Größe zählt nicht.",
    "Die Strasse ist laenger als die Bruecke.",
    "Привет, мир! Это проверка.",
    "Привет мир — это только проверка.",
    "東京は大きな都市です。",
    "東京は日本の首都です。",
    "A tab\tand a line\nbreak\nin a summary.\nIt has four lines.",
    "A summary with a break.\nIt has lines.\nFour lines, in fact.",
    "&quot;Quoted&quot; &amp; escaped &lt;tags&gt; <skipped> here-\nafter",
    "\"Quoted\" & escaped <tags> hereafter",
    "cafe\u0301 and caf\u00e9 are not the same bytes \u00a0 here",
    "caf\u00e9 and cafe\u0301 are the same letters here",
    "",
    "one",
    "one two",
    "...",
    "running runners ran quickly, relational databases conditionally digitizing",
    "a runner runs quick; relate the database, condition the digits",
    "x.y,z 3.4,5 6-7 a-b -8 9- .5 5. ,,..--",
]


def pairs():
    chosen = random.Random(4)
    cases = [(SENTENCES[i], [SENTENCES[i + 1]]) for i in range(0, len(SENTENCES) - 1)]
    cases += [(chosen.choice(SENTENCES), chosen.sample(SENTENCES, chosen.randint(1, 3))) for _ in range(60)]
    words = "the a cat dog sat mat on ran to of and house blue red 7 in it was is not".split()
    for _ in range(60):
        text = " ".join(chosen.choices(words, k=chosen.randint(1, 25)))
        references = [" ".join(chosen.choices(words, k=chosen.randint(1, 25))) for _ in range(chosen.randint(1, 3))]
        if chosen.random() < 0.3:
            text = text.replace(" on ", "\n")
            references = [reference.replace(" and ", ".\n") for reference in references]
        cases.append((text, references))
    return cases


def rouge(text, references):
    result = {}
    for stem in (False, True):
        scorer = rouge_scorer.RougeScorer(TYPES, use_stemmer=stem)
        scores = scorer.score(references[0], text)
        result["stemmed" if stem else "plain"] = {
            name: [score.precision, score.recall, score.fmeasure] for name, score in scores.items()
        }
    return result


def main():
    bleu = sacrebleu.BLEU(effective_order=True)
    corpus_bleu = sacrebleu.BLEU()
    cases = []
    for text, references in pairs():
        cases.append(
            {
                "text": text, "references": references, "rouge": rouge(text, references),
                "bleu": bleu.sentence_score(text, references).score,
                "chrf": sacrebleu.CHRF().sentence_score(text, references).score,
                "chrfpp": sacrebleu.CHRF(word_order=2).sentence_score(text, references).score,
            }
        )
    texts = [case["text"] for case in cases]
    first = [[case["references"][0] for case in cases]]
    corpus = {
        "bleu": corpus_bleu.corpus_score(texts, first).score,
        "chrf": sacrebleu.CHRF().corpus_score(texts, first).score,
        "chrfpp": sacrebleu.CHRF(word_order=2).corpus_score(texts, first).score,
    }
    text = json.dumps({"cases": cases, "corpus": corpus}, ensure_ascii=False, separators=(",", ":"))
    (FOLDER / "overlap.json").write_text(text + "\n", encoding="utf-8")

    chosen = random.Random(7)
    stems = "run rat form conflat hop fil fail fizz tan hiss relat ration valen digit radic vile analog sensit goodn cess contr roll rev toy syzyg y tr ie d fl sp app al geo archaeo care hope enjoy cri bias".split()
    endings = ["", "s", "es", "ies", "ied", "ed", "ing", "eed", "y", "ational", "tional", "enci", "anci", "izer", "bli", "alli", "entli", "eli", "ousli", "ization", "ation", "ator", "alism", "iveness", "fulness", "ousness", "aliti", "iviti", "biliti", "fulli", "logi", "icate", "ative", "alize", "iciti", "ical", "ful", "ness", "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "sion", "tion", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize", "e", "ll", "lle", "ying", "ly", "ably", "ss", "sses", "tt", "tted", "atted", "bling", "izing", "yyyy"]
    words = {stem + ending for stem in stems for ending in endings}
    words |= {stem + chosen.choice(endings) + chosen.choice(endings) for stem in stems for _ in range(25)}
    words |= set("sky skies dying lying tying news innings outing cannings howe proceed exceed succeed 1234 a1b2 20th".split())
    stemmer = porter.PorterStemmer()
    table = {word: stemmer.stem(word) for word in sorted(words) if word}
    (FOLDER / "stems.json").write_text(json.dumps(table, separators=(",", ":")) + "\n", encoding="utf-8")


main()
