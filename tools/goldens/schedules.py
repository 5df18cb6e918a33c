"""Records the learning rate of every step under every scheduler.

usage: schedules.py [OUT]          (default: Tests/WorkbenchTests/Goldens/schedules.json)

StepLR, ExponentialLR, CyclicLR and ReduceLROnPlateau are PyTorch's own. NeMo's schedulers are written out here from the
formulas in ../shared/reference/nemo-behaviour.md, sections 5.3 and 5.4; what that page leaves open was read in NeMo's
nemo/core/optim/lr_scheduler.py: the hold, T5's and Squeezeformer's (Noam with hold) annealing, and Megatron's cosine.
Options are spec keys, and each case has the `optim` section that asks for it; T is the number of all steps.
"""
import json, math, pathlib, sys, warnings
import torch
from torch.optim import lr_scheduler

warnings.simplefilter("ignore")
out = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                   pathlib.Path(__file__).parents[2] / "Tests/WorkbenchTests/Goldens/schedules.json")


def length(options, name, T):
    if options.get(name + "_steps") is not None:
        return options[name + "_steps"]
    return int(options[name + "_ratio"] * T) if options.get(name + "_ratio") is not None else None


def nemo(name, base, T, o):
    least = o.get("min_lr", 1e-5 if name == "SquareAnnealing" else 0.0)
    w = length(o, "warmup", T) or 0
    hold, held = length(o, "hold", T), length(o, "constant", T) or 0
    end = hold + w if hold is not None else 0

    def poly(s, steps):
        if o.get("cycle"):
            steps *= 1 if s == 0 else math.ceil(s / steps)
        else:
            s = min(s, steps)
        return (base - least) * (1 - s / steps) ** o.get("power", 1.0) + least

    def rate(s):
        if name == "NoamAnnealing":
            s = max(1, s)
            lr = base * o["d_model"] ** -0.5 * (min(s ** -0.5, s * w ** -1.5) if w > 0 else s ** -0.5)
            return max(lr, least) if s > w else lr
        if name == "T5InverseSquareRootAnnealing":
            return 1 / held ** 0.5 if s <= held else least if s > T else 1 / s ** 0.5
        if name == "CosineAnnealing" and held:
            if w > 0 and s <= w:
                return base * s / w
            if s > T - held:
                return least
            return least + 0.5 * (math.cos(math.pi * (s - w) / (T - held - w)) + 1) * (base - least)
        if w > 0 and s <= w:
            return base * (s + 1) / (w + 1)
        if w <= s < end:
            return base
        if s > T:
            return least
        if name in ("WarmupPolicy", "WarmupHoldPolicy"):
            return base
        if name == "WarmupAnnealing":
            return least + (base - least) * (1 - (s - w) / (T - w))
        if name == "SquareAnnealing":
            return max(base * ((T - s) / (T - w)) ** 2, least)
        if name == "SquareRootAnnealing":
            return max(base * ((T - s) / T) ** 0.5, least)
        if name == "CosineAnnealing":
            return least + (base - least) * 0.5 * (1 + math.cos(math.pi * (s - w) / (T - w)))
        if name == "InverseSquareRootAnnealing":
            return base / ((s + 1) / (w + 1)) ** 0.5
        if name == "PolynomialDecayAnnealing":
            return poly(s - w, T - w)
        if name == "PolynomialHoldDecayAnnealing":
            return poly(s - end, T - max(w, end))
        if name == "NoamHoldAnnealing":
            d = o.get("decay_rate", 0.5)
            return max(base * max(1, w ** d) / max(1, (s - (end - w if end > 0 else 0)) ** d), least)
        raise KeyError(name)
    return rate


def optimizer(base):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base, momentum=0.9)


def pytorch(name, base, steps, options, scores=None):
    """The rate that each step is taken with; with scores, a validation follows every `interval`-th step."""
    opt = optimizer(base)
    schedule = getattr(lr_scheduler, name)(opt, **options)
    rates, momenta = [], []
    for s in range(steps):
        rates.append(opt.param_groups[0]["lr"])
        momenta.append(opt.param_groups[0]["momentum"])
        opt.step()
        if scores is None:
            schedule.step()
        else:
            schedule.step(scores[s])
    return rates, momenta


