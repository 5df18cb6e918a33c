"""Hugging Face tokenizers on one thread: compares ids with Gloss's, then measures.

    tokenizers_peer.py TOKENIZER_FOLDER TEXT IDS

IDS is what `gloss-benchmarks tokenizer` wrote: of each line the number of ids and the ids, 32 bits each. Lines end at LF
only. Prints the seconds of the best of three runs without and with offsets; exits with 1 where an id differs.
"""

import os

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import array
import pathlib
import sys
import time

from tokenizers import Tokenizer

folder, text, ids = sys.argv[1:4]
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
tokenizer.no_truncation()
tokenizer.no_padding()

lines = pathlib.Path(text).read_bytes().split(b"\n")
if lines[-1] == b"":
    lines.pop()
lines = [line.decode("utf-8", errors="replace") for line in lines]
found = array.array("i")
found.frombytes(pathlib.Path(ids).read_bytes())
at = 0
for number, encoding in enumerate(tokenizer.encode_batch(lines, add_special_tokens=False), 1):
    count = found[at] if at < len(found) else -1
    if count != len(encoding.ids) or list(found[at + 1 : at + 1 + count]) != encoding.ids:
        sys.exit(f"{text}:{number}: Gloss's ids are not those of tokenizers; nothing was timed")
    at += 1 + count
if at != len(found):
    sys.exit(f"{text}: Gloss read more than {len(lines)} lines")


def measure(encode):
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        encode(lines, add_special_tokens=False)
        best = min(best, time.perf_counter() - begun)
    return best


print(measure(tokenizer.encode_batch_fast), measure(tokenizer.encode_batch), sep="\t")
