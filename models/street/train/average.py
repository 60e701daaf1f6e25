"""The mean of several trained weights of one run's phases.

    python3 average.py ../work/first-run.pt ../work/near.pt --out ../street.pt
"""
from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    states = [torch.load(path, map_location="cpu") for path in args.weights]
    mean = {name: torch.stack([s[name].float() for s in states]).mean(0).to(value.dtype) for name, value in states[0].items()}
    torch.save(mean, args.out)


if __name__ == "__main__":
    main()
