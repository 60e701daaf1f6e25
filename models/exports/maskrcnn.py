"""Exports torchvision's Mask R-CNN: rank 3, as many rows as there are detections, masks as large as the input.

    python3 -m exports.maskrcnn --out maskrcnn --width 640 --height 640
    python3 -m exports.maskrcnn --out maskrcnn --weights maskrcnn_resnet50_fpn_coco.pth

`--small` takes a backbone of a few kilobytes in place of ResNet-50; it is what the tests load.
"""
from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import torch
from torch import Tensor, nn
from torchvision.models.detection import MaskRCNN, maskrcnn_resnet50_fpn
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.ops import MultiScaleRoIAlign

from exports.backbone import Backbone
from exports.package import classes, load, parser, save

OUTPUTS = ["boxes", "labels", "scores", "masks"]
COCO = 91

# torchvision 0.14 writes RoiAlign without its coordinate mode. Up to opset 15 the default is Mask R-CNN's; from 16 on it is another, and all scores are wrong.
OPSET = 11


class SmallFeatures(nn.Module):
    """One level of features at stride 8."""

    out_channels = 16

    def __init__(self) -> None:
        super().__init__()
        self.network = Backbone(16)

    def forward(self, image: Tensor) -> OrderedDict[str, Tensor]:
        return OrderedDict([("0", self.network(image)[1])])


def small(names: int, width: int, height: int) -> MaskRCNN:
    """The same network with small heads. Scores and masks of random weights are spread, so that there is something to find."""
    channels = SmallFeatures.out_channels
    network = MaskRCNN(
        SmallFeatures(), min_size=min(width, height), max_size=max(width, height),
        rpn_anchor_generator=AnchorGenerator(sizes=((24, 48),), aspect_ratios=((0.5, 1.0, 2.0),)),
        box_roi_pool=MultiScaleRoIAlign(["0"], 7, sampling_ratio=2), box_head=TwoMLPHead(channels * 49, 64), box_predictor=FastRCNNPredictor(64, names + 1),
        mask_roi_pool=MultiScaleRoIAlign(["0"], 14, sampling_ratio=2), mask_head=MaskRCNNHeads(channels, (16,), 1), mask_predictor=MaskRCNNPredictor(16, 16, names + 1),
        box_score_thresh=0.3, box_detections_per_img=16, rpn_pre_nms_top_n_test=100, rpn_post_nms_top_n_test=50)
    with torch.no_grad():
        network.roi_heads.box_predictor.cls_score.weight.mul_(12)
        network.roi_heads.mask_predictor.mask_fcn_logits.weight.mul_(12)
    return network


def package(out: Path, network: nn.Module, width: int, height: int, names: list[str], **manifest: object) -> None:
    save(
        out, network, ([torch.rand(3, height, width)],), OUTPUTS,
        {
            "name": out.name,
            "description": "Mask R-CNN as torchvision exports it",
            "family": "detections",
            "input": {"fit": "letterbox", "scale": [1 / 255] * 3},
            "classes": classes(names, first_id=1),
            **manifest,
        },
        opset=OPSET, open_axes={"boxes": {0: "detections"}, "labels": {0: "detections"}, "scores": {0: "detections"}, "masks": {0: "detections"}})


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--width", type=int, default=640)
    options.add_argument("--height", type=int, default=640)
    options.add_argument("--small", action="store_true")
    args = options.parse_args()
    torch.manual_seed(args.seed)
    names = [f"class {i}" for i in range(1, 4 if args.small else COCO)]
    network = small(len(names), args.width, args.height) if args.small else maskrcnn_resnet50_fpn(
        weights=None, weights_backbone=None, num_classes=COCO, min_size=min(args.width, args.height), max_size=max(args.width, args.height))
    load(network, args.weights)
    package(args.out, network, args.width, args.height, names)


if __name__ == "__main__":
    main()
