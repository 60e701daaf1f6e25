"""Heads to one panoptic map like the reference implementations: resize every logit to the frame's size, then take the arg-max.

The rules are those of VideoSeg's merge (src/VideoSeg.Vision/Panoptic/PanopticMerger.cs), so that the maps can be compared.
"""
from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def merge(heads: dict[str, Tensor], model: dict[str, Any], size: tuple[int, int]) -> Tensor:
    """[height, width] int32: 0 void, 1 + category_id of stuff, 1000 + 1000 * category_id + n for the n-th instance."""
    classes = model["classes"]
    things = [i for i, c in enumerate(classes) if c["kind"] == "thing"]
    stuff = [i for i, c in enumerate(classes) if c["kind"] != "thing"]
    semantic = F.interpolate(heads["semantic"], size=size, mode="bilinear", align_corners=False)[0]
    best, winner = semantic[stuff].max(0)
    ids = torch.tensor([1 + classes[i]["id"] for i in stuff], dtype=torch.int32)
    labels = ids[winner]
    unknown = semantic[things].max(0).values > best
    for n, (category, mask, inside) in enumerate(instances(heads, model, things)):
        gate = F.interpolate(mask[None, None], size=size, mode="bilinear", align_corners=False)[0, 0]
        there = (gate > 0) & (F.interpolate(inside[None, None].float(), size=size, mode="nearest")[0, 0] > 0)
        value = gate + semantic[category]
        wins = there & (value > best)
        best = torch.where(wins, value, best)
        labels = torch.where(wins, torch.tensor(1000 + 1000 * classes[category]["id"] + n, dtype=torch.int32), labels)
        unknown &= ~there
    labels[unknown] = 0
    fewest = max(1, model["panoptic"]["stuff_area"] * labels.numel())
    for label in ids:
        if (labels == label).sum() < fewest:
            labels[labels == label] = 0
    return labels


def instances(heads: dict[str, Tensor], model: dict[str, Any], things: list[int]) -> list[tuple[int, Tensor, Tensor]]:
    """(category index, mask logits [h,w], box [h,w]) by descending score."""
    scores, best = heads["scores"][0].max(1)
    rows, columns = heads["prototypes"].shape[2:]
    taken = torch.zeros(rows, columns, dtype=torch.bool)
    kept = []
    for n in scores.argsort(descending=True, stable=True).tolist():
        if scores[n] < model["panoptic"]["score"]:
            break
        x0, y0, x1, y1 = (heads["boxes"][0, n] * torch.tensor([columns / model["input"]["width"], rows / model["input"]["height"]] * 2)).tolist()
        inside = torch.zeros(rows, columns, dtype=torch.bool)
        left, right = bounds(x0, x1, columns)
        top, bottom = bounds(y0, y1, rows)
        inside[top:bottom, left:right] = True
        mask = torch.einsum("k,khw->hw", heads["coefficients"][0, n], heads["prototypes"][0])
        own = (mask > 0) & inside
        if own.sum() >= 4 and (own & taken).sum() <= model["panoptic"]["overlap"] * own.sum():
            taken |= own
            kept.append((things[int(best[n])], mask, inside))
    return kept


def bounds(low: float, high: float, cells: int) -> tuple[int, int]:
    start = min(max(math.floor(low) - 1, 0), cells)
    return start, max(min(math.ceil(high) + 1, cells), start)
