"""The network: MOSAIC for what surfaces are, YOLOX-Nano for what things there are, prototypes that both make, and a mask of each thing."""
from __future__ import annotations

from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from network.classes import ADE_TO, CHANNEL, CHANNELS
from network.mosaic import ADE, Mosaic, enlarge, from_corner
from network.yolox import LEVELS, PYRAMID, YoloxGraph

LEARNED, PLACES = 24, 5  # prototypes that are trained, and the fixed ones: x squared, y squared, x, y and 1
PROTOTYPES, APPEARANCE, EMBEDDING = LEARNED + PLACES, 16, 24
STRIDES = (8, 16, 32)
TOWERS = 128  # channels of both towers of a level


def separable(channels_in: int, channels_out: int) -> nn.Sequential:
    """Depthwise 3x3, then 1x1 with ReLU."""
    return nn.Sequential(nn.Conv2d(channels_in, channels_in, 3, 1, 1, groups=channels_in), nn.Conv2d(channels_in, channels_out, 1), nn.ReLU(True))


class Semantic(nn.Module):
    """Logits [B,25,H/4,W/4] from the decoder's maps: MOSAIC's 32 logits beside 32 new channels, joined, and read by the merged classes. The new channels also
    see the detector's finest level, which knows people and vehicles better."""

    def __init__(self) -> None:
        super().__init__()
        self.coarse, self.fine = nn.Conv2d(64, 32, 1), nn.Conv2d(64, 32, 1)
        self.detector = nn.Sequential(nn.Conv2d(64, 48, 1), nn.ReLU(True), nn.Conv2d(48, 32, 1, bias=False))
        nn.init.zeros_(self.detector[2].weight)  # silent at first, as below
        self.mix = nn.Sequential(nn.Conv2d(64, 64, 3, 1, 1, groups=64), nn.Conv2d(64, 64, 1), nn.ReLU(True))
        self.read = nn.Conv2d(64, len(CHANNELS), 1)
        self.read_mix = nn.Conv2d(64, len(CHANNELS), 1)
        nn.init.zeros_(self.read_mix.weight)
        nn.init.zeros_(self.read_mix.bias)
        with torch.no_grad():
            self.read.weight.mul_(0.1)
            self.read.bias.zero_()
            for index, name in enumerate(ADE):
                self.read.weight[CHANNEL[ADE_TO[name]], index] = 0.9

    def forward(self, trunk: Mosaic, coarse: Tensor, fine: Tensor, pyramid: Tensor) -> Tensor:
        high = torch.cat([trunk.high8(coarse), self.coarse(coarse) + self.detector(pyramid)], 1)
        low = torch.cat([trunk.low4(fine), self.fine(fine)], 1)
        joined = from_corner(high.float(), fine) + low
        return self.read(joined) + self.read_mix(self.mix(joined))


