#!/usr/bin/env python3
"""Writes Tests/CorpusFormatsTests/Goldens/python.json: floats and strings with Python's repr, and its white space."""
import json
import pathlib
import random
import sys

random.seed(5)
floats = [0.0, -0.0, 1.0, 0.84805, 5e-05, 1e-05, 0.0001, 0.00012345, 1e16, 9999999999999998.0, 123456789012345680.0,
          1e15, 1e22, 1e100, 1.5e-300, 5e-324, 1.7976931348623157e308, 0.1, 1 / 3, 334.10769230769233,
          21717 / (13 * 18417), -2.5, 9007199254740993.0, 18014398509481984.0, 36028797018963968.0, 2.0**60]
floats += [random.uniform(-1, 1) * 10 ** random.randint(-20, 25) for _ in range(100)]
strings = ["O", "B-PER", "it's", 'say "x"', "it's \"x\"", "back\\slash", "tab\tlf\ncr\r", "\x00\x1f\x7f", "é", "\xa0",
           "\u200b", "日本", "\U0001f600", "\ue000", "\u2028", "\U000e0001", "\ufeff", "", " "]
out = {
    "made by": "tools/goldens/python_repr.py", "python": sys.version.split()[0],
    "floats": [[f.hex(), repr(f)] for f in floats],
    "strings": [[s, repr(s)] for s in strings],
    "white space": [c for c in range(0x110000) if not 0xD800 <= c < 0xE000 and chr(c).isspace()],
}
root = pathlib.Path(__file__).parents[2]
(root / "Tests/CorpusFormatsTests/Goldens/python.json").write_text(json.dumps(out) + "\n")