T, BASE = 40, 5e-3
NEMO = [
    ("WarmupAnnealing", {"warmup_ratio": 0.1}), ("WarmupAnnealing", {"warmup_steps": 7, "min_lr": 1e-4}),
    ("WarmupAnnealing", {}), ("WarmupPolicy", {"warmup_steps": 5, "min_lr": 1e-4}),
    ("WarmupHoldPolicy", {"warmup_ratio": 0.1, "hold_ratio": 0.5}),
    ("WarmupHoldPolicy", {"warmup_steps": 3, "hold_steps": 60}),
    ("SquareAnnealing", {"warmup_steps": 4}), ("SquareAnnealing", {"min_lr": 1e-3}),
    ("SquareRootAnnealing", {"warmup_ratio": 0.2, "min_lr": 1e-3}), ("SquareRootAnnealing", {}),
    ("CosineAnnealing", {"warmup_ratio": 0.1, "min_lr": 1e-4}), ("CosineAnnealing", {}),
    ("CosineAnnealing", {"warmup_steps": 5, "constant_steps": 10, "min_lr": 2e-4}),
    ("InverseSquareRootAnnealing", {"warmup_steps": 6}), ("InverseSquareRootAnnealing", {"min_lr": 1e-4}),
    ("T5InverseSquareRootAnnealing", {"constant_steps": 8, "min_lr": 1e-4}),
    ("T5InverseSquareRootAnnealing", {"constant_ratio": 0.3}),
    ("PolynomialDecayAnnealing", {"warmup_ratio": 0.1, "min_lr": 1e-4}),
    ("PolynomialDecayAnnealing", {"power": 2.0, "warmup_steps": 3}),
    ("PolynomialDecayAnnealing", {"power": 0.5, "cycle": True, "warmup_steps": 2}),
    ("PolynomialHoldDecayAnnealing", {"warmup_steps": 4, "hold_steps": 6, "power": 2.0, "min_lr": 1e-4}),
    ("PolynomialHoldDecayAnnealing", {"warmup_ratio": 0.1, "hold_ratio": 0.25, "cycle": True}),
    ("PolynomialHoldDecayAnnealing", {"warmup_steps": 4}),
    ("NoamAnnealing", {"d_model": 384, "warmup_ratio": 0.2}), ("NoamAnnealing", {"d_model": 64, "min_lr": 1e-4}),
    ("NoamHoldAnnealing", {"warmup_steps": 5, "hold_ratio": 0.3}),
    ("NoamHoldAnnealing", {"warmup_ratio": 0.1, "decay_rate": 1.0, "min_lr": 1e-3}),
]
PYTORCH = [
    ("StepLR", {"step_size": 7}), ("StepLR", {"step_size": 10, "gamma": 0.5}), ("ExponentialLR", {"gamma": 0.93}),
    ("CyclicLR", {"base_lr": 1e-4, "max_lr": 1e-2, "step_size_up": 7}),
    ("CyclicLR", {"base_lr": 1e-4, "max_lr": 1e-2, "step_size_up": 4, "step_size_down": 9, "mode": "triangular2",
                  "base_momentum": 0.7, "max_momentum": 0.95}),
    ("CyclicLR", {"base_lr": 1e-3, "max_lr": 1e-2, "step_size_up": 6, "mode": "exp_range", "gamma": 0.97,
                  "cycle_momentum": False}),
]
LOSSES = [abs(math.sin(0.37 * s)) + 1.5 / (1 + s / 9) for s in range(60)]
PLATEAU = [
    {}, {"factor": 0.5, "patience": 2}, {"factor": 0.3, "patience": 1, "cooldown": 4, "min_lr": 1e-5},
    {"mode": "max", "factor": 0.5, "patience": 3, "threshold": 0.05, "threshold_mode": "abs"},
    {"mode": "max", "factor": 0.7, "patience": 0, "threshold": 0.1, "eps": 1e-3},
]


def spec(name, options):
    return json.dumps({"name": "sgd", "momentum": 0.9, "lr": BASE,
                       "sched": {"name": name, "max_steps": T, **options}})


cases = []
for name, options in NEMO:
    rate = nemo(name, BASE, T, options)
    cases.append({"spec": spec(name, options), "rates": [rate(s) for s in range(T + 5)]})
for name, options in PYTORCH:
    rates, momenta = pytorch(name, BASE, 60, options)
    moves = name == "CyclicLR" and options.get("cycle_momentum", True)
    cases.append({"spec": spec(name, options), "rates": rates, "momenta": momenta if moves else None})
for options in PLATEAU:
    rates, _ = pytorch("ReduceLROnPlateau", BASE, len(LOSSES), options, LOSSES)
    cases.append({"spec": spec("ReduceLROnPlateau", options), "rates": rates, "scores": LOSSES})
json.dump({"made_by": "tools/goldens/schedules.py", "torch": torch.__version__, "base": BASE, "max_steps": T,
           "cases": cases}, out.open("w"), indent=1)
print(out, out.stat().st_size)