class Prototypes(nn.Module):
    """The learned ones, [B,24,H/4,W/4], from the detector's finest level and the semantic encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.detector, self.middle, self.fine = nn.Conv2d(64, 64, 1), nn.Conv2d(192, 64, 1), nn.Conv2d(64, 48, 1)
        self.join8 = nn.Sequential(nn.ReLU(True), separable(64, 64), nn.Conv2d(64, 48, 1))
        self.join4 = nn.Sequential(nn.ReLU(True), separable(48, 48), separable(48, 48), nn.Conv2d(48, LEARNED, 1))

    def forward(self, pyramid: Tensor, middle: Tensor, fine: Tensor) -> Tensor:
        high = self.join8(self.detector(pyramid) + self.middle(middle))
        return self.join4(enlarge(high.float(), fine) + self.fine(fine))  # torch enlarges half precision slowly


class Coefficients(nn.Module):
    """What of each prototype is in a thing's mask: 24 learned ones, and how far the mask reaches in its box.

    The reach is b - a ((x - centre x) / half width)^2 - c ((y - centre y) / half height)^2, with a and c above 0: a sum of the fixed prototypes. It tells a thing
    from its neighbour of the same kind, which looks the same."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(TOWERS + 2, 128), nn.ReLU(True), nn.Linear(128, 96), nn.ReLU(True), nn.Linear(96, LEARNED + 3))

    def forward(self, towers: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
        """[n,24], and a, c, b of the reach [n,3]; from features [n,128] and boxes [n,4] in px."""
        size = torch.log((boxes[:, 2:] - boxes[:, :2]).clamp(min=1) / 64)
        out = self.layers(torch.cat([towers, size], 1))
        return out[:, :LEARNED], torch.cat([F.softplus(out[:, LEARNED:LEARNED + 2]), out[:, LEARNED + 2:]], 1)

    @staticmethod
    def reach(shape: Tensor, boxes: Tensor, x: Tensor, y: Tensor) -> Tensor:
        """[n,h,w] of boxes [n,4], at the points x [w] and y [h]; all in the same unit."""
        middle, half = (boxes[:, :2] + boxes[:, 2:]) / 2, ((boxes[:, 2:] - boxes[:, :2]) / 2).clamp(min=1e-3)
        across = shape[:, :1] * ((x[None] - middle[:, :1]) / half[:, :1]) ** 2
        down = shape[:, 1:2] * ((y[None] - middle[:, 1:]) / half[:, 1:]) ** 2
        return shape[:, 2, None, None] - across[:, None] - down[:, :, None]

    @staticmethod
    def of_places(shape: Tensor, boxes: Tensor, width: float, height: float) -> Tensor:
        """[n,5]: the reach as coefficients of the fixed prototypes."""
        unit = torch.tensor([2 / width, 2 / height], device=boxes.device)
        middle, half = (boxes[:, :2] + boxes[:, 2:]) / 2 * unit - 1, ((boxes[:, 2:] - boxes[:, :2]) / 2).clamp(min=1e-3) * unit
        steep = shape[:, :2] / half ** 2
        return torch.cat([-steep, 2 * steep * middle, (shape[:, 2] - (steep * middle ** 2).sum(1))[:, None]], 1)


def places(height: int, width: int) -> Tensor:
    """[5,h,w]: the fixed prototypes; x and y go from -1 to 1 over the input, at the centres of cells."""
    y, x = torch.meshgrid((torch.arange(height) + 0.5) / height * 2 - 1, (torch.arange(width) + 0.5) / width * 2 - 1, indexing="ij")
    return torch.stack([x ** 2, y ** 2, x, y, torch.ones_like(x)])


class Embedding(nn.Module):
    """What tells a thing from others of its class: colours and edges at points of its mask, in three bands from top to bottom, beside the detector's features."""

    ROWS, COLUMNS, BANDS = 12, 5, 3

    def __init__(self) -> None:
        super().__init__()
        self.appearance = nn.Sequential(nn.Conv2d(64, APPEARANCE, 1), nn.ReLU(True))
        self.join = nn.Sequential(nn.Linear(TOWERS + self.BANDS * APPEARANCE, 96), nn.ReLU(True), nn.Linear(96, EMBEDDING))

    def forward(self, towers: Tensor, boxes: Tensor, coefficients: Tensor, prototypes: Tensor, fine: Tensor) -> Tensor:
        """Of n things of one picture: towers [n,128], boxes [n,4] in px, coefficients [n,29], the picture's prototypes [1,29,h,w] and fine features [1,64,h,w]."""
        maps = torch.cat([prototypes, self.appearance(fine)], 1).squeeze(0)
        height, width = int(maps.shape[1]), int(maps.shape[2])
        points = maps.flatten(1).t()[self.cells(boxes, height, width).flatten()].reshape(boxes.shape[0], -1, maps.shape[0])
        logits = (points[:, :, :PROTOTYPES] * coefficients[:, None]).sum(2, keepdim=True)
        share = torch.sigmoid(logits) + 1e-3
        banded = (points[:, :, PROTOTYPES:] * share).reshape(-1, self.BANDS, self.ROWS * self.COLUMNS // self.BANDS, APPEARANCE).sum(2)
        banded = banded / share.reshape(-1, self.BANDS, self.ROWS * self.COLUMNS // self.BANDS, 1).sum(2)
        return F.normalize(self.join(torch.cat([towers, banded.flatten(1)], 1)), dim=1)

    def cells(self, boxes: Tensor, height: int, width: int) -> Tensor:
        """[n,60]: the flat cells under the points, row by row."""
        down = (torch.arange(self.ROWS, device=boxes.device) + 0.5) / self.ROWS
        across = (torch.arange(self.COLUMNS, device=boxes.device) + 0.5) / self.COLUMNS
        y = boxes[:, 1:2] + (boxes[:, 3:] - boxes[:, 1:2]) * down[None]
        x = boxes[:, :1] + (boxes[:, 2:3] - boxes[:, :1]) * across[None]
        row = (y / 4).clamp(0, height - 1).long()
        column = (x / 4).clamp(0, width - 1).long()
        return (row[:, :, None] * width + column[:, None]).flatten(1)


class GeneralNet(nn.Module):
    """Picture [B,3,H,W] RGB 0..255, H and W multiples of 128."""

    def __init__(self, detector: YoloxGraph):
        super().__init__()
        self.trunk = Mosaic()
        self.detector = detector
        self.semantic = Semantic()
        self.prototypes = Prototypes()
        self.coefficients = Coefficients()
        self.embed = Embedding()

    def encode(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return self.trunk.encode(image / 127.5 - 1)

    def cells(self, found: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Of every cell of the three levels: scores [B,n,80], boxes [B,n,4] (x0,y0,x1,y1 in px), and the towers' features [B,n,128]."""
        scores, boxes, towers = [], [], []
        for level, stride in zip(LEVELS, STRIDES):
            scores.append((torch.sigmoid(found[level["classes"]]) * torch.sigmoid(found[level["object"]])).flatten(2))
            raw = found[level["box"]].float()
            rows, columns = int(raw.shape[2]), int(raw.shape[3])
            y, x = torch.meshgrid(torch.arange(rows, device=raw.device), torch.arange(columns, device=raw.device), indexing="ij")
            centre = (raw[:, :2] + torch.stack([x, y])) * stride
            half = torch.exp(raw[:, 2:]) * (stride / 2)
            boxes.append(torch.cat([centre - half, centre + half], 1).flatten(2))
            towers.append(torch.cat([found[level["class_tower"]], found[level["box_tower"]]], 1).flatten(2))
        return torch.cat(scores, 2).transpose(1, 2), torch.cat(boxes, 2).transpose(1, 2), torch.cat(towers, 2).transpose(1, 2)

    def all_coefficients(self, towers: Tensor, boxes: Tensor, width: int, height: int) -> Tensor:
        """[n,29], of the learned and the fixed prototypes, for an input of that size."""
        learned, shape = self.coefficients(towers, boxes)
        return torch.cat([learned, Coefficients.of_places(shape, boxes, width, height)], 1)

    def pyramid(self, found: dict[str, Tensor]) -> Tensor:
        return found[PYRAMID[0]]


def start(mosaic: Path, yolox: Path, seed: int = 1) -> GeneralNet:
    """The network with its start weights; the new layers are drawn from `seed`."""
    torch.manual_seed(seed)
    net = GeneralNet(YoloxGraph.read(yolox))
    net.trunk.start_from(mosaic)
    net.trunk.freeze_early()
    return net
