"""Records optimizer steps of the tiny BERT classifier under what changes a step: accumulation, clipping, parameter groups.

usage: training_steps.py [OUT]          (default: Tests/TrainingTests/Goldens/training_steps.json)

The model is the one in Tests/TrainingTests/Goldens/tiny_bert.json (tools/goldens/model.py). Unlike there, each step sees
other sentences, so that rows of the word table get their first gradient late. Float32 on one thread, no dropout.
"""
import base64, json, pathlib, sys
import torch, transformers
from safetensors.torch import load
from transformers import BertConfig, BertForTokenClassification

goldens = pathlib.Path(__file__).parents[2] / "Tests/TrainingTests/Goldens"
out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else goldens / "training_steps.json"
torch.set_num_threads(1)
tiny = json.load((goldens / "tiny_bert.json").open())
LABELS, STEPS, LAYERS = tiny["labels_count"], 20, tiny["config"]["num_hidden_layers"]


def f32(tensor):
    return base64.b64encode(tensor.detach().to(torch.float32).contiguous().numpy().tobytes()).decode()


def make():
    config = BertConfig(**{k: v for k, v in tiny["config"].items() if k != "model_type"}, num_labels=LABELS,
                        attn_implementation="eager")
    model = BertForTokenClassification(config)
    model.load_state_dict(load(base64.b64decode(tiny["weights"])))
    return model.train()


def batch(numbers):
    longest = max(len(tiny["ids"][n]) for n in numbers)
    x = torch.zeros(len(numbers), longest, dtype=torch.long)
    a, y = torch.zeros_like(x), torch.full_like(x, -100)
    for r, n in enumerate(numbers):
        ids = tiny["ids"][n]
        x[r, :len(ids)], a[r, :len(ids)] = torch.tensor(ids), 1
        y[r, :len(ids)] = torch.tensor([v if k else -100 for v, k in zip(tiny["labels"][n], tiny["mask"][n])])
    return x, a, y


def loss_of(model, numbers):
    x, a, y = batch(numbers)
    logits = model(input_ids=x, attention_mask=a).logits
    return torch.nn.functional.cross_entropy(logits.view(-1, LABELS), y.view(-1), ignore_index=-100)


def depth(name):
    if name.startswith("bert.embeddings"):
        return 0
    return int(name.split(".")[3]) + 1 if name.startswith("bert.encoder.layer") else LAYERS + 1


def groups(model, rate, decay, frozen=None, layer_decay=1.0, spare=False):
    found = []
    for name, p in model.named_parameters():
        if frozen is not None and depth(name) <= frozen:
            p.requires_grad_(False)
            continue
        is_spared = spare and (name.endswith("bias") or "LayerNorm" in name)
        found.append({"params": [p], "scale": layer_decay ** (LAYERS + 1 - depth(name)),
                      "weight_decay": 0.0 if is_spared else decay, "lr": rate})
    return found


def steps(kind, rate, decay, clip, accumulation, sequences, **grouping):
    model = make()
    optimizer = {"adamw": torch.optim.AdamW, "adam": torch.optim.Adam, "sgd": torch.optim.SGD}[kind](
        groups(model, rate, decay, **grouping), lr=rate, **({"momentum": 0.9} if kind == "sgd" else {}))
    losses, norms, batches = [], [], []
    for s in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = rate * (1 - s / STEPS) * group["scale"]
        optimizer.zero_grad()
        parts = [[(3 * s + 2 * b + q) % len(tiny["ids"]) for q in range(sequences)] for b in range(accumulation)]
        total = 0.0
        for numbers in parts:
            loss = loss_of(model, numbers) / accumulation
            loss.backward()
            total += float(loss.detach())
        trained = [p for p in model.parameters() if p.requires_grad]
        norms.append(float(torch.nn.utils.clip_grad_norm_(trained, clip if clip > 0 else 1e9)))
        optimizer.step()
        losses.append(total)
        batches.append(parts)
    return {"kind": kind, "rate": rate, "weight_decay": decay, "clip": clip, "batches": batches,
            "frozen": grouping.get("frozen", -1), "layer_decay": grouping.get("layer_decay", 1.0),
            "spares": grouping.get("spare", False), "losses": losses, "norms": norms,
            "after": {name: f32(p) for name, p in model.named_parameters() if name in (
                "bert.embeddings.word_embeddings.weight", "bert.encoder.layer.0.attention.self.key.weight",
                "bert.encoder.layer.1.output.LayerNorm.weight", "bert.encoder.layer.1.output.dense.bias",
                "classifier.weight")}}


json.dump({
    "made_by": "tools/goldens/training_steps.py", "torch": torch.__version__, "transformers": transformers.__version__,
    "runs": [
        steps("adamw", 2e-3, 0.5, 0.0, 1, 1), steps("adamw", 2e-3, 0.5, 1.0, 3, 2), steps("sgd", 2e-2, 0.01, 0.7, 2, 2),
        steps("adamw", 2e-3, 0.3, 1.0, 1, 3, layer_decay=0.7), steps("adamw", 2e-3, 0.5, 0.0, 1, 3, spare=True),
        steps("adam", 2e-3, 0.1, 0.5, 2, 2, frozen=0), steps("adamw", 2e-3, 0.1, 0.5, 1, 3, frozen=1),
        steps("adamw", 5e-3, 0.1, 0.0, 1, 3, frozen=2, spare=True),
    ],
}, out.open("w"), indent=1)
print(out, out.stat().st_size)
