"""Imports column files or XML into SQLite with Python's sqlite3 and lxml: the peer of `gloss corpus import`.

Usage: import_corpus.py STORE FORM PATH...      FORM: conll bioc gate xmi i2b2-2014 tei inline-xml; PATH: file or folder

Writes what Gloss writes, as far as a short script does: documents with text and token offsets, a row a mention, one
transaction a thousand documents. What Gloss does besides (hashes, a ledger, offsets checked by surfaces) it does not.
Prints documents, tokens, mentions, seconds and processor seconds as JSON.
"""
import json
import pathlib
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


def gate(path):
    from lxml import etree

    root = etree.parse(path, etree.XMLParser(huge_tree=True, resolve_entities=False)).getroot()
    text, nodes = "", {}
    body = root.find("TextWithNodes")
    text += body.text or ""
    for node in body:
        nodes[node.get("id")] = len(text)
        text += node.tail or ""
    spans = [(a.get("Type"), nodes[a.get("StartNode")], nodes[a.get("EndNode")]) for a in root.iter("Annotation")]
    add(path, text, [], spans)


def xmi(path):
    from lxml import etree

    root = etree.parse(path, etree.XMLParser(huge_tree=True, resolve_entities=False)).getroot()
    text, spans = "", []
    for element in root:
        name = etree.QName(element).localname
        if name == "Sofa":
            text = element.get("sofaString") or ""
        elif element.get("begin") is not None and name not in ("Token", "Sentence", "DocumentAnnotation"):
            spans.append((element.get("value") or name, int(element.get("begin")), int(element.get("end"))))
    add(path, text, [], spans)


def i2b2(path):
    from lxml import etree

    root = etree.parse(path, etree.XMLParser(huge_tree=True, resolve_entities=False)).getroot()
    tags = root.find("TAGS")
    spans = [(t.tag, int(t.get("start")), int(t.get("end"))) for t in (tags if tags is not None else [])]
    add(path, root.findtext("TEXT"), [], spans)


def inline(path):
    from lxml import etree

    names = {"persName", "placeName", "orgName", "date", "term", "geogName", "rs", "name"}
    root = etree.parse(path, etree.XMLParser(huge_tree=True, resolve_entities=False)).getroot()
    pieces, spans, length = [], [], 0

    def walk(element):
        nonlocal length
        if not isinstance(element.tag, str):
            return
        name = etree.QName(element).localname
        start = length
        if element.text:
            pieces.append(element.text)
            length += len(element.text)
        for child in element:
            walk(child)
            if child.tail:
                pieces.append(child.tail)
                length += len(child.tail)
        if name in names or name.isupper():
            spans.append((element.get("type") or name, start, length))

    body = root.find("{*}text")
    walk(body if body is not None else root)
    add(path, "".join(pieces), [], spans)


readers = {"conll": columns, "bioc": bioc, "gate": gate, "xmi": xmi, "i2b2-2014": i2b2, "tei": inline, "inline-xml": inline}
for name in files:
    path = pathlib.Path(name)
    for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
        readers[form](str(file))
db.commit()
db.close()
usage = time.process_time()
seconds = time.monotonic() - began
print(json.dumps(
    {"documents": documents, "tokens": tokens, "mentions": mentions, "seconds": seconds, "processor": usage}))
