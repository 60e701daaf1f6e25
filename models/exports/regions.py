"""Exports a two-stage network as MMDeploy does: `dets` [1,N,5], `labels` [1,N], and `masks` [1,N,28,28] that lie on their boxes.

    python3 -m exports.regions --out regions

The graph suppresses and pools by itself (NonMaxSuppression, RoiAlign with half pixels); N is what is left.
"""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torchvision.ops import batched_nms, roi_align

from exports.package import classes, load, parser, save, spread
from exports.yolo import Yolo

STRIDE = 8


class Regions(nn.Module):
    def __init__(self, names: int, channels: int = 16, candidates: int = 60, overlap: float = 0.5) -> None:
        super().__init__()
        self.candidates, self.overlap = candidates, overlap
        self.rows = Yolo("raw", names, 0, channels, 0)
        self.mask = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1), nn.ReLU(), nn.ConvTranspose2d(channels, channels, 2, 2), nn.ReLU())
        self.logits = nn.Conv2d(channels, 1, 1)

    def calibrate(self, image: Tensor) -> None:
        self.rows.calibrate(image)
        spread(self.logits, self.logits(self.mask(self.rows.backbone(image)[1])), 0.3, 2.0)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        table = self.rows(image)[0][0].transpose(0, 1)
        score, label = table[:, 4:].max(1)
        score, index = score.topk(self.candidates)
        label, box = label[index], table[index, :4]
        box = torch.cat([box[:, :2] - box[:, 2:] / 2, box[:, :2] + box[:, 2:] / 2], 1)
        kept = batched_nms(box, score, label, self.overlap)
        box, score, label = box[kept], score[kept], label[kept]
        features = self.rows.backbone(image)[1]
        regions = roi_align(features, torch.cat([torch.zeros_like(box[:, :1]), box], 1), 14, 1 / STRIDE, sampling_ratio=2, aligned=True)
        masks = self.logits(self.mask(regions)).sigmoid()
        return torch.cat([box, score[:, None]], 1)[None], label[None], masks[:, 0][None]


def package(out: Path, network: Regions, width: int, height: int, names: list[str], **manifest: object) -> None:
    save(
        out, network, torch.rand(1, 3, height, width), ["dets", "labels", "masks"],
        {
            "name": out.name,
            "description": "A two-stage network as MMDeploy exports it: masks of 28x28 lie on their boxes",
            "family": "detections",
            "input": {"fit": "letterbox", "anchor": "top-left", "scale": [1 / 255] * 3},
            "classes": classes(names),
            **manifest,
        },
        image="input", open_axes={"dets": {1: "detections"}, "labels": {1: "detections"}, "masks": {1: "detections"}})


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--width", type=int, default=640)
    options.add_argument("--height", type=int, default=640)
    args = options.parse_args()
    torch.manual_seed(args.seed)
    names = [f"class {i}" for i in range(80)]
    network = Regions(len(names), 32)
    load(network, args.weights)
    if args.weights is None:
        with torch.no_grad():
            network.calibrate(torch.rand(1, 3, args.height, args.width))
    package(args.out, network, args.width, args.height, names)


if __name__ == "__main__":
    main()
