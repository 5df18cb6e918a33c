"""Counts and digests of standoff and JSON corpora, by readers of a few lines each: Tests/CorpusFormatsTests/Goldens/standoff.json.

    python3 tools/goldens/standoff.py [CORPORA]      (default: ../shared/corpora; nothing but Python's own library)

The digest is FNV-1a (64 bits) over one line a mention, in the order of the source: start, end (code points), label, text,
with tabs between. It says that every mention of every document is the same, not only their number.
"""
import collections
import glob
import json
import os
import re
import sys

ROOT = os.path.join(os.path.dirname(__file__), "../..")
CORPORA = sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "../shared/corpora")


def fnv(data, state):
    for byte in data:
        state = ((state ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return state


class Count:
    def __init__(self):
        self.documents = self.characters = self.mentions = self.misfits = 0
        self.labels = collections.Counter()
        self.state = 0xCBF29CE484222325

    def add(self, text, mentions):
        """Mentions are (start, end, label, surface or None)."""
        self.documents += 1
        self.characters += len(text)
        for start, end, label, surface in mentions:
            covered = text[start:end]
            if surface is not None and " ".join(covered.split()) != " ".join(surface.split()):
                self.misfits += 1
                continue
            self.mentions += 1
            self.labels[label] += 1
            self.state = fnv(f"{start}\t{end}\t{label}\t{covered}\n".encode(), self.state)

    def row(self, format, file, **more):
        return {
            "format": format, "file": file, "documents": self.documents, "characters": self.characters,
            "mentions": self.mentions, "misfits": self.misfits, "labels": dict(sorted(self.labels.items())),
            "digest": f"{self.state:016x}", **more,
        }


def text_of(path):
    with open(os.path.join(CORPORA, path), encoding="utf-8", newline="") as file:
        return file.read()


def japanese(path):
    count = Count()
    for row in json.loads(text_of(path)):
        count.add(row["text"], [(*e["span"], e["type"], e["name"]) for e in row["entities"]])
    return count.row("json-spans", path)


def presidio(path):
    count = Count()
    for row in json.loads(text_of(path)):
        count.add(
            row["full_text"],
            [(s["start_position"], s["end_position"], s["entity_type"], s["entity_value"]) for s in row["spans"]])
    return count.row("json-spans", path)


def doccano(path):
    count = Count()
    for line in text_of(path).splitlines():
        row = json.loads(line)
        if "text" in row:
            count.add(row["text"], [(*triple, None) for triple in row["label"]])
    return count.row("doccano", path)


def pubtator(path):
    count, relations = Count(), 0
    for block in re.split(r"\n\s*\n", text_of(path).strip("\n")):
        lines = block.split("\n")
        title = lines[0].split("|", 2)[2]
        abstract = lines[1].split("|", 2)[2]
        mentions = []
        for line in lines[2:]:
            columns = line.split("\t")
            if columns[1].isdigit():
                mentions.append((int(columns[1]), int(columns[2]), columns[4], columns[3]))
            else:
                relations += 1
        count.add(title + "\n" + abstract, mentions)
    return count.row("pubtator", path, metadata=relations)


def brat(folder):
    count, notes = Count(), 0
    for path in sorted(glob.glob(os.path.join(CORPORA, folder, "*.txt"))):
        name = os.path.relpath(path, CORPORA)[:-4]
        mentions = []
        for line in text_of(name + ".ann").splitlines():
            columns = line.split("\t")
            if line.startswith("T"):
                label, start, end = columns[1].split(" ")
                mentions.append((int(start), int(end), label, columns[2]))
            else:
                notes += 1
        count.add(text_of(name + ".txt"), mentions)
    return count.row("brat", folder, attributes=notes)


def concepts(folder):
    count = Count()
    for path in sorted(glob.glob(os.path.join(CORPORA, folder, "*.txt"))):
        name = os.path.relpath(path, CORPORA)[:-4]
        text = text_of(name + ".txt")
        starts, at = [], 0
        for line in text.split("\n"):
            row = []
            for token in line.split(" "):
                row.append((at, at + len(token)))
                at += len(token) + 1
            starts.append(row)
        mentions = []
        if os.path.exists(os.path.join(CORPORA, name + ".con")):
            for line in text_of(name + ".con").splitlines():
                c, a, b, c2, d, label = re.fullmatch(
                    r'c="(.*)" (\d+):(\d+) (\d+):(\d+)\|\|t="(.*)"', line).groups()
                start, end = starts[int(a) - 1][int(b)][0], starts[int(c2) - 1][int(d)][1]
                assert text[start:end].lower() == c
                mentions.append((start, end, label, None))
        count.add(text, mentions)
    return count.row("i2b2-con", folder)


def webanno(path, column, paths=None):
    """Spans of one column; their text is what stands between their tokens' offsets."""
    count, tokens, sentences, relations = Count(), 0, 0, 0
    for file in paths or [path]:
        units, spans, previous, relation = [], {}, None, None
        columns = 0
        for line in text_of(file).split("\n"):
            if line.startswith("#T_"):
                kind, fields = line[3:5], line.split("=", 1)[1].split("|")
                if kind == "RL":
                    relation = (columns, columns + len(fields) - 1)
                columns += max(1, len([f for f in fields[1:] if f])) if kind != "CH" else 2
            elif line.startswith("#Text="):
                sentences += 1
                pending = line[6:]
                started = False
            elif line and not line.startswith("#"):
                fields = line.split("\t")
                start, end = map(int, fields[1].split("-"))
                if not started:
                    units += "\n" * (start - len(units)) + pending
                    # Offsets are in UTF-16; these files have no character of two units.
                    assert all(ord(c) < 0x10000 for c in pending)
                    started = True
                assert "".join(units[start:end]) == fields[2].replace("\\\\", "\\"), (file, fields)
                tokens += 1
                cells = fields[3:]
                if relation and any(c != "_" for c in cells[slice(*relation)]):
                    relations += 1
                if cells[column] != "_":
                    for position, item in enumerate(re.split(r"(?<!\\)\|", cells[column])):
                        value, number = re.fullmatch(r"(.*?)(?:\[(\d+)\])?", item).groups()
                        key = number or (fields[0], position)
                        span = spans.setdefault(key, [start, end, value])
                        span[0], span[1] = min(span[0], start), max(span[1], end)
        count.add("".join(units), [(s, e, v.replace("\\_", "_"), None) for s, e, v in spans.values()])
    return count.row("webanno", path, tokens=tokens, sentences=sentences, metadata=relations)


def bioc(path):
    count = Count()
    for document in json.loads(text_of(path))["documents"]:
        text, mentions, base = "", [], None
        for passage in document["passages"]:
            leaves = passage["sentences"] or [passage]
            for leaf in leaves:
                base = leaf["offset"] if base is None else base
                text += " " * (leaf["offset"] - base - len(text)) + leaf["text"]
            for leaf in passage["sentences"] + [passage]:
                mentions += leaf["annotations"]
        mentions += document["annotations"]
        count.add(
            text,
            [(a["locations"][0]["offset"] - base, a["locations"][0]["offset"] - base + a["locations"][0]["length"],
              "annotation-infon-value", a["text"]) for a in mentions])
    return count.row("bioc-json", path, labelKey="annotation-infon-key")


gum = sorted(os.path.relpath(p, CORPORA) for p in glob.glob(os.path.join(CORPORA, "gum/coref/*.tsv")))
rows = [
    japanese("japanese_wiki/ner.json"), presidio("presidio_synth/generated_small.json"),
    doccano("doccano/example_overlapping.jsonl"), pubtator("bc5cdr/CDR_DevelopmentSet.PubTator.txt"),
    pubtator("ncbi_disease/pubtator/NCBItestset_corpus.txt"),
    pubtator("ncbi_disease/pubtator/NCBIdevelopset_corpus.txt"), brat("brat_ncbi"),
    concepts("synthetic_xml/i2b2_2010_con"), webanno("webanno/tsv3/example2.tsv", 1),
    webanno("webanno/tsv3/coref.tsv", 0), webanno("gum/coref", 0, gum), bioc("bioc_samples/bioc/everything.json"),
]
with open(os.path.join(ROOT, "Tests/CorpusFormatsTests/Goldens/standoff.json"), "w", encoding="utf-8") as file:
    made = {"made by": "tools/goldens/standoff.py, Python " + ".".join(map(str, sys.version_info[:3])), "corpora": rows}
    json.dump(made, file, ensure_ascii=False, indent=1)
    file.write("\n")
for row in rows:
    print(row["format"], row["file"], row["documents"], row["mentions"], row["misfits"], row["digest"])
