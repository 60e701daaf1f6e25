"""The parts as ONNX graphs, by the contract of a package's `nonkeyframe.onnx` (and, for the fusion, of its `keyframe.onnx`).

    python3 graphs.py --coco centernet.json --weights ../../street.pt --parts ../../work --out ../../work/graphs

A graph gets `image` (uint8 [1,H,W,3] RGB, of its own size), `flow` [1,2,88,120] (backward, cells), `cache.X` (of the last keyframe) and `warped.X` (a head,
after the server's warp), and gives the heads that it has something new for. Parts that are not there are exported untrained: their time is the same.
"""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import optimise  # noqa: E402
from between import trained  # noqa: E402
from export import OUTPUTS, KeyframeGraph, fold_norm4, read  # noqa: E402
from keyframes import GRID  # noqa: E402
from learn import WAYS, make  # noqa: E402
from network import CLASSES, HEIGHT, PROTOTYPES, STRIDE, WIDTH, StreetNet, load  # noqa: E402
from parts import Correction, CrossResolution, FlowNet, Fusion, Partial  # noqa: E402
from ways import HALF, SMALL  # noqa: E402

Inputs = dict[str, Tensor]
W, H = GRID


def planes(image: Tensor) -> Tensor:
    return image.permute(0, 3, 1, 2).float()


class CorrectingGraph(nn.Module):
    """(b) and (c): semantic logits and prototypes from the warped ones and the new frame."""

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
        return read(self.own, self.part(planes(image), picture, flow, deep))


class FlowGraph(nn.Module):
    """The shallow part of the network on the new frame, and the flow."""

    def __init__(self, part: FlowNet, net: StreetNet):
        super().__init__()
        self.part, self.body = part, net.body

    def forward(self, image: Tensor, fine: Tensor, coarse: Tensor) -> Tensor:
        return self.part(self.part.features(self.body(planes(image))[1]), (fine, coarse))[-1]


class KeyframeWithCache(nn.Module):
    """`keyframe.onnx` that also gives what the graphs between keyframes read; with `fusion`, the context is drawn to the keyframe's before."""

    def __init__(self, net: StreetNet, fusion: Fusion | None):
        super().__init__()
        self.net, self.fusion = net, fusion

    def forward(self, image: Tensor, previous: Tensor, flow: Tensor, valid: Tensor) -> tuple[Tensor, ...]:
        net = self.net
        _, _, p4, context, skips = net.inside(planes(image))
        fused = self.fusion(context, previous, flow, valid) if self.fusion is not None else context
        return (*read(net, net.maps(net.fuse(fused, skips), p4)), context, F.avg_pool2d(planes(image), STRIDE))


def save(graph: nn.Module, inputs: Inputs, outputs: list[str], out: Path) -> None:
    torch.onnx.export(graph.eval(), tuple(inputs.values()), str(out), opset_version=17, input_names=list(inputs), output_names=outputs)
    model = optimise.optimise(onnx.load(str(out)))
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
    part = {name: getattr(known, name) or make(name, net, args.coco, args.weights).eval() for name in WAYS}
    flow, cached = torch.zeros(1, 2, H, W), {"cache.picture": torch.zeros(1, 3, H, W)}
    warped = {"warped.semantic": torch.zeros(1, CLASSES, H, W), "warped.prototypes": torch.zeros(1, PROTOTYPES, H, W)}
    dense = ["semantic", "prototypes"]
    save(KeyframeGraph(net), {"image": picture((WIDTH, HEIGHT))}, OUTPUTS, args.out / "keyframe.onnx")
    save(CorrectingGraph(part["correction"]), {"image": picture(HALF), **cached, "flow": flow, **warped}, dense, args.out / "correction.onnx")
    save(PartialGraph(part["partial"], net), {"image": picture((WIDTH, HEIGHT)), **cached, "cache.deep": torch.zeros(1, 288, H // 2, W // 2), "flow": flow},
         OUTPUTS, args.out / "partial.onnx")
    fold_norm4(part["cross"].small)
    save(CorrectingGraph(part["cross"]), {"image": picture(SMALL), **cached, "flow": flow, **warped}, dense, args.out / "cross.onnx")
    features = part["flow"].features(torch.zeros(1, 24, H, W))
    save(FlowGraph(part["flow"], net), {"image": picture((WIDTH, HEIGHT)), "cache.fine": features[0], "cache.coarse": features[1]}, ["flow"], args.out / "flow.onnx")
    save(KeyframeWithCache(net, part["fusion"]), {"image": picture((WIDTH, HEIGHT)), "previous.context": torch.zeros(1, 96, H // 2, W // 2), "flow": flow,
                                                  "previous.valid": torch.ones(1)}, [*OUTPUTS, "cache.context", "cache.picture"], args.out / "fusion.onnx")


if __name__ == "__main__":
    main()
