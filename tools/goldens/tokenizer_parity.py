"""Compares Gloss's WordPiece with Hugging Face tokenizers on every line of every file of the corpora.

    tokenizer_parity.py --gloss "swift run -c release gloss tokenize" --corpora ../shared/corpora \
        --uncased MODEL_FOLDER --cache /tmp/gloss-parity

--uncased is an encoder's folder with tokenizer.json; a cased WordPiece is trained from the corpora into --cache, once.
A line ends at LF only, CR is part of it; what is no UTF-8 is U+FFFD as with errors="replace". Gloss is run as
`COMMAND --tokenizer FOLDER --offsets FILE…` and prints a JSON object a line of input. Ids and offsets must both be equal;
offsets of tokenizers count code points and are converted to bytes of the line. Exits with 1 on any mismatch.

One kind of difference in offsets is counted apart, as "moved": where canonical ordering swaps marks, tokenizers hands out
the origins in the new order, so that a mark that stays can get the place of one that was stripped off.
"""

import argparse
import codecs
import json
import pathlib
import shlex
import subprocess
import sys
import unicodedata
from collections import Counter

import tokenizers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def split_lines(data):
    lines = data.split(b"\n")
    return lines[:-1] if lines[-1] == b"" else lines


def decode(line):
    """The text of a line, and for each of its code points the byte where it begins, plus the end."""
    widths = {}

    def repair(error):
        widths[error.start] = error.end - error.start
        return "\ufffd", error.end

    codecs.register_error("gloss-repair", repair)
    text = line.decode("utf-8", errors="gloss-repair")
    starts, at = [0], 0
    for character in text:
        at += widths[at] if at in widths else len(character.encode())
        starts.append(at)
    assert at == len(line)
    return text, starts


def is_reordered(text):
    """Whether canonical ordering changes the order of marks, once cleaning has taken away what stood between them."""
    text = "".join(c for c in text if c in "\t\r" or unicodedata.category(c) not in ("Cc", "Cf", "Co"))
    one_by_one = "".join(unicodedata.normalize("NFD", character) for character in text)
    return one_by_one != unicodedata.normalize("NFD", text)


def train_cased(files, folder):
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "tokenizer.json").exists():
        return
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=28996, limit_alphabet=6000, special_tokens=SPECIAL, show_progress=False)
    lines = (decode(line)[0] for file in files for line in split_lines(file.read_bytes())[::2])
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.save(str(folder / "tokenizer.json"))


def compare(command, folder, files, corpora):
    reference = Tokenizer.from_file(str(folder / "tokenizer.json"))
    reference.no_truncation()
    reference.no_padding()
    counts = {}
    shown = 0
    run = shlex.split(command) + ["--tokenizer", str(folder), "--offsets"] + [str(file) for file in files]
    ours = subprocess.Popen(run, stdout=subprocess.PIPE)
    for file in files:
        count = counts.setdefault(file.relative_to(corpora).parts[0], Counter())
        decoded = [decode(line) for line in split_lines(file.read_bytes())]
        for begin in range(0, len(decoded), 2000):
            part = decoded[begin:begin + 2000]
            for index, ((text, starts), theirs) in enumerate(
                    zip(part, reference.encode_batch([text for text, _ in part], add_special_tokens=False))):
                row = ours.stdout.readline()
                if not row:
                    sys.exit(f"{file}: no row for line {begin + index + 1}: {command} stopped early")
                row = json.loads(row)
                offsets = [[starts[a], starts[b]] for a, b in theirs.offsets]
                count["lines"] += 1
                count["tokens"] += len(theirs.ids)
                if row["ids"] != theirs.ids:
                    count["ids"] += 1
                differs = row["offsets"] != offsets
                moved = differs and row["ids"] == theirs.ids and is_reordered(text)
                count["moved"] += moved
                count["offsets"] += differs and not moved
                if (row["ids"] != theirs.ids or differs and not moved) and shown < 20:
                    shown += 1
                    print(f"{file}:{begin + index + 1}: {text!r:.300}")
                    pairs = list(zip(zip(row["ids"], row["offsets"]), zip(theirs.ids, offsets)))
                    print("  first difference (ours, theirs):", next((p for p in pairs if p[0] != p[1]), "length"))
    if ours.stdout.readline() or ours.wait() != 0:
        sys.exit(f"{command} printed more rows than there are lines, or failed")
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gloss", required=True)
    parser.add_argument("--corpora", required=True, type=pathlib.Path)
    parser.add_argument("--uncased", required=True, type=pathlib.Path)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    files = sorted(file for file in arguments.corpora.rglob("*") if file.is_file())
    # Gloss refuses UTF-16 with a message; it is no text of lines that end at LF.
    wide = [file for file in files if file.open("rb").read(2) in (b"\xff\xfe", b"\xfe\xff")]
    print(f"left out, in UTF-16: {', '.join(file.name for file in wide) or 'none'}")
    files = [file for file in files if file not in wide]
    if not files:
        sys.exit(f"{arguments.corpora}: no files")
    cased = arguments.cache / "cased"
    train_cased(files, cased)
    print(f"tokenizers {tokenizers.__version__}, {len(files)} files")
    failed = False
    for name, folder in [("uncased", arguments.uncased), ("cased", cased)]:
        total = Counter()
        print(f"{name:28} {'lines':>9} {'tokens':>10} {'ids ≠':>7} {'offsets ≠':>9} {'moved':>7}")
        for corpus, count in compare(arguments.gloss, folder, files, arguments.corpora).items():
            total += count
            print(f"{corpus:28} {count['lines']:9} {count['tokens']:10} {count['ids']:7} {count['offsets']:9} {count['moved']:7}")
        print(f"{'total':28} {total['lines']:9} {total['tokens']:10} {total['ids']:7} {total['offsets']:9} {total['moved']:7}", flush=True)
        failed = failed or total["ids"] > 0 or total["offsets"] > 0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
