#!/usr/bin/env python3
"""Counts sentences, words and labels of column files, independently of Gloss.

usage: iob_counts.py FILE [options]     one JSON object on standard output
       iob_counts.py --all CORPORA      writes Tests/CorpusFormatsTests/Goldens/iob_counts.json
Columns count from 0; negative ones count from the end. Only the standard library is used.
"""
import argparse
import collections
import glob
import hashlib
import json
import os
import pathlib
import sys


def count(path, options):
    sentences = 0
    labels = collections.Counter()
    digest = hashlib.sha256()
    open_sentence = False
    with open(path, encoding="utf-8", newline=None) as file:
        for number, line in enumerate(file):
            line = line.rstrip("\n")
            if number == 0:
                line = line.removeprefix("\ufeff")
            if options.comment and line.startswith(options.comment):
                continue
            if line.strip() == "" or line.split()[0] == "-DOCSTART-" and not line[0].isspace():
                open_sentence = False
                continue
            columns = line.split("\t") if options.separator == "tab" else line.split()
            while columns[-1] == "":
                columns.pop()
            word, label = columns[options.word], columns[options.label].strip()
            if options.space_becomes is not None:
                word = "".join(options.space_becomes if c.isspace() else c for c in word)
            if word == "" and options.empty_becomes is not None:
                word = options.empty_becomes
            if not open_sentence:
                sentences += 1
                open_sentence = True
            labels[label] += 1
            digest.update(f"{sentences}\t{word}\t{label}\n".encode())
    return {
        "sentences": sentences,
        "words": sum(labels.values()),
        "labels": dict(sorted(labels.items())),
        "sha256": digest.hexdigest(),
    }


def parser():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--separator", choices=["tab", "space"], default="tab")
    parser.add_argument("--word", type=int, default=0)
    parser.add_argument("--label", type=int, default=-1)
    parser.add_argument("--comment")
    parser.add_argument("--space-becomes")
    parser.add_argument("--empty-becomes")
    return parser


# Files and how they are to be read; a corpus that the defaults read has no options but its separator.
CORPORA = [
    ("anem/AnEM.*", []),
    ("btc/*.conll", ["--space-becomes", "_", "--empty-becomes", "_"]),
    ("crossner/*/*.txt", []),
    ("doccano/example.conll", []),
    ("doccano/labeling.trailing.conll", []),
    ("fin_sec/*/*.txt", ["--separator", "space"]),
    ("german_ler/*.conll", ["--separator", "space"]),
    ("germeval2014/*.tsv", ["--comment", "#\t", "--word", "1", "--label", "2"]),
    ("gmb/*.txt", ["--separator", "space"]),
    ("hiner/*.conll", []),
    ("japanese_gsd/*.bio", []),
    ("klue_ko/*.tsv", ["--comment", "##", "--space-becomes", "_"]),
    ("ncbi_disease/conll/*.tsv", []),
    ("thai_ner/*.conll", ["--space-becomes", "_"]),
    ("turku_fi/*.tsv", []),
    ("unicode/conll.tsv", ["--space-becomes", "_"]),
    ("uner/*/*.iob2", ["--comment", "# ", "--word", "1", "--label", "2"]),
    ("wikigold/*.txt", ["--separator", "space"]),
    ("wnut17/*.conll", []),
    ("wojood_sample_ar/*.txt", ["--separator", "space", "--label", "1"]),
]


def count_all(root):
    cases = []
    for pattern, arguments in CORPORA:
        for path in sorted(glob.glob(os.path.join(root, pattern))):
            options = parser().parse_args([path, *arguments])
            counts = count(path, options)
            del counts["sha256"]
            cases.append({
                "file": os.path.relpath(path, root), "wordColumn": options.word + 1, "labelColumn": options.label + 1,
                "commentPrefix": options.comment, "spaceBecomes": options.space_becomes,
                "emptyBecomes": options.empty_becomes, **counts,
            })
    out = {"made by": "tools/goldens/iob_counts.py", "python": sys.version.split()[0], "cases": cases}
    golden = pathlib.Path(__file__).parents[2] / "Tests/CorpusFormatsTests/Goldens/iob_counts.json"
    golden.write_text(json.dumps(out, ensure_ascii=False).replace('{"file"', '\n{"file"') + "\n", encoding="utf-8")


if __name__ != "__main__":
    pass
elif sys.argv[1:2] == ["--all"]:
    count_all(sys.argv[2])
else:
    options = parser().parse_args()
    print(json.dumps(count(options.file, options), ensure_ascii=False))
