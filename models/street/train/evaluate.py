"""Semantic mIoU and panoptic quality on a CamVid split, at the labels' 480x360 and one scale.

    python3 evaluate.py --coco centernet.json --weights ../street.pt --camvid camvid --split val
"""
from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from clips import stretch
from network import CLASSES, StreetNet, load
from panoptic import Detections, Quality, detect, merge, truth
from samples import Sample, camvid


def run(net: StreetNet, image: np.ndarray) -> dict[str, Tensor]:
    """Maps of one picture [H,W,3] uint8 RGB of any size."""
    with torch.no_grad():
        return net(torch.from_numpy(stretch(image)).permute(2, 0, 1)[None].float().to(memory_format=torch.channels_last))


def mean_iou(net: StreetNet, samples: list[Sample]) -> tuple[float, list[float]]:
    """Percent: the mean over the classes, and each class."""
    was_training = net.training
    net.eval()
    confusion = np.zeros((CLASSES, CLASSES + 1), np.int64)
    for sample in samples:
        logits = F.interpolate(run(net, sample.image)["semantic"], size=sample.label.shape, mode="bilinear", align_corners=False)
        said, known = logits[0].argmax(0).numpy(), sample.label < CLASSES
        confusion += np.bincount(sample.label[known].astype(int) * (CLASSES + 1) + said[known], minlength=confusion.size).reshape(confusion.shape)
    net.train(was_training)
    right = np.diag(confusion)
    iou = 100 * right / np.maximum(confusion.sum(1) + confusion[:, :CLASSES].sum(0) - right, 1)
    return round(float(iou.mean()), 2), [round(float(v), 1) for v in iou]


def panoptic_quality(net: StreetNet, samples: list[Sample]) -> dict[str, float | None]:
    """Against connected components of the labels as instances."""
    quality = Quality()
    for sample in samples:
        maps = run(net, sample.image)
        detections: Detections = detect(net, maps)
        quality.add(truth(sample.label, sample.ids), merge(maps["semantic"][0], maps["prototypes"][0], detections, sample.label.shape))
    return quality.summary()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--camvid", type=Path, required=True)
    parser.add_argument("--split", default="val")
    args = parser.parse_args()
    torch.set_num_threads(2)
    net = load(args.coco, args.weights).eval()
    samples = [sample for _, sample in camvid(args.camvid, args.split)]
    print("mIoU", *mean_iou(net, samples))
    print("PQ against components", panoptic_quality(net, samples))


if __name__ == "__main__":
    main()
