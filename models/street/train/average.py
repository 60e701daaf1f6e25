"""Averages the weights of several phases of one training.

    python3 -m train.average work/wide.pt work/narrow.pt --out work/street.pt
"""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from network.options import parser


def average(states: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of each tensor over `states`, in its own type. All have the same names and shapes."""
    return {name: torch.stack([s[name].float() for s in states]).mean(0).to(value.dtype) for name, value in states[0].items()}


def main() -> None:
    options = parser(__doc__)
    options.add_argument("weights", type=Path, nargs="+")
    options.add_argument("--out", type=Path, required=True)
    args = options.parse_args()
    torch.save(average([torch.load(path, map_location="cpu") for path in args.weights]), args.out)


if __name__ == "__main__":
    main()
