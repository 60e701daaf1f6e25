"""MOSAIC ("MOSAIC: Mobile Segmentation via decoding Aggregated Information and encoded Context", 2021) as a trainable float module of any size.

The order of the layers is that of the convolutions in MLPerf Mobile's file, whose weights it starts from. Batch norm is folded there, and stays so.
"""
from __future__ import annotations

from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from network.tflite import TfliteFile, same_convolution

ADE = ("other wall building sky floor tree ceiling road bed window grass cabinet sidewalk person earth door table mountain plant curtain "
       "chair car water painting sofa shelf house sea mirror rug field armchair").split()
# expanded channels, kernel, stride, dilation, channels out, whether the input is added
BLOCKS = [(96, 3, 2, 1, 32, False), (64, 3, 1, 1, 32, True), (160, 5, 2, 1, 64, False), (192, 3, 1, 1, 64, True), (128, 3, 1, 1, 64, True),
          (192, 3, 1, 1, 64, True), (384, 5, 2, 1, 128, False), (384, 3, 1, 1, 128, True), (384, 3, 1, 1, 128, True), (384, 3, 1, 1, 128, True),
          (768, 3, 1, 1, 160, False), (640, 3, 1, 1, 160, True), (960, 3, 1, 1, 192, False), (384, 5, 1, 2, 96, False), (384, 5, 1, 2, 96, True),
          (384, 5, 1, 2, 96, True)]
SKIP4, SKIP8 = 1, 5  # blocks whose inner maps the decoder looks at
FROZEN_BLOCKS = len(BLOCKS)  # the encoder stays as it is: what it makes of a view is cached, and prototypes do not move when surfaces are trained
POOLS = (8, 4, 2)  # cells at stride 16 in one of the pooled grids


class Convolution(nn.Conv2d):
    """With TensorFlow's padding, and ReLU where asked for."""

    def __init__(self, channels_in: int, channels_out: int, kernel: int = 1, stride: int = 1, dilation: int = 1, groups: int = 1, relu: bool = True):
        super().__init__(channels_in, channels_out, kernel, stride, 0, dilation, groups)
        self.relu = relu

    def forward(self, x: Tensor) -> Tensor:
        y = same_convolution(x, self.weight, self.bias, self.stride[0], self.dilation[0], self.groups)
        return F.relu(y) if self.relu else y


class Block(nn.Module):
    """Inverted residual: expand, depthwise, project. Gives the inner map too."""

    def __init__(self, channels_in: int, expanded: int, kernel: int, stride: int, dilation: int, channels_out: int, residual: bool):
        super().__init__()
        self.expand = Convolution(channels_in, expanded)
        self.depthwise = Convolution(expanded, expanded, kernel, stride, dilation, expanded)
        self.project = Convolution(expanded, channels_out, relu=False)
        self.residual = residual

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        inner = self.depthwise(self.expand(x))
        y = self.project(inner)
        return (x + y if self.residual else y), inner


class Pooled(nn.Module):
    """One grid of the pyramid: half of the channels see 3x3 of its cells, half 5x5."""

    def __init__(self, cells: int):
        super().__init__()
        self.cells = cells
        self.near = nn.Sequential(Convolution(224, 224, 3, groups=224), Convolution(224, 64))
        self.far = nn.Sequential(Convolution(224, 224, 5, groups=224), Convolution(224, 64))

    def forward(self, x: Tensor) -> Tensor:
        pooled = F.avg_pool2d(x, self.cells)
        return torch.cat([self.near(pooled[:, :224]), self.far(pooled[:, 224:])], 1)


def _split(layer: Convolution, coarse: list[Tensor]) -> list[Tensor]:
    """What a 1x1 convolution makes of the first of the maps that it sees joined, each at its own size: to enlarge the sum's parts costs less than to enlarge and
    join what they are made of, and is the same."""
    parts, first = [], 0
    for x in coarse:
        parts.append(F.conv2d(x, layer.weight[:, first:first + int(x.shape[1])]))
        first += int(x.shape[1])
    return parts


def _join(layer: Convolution, parts: list[Tensor], last: Tensor) -> Tensor:
    """The sum of enlarged `parts` and of what the layer makes of the last of its maps."""
    total = F.conv2d(last, layer.weight[:, layer.in_channels - int(last.shape[1]):], layer.bias)
    for part in parts:
        total = total + part
    return total


