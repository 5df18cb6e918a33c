"""The label of every word by PyTorch, compared with Gloss's, before anybody is timed.

    labels_peer.py MODEL_FOLDER COLUMN_FILE WORDS LABELS

COLUMN_FILE is read as the peers' bench_tag.py reads it, and has to give the sentences of WORDS; LABELS are the label ids
that Gloss gave them. Prints how many words are labelled alike, of how many, and the largest lead of PyTorch's label over
Gloss's among the others. Exits with 1 where that is more than rounding explains.
"""

import os

os.environ["HF_HUB_OFFLINE"] = "1"

import sys

import torch
from transformers import AutoTokenizer, BertForTokenClassification

folder, columns, words, labels = sys.argv[1:5]
sentences, current = [], []
for line in open(columns, encoding="utf-8"):
    parts = line.split()
    if not parts or parts[0] == "-DOCSTART-":
        if current:
            sentences.append(current)
            current = []
    else:
        current.append(parts[0])
if current:
    sentences.append(current)
given = [line.split(" ") for line in open(words, encoding="utf-8").read().split("\n")[:-1]]
if given != sentences:
    sys.exit(f"{words}: not the sentences of {columns}")
found = [[int(label) for label in line.split()] for line in open(labels)]

tokenizer = AutoTokenizer.from_pretrained(folder)
model = BertForTokenClassification.from_pretrained(folder, attn_implementation="sdpa").eval()
equal = total = 0
lead = 0.0
order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
for start in range(0, len(order), 64):
    part = order[start : start + 64]
    batch = tokenizer(
        [sentences[i] for i in part], is_split_into_words=True, truncation=True, max_length=512, padding=True,
        return_tensors="pt")
    with torch.inference_mode():
        logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits
    for row, index in enumerate(part):
        if len(found[index]) != len(sentences[index]):
            sys.exit(f"{words}:{index + 1}: Gloss labelled {len(found[index])} of {len(sentences[index])} words")
        previous = None
        for at, word in enumerate(batch.word_ids(row)):
            if word is not None and word != previous:
                own = logits[row, at]
                theirs = found[index][word]
                total += 1
                equal += int(own.argmax()) == theirs
                lead = max(lead, float(own.max() - own[theirs]))
            previous = word
if lead > 1e-3:
    sys.exit(f"{words}: {total - equal} of {total} words are labelled otherwise, by a lead of up to {lead}")
print(equal, total, f"{lead:.1e}", sep="\t")
