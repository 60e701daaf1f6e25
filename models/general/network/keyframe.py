"""What the server runs on a keyframe: the network, the best cells after non-maximum suppression, and what is read at those alone."""
from __future__ import annotations

import torch
import torch.nn as nn
from torch import Tensor
from torchvision.ops import nms

from network.classes import COCO
from network.general_net import GeneralNet, places

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
        scores, boxes, towers = (x[0] for x in net.cells(found))
        cell, score, kind = choose(scores, boxes)
        towers, boxes = towers[cell], boxes[cell]
        coefficients = net.all_coefficients(towers, boxes, width, height)
        embeddings = net.embed(towers, boxes, coefficients, prototypes[0], fine[0])
        one = (kind[:, None] == torch.arange(len(COCO), device=kind.device)[None]).float()
        return semantic, prototypes, (score[:, None] * one)[None], boxes[None], coefficients[None], embeddings[None]


def choose(scores: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Cells [100], their scores and classes. A cell that a stronger one of its class covers has score 0."""
    best, kind = scores.max(1)
    best, cell = best.topk(min(CANDIDATES, best.shape[0]))
    kind = kind[cell]
    apart = boxes[cell] + kind[:, None].float() * 4096  # boxes of other classes lie elsewhere
    kept = torch.zeros_like(best).scatter(0, nms(apart, best, SAME_THING), 1.0)
    best, order = (best * kept).topk(DETECTIONS)
    return cell[order], best, kind[order]
