"""The losses of every head, and of two views that must agree.

Sums and counts stay tensors on the batch's device: nothing waits for a GPU in the middle of a step.
"""
from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from network.street_net import CLASSES, HEIGHT, STRIDE, THINGS, VOID, WIDTH
from train.batches import Batch
from train.targets import Box, Instance

ROWS, COLUMNS = HEIGHT // STRIDE, WIDTH // STRIDE
TEMPERATURE = 0.1
PRESENT_PIXELS = 60  # a class of fewer labelled pixels is left out of the Jaccard index
InstanceHeads = Callable[[Tensor, Tensor], dict[str, Tensor]]  # StreetNet.instances


def mean_of(values: Tensor, chosen: Tensor) -> Tensor:
    """The mean of `values` where `chosen` (bool, same shape) holds; 0 where it nowhere does."""
    return (values * chosen).sum() / chosen.sum().clamp(min=1)


def semantic_loss(logits: Tensor, label: Tensor, weight: Tensor) -> Tensor:
    """Cross entropy with the hardest quarter of the pixels counted twice, plus one minus the soft Jaccard index of the classes present.

    `logits` [B,11,h,w], `label` [B,H,W], class `weight` [11]. Every second row and column is evaluated, at a random offset. The logits are
    upsampled and read exactly at the label's pixel, as the merge does: a pole is two pixels wide.
    """
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
    jaccard = mean_of(1 - common / (either + 1), truth.sum((0, 2, 3)) > PRESENT_PIXELS)
    return 0.6 * ce.mean() + 0.4 * hard + jaccard


def heat_loss(logits: Tensor, target: Tensor, ignore: Tensor) -> Tensor:
    """CenterNet's focal loss (Objects as Points, equation 1), by the number of centres.

    `logits` and `target` [B,3,h,w]; cells of `ignore` [B,h,w] (void, or an object without an instance id) are no negatives.
    """
    p = torch.sigmoid(logits).clamp(1e-4, 1 - 1e-4)
    positive = target == 1
    negative = ~positive & ~ignore[:, None]
    loss = -((1 - p) ** 2 * torch.log(p) * positive).sum() - ((1 - target) ** 4 * p ** 2 * torch.log(1 - p) * negative).sum()
    return loss / positive.sum().clamp(min=1)


def distillation_loss(logits: Tensor, coco: Tensor, label: Tensor) -> Tensor:
    """Keeps the heat from falling below the COCO network's, where that is sure of an object and the labels do not contradict.

    `logits` and `coco` [B,3,h,w], `label` [B,H,W].
    """
    cells = label[:, 2::STRIDE, 2::STRIDE]
    teacher, student = torch.sigmoid(coco), torch.sigmoid(logits)
    allowed = torch.stack([(cells == kind) | (cells == VOID) for kind in THINGS], 1) & (teacher > 0.25)
    return mean_of(F.relu(teacher - student) ** 2, allowed)


