"""Records Tests/TokenizationTests/Goldens/subword.json and the two tiny SentencePiece models beside it.

    python tools/goldens/subword.py Tests/TokenizationTests/Goldens

Models are trained here on sentences of our own, with the package that is the reference; texts that are hard for
normalization and splitting, with their ids and their offsets in bytes. Byte-level BPE stands whole in the JSON, as the
tokenizer.json that `tokenizers` writes, with and without add_prefix_space; so does a Unigram tokenizer.json of the unigram
model. For byte-level BPE also a digest of the class that the regular expression of GPT-2 sees in every scalar.
"""

import io
import json
import pathlib
import sys
import tempfile

import sentencepiece
import tokenizers
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

from tokenizer import TEXTS

SENTENCES = """
The mayor of Łódź met Anna Nowak from the city council on Monday.
Siemens and Bosch opened a laboratory in Zürich in 2021, said the companies.
We're sure they'll come: it's what she's said, and I'd've gone, too.
Die Straße nach Köln führt über die Brücke; der Fluß ist dort 120 m breit.
Le café de la gare était fermé l'été dernier. Ça va?
Москва и Киев подписали договор о поставках зерна.
東京都の人口は約1400万人です。大阪は二番目に大きい都市です。
서울특별시는 대한민국의 수도이다.
القاهرة عاصمة مصر وأكبر مدنها.
दिल्ली भारत की राजधानी है।
ไทยเป็นประเทศในเอเชียตะวันออกเฉียงใต้
running runner runs ran unaffable affable fable able
Peter visited Paris, Prague and Porto; Paula visited Palermo and Pisa.
""".strip().splitlines()
MORE = [
    "  two  spaces   three ", "trailing  ", "\u2581already escaped\u2581", "a\u2581b", "\u3000ideographic\u3000space", "ｆｕｌｌ ｗｉｄｔｈ ①②",
    "It's we're I'll he'd they've I'm can't 'S'T ''s 's", "x1y2 ³ Ⅷ ½ 一二三", " \n\n a\n \t b", "\u00a0nbsp\u00a0x", "a\u200bb\u200cb",
    "<s> <mask>x </s>y <mask> <unk>", "emoji 👩‍👩‍👧‍👦🇩🇪 ❤️ \U0001f3fd", "e\u0301e\u0301 \u0301", "\u0130stanbul", "ｶﾞｷﾞ ㌔ ﷺ", "B-PER<sep>ing running", "\r\n\r",
]
SETTINGS = {
    "unigram": dict(model_type="unigram", vocab_size=260),
    "bpe": dict(
        model_type="bpe", vocab_size=560, byte_fallback=True, normalization_rule_name="identity",
        remove_extra_whitespaces=False, user_defined_symbols=["B-PER", "ing"], character_coverage=0.98),
}
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def byte_offsets(text, offsets):
    return [[len(text[:start].encode()), len(text[:end].encode())] for start, end in offsets]


def train(options):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 4), model_writer=model, num_threads=1, minloglevel=2, hard_vocab_limit=False,
        **options)
    return model.getvalue()


def spelled(processor, text):
    pieces = processor.encode(text, return_type="proto").pieces
    return {"text": text, "ids": [piece.id for piece in pieces], "offsets": [[piece.begin, piece.end] for piece in pieces]}


def encoded(tokenizer, text):
    encoding = tokenizer.encode(text, add_special_tokens=False)
    return {"text": text, "ids": encoding.ids, "offsets": byte_offsets(text, encoding.offsets)}


def unigram_json(model):
    """XLM-RoBERTa's tokenizer.json of a SentencePiece model."""
    proto = sentencepiece_model_pb2.ModelProto.FromString(model)
    vocabulary = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocabulary += [(piece.piece, piece.score) for piece in proto.pieces[3:]] + [("<mask>", 0.0)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")])
    tokenizer.add_special_tokens([*SPECIAL[:4], AddedToken("<mask>", lstrip=True)])
    return tokenizer


def byte_level(prefix):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    trainer = trainers.BpeTrainer(
        vocab_size=500, special_tokens=SPECIAL, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(SENTENCES * 4, trainer)
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False)])
    tokenizer.add_tokens([AddedToken("Porto", single_word=True, normalized=True)])
    tokenizer.post_processor = processors.RobertaProcessing(
        ("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=prefix)
    return tokenizer


def gpt2_digest(page):
    """64-bit FNV-1a over the lengths of the pieces of `a<scalar>1<scalar>.<scalar>` for 4,096 scalars."""
    splitter = pre_tokenizers.ByteLevel(add_prefix_space=False)
    state = 0xCBF29CE484222325
    for value in range(page * 4096, (page + 1) * 4096):
        if 0xD800 <= value <= 0xDFFF:
            continue
        scalar = chr(value)
        for piece, _ in splitter.pre_tokenize_str(f"a{scalar}1{scalar}.{scalar}"):
            state = (state ^ len(piece)) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{state:016x}"


def main():
    folder = pathlib.Path(sys.argv[1])
    texts = TEXTS + MORE + SENTENCES[:4]
    golden = {
        "recorded by": "tools/goldens/subword.py", "sentencepiece": sentencepiece.__version__,
        "tokenizers": tokenizers.__version__, "sentencepieces": {}, "files": {},
    }
    for name, options in SETTINGS.items():
        if name == "unigram":
            # The rules of nmt_nfkc alone take 240 kB; a few of them, and some of our own, are enough here.
            unigram = model = train(options | {"normalization_rule_tsv": str(rules())})
        else:
            model = train(options)
        (folder / f"{name}.model").write_bytes(model)
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        golden["sentencepieces"][name] = [spelled(processor, text) for text in texts]
    for name, tokenizer in [
        ("unigram", unigram_json(unigram)), ("byte-level", byte_level(False)), ("byte-level, prefix", byte_level(True))
    ]:
        golden["files"][name] = {
            "tokenizer": json.loads(tokenizer.to_str()), "cases": [encoded(tokenizer, text) for text in texts]}
    golden["digests"] = {f"{page:x}": gpt2_digest(page) for page in [*range(0x20), 0x2F, 0xE0]}
    text = json.dumps(golden, ensure_ascii=True, separators=(",", ":"))
    for key in ['{"text"', '"unigram"', '"bpe"', '"byte-level', '"digests"', '"cases"']:
        text = text.replace(key, "\n" + key)
    (folder / "subword.json").write_text(text + "\n")


def rules():
    """A table of normalization for the trainer: what maps to what, in hexadecimal code points."""
    pairs = {" ": "\t\n\r\u00a0\u3000\u2009\u200b", "": "\u0001\u00ad\u200c", "i": "\u2170\u2071"}
    lines = [f"{ord(source):X}\t{' '.join(f'{ord(c):X}' for c in target)}" for target, all in pairs.items() for source in all]
    lines += ["65 301\tE9", "41 30A\tC5", "FB01\t66 69", "FB03\t66 66 69", "FDFA\t635 644 649 20 627 644 644 647 20 639 644 64A 647"]
    lines += [f"{value:X}\t{value - 0xFEE0:X}" for value in range(0xFF01, 0xFF5F)] + ["FF76 FF9E\t30AC", "FF76\t30AB", "FF9E\t3099"]
    path = pathlib.Path(tempfile.mkdtemp()) / "rules.tsv"
    path.write_text("\n".join(lines) + "\n")
    return path


if __name__ == "__main__":
    main()
