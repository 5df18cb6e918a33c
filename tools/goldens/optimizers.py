"""Records 20 steps of every optimizer on fixed parameters and gradients.

usage: optimizers.py [OUT]          (default: Tests/WorkbenchTests/Goldens/optimizers.json)

PyTorch's own optimizers and transformers' Adafactor are run as they are. NovoGrad is NeMo's and is written out here from
the formulas in ../shared/reference/nemo-behaviour.md and the paper. The parameters are a table of which some rows get no
gradient at first, three matrices that Gloss keeps as one (query, key, value), and a vector; each is a tensor of its own
for the optimizer. The learning rate differs from step to step, as under a schedule. Everything in float32 on one thread.
"""
import base64, json, math, pathlib, sys
import torch, transformers
from transformers.optimization import Adafactor

out = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                   pathlib.Path(__file__).parents[2] / "Tests/WorkbenchTests/Goldens/optimizers.json")
torch.set_num_threads(1)
STEPS = 20
SHAPES = {"table": (7, 5), "query": (3, 5), "key": (3, 5), "value": (3, 5), "bias": (6,)}


def f32(tensor):
    return base64.b64encode(tensor.detach().to(torch.float32).contiguous().numpy().tobytes()).decode()


generator = torch.Generator().manual_seed(20)
start = {name: torch.randn(shape, generator=generator) for name, shape in SHAPES.items()}
noise = [{name: torch.randn(shape, generator=generator) * 0.5 for name, shape in SHAPES.items()} for _ in range(STEPS)]
# Row r of the table has no gradient before step 2·r − 2: some rows begin late, the last two do so in steps 8 and 10.
asleep = [[r for r in range(7) if s < 2 * r - 2] for s in range(STEPS)]
rates = [min(1, (s + 1) / 4) * (1 - s / 40) for s in range(STEPS)]


class NovoGrad:
    """n = |g|^2; v = n while v is 0, else b2 v + (1-b2) n; u = v or its largest so far;
    g = (g / (sqrt u + eps) + wd p) (1-b1 when averaging); m = b1 m + g; p = p - lr m,
    with rate control lr = min(lr, trust |p| / (|m| + eps'))."""

    def __init__(self, parameters, lr, betas=(0.95, 0.98), eps=1e-8, weight_decay=0, grad_averaging=False,
                 amsgrad=False, luc=False, luc_trust=1e-3, luc_eps=1e-8):
        self.parameters = [(p, torch.zeros_like(p), [0.0, 0.0]) for p in parameters]
        self.param_groups = [{"lr": lr}]
        self.betas, self.eps, self.weight_decay, self.averaging = betas, eps, weight_decay, grad_averaging
        self.amsgrad, self.luc, self.trust, self.luc_eps = amsgrad, luc, luc_trust, luc_eps

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m, seen in self.parameters:
            n = float((p.grad.double() ** 2).sum())
            seen[0] = n if seen[0] == 0 else b2 * seen[0] + (1 - b2) * n
            seen[1] = max(seen[1], seen[0])
            g = p.grad / (math.sqrt(seen[1] if self.amsgrad else seen[0]) + self.eps) + self.weight_decay * p
            m.mul_(b1).add_(g * (1 - b1) if self.averaging else g)
            rate = self.param_groups[0]["lr"]
            if self.luc:
                rate = min(rate, self.trust * float(p.norm()) / (float(m.norm()) + self.luc_eps))
            p.sub_(m, alpha=rate)


MAKERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "adagrad": torch.optim.Adagrad,
          "adadelta": torch.optim.Adadelta, "adamax": torch.optim.Adamax, "rmsprop": torch.optim.RMSprop,
          "rprop": torch.optim.Rprop, "novograd": NovoGrad, "adafactor": Adafactor}