def instance_losses(heads: InstanceHeads, maps: dict[str, Tensor], batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The losses of boxes, masks, embeddings, and of the masks of two views of one instance; each a mean over instances.

    `heads` is the network's `instances`. Every instance is evaluated at its centre and at a neighbouring cell, since a peak may fall there.
    """
    device = maps["features"].device
    zero = torch.zeros((), device=device)
    box_sum = mask_sum = view_sum = zero
    points, pair_count = 0, 0
    embeddings, identity = [], []
    # Indexing a tensor has a gradient of the whole batch's size, each time; unbind has one for all.
    features, prototypes = maps["features"].unbind(), maps["prototypes"].unbind()
    masks: list[dict[int, tuple[Tensor, Tensor, Box]]] = []
    for index, instances in enumerate(batch.instances):
        masks.append({})
        if not instances:
            continue
        cells = jittered_cells(instances).to(device)
        at = heads(features[index], cells)

        box = torch.tensor([i.box for i in instances], dtype=torch.float32, device=device).repeat(2, 1)
        box_sum = box_sum + box_loss(at["box"], cells, box)

        logits = torch.einsum("nk,khw->nhw", at["coefficients"], prototypes[index])
        truth = torch.stack([torch.from_numpy(i.mask) for i in instances]).to(device).repeat(2, 1, 1)
        inside = within(box)
        bce = (F.binary_cross_entropy_with_logits(logits, truth, reduction="none") * inside).sum((1, 2)) / inside.sum((1, 2)).clamp(min=1)
        p = torch.sigmoid(logits) * inside
        dice = 1 - (2 * (p * truth).sum((1, 2)) + 1) / ((p ** 2).sum((1, 2)) + (truth ** 2).sum((1, 2)) + 1)
        mask_sum = mask_sum + (bce + 0.5 * dice).sum()
        points += len(cells)
        embeddings.append(at["embeddings"])
        identity += 2 * [batch.origin[index] * 1000 + i.number for i in instances]
        for n, instance in enumerate(instances):
            masks[-1][instance.number] = (p[n], inside[n], instance.box)
    for pair in batch.pairs:
        for number, (p, inside, own) in masks[pair.first].items():
            other = masks[pair.second].get(number)
            if other is not None and max(abs(a - b) for a, b in zip(own, other[2])) <= 2:
                view_sum = view_sum + ((p - other[0]) ** 2).sum() / inside.sum().clamp(min=1)
                pair_count += 1
    embedding = contrastive_loss(torch.cat(embeddings), torch.tensor(identity, device=device)) if embeddings else zero
    return box_sum / max(points, 1), mask_sum / max(points, 1), embedding, view_sum / max(pair_count, 1)


def jittered_cells(instances: list[Instance]) -> Tensor:
    """Flat cells [2n] on the CPU: the centres of the instances, then a random neighbour of each (or the centre again).

    The CPU's random numbers are the same whatever device the network is on.
    """
    centre = torch.tensor([i.cell for i in instances], device="cpu")
    y = (torch.div(centre, COLUMNS, rounding_mode="floor") + torch.randint(-1, 2, centre.shape)).clamp(0, ROWS - 1)
    x = (centre % COLUMNS + torch.randint(-1, 2, centre.shape)).clamp(0, COLUMNS - 1)
    return torch.cat([centre, y * COLUMNS + x])


def box_loss(predicted: Tensor, cells: Tensor, box: Tensor) -> Tensor:
    """Smooth L1 of the four distances `predicted` [n,4] from `cells` [n] to the sides of `box` [n,4] (px), by the box's size; summed."""
    corner = STRIDE * torch.stack([cells % COLUMNS, torch.div(cells, COLUMNS, rounding_mode="floor")], 1).float()
    wanted = torch.cat([corner - box[:, :2], box[:, 2:] - corner], 1)
    size = (box[:, 2:] - box[:, :2]).sum(1, keepdim=True)
    return (F.smooth_l1_loss(predicted, wanted, reduction="none", beta=2.) / size).sum()


def within(box: Tensor, margin: float = 4.0) -> Tensor:
    """[n,h,w], 1 in the cells whose middle lies in the box [n,4] (x0, y0, x1, y1 in px) widened by `margin` px."""
    y = (torch.arange(ROWS, device=box.device) * STRIDE + 2.)[None, :, None]
    x = (torch.arange(COLUMNS, device=box.device) * STRIDE + 2.)[None, None, :]
    x0, y0, x1, y1 = (box[:, i, None, None] for i in range(4))
    return ((x >= x0 - margin) & (x <= x1 + margin) & (y >= y0 - margin) & (y <= y1 + margin)).float()


def contrastive_loss(embeddings: Tensor, identity: Tensor) -> Tensor:
    """Supervised contrastive loss (Khosla et al. 2020, equation 2) of `embeddings` [n,24]; `identity` [n] gives the object of each."""
    similarity = embeddings @ embeddings.t() / TEMPERATURE
    same_row = torch.eye(len(identity), dtype=torch.bool, device=identity.device)
    similarity = similarity.masked_fill(same_row, -1e4)
    log = similarity - torch.logsumexp(similarity, 1, keepdim=True)
    positive = (identity[:, None] == identity[None]) & ~same_row
    count = positive.sum(1)
    return mean_of(-(log * positive).sum(1) / count.clamp(min=1), count > 0)


def consistency_loss(maps: dict[str, Tensor], batch: Batch) -> Tensor:
    """Pulls the two views of each pair to their mean: the classes where the labels do not differ, the heat where the targets do not."""
    total = torch.zeros((), device=batch.label.device)
    cells = batch.label[:, 2::STRIDE, 2::STRIDE]
    for pair in batch.pairs:
        a, b = pair.first, pair.second
        log_a, log_b = F.log_softmax(maps["semantic"][a], 0), F.log_softmax(maps["semantic"][b], 0)
        mean = ((log_a.exp() + log_b.exp()) / 2).detach()
        log_mean = mean.clamp(min=1e-6).log()
        divergence = (mean * (2 * log_mean - log_a - log_b)).sum(0)
        still = (batch.heat[a] - batch.heat[b]).abs() < 0.02
        heat = ((torch.sigmoid(maps["heat"][a]) - torch.sigmoid(maps["heat"][b])) ** 2 * still).sum()
        total = total + mean_of(divergence, cells[a] == cells[b]) + heat / max(len(batch.instances[a]), 1)
    return total / max(len(batch.pairs), 1)
