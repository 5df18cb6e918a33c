#!/usr/bin/env python3
"""Documents and mentions of files with inline annotation, found with lxml's trees and regular expressions, to compare with
Gloss's readers, which stream.

usage: xml_mentions.py FORMAT FILE     documents with their mentions on standard output
       xml_mentions.py --all CORPORA   writes Tests/CorpusFormatsTests/Goldens/xml_mentions.json

For each document: its id, its text's length in UTF-8 and FNV-1a digest (64 bits), how many mentions are kept, and the digest
of "label start end" lines in the order of start tags (offsets in bytes of the text). `elements` counts every element of the
file that the rules call a mention, wherever it stands. Needs lxml.
"""
import glob
import json
import os
import pathlib
import re
import sys

from lxml import etree

SPACE = " \t\n\r"
XML = "{http://www.w3.org/XML/1998/namespace}"


def local(tag):
    return tag.split("}")[-1] if isinstance(tag, str) else None


# --- rules: (element, attribute, value, label); label None is the value ---
TYPES = [("person", "PER"), ("persName", "PER"), ("place", "LOC"), ("placeName", "LOC"), ("org", "ORG"),
         ("organization", "ORG"), ("organisation", "ORG"), ("orgName", "ORG"), ("event", "EVENT"), ("work", "WORK"),
         ("object", "OBJECT")]
TEI_NAMES = (
    [(e, None, None, l) for e, l in [
        ("persName", "PER"), ("orgName", "ORG"), ("placeName", "LOC"), ("geogName", "LOC"), ("objectName", "OBJECT"),
        ("eventName", "EVENT"), ("settlement", "LOC"), ("region", "LOC"), ("country", "LOC"), ("district", "LOC"),
        ("bloc", "LOC"), ("date", "DATE"), ("time", "TIME"), ("num", "NUM"), ("measure", "MEASURE")]]
    + [(e, "type", t, l) for e in ("rs", "name") for t, l in TYPES]
    + [("name", "type", None, None), ("rs", "type", None, None), ("name", None, None, "MISC"), ("rs", None, None, "MISC")])
TYPED = [(e, "type", None, None) for e in ("ENAMEX", "TIMEX", "NUMEX", "PHI", "ne", "NE", "entity", "mention")]
STRUCTURE = {"document", "doc", "article", "s", "sentence", "sent", "text", "root", "corpus", "p", "subcorpus"}


def label_of(rules, name, attributes, capitals):
    found = [r for r in rules if r[0] == name]
    if not found and capitals and name == name.upper() and name.lower() not in STRUCTURE:
        found = [(name, "type", None, None), (name, None, None, name)]
    lower = {local(k).lower(): v for k, v in attributes.items()}
    for _, attribute, value, label in found:
        if attribute is None:
            return label
        have = lower.get(attribute)
        if have is None or value not in (None, have) or (label is None and not have):
            continue
        return label or have
    return None


class Builder:
    """Text with white space as the form has it, and what is open over it."""

    def __init__(self):
        self.out = []
        self.length = 0
        self.space = self.breaks = self.join = False
        self.last = ""
        self.solid = 0
        self.waiting = []

    def put(self, text):
        self.out.append(text)
        self.length += len(text.encode())
        self.last = text[-1]

    def flush(self):
        if self.breaks:
            if self.out and self.last != "\n":
                self.put("\n")
        elif self.space and not self.join and self.out and self.last != "\n":
            self.put(" ")
        self.space = self.breaks = False

    def text(self, text, keep):
        for part in re.findall("[%s]+|[^%s]+" % (SPACE, SPACE), text or ""):
            if part[0] in SPACE:
                if keep:
                    self.flush()
                    self.put(part)
                else:
                    self.space = True
            else:
                self.flush()
                self.join = False
                for mention in self.waiting:
                    mention[1] = self.length
                self.waiting = []
                self.put(part)
                self.solid = self.length

    def line(self):
        self.breaks = True
        self.space = False


TEI_BLOCKS = set(
    "ab address addrLine argument body byline caption castItem cell closer dateline div div1 div2 div3 div4 div5 div6 div7 "
    "docAuthor docDate docEdition docImprint docTitle entry epigraph figure formula front back head imprimatur item l label "
    "lg list opener p postscript row salute signed sp speaker stage table titlePage titlePart trailer u text".split())
