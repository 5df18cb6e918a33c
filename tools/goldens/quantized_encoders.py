"""Records what encoders with 8-bit products compute, emulated in PyTorch: the small random encoders of encoders.py.

usage: quantized_encoders.py [OUT_DIR]          (default: Tests/TrainingTests/Goldens/quantized_encoders)

Every affine layer of the encoder's layers is computed with numbers that were rounded to 8 bits and brought back: weights to
127 steps of each output's largest, what goes in to 255 steps between each row's least and largest. The first layer's queries, keys
and values are left as they are where one norm alone stands between embeddings and projection (they are looked up). GELU is
the polynomial of Sources/CKernels/quantized.h, because half a step of difference would be a step after rounding.
"""
import json, pathlib, sys
import torch, transformers
from transformers import AutoConfig, AutoModel
import encoders


class Rounded(torch.nn.Module):
    """A Linear of rounded numbers."""

    def __init__(self, linear):
        super().__init__()
        w = linear.weight.detach()
        scale = w.abs().amax(dim=1, keepdim=True) / 127
        self.w, self.b = torch.round(w / scale) * scale, linear.bias.detach()

    def forward(self, x):
        least = x.amin(dim=-1, keepdim=True)
        scale = (x.amax(dim=-1, keepdim=True) - least) / 255
        return torch.nn.functional.linear(least + scale * torch.round((x - least) / scale), self.w, self.b)


class GELU(torch.nn.Module):
    """max(x, 0) less a polynomial in |x|."""

    FACTORS = (-0.000730942003428936, 0.011059965938329697, -0.06333660334348679, 0.15444517135620117,
               -0.06137436628341675, -0.37962818145751953, 0.49814197421073914)

    def forward(self, x):
        t = x.abs().clamp(max=3.8)
        p = torch.zeros_like(t)
        for c in self.FACTORS:
            p = p * t + c
        return x.clamp(min=0) - t * p


def main():
    out = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                       pathlib.Path(__file__).parents[2] / "Tests/TrainingTests/Goldens/quantized_encoders")
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for file, (kind, sizes) in encoders.FAMILIES.items():
        config = AutoConfig.for_model(kind, **sizes)
        config._attn_implementation = "eager"
        model = AutoModel.from_config(config).eval()
        encoders.fill(model)
        looked_up = kind != "megatron-bert" and getattr(config, "embedding_size", 32) == 32
        layers = model.transformer.layer if kind == "distilbert" else model.encoder.layer
        for index, layer in enumerate(layers):
            for name, module in list(layer.named_modules()):
                if not isinstance(module, torch.nn.Linear):
                    continue
                parent, _, own = name.rpartition(".")
                if looked_up and index == 0 and own in ("query", "key", "value", "q_lin", "k_lin", "v_lin"):
                    continue
                setattr(layer.get_submodule(parent), own, Rounded(module))
            if getattr(config, "hidden_act", getattr(config, "activation", "")) == "gelu":
                if kind == "distilbert":
                    layer.ffn.activation = GELU()
                else:
                    layer.intermediate.intermediate_act_fn = GELU()
        generator = torch.Generator().manual_seed(11)
        ids = [torch.randint(5, 60, (n,), generator=generator) for n in encoders.LENGTHS]
        with torch.no_grad():
            hidden = torch.cat([model(input_ids=row[None]).last_hidden_state[0] for row in ids])
        text = json.dumps({
            "made_by": "tools/goldens/quantized_encoders.py", "torch": torch.__version__,
            "transformers": transformers.__version__, "hidden": encoders.f32(hidden),
        }, indent=1)
        (out / f"{file}.json").write_text(text + "\n")
        print(file, len(text))


if __name__ == "__main__":
    main()
