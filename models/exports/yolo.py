"""Exports a network with the heads of the YOLO family: rows of all grid places, or end to end; with mask prototypes or boxes alone; or YOLOX's undecoded rows.

    python3 -m exports.yolo --out yolo --form raw --width 640 --height 640
    python3 -m exports.yolo --out yolox --form yolox --no-masks

For a trained network of Ultralytics: `yolo export model=yolo11n-seg.pt format=onnx`, then `videoseg models describe yolo11n-seg.onnx --out DIR`.
"""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from exports.backbone import Backbone
from exports.package import classes, load, parser, save, spread

STRIDES = (8, 16, 32)


class Yolo(nn.Module):
    """`form` raw: [1,4+classes+K,rows]; end-to-end: [1,best,6+K]; yolox: [1,rows,5+classes]. Prototypes [1,K,H/4,W/4] where there are masks."""

    def __init__(self, form: str, names: int, coefficients: int, width: int, depth: int, best: int = 30) -> None:
        super().__init__()
        self.form, self.names, self.coefficients, self.best = form, names, coefficients, best
        self.backbone = Backbone(width, depth)
        channels = self.backbone.channels
        self.boxes = nn.ModuleList(nn.Conv2d(c, 4, 1) for c in channels[1:])
        self.classes = nn.ModuleList(nn.Conv2d(c, names, 1) for c in channels[1:])
        self.objects = nn.ModuleList(nn.Conv2d(c, 1, 1) for c in channels[1:]) if form == "yolox" else None
        self.masks = nn.ModuleList(nn.Conv2d(c, coefficients, 1) for c in channels[1:]) if coefficients else None
        self.prototypes = nn.Conv2d(channels[0], coefficients, 3, padding=1) if coefficients else None

    def calibrate(self, image: Tensor) -> None:
        """Spreads what random weights give over what trained ones would."""
        features = self.backbone(image)
        for at, feature in enumerate(features[1:]):
            spread(self.boxes[at], self.boxes[at](feature), 0.5, 0.7)
            spread(self.classes[at], self.classes[at](feature), -3.0, 2.0)
            if self.objects is not None:
                spread(self.objects[at], self.objects[at](feature), 0.0, 2.0)
            if self.masks is not None:
                spread(self.masks[at], self.masks[at](feature), 0.0, 1.0)
        if self.prototypes is not None:
            spread(self.prototypes, self.prototypes(features[0]), 0.1, 1.0)

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        features = self.backbone(image)
        rows = torch.cat([self.level(at, feature) for at, feature in enumerate(features[1:])], 2)
        outputs: tuple[Tensor, ...] = (rows,)
        if self.form == "yolox":
            outputs = (rows.transpose(1, 2),)
        elif self.form == "end-to-end":
            outputs = (self.end_to_end(rows),)
        return (*outputs, self.prototypes(features[0])) if self.prototypes is not None else outputs

    def level(self, at: int, feature: Tensor) -> Tensor:
        """[1,columns,rows] of one stride."""
        box, score = self.boxes[at](feature), self.classes[at](feature).sigmoid()
        if self.objects is not None:
            return torch.cat([box, self.objects[at](feature).sigmoid(), score], 1).flatten(2)
        height, width = feature.shape[2:]
        y, x = torch.meshgrid(torch.arange(height).float(), torch.arange(width).float(), indexing="ij")
        stride = STRIDES[at]
        centre = torch.stack([x, y])[None] + 0.5 + box[:, :2]
        size = box[:, 2:].exp() * 2
        columns = [centre * stride, size * stride, score] + ([self.masks[at](feature)] if self.masks is not None else [])
        return torch.cat(columns, 1).flatten(2)

    def end_to_end(self, rows: Tensor) -> Tensor:
        table = rows.transpose(1, 2)
        score, label = table[..., 4:4 + self.names].max(2)
        best, index = score.topk(self.best, 1)
        chosen = table.gather(1, index[..., None].expand(-1, -1, table.shape[2]))
        centre, size = chosen[..., :2], chosen[..., 2:4]
        label = label.gather(1, index).float()
        return torch.cat([centre - size / 2, centre + size / 2, best[..., None], label[..., None], chosen[..., 4 + self.names:]], 2)


def package(out: Path, network: Yolo, width: int, height: int, names: list[str], **manifest: object) -> None:
    is_yolox = network.form == "yolox"
    save(
        out, network, torch.rand(1, 3, height, width), ["output0", "output1"][:2 if network.coefficients else 1],
        {
            "name": out.name,
            "description": f"The heads of the YOLO family, {network.form}",
            "family": "rows",
            "input": {"fit": "letterbox", "anchor": "top-left", "colour": "bgr"} if is_yolox else {"fit": "letterbox", "scale": [1 / 255] * 3},
            "decode": {"form": network.form},
            "classes": classes(names),
            **manifest,
        },
        image="images")


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--form", choices=["raw", "end-to-end", "yolox"], default="raw")
    options.add_argument("--width", type=int, default=640)
    options.add_argument("--height", type=int, default=640)
    options.add_argument("--no-masks", action="store_true")
    options.add_argument("--channels", type=int, default=32, help="of the backbone")
    options.add_argument("--depth", type=int, default=2)
    args = options.parse_args()
    torch.manual_seed(args.seed)
    names = [f"class {i}" for i in range(80)]
    network = Yolo(args.form, len(names), 0 if args.no_masks or args.form == "yolox" else 32, args.channels, args.depth)
    load(network, args.weights)
    if args.weights is None:
        with torch.no_grad():
            network.calibrate(torch.rand(1, 3, args.height, args.width))
    package(args.out, network, args.width, args.height, names)


if __name__ == "__main__":
    main()
