#!/usr/bin/env python3
"""Counts documents, sentences, tokens and mentions of column files and CoNLL-U, independently of Gloss.

usage: token_documents.py CORPORA      writes Tests/CorpusFormatsTests/Goldens/token_documents.json

Columns are read with the standard library alone, CoNLL-U with the package conllu (`pip install conllu`). Each file's digest is
CRC-32 over lines `text` and `start end label` (UTF-8 bytes of the document's text), so that texts and offsets are compared too.
"""
import collections
import glob
import json
import os
import pathlib
import re
import sys
import zlib

import conllu

# Pattern, options: word and label columns from 0, comments' prefix, whether tokens stand side by side.
COLUMNS = [
    ("anem/AnEM.*", {}), ("btc/*.conll", {}), ("crossner/*/*.txt", {}), ("doccano/example.conll", {}),
    ("doccano/labeling.trailing.conll", {}), ("fin_sec/*/*.txt", {"separator": None}),
    ("german_ler/*.conll", {"separator": None}),
    ("germeval2014/*.tsv", {"comment": "#\t", "word": 1, "labels": [2, 3]}), ("gmb/*.txt", {"separator": None}),
    ("hiner/*.conll", {}), ("japanese_gsd/*.bio", {}), ("klue_ko/*.tsv", {"comment": "##", "joined": True}),
    ("ncbi_disease/conll/*.tsv", {}), ("thai_ner/*.conll", {"joined": True}), ("turku_fi/*.tsv", {}),
    ("uner/*/*.iob2", {"comment": "# ", "word": 1, "labels": [2]}), ("wikigold/*.txt", {"separator": None}),
    ("wnut17/*.conll", {}), ("wojood_sample_ar/*.txt", {"separator": None, "nested": True}),
    ("gum/coref/*.conll", {"comment": "# ", "word": 1, "labels": [2], "brackets": True}),
]


def iob(labels):
    """Mentions of a sentence as conlleval reads them: [first, last + 1, type]."""
    mentions, open_type = [], None
    for index, label in enumerate(labels):
        prefix, _, kind = label.partition("-")
        if label == "O":
            open_type = None
            continue
        if prefix == "B" or open_type != kind:
            mentions.append([index, index, kind])
        mentions[-1][1] = index + 1
        open_type = kind
    return mentions


def bilou(labels):
    mentions = []
    for index, label in enumerate(labels):
        prefix, _, kind = label.partition("-")
        if prefix in "BU" and label != "O":
            mentions.append([index, index + 1, kind])
        elif label != "O":
            assert mentions[-1][2] == kind and mentions[-1][1] == index
            mentions[-1][1] = index + 1
    return mentions


def brackets(cells, entity, closing):
    """Mentions of a document from the brackets of its tokens; `entity` takes an opening apart into key and label."""
    mentions, open_ones = [], []
    for token, cell in enumerate(cells):
        for item in re.findall(r"\([^()]*\)?|[^()|]+\)", cell):
            if item.startswith("("):
                key, label = entity(item.strip("()"))
                mentions.append([token, None, label])
                open_ones.append((key, mentions[-1]))
            if item.endswith(")"):
                key = entity(item.strip("()"))[0] if item.startswith("(") else closing(item[:-1])
                place = max(i for i, (k, _) in enumerate(open_ones) if k == key)
                open_ones.pop(place)[1][1] = token + 1
    assert not open_ones
    return mentions


class Document:
    def __init__(self):
        self.sentences = []  # of tokens
        self.raws = []  # `# text`
        self.layers = [[]]  # of [sentence, first, last + 1, label] or [None, …] over the document's tokens
        self.gaps = []  # of each sentence's tokens, whether a space stands before

    def offsets(self, joined):
        text, places = b"", []
        for tokens, raw, gaps in zip(self.sentences, self.raws, self.gaps):
            if places:
                text += b"\n"
            start = len(text)
            found = align(tokens, raw) if raw is not None else None
            if found:
                text += raw[found[0][0]:found[-1][1]].encode()
                shift = [len(raw[:a].encode()) for a, _ in found], [len(raw[:b].encode()) for _, b in found]
                base = start - shift[0][0]
                places.append([(base + a, base + b) for a, b in zip(*shift)])
                continue
            line = []
            for index, (token, gap) in enumerate(zip(tokens, gaps)):
                if index and gap and not joined:
                    text += b" "
                line.append((len(text), len(text) + len(token.encode())))
                text += token.encode()
            places.append(line)
        return text, places


def align(tokens, raw):
    places, position = [], 0
    for token in tokens:
        if not raw.startswith(token, position):
            while position < len(raw) and raw[position].isspace():
                position += 1
            if not raw.startswith(token, position):
                return None
        places.append((position, position + len(token)))
        position += len(token)
    return places if raw[position:].strip() == "" else None


