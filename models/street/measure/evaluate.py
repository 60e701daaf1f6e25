"""Measures semantic mIoU and panoptic quality on a CamVid split, at the labels' 480x360 and one scale.

    python3 -m measure.evaluate --coco centernet.json --weights street.pt --camvid camvid --split val
"""
from __future__ import annotations

from pathlib import Path

import numpy as np
import torch.nn.functional as F

from measure.panoptic import predict, segment
from measure.quality import PanopticQuality, ground_truth
from network.options import add_network_options, load_network, parser
from network.street_net import CLASSES, StreetNet
from train.samples import Sample, camvid


def mean_iou(net: StreetNet, samples: list[Sample]) -> tuple[float, list[float]]:
    """The mean IoU over the classes, and that of each class, in percent."""
    was_training = net.training
    net.eval()
    confusion = np.zeros((CLASSES, CLASSES + 1), np.int64)
    for sample in samples:
        logits = F.interpolate(predict(net, sample.image)["semantic"], size=sample.label.shape, mode="bilinear", align_corners=False)
        predicted, known = logits[0].argmax(0).cpu().numpy(), sample.label < CLASSES
        index = sample.label[known].astype(int) * (CLASSES + 1) + predicted[known]
        confusion += np.bincount(index, minlength=confusion.size).reshape(confusion.shape)
    net.train(was_training)
    right = np.diag(confusion)
    iou = 100 * right / np.maximum(confusion.sum(1) + confusion[:, :CLASSES].sum(0) - right, 1)
    return round(float(iou.mean()), 2), [round(float(v), 1) for v in iou]


def panoptic_quality(net: StreetNet, samples: list[Sample]) -> dict[str, float | None]:
    """PQ against the samples' labels; the instances of CamVid are the connected components of a class."""
    quality = PanopticQuality()
    for sample in samples:
        quality.add(ground_truth(sample.label, sample.ids), segment(net, sample.image, sample.label.shape)[0])
    return quality.summary()


def main() -> None:
    options = parser(__doc__)
    add_network_options(options)
    options.add_argument("--camvid", type=Path, required=True)
    options.add_argument("--split", default="val")
    args = options.parse_args()
    net = load_network(args)
    samples = [sample for _, sample in camvid(args.camvid, args.split)]
    print("mIoU", *mean_iou(net, samples))
    print("PQ against components", panoptic_quality(net, samples))


if __name__ == "__main__":
    main()
