"""Exports the parts as ONNX graphs, by the contract of a package's `nonkeyframe.onnx` (the fusion: of its `keyframe.onnx`).

    python3 -m research.reuse.graphs --coco centernet.json --weights street.pt --parts work --out work/graphs

The inputs of a graph are `image` (uint8 [1,H,W,3] RGB, of the graph's own size), `flow` [1,2,88,120] (backward, in cells), `cache.X` (a
tensor of the last keyframe) and `warped.X` (a head's output, warped by the server). Its outputs are the heads that it computes anew. A part
without weights in `--parts` is exported untrained: its time is the same.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from export.optimise import optimise
from research.reuse.between import trained
from export.graph import OUTPUTS, KeyframeGraph, fold_norm4, outputs
from research.reuse.keyframes import GRID
from research.reuse.learn import METHODS, make
from network.street_net import CLASSES, HEIGHT, PROTOTYPES, STRIDE, WIDTH, StreetNet
from network.weights import load
from research.reuse.parts import Correction, CrossResolution, FlowNet, Fusion, Partial
from research.reuse.methods import HALF, SMALL

Inputs = dict[str, Tensor]
W, H = GRID


def planes(image: Tensor) -> Tensor:
    return image.permute(0, 3, 1, 2).float()


class CorrectingGraph(nn.Module):
    """Alternatives (b) and (c): semantic logits and prototypes, from the warped ones and the new frame."""

    def __init__(self, part: Correction | CrossResolution):
        super().__init__()
        self.part = part

    def forward(self, image: Tensor, picture: Tensor, flow: Tensor, semantic: Tensor, prototypes: Tensor) -> tuple[Tensor, Tensor]:
        return self.part(planes(image), picture, flow, semantic, prototypes)


class PartialGraph(nn.Module):
    def __init__(self, part: Partial, net: StreetNet):
        super().__init__()
        self.part, self.own = part, net

    def forward(self, image: Tensor, picture: Tensor, deep: Tensor, flow: Tensor) -> tuple[Tensor, ...]:
        return outputs(self.own, self.part(planes(image), picture, flow, deep))


class FlowGraph(nn.Module):
    """Runs the shallow part of the network on the new frame, and the flow network."""

    def __init__(self, part: FlowNet, net: StreetNet):
        super().__init__()
        self.part, self.body = part, net.body

    def forward(self, image: Tensor, fine: Tensor, coarse: Tensor) -> Tensor:
        return self.part(self.part.features(self.body(planes(image))[1]), (fine, coarse))[-1]


class KeyframeWithCache(nn.Module):
    """A keyframe graph that also returns what non-keyframe graphs read; `fusion` joins the context with the previous keyframe's."""

    def __init__(self, net: StreetNet, fusion: Fusion | None):
        super().__init__()
        self.net, self.fusion = net, fusion

    def forward(self, image: Tensor, previous: Tensor, flow: Tensor, valid: Tensor) -> tuple[Tensor, ...]:
        net = self.net
        _, _, p4, context, skips = net.encode(planes(image))
        fused = self.fusion(context, previous, flow, valid) if self.fusion is not None else context
        return (*outputs(net, net.heads(net.decode(fused, skips), p4)), context, F.avg_pool2d(planes(image), STRIDE))


def save(graph: nn.Module, inputs: Inputs, outputs: list[str], out: Path) -> None:
    torch.onnx.export(graph.eval(), tuple(inputs.values()), str(out), opset_version=17, input_names=list(inputs), output_names=outputs)
    model = optimise(onnx.load(str(out)))
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(out))


def picture(size: tuple[int, int]) -> Tensor:
    return torch.zeros(1, size[1], size[0], 3, dtype=torch.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--parts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_grad_enabled(False)
    args.out.mkdir(parents=True, exist_ok=True)
    net = load(args.coco, args.weights).eval()
    fold_norm4(net)
    known = trained(args.parts, net, args.coco, args.weights)
    part = {name: getattr(known, name) or make(name, net, args.coco, args.weights).eval() for name in METHODS}
    flow, cached = torch.zeros(1, 2, H, W), {"cache.picture": torch.zeros(1, 3, H, W)}
    warped = {"warped.semantic": torch.zeros(1, CLASSES, H, W), "warped.prototypes": torch.zeros(1, PROTOTYPES, H, W)}
    dense = ["semantic", "prototypes"]
    save(KeyframeGraph(net), {"image": picture((WIDTH, HEIGHT))}, OUTPUTS, args.out / "keyframe.onnx")
    correction = {"image": picture(HALF), **cached, "flow": flow, **warped}
    save(CorrectingGraph(part["correction"]), correction, dense, args.out / "correction.onnx")
    whole, deep = {"image": picture((WIDTH, HEIGHT))}, {"cache.deep": torch.zeros(1, 288, H // 2, W // 2)}
    save(PartialGraph(part["partial"], net), {**whole, **cached, **deep, "flow": flow}, OUTPUTS, args.out / "partial.onnx")
    fold_norm4(part["cross"].small)
    save(CorrectingGraph(part["cross"]), {"image": picture(SMALL), **cached, "flow": flow, **warped}, dense, args.out / "cross.onnx")
    features = part["flow"].features(torch.zeros(1, 24, H, W))
    cache = {"cache.fine": features[0], "cache.coarse": features[1]}
    save(FlowGraph(part["flow"], net), {**whole, **cache}, ["flow"], args.out / "flow.onnx")
    previous = {"previous.context": torch.zeros(1, 96, H // 2, W // 2), "flow": flow, "previous.valid": torch.ones(1)}
    outputs_and_cache = [*OUTPUTS, "cache.context", "cache.picture"]
    save(KeyframeWithCache(net, part["fusion"]), {**whole, **previous}, outputs_and_cache, args.out / "fusion.onnx")


if __name__ == "__main__":
    main()
