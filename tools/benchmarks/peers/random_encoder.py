"""An encoder of BERT-base's shapes with seeded random weights: for speed, where no such encoder is at hand.

    random_encoder.py TOKENIZER_FOLDER OUT_FOLDER
"""

import sys

import torch
from transformers import AutoTokenizer, BertConfig, BertModel

source, out = sys.argv[1:3]
tokenizer = AutoTokenizer.from_pretrained(source)
torch.manual_seed(0)
# The position embeddings are named because the converter of CTranslate2 asks for them.
BertModel(BertConfig(vocab_size=len(tokenizer), position_embedding_type="absolute")).save_pretrained(out)
tokenizer.save_pretrained(out)
