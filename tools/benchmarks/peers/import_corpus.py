"""Imports column files or BioC XML into SQLite with Python's sqlite3 and lxml: the peer of `gloss corpus import`.

Usage: import_corpus.py STORE conll|bioc FILE...

Writes what Gloss writes, as far as a short script does: documents with text and token offsets, a row a mention, one
transaction a thousand documents. Prints documents, tokens, mentions and seconds as JSON.
"""
import json
import sqlite3
import sys
import time

store, form, files = sys.argv[1], sys.argv[2], sys.argv[3:]
began = time.monotonic()
db = sqlite3.connect(store)
db.executescript(
    """
    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE document (id INTEGER PRIMARY KEY, name TEXT UNIQUE, text TEXT, tokens TEXT);
    CREATE TABLE mention (document INTEGER REFERENCES document, label TEXT, start INTEGER, "end" INTEGER, surface TEXT);
    CREATE INDEX mention_label ON mention (label);
    """
)
documents = tokens = mentions = 0


def add(name, text, offsets, spans):
    global documents, tokens, mentions
    documents += 1
    tokens += len(offsets)
    mentions += len(spans)
    cursor = db.execute("INSERT INTO document (name, text, tokens) VALUES (?, ?, ?)", (name, text, json.dumps(offsets)))
    db.executemany(
        "INSERT INTO mention VALUES (?, ?, ?, ?, ?)",
        [(cursor.lastrowid, label, start, end, text[start:end]) for label, start, end in spans],
    )
    if documents % 1000 == 0:
        db.commit()


def columns(path):
    words, labels, number = [], [], 0

    def flush():
        nonlocal words, labels, number
        if not words:
            return
        number += 1
        offsets, position = [], 0
        for word in words:
            offsets.append((position, position + len(word)))
            position += len(word) + 1
        spans, open_span = [], None
        for index, label in enumerate(labels + ["O"]):
            kind, _, name = label.partition("-")
            if open_span and (kind != "I" or name != open_span[0]):
                spans.append((open_span[0], offsets[open_span[1]][0], offsets[index - 1][1]))
                open_span = None
            if kind in ("B", "I") and not open_span:
                open_span = (name, index)
        add(f"{path}#{number}", " ".join(words), offsets, spans)
        words, labels = [], []

    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line.strip():
            flush()
            continue
        fields = line.split("\t") if "\t" in line else line.split(" ")
        words.append(fields[0])
        labels.append(fields[-1])
    flush()


def bioc(path):
    from lxml import etree

    for _, document in etree.iterparse(path, tag="document", load_dtd=False, resolve_entities=False, huge_tree=True):
        text, spans = "", []
        for passage in document.iter("passage"):
            offset = int(passage.findtext("offset"))
            text += "\n" * max(0, offset - len(text)) + (passage.findtext("text") or "")
            for annotation in passage.iter("annotation"):
                label = next((i.text for i in annotation.iter("infon") if i.get("key") == "type"), "")
                for location in annotation.iter("location"):
                    start = int(location.get("offset"))
                    spans.append((label, start, start + int(location.get("length"))))
        add(document.findtext("id"), text, [], spans)
        document.clear()
        while document.getprevious() is not None:
            del document.getparent()[0]


for file in files:
    (columns if form == "conll" else bioc)(file)
db.commit()
db.close()
print(json.dumps({"documents": documents, "tokens": tokens, "mentions": mentions, "seconds": time.monotonic() - began}))
