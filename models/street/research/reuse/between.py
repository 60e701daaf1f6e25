"""Compares alternatives for propagated frames with the server's warp: quality and throughput on one curve; and fusion at keyframes.

    python3 -m research.reuse.between $W --clip vtest.avi --first 500 --end 620 --parts work --costs work/costs.json
    python3 -m research.reuse.between $W --camvid camvid --parts work --costs work/costs.json

Keyframes are chosen by the server's adaptive policy at several thresholds; motion is estimated as the server does. `--parts` is a folder
with the weights that learn.py saved, `--costs` the output of measure/timing.js (milliseconds of each graph, the keyframe's among them).

Printed for each alternative and policy: the share of keyframes; PQ agreement with the network on every frame, of all frames and of the
propagated ones; flicker (percent of the static cells whose class changes); mIoU where there are labels; and an estimate of the whole
server's throughput gain, from the graphs' times on one and two threads.
"""
from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from train.clips import read_frames
from research.reuse.keyframes import Frame, Policy, Analysis, analyze, choose_keyframes, tensor
from research.reuse.learn import make
from network.street_net import CLASSES, HEIGHT, WIDTH, StreetNet
from network.weights import load
from measure.panoptic import Panoptic, merge
from measure.quality import PanopticQuality
from train.samples import camvid
from research.reuse.methods import METHODS, NEEDS, Method, Parts, Prediction, blended_keyframe, fused_keyframe, whole

POLICIES = [Policy(3, 0.015), Policy(6, 0.03), Policy(10, 0.06), Policy(16, 0.12)]
STILL_LEVELS = 2
# The cost of a propagated frame relative to a keyframe's, in the saturated server (bench reuse: 4.0 ms by 19.9), and its flow's (1.7 ms).
WARP, FARNEBACK = 0.199, 0.086


@dataclass(frozen=True)
class Measured:
    frames: list[Frame]
    truth: list[Panoptic]
    labels: list[np.ndarray]


def panoptic(predicted: Prediction) -> Panoptic:
    return merge(predicted.semantic[0], predicted.prototypes[0], predicted.found, (HEIGHT, WIDTH))


def flicker(frames: list[Frame], predicted: list[Prediction]) -> float:
    changed = still = 0
    for i in range(1, len(frames)):
        own = np.abs(frames[i].grey.astype(int) - frames[i - 1].grey) <= STILL_LEVELS
        now, before = (predicted[j].semantic[0].argmax(0).numpy() for j in (i, i - 1))
        changed, still = changed + int((now != before)[own].sum()), still + int(own.sum())
    return 100 * changed / still


def miou(predicted: list[Prediction], labels: list[np.ndarray]) -> float:
    confusion = np.zeros((CLASSES, CLASSES))
    for one, label in zip(predicted, labels):
        classes = F.interpolate(one.semantic, size=label.shape, mode="bilinear", align_corners=False)[0].argmax(0).numpy()
        known = label < CLASSES
        confusion += np.bincount(label[known].astype(int) * CLASSES + classes[known], minlength=CLASSES ** 2).reshape(CLASSES, CLASSES)
    right = np.diag(confusion)
    return 100 * float((right / np.maximum(confusion.sum(0) + confusion.sum(1) - right, 1)).mean())


def follow(net: StreetNet, parts: Parts, frames: list[Frame], method: Method, fusion: str | float | None = None) -> list[Prediction]:
    """The prediction of every frame. `fusion` at keyframes: "trained", or the share by which the logits are moved to the previous ones."""
    predicted: list[Prediction] = []
    last = 0
    for i, frame in enumerate(frames):
        if frame.key != i:
            predicted.append(method(net, parts, frame, frames[frame.key], predicted[frame.key]))
            continue
        own = whole(frame.seen)
        if fusion is not None and frame.back is not None:
            if fusion == "trained":
                own = fused_keyframe(net, parts, frame, frames[last])
            else:
                own = blended_keyframe(float(fusion), frame, predicted[last])
        predicted.append(own)
        last = i
    return predicted


