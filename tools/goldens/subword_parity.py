"""Compares Gloss's SentencePiece and byte-level BPE with the Python packages on every line and word of the corpora.

    subword_parity.py --gloss ".build/release/gloss tokenize" --corpora ../shared/corpora --cache /tmp/gloss-subwords \
        [--every N] [--only NAME …] [--speed FILE]

Models are trained from the corpora into --cache, once, with the package that is the reference:

- `sentencepiece`: unigram and BPE with the normalizations nmt_nfkc, nfkc_cf and identity, with and without byte fallback,
  with user-defined symbols, with white space as suffix, with spaces kept. Whole lines, and each white-space separated word
  by itself, as NeMo encodes them.
- XLM-RoBERTa: the ids that transformers' slow tokenizer makes of a sentencepiece.bpe.model; and a tokenizer.json of type
  Unigram with the same model, under Hugging Face `tokenizers`.
- byte-level BPE: a tokenizer.json and a vocab.json with merges.txt under Hugging Face `tokenizers`, with and without
  add_prefix_space, with added tokens.

A line ends at LF only, CR is part of it; what is no UTF-8 is U+FFFD. Ids must be equal, and so must offsets, in bytes of the
line. Exits with 1 on any mismatch. --speed times both sides on one file, one thread each, best of three.
"""

import argparse

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time
from collections import Counter

os.environ["TOKENIZERS_PARALLELISM"] = "false"
import sentencepiece
import tokenizers
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

from tokenizer_parity import decode, split_lines

