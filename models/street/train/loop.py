"""The training loop: steps, learning rate, and the running average of the weights."""
from __future__ import annotations

import copy
import math
import queue
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from network.street_net import StreetNet
from train.batches import Batch, Feeder, class_weights
from train.losses import consistency_loss, distillation_loss, heat_loss, instance_losses, semantic_loss

WEIGHTS = {"semantic": 1., "heat": .25, "box": 1., "mask": .6, "embedding": .12,
           "mask-consistency": 1.5, "consistency": .6, "distillation": .5}
WARM_UP = 100  # steps in which the learning rate rises
PRINT_EVERY, SAVE_EVERY = 50, 200  # steps


@dataclass(frozen=True)
class Schedule:
    """How long to train: `steps`, which is the same on every machine, or `minutes` of wall-clock time. Exactly one is given."""
    steps: int | None = None
    minutes: float | None = None

    def __post_init__(self) -> None:
        if (self.steps is None) == (self.minutes is None):
            raise ValueError("a schedule has either steps or minutes")
        if (self.steps if self.steps is not None else self.minutes) <= 0:
            raise ValueError(f"a schedule must be longer than 0, not {self.steps or self.minutes}")

    def progress(self, step: int, seconds: float) -> float:
        """The share of the run that is done before `step` (from 0), after `seconds`; 1 or more at its end."""
        return step / self.steps if self.steps is not None else seconds / (60 * self.minutes)


def learning_rate(step: int, progress: float) -> float:
    """The factor of the base rates: a linear warm-up, and a cosine from 1 to 0.02 over the run."""
    return min((step + 1) / WARM_UP, 1) * ((.5 + .5 * math.cos(math.pi * progress)) * .98 + .02)


def optimiser(net: StreetNet, body_rate: float, head_rate: float) -> torch.optim.AdamW:
    """AdamW in two groups: the layers that come from COCO, whose batch norm is folded, learn at `body_rate`, all others at `head_rate`."""
    slow = [p for n, p in net.named_parameters() if n.startswith(("body.", "heat.", "box."))]
    known = set(map(id, slow))
    fast = [p for p in net.parameters() if id(p) not in known]
    return torch.optim.AdamW([{"params": slow, "lr": body_rate, "weight_decay": 1e-5},
                              {"params": fast, "lr": head_rate, "weight_decay": 1e-4}])


def losses(net: StreetNet, coco: StreetNet, batch: Batch, class_weight: Tensor) -> dict[str, Tensor]:
    """The loss of every part, weighted, each a scalar. The batch, the networks and `class_weight` [11] are on one device.

    The network runs in bfloat16, which is several times faster where the processor has instructions for it; the losses are float32.
    """
    with torch.autocast(batch.image.device.type, dtype=torch.bfloat16):
        maps = {name: value.float() for name, value in net(batch.image).items()}
        with torch.no_grad():
            teacher = coco.heat(coco.body(batch.image[:2])[-1]).float()
    box, mask, embedding, mask_consistency = instance_losses(net.instances, maps, batch)
    parts = {"semantic": semantic_loss(maps["semantic"], batch.label, class_weight),
             "heat": heat_loss(maps["heat"], batch.heat, batch.ignore),
             "box": box, "mask": mask, "embedding": embedding, "mask-consistency": mask_consistency,
             "consistency": consistency_loss(maps, batch),
             "distillation": distillation_loss(maps["heat"][:2], teacher, batch.label[:2])}
    return {name: WEIGHTS[name] * value for name, value in parts.items()}


def update(net: StreetNet, optim: torch.optim.Optimizer, parts: dict[str, Tensor]) -> None:
    """One optimiser step on the sum of the losses, with gradients clipped to a norm of 5."""
    optim.zero_grad(set_to_none=True)
    sum(parts.values()).backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 5.)
    optim.step()


def blend(average: StreetNet, net: StreetNet, keep: float) -> None:
    """Moves the weights of `average` towards those of `net`: a share `keep` of the old ones stays."""
    with torch.no_grad():
        for a, b in zip(average.state_dict().values(), net.state_dict().values()):
            if a.is_floating_point():
                a.mul_(keep).add_(b, alpha=1 - keep)
            else:
                a.copy_(b)


def save(net: StreetNet, out: Path) -> None:
    """Writes the weights as CPU tensors, so that they load on a machine without the device."""
    torch.save({name: value.cpu() for name, value in net.state_dict().items()}, out)


def train(net: StreetNet, coco: StreetNet, feeder: Feeder, schedule: Schedule, optim: torch.optim.AdamW, out: Path) -> StreetNet:
    """Trains `net` in place, on its device. Returns the averaged weights as a network; they are saved every 200 steps and at the end.

    `coco` is the network before training, whose heat is distilled. Batches are made in a thread beside the steps, in a fixed order.
    """
    device = next(net.parameters()).device
    base = [group["lr"] for group in optim.param_groups]
    class_weight, average = class_weights(feeder.street).to(device), copy.deepcopy(net)
    ready: queue.Queue[Batch] = queue.Queue(3)  # enough that a step never waits while the feeder is the faster one

    def feed() -> None:
        while True:
            ready.put(feeder.batch())

    threading.Thread(target=feed, daemon=True).start()
    start, step, means = time.time(), 0, torch.zeros(len(WEIGHTS), device=device)
    while (done := schedule.progress(step, time.time() - start)) < 1:
        for group, own in zip(optim.param_groups, base):
            group["lr"] = own * learning_rate(step, done)
        parts = losses(net, coco, ready.get().to(device), class_weight)
        update(net, optim, parts)
        step += 1
        blend(average, net, min(.998, 1 - 5 / (step + 5)))
        means = .95 * means + .05 * torch.stack([p.detach() for p in parts.values()])
        if step % PRINT_EVERY == 0:
            told = (means / (1 - .95 ** step)).tolist()
            print(f"{step} {time.time() - start:.0f}s", " ".join(f"{n} {v:.3f}" for n, v in zip(parts, told)), flush=True)
        if step % SAVE_EVERY == 0:
            save(average, out)
    save(average, out)
    print("steps", step, flush=True)
    return average
