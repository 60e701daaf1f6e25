"""The alternatives for the heads of a propagated frame, and for fusing a keyframe with the previous one."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor

from train.clips import stretch
from research.reuse.keyframes import GRID, NOISE, Frame, Analysis, flow_tensor, halved, moved, partial, sample, tensor, warp
from network.street_net import StreetNet, upsample
from measure.panoptic import Detections, detect
from research.reuse.parts import Correction, CrossResolution, FlowNet, Fusion, Partial

HALF, SMALL = (2 * GRID[0], 2 * GRID[1]), (256, 192)


@dataclass(frozen=True)
class Prediction:
    """The outputs for a frame: `semantic` [1,11,h,w], `prototypes` [1,16,h,w] and its instances."""
    semantic: Tensor
    prototypes: Tensor
    found: Detections


@dataclass(frozen=True)
class Parts:
    """The trained parts; None where there are no weights of one."""
    correction: Correction | None = None
    partial: Partial | None = None
    cross: CrossResolution | None = None
    flow: FlowNet | None = None
    fusion: Fusion | None = None


def whole(seen: Analysis) -> Prediction:
    return Prediction(seen.maps["semantic"], seen.maps["prototypes"], seen.found)


def on_grid(picture: np.ndarray) -> Tensor:
    """A frame [H,W,3] uint8 as [1,3,h,w], as the keyframe graph would keep it."""
    return tensor(stretch(picture), GRID)


def warped(key: Prediction, flow: np.ndarray) -> Prediction:
    return Prediction(warp(key.semantic, flow), warp(key.prototypes, flow), moved(key.found, flow))


# Arguments: the network, the parts, the frame, its keyframe, and the prediction of that.
Method = Callable[[StreetNet, Parts, Frame, Frame, Prediction], Prediction]


def by_warp(net: StreetNet, parts: Parts, frame: Frame, key: Frame, predicted: Prediction) -> Prediction:
    return warped(predicted, frame.flow)


def by_partial(net: StreetNet, parts: Parts, frame: Frame, key: Frame, predicted: Prediction) -> Prediction:
    maps = partial(net, tensor(frame.picture), sample(key.seen.deep, halved(flow_tensor(frame.flow))))
    return Prediction(maps["semantic"], maps["prototypes"], detect(net, maps))


def by_trained_partial(net: StreetNet, parts: Parts, frame: Frame, key: Frame, predicted: Prediction) -> Prediction:
    maps = parts.partial(tensor(frame.picture), on_grid(key.picture), flow_tensor(frame.flow), key.seen.deep)
    return Prediction(maps["semantic"], maps["prototypes"], detect(net, maps))


def by_correction(net: StreetNet, parts: Parts, frame: Frame, key: Frame, predicted: Prediction) -> Prediction:
    own = warped(predicted, frame.flow)
    picture, before, flow = tensor(frame.picture, HALF), on_grid(key.picture), flow_tensor(frame.flow)
    semantic, prototypes = parts.correction(picture, before, flow, own.semantic, own.prototypes)
    return Prediction(semantic, prototypes, own.found)


def by_half(net: StreetNet, parts: Parts, frame: Frame, key: Frame, predicted: Prediction) -> Prediction:
    """The untrained network on the small frame, blended in by the share in which the warped keyframe does not explain a cell."""
    own = warped(predicted, frame.flow)
    fresh = upsample(net(tensor(frame.picture, SMALL))["semantic"], own.semantic)
    share = torch.from_numpy(np.clip(cv2.blur(frame.missed, (5, 5)) / (2 * NOISE), 0, 1))
    return Prediction(own.semantic + share * (fresh - own.semantic), own.prototypes, own.found)


def by_cross(net: StreetNet, parts: Parts, frame: Frame, key: Frame, predicted: Prediction) -> Prediction:
    own = warped(predicted, frame.flow)
    picture, before, flow = tensor(frame.picture, SMALL), on_grid(key.picture), flow_tensor(frame.flow)
    semantic, prototypes = parts.cross(picture, before, flow, own.semantic, own.prototypes)
    return Prediction(semantic, prototypes, own.found)


def by_flow_network(net: StreetNet, parts: Parts, frame: Frame, key: Frame, predicted: Prediction) -> Prediction:
    return warped(predicted, learned_flow(parts.flow, frame.seen.low, key.seen.low))


METHODS: dict[str, Method] = {
    "outputs warped": by_warp, "outputs warped by the flow network": by_flow_network,
    "(a) partial": by_partial, "(a) partial, trained": by_trained_partial,
    "(b) correction, trained": by_correction, "(c) half size, fused": by_half, "(c) cross-resolution, trained": by_cross}
NEEDS = {"outputs warped by the flow network": "flow", "(a) partial, trained": "partial", "(b) correction, trained": "correction",
         "(c) cross-resolution, trained": "cross"}


def learned_flow(net: FlowNet, now: Tensor, before: Tensor) -> np.ndarray:
    """The flow [h,w,2] in cells, from the shallow features of two frames; motion under 0.3 cells counts as none."""
    flow = net(net.features(now), net.features(before))[-1][0].numpy().transpose(1, 2, 0).copy()
    flow[(flow ** 2).sum(-1) < 0.3 ** 2] = 0
    return flow


def fused_keyframe(net: StreetNet, parts: Parts, frame: Frame, before: Frame) -> Prediction:
    """A keyframe whose context is fused with the previous keyframe's by the trained part."""
    context = parts.fusion(frame.seen.context, before.seen.context, flow_tensor(frame.back), torch.ones(1))
    fused = net.decode(context, frame.seen.skips)
    return Prediction(net.semantic(fused), net.prototypes(fused), frame.seen.found)


def blended_keyframe(share: float, frame: Frame, before: Prediction) -> Prediction:
    """A keyframe whose logits are moved by `share` towards the previous keyframe's, warped, where these explain the cell."""
    own = whole(frame.seen)
    trust = share * torch.from_numpy(cv2.blur((frame.back_missed <= NOISE).astype(np.float32), (3, 3)))
    return Prediction(own.semantic + trust * (warp(before.semantic, frame.back) - own.semantic), own.prototypes, own.found)
