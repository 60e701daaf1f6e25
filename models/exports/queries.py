"""Exports a network of queries: `--form detr` (softmax, no object last), `rf-detr` (sigmoid, every column a class), or `maskformer` (masks alone, stuff too).

    python3 -m exports.queries --out detr --form detr

Trained ones: RF-DETR's own `model.export()`; DETR and MaskFormer by `optimum-cli export onnx`. `videoseg models describe` writes a model.json for them.
"""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from exports.backbone import Backbone
from exports.package import classes, load, parser, save, spread

OUTPUTS = {"detr": ["logits", "pred_boxes", "pred_masks"], "rf-detr": ["dets", "labels", "mask_logits_out"], "maskformer": ["class_queries_logits", "masks_queries_logits"]}


class Queries(nn.Module):
    """Learned queries attend once to features at stride 16; masks are products with features at stride 4."""

    def __init__(self, form: str, names: int, queries: int = 20, channels: int = 16) -> None:
        super().__init__()
        self.form = form
        self.backbone = Backbone(channels)
        dimensions = self.backbone.channels[2]
        self.queries = nn.Parameter(torch.randn(1, queries, dimensions) * 2)
        self.attention = nn.MultiheadAttention(dimensions, 4, batch_first=True)
        self.logits = nn.Linear(dimensions, names + (0 if form == "rf-detr" else 1))
        self.boxes = nn.Linear(dimensions, 4)
        self.mask = nn.Linear(dimensions, channels)
        self.scale = nn.Conv2d(1, 1, 1)

    def calibrate(self, image: Tensor) -> None:
        queries, features = self.attend(image)
        spread(self.logits, self.logits(queries), -1.0, 3.0)
        spread(self.boxes, self.boxes(queries), -0.3, 0.8)
        spread(self.scale, self.products(queries, features), -1.0, 2.0)

    def attend(self, image: Tensor) -> tuple[Tensor, Tensor]:
        features = self.backbone(image)
        places = features[2].flatten(2).transpose(1, 2)
        return self.queries + self.attention(self.queries, places, places, need_weights=False)[0], features[0]

    def products(self, queries: Tensor, features: Tensor) -> Tensor:
        products = torch.einsum("bqc,bchw->bqhw", self.mask(queries), features)
        return self.scale(products.flatten(0, 1)[:, None])[:, 0][None]

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        queries, features = self.attend(image)
        logits, boxes, masks = self.logits(queries), self.boxes(queries).sigmoid(), self.products(queries, features)
        return {"detr": (logits, boxes, masks), "rf-detr": (boxes, logits, masks), "maskformer": (logits, masks)}[self.form]


def package(out: Path, network: Queries, width: int, height: int, names: list[str], stuff: tuple[str, ...] = (), **manifest: object) -> None:
    mean, deviation = [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]
    save(
        out, network, torch.rand(1, 3, height, width), OUTPUTS[network.form],
        {
            "name": out.name,
            "description": f"Queries in the form of {network.form}",
            "family": "queries",
            "input": {"mean": mean, "scale": [1 / d for d in deviation]},
            "classes": classes(names, stuff=stuff),
            **manifest,
        },
        image="pixel_values")


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--form", choices=list(OUTPUTS), default="detr")
    options.add_argument("--width", type=int, default=640)
    options.add_argument("--height", type=int, default=640)
    args = options.parse_args()
    torch.manual_seed(args.seed)
    names = [f"class {i}" for i in range(80)]
    network = Queries(args.form, len(names), 100, 32)
    load(network, args.weights)
    if args.weights is None:
        with torch.no_grad():
            network.calibrate(torch.rand(1, 3, args.height, args.width))
    package(args.out, network, args.width, args.height, names)


if __name__ == "__main__":
    main()
