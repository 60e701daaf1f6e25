"""What the server runs on a keyframe: the network, the best cells after non-maximum suppression, and what is read at those alone."""
from __future__ import annotations

import torch
import torch.nn as nn
from torch import Tensor
from torchvision.ops import nms

from network.classes import COCO
from network.general_net import STRIDES, GeneralNet, places
from network.yolox import LEVELS

CANDIDATES, DETECTIONS = 300, 100
SAME_THING = 0.65  # overlap of two boxes of a class from which the weaker is dropped, as YOLOX has it
OUTPUTS = ["semantic", "prototypes", "scores", "boxes", "coefficients", "embeddings"]


class KeyframeGraph(nn.Module):
    """`image` uint8 [1,H,W,3] RGB, letterboxed, to semantic logits [1,25,H/4,W/4], prototypes [1,29,H/4,W/4] and, by falling score, 100 detections: scores
    [1,100,80] (zero but for the class of the box; all zero where there are fewer), boxes [1,100,4] in px of the input, coefficients [1,100,29], embeddings [1,100,24]
    of length 1."""

    def __init__(self, net: GeneralNet):
        super().__init__()
        self.net = net.eval()

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        net = self.net
        picture = image.permute(0, 3, 1, 2).float()
        fine, middle, deep = net.encode(picture)
        found = net.detector(picture)
        semantic = net.semantic(net.trunk, net.trunk.decode(fine, middle, deep), fine, net.pyramid(found))
        height, width = int(image.shape[1]), int(image.shape[2])
        learned = net.prototypes(net.pyramid(found), middle, fine)
        prototypes = torch.cat([learned, places(height // 4, width // 4)[None].to(learned)], 1)
        cells = Cells(found, height, width)
        cell, score, kind = choose(*cells.best())
        towers, boxes = cells.towers(cell), cells.boxes(cell)
        coefficients = net.all_coefficients(towers, boxes, width, height)
        embeddings = net.embed(towers, boxes, coefficients, prototypes, fine)
        one = (kind[:, None] == torch.arange(len(COCO), device=kind.device)[None]).float()
        return semantic, prototypes, (score[:, None] * one)[None], boxes[None], coefficients[None], embeddings[None]


class Cells:
    """The cells of the detector's three levels in one row. Only what is asked for is computed of them: of most cells nobody needs more than the best score."""

    def __init__(self, found: dict[str, Tensor], height: int, width: int):
        self._classes, self._objects, self._raw, *self._towers = (
            torch.cat([found[level[name]].squeeze(0).flatten(1) for level in LEVELS], 1) for name in ("classes", "object", "box", "class_tower", "box_tower"))
        self._grid, self._stride = grid(height, width)

    def best(self) -> tuple[Tensor, Tensor, Tensor]:
        """Of the candidates, by falling score: their cells, scores and classes, and their boxes."""
        scores = torch.sigmoid(self._classes.amax(0)) * torch.sigmoid(self._objects.squeeze(0))
        score, cell = scores.topk(min(CANDIDATES, scores.shape[0]))
        return cell, score, self._classes[:, cell].argmax(0), self.boxes(cell)

    def boxes(self, cell: Tensor) -> Tensor:
        """[n,4]: x0,y0,x1,y1 in px."""
        raw, stride = self._raw[:, cell], self._stride[cell]
        centre, half = (raw[:2] + self._grid[:, cell]) * stride, torch.exp(raw[2:]) * (stride / 2)
        return torch.cat([centre - half, centre + half]).t()

    def towers(self, cell: Tensor) -> Tensor:
        """[n,128]."""
        return torch.cat([tower[:, cell] for tower in self._towers]).t()


def grid(height: int, width: int) -> tuple[Tensor, Tensor]:
    """[2,n] of each cell's column and row in its level, and [n] of its stride."""
    places, strides = [], []
    for stride in STRIDES:
        y, x = torch.meshgrid(torch.arange(height // stride), torch.arange(width // stride), indexing="ij")
        places.append(torch.stack([x, y]).flatten(1).float())
        strides.append(torch.full((places[-1].shape[1],), float(stride)))
    return torch.cat(places, 1), torch.cat(strides)


def choose(cell: Tensor, score: Tensor, kind: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Of candidates by falling score: cells [100], their scores and classes. A cell that a stronger one of its class covers has score 0."""
    apart = boxes + kind[:, None].float() * 4096  # boxes of other classes lie elsewhere
    kept = torch.zeros_like(score).scatter(0, nms(apart, score, SAME_THING), 1.0)
    best, order = (score * kept).topk(DETECTIONS)
    return cell[order], best, kind[order]
