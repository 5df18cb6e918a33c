#!/usr/bin/env python3
"""Writes Tests/ScoringTests/Goldens/precision_curve.json: predictions, and from which score on they have a precision.

The rule of Scoring/PrecisionCurve, written again with numpy and scipy's beta distribution and, for the isotonic fit, scikit-learn.
"""
import json
import pathlib
from importlib.metadata import version

import numpy as np
from scipy.stats import beta
from sklearn.isotonic import IsotonicRegression

TARGETS = [0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97]
rng = np.random.default_rng(20261126)


def correlation(scores, right, groups):
    rest = right - IsotonicRegression().fit(scores, right).predict(scores)
    sums, squares = np.bincount(groups, rest), np.bincount(groups, rest * rest)
    sizes = np.bincount(groups)
    pairs = (sizes * (sizes - 1)).sum()
    if pairs == 0 or squares.sum() == 0: return 0.0
    return float(np.clip((sums**2 - squares).sum() / pairs / (squares.sum() / len(scores)), 0, 1))


def thresholds(scores, right, groups, confidence):
    rho, error = correlation(scores, right, groups), 1 - confidence
    order = np.argsort(-scores, kind="stable")
    scores, right, groups = scores[order], right[order], groups[order]
    last = np.append(scores[1:] != scores[:-1], True)
    count = np.arange(1, len(scores) + 1)
    square = np.array([(np.bincount(groups[:n]) ** 2).sum() for n in count])
    effective = count / (1 + rho * (square / count - 1))
    hits = np.cumsum(right) * effective / count
    scores, count, effective, hits = scores[last], count[last], effective[last], hits[last]
    starts, size = [], len(right)
    while size > 0 and (size == len(right) or size >= 16):
        start = int(np.argmax(count >= size))
        if start not in starts: starts.append(start)
        size //= 2

    def bound(index, number):
        level = error / 2 if number == 0 else error / 2 / (len(starts) - 1)
        return beta.ppf(level, hits[index], effective[index] - hits[index] + 1) if hits[index] > 0 else 0.0

    found = {}
    for target in TARGETS:
        for number, start in enumerate(starts):
            if bound(start, number) < target: continue
            end = start
            while end + 1 < len(scores) and bound(end + 1, number) >= target: end += 1
            found[str(target)] = [float(scores[end]), int(count[end]), float(bound(end, number))]
            break
    return rho, found


cases = []
for number, power, groups, together in [(40, 0.2, 40, 0), (120, 0.3, 60, 0.7), (300, 0.3, 300, 0), (300, 0.15, 70, 0.9), (20, 0.1, 5, 0.5)]:
    score = np.round(rng.random(number) ** 0.5, 3)
    group = rng.integers(0, groups, number)
    common = rng.random(groups)
    chance = np.where(rng.random(number) < together, common[group], rng.random(number))
    right = (chance < score**power).astype(int)
    rho, found = thresholds(score, right, group, 0.95)
    cases.append({"scores": score.tolist(), "right": right.tolist(), "groups": group.tolist(), "correlation": rho, "points": found})

path = pathlib.Path(__file__).parents[2] / "Tests/ScoringTests/Goldens/precision_curve.json"
versions = {name: version(name) for name in ("numpy", "scipy", "scikit-learn")}
path.write_text(json.dumps({"versions": versions, "confidence": 0.95, "cases": cases}, separators=(",", ":")) + "\n")
for case in cases: print(case["correlation"], case["points"])