CASES = [
    ("sgd", 0.1, {}), ("sgd", 0.1, {"momentum": 0.9}), ("sgd", 0.1, {"momentum": 0.9, "dampening": 0.3}),
    ("sgd", 0.1, {"momentum": 0.8, "nesterov": True, "weight_decay": 0.02}), ("sgd", 0.1, {"weight_decay": 0.1}),
    ("adam", 0.05, {}), ("adam", 0.05, {"betas": [0.8, 0.95], "eps": 1e-6, "weight_decay": 0.1}),
    ("adam", 0.05, {"amsgrad": True}), ("adam", 0.05, {"amsgrad": True, "weight_decay": 0.05}),
    ("adamw", 0.05, {}), ("adamw", 0.05, {"weight_decay": 0.2, "betas": [0.85, 0.99]}),
    ("adamw", 0.05, {"amsgrad": True, "weight_decay": 0.1}),
    ("adagrad", 0.1, {}), ("adagrad", 0.1, {"lr_decay": 0.05, "initial_accumulator_value": 0.1, "eps": 1e-6}),
    ("adagrad", 0.1, {"weight_decay": 0.1}),
    ("adadelta", 1.0, {}), ("adadelta", 0.7, {"rho": 0.8, "eps": 1e-4, "weight_decay": 0.05}),
    ("adamax", 0.05, {}), ("adamax", 0.05, {"betas": [0.8, 0.9], "eps": 1e-4, "weight_decay": 0.1}),
    ("rmsprop", 0.02, {}), ("rmsprop", 0.02, {"alpha": 0.9, "momentum": 0.8}),
    ("rmsprop", 0.02, {"alpha": 0.9, "centered": True, "eps": 1e-3}),
    ("rmsprop", 0.02, {"alpha": 0.95, "centered": True, "momentum": 0.5, "weight_decay": 0.05, "eps": 1e-3}),
    ("rprop", 0.01, {}), ("rprop", 0.02, {"etas": [0.4, 1.5], "step_sizes": [0.001, 0.05]}),
    ("novograd", 0.05, {}), ("novograd", 0.05, {"weight_decay": 0.01, "grad_averaging": True, "betas": [0.9, 0.9]}),
    ("novograd", 0.05, {"amsgrad": True, "eps": 1e-3}), ("novograd", 0.05, {"luc": True, "luc_trust": 0.02}),
    ("adafactor", None, {}), ("adafactor", None, {"warmup_init": True, "weight_decay": 0.1}),
    ("adafactor", 0.05, {"relative_step": False, "scale_parameter": False, "beta1": 0.9}),
    ("adafactor", 0.05, {"relative_step": False, "clip_threshold": 0.5, "decay_rate": -0.6, "weight_decay": 0.02,
                         "eps": [1e-12, 1e-2]}),
]


def run(name, base, options):
    parameters = {key: torch.nn.Parameter(value.clone()) for key, value in start.items()}
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
    optimizer = MAKERS[name](list(parameters.values()), lr=base, **given)
    path = []
    for s in range(STEPS):
        if base is not None:
            for group in optimizer.param_groups:
                group["lr"] = base * rates[s]
        for key, parameter in parameters.items():
            # A quadratic bowl and noise.
            gradient = noise[s][key] + 0.3 * parameter.detach()
            if key == "table":
                gradient[asleep[s]] = 0
            parameter.grad = gradient
        optimizer.step()
        path.append({key: f32(parameter) for key, parameter in parameters.items()} if s in (0, 1, 9, 19) else None)
    spec = {"name": name, **({} if base is None else {"lr": base}), **options}
    return {"spec": json.dumps(spec),
            "after": {str(s + 1): values for s, values in enumerate(path) if values}}


json.dump({
    "made_by": "tools/goldens/optimizers.py", "torch": torch.__version__, "transformers": transformers.__version__,
    "steps": STEPS, "rates": rates, "asleep": asleep,
    "start": {key: f32(value) for key, value in start.items()},
    "noise": [{key: f32(value) for key, value in step.items()} for step in noise],
    "cases": [run(*case) for case in CASES],
}, out.open("w"), indent=1)
print(out, out.stat().st_size)
