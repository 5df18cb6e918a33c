"""Converts every column file of the corpora with `gloss dataset_convert` and compares what it writes with iob_counts.py.

usage: conversion_counts.py GLOSS CORPORA

For each file of iob_counts.CORPORA the label counts (of the labels file and of the statistics file) must be those that
Python counts in the corpus, and a checksum over all sentences, words and labels must be the same. Exits with 1 if not.
"""
import collections
import glob
import hashlib
import os
import subprocess
import sys
import tempfile

import iob_counts


def converted(gloss, path, options, folder):
    name = os.path.basename(path)
    command = [gloss, "dataset_convert", f"source_data_dir='{os.path.dirname(path)}'", f"target_data_dir='{folder}'",
               f"list_of_file_names=['{name}']", f"train_file_name='{name}'",
               f"word_column={options.word + 1}", f"label_column={options.label + 1 or -1}"]
    for key, value in [("comment_prefix", options.comment), ("spaces_in_words", options.space_becomes),
                       ("empty_words", options.empty_becomes)]:
        if value is not None:
            command.append(f"{key}='{value}'")
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode != 0:
        return run.stderr.strip().splitlines()[-1]
    (text,), (labels,) = [[f for f in glob.glob(f"{folder}/{kind}_*") if not f.endswith(".tsv")]
                          for kind in ("text", "labels")]
    counts, digest, sentences = collections.Counter(), hashlib.sha256(), 0
    with open(text, encoding="utf-8", newline="\n") as words, open(labels, encoding="utf-8", newline="\n") as tags:
        for sentences, (line, row) in enumerate(zip(words, tags, strict=True), 1):
            for word, label in zip(line.rstrip("\n").split(" "), row.rstrip("\n").split(" "), strict=True):
                counts[label] += 1
                digest.update(f"{sentences}\t{word}\t{label}\n".encode())
    (statistics,) = glob.glob(f"{folder}/*_label_stats.tsv")
    ids = [name for name in open(f"{folder}/label_ids.csv", encoding="utf-8").read().split("\n") if name]
    # A row of the statistics: id, share, count.
    rows = [line.split("\t\t") for line in open(statistics, encoding="utf-8")]
    return {"sentences": sentences, "words": sum(counts.values()), "labels": dict(sorted(counts.items())),
            "sha256": digest.hexdigest()}, {ids[int(row[0])]: int(row[2]) for row in rows}, ids


gloss, root = sys.argv[1:3]
files = words = sentences = failures = 0
for pattern, arguments in iob_counts.CORPORA:
    for path in sorted(glob.glob(os.path.join(root, pattern))):
        options = iob_counts.parser().parse_args([path, *arguments])
        with tempfile.TemporaryDirectory() as folder:
            result = converted(gloss, path, options, folder)
        files += 1
        if isinstance(result, str):
            failures += 1
            print(f"{os.path.relpath(path, root)}: REFUSED: {result}")
            continue
        ours, stated, ids = result
        expected = iob_counts.count(path, options)
        same = ours == expected and stated == expected["labels"] and sorted(ids) == sorted({"O", *expected["labels"]})
        words, sentences, failures = words + ours["words"], sentences + ours["sentences"], failures + (not same)
        if not same:
            print(f"{os.path.relpath(path, root)}: DIFFERS: {ours} / {stated} / {expected}")
print(f"{files} files, {sentences} sentences, {words} words, {failures} refused or different")
sys.exit(failures > 0)
