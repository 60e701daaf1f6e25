"""Small networks around the frozen keyframe network that could run on propagated frames, or at keyframes, in addition to the warp.

Shapes are on the grid of the heads, h x w = 88 x 120, unless stated otherwise. `flow` [B,2,h,w] is the backward flow from the current
frame to the keyframe, in cells; `before` [B,3,h,w] is the keyframe's picture on the grid; pictures are RGB 0..255. The last layer
of every part starts at zero, so that it changes little or nothing at first.
"""
from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from research.reuse.keyframes import halved, partial, sample
from network.street_net import CLASSES, PROTOTYPES, StreetNet, upsample

LEVELS = 32.0  # grey levels in one unit of a picture's difference


def zeroed(conv: nn.Conv2d) -> nn.Conv2d:
    nn.init.zeros_(conv.weight)
    nn.init.zeros_(conv.bias)
    return conv


def light(channels_in: int, channels_out: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """A depthwise and a 1x1 convolution and ReLU; without batch norm, which small batches would disturb."""
    return nn.Sequential(nn.Conv2d(channels_in, channels_in, kernel, stride, kernel // 2, groups=channels_in),
                         nn.Conv2d(channels_in, channels_out, 1), nn.ReLU())


def difference(picture: Tensor, before: Tensor, flow: Tensor) -> Tensor:
    """The difference [B,3,h,w] between the new picture on the grid and the warped keyframe."""
    return (picture - sample(before, flow)) / LEVELS


class Correction(nn.Module):
    """Alternative (b): the server's warped logits and prototypes, corrected from the new frame at half size (`picture` [B,3,2h,2w])."""

    def __init__(self, width: int = 24, deep: int = 64):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, 2, 1)
        self.join = nn.Conv2d(16 + 3 + CLASSES + PROTOTYPES, width, 1)
        self.near = light(width, width)
        self.down = light(width, deep, 3, 2)
        self.wide = nn.Sequential(light(deep, deep, 5), light(deep, deep, 5))
        self.up = nn.Conv2d(deep, width, 1)
        self.out = nn.Sequential(light(width, width), zeroed(nn.Conv2d(width, CLASSES + PROTOTYPES, 1)))

    def forward(self, picture: Tensor, before: Tensor, flow: Tensor, semantic: Tensor, prototypes: Tensor) -> tuple[Tensor, Tensor]:
        seen = F.relu(self.stem(picture / 128 - 1))
        changed = difference(F.avg_pool2d(picture, 2), before, flow)
        x = F.relu(self.join(torch.cat([seen, changed, semantic / 8, prototypes], 1)))
        near = self.near(x)
        x = near + upsample(self.up(self.wide(self.down(near))), near)
        out = self.out(x)
        return semantic + 8 * out[:, :CLASSES], prototypes + out[:, CLASSES:]


class Partial(nn.Module):
    """Alternative (a), as in YolactEdge: the keyframe's deep features are warped, each channel with a scale and a bias, and refined from
    the new frame; the backbone to stride 4 and all heads run on the new frame. The network itself stays frozen."""

    def __init__(self, net: StreetNet, width: int = 48):
        super().__init__()
        self.net = [net]  # not among the parameters
        self.scale, self.bias = nn.Parameter(torch.ones(288)), nn.Parameter(torch.zeros(288))
        self.enter = nn.Conv2d(288 + 6, width, 1)
        self.refine = nn.Sequential(light(width, width, 5), zeroed(nn.Conv2d(width, 288, 1)))

    def forward(self, image: Tensor, before: Tensor, flow: Tensor, deep: Tensor) -> dict[str, Tensor]:
        deep = self.scale[:, None, None] * sample(deep, halved(flow)) + self.bias[:, None, None]
        picture = F.avg_pool2d(image, 4)
        hints = F.avg_pool2d(torch.cat([difference(picture, before, flow), picture / 128 - 1], 1), 2)
        return partial(self.net[0], image, deep + self.refine(F.relu(self.enter(torch.cat([deep, hints], 1)))))


class CrossResolution(nn.Module):
    """Alternative (c), as in AR-Seg: a whole network on the frame at 256x192, fused with the warped full-size outputs of the keyframe."""

    def __init__(self, small: StreetNet, width: int = 32):
        super().__init__()
        self.small = small
        self.fuse = nn.Sequential(nn.Conv2d(2 * (CLASSES + PROTOTYPES) + 3, width, 1), nn.ReLU(), light(width, width),
                                  zeroed(nn.Conv2d(width, 2 * (CLASSES + PROTOTYPES), 1)))

    def forward(self, image: Tensor, before: Tensor, flow: Tensor, semantic: Tensor, prototypes: Tensor) -> tuple[Tensor, Tensor]:
        """`image` [B,3,192,256]."""
        maps = self.small(image)
        fresh = torch.cat([upsample(maps[name], semantic) for name in ("semantic", "prototypes")], 1)
        warped = torch.cat([semantic, prototypes], 1)
        scale = torch.ones(1, CLASSES + PROTOTYPES, 1, 1)
        scale[:, :CLASSES] = 8
        changed = difference(upsample(image, semantic), before, flow)
        gate, more = self.fuse(torch.cat([warped / scale, fresh / scale, changed], 1)).chunk(2, 1)
        out = warped + torch.sigmoid(gate - 2) * (fresh - warped) + scale * more
        return out[:, :CLASSES], out[:, CLASSES:]


class FlowNet(nn.Module):
    """Motion from the shallow features (24 channels, stride 4) of two frames, as YolactEdge's FeatFlowNet: shared 3x3 convolutions, an
    encoder of three strides, and a decoder that adds to the flow at each. Unlike FeatFlowNet it has a correlation over three cells in each
    direction at stride 8."""

    REACH = 3

    def __init__(self, width: int = 16):
        super().__init__()
        self.own = nn.Sequential(nn.Conv2d(24, width, 3, 1, 1), nn.LeakyReLU(0.1), nn.Conv2d(width, 32, 3, 2, 1), nn.LeakyReLU(0.1))
        def step(i: int, o: int, stride: int) -> nn.Sequential:
            return nn.Sequential(nn.Conv2d(i, o, 3, stride, 1), nn.LeakyReLU(0.1))
        self.at8 = nn.Sequential(step(64 + (2 * self.REACH + 1) ** 2, 48, 1), step(48, 48, 1))
        self.at16 = nn.Sequential(step(48, 64, 2), step(64, 64, 1))
        self.at32 = nn.Sequential(step(64, 96, 2), step(96, 96, 1))
        self.flow32, self.flow16, self.flow8 = (zeroed(nn.Conv2d(c, 2, 3, 1, 1)) for c in (96, 64 + 96, 48 + 64 + 96))
        self.fine = nn.Sequential(step(2 * width + 2, 24, 1), zeroed(nn.Conv2d(24, 2, 3, 1, 1)))

    def features(self, low: Tensor) -> tuple[Tensor, Tensor]:
        """The features of one frame at strides 4 and 8; those of a keyframe can be cached."""
        fine = self.own[:2](low)
        return fine, self.own[2:](fine)

    def forward(self, now: tuple[Tensor, Tensor], before: tuple[Tensor, Tensor]) -> list[Tensor]:
        """Flows in cells of the grid at strides 16, 8 and 4, finest last; each at its own size."""
        fine_now, a = now
        fine_before, b = before
        h, w, reach = a.shape[2], a.shape[3], self.REACH
        padded = F.pad(b, (reach,) * 4)
        match = torch.stack([(a * padded[:, :, y:y + h, x:x + w]).mean(1) for y in range(2 * reach + 1) for x in range(2 * reach + 1)], 1)
        x8 = self.at8(torch.cat([a, b, match], 1))
        x16 = self.at16(x8)
        x32 = self.at32(x16)
        y16 = torch.cat([x16, upsample(x32, x16)], 1)
        flow16 = upsample(self.flow32(x32), x16) + self.flow16(y16)
        flow8 = upsample(flow16, x8) + self.flow8(torch.cat([x8, upsample(y16, x8)], 1))
        coarse = upsample(8 * flow8, fine_now)
        moved = sample(fine_before, coarse)
        return [8 * flow16, 8 * flow8, coarse + self.fine(torch.cat([fine_now, moved, coarse / 8], 1))]


class Fusion(nn.Module):
    """VPSNet's Fuse at keyframes: the warped context (96 channels, stride 8) of the previous keyframe, weighted cell by cell by its
    similarity to the new one (sigmoid of a product of embeddings), joined by convolutions and added to the new one. `valid` [B] is 0
    without a previous keyframe."""

    def __init__(self, width: int = 32):
        super().__init__()
        self.embed = nn.Conv2d(96, width, 1)
        self.join = nn.Sequential(nn.Conv2d(192, 64, 1), nn.LeakyReLU(0.1), nn.Conv2d(64, 64, 3, 1, 1, groups=64),
                                  zeroed(nn.Conv2d(64, 96, 1)))

    def forward(self, context: Tensor, previous: Tensor, flow: Tensor, valid: Tensor) -> Tensor:
        moved = sample(previous, halved(flow))
        likeness = torch.sigmoid((self.embed(context) * self.embed(moved)).sum(1, keepdim=True))
        return context + valid[:, None, None, None] * self.join(torch.cat([context, likeness * moved], 1))
