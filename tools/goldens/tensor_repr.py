#!/usr/bin/env python3
"""Writes Tests/ReportsTests/Goldens/tensors.json: 0-dimensional tensors as PyTorch prints them."""
import json
import pathlib

import torch

values = [7.018151, 6.4527, 1.017, 0.0, 100.0, 1.0, 83.885, 99.99996, 1e-4, 9.9e-5, 1e-5, 0.00012345, 12345.678,
          123456792.0, 1e8, 2e8, -3.25, 16.0, 3e-10, 1234567.9]
out = {"made by": "tools/goldens/tensor_repr.py", "torch": torch.__version__,
       "cases": [[v, str(torch.tensor(v, dtype=torch.float32))] for v in values]
       + [[None, str(torch.tensor(float("nan")))]]}
root = pathlib.Path(__file__).parents[2]
(root / "Tests/ReportsTests/Goldens/tensors.json").write_text(json.dumps(out, indent=1) + "\n")
