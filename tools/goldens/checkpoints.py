"""Writes Tests/TaggersTests/Storage/Goldens/checkpoints.json: small files of torch.save in every form, what PyTorch reads
from them, and pickles that must be refused.

    python tools/goldens/checkpoints.py

Needs the package torch.
"""
import base64
import collections
import io
import json
import os
import pathlib
import pickle
import struct
import zipfile

import torch

GOLDEN = pathlib.Path(__file__).parents[2] / "Tests/TaggersTests/Storage/Goldens/checkpoints.json"


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def numbers(tensor: torch.Tensor) -> list:
    # Bit patterns, because JSON has neither infinities nor NaN.
    return [struct.unpack("<I", struct.pack("<f", x))[0] for x in tensor.detach().to(torch.float32).flatten().tolist()]


def saved(value, **options) -> bytes:
    file = io.BytesIO()
    torch.save(value, file, **options)
    return file.getvalue()


def state() -> collections.OrderedDict:
    torch.manual_seed(11)
    special = torch.tensor([0.0, -0.0, 1.0, -2.5, float("inf"), float("-inf"), 65504.0, 6e-8, 6.1e-5, 1 / 3])
    matrix = torch.randn(3, 5)
    block = torch.randn(2, 3, 4)
    state = collections.OrderedDict(
        [
            ("single", torch.tensor(3.25)),
            ("matrix", matrix),
            ("transposed", matrix.t()),
            ("row", matrix[1]),
            ("column", matrix[:, 2]),
            ("corner", matrix[1:, 2:4]),
            ("permuted", block.permute(2, 0, 1)),
            ("every other", block[:, ::2, 1:]),
            ("parameter", torch.nn.Parameter(torch.randn(2, 2))),
            ("half", special.to(torch.float16)),
            ("brain", special.to(torch.bfloat16)),
            ("double", torch.tensor([1 / 3, 1e300, -1e-300, 2.0], dtype=torch.float64)),
            ("empty", torch.zeros(0, 4)),
            ("positions", torch.arange(6).expand((1, -1))),
            ("mask", torch.tensor([True, False])),
            ("naïve", torch.tensor([1.5])),
        ]
    )
    # As modules do: versions of each module, set as an attribute.
    state._metadata = collections.OrderedDict([("", {"version": 1})])
    return state


class Call:
    """Pickles as a call."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


class Plain:
    """Pickles as an object with a state."""

    def __init__(self):
        self.x = 1


def repacked(data: bytes, change) -> bytes:
    """The same zip archive, written by another tool, with members changed."""
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            change(archive, name, source.read(name))
    return target.getvalue()


def main() -> None:
    small = {"w": torch.tensor([[1.0, 2.0], [3.0, 4.0]]), "n": torch.tensor([7, 8])}
    content = state()
    files = {f"zip, protocol {p}": saved(content, pickle_protocol=p) for p in range(2, 6)}
    files |= {
        f"legacy, protocol {p}": saved(content, pickle_protocol=p, _use_new_zipfile_serialization=False)
        for p in range(2, 6)
    }
    torch.serialization.set_crc32_options(False)
    files["zip without checksums"] = saved(content)
    torch.serialization.set_crc32_options(True)

    def wide(archive, name, data):
        # Sizes in the ZIP64 extra field.
        with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
            member.write(data)

    files["zip of another tool, ZIP64 local headers"] = repacked(saved(content), wide)
    lightning = {
        "epoch": 3,
        "global_step": 12345678901234567890123,
        "pytorch-lightning_version": "1.1.4",
        "state_dict": content,
        "callbacks": {"best": 0.5, "names": ["a", "b"], "seen": {1, 2}, "none": None, "ok": True},
        "optimizer_states": [{"state": {0: {"step": 1, "exp_avg": torch.zeros(2)}}, "param_groups": [{"lr": 1e-5}]}],
        "size": torch.zeros(2, 3).size(),
        "dtype": torch.float16,
        "raw": b"\x00\x01",
    }
    # Protocol 2 writes bytes as a call of _codecs.encode.
    files["Lightning"] = saved(lightning, pickle_protocol=4)

    refused = {
        "os.system": Call(os.system, "echo no"),
        "eval": Call(eval, "1 + 1"),
        "getattr": Call(getattr, "x", "upper"),
        "object": Plain(),
        "Counter": collections.Counter("aab"),
        "nested": {"state_dict": small, "hooks": [Call(os.system, "echo no")]},
    }
    golden = {
        "made by": "tools/goldens/checkpoints.py",
        "torch": torch.__version__,
        "tensors": {
            name: {"dtype": str(t.dtype), "shape": list(t.shape), "bits": numbers(t)} for name, t in content.items()
        },
        "files": {name: text(data) for name, data in files.items()},
        "small": {
            "zip": text(saved(small)),
            "legacy": text(saved(small, _use_new_zipfile_serialization=False)),
        },
        "refused": {
            f"{name}, {form} {p}": text(saved(value, _use_new_zipfile_serialization=form == "zip", pickle_protocol=p))
            for name, value in refused.items()
            for form, p in (("zip", 2), ("zip", 4), ("legacy", 2))
        },
        "compressed": text(
            repacked(saved(small), lambda a, n, d: a.writestr(n, d, compress_type=zipfile.ZIP_DEFLATED))
        ),
        "big-endian": text(
            repacked(saved(small), lambda a, n, d: a.writestr(n, b"big" if n.endswith("byteorder") else d))
        ),
        "a list": text(saved([torch.ones(2)])),
        "expanded": text(saved({"w": torch.ones(1).expand(1000, 1000, 1000)})),
        "shards": {
            "pytorch_model-00001-of-00002.bin": text(saved({"a.weight": small["w"]})),
            "pytorch_model-00002-of-00002.bin": text(saved({"b.weight": small["w"] + 1})),
        },
        "index": json.dumps(
            {
                "metadata": {"total_size": 32},
                "weight_map": {
                    "a.weight": "pytorch_model-00001-of-00002.bin",
                    "b.weight": "pytorch_model-00002-of-00002.bin",
                },
            }
        ),
    }
    GOLDEN.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
