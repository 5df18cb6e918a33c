#!/usr/bin/env python3
"""Counts of standoff XML corpora by independent readers, to compare with Gloss's.

usage: standoff_xml.py CORPORA   writes standoff_xml.json, cassis.xmi and gate.xml in Tests/CorpusFormatsTests/Goldens

cassis.xmi is written by dkpro-cassis, gate.xml by hand here; both have invented text, and what they hold is told by
dkpro-cassis and gatenlp. BioC files are read with the package bioc, i2b2 2014 files with lxml. `kept` are the annotations whose text stands where
location offset minus passage (or sentence) offset says, `elsewhere` those whose text does not.
"""
import glob
import importlib.metadata
import json
import pathlib
import sys
from collections import Counter

import bioc
import cassis
import gatenlp
import lxml
from bioc import biocxml
from lxml import etree

GOLDENS = pathlib.Path(__file__).parent / "../../Tests/CorpusFormatsTests/Goldens"
TEXT = "\U0001F600 Ada Byron\nmet \"Bob\" & <Eve> in São Paulo.\n\tHe took \U00020BB7-pirin\u2028twice."


def blocks(document):
    for passage in document.passages:
        for sentence in passage.sentences:
            yield sentence
        yield passage
    yield document


def bioc_counts(path):
    with open(path, "rb") as file:
        collection = biocxml.load(file)
    counts = Counter()
    labels = Counter()
    for document in collection.documents:
        counts["documents"] += 1
        counts["passages"] += len(document.passages)
        counts["sentences"] += sum(len(p.sentences) for p in document.passages)
        for block in blocks(document):
            counts["relations"] += len(block.relations)
            for annotation in block.annotations:
                counts["annotations"] += 1
                label = annotation.infons.get("type")
                if label is None:
                    counts["unlabelled"] += 1
                    continue
                labels[label] += 1
                if len(annotation.locations) > 1:
                    counts["discontinuous"] += 1
                text, offset = block.text, block.offset
                parts = [text[l.offset - offset : l.offset - offset + l.length] for l in annotation.locations]
                counts["kept" if " ".join(parts) == annotation.text else "elsewhere"] += 1
    return {"labels": dict(sorted(labels.items())), **dict(sorted(counts.items()))}


def i2b2_counts(paths):
    coarse, fine = Counter(), Counter()
    characters = 0
    for path in paths:
        tree = etree.parse(path)
        text = tree.findtext("TEXT")
        characters += len(text)
        for tag in tree.find("TAGS"):
            assert text[int(tag.get("start")) : int(tag.get("end"))] == tag.get("text")
            coarse[tag.tag] += 1
            fine[tag.get("TYPE")] += 1
    return {
        "coarse": dict(sorted(coarse.items())),
        "fine": dict(sorted(fine.items())),
        "characters": characters,
        "records": len(paths),
    }


def cassis_file(path):
    """A CAS of two views, with DKPro's and custom layers; returns what dkpro-cassis says it covers."""
    dkpro = "de.tudarmstadt.ukp.dkpro.core.api."
    types = cassis.TypeSystem()
    entity = types.create_type(dkpro + "ner.type.NamedEntity", "uima.tcas.Annotation")
    types.create_feature(entity, "value", "uima.cas.String")
    types.create_feature(entity, "identifier", "uima.cas.String")
    token = types.create_type(dkpro + "segmentation.type.Token", "uima.tcas.Annotation")
    sentence = types.create_type(dkpro + "segmentation.type.Sentence", "uima.tcas.Annotation")
    drug = types.create_type("webanno.custom.Drug", "uima.tcas.Annotation")
    types.create_feature(drug, "dose", "uima.cas.String")
    cas = cassis.Cas(types)
    cas.sofa_string = TEXT
    cas.sofa_mime = "text/plain"

    def place(text):
        return TEXT.index(text), TEXT.index(text) + len(text)

    for label, text, identifier in [("PER", "Ada Byron", "Q7259"), ("PER", "Bob", None), ("PER", "Eve", None), ("LOC", "São Paulo", "Q174 & \"q\"")]:
        begin, end = place(text)
        cas.add(entity(begin=begin, end=end, value=label, identifier=identifier))
    begin, end = place("\U00020BB7-pirin")
    cas.add(drug(begin=begin, end=end, dose="5 mg"))
    cas.add(entity(begin=begin, end=end))
    start = 0
    for line in TEXT.split("\n"):
        cas.add(sentence(begin=start, end=start + len(line)))
        at = start
        for word in line.split(" "):
            if word:
                cas.add(token(begin=at, end=at + len(word)))
            at += len(word) + 1
        start += len(line) + 1
    other = cas.create_view("translation")
    other.sofa_string = "\U0001F601 Eva"
    other.sofa_mime = "text/plain"
    other.add(entity(begin=2, end=5, value="PERSON"))
    cas.to_xmi(path)
    with open(path, "rb") as file:
        read = cassis.load_cas_from_xmi(file, typesystem=types)

    def list_of(view, name, feature):
        return [[a.get(feature) if feature else None, a.begin, a.end, a.get_covered_text()] for a in view.select(name)]

    result = {"text": TEXT}
    for key, view, name, feature in [
        ("entities", read, entity.name, "value"),
        ("drugs", read, drug.name, "dose"),
        ("tokens", read, token.name, None),
        ("sentences", read, sentence.name, None),
        ("other", read.get_view("translation"), entity.name, "value"),
    ]:
        result[key] = list_of(view, name, feature)
    return result


