"""The graph of the model package: the network with the peaks of its heat and the instance heads at them."""
from __future__ import annotations

from pathlib import Path

import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from export.optimise import optimise
from network.street_net import HEIGHT, STRIDE, THINGS, WIDTH, StreetNet

DETECTIONS = 64
OUTPUTS = ["semantic", "prototypes", "scores", "boxes", "coefficients", "embeddings"]


class KeyframeGraph(nn.Module):
    """The exported graph, on the CPU. `image` uint8 [1,352,480,3] RGB becomes OUTPUTS, in this order: semantic logits [1,11,88,120],
    prototypes [1,16,88,120], and, for the 64 strongest peaks of the heat by falling score, scores [1,64,3] (zero but in the column of the
    peak's class), boxes [1,64,4] (x0, y0, x1, y1 in input px), coefficients [1,64,16] and embeddings [1,64,24] of length 1.

    It folds a batch norm of `net` in place."""

    def __init__(self, net: StreetNet):
        super().__init__()
        self.net = net.eval()
        fold_norm4(net)

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        return outputs(self.net, self.net(image.permute(0, 3, 1, 2).float()))


def outputs(net: StreetNet, maps: dict[str, Tensor]) -> tuple[Tensor, ...]:
    """The graph's outputs, from the network's maps of one picture."""
    heat = torch.sigmoid(maps["heat"])
    peaks = heat * (heat == F.max_pool2d(heat, 3, 1, 1)).float()
    score, index = peaks.flatten(1).topk(DETECTIONS, dim=1)
    cells = (HEIGHT // STRIDE) * (WIDTH // STRIDE)
    kind, cell = torch.div(index, cells, rounding_mode="floor"), index % cells
    scores = score[..., None] * (kind[..., None] == torch.arange(len(THINGS))).float()
    at = net.instances(maps["features"][0], cell[0])
    columns = WIDTH // STRIDE
    centre = STRIDE * torch.stack([cell % columns, torch.div(cell, columns, rounding_mode="floor")], -1).float()
    boxes = torch.cat([centre - at["box"][None, :, :2], centre + at["box"][None, :, 2:]], -1)
    return maps["semantic"], maps["prototypes"], scores, boxes, at["coefficients"][None], at["embeddings"][None]


def fold_norm4(net: StreetNet) -> None:
    """Folds the batch norm after the sum of four convolutions into these, in place (the upsampling between them is linear)."""
    if isinstance(net.norm4, nn.Identity):
        return
    scale = net.norm4.weight.data / torch.sqrt(net.norm4.running_var + net.norm4.eps)
    shift = net.norm4.bias.data - net.norm4.running_mean * scale
    for conv in (net.up4, net.skip4, net.low4, net.low2):
        conv.weight.data *= scale[:, None, None, None]
        if conv.bias is not None:
            conv.bias.data *= scale
    net.low4.bias.data += shift
    net.norm4 = nn.Identity()


def export(net: StreetNet, out: Path) -> None:
    """Writes the graph of `net`, which is on the CPU, as an optimised and checked ONNX file."""
    image = torch.zeros(1, HEIGHT, WIDTH, 3, dtype=torch.uint8)
    torch.onnx.export(KeyframeGraph(net), image, str(out), opset_version=17, input_names=["image"], output_names=OUTPUTS)
    model = optimise(onnx.load(str(out)))
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(out))
