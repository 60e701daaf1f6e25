"""Things of unlabelled clips with identities: what the detector finds, followed by overlap from frame to frame."""
from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch

from labels.pictures import LONG_SIDE, Instance, Picture
from labels.views import HEIGHT, WIDTH, fitting, warp
from network.keyframe import CANDIDATES, choose
from network.runner import Runner

RATE, FRAMES = 4.0, 12  # frames a second, and how many
LEAST_SCORE, SAME = 0.4, 0.35  # overlap from which a thing in the next frame is the same one
BEGIN = 0.25  # of the clip


def followed(clip: Path, frozen: Runner) -> list[Picture]:
    """Frames of a clip. Masks are the boxes."""
    capture = cv2.VideoCapture(str(clip))
    step = max(1, round(capture.get(cv2.CAP_PROP_FPS) / RATE))
    first = int(capture.get(cv2.CAP_PROP_FRAME_COUNT) * BEGIN)
    pictures: list[Picture] = []
    before: list[tuple[int, int, np.ndarray]] = []
    new, index = 0, 0
    while len(pictures) < FRAMES:
        read, frame = capture.read()
        if not read:
            break
        index += 1
        if index <= first or (index - first) % step:
            continue
        scale = min(1.0, LONG_SIDE / max(frame.shape[:2]))
        image = cv2.cvtColor(cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
        now: list[tuple[int, int, np.ndarray]] = []
        picture = Picture(f"{clip.name} {index}", image, complete=False, scale=scale, scene=clip.name)
        for kind, box in found(image, frozen):
            rivals = [(_overlap(box, other), identity) for of, identity, other in before if of == kind and identity not in [n for _, n, _ in now]]
            best, identity = max(rivals, default=(0.0, -1))
            if best < SAME:
                identity, new = new, new + 1
            now.append((kind, identity, box))
            x0, y0, x1, y1 = box.round().astype(int)
            if x1 > x0 and y1 > y0:
                picture.instances.append(Instance(kind, int(x0), int(y0), np.ones((y1 - y0, x1 - x0), np.uint8), identity))
        pictures.append(picture)
        before = now
    return pictures


def found(image: np.ndarray, frozen: Runner) -> list[tuple[int, np.ndarray]]:
    """Classes and boxes (px of the picture) of sure things, the surest first. `frozen`: `train.frozen.Frozen`."""
    fit = fitting(image.shape[:2])
    scores, boxes = (x[0] for x in frozen(warp(image, fit))[4:6])
    strongest, kind = scores.max(1)
    score, cell = strongest.topk(min(CANDIDATES, len(strongest)))
    cells, best, kinds = choose(cell, score, kind[cell], boxes[cell])
    height, width = image.shape[:2]
    things = []
    for cell, score, kind in zip(cells, best, kinds):
        if score < LEAST_SCORE:
            break
        box = (boxes[cell].clamp(min=0).minimum(torch.tensor([WIDTH, HEIGHT, WIDTH, HEIGHT])).numpy().reshape(2, 2) - fit[:, 2]) / fit[[0, 1], [0, 1]]
        things.append((int(kind), np.clip(box, 0, [width, height]).flatten()))
    return things


def _overlap(a: np.ndarray, b: np.ndarray) -> float:
    common = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None).prod()
    return float(common / ((a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - common + 1e-6))
