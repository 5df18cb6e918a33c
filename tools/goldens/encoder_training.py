"""Records how PyTorch trains an encoder folder on real sentences, for RealTrainingTests (too large to commit).

usage: encoder_training.py ENCODER_DIR CORPUS OUT.json [SENTENCES_A_BATCH [STEPS]]
then:  GLOSS_TRAINING_PARITY=OUT.json tools/test --filter RealTraining

CORPUS is a column file: first column the word, last column the label. OUT.json holds the batches (ids, labels) and the
losses of STEPS optimizer steps (AdamW, warm-up and annealing, no dropout), float32. Beside it, OUT.json.safetensors holds
the head's weights and the gradient of every parameter on the first batch. The tables' gradients are whole. For each
gradient OUT.json also says how far PyTorch in float32 is from PyTorch in float64, measured as the test measures: largest
absolute difference over the largest absolute value. Every sub-token counts in the loss, special tokens as O: NeMo's default.
"""
import copy, json, sys
import torch, transformers
from safetensors.torch import save_file
from transformers import AutoModel, AutoTokenizer

folder, corpus, out = sys.argv[1:4]
size = int(sys.argv[4]) if len(sys.argv) > 4 else 16
steps = int(sys.argv[5]) if len(sys.argv) > 5 else 50
RATE, WARMUP, DECAY, CLIP, LONGEST = 5e-5, 5, 0.01, 1.0, 128
torch.manual_seed(7)


def sentences(path):
    words, labels = [], []
    for line in open(path, encoding="utf-8"):
        if line.strip():
            columns = line.split()
            words.append(columns[0])
            labels.append(columns[-1])
        elif words:
            yield words, labels
            words, labels = [], []
    if words:
        yield words, labels


tokenizer = AutoTokenizer.from_pretrained(folder)
rows = []
for words, labels in sentences(corpus):
    encoded = tokenizer(words, is_split_into_words=True)
    if len(encoded["input_ids"]) > LONGEST:
        continue
    rows.append((encoded["input_ids"], ["O" if w is None else labels[w] for w in encoded.word_ids()]))
    if len(rows) == size * steps:
        break
assert len(rows) == size * steps, f"{corpus} has only {len(rows)} sentences"
names = ["O"] + sorted({label for _, labels in rows for label in labels} - {"O"})


class Tagger(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.bert_model = AutoModel.from_pretrained(folder, attn_implementation="eager", hidden_dropout_prob=0.0,
                                                    attention_probs_dropout_prob=0.0, add_pooling_layer=False)
        self.classifier = torch.nn.Linear(self.bert_model.config.hidden_size, len(names))
        torch.nn.init.normal_(self.classifier.weight, std=0.02)
        torch.nn.init.normal_(self.classifier.bias, std=0.02)

    def loss(self, batch):
        longest = max(len(ids) for ids, _ in batch)
        x = torch.zeros(len(batch), longest, dtype=torch.long)
        a, y = torch.zeros_like(x), torch.full_like(x, -100)
        for r, (ids, labels) in enumerate(batch):
            x[r, :len(ids)], a[r, :len(ids)] = torch.tensor(ids), 1
            y[r, :len(ids)] = torch.tensor([names.index(label) for label in labels])
        logits = self.classifier(self.bert_model(input_ids=x, attention_mask=a).last_hidden_state)
        return torch.nn.functional.cross_entropy(logits.view(-1, len(names)), y.view(-1), ignore_index=-100)


def gradients(model, batch):
    model.zero_grad()
    loss = model.loss(batch)
    loss.backward()
    return float(loss.detach()), {n: p.grad.detach().clone() for n, p in model.named_parameters()}


model = Tagger().train()
head = {"classifier.weight": model.classifier.weight.detach().clone(),
        "classifier.bias": model.classifier.bias.detach().clone()}
batches = [rows[s * size:(s + 1) * size] for s in range(steps)]
loss, single = gradients(model, batches[0])
_, double = gradients(copy.deepcopy(model).double(), batches[0])
noise = {n: float((single[n].double() - double[n]).abs().max() / double[n].abs().max()) for n in single}
save_file({**{"head." + n: t for n, t in head.items()}, **{"gradient." + n: t.contiguous() for n, t in single.items()}},
          out + ".safetensors")

optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
losses = []
for s, batch in enumerate(batches):
    rate = RATE * (s + 1) / (WARMUP + 1) if s <= WARMUP else RATE * (steps - s) / (steps - WARMUP)
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad()
    step_loss = model.loss(batch)
    step_loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
    optimizer.step()
    losses.append(float(step_loss.detach()))

json.dump({
    "made_by": "tools/goldens/encoder_training.py", "torch": torch.__version__, "transformers": transformers.__version__,
    "encoder": folder, "corpus": corpus, "labels": names, "rate": RATE, "warmup": WARMUP, "weight_decay": DECAY,
    "clip": CLIP, "loss": loss, "losses": losses, "float32_noise": noise,
    "batches": [[{"ids": ids, "labels": [names.index(label) for label in labels]} for ids, labels in batch]
                for batch in batches],
}, open(out, "w"))
print(f"{corpus}: {len(names)} labels, {steps} batches of {size}, first losses {losses[:2]}, last {losses[-1]:.4f}; "
      f"largest float32 noise {max((v, n) for n, v in noise.items() if not n.endswith('key.bias'))}")
