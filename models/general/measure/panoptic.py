"""The server's merge in short, for looking at results without it: surfaces and instances compete at every pixel."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import Tensor

from network.classes import CHANNELS, COCO, SEAT_SURFACE, STUFF, THING_CHANNEL
from measure.things import enlarge
from labels.views import HEIGHT, STRIDE, WIDTH

SURFACES = STUFF + [SEAT_SURFACE]
SURFACE_CHANNEL = [CHANNELS.index(name) for name in STUFF] + [CHANNELS.index("seat")]


@dataclass
class Thing:
    """An instance that was kept: class, score, box in px of the frame, embedding, and its pixels [h,w]."""

    kind: int
    score: float
    box: np.ndarray
    embedding: np.ndarray
    pixels: np.ndarray


def merge(outputs: list[Tensor], fit: np.ndarray, size: tuple[int, int], score: float, overlap: float) -> tuple[np.ndarray, list[Thing]]:
    """[h,w] of surface indices (255: none) and the things on them."""
    semantic, prototypes, scores, boxes, coefficients, embeddings = (o[0].numpy() for o in outputs)
    height, width = size
    logits = np.stack([enlarge(plane, fit, 0, 0, width, height) for plane in semantic])
    surface = logits[SURFACE_CHANNEL].argmax(0).astype(np.uint8)
    best = logits[SURFACE_CHANNEL].max(0)
    surface[logits.max(0) > best] = 255
    taken = np.zeros(prototypes.shape[1:], bool)
    owner = np.full(size, -1, np.int32)
    things: list[Thing] = []
    for n in np.argsort(-scores.max(1), kind="stable"):
        kind, sure = int(scores[n].argmax()), float(scores[n].max())
        if sure < score:
            break
        x0, y0 = np.clip(np.floor(boxes[n][:2] / STRIDE) - 1, 0, [WIDTH // STRIDE, HEIGHT // STRIDE]).astype(int)
        x1, y1 = np.clip(np.ceil(boxes[n][2:] / STRIDE) + 1, 0, [WIDTH // STRIDE, HEIGHT // STRIDE]).astype(int)
        mask = np.full(taken.shape, -20.0, np.float32)
        mask[y0:y1, x0:x1] = np.tensordot(coefficients[n], prototypes[:, y0:y1, x0:x1], 1)
        cells = mask > 0
        if cells.sum() < 4 or (cells & taken).sum() > overlap * cells.sum():
            continue
        taken |= cells
        fine = enlarge(mask, fit, 0, 0, width, height)
        total = fine + logits[THING_CHANNEL[kind]]
        wins = (fine > 0) & (total > best)
        best = np.where(wins, total, best)
        owner[wins] = len(things)
        corners = ((boxes[n].reshape(2, 2) - fit[:, 2]) / fit[[0, 1], [0, 1]]).flatten()
        things.append(Thing(kind, sure, corners, embeddings[n], wins))
    for number, thing in enumerate(things):
        thing.pixels = owner == number
    surface[owner >= 0] = 255
    return surface, [thing for thing in things if thing.pixels.any()]


def name_of(thing: Thing) -> str:
    return COCO[thing.kind]