SENTENCEPIECE = {
    "unigram": dict(model_type="unigram", vocab_size=8000),
    "unigram-bytes-cf": dict(model_type="unigram", vocab_size=8000, byte_fallback=True, normalization_rule_name="nfkc_cf"),
    "unigram-user": dict(
        model_type="unigram", vocab_size=4000, user_defined_symbols=["<sep>", "B-PER", "ing", "  ", "\u3042\u3044"],
        control_symbols=["[CLS]", "[SEP]"]),
    "unigram-suffix": dict(model_type="unigram", vocab_size=4000, treat_whitespace_as_suffix=True),
    "unigram-identity": dict(
        model_type="unigram", vocab_size=4000, normalization_rule_name="identity", remove_extra_whitespaces=False),
    "unigram-free": dict(model_type="unigram", vocab_size=4000, split_by_whitespace=False, add_dummy_prefix=False),
    "bpe": dict(model_type="bpe", vocab_size=8000),
    "bpe-bytes": dict(
        model_type="bpe", vocab_size=4000, byte_fallback=True, normalization_rule_name="identity",
        remove_extra_whitespaces=False),
    "bpe-user": dict(
        model_type="bpe", vocab_size=4000, user_defined_symbols=["<sep>", "B-PER", "ing"],
        normalization_rule_name="nmt_nfkc_cf"),
    "bpe-suffix": dict(model_type="bpe", vocab_size=4000, treat_whitespace_as_suffix=True, split_by_whitespace=False),
}
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def training_lines(files):
    """Every ninth line of every file, and no more than 3,000 of one."""
    for file in files:
        lines = split_lines(file.read_bytes())
        for line in lines[:: max(9, len(lines) // 3000)]:
            text = decode(line)[0].replace("\0", "")
            if text.strip():
                yield text[:2000]


def sample(files, corpora, every, folder):
    """A file for each corpus, with every n-th line of its files."""
    folder.mkdir(exist_ok=True)
    lines = {}
    for file in files:
        own = lines.setdefault(file.relative_to(corpora).parts[0], [])
        own += split_lines(file.read_bytes())[::every]
    for name, own in lines.items():
        (folder / name).write_bytes(b"".join(line + b"\n" for line in own))
    return [folder / name for name in sorted(lines)]


def train_sentencepiece(name, options, files, folder):
    path = folder / f"{name}.model"
    if not path.exists():
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=training_lines(files), model_prefix=str(folder / name), character_coverage=0.9995,
            num_threads=1, minloglevel=2, hard_vocab_limit=False, input_sentence_size=20000, **options)
    return path


def unused_pieces(source, path):
    """A copy of a BPE or unigram model some of whose pieces are of the type UNUSED."""
    proto = sentencepiece_model_pb2.ModelProto.FromString(source.read_bytes())
    for index, piece in enumerate(proto.pieces):
        if piece.type == 1 and index % 7 == 0 and len(piece.piece) > 1:
            piece.type = 5
    path.write_bytes(proto.SerializeToString())
    return path


def train_bytes(files, folder):
    """tokenizer.json with add_prefix_space in `prefix`, vocab.json and merges.txt without in `plain`."""
    (folder / "prefix").mkdir(parents=True, exist_ok=True)
    (folder / "plain").mkdir(parents=True, exist_ok=True)
    (folder / "added").mkdir(parents=True, exist_ok=True)
    if not (folder / "added" / "tokenizer.json").exists():
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        trainer = trainers.BpeTrainer(
            vocab_size=20000, special_tokens=SPECIAL, show_progress=False,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
        tokenizer.train_from_iterator(training_lines(files), trainer)
        tokenizer.model.save(str(folder / "plain"))
        for name, prefix in [("added", False), ("prefix", True)]:
            tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
            tokenizer.post_processor = processors.RobertaProcessing(
                ("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=prefix)
            if name == "prefix":
                tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False)])
                tokenizer.add_tokens([AddedToken("New York", single_word=True, normalized=True)])
            tokenizer.save(str(folder / name / "tokenizer.json"))
    plain = Tokenizer(models.BPE.from_file(str(folder / "plain" / "vocab.json"), str(folder / "plain" / "merges.txt")))
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.add_special_tokens([*SPECIAL[:4], AddedToken("<mask>", lstrip=True)])
    plain.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    return plain


def write_unigram(model, folder):
    """XLM-RoBERTa's folders of a SentencePiece model: as it is, and as tokenizer.json."""
    for name in ["xlmr", "xlmr-json"]:
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "xlmr" / "sentencepiece.bpe.model").write_bytes(model.read_bytes())
    proto = sentencepiece_model_pb2.ModelProto.FromString(model.read_bytes())
    vocabulary = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocabulary += [(piece.piece, piece.score) for piece in proto.pieces[3:]] + [("<mask>", 0.0)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")])
    tokenizer.add_special_tokens([*SPECIAL[:4], AddedToken("<mask>", lstrip=True)])
    tokenizer.save(str(folder / "xlmr-json" / "tokenizer.json"))


class SentencePieceReference:
    in_bytes = True

    def __init__(self, path):
        self.processor = sentencepiece.SentencePieceProcessor(model_file=str(path))

    def __call__(self, texts):
        for text in texts:
            proto = self.processor.encode(text, return_type="proto")
            yield [piece.id for piece in proto.pieces], [[piece.begin, piece.end] for piece in proto.pieces]

    def fast(self, texts):
        for text in texts:
            self.processor.encode(text)


class FairseqReference(SentencePieceReference):
    """transformers' slow XLM-RoBERTa tokenizer: special tokens first, then pieces, all ids moved."""

    names = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}

    def __init__(self, path):
        super().__init__(path)
        self.names = self.names | {"<mask>": len(self.processor) + 1}
        self.pattern = re.compile(r"(\s*<mask>|" + "|".join(map(re.escape, list(self.names)[:4])) + ")")

    def __call__(self, texts):
        for text in texts:
            ids, offsets, at = [], [], 0
            for number, part in enumerate(self.pattern.split(text)):
                if number % 2:
                    ids.append(self.names[part.strip()])
                    offsets.append([at, at + len(part.encode())])
                elif part:
                    for piece in self.processor.encode(part, return_type="proto").pieces:
                        ids.append(piece.id + 1 if piece.id else 3)
                        offsets.append([at + piece.begin, at + piece.end])
                at += len(part.encode())
            yield ids, offsets


class HubReference:
    in_bytes = False

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer

    def __call__(self, texts):
        for encoding in self.tokenizer.encode_batch(texts, add_special_tokens=False):
            yield encoding.ids, encoding.offsets

    def fast(self, texts):
        for text in texts:
            self.tokenizer.encode(text, add_special_tokens=False)


def compare(command, source, reference, files):
    count, shown = Counter(), 0
    run = shlex.split(command) + ["--tokenizer", str(source), "--offsets"] + [str(file) for file in files]
    ours = subprocess.Popen(run, stdout=subprocess.PIPE)
    for file in files:
        decoded = [decode(line) for line in split_lines(file.read_bytes())]
        for begin in range(0, len(decoded), 2000):
            part = decoded[begin:begin + 2000]
            for index, ((text, starts), (ids, offsets)) in enumerate(zip(part, reference([text for text, _ in part]))):
                row = ours.stdout.readline()
                if not row:
                    sys.exit(f"{file}: no row for line {begin + index + 1}: {command} stopped early")
                row = json.loads(row)
                if reference.in_bytes and len(text.encode()) != starts[-1]:
                    places, at = {0: 0}, 0
                    for character, start in zip(text, starts[1:]):
                        at += len(character.encode())
                        places[at] = start
                    offsets = [[places[a], places[b]] for a, b in offsets]
                elif not reference.in_bytes:
                    offsets = [[starts[a], starts[b]] for a, b in offsets]
                count["lines"] += 1
                count["tokens"] += len(ids)
                count["ids"] += row["ids"] != list(ids)
                count["offsets"] += row["ids"] == list(ids) and row["offsets"] != offsets
                if (row["ids"] != list(ids) or row["offsets"] != offsets) and shown < 6:
                    shown += 1
                    print(f"{file}:{begin + index + 1}: {text!r:.300}")
                    pairs = list(zip(zip(row["ids"], row["offsets"]), zip(ids, offsets)))
                    print("  first difference (ours, theirs):", next((p for p in pairs if p[0] != p[1]), "length"))
    if ours.stdout.readline() or ours.wait() != 0:
        sys.exit(f"{command} printed more rows than there are lines, or failed")
    return count


