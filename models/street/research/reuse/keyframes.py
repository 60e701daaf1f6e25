"""Keyframe policy, motion and warp, as in the server at version 1.1."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from train.clips import stretch
from network.street_net import HEAD, HEIGHT, STRIDE, WIDTH, StreetNet
from measure.panoptic import Detections, detect
from network.tfjs import inputs

GRID = (WIDTH // STRIDE, HEIGHT // STRIDE)
NOISE, STILL, CUT = 18, 0.3, 0.5
P8 = HEAD + "Relu_1"


@dataclass(frozen=True)
class Policy:
    """The server's adaptive policy: a keyframe when the warp explains more than the share `residual` of the cells wrongly, at the latest
    after `interval` frames."""
    interval: int = 6
    residual: float = 0.03


@dataclass(frozen=True)
class Analysis:
    """The network's outputs for one frame, and features on the way to them."""
    maps: dict[str, Tensor]
    context: Tensor  # [1,96,h/2,w/2]
    p8: Tensor  # [1,192,h/2,w/2]
    low: Tensor  # [1,24,h,w]
    skips: Tensor  # [1,64,h,w]: what is added to the enlarged context
    found: Detections

    @property
    def deep(self) -> Tensor:
        return torch.cat([self.context, self.p8], 1)


@dataclass(frozen=True)
class Frame:
    picture: np.ndarray
    grey: np.ndarray
    seen: Analysis
    key: int  # index of the keyframe that it rests on
    flow: np.ndarray
    missed: np.ndarray
    back: np.ndarray | None  # of a keyframe: the flow to the keyframe before
    back_missed: np.ndarray | None


def analyze(net: StreetNet, image: Tensor) -> Analysis:
    low, p8, p4, context, skips = net.encode(image)
    maps = net.heads(net.decode(context, skips), p4)
    return Analysis(maps, context, p8, low, skips, detect(net, maps))


def partial(net: StreetNet, image: Tensor, deep: Tensor) -> dict[str, Tensor]:
    """All heads, from the new frame's shallow features and the warped deep ones [B,288,h/2,w/2]."""
    context, values = deep[:, :96], {P8: deep[:, 96:]}
    fine, low, p4 = (net.body.outputs[i] for i in (0, 1, 4))
    by_name = {node["name"]: node for node in net.body.nodes}
    needed: set[str] = set()
    stack = [fine, low, p4]
    while stack:
        name = stack.pop()
        if name not in needed and name not in values:
            needed.add(name)
            stack += inputs(by_name[name])
    for node in net.body.nodes:
        if node["name"] in needed and node["op"] != "Const":
            values[node["name"]] = net.body.evaluate(node, values, image)
    skips = net.skips(values[fine], values[low], values[p4])
    return net.heads(net.decode(context, skips), values[p4]) | {"low": values[low]}


def tensor(frame: np.ndarray, size: tuple[int, int] | None = None) -> Tensor:
    picture = stretch(frame) if size is None else cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    return torch.from_numpy(picture).permute(2, 0, 1)[None].float().contiguous(memory_format=torch.channels_last)


def grey(frame: np.ndarray) -> np.ndarray:
    return cv2.resize(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), GRID, interpolation=cv2.INTER_AREA)


def sample(planes: Tensor, flow: Tensor) -> Tensor:
    """Samples `planes` [B,C,h,w] where `flow` [B,2,h,w] (x, y in cells) points to; edges are clamped, cell centres are at whole numbers."""
    h, w = planes.shape[2:]
    y, x = torch.arange(h, dtype=torch.float32)[:, None], torch.arange(w, dtype=torch.float32)[None]
    grid = torch.stack([2 * (x + flow[:, 0]) / (w - 1) - 1, 2 * (y + flow[:, 1]) / (h - 1) - 1], -1)
    return F.grid_sample(planes, grid, padding_mode="border", align_corners=True)


def flow_tensor(flow: np.ndarray) -> Tensor:
    """A flow [h,w,2] as a tensor [1,2,h,w]."""
    return torch.from_numpy(np.ascontiguousarray(flow.transpose(2, 0, 1), dtype=np.float32))[None]


def warp(planes: Tensor, flow: np.ndarray) -> Tensor:
    return sample(planes, flow_tensor(flow))


def halved(flow: Tensor) -> Tensor:
    """The same flow [B,2,h/2,w/2] on the grid of half the size, in its cells."""
    return F.avg_pool2d(flow, 2) / 2


def motion(now: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The backward flow [h,w,2] in cells to `reference`, and its error [h,w] in grey levels; both pictures are grey, on the grid."""
    def farneback(a: np.ndarray, b: np.ndarray, window: int, iterations: int) -> np.ndarray:
        return cv2.calcOpticalFlowFarneback(a, b, None, 0.5, 2, window, iterations, 5, 1.1, 0)

    narrow = farneback(now, reference, 5, 1)
    size = (GRID[0] // 2, GRID[1] // 2)
    halves = [cv2.resize(g, size, interpolation=cv2.INTER_AREA) for g in (now, reference)]
    wide = 2 * cv2.resize(farneback(*halves, 9, 2), GRID)
    errors = [cv2.blur(misses(now, reference, flow), (5, 5)) for flow in (wide, narrow)]
    flow = np.where((errors[1] < errors[0] - 1)[..., None], narrow, wide)
    flow[(flow ** 2).sum(-1) < STILL ** 2] = 0
    return flow, misses(now, reference, flow)


def misses(now: np.ndarray, reference: np.ndarray, flow: np.ndarray) -> np.ndarray:
    return np.abs(now - warp(torch.from_numpy(reference)[None, None].float(), flow)[0, 0].numpy())


def moved(found: Detections, flow: np.ndarray) -> Detections:
    """The detections with each box moved by the median flow of the cells inside it."""
    boxes = found.box.clone()
    y, x = np.mgrid[:GRID[1], :GRID[0]] + 0.5
    came_x, came_y = STRIDE * (x + flow[..., 0]), STRIDE * (y + flow[..., 1])
    for box in boxes:
        x0, y0, x1, y1 = box.tolist()
        own = (came_x >= x0) & (came_x < x1) & (came_y >= y0) & (came_y < y1)
        if own.any():
            shift = -STRIDE * np.median(flow[own], axis=0)
            box += torch.tensor([shift[0], shift[1]] * 2, dtype=torch.float32)
    return replace(found, box=boxes)


def choose_keyframes(analyzed: Iterable[tuple[np.ndarray, Analysis]], policy: Policy) -> list[Frame]:
    """Assigns each frame its keyframe, as the policy chooses, with the flow to it."""
    frames: list[Frame] = []
    still = np.zeros((GRID[1], GRID[0], 2), np.float32)
    for i, (picture, seen) in enumerate(analyzed):
        own = grey(picture)
        if not frames:
            frames.append(Frame(picture, own, seen, 0, still, still[..., 0], None, None))
            continue
        key = frames[-1].key
        flow, missed = motion(own, frames[key].grey)
        residual = float((missed > NOISE).mean())
        if residual > CUT or i - key >= policy.interval or (i - key > 1 and residual > policy.residual):
            frames.append(Frame(picture, own, seen, i, still, still[..., 0], flow, missed))
        else:
            frames.append(Frame(picture, own, seen, key, flow, missed, None, None))
    return frames