def report(name: str, predicted: list[Prediction], measured: Measured, gains: str = "") -> None:
    between, every = PanopticQuality(), PanopticQuality()
    for i, frame in enumerate(measured.frames):
        result = panoptic(predicted[i])
        every.add(measured.truth[i], result)
        if frame.key != i:
            between.add(measured.truth[i], result)
    a, b = every.summary(), between.summary()
    share = 100 * np.mean([f.key == i for i, f in enumerate(measured.frames)])
    print(f"{name}: keyframes {share:.0f} %, PQ agreement {a['all']} (things {a['things']}), between {b['all']} ({b['things']}), "
          f"flicker {flicker(measured.frames, predicted):.3f} %"
          + (f", mIoU {miou(predicted, measured.labels):.2f}" if measured.labels else "") + gains, flush=True)


def gain(costs: dict[str, dict[str, float]], name: str, frames: list[Frame]) -> str:
    """Throughput relative to the whole network on every frame; a non-keyframe graph costs its share of the keyframe's."""
    share, told = float(np.mean([f.key == i for i, f in enumerate(frames)])), []
    for threads in ("1", "2"):
        own = costs.get(NEEDS.get(name, name), {}).get(threads)
        if name == "outputs warped":
            own = 0.0
        elif own is None:
            return ""
        saved = FARNEBACK if "flow network" in name else 0.0
        told.append(f"{1 / (share + (1 - share) * (WARP - saved + (own / costs['keyframe'][threads] if own else 0.0))):.2f}")
    return f", gain {told[0]} and {told[1]}"


def trained(folder: Path | None, net: StreetNet, coco: Path, weights: Path) -> Parts:
    found = {}
    for name in ("correction", "partial", "cross", "flow", "fusion"):
        path = folder / f"{name}.pt" if folder else None
        if path and path.exists():
            part = make(name, net, coco, weights)
            part.load_state_dict(torch.load(path))
            found[name] = part.eval()
    return Parts(**found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--parts", type=Path)
    parser.add_argument("--costs", type=Path)
    parser.add_argument("--clip", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--end", type=int, default=200)
    parser.add_argument("--camvid", type=Path, help="measure on its val split instead of a clip")
    parser.add_argument("--policies", type=int, nargs="+", default=list(range(len(POLICIES))), help="which of the bounds")
    parser.add_argument("--only", nargs="+", default=list(METHODS))
    parser.add_argument("--fusion", action="store_true", help="fusion at keyframes as well")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    net = load(args.coco, args.weights).eval()
    parts = trained(args.parts, net, args.coco, args.weights)
    costs = json.loads(args.costs.read_text()) if args.costs else {}
    samples = [sample for _, sample in camvid(args.camvid, "val")] if args.camvid else []
    analyzed: list[tuple[np.ndarray, Analysis]] = [
        (picture, analyze(net, tensor(picture))) for picture in [s.image for s in samples] or read_frames(args.clip, args.first, args.end)]
    truth, labels = [panoptic(whole(seen)) for _, seen in analyzed], [s.label for s in samples]
    every = choose_keyframes(analyzed, Policy(1))
    report("every frame whole", [whole(f.seen) for f in every], Measured(every, truth, labels))
    if args.fusion and parts.fusion:
        fused = follow(net, parts, every, METHODS["outputs warped"], "trained")
        report("every frame, trained fusion", fused, Measured(every, truth, labels))
    for policy in (POLICIES[i] for i in args.policies):
        measured = Measured(choose_keyframes(analyzed, policy), truth, labels)
        for name in args.only:
            if name not in NEEDS or getattr(parts, NEEDS[name]):
                predicted = follow(net, parts, measured.frames, METHODS[name])
                report(f"{policy.interval} {policy.residual} {name}", predicted, measured, gain(costs, name, measured.frames))
        for fusion in (0.25, 0.5, "trained") if args.fusion and policy == Policy() else ():
            if fusion != "trained" or parts.fusion:
                fused = follow(net, parts, measured.frames, METHODS["outputs warped"], fusion)
                report(f"{policy.interval} {policy.residual} fused keyframes {fusion}", fused, measured)


if __name__ == "__main__":
    main()
