"""Random views of labelled pictures: what the network sees in training, 512x384 with grey bars as the server letterboxes."""
from __future__ import annotations

import random
from dataclasses import dataclass

import cv2
import numpy as np

from labels.pictures import Picture

WIDTH, HEIGHT, STRIDE = 512, 384, 4
GRID = (HEIGHT // STRIDE, WIDTH // STRIDE)
GREY = 114


@dataclass
class Placed:
    """An instance in a view: its class (-1: nobody may learn anything there), its box in px of the view, its mask [H/4,W/4] of 0..1, and the
    share of it that is inside. `number` is its identity, or else its place among the picture's instances."""

    number: int
    kind: int
    box: np.ndarray
    mask: np.ndarray
    inside: float


def fitting(size: tuple[int, int], view: tuple[int, int] = (WIDTH, HEIGHT)) -> np.ndarray:
    """The server's letterbox: a picture of height and width `size` to a view of that width and height, 2x3."""
    height, width = size
    scale = min(view[0] / width, view[1] / height)
    return np.array([[scale, 0, (view[0] - width * scale) / 2], [0, scale, (view[1] - height * scale) / 2]])


def random_fit(size: tuple[int, int], dice: random.Random, zoom: tuple[float, float] = (0.7, 1.7), turn: float = 0.0) -> np.ndarray:
    """A letterbox that is zoomed, stretched a little, moved and, every second time, mirrored; turned by up to `turn` degrees about the view's centre."""
    fit = fitting(size)
    scale = fit[0, 0] * np.exp(dice.uniform(*np.log(zoom)))
    stretch = np.exp(dice.uniform(-0.12, 0.12))
    across, down = scale * stretch, scale / stretch
    height, width = size
    room = WIDTH - width * across, HEIGHT - height * down
    x, y = (dice.uniform(min(0, r), max(0, r)) for r in room)
    if dice.random() < 0.5:
        across, x = -across, x + width * across
    fit = np.array([[across, 0, x], [0, down, y]])
    if not turn:
        return fit
    about = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), dice.uniform(-turn, turn), 1.0)
    return about @ np.vstack([fit, [0, 0, 1]])


def moved(fit: np.ndarray, cells: tuple[int, int]) -> np.ndarray:
    """`fit` with the picture moved across and down by whole cells at stride 4."""
    return fit + np.array([[0, 0, STRIDE * cells[0]], [0, 0, STRIDE * cells[1]]])


def shifted(fit: np.ndarray, stride: int = 1) -> np.ndarray:
    """`fit` maps corners; OpenCV maps pixel centres, here of a grid of `stride` px."""
    scaled = fit / stride
    centred = scaled.copy()
    centred[:, 2] += scaled[:, :2].sum(1) * 0.5 - 0.5
    return centred


def warp(image: np.ndarray, fit: np.ndarray, fill: int = GREY, view: tuple[int, int] = (WIDTH, HEIGHT)) -> np.ndarray:
    smaller = abs(np.linalg.det(fit[:, :2])) < 0.49
    return cv2.warpAffine(image, shifted(fit), view, flags=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR, borderValue=(fill,) * 3)


def warp_map(values: np.ndarray, fit: np.ndarray, fill: float, nearest: bool = False) -> np.ndarray:
    """[h,w] of the picture to [H/4,W/4] of the view."""
    return cv2.warpAffine(values, shifted(fit, STRIDE), (WIDTH // STRIDE, HEIGHT // STRIDE),
                          flags=cv2.INTER_NEAREST if nearest else cv2.INTER_LINEAR, borderValue=fill)


def place(picture: Picture, fit: np.ndarray) -> list[Placed]:
    """The instances that are in the view with four cells or more."""
    placed = []
    for number, instance in enumerate(picture.instances):
        height, width = instance.mask.shape
        to = fit.copy()
        to[:, 2] += to[:, :2] @ (instance.x, instance.y)
        half = cv2.warpAffine(instance.mask, shifted(to, 2), (WIDTH // 2, HEIGHT // 2), flags=cv2.INTER_NEAREST)
        if not half.any():
            continue
        rows, columns = np.where(half.any(1))[0], np.where(half.any(0))[0]
        box = 2.0 * np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])
        mask = cv2.resize(half.astype(np.float32), (WIDTH // STRIDE, HEIGHT // STRIDE), interpolation=cv2.INTER_AREA)
        whole = instance.mask.sum() * abs(np.linalg.det(fit[:, :2])) / 4
        placed.append(Placed(instance.identity if instance.identity >= 0 else number, instance.kind, box, mask, min(1.0, float(half.sum() / max(whole, 1)))))
    return placed


def recolour(image: np.ndarray, dice: random.Random, strength: float = 1.0) -> np.ndarray:
    """Contrast, brightness, saturation and warmth as cameras differ, at times blurred, noisy or JPEG-encoded. Any two arrays in, uint8 out."""
    x = image.astype(np.float32)
    spread = 0.3 * strength
    x = (x - 128) * dice.uniform(1 - spread, 1 + spread) + 128 + dice.uniform(-30, 30) * strength
    grey = x.mean(2, keepdims=True)
    x = (x - grey) * dice.uniform(1 - 1.2 * spread, 1 + 1.2 * spread) + grey
    x *= np.array([dice.uniform(1 - 0.1 * strength, 1 + 0.1 * strength) for _ in range(3)], np.float32)
    if dice.random() < 0.25 * strength:
        x = cv2.GaussianBlur(x, (0, 0), dice.uniform(0.4, 1.3))
    if dice.random() < 0.3 * strength:
        x += np.random.RandomState(dice.randrange(2 ** 31)).normal(0, dice.uniform(1, 8), x.shape)
    x = np.clip(x, 0, 255).astype(np.uint8)
    if dice.random() < 0.4 * strength:
        x = jpeg(x, dice.randint(40, 92))
    return x


def jpeg(image: np.ndarray, quality: int) -> np.ndarray:
    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
