"""Trains the keyframe network for a given time; an average of the weights is saved as it goes.

    python3 train.py --coco centernet.json --camvid camvid --clip vtest.avi --pseudo ../work/vtest.npz --start first.pt \\
        --minutes 60 --out ../work/street.pt

With `--hold-out` the last fifth of every CamVid sequence is kept aside and measured at the end.
"""
from __future__ import annotations

import argparse
import copy
import math
import queue
import random
import threading
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from augment import NEAR_SCALES, WIDE_SCALES, Crop, Paste, noise, photometric
from evaluate import mean_iou
from losses import Batch, Pair, agreement_loss, distil_loss, heat_loss, instance_losses, semantic_loss
from network import CLASSES, STRIDE, THINGS, VOID, StreetNet, load
from pseudo import FIRST_VEHICLE
from samples import Sample, camvid, cut_outs, last_fifths, street_clip
from targets import targets

SINGLES = 3  # CamVid pictures of a batch that have no second view
RARE = 6.0


class Feeder:
    """Batches of seven pictures: three CamVid crops, one CamVid crop twice (plain and noisy), one place of vtest at two times."""

    def __init__(self, street: list[Sample], clip: list[Sample], seed: int, near: bool = False, rare: float = RARE, alone: bool = False):
        """`near`: the last phase, with scales about that of use and milder colours; `rare`: see `rarity`; `alone`: the four CamVid crops and no second views."""
        self.near, self.alone = near, alone
        self.r = random.Random(seed)
        self.street, self.clip = street, clip
        self.people = cut_outs(clip, FIRST_VEHICLE)
        self.chance = rarity(street, rare)

    def batch(self) -> Batch:
        r, views, origins, pairs = self.r, [], [], []
        for k in range(SINGLES + 1):
            sample = r.choices(self.street, self.chance)[0]
            view = Crop(sample.label.shape, r, r.random() < (.5 if self.near else .3), NEAR_SCALES if self.near else WIDE_SCALES).apply(sample)
            if r.random() < .4:
                view = Paste(self.people, r, (28, 150), 3, view).apply(view)
            view = Sample(photometric(view.image, r, .5 if self.near else 1), view.label, view.ids)
            if k == SINGLES and not self.alone:
                pairs.append(Pair(k, k + 1, moving=False))
                views.append(view)
                view = Sample(noise(view.image, r), view.label, view.ids)
                origins.append(k)
            elif r.random() < .3:
                view = Sample(noise(view.image, r), view.label, view.ids)
            views.append(view)
            origins.append(k)
        if self.alone:
            return assemble(views, pairs, origins)
        views += self._clip_pair()
        pairs.append(Pair(len(views) - 2, len(views) - 1, moving=True))
        return assemble(views, pairs, origins + [SINGLES + 1] * 2)

    def _clip_pair(self) -> list[Sample]:
        r = self.r
        gap = 1 if r.random() < .5 else r.randint(2, 8)
        first = r.randrange(len(self.clip) - gap)
        crop = Crop(self.clip[0].label.shape, r, whole=r.random() < .65)
        views = [crop.apply(self.clip[i]) for i in (first, first + gap)]
        if r.random() < .8:
            paste = Paste(self.people, r, (30, 75), 3, views[0])
            views = [paste.apply(v) for v in views]
        if r.random() < .5:
            state = r.getstate()
            changed = []
            for view in views:  # the same change of light for both
                r.setstate(state)
                changed.append(Sample(photometric(view.image, r, .6), view.label, view.ids))
            views = changed
        return [Sample(noise(v.image, r), v.label, v.ids) if r.random() < chance else v for v, chance in zip(views, (.25, .7))]


def rarity(samples: list[Sample], most: float) -> list[float]:
    """How often each picture is drawn: more if it holds classes that few pixels of the whole set have; `most` is what a class can count
    for where the picture has many times its share of the set."""
    counts = np.stack([np.bincount(s.label.ravel(), minlength=VOID + 1)[:CLASSES] for s in samples]).astype(float)
    share = counts.sum(0) / counts.sum()
    present = counts / counts.sum(1, keepdims=True)
    worth = (present / np.maximum(share, 1e-6)).clip(0, most).mean(1)
    return (0.5 + worth / worth.mean()).tolist()


def assemble(views: list[Sample], pairs: list[Pair], origins: list[int]) -> Batch:
    heats, instances = zip(*(targets(v) for v in views))
    label = np.stack([v.label for v in views])
    cells, ids = label[:, 2::STRIDE, 2::STRIDE], np.stack([v.ids for v in views])[:, 2::STRIDE, 2::STRIDE]
    unsure = (cells == VOID) | (np.isin(cells, THINGS) & (ids == 0))
    image = torch.from_numpy(np.stack([v.image for v in views])).permute(0, 3, 1, 2).float()
    return Batch(image, torch.from_numpy(label).long(), torch.from_numpy(np.stack(heats)), torch.from_numpy(unsure), list(instances), pairs, origins)


