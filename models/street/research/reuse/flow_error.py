"""Measures the end-point error of the estimated motion on pairs of stills that no part was trained on (pairs.py --test).

    python3 -m research.reuse.flow_error --pairs work/test --flow work/flow.pt

The error is in cells (4 px), over the cells whose motion is known and that both frames show: the mean over all of them, and over those
that move by at most one cell and by more.
"""
from __future__ import annotations

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch

from research.reuse.keyframes import grey, motion
from research.reuse.parts import FlowNet
from research.reuse.methods import learned_flow


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--flow", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    cv2.setNumThreads(1)
    net = FlowNet()
    net.load_state_dict(torch.load(args.flow))
    names = ("now", "before", "low", "before_low", "true_flow", "known")
    read = {name: np.load(args.pairs / f"{name}.npy", mmap_mode="r") for name in names}
    errors: dict[str, list[np.ndarray]] = {"none": [], "Farneback": [], "network": []}
    sizes, spent = [], []
    for i in range(len(read["now"])):
        true, known = read["true_flow"][i].astype(np.float32).transpose(1, 2, 0), read["known"][i] > 0
        now, before = grey(read["now"][i]), cv2.cvtColor(read["before"][i], cv2.COLOR_RGB2GRAY)
        start = time.perf_counter()
        told = {"Farneback": motion(now, before)[0], "none": np.zeros_like(true)}
        spent.append(time.perf_counter() - start)
        low, before_low = (torch.from_numpy(read[name][i].astype(np.float32))[None] for name in ("low", "before_low"))
        told["network"] = learned_flow(net.eval(), low, before_low)
        for name, flow in told.items():
            errors[name].append(np.linalg.norm(flow - true, axis=-1)[known])
        sizes.append(np.linalg.norm(true, axis=-1)[known])
    size = np.concatenate(sizes)
    for name, parts in errors.items():
        error = np.concatenate(parts)
        print(f"{name}: {error.mean():.3f} cells; where the motion is at most one cell {error[size <= 1].mean():.3f}, "
              f"more {error[size > 1].mean():.3f} ({(size > 1).mean():.0%} of the cells)")
    print(f"Farneback and its residual in Python: {1000 * np.median(spent):.1f} ms")


if __name__ == "__main__":
    main()