GATE = """<?xml version='1.0' encoding='utf-8'?>
<GateDocument version="3">
<!-- The document's features-->
<GateDocumentFeatures>
<Feature>
  <Name className="java.lang.String">MimeType</Name>
  <Value className="java.lang.String">text/plain</Value>
</Feature>
<Feature>
  <Name className="java.lang.String">pages</Name>
  <Value className="java.lang.Integer">2</Value>
</Feature>
</GateDocumentFeatures>
<!-- The document content area with serialized nodes -->
<TextWithNodes>%s</TextWithNodes>
<!-- The default annotation set -->
<AnnotationSet>
<Annotation Id="3" Type="Person" StartNode="3" EndNode="12">
<Feature>
  <Name className="java.lang.String">gender</Name>
  <Value className="java.lang.String">f &amp; "q"</Value>
</Feature>
<Feature>
  <Name className="java.lang.String">confidence</Name>
  <Value className="java.lang.Double">0.5</Value>
</Feature>
</Annotation>
<Annotation Id="4" Type="Location" StartNode="34" EndNode="43">
</Annotation>
<Annotation Id="5" Type="Person" StartNode="18" EndNode="21">
</Annotation>
<Annotation Id="6" Type="Empty" StartNode="18" EndNode="18">
</Annotation>
<Annotation Id="7" Type="Token" StartNode="3" EndNode="6">
</Annotation>
<Annotation Id="8" Type="Token" StartNode="7" EndNode="12">
</Annotation>
<Annotation Id="9" Type="Sentence" StartNode="0" EndNode="44">
</Annotation>
</AnnotationSet>
<!-- Named annotation set -->
<AnnotationSet Name="Key">
<Annotation Id="10" Type="Name" StartNode="3" EndNode="6">
</Annotation>
</AnnotationSet>
<AnnotationSet Name="Original markups">
<Annotation Id="11" Type="paragraph" StartNode="0" EndNode="44">
</Annotation>
</AnnotationSet>
</GateDocument>
"""


def gate_file(path):
    """A GATE document with nodes at UTF-16 offsets, as GATE has them; returns what gatenlp says it covers."""
    places = [0, 3, 6, 7, 12, 18, 21, 34, 43, 44]
    units = TEXT.encode("utf-16-le")
    content, last = "", 0
    for place in places:
        content += units[last * 2 : place * 2].decode("utf-16-le").replace("&", "&amp;").replace("<", "&lt;")
        content += '<Node id="%d"/>' % place
        last = place
    content += units[last * 2 :].decode("utf-16-le").replace("&", "&amp;").replace("<", "&lt;")
    pathlib.Path(path).write_text(GATE % content, encoding="utf-8", newline="\n")
    document = gatenlp.Document.load(str(path), fmt="gatexml")
    result = {"text": document.text}
    for name in ["", "Key", "Original markups"]:
        result[name] = [[a.type, a.start, a.end, document.text[a.start : a.end]] for a in document.annset(name)]
    return result


def main():
    corpora = pathlib.Path(sys.argv[1])
    files = sorted(
        str(pathlib.Path(p).relative_to(corpora))
        for p in glob.glob(str(corpora / "bc5cdr/*.BioC.xml")) + glob.glob(str(corpora / "bioc_samples/**/*.xml"), recursive=True)
    )
    records = sorted(str(pathlib.Path(p).relative_to(corpora)) for p in glob.glob(str(corpora / "synthetic_xml/i2b2_2014/*.xml")))
    result = {
        "made by": "bioc 2.1, lxml %s, dkpro-cassis %s, gatenlp %s"
        % (lxml.__version__, importlib.metadata.version("dkpro-cassis"), gatenlp.__version__),
        "bioc": [{"file": f, **bioc_counts(str(corpora / f))} for f in files],
        "i2b2": i2b2_counts([str(corpora / f) for f in records]),
        "cassis": cassis_file(str(GOLDENS / "cassis.xmi")),
        "gate": gate_file(GOLDENS / "gate.xml"),
    }
    (GOLDENS / "standoff_xml.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")


main()