def write_words(files, path):
    """The words of all files, one a line, as NeMo hands them to a tokenizer: each only once."""
    if not path.exists():
        words = {word for file in files for line in split_lines(file.read_bytes()) for word in decode(line)[0].split()}
        path.write_text("\n".join(sorted(words)) + "\n", newline="\n")
    return path


def time_both(command, source, reference, file):
    """Megabytes a second on one thread: ours without start-up, theirs without reading."""
    texts = [decode(line)[0] for line in split_lines(file.read_bytes())]
    size = file.stat().st_size / 1e6

    def ours(path):
        began = time.perf_counter()
        run = shlex.split(command) + ["--tokenizer", str(source), str(path)]
        subprocess.run(run, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - began

    def theirs():
        began = time.perf_counter()
        reference.fast(texts)
        return time.perf_counter() - began

    start = min(ours("/dev/null") for _ in range(3))
    runs = [(ours(file), theirs()) for _ in range(3)]
    return size / (min(run[0] for run in runs) - start), size / min(run[1] for run in runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gloss", required=True)
    parser.add_argument("--corpora", required=True, type=pathlib.Path)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--speed", type=pathlib.Path)
    parser.add_argument("--every", type=int, default=1, help="every n-th line of every file")
    arguments = parser.parse_args()
    files = sorted(file for file in arguments.corpora.rglob("*") if file.is_file())
    if not files:
        sys.exit(f"{arguments.corpora}: no files")
    folder = arguments.cache
    folder.mkdir(parents=True, exist_ok=True)
    cases = {}
    for name, options in SENTENCEPIECE.items():
        if not arguments.only or name in arguments.only or name in ("unigram", "bpe"):
            path = train_sentencepiece(name, options, files, folder)
            cases[name] = (path, SentencePieceReference(path))
    for name in ["unigram", "bpe"]:
        path = unused_pieces(folder / f"{name}.model", folder / f"{name}-unused.model")
        cases[f"{name}-unused"] = (path, SentencePieceReference(path))
    write_unigram(folder / "unigram.model", folder)
    cases["xlmr"] = (folder / "xlmr", FairseqReference(folder / "unigram.model"))
    cases["xlmr-json"] = (
        folder / "xlmr-json", HubReference(Tokenizer.from_file(str(folder / "xlmr-json" / "tokenizer.json"))))
    cases["bytes-plain"] = (folder / "plain", HubReference(train_bytes(files, folder)))
    for name in ["added", "prefix"]:
        cases[f"bytes-{name}"] = (
            folder / name, HubReference(Tokenizer.from_file(str(folder / name / "tokenizer.json"))))
    if arguments.every > 1:
        files = sample(files, arguments.corpora, arguments.every, folder / f"every-{arguments.every}")
    words = write_words(files, folder / f"words-{arguments.every}.txt")
    print(f"sentencepiece {sentencepiece.__version__}, tokenizers {tokenizers.__version__}, {len(files)} files")
    print(f"{'':18} {'lines':>9} {'tokens':>10} {'ids ≠':>7} {'offsets ≠':>9}" + ("  MB/s ours, theirs" if arguments.speed else ""))
    failed = False
    for name, (source, reference) in cases.items():
        if arguments.only and name not in arguments.only:
            continue
        count = compare(arguments.gloss, source, reference, [words, *files])
        speed = ""
        if arguments.speed:
            speed = "  {:6.1f} {:6.2f}".format(*time_both(arguments.gloss, source, reference, arguments.speed))
        print(f"{name:18} {count['lines']:9} {count['tokens']:10} {count['ids']:7} {count['offsets']:9}{speed}", flush=True)
        failed = failed or count["ids"] > 0 or count["offsets"] > 0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
