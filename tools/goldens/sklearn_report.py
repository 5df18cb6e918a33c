#!/usr/bin/env python3
"""Writes Tests/ReportsTests/Goldens/sklearn_report.json: scikit-learn's classification report as NeMo asks for it.

NeMo names the labels `<label> (label id: <n>)`, takes those that occur, and asks for 4 digits.
"""
import json
import pathlib
import random
import warnings

import sklearn
from sklearn.metrics import classification_report

warnings.filterwarnings("ignore")
random.seed(20210121)
NAMES = ["O", "B-GPE", "B-LOC", "B-MISC", "B-ORG", "B-PER", "B-TIME", "I-GPE", "I-LOC", "I-MISC", "I-ORG", "I-PER",
         "I-TIME"]


def case(gold, predicted):
    used = sorted(set(gold) | set(predicted))
    text = classification_report(
        gold, predicted, labels=used, target_names=[f"{NAMES[i]} (label id: {i})" for i in used], digits=4)
    return {"gold": gold, "predicted": predicted, "text": text}


# Small labels only; predictions without gold, gold without predictions; every label; one label.
gold = [random.choice([0, 0, 0, 2, 5, 11]) for _ in range(300)]
cases = [
    case(gold, [g if random.random() < 0.8 else random.choice([0, 2, 6]) for g in gold]),
    case([0, 0, 4, 4, 10], [0, 0, 0, 0, 0]),
    case(list(range(13)) * 20, [random.randrange(13) for _ in range(260)]),
    case([0] * 7, [0] * 7),
]
out = {"made by": "tools/goldens/sklearn_report.py", "scikit-learn": sklearn.__version__, "names": NAMES, "cases": cases}
root = pathlib.Path(__file__).parents[2]
(root / "Tests/ReportsTests/Goldens/sklearn_report.json").write_text(json.dumps(out) + "\n")
