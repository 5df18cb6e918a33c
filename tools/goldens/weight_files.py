"""Writes Tests/TaggersTests/Storage/Goldens/safetensors.json with the reference implementation, and reads back what
our writer wrote.

    python tools/goldens/weight_files.py                 # record
    python tools/goldens/weight_files.py check FILE...   # print what the reference reads from our files

Needs the packages safetensors and torch.
"""
import base64
import json
import pathlib
import struct
import sys

sys.path.pop(0)  # this folder, where this very file would be taken for the package

import safetensors
import torch
from safetensors.torch import load_file, save

GOLDEN = pathlib.Path(__file__).parents[2] / "Tests/TaggersTests/Storage/Goldens/safetensors.json"


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def numbers(tensor: torch.Tensor) -> list:
    # Bit patterns, because JSON has neither infinities nor NaN.
    return [struct.unpack("<I", struct.pack("<f", x))[0] for x in tensor.to(torch.float32).flatten().tolist()]


def record() -> None:
    torch.manual_seed(7)
    special = torch.tensor([0.0, -0.0, 1.0, -2.5, float("inf"), float("-inf"), 65504.0, 6e-8, 6.1e-5, 1 / 3])
    tensors = {
        "single": torch.tensor(3.25),
        "matrix": torch.randn(3, 5),
        "half": special.to(torch.float16),
        "brain": special.to(torch.bfloat16),
        "empty": torch.zeros(0, 4),
        "positions": torch.arange(4),
        "mask": torch.tensor([True, False]),
    }
    shards = {
        "model-00001-of-00002.safetensors": {"a.weight": torch.randn(2, 3), "a.bias": torch.randn(3)},
        "model-00002-of-00002.safetensors": {"b.weight": torch.randn(3, 2).to(torch.float16)},
    }
    golden = {
        "made by": "tools/goldens/weight_files.py",
        "safetensors": safetensors.__version__,
        "torch": torch.__version__,
        "file": text(save(tensors, metadata={"format": "pt", "note": "é\"\n"})),
        "tensors": {
            name: {"dtype": str(t.dtype), "shape": list(t.shape), "bits": numbers(t)} for name, t in tensors.items()
        },
        "shards": {name: text(save(part, metadata={"format": "pt"})) for name, part in shards.items()},
        "index": json.dumps(
            {
                "metadata": {"total_size": 60},
                "weight_map": {tensor: name for name, part in shards.items() for tensor in part},
            }
        ),
        "sharded": {
            tensor: {"shape": list(t.shape), "bits": numbers(t)} for part in shards.values() for tensor, t in part.items()
        },
        # Every half, so that the conversion is checked exhaustively (NaNs are compared as NaN): 256 sums of bits.
        "half sums": half_sums(),
    }
    GOLDEN.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")


def half_sums() -> list:
    """For each high byte, the sum of the F32 bit patterns of its 256 halves; NaNs count as 0."""
    sums = []
    for high in range(256):
        halves = torch.tensor([struct.unpack("<h", bytes([low, high]))[0] for low in range(256)], dtype=torch.int16)
        floats = halves.view(torch.float16).to(torch.float32)
        bits = floats.view(torch.int32).to(torch.int64) & 0xFFFFFFFF
        sums.append(int(bits[~floats.isnan()].sum()))
    return sums


def check(paths: list) -> None:
    for path in paths:
        with safetensors.safe_open(path, framework="pt") as file:
            print(path, file.metadata())
        for name, tensor in load_file(path).items():
            print(name, tensor.dtype, list(tensor.shape), tensor.flatten()[:4].tolist())


if sys.argv[1:2] == ["check"]:
    check(sys.argv[2:])
else:
    record()
