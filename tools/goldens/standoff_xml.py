#!/usr/bin/env python3
"""Counts of standoff XML corpora by independent readers, to compare with Gloss's.

usage: standoff_xml.py CORPORA   writes Tests/CorpusFormatsTests/Goldens/standoff_xml.json

BioC files are read with the package bioc, i2b2 2014 files with lxml. `kept` are the annotations whose text stands where
location offset minus passage (or sentence) offset says, `elsewhere` those whose text does not.
"""
import glob
import json
import pathlib
import sys
from collections import Counter

import bioc
import lxml
from bioc import biocxml
from lxml import etree


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


def main():
    corpora = pathlib.Path(sys.argv[1])
    files = sorted(
        str(pathlib.Path(p).relative_to(corpora))
        for p in glob.glob(str(corpora / "bc5cdr/*.BioC.xml")) + glob.glob(str(corpora / "bioc_samples/**/*.xml"), recursive=True)
    )
    records = sorted(str(pathlib.Path(p).relative_to(corpora)) for p in glob.glob(str(corpora / "synthetic_xml/i2b2_2014/*.xml")))
    result = {
        "made by": "bioc %s, lxml %s" % (getattr(bioc, "__version__", "2.1"), lxml.__version__),
        "bioc": [{"file": f, **bioc_counts(str(corpora / f))} for f in files],
        "i2b2": i2b2_counts([str(corpora / f) for f in records]),
    }
    target = pathlib.Path(__file__).parent / "../../Tests/CorpusFormatsTests/Goldens/standoff_xml.json"
    target.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")


main()