def read_columns(path, word=0, labels=(-1,), comment=None, separator="\t", joined=False, nested=False, brackets=False):
    sentences, marks = [], []  # a sentence: rows, raw text; marks: sentences before which a document begins
    rows, raw = [], None

    def end():
        nonlocal rows, raw
        if rows:
            sentences.append((rows, raw))
        rows, raw = [], None

    with open(path, encoding="utf-8", newline=None) as file:
        for line in file:
            line = line.rstrip("\n")
            if comment and line.startswith(comment):
                if line.startswith(("# newdoc", "# begin document")):
                    end()
                    marks.append(len(sentences))
                if line.startswith("# text = "):
                    raw = line[9:]
            elif line.strip() == "":
                end()
            elif line.split()[0] == "-DOCSTART-" and not line[0].isspace():
                end()
                marks.append(len(sentences))
            else:
                fields = line.split(separator)
                while fields[-1] == "":
                    fields.pop()
                rows.append(fields)
        end()
    starts = sorted({0, *marks}) if marks else range(len(sentences))
    documents = []
    for start, stop in zip(starts, [*starts[1:], len(sentences)]):
        if start == stop:
            continue
        document = Document()
        document.layers = [[] for _ in labels]
        for number, (rows, raw) in enumerate(sentences[start:stop]):
            document.sentences.append([row[word] for row in rows])
            document.raws.append(raw)
            document.gaps.append([True] * len(rows))
            for layer, column in enumerate(labels):
                if brackets:
                    continue
                if nested:
                    depth = max(len(row) - 1 for row in rows)
                    for level in range(depth):
                        tags = [row[1 + level] if len(row) > 1 + level else "O" for row in rows]
                        document.layers[0] += [[number, *mention] for mention in iob(tags)]
                else:
                    document.layers[layer] += [[number, *mention] for mention in iob([r[column].strip() for r in rows])]
        if brackets:
            cells = [row[labels[0]] for rows, _ in sentences[start:stop] for row in rows]
            document.layers[0] = [[None, *m] for m in globals()["brackets"](
                cells, lambda item: (item, item.split("-")[0]), lambda key: key)]
        documents.append(document)
    return documents


def read_conllu(path):
    documents = []
    for sentence in conllu.parse(open(path, encoding="utf-8").read()):
        if "newdoc id" in sentence.metadata or "newdoc" in sentence.metadata:
            documents.append(Document())
            documents[-1].cells, documents[-1].bilou = [], []
        document = documents[-1]
        words = [token for token in sentence if isinstance(token["id"], int)]
        document.sentences.append([token["form"] for token in words])
        document.raws.append(sentence.metadata["text"])
        document.gaps.append([True] * len(words))
        misc = [token["misc"] or {} for token in words]
        document.cells += [entry.get("Entity") or "_" for entry in misc]
        tags = bilou([entry.get("NE", "O") for entry in misc])
        document.layers[0] += [[len(document.sentences) - 1, *mention] for mention in tags]
    for document in documents:
        found = brackets(document.cells, lambda item: (item.split("-")[0], item.split("-")[1]), lambda key: key)
        document.layers[0] += [[None, *mention] for mention in found]
    return documents


def summary(documents, joined):
    digest, tokens, sentences = 0, 0, 0
    labels = [collections.Counter() for _ in documents[0].layers]
    for document in documents:
        text, places = document.offsets(joined)
        flat = [place for line in places for place in line]
        tokens += len(flat)
        sentences += len(places)
        digest = zlib.crc32(text + b"\n", digest)
        for counter, layer in zip(labels, document.layers):
            spans = []
            for sentence, first, last, label in layer:
                line = flat if sentence is None else places[sentence]
                counter[label] += 1
                spans.append((line[first][0], line[last - 1][1], label))
            for start, stop, label in sorted(spans):
                digest = zlib.crc32(f"{start} {stop} {label}\n".encode(), digest)
    return {"documents": len(documents), "sentences": sentences, "tokens": tokens, "digest": digest,
            "labels": [dict(sorted(counter.items())) for counter in labels]}


def main(root):
    cases = []
    for pattern, options in COLUMNS:
        for path in sorted(glob.glob(os.path.join(root, pattern))):
            documents = read_columns(path, **options)
            cases.append({"file": os.path.relpath(path, root), "format": "conll",
                          **summary(documents, options.get("joined", False))})
    for pattern in ["gum/dep/*.conllu", "japanese_gsd/*.conllu"]:
        for path in sorted(glob.glob(os.path.join(root, pattern))):
            cases.append({"file": os.path.relpath(path, root), "format": "conllu", **summary(read_conllu(path), False)})
    from importlib.metadata import version
    out = {"made by": "tools/goldens/token_documents.py", "python": sys.version.split()[0],
           "conllu": version("conllu"), "cases": cases}
    golden = pathlib.Path(__file__).parents[2] / "Tests/CorpusFormatsTests/Goldens/token_documents.json"
    golden.write_text(json.dumps(out, ensure_ascii=False).replace('{"file"', '\n{"file"') + "\n", encoding="utf-8")


main(sys.argv[1])
