"""Records what PyTorch and transformers compute for small random encoders of every family.

usage: encoders.py [OUT_DIR]          (default: Tests/TrainingTests/Goldens/encoders)

A file a family: its `config.json`, the shape of every tensor, packed sequences, last hidden states, a loss and its
gradient for every parameter, in float32 on one thread. Weights are not recorded: element i of tensor number t (names
sorted) is u·s + c with u = hash(t, i) in [-1, 1), s = 0.3 for tables and matrices and 0.2 for vectors, and c = 1 for a
LayerNorm's gain, else 0; `value` below is that hash, which tests compute as well. The loss is Σ hidden ∘ probe with the
probe from the same hash. The gradients of the tables are recorded where they are not zero.
"""
import base64, json, pathlib, sys
import numpy as np
import torch, transformers
from transformers import AutoConfig, AutoModel

BERT = dict(vocab_size=60, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
            max_position_embeddings=24, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
FAMILIES = {
    "bert": ("bert", BERT | dict(hidden_act="gelu_new")),
    "distilbert": ("distilbert", dict(vocab_size=60, dim=32, n_layers=2, n_heads=4, hidden_dim=48, dropout=0.0,
                                      attention_dropout=0.0, max_position_embeddings=24)),
    "roberta": ("roberta", BERT | dict(max_position_embeddings=26, type_vocab_size=1, layer_norm_eps=1e-5)),
    "xlm_roberta": ("xlm-roberta", BERT | dict(max_position_embeddings=27, pad_token_id=2, type_vocab_size=1,
                                               layer_norm_eps=1e-5)),
    "electra": ("electra", BERT | dict(embedding_size=16)),
    "electra_even": ("electra", BERT | dict(embedding_size=32, hidden_act="silu")),
    "megatron_bert": ("megatron-bert", BERT | dict(num_hidden_layers=3)),
}
LENGTHS = [3, 9, 24, 17, 4]


def value(t, count):
    """hash(t, i) for i < count: 32 bits, taken as a signed fraction of 2^31 with 24 significant bits."""
    i = np.arange(count, dtype=np.uint64)
    x = (i * np.uint64(0x9E3779B1) + np.uint64(t) * np.uint64(0x85EBCA77) + np.uint64(1)) & np.uint64(0xFFFFFFFF)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x ^= x >> np.uint64(shift)
        x = (x * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    x ^= x >> np.uint64(16)
    return ((x >> np.uint64(8)).astype(np.int64) - (1 << 23)).astype(np.float32) / np.float32(1 << 23)


def is_vector(name):
    return name.endswith("bias") or "LayerNorm" in name or "layer_norm" in name or ".ln." in name


def is_gain(name):
    return is_vector(name) and name.endswith("weight")


def f32(array):
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode()


def fill(model):
    """Gives every parameter its formula; returns the names in the order of their numbers."""
    parameters = dict(model.named_parameters())
    names = sorted(parameters)
    with torch.no_grad():
        for t, name in enumerate(names):
            p = parameters[name]
            scale = np.float32(0.2 if is_vector(name) else 0.3)
            data = value(t, p.numel()) * scale + np.float32(1 if is_gain(name) else 0)
            p.copy_(torch.from_numpy(data).view(p.shape))
    return names


def main():
    out = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                       pathlib.Path(__file__).parents[2] / "Tests/TrainingTests/Goldens/encoders")
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)

    for file, (kind, sizes) in FAMILIES.items():
        config = AutoConfig.for_model(kind, **sizes)
        config._attn_implementation = "eager"
        model = AutoModel.from_config(config).train()
        names = fill(model)
        parameters = dict(model.named_parameters())
        generator = torch.Generator().manual_seed(11)
        # Nobody's padding id is drawn: PyTorch keeps the gradient of its row at zero.
        ids = [torch.randint(5, 60, (n,), generator=generator).tolist() for n in LENGTHS]
        pad = config.pad_token_id
        x = torch.full((len(ids), max(LENGTHS)), pad, dtype=torch.long)
        mask = torch.zeros_like(x)
        for r, row in enumerate(ids):
            x[r, :len(row)] = torch.tensor(row)
            mask[r, :len(row)] = 1
        hidden = model(input_ids=x, attention_mask=mask).last_hidden_state
        packed = torch.cat([hidden[r, :n] for r, n in enumerate(LENGTHS)])
        probe = torch.from_numpy(value(1000, packed.numel())).view(packed.shape)
        loss = (packed * probe).sum()
        loss.backward()
        gradients, rows = {}, {}
        for name in names:
            gradient = parameters[name].grad
            if gradient is None:
                continue        # the pooler: nothing reads it
            gradient = gradient.numpy()
            if name.endswith(("word_embeddings.weight", "position_embeddings.weight")):
                used = np.flatnonzero(np.abs(gradient).sum(axis=1))
                rows[name] = used.tolist()
                gradient = gradient[used]
            gradients[name] = f32(gradient)
        text = json.dumps({
            "made_by": "tools/goldens/encoders.py", "torch": torch.__version__, "transformers": transformers.__version__,
            "config": json.loads(config.to_json_string(use_diff=False)),
            "tensors": {name: list(parameters[name].shape) for name in names}, "ids": ids, "hidden": f32(packed.detach()),
            "loss": float(loss.detach()), "gradients": gradients, "rows": rows,
        }, indent=1)
        (out / f"{file}.json").write_text(text + "\n")
        print(file, len(text), float(loss.detach()))


if __name__ == "__main__":
    main()
