"""What a network between keyframes would keep and cost, beside warped outputs alone, and what fusion at keyframes brings. No training.

    python3 between.py --coco centernet.json --weights ../street.pt --clip vtest.avi --first 0 --end 200
    python3 between.py --coco centernet.json --weights ../street.pt --camvid camvid

Keyframes are those of the server's adaptive policy; motion is told as the server tells it. The ways that are compared:

- warp: semantic logits and prototypes moved, boxes with them, no network (what the server does).
- partial: YolactEdge's way. The deep features (strides 16 and 8) are moved; the backbone up to stride 4 and all heads run on the new frame.
- half: the whole network on the frame at 256x192; its semantic logits in place of the moved ones, instances moved.
- half, fused: the same, in the measure in which a cell is not explained by the moved keyframe.
- fused keyframes, W: warp; at a keyframe, semantic logits are drawn by W to those of the keyframe before, moved, where these explain the cell.

Printed for each: PQ agreement with the network on every frame (frames between keyframes alone, and all), flicker (percent of the cells that stand still
whose class changes), mIoU where there are labels; then PyTorch's time of each graph by that of the whole one.
"""
from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from clips import read_frames, stretch
from network import CLASSES, HEAD, HEIGHT, STRIDE, WIDTH, StreetNet, load, upsample
from panoptic import Detections, Panoptic, Quality, detect, merge
from samples import camvid
from tfjs import inputs

