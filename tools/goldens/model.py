"""Records what PyTorch and transformers compute for a tiny BERT token classifier.

usage: model.py [OUT]          (default: Tests/TrainingTests/Goldens/tiny_bert.json)

The file holds the weights themselves (safetensors, base64), hidden states, logits, the loss, the gradient of every
parameter, and the losses of 50 optimizer steps with dropout 0: everything in float32 on one thread.
"""
import base64, json, math, pathlib, sys
import torch, transformers
from safetensors.torch import save
from transformers import BertConfig, BertForTokenClassification

out = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                   pathlib.Path(__file__).parents[2] / "Tests/TrainingTests/Goldens/tiny_bert.json")
torch.set_num_threads(1)
torch.manual_seed(7)
LABELS = 5
config = BertConfig(vocab_size=40, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=40,
                    max_position_embeddings=24, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
                    num_labels=LABELS, attn_implementation="eager")


def f32(tensor):
    return base64.b64encode(tensor.detach().to(torch.float32).contiguous().numpy().tobytes()).decode()


def make():
    torch.manual_seed(7)
    model = BertForTokenClassification(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)   # biases and norms away from their special values
    return model.train()


generator = torch.Generator().manual_seed(11)
lengths = [3, 9, 5, 17, 24, 4]
ids = [torch.randint(1, 40, (n,), generator=generator).tolist() for n in lengths]   # 0 is the padding of nn.Embedding
labels = [torch.randint(0, LABELS, (n,), generator=generator).tolist() for n in lengths]
mask = [[0] + [int(torch.rand((), generator=generator) < 0.7) for _ in range(n - 2)] + [0] for n in lengths]
weights = [0.5, 2.0, 1.0, 3.0, 0.7]


def forward(model):
    longest = max(lengths)
    x = torch.zeros(len(ids), longest, dtype=torch.long)
    a = torch.zeros_like(x)
    y = torch.full_like(x, -100)
    for r, (i, l, m) in enumerate(zip(ids, labels, mask)):
        x[r, :len(i)] = torch.tensor(i)
        a[r, :len(i)] = 1
        y[r, :len(i)] = torch.tensor([v if k else -100 for v, k in zip(l, m)])
    hidden = model.bert(input_ids=x, attention_mask=a).last_hidden_state
    return hidden, model.classifier(hidden), y


def loss_of(logits, y, weight=None):
    return torch.nn.functional.cross_entropy(logits.view(-1, LABELS), y.view(-1), weight=weight, ignore_index=-100)


model = make()
weights_file = base64.b64encode(save({k: v.contiguous() for k, v in model.state_dict().items()})).decode()
hidden, logits, y = forward(model)
loss = loss_of(logits, y)
loss.backward()
gradients = {name: f32(p.grad) for name, p in model.named_parameters()}
weighted = make()
_, wlogits, _ = forward(weighted)
wloss = loss_of(wlogits, y, torch.tensor(weights))
wloss.backward()


def steps(kind, decay, clip):
    model = make()
    T, w, base = 50, 5, 2e-3
    make_optimizer = torch.optim.AdamW if kind == "adamw" else torch.optim.Adam
    optimizer = make_optimizer(model.parameters(), lr=base, weight_decay=decay)
    losses, norms = [], []
    for s in range(T):
        rate = base * (s + 1) / (w + 1) if s <= w else base * (T - s) / (T - w)
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        loss = loss_of(forward(model)[1], y)
        loss.backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_(model.parameters(), clip if clip > 0 else 1e9)))
        optimizer.step()
        losses.append(float(loss.detach()))
    return {"kind": kind, "weight_decay": decay, "clip": clip, "rate": base, "warmup": w, "losses": losses,
            "norms": norms, "word_embeddings": f32(model.bert.embeddings.word_embeddings.weight)}


json.dump({
    "made_by": "tools/goldens/model.py", "torch": torch.__version__, "transformers": transformers.__version__,
    "config": {k: getattr(config, k) for k in (
        "model_type", "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
        "max_position_embeddings", "type_vocab_size", "hidden_act", "layer_norm_eps", "hidden_dropout_prob",
        "attention_probs_dropout_prob")},
    "labels_count": LABELS, "weights": weights_file,
    "ids": ids, "labels": labels, "mask": mask, "class_weights": weights,
    "hidden": [f32(hidden[r, :n]) for r, n in enumerate(lengths)],
    "logits": [f32(logits[r, :n]) for r, n in enumerate(lengths)],
    "loss": float(loss.detach()), "weighted_loss": float(wloss.detach()),
    "gradients": gradients,
    "weighted_classifier_gradient": f32(weighted.classifier.weight.grad),
    "runs": [steps("adamw", 0.01, 1.0), steps("adamw", 0.1, 0.0), steps("adam", 0.0, 0.0), steps("adam", 0.05, 1.0)],
}, out.open("w"), indent=1)
print(out, out.stat().st_size)
