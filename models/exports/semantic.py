"""Exports a semantic network: torchvision's DeepLabV3 (`--form deeplab`), or a small one with any output that exporters write.

    python3 -m exports.semantic --out deeplab --form deeplab --weights deeplabv3_mobilenet_v3_large.pth
    python3 -m exports.semantic --out classes --form class-map
"""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models.segmentation import deeplabv3_mobilenet_v3_large

from exports.backbone import Backbone
from exports.package import classes, load, parser, save, spread

FORMS = ("channels-first", "channels-last", "class-map", "mask")


class Small(nn.Module):
    """`channels-first` [1,C,h/4,w/4]; `channels-last` [1,h/4,w/4,C]; `class-map` int64 [1,H,W]; `mask` [1,1,H,W] of probabilities."""

    def __init__(self, form: str, names: int) -> None:
        super().__init__()
        self.form = form
        self.backbone = Backbone(16)
        self.head = nn.Conv2d(16, 1 if form == "mask" else names, 3, padding=1)

    def calibrate(self, image: Tensor) -> None:
        features = self.backbone.stem(image)
        spread(self.head, self.head(features), 0.0, 3.0)

    def forward(self, image: Tensor) -> Tensor:
        logits = self.head(self.backbone.stem(image))
        if self.form == "channels-last":
            return logits.permute(0, 2, 3, 1)
        if self.form == "channels-first":
            return logits
        whole = functional.interpolate(logits, scale_factor=4, mode="bilinear", align_corners=False)
        return whole.sigmoid() if self.form == "mask" else whole.argmax(1)


class DeepLab(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.network = deeplabv3_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=21)

    def forward(self, image: Tensor) -> Tensor:
        return self.network(image)["out"]


def package(out: Path, network: nn.Module, width: int, height: int, names: list[str], *, half: bool = False, **manifest: object) -> None:
    example = torch.rand(1, 3, height, width)
    save(
        out, Half(network) if half else network, example.half() if half else example, ["out"],
        {
            "name": out.name,
            "description": "Semantic segmentation",
            "family": "semantic",
            "input": {"scale": [1 / 255] * 3},
            "classes": [{**c, "kind": "stuff"} for c in classes(names)],
            **manifest,
        })


class Half(nn.Module):
    """Takes and gives float16, and computes in float32, as exporters do that keep inputs and outputs in half precision."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> Tensor:
        return self.network(image.float()).half()


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--form", choices=["deeplab", *FORMS], default="deeplab")
    options.add_argument("--width", type=int, default=512)
    options.add_argument("--height", type=int, default=512)
    args = options.parse_args()
    torch.manual_seed(args.seed)
    names = [f"class {i}" for i in range(21)]
    network = DeepLab() if args.form == "deeplab" else Small(args.form, len(names))
    load(network, args.weights)
    if args.weights is None and isinstance(network, Small):
        with torch.no_grad():
            network.calibrate(torch.rand(1, 3, args.height, args.width))
    package(args.out, network, args.width, args.height, names)


if __name__ == "__main__":
    main()