TEI_IGNORED = set(
    "teiHeader note fw figDesc del facsimile sourceDoc fsdDecl listPerson listPlace listOrg listEvent listBibl listNym "
    "listObject listRelation listWit interpGrp linkGrp joinGrp fs".split())
INLINE_BLOCKS = set("p head title s sentence document corpus subcorpus paragraph".split())


class Form:
    def __init__(self, rules, blocks, ignored, capitals, tei):
        self.rules, self.blocks, self.ignored, self.capitals, self.tei = rules, blocks, ignored, capitals, tei

    def walk(self, node, builder, mentions, keep, skip):
        name = local(node.tag)
        if name is None:
            return
        keep = {"preserve": True, "default": False}.get(node.get(XML + "space"), keep)
        label = label_of(self.rules, name, node.attrib, self.capitals) if node.getparent() is not None else None
        if name in self.ignored or skip:
            return
        if name in self.blocks:
            builder.line()
        if self.tei and name == "lb":
            if node.get("break") == "no":
                builder.space, builder.join = False, True
            else:
                builder.space = True
        if self.tei and name == "space":
            builder.space = True
        mention = None
        if label is not None:
            mention = [label, None, None]
            mentions.append(mention)
            builder.waiting.append(mention)
        builder.text(node.text, keep)
        chosen = None
        if self.tei and name == "choice":
            rank = {"corr": 2, "reg": 2, "expan": 2, "sic": 0, "orig": 0, "abbr": 0}
            children = [c for c in node if local(c.tag)]
            chosen = max(children, key=lambda c: rank.get(local(c.tag), 1), default=None)
        for child in node:
            self.walk(child, builder, mentions, keep, chosen is not None and child is not chosen)
            builder.text(child.tail, keep)
        if mention is not None:
            if mention in builder.waiting:
                builder.waiting = [m for m in builder.waiting if m is not mention]
            elif mention[1] < builder.solid:
                mention[2] = builder.solid
        if name in self.blocks:
            builder.line()

    def document(self, node):
        builder, mentions = Builder(), []
        self.walk(node, builder, mentions, False, False)
        return "".join(builder.out), [m for m in mentions if m[1] is not None and m[2] is not None]

    def elements(self, root):
        return sum(label_of(self.rules, local(e.tag), e.attrib, self.capitals) is not None
                   for e in root.iter() if local(e.tag) and e is not root)


TEI = Form(TEI_NAMES, TEI_BLOCKS, TEI_IGNORED, False, True)
INLINE = Form(TYPED + TEI_NAMES, INLINE_BLOCKS, {"teiHeader"}, True, False)


def tei(path):
    root = etree.parse(path).getroot()
    texts = [e for e in root if local(e.tag) == "text"]
    text, mentions = TEI.document(texts[0]) if texts else ("", [])
    return TEI.elements(root), [(root.get(XML + "id"), text, mentions)]


def inline(path):
    root = etree.parse(path).getroot()
    found = [e for e in root.iter() if local(e.tag) in ("document", "doc")] or [root]
    documents = []
    for node in found:
        name = next((node.get(k) for k in (XML + "id", "id", "name") if node.get(k)), None)
        documents.append((name, *INLINE.document(node)))
    return INLINE.elements(root), documents


def sgml(pattern, zone, attribute, wanted):
    entities = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

    def decode(text):
        def one(match):
            name = match.group(1)
            if name.startswith("#x"):
                return chr(int(name[2:], 16))
            return chr(int(name[1:])) if name[0] == "#" else entities.get(name, match.group(0))
        return re.sub(r"&(#?\w+);", one, text)

    def read(path):
        with open(path, encoding="utf-8", newline="") as file:
            data = file.read().replace("\r\n", "\n").replace("\r", "\n")
        documents, elements = [], 0
        for match in re.finditer(pattern, data, re.S):
            name, body = match.group("id").strip(), re.search(zone, match.group(0), re.S).group(1)
            text, mentions, start = "", [], None
            for piece in re.findall(r"</?(?:%s|p)\b[^>]*>|[^<]+|<" % wanted, body):
                if re.match(r"<(?:%s)\b" % wanted, piece):
                    start = [re.search(attribute + r'="([^"]*)"', piece).group(1), len(text.encode()), None]
                    mentions.append(start)
                elif re.match(r"</(?:%s)" % wanted, piece):
                    start[2] = len(text.encode())
                elif not piece.startswith(("<p", "</p")):
                    text += decode(piece)
            elements += len(mentions)
            documents.append((name, text, mentions))
        return elements, documents
    return read


