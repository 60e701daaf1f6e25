"""The model package: `keyframe.onnx` from trained weights.

    python3 export.py --coco centernet.json --weights ../street.pt --out ../keyframe.onnx
"""
from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

import optimise
from network import HEIGHT, STRIDE, THINGS, WIDTH, StreetNet, load

DETECTIONS = 64
OUTPUTS = ["semantic", "prototypes", "scores", "boxes", "coefficients", "embeddings"]


class KeyframeGraph(nn.Module):
    """`image` uint8 [1,352,480,3] RGB to what the server reads: semantic logits [1,11,88,120], prototypes [1,16,88,120] and the 64
    strongest peaks of the heat by falling score: scores [1,64,3] (zero but in the column that peaked), boxes [1,64,4]
    (x0,y0,x1,y1 in input px), coefficients [1,64,16], embeddings [1,64,24] of length 1."""

    def __init__(self, net: StreetNet):
        super().__init__()
        self.net = net.eval()
        fold_norm4(net)

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        return read(self.net, self.net(image.permute(0, 3, 1, 2).float()))


def read(net: StreetNet, maps: dict[str, Tensor]) -> tuple[Tensor, ...]:
    """The outputs, from the network's maps of one picture."""
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
    """The batch norm behind the sum of four convolutions goes into them (the upsampling between is linear)."""
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
    image = torch.zeros(1, HEIGHT, WIDTH, 3, dtype=torch.uint8)
    torch.onnx.export(KeyframeGraph(net), image, str(out), opset_version=17, input_names=["image"], output_names=OUTPUTS)
    model = optimise.optimise(onnx.load(str(out)))
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(out))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True, help="centernet.json of the npm package")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    export(load(args.coco, args.weights), args.out)


if __name__ == "__main__":
    main()
