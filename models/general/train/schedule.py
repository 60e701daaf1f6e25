"""What all training runs share: the learning rate over a fixed number of steps, the running mean of the weights, and how these are saved."""
from __future__ import annotations

import copy
import math
from pathlib import Path

import torch
import torch.nn as nn


def rate(step: int, steps: int, warm: int = 40) -> float:
    """Share of the full learning rate: up over `warm` steps, then down along a cosine."""
    return min(1.0, (step + 1) / warm) * (0.5 + 0.5 * math.cos(math.pi * step / steps)) + 0.003


class Mean:
    """An exponential mean of a module's weights, which is what ships."""

    def __init__(self, module: nn.Module, keep: float = 0.995):
        self.module, self.keep, self.steps = copy.deepcopy(module), keep, 0

    @torch.no_grad()
    def add(self, module: nn.Module) -> None:
        keep = min(self.keep, 1 - 5 / (self.steps + 6))
        self.steps += 1
        for mean, now in zip(self.module.state_dict().values(), module.state_dict().values()):
            mean.mul_(keep).add_(now, alpha=1 - keep) if mean.is_floating_point() else mean.copy_(now)


def save_so_far(module: nn.Module, out: Path, done: bool, but: str = "") -> None:
    """The weights, as `out` when the run is done and beside it before. Those whose names begin with `but` are left out."""
    partial = out.with_suffix(".partial")
    torch.save({k: v.cpu() for k, v in module.state_dict().items() if not but or not k.startswith(but)}, partial)
    if done:
        partial.rename(out)
