#!/usr/bin/env python3
"""The events of XML files as lxml (libxml2) sees them, to compare with Gloss's scanner.

usage: xml_events.py FILE       the events of one file on standard output
       xml_events.py --all CORPORA   writes Tests/CorpusFormatsTests/Goldens/xml_events.json

An event is a letter, a blank, its content and a line feed: S name, A name=value (without namespace declarations), T text
(all of it between two tags, CDATA sections, comments and instructions included), E name, C comment, P target content.
Names are {namespace}local. The digest is FNV-1a, 64 bits, of the UTF-8 of all events. Needs lxml.
"""
import glob
import json
import os
import pathlib
import sys

from lxml import etree


class Events:
    def __init__(self):
        self.lines = []
        self.text = []

    def flush(self):
        if self.text:
            self.lines.append("T " + "".join(self.text))
            self.text = []

    def start(self, tag, attributes):
        self.flush()
        self.lines.append("S " + tag)
        self.lines += ["A %s=%s" % item for item in attributes.items()]

    def end(self, tag):
        self.flush()
        self.lines.append("E " + tag)

    def data(self, text):
        self.text.append(text)

    def comment(self, text):
        self.flush()
        self.lines.append("C " + text)

    def pi(self, target, content):
        self.flush()
        self.lines.append("P %s %s" % (target, content or ""))

    def close(self):
        return self.lines


def events(path):
    parser = etree.XMLParser(target=Events(), huge_tree=True, no_network=True, load_dtd=False, resolve_entities="internal")
    return etree.parse(path, parser)


def digest(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return "%016x" % value


def main(root):
    cases = []
    for path in sorted(glob.glob(os.path.join(root, "**/*.xml"), recursive=True)):
        case = {"file": os.path.relpath(path, root)}
        try:
            lines = events(path)
            data = "".join(line + "\n" for line in lines).encode()
            case |= {"events": len(lines), "bytes": len(data), "digest": digest(data)}
        except etree.XMLSyntaxError as error:
            case["refused"] = str(error)
        cases.append(case)
    version = ".".join(map(str, etree.LXML_VERSION)), ".".join(map(str, etree.LIBXML_VERSION))
    out = {"made by": "tools/goldens/xml_events.py", "lxml": version[0], "libxml2": version[1], "cases": cases}
    golden = pathlib.Path(__file__).parents[2] / "Tests/CorpusFormatsTests/Goldens/xml_events.json"
    golden.write_text(json.dumps(out, ensure_ascii=False).replace('{"file"', '\n{"file"') + "\n", encoding="utf-8")


if sys.argv[1] == "--all":
    main(sys.argv[2])
else:
    sys.stdout.write("".join(line + "\n" for line in events(sys.argv[1])))
