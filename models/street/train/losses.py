"""The losses of every head, and of two views that must agree."""
from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from network import CLASSES, HEIGHT, STRIDE, THINGS, VOID, WIDTH, StreetNet
from targets import Instance

ROWS, COLUMNS = HEIGHT // STRIDE, WIDTH // STRIDE
TEMPERATURE = 0.1


@dataclass(frozen=True)
class Pair:
    """Pictures `first` and `second` of a batch show the same place; `moving`: at different times."""
    first: int
    second: int
    moving: bool


@dataclass(frozen=True)
class Batch:
    """`image` [B,3,H,W] float 0..255, `label` [B,H,W], `heat` [B,3,h,w], instances of each picture, pairs, and a number for each
    picture's origin: instances of one origin with one number are the same object."""
    image: Tensor
    label: Tensor
    heat: Tensor
    unsure: Tensor  # [B,h,w] bool: cells whose heat must not be pressed down
    instances: list[list[Instance]]
    pairs: list[Pair]
    origin: list[int]


def semantic_loss(logits: Tensor, label: Tensor, weight: Tensor) -> Tensor:
    """Cross entropy at every second pixel with the hardest quarter counted twice, and the soft Jaccard index of the classes present.
    The logits are read exactly where the label's pixel lies, as the merge does: a pole is two pixels wide."""
    i, j = torch.randint(2, (2,)).tolist()
    label = label[:, i::2, j::2]
    up = F.interpolate(logits, scale_factor=STRIDE, mode="bilinear", align_corners=False)[:, :, i::2, j::2]
    log = F.log_softmax(up, 1)
    ce = F.nll_loss(log, label, weight, ignore_index=VOID, reduction="none")
    hard = ce.flatten().topk(ce.numel() // 4).values.mean()
    known = (label != VOID).float()
    probability = log.exp() * known[:, None]
    truth = F.one_hot(label.clamp(max=CLASSES - 1), CLASSES).permute(0, 3, 1, 2).float() * known[:, None]
    common = (probability * truth).sum((0, 2, 3))
    either = probability.sum((0, 2, 3)) + truth.sum((0, 2, 3)) - common
    present = truth.sum((0, 2, 3)) > 60
    jaccard = (1 - common / (either + 1))[present].mean()
    return 0.6 * ce.mean() + 0.4 * hard + jaccard


def heat_loss(logits: Tensor, target: Tensor, unsure: Tensor) -> Tensor:
    """CenterNet's focal loss (Objects as Points, equation 1); cells of void or of objects without an instance are no negatives."""
    p = torch.sigmoid(logits).clamp(1e-4, 1 - 1e-4)
    positive = target == 1
    negative = ~positive & ~unsure[:, None]
    loss = -((1 - p) ** 2 * torch.log(p))[positive].sum() - ((1 - target) ** 4 * p ** 2 * torch.log(1 - p))[negative].sum()
    return loss / max(int(positive.sum()), 1)


def distil_loss(logits: Tensor, coco: Tensor, label: Tensor) -> Tensor:
    """Where the COCO network is sure of an object and the labels do not deny it, the heat may not fall below its."""
    cells = label[:, 2::STRIDE, 2::STRIDE]
    teacher, student = torch.sigmoid(coco), torch.sigmoid(logits)
    allowed = torch.stack([(cells == kind) | (cells == VOID) for kind in THINGS], 1) & (teacher > 0.25)
    return (F.relu(teacher - student) ** 2 * allowed).sum() / max(int(allowed.sum()), 1)


def instance_losses(net: StreetNet, maps: dict[str, Tensor], batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Box, mask, embedding and mask agreement of pairs, each a mean over instances. Every instance is read at its centre and at a
    neighbouring cell, since a peak may fall there."""
    box_sum = mask_sum = same_sum = torch.zeros(())
    points, pair_count = 0, 0
    embeddings, identity = [], []
    features, prototypes = maps["features"].unbind(), maps["prototypes"].unbind()  # indexing has a gradient of the whole batch's size, each time
    probabilities: list[dict[int, tuple[Tensor, Tensor, tuple[int, int, int, int]]]] = []
    for index, instances in enumerate(batch.instances):
        probabilities.append({})
        if not instances:
            continue
        centre = torch.tensor([i.cell for i in instances])
        y = (torch.div(centre, COLUMNS, rounding_mode="floor") + torch.randint(-1, 2, centre.shape)).clamp(0, ROWS - 1)
        x = (centre % COLUMNS + torch.randint(-1, 2, centre.shape)).clamp(0, COLUMNS - 1)
        cells = torch.cat([centre, y * COLUMNS + x])
        at = net.instances(features[index], cells)

        box = torch.tensor([i.box for i in instances], dtype=torch.float32).repeat(2, 1)
        corner = STRIDE * torch.stack([cells % COLUMNS, torch.div(cells, COLUMNS, rounding_mode="floor")], 1).float()
        wanted = torch.cat([corner - box[:, :2], box[:, 2:] - corner], 1)
        size = (box[:, 2:] - box[:, :2]).sum(1, keepdim=True)
        box_sum = box_sum + (F.smooth_l1_loss(at["box"], wanted, reduction="none", beta=2.) / size).sum()

        logits = torch.einsum("nk,khw->nhw", at["coefficients"], prototypes[index])
        truth = torch.stack([torch.from_numpy(i.mask) for i in instances]).repeat(2, 1, 1)
        inside = within(box)
        bce = (F.binary_cross_entropy_with_logits(logits, truth, reduction="none") * inside).sum((1, 2)) / inside.sum((1, 2)).clamp(min=1)
        p = torch.sigmoid(logits) * inside
        dice = 1 - (2 * (p * truth).sum((1, 2)) + 1) / ((p ** 2).sum((1, 2)) + (truth ** 2).sum((1, 2)) + 1)
        mask_sum = mask_sum + (bce + 0.5 * dice).sum()
        points += len(cells)
        embeddings.append(at["embeddings"])
        identity += 2 * [batch.origin[index] * 1000 + i.number for i in instances]
        for n, instance in enumerate(instances):
            probabilities[-1][instance.number] = (p[n], inside[n], instance.box)
    for pair in batch.pairs:
        for number, (p, inside, box) in probabilities[pair.first].items():
            other = probabilities[pair.second].get(number)
            if other is not None and max(abs(a - b) for a, b in zip(box, other[2])) <= 2:
                same_sum = same_sum + ((p - other[0]) ** 2).sum() / inside.sum().clamp(min=1)
                pair_count += 1
    zero = torch.zeros(())
    embedding = contrast(torch.cat(embeddings), torch.tensor(identity)) if embeddings else zero
    return box_sum / max(points, 1), mask_sum / max(points, 1), embedding, same_sum / max(pair_count, 1)


def within(box: Tensor, margin: float = 4.0) -> Tensor:
    """[n,h,w] 1 in the cells whose middle lies in the box [n,4] (px) widened by a cell."""
    y, x = (torch.arange(ROWS) * STRIDE + 2.)[None, :, None], (torch.arange(COLUMNS) * STRIDE + 2.)[None, None, :]
    x0, y0, x1, y1 = (box[:, i, None, None] for i in range(4))
    return ((x >= x0 - margin) & (x <= x1 + margin) & (y >= y0 - margin) & (y <= y1 + margin)).float()


def contrast(embeddings: Tensor, identity: Tensor) -> Tensor:
    """Supervised contrastive loss (Khosla et al. 2020, equation 2) of [n,E] with one number an object."""
    similarity = embeddings @ embeddings.t() / TEMPERATURE
    self_mask = torch.eye(len(identity), dtype=torch.bool)
    similarity = similarity.masked_fill(self_mask, -1e4)
    log = similarity - torch.logsumexp(similarity, 1, keepdim=True)
    positive = (identity[:, None] == identity[None]) & ~self_mask
    count = positive.sum(1)
    return (-(log * positive).sum(1) / count.clamp(min=1))[count > 0].mean() if bool((count > 0).any()) else torch.zeros(())


def agreement_loss(maps: dict[str, Tensor], batch: Batch) -> Tensor:
    """Two views of one place say the same: each is drawn to the mean of both, where the labels do not differ."""
    total = torch.zeros(())
    for pair in batch.pairs:
        a, b = pair.first, pair.second
        cells = batch.label[:, 2::STRIDE, 2::STRIDE]
        same = (cells[a] == cells[b]).float()
        log_a, log_b = F.log_softmax(maps["semantic"][a], 0), F.log_softmax(maps["semantic"][b], 0)
        mean = ((log_a.exp() + log_b.exp()) / 2).detach()
        log_mean = mean.clamp(min=1e-6).log()
        divergence = (mean * (2 * log_mean - log_a - log_b)).sum(0)
        still = (batch.heat[a] - batch.heat[b]).abs() < 0.02
        heat = ((torch.sigmoid(maps["heat"][a]) - torch.sigmoid(maps["heat"][b])) ** 2 * still).sum()
        total = total + (divergence * same).sum() / same.sum().clamp(min=1) + heat / max(len(batch.instances[a]), 1)
    return total / max(len(batch.pairs), 1)