GRID = (WIDTH // STRIDE, HEIGHT // STRIDE)
HALF = (256, 192)  # both divisible by the network's 32
NOISE, STILL, CUT, INTERVAL, RESIDUAL, STILL_LEVELS = 18, 0.3, 0.5, 6, 0.03, 2
P8 = HEAD + "Relu_1"


@dataclass(frozen=True)
class Seen:
    """What the network says of one frame."""
    maps: dict[str, Tensor]
    deep: Tensor  # [1,288,h/2,w/2]: context and p8
    found: Detections


def look(net: StreetNet, image: Tensor) -> Seen:
    low, p16, p8, p4 = net.body(image)
    context = net.ctx16(p16) + net.gap(p16.mean((2, 3), keepdim=True))
    context = net.ctx_more(net.ctx(net.ctx8(p8) + upsample(context, p8)))
    maps = heads(net, context, low, p4)
    return Seen(maps, torch.cat([context, p8], 1), detect(net, maps))


def heads(net: StreetNet, context: Tensor, low: Tensor, p4: Tensor) -> dict[str, Tensor]:
    fused = F.relu(net.norm4(upsample(net.up4(context), p4) + net.skip4(p4) + net.low4(low)))
    fused = net.mix_more(net.mix(fused))
    return {"semantic": net.semantic(fused), "prototypes": net.prototypes(fused), "heat": net.heat(p4), "features": p4}


def partial(net: StreetNet, image: Tensor, deep: Tensor) -> dict[str, Tensor]:
    """All heads, from the new frame's shallow features and moved deep ones."""
    context, p8 = deep[:, :96], deep[:, 96:]
    values = {P8: p8}
    wanted = [net.body.outputs[0], net.body.outputs[3]]
    needed: set[str] = set()
    by_name = {node["name"]: node for node in net.body.nodes}
    stack = list(wanted)
    while stack:
        name = stack.pop()
        if name not in needed and name not in values:
            needed.add(name)
            stack += inputs(by_name[name])
    for node in net.body.nodes:
        if node["name"] in needed and node["op"] != "Const":
            values[node["name"]] = net.body._evaluate(node, values, image)
    return heads(net, context, values[wanted[0]], values[wanted[1]])


def tensor(frame: np.ndarray, size: tuple[int, int] | None = None) -> Tensor:
    picture = stretch(frame) if size is None else cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    return torch.from_numpy(picture).permute(2, 0, 1)[None].float().contiguous(memory_format=torch.channels_last)


def warp(planes: Tensor, flow: np.ndarray) -> Tensor:
    """[1,C,h,w] read where `flow` [h,w,2] in cells points to; edges clamped."""
    h, w = flow.shape[:2]
    y, x = np.mgrid[:h, :w].astype(np.float32)
    grid = np.stack([2 * (x + flow[..., 0]) / (w - 1) - 1, 2 * (y + flow[..., 1]) / (h - 1) - 1], -1)
    return F.grid_sample(planes, torch.from_numpy(grid)[None], padding_mode="border", align_corners=True)


def motion(now: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Grey pictures on the grid to the flow back to the reference [h,w,2] in cells, and the grey levels that it misses the frame by [h,w]."""
    def farneback(a: np.ndarray, b: np.ndarray, window: int, iterations: int) -> np.ndarray:
        return cv2.calcOpticalFlowFarneback(a, b, None, 0.5, 2, window, iterations, 5, 1.1, 0)

    def misses(flow: np.ndarray) -> np.ndarray:
        return np.abs(now - warp(torch.from_numpy(reference)[None, None].float(), flow)[0, 0].numpy())

    narrow = farneback(now, reference, 5, 1)
    size = (GRID[0] // 2, GRID[1] // 2)
    halves = [cv2.resize(g, size, interpolation=cv2.INTER_AREA) for g in (now, reference)]
    wide = 2 * cv2.resize(farneback(*halves, 9, 2), GRID)
    errors = [cv2.blur(misses(flow), (5, 5)) for flow in (wide, narrow)]
    flow = np.where((errors[1] < errors[0] - 1)[..., None], narrow, wide)
    flow[(flow ** 2).sum(-1) < STILL ** 2] = 0
    return flow, misses(flow)


def moved(found: Detections, flow: np.ndarray) -> Detections:
    """Boxes follow the cells inside them, by the median."""
    boxes = found.box.clone()
    y, x = np.mgrid[:GRID[1], :GRID[0]] + 0.5
    came_x, came_y = STRIDE * (x + flow[..., 0]), STRIDE * (y + flow[..., 1])
    for box in boxes:
        x0, y0, x1, y1 = box.tolist()
        own = (came_x >= x0) & (came_x < x1) & (came_y >= y0) & (came_y < y1)
        if own.any():
            shift = -STRIDE * np.median(flow[own], axis=0)
            box += torch.tensor([shift[0], shift[1]] * 2, dtype=torch.float32)
    return replace(found, box=boxes)


@dataclass(frozen=True)
class Frame:
    picture: np.ndarray
    grey: np.ndarray
    seen: Seen
    key: int  # index of the keyframe that it rests on
    flow: np.ndarray
    missed: np.ndarray
    back: np.ndarray | None  # of a keyframe: the flow to the keyframe before
    back_missed: np.ndarray | None


def frames_of(net: StreetNet, pictures: Iterable[np.ndarray]) -> list[Frame]:
    frames: list[Frame] = []
    for i, picture in enumerate(pictures):
        grey = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), GRID, interpolation=cv2.INTER_AREA)
        seen = look(net, tensor(picture))
        still = np.zeros((GRID[1], GRID[0], 2), np.float32)
        if not frames:
            frames.append(Frame(picture, grey, seen, 0, still, still[..., 0], None, None))
            continue
        key = frames[-1].key
        flow, missed = motion(grey, frames[key].grey)
        residual = float((missed > NOISE).mean())
        if residual > CUT or i - key >= INTERVAL or (i - key > 1 and residual > RESIDUAL):
            frames.append(Frame(picture, grey, seen, i, still, still[..., 0], flow, missed))
        else:
            frames.append(Frame(picture, grey, seen, key, flow, missed, None, None))
    return frames


Said = tuple[Tensor, Tensor, Detections]  # semantic, prototypes, instances


def whole(frame: Frame) -> Said:
    return frame.seen.maps["semantic"], frame.seen.maps["prototypes"], frame.seen.found


def way(net: StreetNet, frames: list[Frame], name: str) -> list[Said]:
    fusion = float(name.split()[-1]) if name.startswith("fused keyframes") else 0.0
    said: list[Said] = []
    last_key = 0
    for i, frame in enumerate(frames):
        if frame.key == i:
            semantic, prototypes, found = whole(frame)
            if fusion and frame.back is not None:
                trust = fusion * torch.from_numpy(cv2.blur((frame.back_missed <= NOISE).astype(np.float32), (3, 3)))
                semantic = semantic + trust * (warp(said[last_key][0], frame.back) - semantic)
            said.append((semantic, prototypes, found))
            last_key = i
            continue
        semantic, prototypes, found = said[frame.key]
        if name == "partial":
            maps = partial(net, tensor(frame.picture), warp(frames[frame.key].seen.deep, deep_flow(frame.flow)))
            said.append((maps["semantic"], maps["prototypes"], detect(net, maps)))
            continue
        semantic = warp(semantic, frame.flow)
        if name.startswith("half"):
            fresh = upsample(net(tensor(frame.picture, HALF))["semantic"], semantic)
            share = torch.from_numpy(np.clip(cv2.blur(frame.missed, (5, 5)) / (2 * NOISE), 0, 1)) if name.endswith("fused") else 1
            semantic = semantic + share * (fresh - semantic)
        said.append((semantic, warp(prototypes, frame.flow), moved(found, frame.flow)))
    return said


def deep_flow(flow: np.ndarray) -> np.ndarray:
    return cv2.resize(flow, (GRID[0] // 2, GRID[1] // 2), interpolation=cv2.INTER_AREA) / 2


def flicker(frames: list[Frame], said: list[Said]) -> float:
    changed = still = 0
    for i in range(1, len(frames)):
        own = np.abs(frames[i].grey.astype(int) - frames[i - 1].grey) <= STILL_LEVELS
        now, before = (said[j][0][0].argmax(0).numpy() for j in (i, i - 1))
        changed, still = changed + int((now != before)[own].sum()), still + int(own.sum())
    return 100 * changed / still


def miou(said: list[Said], labels: list[np.ndarray]) -> float:
    confusion = np.zeros((CLASSES, CLASSES))
    for (semantic, _, _), label in zip(said, labels):
        classes = F.interpolate(semantic, size=label.shape, mode="bilinear", align_corners=False)[0].argmax(0).numpy()
        known = label < CLASSES
        confusion += np.bincount(label[known].astype(int) * CLASSES + classes[known], minlength=CLASSES ** 2).reshape(CLASSES, CLASSES)
    right = np.diag(confusion)
    return 100 * float((right / np.maximum(confusion.sum(0) + confusion.sum(1) - right, 1)).mean())


def panoptic(said: Said) -> Panoptic:
    return merge(said[0][0], said[1][0], said[2], (HEIGHT, WIDTH))


def timings(net: StreetNet, frame: Frame, rounds: int = 7) -> dict[str, float]:
    """Medians of interleaved runs, by that of the whole network."""
    full, half, deep = tensor(frame.picture), tensor(frame.picture, HALF), frame.seen.deep
    work: dict[str, Callable[[], object]] = {"whole": lambda: net(full), "partial": lambda: partial(net, full, deep), "half": lambda: net(half)}
    spent: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, run in work.items():
            start = time.process_time()
            run()
            spent[name].append(time.process_time() - start)
    return {name: round(float(np.median(s) / np.median(spent["whole"])), 3) for name, s in spent.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--clip", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--end", type=int, default=200)
    parser.add_argument("--camvid", type=Path, help="measure on its val split instead of a clip")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    net = load(args.coco, args.weights).eval()
    samples = [sample for _, sample in camvid(args.camvid, "val")] if args.camvid else []
    frames = frames_of(net, [s.image for s in samples] or read_frames(args.clip, args.first, args.end))
    labels = [s.label for s in samples]
    every = [whole(frame) for frame in frames]
    truth = [panoptic(said) for said in every]
    print(f"{len(frames)} frames, {sum(f.key == i for i, f in enumerate(frames))} keyframes; every frame whole: "
          f"flicker {flicker(frames, every):.3f} %" + (f", mIoU {miou(every, labels):.2f}" if labels else ""), flush=True)
    for name in ("warp", "partial", "half", "half, fused", "fused keyframes 0.25", "fused keyframes 0.5"):
        said, between, all_frames = way(net, frames, name), Quality(), Quality()
        for i, frame in enumerate(frames):
            result = panoptic(said[i])
            all_frames.add(truth[i], result)
            if frame.key != i:
                between.add(truth[i], result)
        print(f"{name}: PQ agreement {all_frames.summary()['all']}, between keyframes {between.summary()['all']} (things {between.summary()['things']}), "
              f"flicker {flicker(frames, said):.3f} %" + (f", mIoU {miou(said, labels):.2f}" if labels else ""), flush=True)
    print("time by the whole network's:", timings(net, frames[0]), flush=True)


if __name__ == "__main__":
    main()
