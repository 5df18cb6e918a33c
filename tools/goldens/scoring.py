#!/usr/bin/env python3
"""Writes Tests/ScoringTests/Goldens/seqeval.json: gold and predicted label sequences with seqeval's scores of them.

seqeval runs in its default mode. Left out: labels without B-/I- and labels such as O-X, which seqeval reads differently
on purpose of its own (it cuts off the first letter, or takes everything that begins with O as outside).
"""
import json
import pathlib
import random
import warnings
from importlib.metadata import version

from seqeval.metrics.sequence_labeling import precision_recall_fscore_support as scores
from seqeval.metrics.sequence_labeling import get_entities

warnings.filterwarnings("ignore")
random.seed(20210121)


def legal(length, types):
    labels, previous = [], "O"
    for _ in range(length):
        choices = ["O", "O"] + [f"B-{t}" for t in types]
        if previous != "O":
            choices += [f"I-{previous[2:]}"] * 3
        previous = random.choice(choices)
        labels.append(previous)
    return labels


def any_labels(length, types):
    return random.choices(["O"] + [f"{p}-{t}" for p in "BI" for t in types], k=length)


def noisy(labels, types, rate):
    return [any_labels(1, types)[0] if random.random() < rate else label for label in labels]


def case(name, gold, predicted):
    types = sorted({e[0] for s in gold + predicted for e in get_entities(s)})
    rows = {}
    if types:
        p, r, f, s = scores(gold, predicted, average=None)
        rows = {t: [float(p[i]), float(r[i]), float(f[i]), int(s[i])] for i, t in enumerate(types)}
    averages = {}
    for average in ("micro", "macro", "weighted"):
        if types:
            p, r, f, s = scores(gold, predicted, average=average)
            averages[average] = [float(p), float(r), float(f), int(s)]
    return {"name": name, "gold": gold, "predicted": predicted, "types": rows, **averages}


hand = [
    ("all right", [["B-PER", "I-PER", "O"]], [["B-PER", "I-PER", "O"]]),
    ("nothing predicted", [["B-PER", "I-PER", "O"]], [["O", "O", "O"]]),
    ("nothing there", [["O", "O"]], [["B-LOC", "O"]]),
    ("wrong type", [["B-PER", "I-PER"]], [["B-LOC", "I-LOC"]]),
    ("wrong end", [["B-PER", "I-PER", "O"]], [["B-PER", "O", "O"]]),
    ("IOB1: I- begins a mention", [["I-PER", "I-PER", "O", "I-LOC"]], [["B-PER", "I-PER", "O", "B-LOC"]]),
    ("change of type without B-", [["B-PER", "I-LOC", "I-LOC"]], [["B-PER", "B-LOC", "I-LOC"]]),
    ("a mention does not cross sentences", [["O", "B-PER"], ["I-PER", "O"]], [["O", "B-PER"], ["B-PER", "O"]]),
    ("hyphens in types", [["B-creative-work", "I-creative-work"]], [["B-creative-work", "I-creative-work"]]),
]
cases = [case(*h) for h in hand]
types = ["PER", "LOC", "ORG", "creative-work"]
for i in range(12):
    gold = [legal(random.randint(1, 15), types) for _ in range(random.randint(1, 8))]
    cases.append(case(f"legal {i}", gold, [noisy(g, types, 0.2) for g in gold]))
for i in range(12):
    gold = [any_labels(random.randint(1, 15), types) for _ in range(random.randint(1, 8))]
    cases.append(case(f"any {i}", gold, [noisy(g, types, 0.3) for g in gold]))

root = pathlib.Path(__file__).parents[2]
out = {"made by": "tools/goldens/scoring.py", "seqeval": version("seqeval"), "numpy": version("numpy"), "cases": cases}
path = root / "Tests/ScoringTests/Goldens/seqeval.json"
path.write_text(json.dumps(out).replace('{"name"', '\n{"name"') + "\n")
