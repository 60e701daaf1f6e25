"""What other ways between keyframes would keep and cost, beside the server's warp, on one curve; and what fusion at keyframes brings.

    python3 between.py $W --clip vtest.avi --first 500 --end 650 --parts ../../work --costs costs.json
    python3 between.py $W --camvid camvid --parts ../../work --costs costs.json

Keyframes are those of the server's adaptive policy at several bounds; motion is told as the server tells it. `--parts` is a folder with what learn.py
made, `--costs` what timing.js printed: milliseconds of each graph, the keyframe's among them. Printed for each way and policy: the share of keyframes,
PQ agreement with the network on every frame (of all frames, and of those between keyframes), flicker (percent of the cells that stand still whose class
changes), mIoU where there are labels, and the throughput gain that the whole server would have, by what the graphs take on one and two threads.
"""
from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from clips import read_frames  # noqa: E402
from keyframes import Frame, Policy, Seen, look, place, tensor  # noqa: E402
from learn import make  # noqa: E402
from network import CLASSES, HEIGHT, WIDTH, StreetNet, load  # noqa: E402
from panoptic import Panoptic, Quality, merge  # noqa: E402
from samples import camvid  # noqa: E402
from ways import NEEDS, WAYS, Parts, Said, Way, drawn_keyframe, fused_keyframe, whole  # noqa: E402

POLICIES = [Policy(3, 0.015), Policy(6, 0.03), Policy(10, 0.06), Policy(16, 0.12)]
STILL_LEVELS = 2
# What a frame between keyframes costs the saturated server by what a whole one does (bench reuse: 4.0 ms by 19.9), and of that its flow (1.7 ms).
WARP, FARNEBACK = 0.199, 0.086


@dataclass(frozen=True)
class Measured:
    frames: list[Frame]
    truth: list[Panoptic]
    labels: list[np.ndarray]


def panoptic(said: Said) -> Panoptic:
    return merge(said.semantic[0], said.prototypes[0], said.found, (HEIGHT, WIDTH))


def flicker(frames: list[Frame], said: list[Said]) -> float:
    changed = still = 0
    for i in range(1, len(frames)):
        own = np.abs(frames[i].grey.astype(int) - frames[i - 1].grey) <= STILL_LEVELS
        now, before = (said[j].semantic[0].argmax(0).numpy() for j in (i, i - 1))
        changed, still = changed + int((now != before)[own].sum()), still + int(own.sum())
    return 100 * changed / still


def miou(said: list[Said], labels: list[np.ndarray]) -> float:
    confusion = np.zeros((CLASSES, CLASSES))
    for one, label in zip(said, labels):
        classes = F.interpolate(one.semantic, size=label.shape, mode="bilinear", align_corners=False)[0].argmax(0).numpy()
        known = label < CLASSES
        confusion += np.bincount(label[known].astype(int) * CLASSES + classes[known], minlength=CLASSES ** 2).reshape(CLASSES, CLASSES)
    right = np.diag(confusion)
    return 100 * float((right / np.maximum(confusion.sum(0) + confusion.sum(1) - right, 1)).mean())


def follow(net: StreetNet, parts: Parts, frames: list[Frame], way: Way, fusion: str | float | None = None) -> list[Said]:
    """What is said of every frame; `fusion`: at keyframes, "trained" or the share of drawn logits."""
    said: list[Said] = []
    last = 0
    for i, frame in enumerate(frames):
        if frame.key != i:
            said.append(way(net, parts, frame, frames[frame.key], said[frame.key]))
            continue
        own = whole(frame.seen)
        if fusion is not None and frame.back is not None:
            own = fused_keyframe(net, parts, frame, frames[last]) if fusion == "trained" else drawn_keyframe(float(fusion), frame, said[last])
        said.append(own)
        last = i
    return said


def report(name: str, said: list[Said], measured: Measured, gains: str = "") -> None:
    between, every = Quality(), Quality()
    for i, frame in enumerate(measured.frames):
        result = panoptic(said[i])
        every.add(measured.truth[i], result)
        if frame.key != i:
            between.add(measured.truth[i], result)
    a, b = every.summary(), between.summary()
    share = 100 * np.mean([f.key == i for i, f in enumerate(measured.frames)])
    print(f"{name}: keyframes {share:.0f} %, PQ agreement {a['all']} (things {a['things']}), between {b['all']} ({b['things']}), "
          f"flicker {flicker(measured.frames, said):.3f} %" + (f", mIoU {miou(said, measured.labels):.2f}" if measured.labels else "") + gains, flush=True)


def gain(costs: dict[str, dict[str, float]], name: str, frames: list[Frame]) -> str:
    """Throughput by that of the whole network on every frame: a graph between keyframes adds what it costs by the whole one's milliseconds."""
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
    parser.add_argument("--only", nargs="+", default=list(WAYS))
    parser.add_argument("--fusion", action="store_true", help="fusion at keyframes as well")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    net = load(args.coco, args.weights).eval()
    parts = trained(args.parts, net, args.coco, args.weights)
    costs = json.loads(args.costs.read_text()) if args.costs else {}
    samples = [sample for _, sample in camvid(args.camvid, "val")] if args.camvid else []
    looked: list[tuple[np.ndarray, Seen]] = [
        (picture, look(net, tensor(picture))) for picture in [s.image for s in samples] or read_frames(args.clip, args.first, args.end)]
    truth, labels = [panoptic(whole(seen)) for _, seen in looked], [s.label for s in samples]
    every = place(looked, Policy(1))
    report("every frame whole", [whole(f.seen) for f in every], Measured(every, truth, labels))
    if args.fusion and parts.fusion:
        report("every frame, trained fusion", follow(net, parts, every, WAYS["outputs warped"], "trained"), Measured(every, truth, labels))
    for policy in (POLICIES[i] for i in args.policies):
        measured = Measured(place(looked, policy), truth, labels)
        for name in args.only:
            if name not in NEEDS or getattr(parts, NEEDS[name]):
                said = follow(net, parts, measured.frames, WAYS[name])
                report(f"{policy.interval} {policy.residual} {name}", said, measured, gain(costs, name, measured.frames))
        for fusion in (0.25, 0.5, "trained") if args.fusion and policy == Policy() else ():
            if fusion != "trained" or parts.fusion:
                report(f"{policy.interval} {policy.residual} fused keyframes {fusion}", follow(net, parts, measured.frames, WAYS["outputs warped"], fusion), measured)


if __name__ == "__main__":
    main()
