"""What could run between keyframes, or at them, beside the server's warp: small networks around the frozen keyframe network.

Shapes are those of the grid of the heads, h x w = 88 x 120, unless said. `flow` [B,2,h,w] is the backward flow current frame to keyframe in cells,
`before` [B,3,h,w] the keyframe's picture on the grid and pictures are RGB 0..255. Every part starts by changing nothing, or
little: its last layer is silent.
"""
from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from keyframes import halved, partial, sample
from network import CLASSES, PROTOTYPES, StreetNet, upsample

LEVELS = 32.0  # grey levels in one unit of a picture's difference


def silent(conv: nn.Conv2d) -> nn.Conv2d:
    nn.init.zeros_(conv.weight)
    nn.init.zeros_(conv.bias)
    return conv


def light(channels_in: int, channels_out: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """Depthwise, then 1x1, ReLU; no batch norm, so that small batches of odd pairs do it no harm."""
    return nn.Sequential(nn.Conv2d(channels_in, channels_in, kernel, stride, kernel // 2, groups=channels_in),
                         nn.Conv2d(channels_in, channels_out, 1), nn.ReLU())


def difference(picture: Tensor, before: Tensor, flow: Tensor) -> Tensor:
    """[B,3,h,w]: how the new picture on the grid differs from the keyframe's, moved."""
    return (picture - sample(before, flow)) / LEVELS


class Correction(nn.Module):
    """(b): the server's warped logits and prototypes, corrected by a look at the new frame at half size (`picture` [B,3,2h,2w])."""

    def __init__(self, width: int = 24, deep: int = 64):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, 2, 1)
        self.join = nn.Conv2d(16 + 3 + CLASSES + PROTOTYPES, width, 1)
        self.near = light(width, width)
        self.down = light(width, deep, 3, 2)
        self.wide = nn.Sequential(light(deep, deep, 5), light(deep, deep, 5))
        self.up = nn.Conv2d(deep, width, 1)
        self.out = nn.Sequential(light(width, width), silent(nn.Conv2d(width, CLASSES + PROTOTYPES, 1)))

    def forward(self, picture: Tensor, before: Tensor, flow: Tensor, semantic: Tensor, prototypes: Tensor) -> tuple[Tensor, Tensor]:
        seen = F.relu(self.stem(picture / 128 - 1))
        changed = difference(F.avg_pool2d(picture, 2), before, flow)
        x = F.relu(self.join(torch.cat([seen, changed, semantic / 8, prototypes], 1)))
        near = self.near(x)
        x = near + upsample(self.up(self.wide(self.down(near))), near)
        out = self.out(x)
        return semantic + 8 * out[:, :CLASSES], prototypes + out[:, CLASSES:]


class Partial(nn.Module):
    """(a), YolactEdge's way: the keyframe's deep features moved, each channel with a scale and a bias, and refined by the new frame's shallow ones
    (its "SPA"); from there backbone to stride 4 and all heads on the new frame. The network itself stays as it is."""

    def __init__(self, net: StreetNet, width: int = 48):
        super().__init__()
        self.net = [net]  # not among the parameters
        self.scale, self.bias = nn.Parameter(torch.ones(288)), nn.Parameter(torch.zeros(288))
        self.enter = nn.Conv2d(288 + 6, width, 1)
        self.refine = nn.Sequential(light(width, width, 5), silent(nn.Conv2d(width, 288, 1)))

    def forward(self, image: Tensor, before: Tensor, flow: Tensor, deep: Tensor) -> dict[str, Tensor]:
        deep = self.scale[:, None, None] * sample(deep, halved(flow)) + self.bias[:, None, None]
        picture = F.avg_pool2d(image, 4)
        hints = F.avg_pool2d(torch.cat([difference(picture, before, flow), picture / 128 - 1], 1), 2)
        return partial(self.net[0], image, deep + self.refine(F.relu(self.enter(torch.cat([deep, hints], 1)))))


class CrossResolution(nn.Module):
    """(c), AR-Seg's idea: a whole network on the frame at 256x192, fused with the keyframe's full-size outputs, moved."""

    def __init__(self, small: StreetNet, width: int = 32):
        super().__init__()
        self.small = small
        self.fuse = nn.Sequential(nn.Conv2d(2 * (CLASSES + PROTOTYPES) + 3, width, 1), nn.ReLU(), light(width, width),
                                  silent(nn.Conv2d(width, 2 * (CLASSES + PROTOTYPES), 1)))

    def forward(self, image: Tensor, before: Tensor, flow: Tensor, semantic: Tensor, prototypes: Tensor) -> tuple[Tensor, Tensor]:
        """`image` [B,3,192,256]."""
        maps = self.small(image)
        fresh = torch.cat([upsample(maps[name], semantic) for name in ("semantic", "prototypes")], 1)
        warped = torch.cat([semantic, prototypes], 1)
        scale = torch.ones(1, CLASSES + PROTOTYPES, 1, 1)
        scale[:, :CLASSES] = 8
        gate, more = self.fuse(torch.cat([warped / scale, fresh / scale, difference(upsample(image, semantic), before, flow)], 1)).chunk(2, 1)
        out = warped + torch.sigmoid(gate - 2) * (fresh - warped) + scale * more
        return out[:, :CLASSES], out[:, CLASSES:]


class FlowNet(nn.Module):
    """Motion from the shallow features (24 channels, stride 4) of two frames, as YolactEdge's FeatFlowNet: shared 3x3, an encoder of three strides, a
    decoder that adds to the flow at each. Unlike there, a correlation over three cells each way at stride 8 helps it to match."""

    REACH = 3

    def __init__(self, width: int = 16):
        super().__init__()
        self.own = nn.Sequential(nn.Conv2d(24, width, 3, 1, 1), nn.LeakyReLU(0.1), nn.Conv2d(width, 32, 3, 2, 1), nn.LeakyReLU(0.1))
        def step(i: int, o: int, stride: int) -> nn.Sequential:
            return nn.Sequential(nn.Conv2d(i, o, 3, stride, 1), nn.LeakyReLU(0.1))
        self.at8 = nn.Sequential(step(64 + (2 * self.REACH + 1) ** 2, 48, 1), step(48, 48, 1))
        self.at16 = nn.Sequential(step(48, 64, 2), step(64, 64, 1))
        self.at32 = nn.Sequential(step(64, 96, 2), step(96, 96, 1))
        self.flow32, self.flow16, self.flow8 = (silent(nn.Conv2d(c, 2, 3, 1, 1)) for c in (96, 64 + 96, 48 + 64 + 96))
        self.fine = nn.Sequential(step(2 * width + 2, 24, 1), silent(nn.Conv2d(24, 2, 3, 1, 1)))

    def features(self, low: Tensor) -> tuple[Tensor, Tensor]:
        """Of one frame, at strides 4 and 8; a keyframe's can be kept."""
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
    """VPSNet's Fuse at keyframes: the context (96 channels, stride 8) of the keyframe before, moved, attended cell by cell by its likeness to the
    new one (sigmoid of a product of embeddings), joined by 1x1 and 3x3, and added to the new one. `valid` [B]: 0 where there is none."""

    def __init__(self, width: int = 32):
        super().__init__()
        self.embed = nn.Conv2d(96, width, 1)
        self.join = nn.Sequential(nn.Conv2d(192, 64, 1), nn.LeakyReLU(0.1), nn.Conv2d(64, 64, 3, 1, 1, groups=64), silent(nn.Conv2d(64, 96, 1)))

    def forward(self, context: Tensor, previous: Tensor, flow: Tensor, valid: Tensor) -> Tensor:
        moved = sample(previous, halved(flow))
        likeness = torch.sigmoid((self.embed(context) * self.embed(moved)).sum(1, keepdim=True))
        return context + valid[:, None, None, None] * self.join(torch.cat([context, likeness * moved], 1))