class Mosaic(nn.Module):
    """Picture [B,3,H,W] of -1..1, H and W multiples of 128, to the decoder's maps: 64 channels at stride 8 and 64 at stride 4."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = Convolution(3, 32, 3, 2)
        channels = [32] + [block[4] for block in BLOCKS]
        self.blocks = nn.ModuleList(Block(i, *block) for i, block in zip(channels, BLOCKS))
        self.head = Convolution(96, 448)
        self.low4 = Convolution(64, 32)
        self.pools = nn.ModuleList(Pooled(cells) for cells in POOLS)
        self.project = Convolution(832, 128)
        self.join8 = nn.Sequential(Convolution(320, 64), Convolution(64, 64, 3, groups=64))
        self.high8 = Convolution(64, 32)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        early = self.encode(image)
        return self.decode(*early), early[0]

    def encode(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What stays as it is: 64 channels at stride 4, 192 at stride 8, 96 at stride 16."""
        x, inner = self.stem(image), []
        for block in self.blocks[:FROZEN_BLOCKS]:
            x, y = block(x)
            inner.append(y)
        return inner[SKIP4], inner[SKIP8], x

    def decode(self, fine: Tensor, middle: Tensor, deep: Tensor) -> Tensor:
        """64 channels at stride 8, from what `encode` gives."""
        x = deep
        for block in self.blocks[FROZEN_BLOCKS:]:
            x, _ = block(x)
        x = self.head(x)
        x = F.relu(_join(self.project, [from_corner(part, x) for part in _split(self.project, [pool(x) for pool in self.pools])], x))
        return self.join8[1](F.relu(_join(self.join8[0], [from_corner(_split(self.join8[0], [x])[0], middle)], middle)))

    def ade(self, coarse: Tensor, fine: Tensor) -> Tensor:
        """Its own logits of 32 classes of ADE20K at stride 4."""
        return from_corner(self.high8(coarse), fine) + self.low4(fine)

    def freeze_early(self) -> None:
        for module in (self.stem, *self.blocks[:FROZEN_BLOCKS]):
            module.requires_grad_(False)

    def start_from(self, path: Path) -> None:
        """Takes the weights of MLPerf's file."""
        layers = [m for m in (self.stem, *self.blocks, self.head, self.low4, *self.pools, self.project, self.join8, self.high8)]
        convolutions = [m for layer in layers for m in layer.modules() if isinstance(m, Convolution)]
        weights = TfliteFile(path).convolutions()
        if len(weights) != len(convolutions):
            raise ValueError(f"{path} has {len(weights)} convolutions; MOSAIC has {len(convolutions)}")
        with torch.no_grad():
            for convolution, (weight, bias) in zip(convolutions, weights):
                convolution.weight.copy_(weight)
                convolution.bias.copy_(bias)


def enlarge(x: Tensor, like: Tensor) -> Tensor:
    """Bilinear, half-pixel centres."""
    return F.interpolate(x, size=(int(like.shape[2]), int(like.shape[3])), mode="bilinear", align_corners=False)


class _FromCorner(torch.autograd.Function):
    """How `from_corner` is said in ONNX, where one operator does it."""

    @staticmethod
    def forward(ctx, x: Tensor, down: int, across: int) -> Tensor:  # noqa: ANN001
        return _from_corner(x, down, across)

    @staticmethod
    def symbolic(g, x, down: int, across: int):  # noqa: ANN001, ANN205
        none = g.op("Constant", value_t=torch.tensor([], dtype=torch.float32))
        scales = g.op("Constant", value_t=torch.tensor([1, 1, down, across], dtype=torch.float32))
        return g.op("Resize", x, none, scales, coordinate_transformation_mode_s="asymmetric", mode_s="linear")


def from_corner(x: Tensor, like: Tensor) -> Tensor:
    """Bilinear as TensorFlow 1 has it, which MOSAIC was trained with: the upper left cells coincide, and edges are repeated. Whole factors only."""
    height, width, rows, columns = int(like.shape[2]), int(like.shape[3]), int(x.shape[2]), int(x.shape[3])
    if height % rows or width % columns:
        raise ValueError(f"{rows}x{columns} cells do not go whole times into {height}x{width}")
    factors = height // rows, width // columns
    return _FromCorner.apply(x, *factors) if torch.onnx.is_in_onnx_export() else _from_corner(x, *factors)


def _from_corner(x: Tensor, down: int, across: int) -> Tensor:
    height, width = down * int(x.shape[2]), across * int(x.shape[3])
    padded = F.pad(x, (0, 1, 0, 1), mode="replicate")
    return F.interpolate(padded, size=(height + 1, width + 1), mode="bilinear", align_corners=True)[:, :, :height, :width]