def class_weights(samples: list[Sample]) -> Tensor:
    count = np.bincount(np.concatenate([s.label.ravel() for s in samples]), minlength=VOID + 1)[:CLASSES]
    return torch.tensor(np.clip((np.median(count) / count) ** .4, .5, 2.), dtype=torch.float32)


def optimiser(net: StreetNet, body_rate: float, head_rate: float) -> torch.optim.AdamW:
    """The COCO layers, whose batch norm is folded, learn slowly."""
    slow = [p for n, p in net.named_parameters() if n.startswith(("body.", "heat.", "box."))]
    known = set(map(id, slow))
    fast = [p for p in net.parameters() if id(p) not in known]
    return torch.optim.AdamW([{"params": slow, "lr": body_rate, "weight_decay": 1e-5}, {"params": fast, "lr": head_rate, "weight_decay": 1e-4}])


def blend(average: StreetNet, net: StreetNet, keep: float) -> None:
    with torch.no_grad():
        for a, b in zip(average.state_dict().values(), net.state_dict().values()):
            if a.is_floating_point():
                a.mul_(keep).add_(b, alpha=1 - keep)
            else:
                a.copy_(b)


def train(net: StreetNet, coco: StreetNet, feeder: Feeder, args: argparse.Namespace) -> StreetNet:
    """`args.minutes` of steps with a cosine learning rate. Gives the averaged weights, which are also saved every 200 steps."""
    optim = optimiser(net, args.body_rate, args.head_rate)
    base = [group["lr"] for group in optim.param_groups]
    weight, average = class_weights(feeder.street), copy.deepcopy(net)
    ready: queue.Queue[Batch] = queue.Queue(3)

    def feed() -> None:
        while True:
            ready.put(feeder.batch())

    threading.Thread(target=feed, daemon=True).start()
    start, step, means = time.time(), 0, np.zeros(8)
    while (done := (time.time() - start) / (60 * args.minutes)) < 1:
        rate = min((step + 1) / 100, 1) * ((.5 + .5 * math.cos(math.pi * done)) * .98 + .02)
        for group, own in zip(optim.param_groups, base):
            group["lr"] = own * rate
        batch = ready.get()
        image = batch.image.to(memory_format=torch.channels_last)
        with torch.cpu.amp.autocast(dtype=torch.bfloat16):  # several times faster where the processor has instructions for it
            maps = {name: value.float() for name, value in net(image).items()}
            with torch.no_grad():
                teacher = coco.heat(coco.body(image[:2])[-1]).float()
        box, mask, embedding, same = instance_losses(net, maps, batch)
        parts = [semantic_loss(maps["semantic"], batch.label, weight), .25 * heat_loss(maps["heat"], batch.heat, batch.unsure),
                 box, .6 * mask, .12 * embedding, 1.5 * same, .6 * agreement_loss(maps, batch),
                 .5 * distil_loss(maps["heat"][:2], teacher, batch.label[:2])]
        optim.zero_grad(set_to_none=True)
        sum(parts).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.)
        optim.step()
        step += 1
        blend(average, net, min(.998, 1 - 5 / (step + 5)))
        means = .95 * means + .05 * np.array([float(p) for p in parts])
        if step % 50 == 0:
            names = "semantic heat box mask embedding mask-agreement agreement distil".split()
            scale = 1 - .95 ** step
            print(f"{step} {time.time() - start:.0f}s", " ".join(f"{n} {v / scale:.3f}" for n, v in zip(names, means)), flush=True)
        if step % 200 == 0:
            torch.save(average.state_dict(), args.out)
    torch.save(average.state_dict(), args.out)
    print("steps", step, flush=True)
    return average


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True)
    parser.add_argument("--camvid", type=Path, required=True)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--pseudo", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights to go on from; without, COCO's")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--body-rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--near", action="store_true", help="last phase: scales about that of use")
    parser.add_argument("--rare", type=float, default=RARE, help="how much a class can count for that a picture has far more of than the set")
    parser.add_argument("--street-alone", action="store_true", help="CamVid alone and no second views, for a run that only CamVid's labels judge")
    parser.add_argument("--hold-out", action="store_true")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)  # small gradients are several times slower otherwise
    named = camvid(args.camvid, "train")
    held = last_fifths([name for name, _ in named]) if args.hold_out else set()
    street = [sample for name, sample in named if name not in held]
    feeder = Feeder(street, street_clip(args.clip, args.pseudo), args.seed, args.near, args.rare, args.street_alone)
    print(f"{len(street)} street pictures, {len(feeder.clip)} frames, {len(feeder.people)} cut-outs, {len(held)} held out", flush=True)
    average = train(load(args.coco, args.start).train(), load(args.coco, None).eval(), feeder, args)
    if held:
        print("held out:", mean_iou(average, [sample for name, sample in named if name in held]), flush=True)


if __name__ == "__main__":
    main()
