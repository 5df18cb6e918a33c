"""The sentences of a text as `gloss segment` finds them, as columns: what peers are given of a document that they cannot cut up.

    gloss segment --offsets codepoint TEXT | columns_of_text.py TEXT SENTENCES COLUMNS DOCUMENT

COLUMNS gets the first SENTENCES sentences, a word a line (with O, as a column file wants a label), and DOCUMENT the text as far as the
last of them.
"""

import json
import sys

path, limit, columns, document = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
text = open(path, encoding="utf-8", newline="").read()
sentences = json.loads(sys.stdin.readline())["sentences"][:limit]
with open(columns, "w", encoding="utf-8") as out:
    for sentence in sentences:
        for start, end in sentence["words"]:
            out.write(text[start:end] + " O\n")
        out.write("\n")
with open(document, "w", encoding="utf-8", newline="") as out:
    out.write(text[: sentences[-1]["end"]] + "\n")
