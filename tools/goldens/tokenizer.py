"""Records Tests/TokenizationTests/Goldens/wordpiece.json from Hugging Face tokenizers.

    python tools/goldens/tokenizer.py > Tests/TokenizationTests/Goldens/wordpiece.json

A tiny vocabulary of our own, texts that are hard for the preparation of text, their ids and their offsets in bytes under
several options; and for each 4,096 scalars a digest of what normalization and splitting make of every one of them.
"""

import json

import tokenizers
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
VOCABULARY = SPECIAL + """
the un ##aff ##able runn ##ing ##s Hello hello World world ##! ! , . ' - [ ] CLS cls _ $ 100 ##0 1 ##1
a b e i o u z a##b ##a ##b ##e ##i ##o ##u x y ##x ##y café cafe Cafe Café caf ##é ##\u0301 strasse straße stra ##ß
ß ss i\u0307 istanbul ##stanbul İ ##İ ı fi ﬁ ##ﬁ ﬃ Å \u00c5 A\u030a angstrom
中 文 国 豈 更 ##中 ア ##イ イ か ##き 한 \u1112\u1161\u11ab ##국 \u1100 ##\u1161 ไ ##ทย ไทย مرح ##با مرحبا हि ##न्दी हिन्दी ह ##\u093f ##न
👨 ##👩 👩 😀 ##😀 👨\u200d👩 ; ` … 。 « » ⋯ ™ ¹ ½ Σ σ ς ##σ ##ς \u302e ##\u302e ##\u302f 〮
""".split()
TEXTS = [
    "", " ", "\t\r\n", "Hello, World!", "the unaffable running", "HELLO WORLDS",
    "café CAFÉ Café cafe\u0301", "na\u0308ive \u0301 \u0301a", "Straße STRASSE ẞ ß",
    "İstanbul ISTANBUL ıI İ", "ﬁ ﬃx ﬁx", "\u212b \u00c5 A\u030a angstrom", "ΣΑΣ σς ΟΔΟΣ",
    "中文国", "a中b文", "豈\uf900更", "中\u0301a", "アイ かき", "한국 \u1112\u1161\u11ab \uac00", "ไทย ไ ทย",
    "مرحبا مَرْحَبًا", "हिन्दी हिं", "👨\u200d👩 👨‍👩‍👧 😀😀 🇩🇪", "a\u0000b a\u0001 \u0002 b", "\u0000", "\u200b\u200d",
    "a\u000bb a\u000cb a\u0085b a\u001cb", "a\u2028b\u2029a", "\ufeffHello\ufeff", "a\u00a0b\u3000a\u2009b\u202fa",
    "a\u00adb co\u00adop", "\ufffda\ufffd", "a\ue000b", "a\u180eb a\u2060b a\u061cb",
    "don't e-b _a_ $100 a+b=i <x> ~y^", "«a» “b” … 。;\u037e \u1fef` ⋯™¹½",
    "[CLS] hello [SEP]", "[CLS]hello[SEP][MASK]x[UNK]", "[cls] [CLS [[CLS]] [PAD][PAD", "[MASK]\u0301 中[SEP]中",
    "a" * 100, "a" * 101, "b " + "é" * 100 + " e", "é" * 101 + "!", "e\u0301" * 101, "a\u200b" * 100 + " " + "中" * 120,
    "a\u302e\u0301 a\u0301\u302e \u302f\u302e", "a\U0001d165\U0001d16db", "\U00011938 \U00011935\U00011930",
    "a\u07fdb a\u0897b a\u1df6b", "a\u1734b a\ua9bdb a\U000111c9b a\u166db", "a\u061db a\u2e43b", "x" * 70 + "." + "y" * 65,
]
SETTINGS = {
    "uncased": {},
    "cased": {"lowercase": False},
    "cased, stripped": {"lowercase": False, "strip_accents": True},
    "uncased, accents kept": {"strip_accents": False},
    "raw": {"clean_text": False, "handle_chinese_chars": False, "lowercase": False},
}
PAGES = [*range(0x20), 0x2F, 0xE0]


def byte_offsets(text, offsets):
    return [[len(text[:start].encode()), len(text[:end].encode())] for start, end in offsets]


def build(settings):
    vocabulary = {token: index for index, token in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(**settings)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def digest(page, settings):
    """64-bit FNV-1a over the words of `a<scalar>b`, each followed by a byte 0x1F, and 0x1E after each scalar."""
    normalizer = normalizers.BertNormalizer(**settings)
    splitter = pre_tokenizers.BertPreTokenizer()
    state = 0xCBF29CE484222325
    for value in range(page * 4096, (page + 1) * 4096):
        if 0xD800 <= value <= 0xDFFF:
            continue
        words = splitter.pre_tokenize_str(normalizer.normalize_str("a" + chr(value) + "b"))
        for byte in b"".join(word.encode() + b"\x1f" for word, _ in words) + b"\x1e":
            state = (state ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{state:016x}"


def added_tokens():
    """Added tokens with every property that tokenizer.json can give them."""
    tokenizer = build({})
    tokenizer.add_tokens([
        AddedToken("<mark>", lstrip=True, rstrip=True, normalized=False),
        AddedToken("un", single_word=True, normalized=False),
        AddedToken("Été x", normalized=True),
    ])
    texts = ["a  <mark>\u3000 b<mark>", "<mark> <mark>", "un unaffable run_un un.", "été  x", "a ÉTÉ X b", "ete xy é-été x"]
    return {
        "tokenizer": json.loads(tokenizer.to_str()),
        "cases": [case(tokenizer, text) for text in texts],
    }


def case(tokenizer, text):
    encoding = tokenizer.encode(text, add_special_tokens=False)
    return {"text": text, "ids": encoding.ids, "offsets": byte_offsets(text, encoding.offsets)}


def main():
    golden = {
        "recorded by": "tools/goldens/tokenizer.py",
        "tokenizers": tokenizers.__version__,
        "vocabulary": VOCABULARY,
        "settings": {},
        "added": added_tokens(),
    }
    for name, settings in SETTINGS.items():
        tokenizer = build(settings)
        golden["settings"][name] = {
            "options": settings,
            "cases": [case(tokenizer, text) for text in TEXTS],
            "digests": {f"{page:x}": digest(page, settings) for page in PAGES},
        }
    text = json.dumps(golden, ensure_ascii=True, indent=None, separators=(",", ":"))
    print(text.replace('{"text"', '\n{"text"').replace('"options"', '\n"options"').replace('"added"', '\n"added"'))


if __name__ == "__main__":
    main()
