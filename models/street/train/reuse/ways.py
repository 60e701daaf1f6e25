"""The ways that a frame between keyframes can get its heads, and a keyframe what came before."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor

from clips import stretch
from keyframes import GRID, NOISE, Frame, Seen, flow_tensor, halved, moved, partial, sample, tensor, warp
from network import StreetNet, upsample
from panoptic import Detections, detect
from parts import Correction, CrossResolution, FlowNet, Fusion, Partial

HALF, SMALL = (2 * GRID[0], 2 * GRID[1]), (256, 192)


@dataclass(frozen=True)
class Said:
    """What is said of a frame: `semantic` [1,11,h,w], `prototypes` [1,16,h,w] and its instances."""
    semantic: Tensor
    prototypes: Tensor
    found: Detections


@dataclass(frozen=True)
class Parts:
    """The trained parts there are."""
    correction: Correction | None = None
    partial: Partial | None = None
    cross: CrossResolution | None = None
    flow: FlowNet | None = None
    fusion: Fusion | None = None


def whole(seen: Seen) -> Said:
    return Said(seen.maps["semantic"], seen.maps["prototypes"], seen.found)


def on_grid(picture: np.ndarray) -> Tensor:
    """[1,3,h,w], as the keyframe graph would keep it."""
    return tensor(stretch(picture), GRID)


def warped(key: Said, flow: np.ndarray) -> Said:
    return Said(warp(key.semantic, flow), warp(key.prototypes, flow), moved(key.found, flow))


Way = Callable[[StreetNet, Parts, Frame, Frame, Said], Said]  # network, parts, the frame, its keyframe, what was said of that


def by_warp(net: StreetNet, parts: Parts, frame: Frame, key: Frame, said: Said) -> Said:
    return warped(said, frame.flow)


def by_partial(net: StreetNet, parts: Parts, frame: Frame, key: Frame, said: Said) -> Said:
    maps = partial(net, tensor(frame.picture), sample(key.seen.deep, halved(flow_tensor(frame.flow))))
    return Said(maps["semantic"], maps["prototypes"], detect(net, maps))


def by_trained_partial(net: StreetNet, parts: Parts, frame: Frame, key: Frame, said: Said) -> Said:
    maps = parts.partial(tensor(frame.picture), on_grid(key.picture), flow_tensor(frame.flow), key.seen.deep)
    return Said(maps["semantic"], maps["prototypes"], detect(net, maps))


def by_correction(net: StreetNet, parts: Parts, frame: Frame, key: Frame, said: Said) -> Said:
    own = warped(said, frame.flow)
    semantic, prototypes = parts.correction(tensor(frame.picture, HALF), on_grid(key.picture), flow_tensor(frame.flow), own.semantic, own.prototypes)
    return Said(semantic, prototypes, own.found)


def by_half(net: StreetNet, parts: Parts, frame: Frame, key: Frame, said: Said) -> Said:
    """The network as it is on the small frame, fused in the measure in which a cell is not explained by the moved keyframe."""
    own = warped(said, frame.flow)
    fresh = upsample(net(tensor(frame.picture, SMALL))["semantic"], own.semantic)
    share = torch.from_numpy(np.clip(cv2.blur(frame.missed, (5, 5)) / (2 * NOISE), 0, 1))
    return Said(own.semantic + share * (fresh - own.semantic), own.prototypes, own.found)


def by_cross(net: StreetNet, parts: Parts, frame: Frame, key: Frame, said: Said) -> Said:
    own = warped(said, frame.flow)
    semantic, prototypes = parts.cross(tensor(frame.picture, SMALL), on_grid(key.picture), flow_tensor(frame.flow), own.semantic, own.prototypes)
    return Said(semantic, prototypes, own.found)


def by_flow_network(net: StreetNet, parts: Parts, frame: Frame, key: Frame, said: Said) -> Said:
    return warped(said, learned_flow(parts.flow, frame.seen.low, key.seen.low))


WAYS: dict[str, Way] = {
    "outputs warped": by_warp, "outputs warped by the flow network": by_flow_network, "(a) partial": by_partial, "(a) partial, trained": by_trained_partial,
    "(b) correction, trained": by_correction, "(c) half size, fused": by_half, "(c) cross-resolution, trained": by_cross}
NEEDS = {"outputs warped by the flow network": "flow", "(a) partial, trained": "partial", "(b) correction, trained": "correction",
         "(c) cross-resolution, trained": "cross"}


def learned_flow(net: FlowNet, now: Tensor, before: Tensor) -> np.ndarray:
    """[h,w,2] cells, from the shallow features of two frames; as everywhere, what moved less than 0.3 cells stands still."""
    flow = net(net.features(now), net.features(before))[-1][0].numpy().transpose(1, 2, 0).copy()
    flow[(flow ** 2).sum(-1) < 0.3 ** 2] = 0
    return flow


def fused_keyframe(net: StreetNet, parts: Parts, frame: Frame, before: Frame) -> Said:
    """The trained fusion of the context with that of the keyframe before."""
    context = parts.fusion(frame.seen.context, before.seen.context, flow_tensor(frame.back), torch.ones(1))
    fused = net.fuse(context, frame.seen.skips)
    return Said(net.semantic(fused), net.prototypes(fused), frame.seen.found)


def drawn_keyframe(share: float, frame: Frame, before: Said) -> Said:
    """Semantic logits drawn by `share` to those of the keyframe before, moved, where these explain the cell."""
    own = whole(frame.seen)
    trust = share * torch.from_numpy(cv2.blur((frame.back_missed <= NOISE).astype(np.float32), (3, 3)))
    return Said(own.semantic + trust * (warp(before.semantic, frame.back) - own.semantic), own.prototypes, own.found)
