"""Makes pairs of consecutive frames, with the motion between them known, from one labelled still: as a driving camera sees them.

The still is the keyframe. The later frame is sampled from the still along a backward flow: that of a camera that drives and turns over a
ground plane with upright objects, each at the distance of the ground below it. People are cut out and move on their own in front of it.
"""
from __future__ import annotations

import random
from dataclasses import dataclass

import cv2
import numpy as np

from train.augment import noise, photometric
from train.clips import stretch
from network.street_net import HEIGHT, STRIDE, VOID, WIDTH
from train.samples import CutOut, Sample

GROUND, SKY = (3, 4), 0  # road and pavement
NEAREST = 2.5  # inverse distance of the ground at the picture's lower edge, in units of that at half method to the horizon
GRID = (WIDTH // STRIDE, HEIGHT // STRIDE)


@dataclass(frozen=True)
class Move:
    """A pair of frames."""
    before: np.ndarray  # [H,W,3] uint8 RGB
    now: np.ndarray  # [H,W,3] uint8 RGB
    clean: np.ndarray  # now, without noise
    label: np.ndarray  # [H,W] of now
    flow: np.ndarray  # [h,w,2] from now back to before, in cells of the grid
    seen: np.ndarray  # [h,w] bool: cells of now that before shows as well


def nearness(label: np.ndarray, horizon: float) -> np.ndarray:
    """The inverse distance [H,W] of every pixel, 0 at the horizon; upright objects have that of the ground below them."""
    rows = np.clip((np.arange(HEIGHT) - horizon) / (HEIGHT - horizon), 0.02, 1)[:, None] * np.ones((1, WIDTH))
    ground = np.isin(label, GROUND)
    near = np.where(ground, rows, 0.0)
    below = np.full(WIDTH, 0.3)
    for y in range(HEIGHT - 1, -1, -1):
        below = np.where(ground[y], near[y], below)
        near[y] = np.where(label[y] == SKY, 0.0, below)
    return NEAREST * cv2.GaussianBlur(near.astype(np.float32), (0, 0), 2)


def camera(label: np.ndarray, r: random.Random) -> np.ndarray:
    """The backward flow [H,W,2] in px of a camera that drives, turns and shakes a little."""
    horizon, middle = HEIGHT * r.uniform(0.3, 0.45), WIDTH * r.uniform(0.4, 0.6)
    near = nearness(label, horizon)
    step = 10 ** r.uniform(-2.3, -0.9) * r.choice((1, 1, 1, 1, -0.5))
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    closer = np.clip(step * near, -0.5, 0.5)
    turn, tilt = r.gauss(0, 4) if r.random() < 0.5 else 0.0, r.gauss(0, 1)
    return np.stack([-(x - middle) * closer + turn, -(y - horizon) * closer + tilt], -1)


def move(sample: Sample, people: list[CutOut], r: random.Random, still_camera: bool = False) -> Move:
    """A pair of frames from a still of any size; with `still_camera` only pasted people move."""
    before = stretch(sample.image)
    label_before = cv2.resize(sample.label, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST)
    if r.random() < 0.5:
        before, label_before = before[:, ::-1].copy(), label_before[:, ::-1].copy()
    flow = np.zeros((HEIGHT, WIDTH, 2), np.float32) if still_camera else camera(label_before, r).astype(np.float32)
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    now = cv2.remap(before, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    label = cv2.remap(label_before, x + flow[..., 0], y + flow[..., 1], cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=VOID)
    hidden = np.zeros((HEIGHT, WIDTH), bool)  # in before, by what was pasted there
    pieces = [_piece(people, r) for _ in range(r.randint(1, 4))]
    for piece, mask, left, top, _ in pieces:
        _put(before, piece, mask, left, top, hidden)
    covered = cv2.remap(hidden.astype(np.uint8), x + flow[..., 0], y + flow[..., 1], cv2.INTER_NEAREST) > 0
    seen = (x + flow[..., 0] >= 0) & (x + flow[..., 0] < WIDTH) & (y + flow[..., 1] >= 0) & (y + flow[..., 1] < HEIGHT) & ~covered
    for piece, mask, left, top, shift in pieces:
        own = np.zeros((HEIGHT, WIDTH), bool)
        _put(now, piece, mask, left + shift[0], top + shift[1], own)
        label[own], flow[own], seen[own] = 9, (-shift[0], -shift[1]), True
    state = r.getstate()
    before = photometric(before, r, 0.5)
    r.setstate(state)
    clean = photometric(now, r, 0.5)  # the same change of light
    cells = cv2.resize(flow, GRID, interpolation=cv2.INTER_AREA) / STRIDE
    return Move(noise(before, r), noise(clean, r), clean, label, cells, seen[STRIDE // 2::STRIDE, STRIDE // 2::STRIDE])


def _piece(people: list[CutOut], r: random.Random) -> tuple[np.ndarray, np.ndarray, int, int, tuple[int, int]]:
    cut, height = r.choice(people), int(r.uniform(30, 170))
    size = (max(int(cut.mask.shape[1] * height / cut.mask.shape[0]), 6), height)
    piece, mask = cv2.resize(cut.image, size), cv2.resize(cut.mask.astype(np.float32), size)
    if r.random() < 0.5:
        piece, mask = piece[:, ::-1], mask[:, ::-1]
    speed = height / 12
    shift = (round(r.gauss(0, speed)), round(r.gauss(0, speed / 4)))
    return piece, mask, r.randint(-size[0] // 2, WIDTH - size[0] // 2), r.randint(HEIGHT // 4, HEIGHT - height // 2), shift


def _put(image: np.ndarray, piece: np.ndarray, mask: np.ndarray, left: int, top: int, own: np.ndarray) -> None:
    height, width = mask.shape
    y0, x0, y1, x1 = max(top, 0), max(left, 0), min(top + height, HEIGHT), min(left + width, WIDTH)
    if y1 <= y0 or x1 <= x0:
        return
    inside, there = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)), (slice(y0, y1), slice(x0, x1))
    soft = np.clip(mask[inside] * 1.6 - 0.5, 0, 1)[..., None]
    image[there] = (image[there] * (1 - soft) + piece[inside] * soft).astype(np.uint8)
    own[there] |= mask[inside] > 0.5