MUC = sgml(r"<DOC>.*?<DOCID>(?P<id>.*?)</DOCID>.*?</DOC>", r"<TEXT>(.*?)</TEXT>", "TYPE", "ENAMEX|TIMEX|NUMEX")
I2B2 = sgml(r'<RECORD ID="(?P<id>[^"]*)">.*?</RECORD>', r"<TEXT>(.*?)</TEXT>", "TYPE", "PHI")


def cwb(path):
    root = etree.parse(path).getroot()
    tokens, mentions = [], []
    length = 0

    def add(text, glue):
        nonlocal length
        for row in (text or "").split("\n"):
            token = row.split("\t")[0]
            if token:
                tokens.append((token, glue[0] == "rest", glue[1]))
                if glue[0] == "first":
                    glue[0] = "rest"

    def walk(node, glue):
        label = label_of(TYPED[:1] + TEI_NAMES, local(node.tag), node.attrib, True) if node is not root else None
        mention = [label, len(tokens), None] if label else None
        if mention:
            mentions.append(mention)
        if local(node.tag) == "w":
            glue = ["first", None]
        sentence = local(node.tag) == "s"
        if sentence:
            tokens.append(None)
        add(node.text, glue)
        for child in node:
            walk(child, glue)
            add(child.tail, glue)
        if sentence:
            tokens.append(None)
        if mention:
            mention[2] = len(tokens)

    walk(root, [None, None])
    text, places, line = "", [], False
    for token in tokens:
        if token is None:
            line = True
            places.append(None)
            continue
        if text and line:
            text += "\n"
        elif text and not token[1]:
            text += " "
        line = False
        places.append((len(text.encode()), len((text + token[0]).encode())))
        text += token[0]
    spans = []
    for label, first, last in mentions:
        inside = [p for p in places[first:last] if p]
        spans.append([label, inside[0][0], inside[-1][1]])
    return len(mentions), [(root.get("id"), text, spans)]


FORMS = {"tei": tei, "inline-xml": inline, "enamex": MUC, "i2b2-2006": I2B2, "cwb": cwb}
CORPORA = [
    ("tei", "tei_ehri/*.xml"), ("tei", "tei_schnitzler_briefe/*.xml"), ("tei", "tei_schnitzler_tagebuch/*.xml"),
    ("inline-xml", "grobid_ner/*.xml"), ("inline-xml", "synthetic_xml/hostile/*_ne.xml"),
    ("inline-xml", "synthetic_xml/hostile/split_word.xml"), ("inline-xml", "synthetic_xml/hostile/latin1_declared.xml"),
    ("inline-xml", "synthetic_xml/hostile/utf16le_bom.xml"), ("inline-xml", "synthetic_xml/hostile/cdata_pi_comment.xml"),
    ("enamex", "synthetic_xml/muc_enamex/*.xml"), ("i2b2-2006", "synthetic_xml/i2b2_2006/*.xml"), ("cwb", "gum/xml/*.xml"),
]


def digest(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return "%016x" % value


def summary(form, path):
    elements, documents = FORMS[form](path)
    text = "".join(t for _, t, _ in documents).encode()
    lines = "".join("%s %d %d\n" % tuple(m) for _, _, ms in documents for m in ms).encode()
    return {
        "documents": len(documents), "elements": elements, "bytes": len(text), "text": digest(text),
        "kept": sum(len(ms) for _, _, ms in documents), "mentions": digest(lines),
    }


def main(root):
    cases = []
    for form, pattern in CORPORA:
        for path in sorted(glob.glob(os.path.join(root, pattern))):
            cases.append({"file": os.path.relpath(path, root), "form": form, **summary(form, path)})
    version = ".".join(map(str, etree.LXML_VERSION))
    out = {"made by": "tools/goldens/xml_mentions.py", "lxml": version, "cases": cases}
    golden = pathlib.Path(__file__).parents[2] / "Tests/CorpusFormatsTests/Goldens/xml_mentions.json"
    golden.write_text(json.dumps(out, ensure_ascii=False).replace('{"file"', '\n{"file"') + "\n", encoding="utf-8")


if sys.argv[1] == "--all":
    main(sys.argv[2])
else:
    for name, text, mentions in FORMS[sys.argv[1]](sys.argv[2])[1]:
        print("==", name)
        print(text)
        for mention in mentions:
            print(*mention)
