"""F1 in percent of the mentions in one file of `gloss tag` against those of another, a row for each document.

    agreement.py EXPECTED FOUND
"""

import json
import sys


def mentions(path):
    rows = (json.loads(line) for line in open(path, encoding="utf-8"))
    next(rows)
    for number, row in enumerate(rows):
        for mention in row["mentions"]:
            yield number, mention["start"], mention["end"], mention["label"]


expected, found = (set(mentions(path)) for path in sys.argv[1:3])
print(f"{200 * len(expected & found) / max(1, len(expected) + len(found)):.2f}")
