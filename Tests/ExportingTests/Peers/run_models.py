"""Runs exported models: run_models.py REQUEST.json ANSWER.json

The request names an .onnx file and a folder for transformers, and holds sentences as words and as ids. The answer holds
the logits of both models, a padded batch of eight sentences at a time, and the ids of transformers' own tokenizer.
"""
import inspect
import json
import sys

import numpy
import onnxruntime
import torch
import transformers

request = json.load(open(sys.argv[1]))
session = onnxruntime.InferenceSession(request["onnx"], providers=["CPUExecutionProvider"])
model = transformers.AutoModelForTokenClassification.from_pretrained(request["folder"]).eval()
assert [type(model).__name__] == model.config.architectures, type(model)
tokenizer = transformers.AutoTokenizer.from_pretrained(request["folder"])

answer = {"onnx": [], "transformers": [], "ids": []}
answer["versions"] = f"onnxruntime {onnxruntime.__version__}, transformers {transformers.__version__}"
for start in range(0, len(request["ids"]), 8):
    batch = request["ids"][start : start + 8]
    longest = max(map(len, batch))
    ids = numpy.array([row + [request["padding"]] * (longest - len(row)) for row in batch], dtype=numpy.int64)
    mask = numpy.array([[1] * len(row) + [0] * (longest - len(row)) for row in batch], dtype=numpy.int64)
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
    (logits,) = session.run(["logits"], inputs)
    taken = set(inspect.signature(model.forward).parameters)
    with torch.no_grad():
        arguments = {name: torch.from_numpy(value) for name, value in inputs.items() if name in taken}
        other = model(**arguments).logits.numpy()
    for row, a, b in zip(batch, logits, other):
        answer["onnx"].append(a[: len(row)].ravel().tolist())
        answer["transformers"].append(b[: len(row)].ravel().tolist())
for words in request["sentences"]:
    answer["ids"].append(tokenizer(words, is_split_into_words=True)["input_ids"])
json.dump(answer, open(sys.argv[2], "w"))
